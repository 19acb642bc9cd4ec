"""The same words in every form; names are never markup; public notices name nobody and are plain."""

from __future__ import annotations

import io
import re
from datetime import UTC, date, datetime
from email import message_from_bytes
from email.policy import default
from itertools import pairwise

import docx
import pytest
from lxml import html as html_room
from notices_case import (
    CALIFORNIA,
    MASSACHUSETTS,
    RHODE_ISLAND,
    duty,
    make_facts,
    make_plan,
    person,
    text_of,
    words,
)

from tocsin.law.registers import slots
from tocsin.notices.blocks import library
from tocsin.notices.channels.allowed import Way
from tocsin.notices.channels.message import Frame, Sender, message, message_id, paper_of
from tocsin.notices.channels.pace import Throttle, ordered
from tocsin.notices.channels.page import as_html
from tocsin.notices.channels.paper import Own, Paper, as_pdf, as_plain, letter_paper
from tocsin.notices.channels.phone import phone_script
from tocsin.notices.channels.public import Public, media_release, public_library, web_notice
from tocsin.notices.channels.word import as_docx
from tocsin.notices.document import Bullets, Paragraph, plain
from tocsin.notices.readability import readability

ELEMENTS = (
    "drivers_license",
    "financial_account",
    "medical_information",
    "payment_card",
    "person_name",
    "ssn",
)
HOSTILE = '<b>Eve</b> & "Co" #let x {{piece}} **bold** <script>alert(1)</script> (Tj'
CA = Way("CA: § 1798.82(j)", ("post",), (), (((("email", "website_30_days", "statewide_media")), "cost"),))
HIPAA = Way(
    "US: 45 CFR 164.404(d)", ("post",), (), (((("home_page_90_days", "toll_free_number_90_days")), "10"),)
)


def letter(name: str = "Maria López", language: str = "en") -> tuple[Paper, Frame, Own, object]:
    made = make_plan(
        [person(1, "CA", name=name)],
        [duty("CA", CALIFORNIA)],
        ELEMENTS,
        codes={"person-1": "TK42QX"},
        languages={"person-1": language},
    )
    piece = made.pieces[0]
    group = made.classes[piece.variant]
    own = Own(piece.salutation, piece.id, tuple(line.text for line in piece.address), piece.code)
    frame = Frame(
        made.incident, Sender("Desert Palm", "privacy@desert.example"), datetime(2026, 12, 1, tzinfo=UTC)
    )
    return letter_paper(made.incident, group, own), frame, own, group


def public(*duties: dict[str, object], ways: tuple[Way, ...] = (CA, HIPAA)) -> Public:
    kept = duties or (duty("CA", CALIFORNIA), duty("RI", RHODE_ISLAND))
    made = make_plan([person(1, "CA"), person(2, "RI", minor=True)], list(kept), ELEMENTS)
    return Public(made.incident, made.duties, ways, ELEMENTS, ("CA", "MA", "RI"), True, library())


def body_text(paper: Paper) -> str:
    return words(as_plain(paper)).casefold()


@pytest.mark.parametrize("language", ["en", "es"])
def test_a_letter_says_the_same_in_word_in_html_in_text_and_as_pdf(language: str):
    paper, _, own, _ = letter(language=language)
    forms = {
        "html": words(html_room.fromstring(as_html(paper)).find("body").text_content()),
        "pdf": words(text_of(as_pdf(paper))),
        "docx": words(
            "\n".join(
                p.text
                for p in docx.Document(io.BytesIO(as_docx(paper))).element.body.iter()
                if p.tag.endswith("}t") and p.text
            )
        ),
    }
    sentences = [plain(n.runs) for n in paper.nodes if isinstance(n, Paragraph)]
    for name, text in forms.items():
        bare = re.sub(r"\s", "", text)
        assert not [one for one in sentences if re.sub(r"\s", "", one) not in bare], name
        assert own.code in text
    assert f'<html lang="{language}">' in as_html(paper)


