"""Who acts for whom is recorded with its proof, changes the letters, and can be taken back."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator
from pathlib import Path

import pyarrow.compute as pc
import pytest

from chain import Desk, Finished, log_of
from tocsin.response import (
    Case,
    Representative,
    RepresentativeRefused,
    Silent,
    acting,
    record_representative,
    withdraw_representative,
)
from tocsin.response.mailing import ListKind, export_list
from tocsin.response.notify import letter_inputs, planned
from tocsin.response.story import assess, write_notices

GUARDIAN = Representative("Jane Roe", "legal_guardian", "9 Elm Road", "Salem", "OR", "97301")
PROOF = "letters of guardianship of 4 March 2025"


@pytest.fixture
def case(finished: Finished, desk: Desk) -> Iterator[Case]:
    """A copy of the finished case, open, with everything written."""
    finished.copied_to(desk)
    with desk.opened() as opened:
        assess(opened, Silent())
        write_notices(opened, Silent())
        yield opened


def adult_with_a_letter(case: Case) -> str:
    notices = case.need("notices", "notices")
    sent = notices.filter(pc.equal(notices["state"], "rendered"))["person"].drop_null().to_pylist()
    people = case.need("people", "people").to_pylist()
    return next(row["id"] for row in people if row["id"] in sent and not row["minor"] and not row["deceased"])


def test_the_letter_is_written_again_to_the_representative_and_back_when_the_record_is_withdrawn(
    case: Case, tmp_path: Path
):
    person, before = adult_with_a_letter(case), letter_inputs(case)
    order = tmp_path / "order.pdf"
    order.write_bytes(b"%PDF-1.7 order")
    made = record_representative(case, person, GUARDIAN, PROOF, "Ann", order)
    assert case.vault.get_document("authority", f"{made.id} order.pdf") == b"%PDF-1.7 order"
    assert letter_inputs(case) != before
    piece = next(one for one in planned(case).pieces if one.person == person)
    assert piece.salutation.startswith("Dear Jane Roe, as Legal Guardian of ")
    write_notices(case, Silent())
    (row,) = [one for one in case.need("notices", "notices").to_pylist() if one["person"] == person]
    assert row["variant"].split("/")[1] == "represented" and row["state"] == "rendered"
    export_list(case, tmp_path / "mail.csv", ListKind.MAIL)
    text = (tmp_path / "mail.csv").read_text(encoding="utf-8-sig")
    lines = list(csv.DictReader(io.StringIO(text)))
    (line,) = [one for one in lines if one["relation_line"] == "JANE ROE"]
    assert line["name_line"].startswith("AS LEGAL GUARDIAN OF") and line["last_line"] == "SALEM OR 97301"
    withdraw_representative(case, made.id, "Ann")
    assert not acting(case) and letter_inputs(case) == before
    assert case.need("representatives", "people represent").num_rows == 2


def test_a_later_record_takes_the_place_of_an_earlier_and_gives_way_to_it_again(case: Case):
    person = adult_with_a_letter(case)
    first = record_representative(case, person, GUARDIAN, PROOF, "Ann")
    second = record_representative(case, person, Representative("Max Roe", "conservator"), PROOF, "Ann")
    assert [one.unused for one in acting(case)] == ["a later record takes its place", ""]
    withdraw_representative(case, second.id, "Ann")
    (left,) = acting(case)
    assert left.id == first.id and not left.unused


@pytest.mark.parametrize(
    ("representative", "proof", "why"),
    [
        (Representative("Jane Roe", "executor"), PROOF, "a living adult"),
        (Representative("Jane Roe", "conservator"), " ", "what showed the authority"),
        (Representative(" ", "conservator"), PROOF, "the representative's name"),
        (Representative("Jane Roe", "conservator", "9 Elm Road"), PROOF, "a city or a ZIP code"),
    ],
)
def test_what_does_not_hold_is_refused_with_the_way_out(
    case: Case, representative: Representative, proof: str, why: str
):
    with pytest.raises(RepresentativeRefused, match=why):
        record_representative(case, adult_with_a_letter(case), representative, proof, "Ann")
    assert not acting(case)


def test_neither_a_name_nor_the_proof_stands_in_the_log(case: Case):
    made = record_representative(case, adult_with_a_letter(case), GUARDIAN, PROOF, "Ann")
    (entry,) = [one for one in log_of(case) if one["verb"] == "record_representative"]
    assert made.id in str(entry)
    assert not [one for one in log_of(case) if "Roe" in str(one) or "guardianship" in str(one)]


def test_the_command_records_lists_and_takes_back(finished: Finished, desk: Desk):
    finished.copied_to(desk)
    with desk.opened() as opened:
        person = adult_with_a_letter(opened)
    done = desk.run(
        *("people", "represent", desk.case, person, "--name", "Jane Roe", "--as", "attorney_in_fact"),
        *("--proof", "power of attorney of 2024-05-06", "--by", "Ann", *desk.passphrase),
    )
    assert done.code == 0, done.said
    (entry,) = json.loads(desk.run("people", "represent", desk.case, "--json", *desk.passphrase).out)
    assert (entry["person"], entry["role"], entry["unused"]) == (person, "attorney_in_fact", "")
    wrong = desk.run("people", "represent", desk.case, person, "--name", "J", *desk.passphrase)
    assert wrong.code == 1 and "--as ROLE" in wrong.said
    undone = desk.run("people", "represent", desk.case, "--withdraw", entry["id"], *desk.passphrase)
    assert undone.code == 0 and "Taken back" in undone.out
