"""The board and the report: numbers add up, nothing is shown unescaped, nothing is fetched from elsewhere."""

import io
import re
from datetime import date

import pytest
from rich.console import Console

from tocsin.model.factsfile import parse_facts
from tocsin.model.tables import GROUPS, ITEMS, NOTICES, OBLIGATIONS, SEVERITY, UNOWNED, table
from tocsin.report import Question, Tables, build, render, show
from tocsin.report.page import tiles
from tocsin.report.words import days_away, size

FACTS = parse_facts(
    "organisation: {name: 'Saguaro <b>Dental</b> & Payroll'}\nincident: {title: Stolen share}"
)
TODAY = date(2026, 11, 23)


def duty(**fields):
    base = {
        "id": "AZ.individuals",
        "title": "Tell affected people",
        "jurisdiction": "AZ",
        "recipient": "individuals",
        "status": "due",
        "legal_status": "in_force",
        "people": 3,
    }
    return base | fields


@pytest.fixture
def board():
    groups = table(
        GROUPS,
        [
            {"residence": "AZ", "elements": ["person_name", "ssn"], "people": 900, "minor": False},
            {"residence": "PR", "elements": ["person_name"], "people": 9, "minor": True},
            {"residence": None, "elements": ["ssn"], "people": 2},
        ],
    )
    items = table(
        ITEMS,
        [
            {"id": "i1", "path": "a<script>.csv", "outcome": "refused", "reason": "locked", "size": 10},
            {"id": "i2", "path": "b.csv", "outcome": "read", "size": 5, "parent": "i1"},
        ],
    )
    obligations = table(
        OBLIGATIONS,
        [
            duty(deadline="2027-01-05", deadline_text="45 days after 2026-11-21"),
            duty(id="late", deadline="2026-11-20", status="overdue"),
            duty(id="maybe", status="depends", depends_on=["incident.intrusion.acquired"]),
            duty(id="none", status="not_due"),
            duty(id="cards", legal_status="contractual", deadline="2026-11-24"),
        ],
    )
    severity = table(
        SEVERITY,
        [
            {
                "method": "ENISA 2013",
                "subject": "name",
                "value": 4.0,
                "band": "very high",
                "reasons": [],
                "sources": [],
            },
            {
                "method": "ENISA 2013",
                "subject": "telephone number",
                "value": 1.5,
                "band": "low",
                "reasons": [],
                "sources": [],
            },
            {
                "method": "HIPAA four factors",
                "subject": "911 people",
                "value": None,
                "band": "presumed breach",
                "reasons": ["Nobody has shown a low probability."],
                "sources": ["45 CFR § 164.402"],
                "factors": [
                    {
                        "name": "Who used it",
                        "finding": "Recorded as: <b>a gang</b> [red]x[/].",
                        "open": [{"question": "Is it known who has it?", "fact": "incident.intrusion.actor"}],
                        "source": {
                            "citation": "45 CFR § 164.402(2)(ii)",
                            "url": "https://ecfr.gov",
                            "words": "",
                        },
                    }
                ],
            },
        ],
    )
    notices = table(
        NOTICES,
        [
            {"kind": "letter", "state": "rendered"},
            {"kind": "letter", "state": "cannot_be_sent", "reason": "no postal address in the files"},
            {"kind": "letter", "state": "cannot_be_sent", "reason": "not settled yet: AZ.individuals"},
            {"kind": "packet", "state": "rendered"},
        ],
    )
    unowned = table(
        UNOWNED,
        [
            {"item": "i1", "element": "ssn", "findings": 3},
            {"item": "i2", "element": "ssn", "findings": 1},
            {"item": "i2", "element": "passport", "findings": 9},
        ],
    )
    tables = Tables(
        unowned=unowned,
        items=items,
        groups=groups,
        obligations=obligations,
        severity=severity,
        notices=notices,
    )
    return build(FACTS, tables, TODAY, [Question("incident.intrusion.acquired", "Was it copied?", "1 duty")])


def test_people_are_counted_once_each(board):
    assert board.people == 911
    assert board.states == {"AZ": 900, "PR": 9}
    assert board.residence_unknown == 2
    assert board.minors == 9
    assert [(code, number) for code, _, number in board.elements] == [("person_name", 909), ("ssn", 902)]


def test_what_could_be_tied_to_nobody_is_counted_by_element_and_by_file(board):
    assert board.unowned == [("passport number", 9), ("Social Security number", 4)]
    assert [(path, number) for path, _, number in board.unowned_files] == [
        ("b.csv", 10),
        ("a<script>.csv", 3),
    ]