@pytest.mark.parametrize("form", [as_html, as_docx, as_pdf, as_plain])
def test_the_same_paper_gives_the_same_bytes(form: object):
    assert form(letter()[0]) == form(letter()[0])  # type: ignore[operator]


def test_a_hostile_name_is_text_in_every_form():
    paper, frame, own, group = letter(HOSTILE)
    page = html_room.fromstring(as_html(paper))
    assert not page.xpath("//script | //b | //img | //a")
    assert HOSTILE in words(page.text_content())
    assert HOSTILE in words(text_of(as_pdf(paper)))
    sent = message_from_bytes(
        message(
            frame,
            group,
            own,
            "e@x.example",
            message_id("P", 1, "d.example"),
        ),
        policy=default,
    )
    assert sent["Bcc"] is None
    assert sent["To"].addresses[0].addr_spec == "e@x.example"
    assert HOSTILE in words(sent.get_body(("plain",)).get_content())


def test_a_sender_with_commas_and_quotes_is_still_one_sender():
    _, frame, own, group = letter()
    name = 'Müller, "Best" <x@y.example> & Söhne; Zahnärzte am Markt, Inc.'
    odd = Frame(frame.incident, Sender(name, "privacy@desert.example"), frame.at)
    sent = message_from_bytes(
        message(odd, group, own, "e@x.example", message_id("P", 1, "d.example")), policy=default
    )
    assert [one.addr_spec for one in sent["From"].addresses] == ["privacy@desert.example"]


def test_headings_follow_each_other_and_tables_have_headers():
    page = html_room.fromstring(as_html(letter()[0]))
    levels = [int(one.tag[1]) for one in page.xpath("//h1 | //h2 | //h3")]
    assert levels[0] == 1 and levels.count(1) == 1
    assert all(b - a <= 1 for a, b in pairwise(levels))
    assert page.xpath("//thead//th[@scope='col']") and page.xpath("//tbody//th[@scope='row']")


def test_an_email_warns_says_why_it_came_and_has_no_link():
    _, frame, own, group = letter()
    text = words(as_plain(paper_of(frame, group, own)))
    assert "Do not give personal information in reply" in text
    assert f"give the number {own.piece}" in text
    raw = message(frame, group, own, "m@x.example", message_id(own.piece, 1, "desert.example"))
    assert raw == message(frame, group, own, "m@x.example", message_id(own.piece, 1, "desert.example"))
    assert b"href" not in raw and b"src=" not in raw and b"List-Unsubscribe" not in raw


def test_large_print_is_eighteen_points_bold():
    import pypdfium2

    paper, *_ = letter()
    large = Paper(paper.title, paper.language, paper.nodes, paper.head, paper.foot, large=True)
    small, big = (len(pypdfium2.PdfDocument(as_pdf(one))) for one in (paper, large))
    assert big > small
    assert b'w:val="36"' not in as_docx(paper)
    size = [
        run.font.size.pt
        for p in docx.Document(io.BytesIO(as_docx(large))).paragraphs
        for run in p.runs
        if run.text.strip()
    ]
    assert set(size) == {18.0}


def test_the_page_stays_as_long_as_the_longest_law_in_play_asks():
    posted = date(2026, 12, 1)
    both = web_notice(public(), "en", posted)
    assert both.stays is not None and (both.stays.days, both.until) == (90, date(2027, 3, 1))
    assert "at least until March 1, 2027" in words(as_plain(both.paper))
    california = web_notice(public(ways=(CA,)), "en", posted)
    assert california.until == date(2026, 12, 31)
    assert web_notice(public(ways=(Way("X", ("post",)),)), "en", posted).until is None


@pytest.mark.parametrize("language", ["en", "es"])
def test_public_notices_name_nobody_and_speak_to_no_one_recipient(language: str):
    given = public()
    for notice in (
        web_notice(given, language, date(2026, 12, 1)),
        media_release(given, language, date(2026, 12, 1)),
    ):
        text = body_text(notice.paper)
        assert not notice.problems
        assert "maria" not in text and "oak street" not in text
        assert (
            "your information were copied" not in text
            and "this letter" not in text
            and "esta carta" not in text
        )
        assert "[to be completed" not in text and "activation" not in text


