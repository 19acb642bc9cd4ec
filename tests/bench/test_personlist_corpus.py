"""The corpus of personlist: the same seed gives the same bytes, and true values stand where truth says."""

from __future__ import annotations

import hashlib
import io
import json
import zipfile
from pathlib import Path

import openpyxl
import pytest
from bench.personlist import baseline, corpus, lists, scoring, truth
from bench.personlist.population import Maker


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A small corpus; nobody changes it."""
    folder = tmp_path_factory.mktemp("corpus") / "small"
    corpus.make(folder, "small", 5)
    return folder


def digests(folder: Path) -> dict[str, str]:
    """SHA-256 of every file."""
    return {
        str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def test_the_same_seed_gives_the_same_bytes_and_another_seed_others(small: Path, tmp_path: Path):
    corpus.make(tmp_path / "again", "small", 5)
    corpus.make(tmp_path / "other", "small", 6)
    assert digests(tmp_path / "again") == digests(small)
    assert digests(tmp_path / "other")["truth.jsonl"] != digests(small)["truth.jsonl"]


def test_every_kind_of_file_is_there(small: Path):
    kinds = {path.suffix for path in (small / "files").rglob("*") if path.is_file()}
    assert kinds >= {
        ".csv",
        ".tsv",
        ".xlsx",
        ".docx",
        ".pdf",
        ".eml",
        ".mbox",
        ".json",
        ".ndjson",
        ".sql",
        ".txt",
        ".html",
        ".zip",
    }


def test_every_hard_case_is_there(small: Path):
    cases = set().union(*(person.cases for person in truth.read(small / "truth.jsonl")))
    assert cases >= {
        "namesake",
        "twin",
        "former_name",
        "short_name",
        "moved",
        "minor",
        "deceased",
        "no_number",
        "wrong_ssn",
        "business_contact",
    }


def test_true_numbers_stand_in_the_files_that_truth_names(small: Path):
    contents: dict[str, str] = {}
    looked = 0
    for line in (small / "truth.jsonl").read_text().splitlines():
        for exposed in json.loads(line)["elements"]:
            if exposed["element"] not in {
                "ssn",
                "passport",
                "drivers_license",
                "medical_record_number",
                "username",
            }:
                continue
            for file in exposed["files"]:
                if file.endswith(".pdf"):
                    continue
                text = contents.setdefault(file, words_of(small / "files", file))
                assert exposed["value"] in text, (exposed["element"], file)
                looked += 1
    assert looked > 200


def words_of(folder: Path, file: str) -> str:
    """The text of a file without dashes, which numbers may be written with."""
    top, _, member = file.partition("!")
    raw = (folder / top).read_bytes()
    if member:
        with zipfile.ZipFile(io.BytesIO(raw)) as archive:
            raw = archive.read(member)
    if top.endswith(".xlsx"):
        book = openpyxl.load_workbook(io.BytesIO(raw))
        return "\n".join(
            str(cell) for row in book.active.iter_rows(values_only=True) for cell in row
        ).replace("-", "")
    return "\n".join(baseline.texts(member or top, raw)).replace("-", "")


def test_truth_itself_written_as_a_list_is_perfect(small: Path):
    people = truth.read(small / "truth.jsonl")
    rows = []
    for line in (small / "truth.jsonl").read_text().splitlines():
        made = json.loads(line)
        home = made["mailing_address"] or {"street": "", "postal_code": ""}
        plain = {
            key: made[key]
            for key in (
                "id",
                "name",
                "names",
                "birth_date",
                "email",
                "phone",
                "residence",
                "minor",
                "deceased",
            )
        }
        values = [f"{e['element']}:{e['value']}" for e in made["elements"]]
        rows.append(
            lists.row(
                {**plain, **home, "elements": [e["element"] for e in made["elements"]], "values": values}, 0
            )
        )
    found = scoring.score(people, rows)
    assert (found.person_precision, found.person_recall, found.element_precision, found.element_recall) == (
        1,
        1,
        1,
        1,
    )
    assert (found.false_merges, found.splits, found.nobody, found.value_wrong) == (0, 0, 0, 0)
    assert (found.residence_accuracy, found.address_accuracy) == (1, 1)
    assert (found.minors_told, found.deceased_told) == (found.minors, found.deceased)


def test_the_baseline_finds_some_people_and_not_all(small: Path):
    found = scoring.score(truth.read(small / "truth.jsonl"), baseline.rows(small / "files"))
    assert 0.5 < found.person_recall < 1
    assert found.element_recall < 0.5


def test_no_two_people_share_a_number_even_among_thousands():
    made = Maker(2).people(6000)
    for kind in ("ssn", "passport", "payment_card", "financial_account", "medical_record_number", "username"):
        assert len({person.values[kind] for person in made}) == len(made), kind
    mails = [person.email for person in made if person.email]
    assert len(set(mails)) == len(mails)


def test_a_size_that_does_not_exist_is_refused(tmp_path: Path):
    with pytest.raises(ValueError, match="small, medium, large"):
        corpus.make(tmp_path / "x", "huge", 1)
