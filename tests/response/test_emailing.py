"""Letters by e-mail in a case: only with consent, approved and rehearsed, each once."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from datetime import date
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from pathlib import Path

import pytest

from chain import PEOPLE, Desk, Finished, log_of
from mailserver import Running, mail_server
from tocsin.notices.channels.bounce import parse
from tocsin.notices.channels.server import SettingsError
from tocsin.notices.channels.smtp import MailServerError
from tocsin.response import (
    Case,
    EmailRefused,
    Silent,
    approving,
    consenting,
    emailing,
    notify,
    returns,
    sending,
)
from tocsin.response.story import write_notices

BY = "Ellen Marsh"
ALL = 5
"""Letters of the small share that can be sent; the other people wait for facts."""


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Running]:
    with mail_server(tmp_path) as running:
        yield running


@pytest.fixture
def case(finished: Finished, desk: Desk, server: Running) -> Iterator[Case]:
    """A copy of the finished case, approved, with a mail server and everybody's consent."""
    finished.copied_to(desk)
    (desk.folder / "email.yaml").write_text(server.settings())
    with desk.opened() as opened:
        write_notices(opened, Silent())
        notify.prove_all(opened, Silent())
        approving.approve(opened, BY)
        emailing.take_settings(opened, desk.folder / "email.yaml")
        everybody_agrees(opened)
        yield opened


def everybody_agrees(case: Case, without: str = "") -> None:
    rows = [
        {
            "person": row["id"],
            "email": row["email"] or f"p{n}@mail.example.net",
            "kind": "esign",
            "on": "2025-01-02",
            "how": "form 7",
        }
        for n, row in enumerate(case.need("people", "").to_pylist())
        if row["id"] != without
    ]
    consenting.enter(case, rows, BY, None)


def ready(case: Case) -> None:
    """Tested and rehearsed."""
    sending.send_test(case, "ellen@ironwood.example.com", "")
    emailing.dry_run(case, BY)


def send(case: Case) -> sending.Sent:
    return sending.send_all(case, BY, "", Silent())


def readdress(case: Case, local: str) -> str:
    """Give the first person another address; their piece."""
    first = emailing.email_plan(case).going[0]
    row = {
        "person": first.person,
        "email": f"{local}@mail.example.net",
        "kind": "esign",
        "on": "2025-02-02",
        "how": "form 7",
    }
    consenting.enter(case, [row], BY, None)
    return first.piece


def test_from_consents_to_bounces_by_the_commands(finished: Finished, desk: Desk, server: Running):
    finished.copied_to(desk)
    (desk.folder / "email.yaml").write_text(server.settings())
    with desk.opened() as case:
        write_notices(case, Silent())
        notify.prove_all(case, Silent())
        approving.approve(case, BY)
    lines = [f"{person.email},esign,2025-03-01,portal terms v3" for person in PEOPLE[:5]]
    lines += ["nobody@else.example,esign,2025-03-01,x", f"{PEOPLE[5].email},maybe,2025-03-01,x"]
    (desk.folder / "consents.csv").write_text("E-mail,Kind,Date,Source\n" + "\n".join(lines) + "\n")

    def command(*words: object) -> str:
        outcome = desk.run("email", words[0], desk.case, *words[1:], *desk.passphrase)
        assert outcome.code == 0, outcome.said
        return outcome.said

    assert "localhost" in command("setup", "email.yaml")
    said = command("consents", "consents.csv", "--by", BY)
    assert (
        "5 consents taken" in said and "Row 7: nobody on the list" in said and "Row 8: the kind must" in said
    )
    assert "5 letters go by e-mail" in command("plan")
    command("preview", "samples")
    assert list((desk.folder / "samples").glob("*.eml"))
    refused = desk.run("email", "send", desk.case, *desk.passphrase)
    assert refused.code == 1 and "test message" in refused.said
    command("test", "--to", "ellen@ironwood.example.com")
    assert "none sent" in command("send", "--dry-run", "--by", BY)
    assert "5 sent; 0 left" in command("send", "--by", BY)
    assert "5 sent" in command("status")
    path, to, content = server.kept.messages[-1]
    (desk.folder / "back.mbox").write_bytes(report(path, to, content))
    assert "1 bounced" in command("bounces", "back.mbox", "--by", BY)
    assert "1 known already" in command("bounces", "back.mbox")
    assert "1 the e-mail did not arrive (5.1.1)" in command("plan")
    clear = b"".join(file.read_bytes() for file in desk.case.rglob("*") if file.is_file())
    assert PEOPLE[0].email.encode() not in clear
    with desk.opened() as case:
        verbs = [entry["verb"] for entry in log_of(case)]
    assert {"take_consents", "email_dry_run", "send_email", "take_email_returns"} <= set(verbs)


