"""Activation codes: one for each person who is owed one, never twice, in no clear text, in the letter."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chain import Desk, Finished
from tocsin.model.facts import Services
from tocsin.notices.channels.monitoring import Code, Need, allot
from tocsin.response import Case, Silent, codes, notify
from tocsin.response.allotting import assign_codes
from tocsin.response.codes import CodesRefused
from tocsin.response.story import write_notices
from tocsin.vault import AlreadyFinished

OWED = 5
"""Letters that can be sent; where services are offered, one more."""


@pytest.fixture
def case(finished: Finished, desk: Desk) -> Iterator[Case]:
    finished.copied_to(desk)
    with desk.opened() as opened:
        yield opened


def take(case: Case, number: int, months: int = 24, first: int = 0) -> None:
    """Codes as if read from a file."""
    made = [codes._row(case, f"CODE-{first + n:05d}", "adult", str(months)) for n in range(number)]
    rows = [row | {"by": "Ann", "evidence": "f" * 64} for row in made if isinstance(row, dict)]
    codes.enter(case, rows, [f"code:{row['id']}" for row in rows])


def test_from_the_file_to_the_letter_by_the_commands(finished: Finished, desk: Desk):
    finished.copied_to(desk)
    facts = desk.case / "incident.yaml"
    with desk.opened() as case:
        incident = case.facts.incident.model_copy(
            update={
                "services": Services(
                    provider="Example Watch", months=12, enrolment="Go to enroll.example.com."
                )
            }
        )
        from tocsin.model.factsfile import dump_facts

        facts.write_text(dump_facts(case.facts.model_copy(update={"incident": incident})))
    lines = [f"ZX{n:04d}-AA,adult,24" for n in range(9)]
    (desk.folder / "codes.csv").write_text("Code,Product,Months\n" + "\n".join(lines) + "\n")

    def command(*words: object) -> str:
        outcome = desk.run(*words[:2], desk.case, *words[2:], *desk.passphrase)
        assert outcome.code == 0, outcome.said
        return outcome.said

    assert "9 codes taken, 0 known" in command("codes", "take", "codes.csv")
    assert "0 codes taken, 9 known" in command("codes", "take", "codes.csv")
    assert f"{OWED + 1} codes given out; 0 people had one" in command("codes", "assign", "--everyone")
    assert f"0 codes given out; {OWED + 1} people had one" in command("codes", "assign", "--everyone")
    assert f"9 taken, {8 - OWED} left" in command("codes", "count")
    assert desk.run("notices", desk.case, *desk.passphrase).code == 0
    with desk.opened() as case:
        piece = notify.planned(case).pieces[0]
        assert piece.code.startswith("ZX")
    out = desk.run("letter", desk.case, piece.person, "one.txt", *desk.passphrase)
    assert out.code == 0, out.said
    text = " ".join((desk.folder / "one.txt").read_text().split())
    assert piece.code in text and "We offer 24 months of identity theft protection from Example Watch" in text
    assert desk.run("letter", desk.case, piece.id, "one.docx", "--large-print", *desk.passphrase).code == 0
    assert "already there" in desk.run("letter", desk.case, piece.id, "one.txt", *desk.passphrase).said
    clear = b"".join(file.read_bytes() for file in desk.case.rglob("*") if file.is_file())
    assert b"ZX000" not in clear


def test_too_few_codes_give_none_to_anybody_and_say_how_many_are_missing(case: Case):
    take(case, OWED - 2)
    with pytest.raises(CodesRefused, match="2 more for adults"):
        assign_codes(case, "Ann", everyone=True)
    assert codes.codes_of(case) == ({}, {})
    take(case, 2, first=100)
    assert assign_codes(case, "Ann", everyone=True).new == OWED


def test_the_store_refuses_a_second_code_for_a_person_and_a_second_person_for_a_code(case: Case):
    take(case, 20)
    assign_codes(case, "Ann", everyone=True)
    (first, *_) = [row for row in codes.rows(case) if row["kind"] == "assigned"]
    for keys in ([f"person:{first['person']}"], [f"used:{first['id'].split('.')[0]}"]):
        with pytest.raises(AlreadyFinished):
            codes.enter(case, [first], keys)


def test_letters_are_out_of_date_once_codes_are_given_out_and_only_then(case: Case):
    write_notices(case, Silent())
    before = notify.inputs(case)
    take(case, 20)
    assert notify.inputs(case) == before
    assign_codes(case, "Ann", everyone=True)
    assert notify.inputs(case) != before


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("Code,Product,Months\nAB12,adult,24\nAB12,adult,24\n", "has a code again"),
        ("Code,Product,Months\nAB12,grown,24\nAB13,adult,24\n", "adult or minor"),
        ("Code,Product,Months\n=cmd(),adult,24\nAB13,adult,24\n", "letters, digits"),
        ("Code,Product,Months\nAB12,adult,lots\nAB13,adult,24\n", "months must be a number"),
        ("Kode,Product,Months\nAB12,adult,24\nAB13,adult,24\n", "needs the columns"),
    ],
)
def test_a_file_that_does_not_fit_is_refused_whole_without_showing_a_code(
    finished: Finished, desk: Desk, text: str, says: str
):
    finished.copied_to(desk)
    (desk.folder / "codes.csv").write_text(text)
    outcome = desk.run("codes", "take", desk.case, "codes.csv", *desk.passphrase)
    assert outcome.code == 1 and says in outcome.said and "AB1" not in outcome.said
    with desk.opened() as case:
        assert not codes.rows(case)


needs = st.lists(
    st.tuples(st.sampled_from(["adult", "minor"]), st.sampled_from([12, 18, 24, 42])), max_size=12
)


@given(needs, needs)
def test_everybody_gets_a_code_that_is_long_enough_or_nobody_gets_one(
    wanted: list[tuple[str, int]], there: list[tuple[str, int]]
):
    people = [Need(f"p{n}", product, months) for n, (product, months) in enumerate(wanted)]
    free = [Code(f"c{n}", product, months) for n, (product, months) in enumerate(there)]
    given_out, short = allot(people, free)
    assert bool(short) == (not enough(wanted, there))
    if short:
        assert not given_out
        return
    assert set(given_out) == {one.person for one in people}
    assert max(Counter(code.id for code in given_out.values()).values(), default=1) == 1
    for one in people:
        assert given_out[one.person].product == one.product and given_out[one.person].months >= one.months


def enough(wanted: list[tuple[str, int]], there: list[tuple[str, int]]) -> bool:
    """Hall's condition: for every length, as many codes of it or longer as people who need that."""
    return all(
        sum(p == product and m >= months for p, m in there)
        >= sum(p == product and m >= months for p, m in wanted)
        for product in ("adult", "minor")
        for months in (12, 18, 24, 42)
    )


def test_the_same_needs_get_the_same_codes_in_whatever_order():
    people = [Need(f"p{n}", "adult", 12 + n % 3) for n in range(20)]
    free = [Code(f"c{n}", "adult", 14) for n in range(25)]
    first, _ = allot(people, free)
    random.Random(1).shuffle(people)
    assert allot(people, list(reversed(free)))[0] == first
