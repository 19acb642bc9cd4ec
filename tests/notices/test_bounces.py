"""What comes back by mail is understood, whoever wrote it, and hostile mail is a row like any other."""

from __future__ import annotations

import io
from email.message import EmailMessage

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tocsin.model.content import Text
from tocsin.notices.channels.bounce import (
    Bounce,
    about,
    code_of_reply,
    meaning,
    messages,
    outcome_of,
    parse,
    read,
    table,
)
from tocsin.notices.channels.verp import Returned, believed, marks, return_path

KEY = b"k" * 32
PATH = return_path("bounces@ironwood.example.com", "ABCDEFGHIJ23", 2, KEY)


def report(action: str, status: str, diagnostic: str = "", to: str = PATH) -> bytes:
    return (
        f"From: MAILER-DAEMON@mx.example.net\nTo: {to}\nSubject: Delivery Status Notification\n"
        'MIME-Version: 1.0\nContent-Type: multipart/report; report-type=delivery-status; boundary="b"\n\n'
        "--b\n"
        "Content-Type: text/plain\n\nSorry.\n--b\nContent-Type: message/delivery-status\n\n"
        "Reporting-MTA: dns; mx.example.net\n\n"
        f"Final-Recipient: rfc822; maria@mail.example\nAction: {action}\nStatus: {status}\n"
        f"{f'Diagnostic-Code: smtp; {diagnostic}' if diagnostic else 'X-None: x'}\n\n--b--\n"
    ).encode()


def plain(text: str, sender: str = "MAILER-DAEMON@mx.example.net", **headers: str) -> bytes:
    made = EmailMessage()
    made["From"], made["To"], made["Subject"] = sender, PATH, headers.pop("subject", "failure notice")
    for name, value in headers.items():
        made[name.replace("_", "-")] = value
    made.set_content(text)
    return bytes(made)


@pytest.mark.parametrize(
    ("action", "status", "diagnostic", "outcome", "code"),
    [
        ("failed", "5.1.1", "", "bounced", "5.1.1"),
        ("failed", "5.0.0", "550 5.1.1 no such user", "bounced", "5.1.1"),
        ("failed", "5.0.0", "550 no such user", "bounced", "5.1.1"),
        ("failed", "4.4.7", "", "bounced", "4.4.7"),
        ("delayed", "4.4.1", "", "delayed", "4.4.1"),
        ("delivered", "2.1.5", "", "delivered", "2.1.5"),
        ("relayed", "2.0.0", "", "delivered", "2.0.0"),
        ("FAILED (really)", "5.7.26", "", "bounced", "5.7.26"),
        ("", "5.2.2", "", "bounced", "5.2.2"),
    ],
)
def test_a_report_of_rfc_3464_is_read(action: str, status: str, diagnostic: str, outcome: str, code: str):
    found = parse(report(action.split(" ")[0], status, diagnostic))
    assert (found.outcome, found.code) == (outcome, code)
    assert believed(found.marks[0], KEY) == Returned("ABCDEFGHIJ23", 2)


@pytest.mark.parametrize(
    ("message", "outcome", "code"),
    [
        (
            plain(
                "Hi. This is the qmail-send program at mx.example.net.\n<maria@mail.example>:\n"
                "Sorry, no mailbox here by that name. (#5.1.1)"
            ),
            "bounced",
            "5.1.1",
        ),
        (
            plain("<m@mail.example>: host mx[10.0.0.1] said: 550 Requested action not taken: no mailbox"),
            "bounced",
            "5.1.1",
        ),
        (
            plain(
                "A message that you sent could not be delivered.\n  m@mail.example\n    Unrouteable address",
                X_Failed_Recipients="m@mail.example",
            ),
            "bounced",
            "5.1.2",
        ),
        (
            plain("Your message did not reach some recipients: The recipient's mailbox is full"),
            "bounced",
            "5.2.2",
        ),
        (plain("This account has been disabled or discontinued. User unknown"), "bounced", "5.2.1"),
        (
            plain(
                "Warning: message not yet been delivered; will keep trying. Connection timed out",
                subject="Warning: could not send message",
            ),
            "delayed",
            "4.4.1",
        ),
        (plain("Message rejected as spam by the content filter."), "bounced", "5.7.1"),
        (plain("Retry timeout exceeded"), "bounced", "4.4.7"),
        (plain("Something odd happened to it."), "bounced", ""),
    ],
)
def test_the_bounces_of_mailers_that_write_their_own_are_read(message: bytes, outcome: str, code: str):
    found = parse(message)
    assert (found.outcome, found.code) == (outcome, code)
    assert found.why


@pytest.mark.parametrize(
    "message",
    [
        plain(
            "I am away until Monday. Ring 550 1234.",
            sender="m@mail.example",
            subject="Out of office",
            Auto_Submitted="auto-replied",
        ),
        plain("Is this real? 5.1.1", sender="m@mail.example", subject="Re: Notice of Data Breach"),
    ],
)
def test_an_answer_is_no_bounce(message: bytes):
    assert parse(message).outcome == "answer"


def test_a_complaint_is_told_apart():
    made = report("failed", "5.1.1").replace(b"report-type=delivery-status", b"report-type=feedback-report")
    assert parse(made).outcome == "complaint"


@given(st.sampled_from("245"), st.integers(0, 999), st.integers(0, 999))
def test_every_status_code_there_can_be_has_a_meaning_and_an_outcome(group: str, subject: int, detail: int):
    code = f"{group}.{subject}.{detail}"
    assert meaning(code) and about(code)
    assert outcome_of(code) == {"2": "delivered", "4": "delayed", "5": "bounced"}[group]


@given(st.integers(400, 599), st.text(max_size=40))
def test_every_reply_of_a_server_has_a_code_of_its_class(code: int, text: str):
    assert code_of_reply(code, text)[0] == str(code)[0]


def test_the_table_covers_the_registry_and_its_parts_fit():
    known = table()
    counts = {"0": 1, "1": 11, "2": 5, "3": 7, "4": 8, "5": 7, "6": 11, "7": 31}
    for subject, number in counts.items():
        assert {f"{subject}.{n}" for n in range(number)} == {
            k for k in known["details"] if k.split(".")[0] == subject
        }
    for code in [*known["replies"].values(), *(one["code"] for one in known["phrases"])]:
        assert code.split(".", 1)[1] in known["details"]


def test_a_mailbox_is_taken_apart_and_a_from_in_a_message_does_not_cut_it():
    box = (
        b"From a Tue\n"
        + report("failed", "5.1.1")
        + b"\nFrom b Tue\n"
        + plain("x\n\n>From here\nFrom this line\n")
    )
    found = list(messages(box))
    assert len(found) == 2
    (page,) = read("box", io.BytesIO(box), len(box))
    assert isinstance(page, Text)
    assert Bounce.from_json(page.text.split("\n")[0]).code == "5.1.1"


@given(st.binary(max_size=400))
def test_hostile_bytes_never_raise(content: bytes):
    for raw in [
        content,
        b"From x\n" + content,
        b"Content-Type: multipart/report; report-type=delivery-status\n\n" + content,
    ]:
        for message in messages(raw):
            assert parse(message).sha256


def test_a_return_address_survives_a_server_that_writes_small_letters_and_a_forged_one_does_not():
    assert believed(marks(f"<{PATH.upper()}>")[0], KEY) == Returned("ABCDEFGHIJ23", 2)
    assert believed(marks(PATH)[0], b"other" * 8) is None
    assert believed(marks(PATH.replace("abcdefghij23", "bbcdefghij23"))[0], KEY) is None