def report(path: str, to: str, original: bytes) -> bytes:
    """A delivery report as a mail server writes it, in an mbox."""
    headers = original.split(b"\r\n\r\n")[0].replace(b"\r\n", b"\n").decode()
    return (
        f"From MAILER-DAEMON Tue Dec  1 10:00:00 2026\nFrom: MAILER-DAEMON@mx.example.net\nTo: {path}\n"
        'Content-Type: multipart/report; report-type=delivery-status; boundary="b"\n\n--b\n\nSorry.\n--b\n'
        "Content-Type: message/delivery-status\n\nReporting-MTA: dns; mx.example.net\n\n"
        f"Final-Recipient: rfc822; {to}\nAction: failed\nStatus: 5.1.1\n\n--b\n"
        f"Content-Type: text/rfc822-headers\n\n{headers}\n\n--b--\n\n"
    ).encode()


def test_a_message_says_what_the_letter_says_and_fetches_nothing(case: Case, server: Running):
    ready(case)
    done = send(case)
    assert done.states == {"sent": ALL} and done.left == 0
    pieces = {one.id: one for one in notify.planned(case).pieces}
    for path, to, content in server.kept.messages[1:]:
        found = message_from_bytes(content, policy=default)
        text, html = (found.get_body((kind,)).get_content() for kind in ("plain", "html"))
        (piece,) = [one for one in pieces.values() if one.id in text]
        letter = notify.planned(case).classes[piece.variant].letter.text
        assert " ".join(letter.split("WHAT HAPPENED")[1].split()) in " ".join(text.split())
        assert f"+p-{piece.id.lower()}-1-" in path and found["To"].addresses[0].addr_spec == to
        assert found["Subject"].startswith("Notice of Data Breach from Ironwood")
        assert '<html lang="en">' in html and "<h1>" in html
        assert not re.search(r"<img|<script|<link|<a |src=|url\(|@import", html)
        assert not any(
            secret in text + html for one in PEOPLE for secret in (one.ssn, one.ssn.replace("-", ""))
        )


def test_without_consent_everybody_gets_paper(case: Case):
    person = emailing.email_plan(case).going[0].person
    consenting.withdraw_consent(case, person, date(2026, 2, 1), "by telephone", BY)
    found = emailing.email_plan(case)
    assert len(found.going) == ALL - 1
    (left,) = found.paper
    assert left.person == person and left.reason == "no consent to e-mail on record"
    assert left.piece not in emailing.by_email(case)


def test_nothing_is_sent_unapproved_untested_or_unrehearsed(case: Case, server: Running):
    emailing.dry_run(case, BY)
    with pytest.raises(EmailRefused, match="test message"):
        send(case)
    sending.send_test(case, "ellen@ironwood.example.com", "")
    everybody_agrees(case)
    readdress(case, "new")
    with pytest.raises(EmailRefused, match="dry run"):
        send(case)
    emailing.dry_run(case, BY)
    case.record_facts(case.facts.model_copy(update={"as_of": date(2026, 2, 24)}))
    with pytest.raises(EmailRefused, match=r"VOID|not up to date"):
        send(case)
    assert len(server.kept.messages) == 1


def test_what_the_server_refuses_goes_to_paper_and_what_it_defers_is_tried_again(case: Case, server: Running):
    refused = readdress(case, "unknown")
    ready(case)
    assert send(case).states == {"refused": 1, "sent": ALL - 1}
    plan = emailing.email_plan(case)
    assert [one.piece for one in plan.paper] == [refused]
    assert "5.1.1" in plan.paper[0].reason
    assert refused not in emailing.by_email(case)
    with pytest.raises(EmailRefused, match="nothing to send"):
        send(case)
    again = readdress_piece(case, refused, "works")
    emailing.dry_run(case, BY)
    assert send(case).states == {"sent": 1}
    assert emailing.tracks(case)[again].attempt == 2


def readdress_piece(case: Case, piece: str, local: str) -> str:
    person = emailing.tracks(case)[piece].person
    row = {
        "person": person,
        "email": f"{local}@mail.example.net",
        "kind": "esign",
        "on": "2026-02-02",
        "how": "call",
    }
    consenting.enter(case, [row], BY, None)
    return piece


