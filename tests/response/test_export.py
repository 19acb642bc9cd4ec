"""What leaves the case: harmless to a spreadsheet, whole or not at all, and provable without Tocsin."""

from __future__ import annotations

import csv
import io
import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chain import PEOPLE, Desk, Finished
from tocsin.response.export import write_csv

FORMULAS = ("=", "+", "-", "@")


@pytest.fixture(scope="module")
def exported(finished: Finished, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """The finished case, exported with account lists."""
    desk = finished.copied_to(Desk.at(tmp_path_factory.mktemp("exported")))
    out = desk.folder / "out"
    lists = ("--accounts", "--passwords", desk.folder / "passwords.csv")
    outcome = desk.run("export", desk.case, "--to", out, *lists, *desk.passphrase)
    assert outcome.code == 0, outcome.err
    for path in ("report.html", "letters", "packets"):
        assert str(out / path) in outcome.said
    yield out


def rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_the_notification_list_has_every_person_once(exported: Path):
    listed = rows(exported / "notification_list.csv")
    assert sorted(row["name"] for row in listed) == sorted(person.name for person in PEOPLE)
    assert all("ssn" in row["elements"].split("; ") for row in listed)


def test_the_list_of_files_has_every_item(exported: Path, finished: Finished):
    assert len(rows(exported / "items.csv")) == finished.items


def test_the_report_stands_alone_and_names_nobody(exported: Path):
    page = (exported / "report.html").read_text()
    assert "Ironwood Dental Test Practice" in page
    assert not [secret for person in PEOPLE for secret in person.secrets if secret in page]
    assert "<script src" not in page
    assert "@import" not in page


def test_the_veris_record_has_counts_and_no_names(exported: Path):
    text = (exported / "incident.veris.json").read_text()
    record = json.loads(text)
    amounts = {entry["variety"]: entry["amount"] for entry in record["attribute"]["confidentiality"]["data"]}
    assert max(amounts.values()) == len(PEOPLE)
    assert not [secret for person in PEOPLE for secret in (*person.secrets, person.given) if secret in text]


def test_the_log_is_verified_without_tocsin(exported: Path, tmp_path: Path):
    log = exported / "log"
    outcome = verify(log, tmp_path)
    assert outcome.returncode == 0, outcome.stderr
    entries = [json.loads(line) for line in (log / "log.jsonl").read_text().splitlines()]
    verbs = [entry["verb"] for entry in entries]
    assert verbs.index("export_case") < verbs.index("open_identifiers") < verbs.index("export_log")
    assert verbs[-1] == "export_log"


def test_a_log_with_one_number_changed_is_not_whole(exported: Path, tmp_path: Path):
    log = tmp_path / "log"
    log.mkdir()
    for path in (exported / "log").iterdir():
        (log / path.name).write_bytes(path.read_bytes())
    text = (log / "log.jsonl").read_text()
    assert '"done":' in text
    (log / "log.jsonl").write_text(text.replace('"done":', '"done":1', 1))
    assert verify(log, tmp_path).returncode == 1


def verify(log: Path, folder: Path) -> subprocess.CompletedProcess[str]:
    """The copied verifier in a process that can import cryptography and nothing of ours."""
    checkpoints = sorted(map(str, log.glob("*.checkpoint")))
    environment = {name: value for name, value in os.environ.items() if not name.startswith("PYTHON")}
    block = (
        "import sys, runpy; sys.modules['tocsin'] = None; sys.argv = sys.argv[1:]; "
        "runpy.run_path(sys.argv[0], run_name='__main__')"
    )
    words = [
        str(log / "verify.py"),
        str(log / "log.jsonl"),
        *checkpoints,
        "--key",
        str(log / "public_key.txt"),
    ]
    command = [sys.executable, "-P", "-c", block, *words]
    return subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True)


def test_letters_in_the_export_are_pdf_with_a_manifest(exported: Path):
    names = {path.name for path in (exported / "letters").iterdir()}
    pdfs = [name for name in names if name.endswith(".pdf")]
    assert pdfs
    for name in pdfs:
        assert (exported / "letters" / name).read_bytes().startswith(b"%PDF-")
        assert name.replace(".pdf", ".manifest.csv") in names


def test_the_export_is_for_its_owner_alone(exported: Path):
    assert exported.stat().st_mode & 0o077 == 0


@given(st.lists(st.text(), min_size=1, max_size=4))
def test_no_cell_begins_as_a_formula_whatever_a_file_held(values: list[str]):
    out = io.StringIO()
    write_csv(out, ["a"], [{"a": value} for value in values])
    cells = [row[0] for row in list(csv.reader(io.StringIO(out.getvalue(), newline="")))[1:] if row]
    assert not [cell for cell in cells if cell.startswith((*FORMULAS, "\t", "\r"))]


def test_a_name_that_is_a_formula_arrives_as_text_and_a_number_stays_a_number():
    out = io.StringIO()
    write_csv(out, ["name", "number"], [{"name": "=1+1", "number": -5}, {"name": "@SUM", "number": 1}])
    assert list(csv.reader(io.StringIO(out.getvalue())))[1:] == [["'=1+1", "-5"], ["'@SUM", "1"]]


def test_every_csv_of_an_export_is_safe_to_open(exported: Path):
    made = list(exported.rglob("*.csv"))
    assert made
    for path in made:
        with path.open(encoding="utf-8-sig", newline="") as file:
            cells = [cell for row in csv.reader(file) for cell in row]
        assert not [cell for cell in cells if cell.startswith(FORMULAS) and not is_number(cell)], path.name


def is_number(cell: str) -> bool:
    try:
        float(cell)
    except ValueError:
        return False
    return True
