"""The share is realistic, the same every time, and its truth says what is in it."""

from __future__ import annotations

import csv
import hashlib
import io
from pathlib import Path

import pytest

from tocsin.demo import Truth, make_share

PEOPLE = 300


@pytest.fixture(scope="module")
def share(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Truth]:
    folder = tmp_path_factory.mktemp("share")
    return folder, make_share(folder, people=PEOPLE, seed=7)


def digests(folder: Path) -> dict[str, str]:
    return {
        str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def test_the_same_seed_gives_the_same_bytes(share, tmp_path):
    folder, truth = share
    again = make_share(tmp_path / "again", people=PEOPLE, seed=7)
    assert digests(tmp_path / "again") == digests(folder)
    assert again == truth


def test_another_seed_gives_other_people(share, tmp_path):
    _, truth = share
    other = make_share(tmp_path / "other", people=60, seed=8)
    assert not {p.ssn for p in other.persons if p.ssn} & {p.ssn for p in truth.persons}


def test_everybody_is_somewhere_in_the_share(share):
    _, truth = share
    assert len(truth.persons) == PEOPLE
    assert {seen.person for seen in truth.appearances} == {person.id for person in truth.persons}


def test_a_folder_that_holds_something_is_left_alone(tmp_path):
    (tmp_path / "real.txt").write_text("somebody's file")
    with pytest.raises(FileExistsError):
        make_share(tmp_path, people=50)
    assert [path.name for path in tmp_path.iterdir()] == ["real.txt"]


def test_whoever_the_truth_puts_in_a_medicare_list_stands_in_it(share):
    folder, truth = share
    path = "Patients/Medicare Advantage roster.csv"
    text = (folder / path).read_text(encoding="utf-8")
    rows = list(csv.reader(io.StringIO(text)))
    listed = [seen for seen in truth.appearances if seen.file == path]
    assert len(rows) - 1 == len(listed) > 0
    assert all("medicare_medicaid_id" in seen.elements for seen in listed)


def test_truth_survives_being_written_and_read(share, tmp_path):
    _, truth = share
    truth.write(tmp_path / "truth.json")
    assert Truth.read(tmp_path / "truth.json") == truth