def test_a_full_mailbox_is_tried_again_by_the_next_run(case: Case, server: Running):
    piece = readdress(case, "full")
    ready(case)
    assert send(case).states == {"deferred": 1, "sent": ALL - 1}
    assert emailing.tracks(case)[piece].code == "4.2.2"
    done = send(case)
    assert done.states == {"deferred": 1} and len(server.kept.messages) == ALL


def test_a_line_that_breaks_after_the_message_leaves_it_uncertain_and_it_is_never_sent_again_by_itself(
    case: Case, server: Running
):
    piece = readdress(case, "lost")
    ready(case)
    assert send(case).states == {"uncertain": 1, "sent": ALL - 1}
    with pytest.raises(EmailRefused, match="nothing to send"):
        send(case)
    with pytest.raises(EmailRefused, match="is not uncertain"):
        sending.resolve(case, ["ABCDEFGHIJKL"], BY, "log", sent=True)
    sending.resolve(case, [piece], BY, "the server's log has no such message", sent=False)
    assert send(case).states == {"uncertain": 1}
    sending.resolve(case, [piece], BY, "the server's log has it", sent=True)
    assert emailing.tracks(case)[piece].state == "sent"
    dates = {message_from_bytes(c)["Date"] for _, to, c in server.kept.messages if to.startswith("lost")}
    assert len(dates) == 1


def test_a_forged_bounce_sends_nobody_to_paper(case: Case, server: Running):
    ready(case)
    send(case)
    path, to, _ = server.kept.messages[-1]
    forged = re.sub(r"-[a-z2-7]{8}@", "-aaaaaaaa@", path)
    mail = returns.Mail((parse(report(forged, to, b"").partition(b"\n")[2]),))
    taken = returns.take_returns(case, {"x": mail}, BY)
    assert taken.strange == 1 and not taken.outcomes


def test_a_server_without_encryption_or_with_a_strange_certificate_gets_nothing(
    case: Case, server: Running, tmp_path: Path
):
    (tmp_path / "strange").mkdir()
    plain = tmp_path / "plain"
    plain.mkdir()
    with mail_server(plain, encrypted=False) as clear:
        keep(case, tmp_path, clear.settings())
        with pytest.raises(MailServerError, match="STARTTLS"):
            sending.send_test(case, "ellen@ironwood.example.com", "")
        assert not clear.kept.messages
    keep(case, tmp_path, re.sub(r", ca_file: [^,]*", "", server.settings()))
    with pytest.raises(MailServerError, match="certificate"):
        sending.send_test(case, "ellen@ironwood.example.com", "")
    assert not server.kept.messages


def keep(case: Case, folder: Path, settings: str) -> None:
    (folder / "s.yaml").write_text(settings)
    emailing.take_settings(case, folder / "s.yaml")


@pytest.mark.parametrize(
    ("change", "says"),
    [
        (("bounces@", "bounces+x@"), "without a +"),
        (("privacy@", "privacy @"), "plain e-mail address"),
        (("port:", "prot:"), "server.prot"),
        (("timeout_seconds: 10", "security: none"), "server.security"),
    ],
)
def test_settings_that_cannot_be_used_are_refused_with_the_line(
    case: Case, server: Running, tmp_path: Path, change: tuple[str, str], says: str
):
    with pytest.raises(SettingsError, match=re.escape(says)):
        keep(case, tmp_path, server.settings().replace(*change))


def test_a_reply_of_a_person_is_counted_for_reading_and_changes_nothing(case: Case, server: Running):
    ready(case)
    send(case)
    path, to, _ = server.kept.messages[-1]
    reply = EmailMessage()
    reply["From"], reply["To"], reply["Subject"] = to, path, "Re: Notice of Data Breach"
    reply.set_content("Is this real? My number is 5.1.1")
    taken = returns.take_returns(case, {"x": returns.Mail((parse(bytes(reply)),))}, BY)
    assert taken.answers == 1 and set(emailing.tracks(case).values())
    assert {track.state for track in emailing.tracks(case).values()} == {"sent"}


def test_the_plan_as_json_names_nobody(case: Case):
    from tocsin.cli.email import _plan_json

    said = json.dumps(_plan_json(emailing.email_plan(case)))
    assert not any(secret in said for one in PEOPLE for secret in one.secrets)