def test_what_one_law_forbids_is_not_said_and_two_that_disagree_are_named():
    silent = public(
        duty("MA", MASSACHUSETTS, forbidden=["nature_of_breach", "number_affected"]), duty("CA", CALIFORNIA)
    )
    assert "broke into" not in body_text(web_notice(silent, "en", date(2026, 12, 1)).paper)
    torn = public(duty("MA", MASSACHUSETTS, forbidden=["nature_of_breach"]), duty("RI", RHODE_ISLAND))
    (clash,) = web_notice(torn, "en", date(2026, 12, 1)).contradictions
    assert "Code of MA" in str(clash) and "Code of RI" in str(clash)


def test_agents_are_told_for_whom_an_answer_is_forbidden():
    script = phone_script(
        public(duty("MA", MASSACHUSETTS, forbidden=["nature_of_breach"]), duty("CA", CALIFORNIA)), "en"
    )
    text = words(as_plain(script.paper))
    assert "The caller lives in: Massachusetts Do not speak about: nature of the breach" in text
    assert "broke into" in text


@pytest.mark.parametrize("language", ["en", "es"])
def test_the_script_never_asks_for_what_thieves_may_have(language: str):
    text = body_text(phone_script(public(), language).paper)
    asked = [line for line in re.split(r"(?<=[.?!])\s", text) if "may i have" in line or "me da su" in line]
    assert asked
    assert not [
        w for line in asked for w in ("social", "birth", "nacimiento", "account", "cuenta") if w in line
    ]
    assert ("never ask for a social security number" in text) or (
        "nunca pida número de seguro social" in text
    )


@pytest.mark.parametrize("make", [web_notice, media_release])
def test_public_notices_are_plain(make: object):
    _plain_enough(make(public(), "en", date(2026, 12, 1)).paper)  # type: ignore[operator]


def test_the_script_and_the_email_are_plain():
    _plain_enough(phone_script(public(), "en").paper)
    _, frame, own, group = letter()
    _plain_enough(paper_of(frame, group, own))  # type: ignore[arg-type]


def _plain_enough(paper: Paper) -> None:
    lines = [plain(node.runs) for node in paper.nodes if isinstance(node, Paragraph)]
    lines += [plain(item) for node in paper.nodes if isinstance(node, Bullets) for item in node.items]
    found = readability("\n".join(lines))
    assert found.grade <= 8.0 and found.longest <= 25 and found.hedges == ()


def test_every_block_of_public_notices_has_a_basis_both_languages_and_slots_that_exist():
    own = [block for block in public_library(library()).blocks if block.id.startswith("public.")]
    assert own
    for block in own:
        assert block.basis and set(block.text) == {"en", "es"} and block.fills <= slots().keys()


def test_a_statement_that_no_fact_supports_is_marked_on_the_page():
    made = make_plan(
        [person(1, "CA")],
        [duty("CA", ["notice_delayed_by_law_enforcement"])],
        ELEMENTS,
        facts=make_facts(holds=None),
    )
    given = Public(made.incident, made.duties, (), ELEMENTS, ("CA",), False, library())
    notice = web_notice(given, "en", date(2026, 12, 1))
    assert notice.gaps and "<mark>" in as_html(notice.paper)


def test_each_domain_gets_its_messages_at_its_pace():
    seconds = {"a.example": 1.0, "b.example": 4.0}
    line = list(
        ordered(["a1", "a2", "a3", "a4", "b1", "b2"], lambda m: f"{m[0]}.example", lambda d: seconds[d])
    )
    assert line == ["a1", "b1", "a2", "a3", "a4", "b2"] or line[:2] == ["a1", "b1"]
    now = [0.0]
    throttle = Throttle(lambda d: seconds[d], lambda: now[0])
    assert [throttle.wait("b.example") for _ in range(3)] == [0.0, 4.0, 8.0]
    assert throttle.wait("a.example") == 0.0
    now[0] = 20.0
    assert throttle.wait("b.example") == 0.0
