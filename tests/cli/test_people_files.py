"""The business's own list, lists for mail houses, and tables without a case, from the command line."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import typer
from typer.testing import CliRunner

from chain import LIGHT_KEYS, PEOPLE, Desk, Finished, log_of, roster
from tocsin.cli.people_files import register
from tocsin.response import ExportRefused, TableRefused

MENTIONS = {
    "rid": [1, 2, 3],
    "first": ["Ann", "Ann", "Bo"],
    "last": ["Lee", "Lee", "Ray"],
    "ssn": ["512345678", "512345678", "598765432"],
}


@pytest.fixture
def app() -> typer.Typer:
    made = typer.Typer()
    register(made)
    return made


@pytest.fixture
def case(finished: Finished, desk: Desk, monkeypatch: pytest.MonkeyPatch) -> Desk:
    """The finished case again, to go on with."""
    monkeypatch.setenv(LIGHT_KEYS, "1")
    return finished.copied_to(desk)


def run(app: typer.Typer, *arguments: object) -> str:
    outcome = CliRunner().invoke(app, [str(each) for each in arguments])
    if outcome.exception is not None:
        raise outcome.exception
    return outcome.stdout


@pytest.mark.parametrize("kind", ["parquet", "csv"])
def test_a_bare_table_is_answered_without_a_case(app: typer.Typer, tmp_path: Path, kind: str):
    source, target = tmp_path / "in.parquet", tmp_path / f"out.{kind}"
    pq.write_table(pa.table(MENTIONS), source)
    report = json.loads(run(app, "resolve", source, target, "--balanced", "--json"))
    assert (report["mentions"], report["people"], report["settings"]) == (3, 2, "balanced")
    if kind == "csv":
        rows = list(csv.DictReader(target.read_text().splitlines()))
    else:
        rows = pq.read_table(target).to_pylist()
    assert [str(row["rid"]) for row in rows] == ["1", "2", "3"]
    assert rows[0]["person"] == rows[1]["person"] != rows[2]["person"]
    assert "Lee" not in str(rows)
    with pytest.raises(TableRefused, match="is there already"):
        run(app, "resolve", source, target)


def test_a_table_that_cannot_be_read_is_refused_in_words(app: typer.Typer, tmp_path: Path):
    (tmp_path / "in.parquet").write_bytes(b"no table")
    with pytest.raises(TableRefused, match="cannot be read as a PARQUET table"):
        run(app, "resolve", tmp_path / "in.parquet", tmp_path / "out.parquet")


def test_the_own_list_is_compared_with_the_people_found(app: typer.Typer, case: Desk):
    people_list, to = case.folder / "staff.csv", case.folder / "answers.csv"
    people_list.write_text(roster(PEOPLE[:5]) + "Nobody,Elsewhere,,1980-01-01,1 Fir Ct,Mesa,AZ,85201,\n")
    told = json.loads(run(app, "seed", case.case, people_list, "--to", to, "--json", *case.passphrase))
    others = len(PEOPLE) - 5
    assert told == {"listed": 6, "found": 5, "not_found": 1, "persons": 5, "not_listed": others}
    rows = list(csv.DictReader(to.read_text().splitlines()))
    assert [row["name"] for row in rows if row["answer"] == "not found"] == ["Nobody Elsewhere"]
    assert sum(row["answer"] == "not on the list" for row in rows) == others
    with case.opened() as opened:
        assert opened.need("people", "people").num_rows == len(PEOPLE)
        actions = [entry["verb"] for entry in log_of(opened)]
        assert {"take_seed", "export_seed"} <= set(actions)


def test_the_list_for_a_mail_house_is_in_capitals_and_holds_no_number(app: typer.Typer, case: Desk):
    to = case.folder / "mail.csv"
    run(app, "export", case.case, "--to", to, "--for", "mail", *case.passphrase)
    rows = list(csv.DictReader(to.read_text().splitlines()))
    row = next(row for row in rows if row["name_line"] == "ZEBULON QUACKENBUSH")
    assert row["address_line"] == "18 BRISTLECONE CT"
    assert row["last_line"] == "SACRAMENTO CA 95814"
    assert row["routing_code"] == "95814"
    assert len({row["serial"] for row in rows}) == len(rows)
    assert not any(person.ssn in to.read_text() or person.born in to.read_text() for person in PEOPLE)


def test_the_list_for_a_look_up_has_the_person_as_its_record(app: typer.Typer, case: Desk):
    to = case.folder / "lookup.dat"
    run(app, "export", case.case, "--to", to, "--for", "lookup", *case.passphrase)
    with case.opened() as opened:
        ids = opened.need("people", "people")["id"].to_pylist()
    assert all(one in to.read_text(encoding="utf-8-sig") for one in ids)
    with pytest.raises(ExportRefused, match="is there already"):
        run(app, "export", case.case, "--to", to, *case.passphrase)
