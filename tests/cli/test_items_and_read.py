"""What became of every file can be asked, kept for the chain of custody, and checked by anyone."""

from __future__ import annotations

import csv
import hashlib
import json
import resource
import zipfile
from pathlib import Path

import pyarrow as pa
import pytest

from chain import Desk, Finished, log_of
from tocsin.intake.items import SourceFile
from tocsin.model.tables import ITEMS, TABLES, conformed


@pytest.fixture
def copied(finished: Finished, desk: Desk) -> Desk:
    return finished.copied_to(desk)


def test_every_item_is_listed_with_its_outcome(copied: Desk) -> None:
    outcome = copied.run("items", copied.case, "--json", *copied.passphrase)
    assert outcome.code == 0, outcome.err
    rows = json.loads(outcome.out)
    assert set(rows[0]) == set(ITEMS.names)
    assert len({row["id"] for row in rows}) == len(rows)
    refused = json.loads(
        copied.run("items", copied.case, "--outcome", "refused", "--json", *copied.passphrase).out
    )
    assert [row for row in rows if row["outcome"] == "refused"] == refused
    assert all(row["reason"] for row in refused)


def test_an_outcome_that_is_none_is_named(copied: Desk) -> None:
    outcome = copied.run("items", copied.case, "--outcome", "lost", *copied.passphrase)
    assert outcome.code == 1
    assert "read, read_in_part, refused, stopped" in outcome.err


def test_a_manifest_is_bound_to_the_log(copied: Desk, tmp_path: Path) -> None:
    manifest = tmp_path / "manifest.csv"
    outcome = copied.run("items", copied.case, "--manifest", manifest, *copied.passphrase)
    assert outcome.code == 0, outcome.err
    digest = hashlib.sha256(manifest.read_bytes()).hexdigest()
    assert digest in "".join(outcome.out.split())
    with copied.opened() as case:
        entry = next(one for one in log_of(case) if one["verb"] == "export_manifest")
    assert digest in json.dumps(entry)
    rows = list(csv.DictReader(manifest.read_text().splitlines()))
    assert rows
    assert all(row["modified"].endswith("Z") for row in rows if "»" not in row["path"])
    again = copied.run("items", copied.case, "--manifest", manifest, *copied.passphrase)
    assert again.code == 1
    assert "already" in again.err


def test_what_a_reader_makes_of_a_file_can_be_looked_at(desk: Desk, tmp_path: Path) -> None:
    share = tmp_path / "share"
    share.mkdir()
    (share / "a.csv").write_text("Name,SSN\nAnn Lee,219-09-9901\n")
    with zipfile.ZipFile(share / "b.zip", "w") as archive:
        archive.writestr("inner.txt", 'a note with ", "parts": [ in it')
    (share / "c.bin").write_bytes(bytes(range(9)) * 400)
    target = tmp_path / "out.jsonl"
    outcome = desk.run("read", share, "--out", target, "--yes", "--lanes", "1")
    assert outcome.code == 0, outcome.err
    rows = [json.loads(line) for line in target.read_text().splitlines()]
    assert [row["path"] for row in rows] == [
        "share/a.csv",
        "share/b.zip",
        "share/b.zip » inner.txt",
        "share/c.bin",
    ]
    table = rows[0]["parts"][0]
    assert (table["part"], table["header"], table["rows"]) == (
        "table",
        ["Name", "SSN"],
        [["Ann Lee", "219-09-9901"]],
    )
    assert rows[2]["parent"] == rows[1]["id"]
    assert rows[2]["parts"][0]["text"] == 'a note with ", "parts": [ in it'
    assert rows[3]["parts"] == []
    assert rows[3]["reason"]
    assert target.stat().st_mode & 0o077 == 0
    assert [path.name for path in tmp_path.iterdir() if path.name.startswith(".out")] == []


def test_an_archive_may_hold_more_items_than_files_may_be_open(desk: Desk, tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "many.zip", "w") as archive:
        for number in range(150):
            archive.writestr(f"{number}.txt", f"note {number}")
    target = tmp_path / "out.jsonl"
    outcome = desk.run(
        "read", tmp_path / "many.zip", "--out", target, "--yes", "--lanes", "1", prepare=few_open_files
    )
    assert outcome.code == 0, outcome.err
    rows = [json.loads(line) for line in target.read_text().splitlines()]
    assert [row["parts"][0]["text"] for row in rows[1:]] == [f"note {number}" for number in range(150)]


def few_open_files() -> None:
    resource.setrlimit(resource.RLIMIT_NOFILE, (100, 100))


def test_contents_are_not_written_without_being_asked_for(desk: Desk, tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("hello\n")
    outcome = desk.run("read", tmp_path / "a.txt", "--out", tmp_path / "out.jsonl")
    assert outcome.code == 1
    assert "--yes" in outcome.err
    assert not (tmp_path / "out.jsonl").exists()


def test_a_file_that_is_there_is_not_written_over(desk: Desk, tmp_path: Path) -> None:
    (tmp_path / "out.jsonl").write_text("mine")
    outcome = desk.run("read", tmp_path, "--out", tmp_path / "out.jsonl", "--yes")
    assert outcome.code == 1
    assert (tmp_path / "out.jsonl").read_text() == "mine"


def test_tables_of_an_earlier_version_gain_their_new_columns_empty() -> None:
    old = ITEMS.remove(ITEMS.get_field_index("modified")).empty_table()
    row = pa.table({field.name: pa.nulls(1, field.type) for field in old.schema}, schema=old.schema)
    found = conformed(row, TABLES["items"])
    assert found.schema == ITEMS
    assert found["modified"].to_pylist() == [None]


@pytest.mark.parametrize(("moment", "said"), [(0, None), (10**18, "2001-09-09T01:46:40Z"), (10**26, None)])
def test_a_time_no_calendar_shows_is_none(moment: int, said: str | None) -> None:
    assert SourceFile("i", Path("x"), "x", 0, moment).modified == said