def test_letters_that_cannot_be_posted_are_counted_by_reason(board):
    assert (board.letters, board.letters_not_sendable, board.packets) == (1, 2, 1)
    assert board.obstacles == [("no postal address in the files", 1), ("not settled yet", 1)]


def test_a_contract_never_stands_among_legal_deadlines(board):
    assert [entry.id for entry in board.due] == ["late", "AZ.individuals"]
    assert [entry.id for entry in board.other] == ["cards"]
    assert [entry.id for entry in board.open] == ["maybe"]


def test_the_next_day_due_is_the_next_one_ahead_and_passed_ones_are_counted(board):
    assert board.next_due.id == "AZ.individuals"
    assert board.next_due.days == 43
    assert [entry.id for entry in board.overdue] == ["late"]


def test_the_page_escapes_what_comes_from_the_case_and_loads_nothing(board):
    page = render(board)
    assert "a&lt;script&gt;.csv" in page and "<script" not in page
    assert "Saguaro &lt;b&gt;Dental" in page
    assert not re.search(r"(src|href)=\"(?!https?://)", page)
    assert not re.search(r"<(link|img|iframe|object)\b|@import|url\(", page)


def test_the_page_says_once_that_counsel_must_confirm(board):
    assert render(board).count("Counsel should confirm") == 1


def test_methods_of_severity_stand_side_by_side_each_with_its_worst_finding(board):
    assert board.severity[0]["method"] == "ENISA 2013"
    shown = [(row["method"], row["value"], row["band"]) for row in board.methods]
    assert shown == [("ENISA 2013", 4.0, "very high"), ("HIPAA four factors", None, "presumed breach")]


def test_the_page_shows_each_factor_with_what_is_known_and_what_is_to_be_answered(board):
    page = render(board)
    assert "Recorded as: &lt;b&gt;a gang" in page
    assert "Is it known who has it?" in page and "incident.intrusion.actor" in page
    assert "no number" in page and "1 question to answer" in page
    assert "None" not in page


def test_the_terminal_shows_methods_in_a_line_and_their_factors_when_all_is_asked_for(board):
    short, everything = io.StringIO(), io.StringIO()
    show(board, Console(file=short, width=160))
    show(board, Console(file=everything, width=160), everything=True)
    assert "presumed breach" in short.getvalue() and "Is it known who has it?" not in short.getvalue()
    assert "Is it known who has it?" in everything.getvalue() and "[red]x[/]" in everything.getvalue()


def test_a_case_from_before_the_factors_still_gives_a_page():
    old = table(SEVERITY, [{"method": "ENISA 2013", "subject": "name", "value": 1.0, "band": "low"}])
    old = old.set_column(4, "reasons", [[[]]]).set_column(5, "sources", [[[]]]).drop_columns(["factors"])
    page = render(build(FACTS, Tables(severity=old), TODAY))
    assert "1 of 6" in page and "side by side" not in page


def test_an_empty_case_still_gives_a_page():
    page = render(build(FACTS, Tables(), TODAY))
    assert "No duty is established" in page


def test_the_map_has_a_tile_for_every_state_and_darker_means_more(board):
    shown = {tile.code: tile for tile in tiles(board)}
    assert len(shown) == 54
    assert shown["AZ"].shade > shown["PR"].shade > shown["NY"].shade == 0
    assert len({(tile.x, tile.y) for tile in shown.values()}) == len(shown)


def test_the_terminal_shows_the_same_numbers(board):
    out = io.StringIO()
    show(board, Console(file=out, width=120))
    assert "911" in out.getvalue() and "05 Jan 2027" in out.getvalue() and "Was it copied?" in out.getvalue()


def test_words_for_sizes_and_days():
    assert [size(n) for n in (0, 999, 1500, 24_100_000)] == ["0 bytes", "999 bytes", "1.5 kB", "24.1 MB"]
    assert [days_away(n) for n in (None, 0, 1, -3)] == ["", "today", "in 1 day", "3 days ago"]


def test_open_questions_about_people_and_unknown_residence_stand_on_the_board(board):
    board.people_questions = 7
    screen = Console(file=io.StringIO(), width=160)
    show(board, screen)
    text = screen.file.getvalue()
    assert "7 open questions who is one person" in text
    assert "2 whose residence is not known" in text
    page = render(board)
    assert "7 open questions whether two rows" in page
    assert "residence not known" in page
