"""The share is realistic, the same every time, and its truth says exactly what is in it."""

from __future__ import annotations

import hashlib
import io
import os
import re
import subprocess
import sys
import zipfile
from datetime import date
from pathlib import Path

import openpyxl
import pikepdf
import pypdfium2
import pytest
from demo_reading import load, pdf_text, text_of

from tocsin.demo import Truth, incident_facts, incident_yaml, make_share
from tocsin.demo.people import make_people
from tocsin.model.factsfile import parse_facts

PEOPLE = 400
SEED = 7


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Truth]:
    folder = tmp_path_factory.mktemp("share")
    return folder, make_share(folder, people=PEOPLE, seed=SEED)


@pytest.fixture(scope="module")
def folder(made: tuple[Path, Truth]) -> Path:
    return made[0]


@pytest.fixture(scope="module")
def truth(made: tuple[Path, Truth]) -> Truth:
    return made[1]


@pytest.fixture(scope="module")
def texts(folder: Path, truth: Truth) -> dict[str, str]:
    """The text of every file that hides nothing, read by readers that are not the product's."""
    unread = {"jpg", "zip", "mbox"}
    plain = [file for file in truth.files if file.reach == "plain" and file.kind not in unread]
    return {file.path: text_of(file.path, load(folder, file.path)) for file in plain}


def digests(folder: Path) -> dict[str, str]:
    return {
        path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def test_the_same_seed_gives_the_same_bytes_and_truth_in_another_process(folder, truth, tmp_path):
    """In a process that orders sets differently, so that no set's order reaches a file."""
    again, answer = tmp_path / "again", tmp_path / "truth.json"
    code = (
        "import sys; from pathlib import Path; from tocsin.demo import make_share;"
        f"make_share(Path(sys.argv[1]), people={PEOPLE}, seed={SEED}).write(Path(sys.argv[2]))"
    )
    environment = {**os.environ, "PYTHONHASHSEED": "12345", "PYTHONPATH": os.pathsep.join(sys.path)}
    subprocess.run([sys.executable, "-c", code, str(again), str(answer)], check=True, env=environment)
    assert digests(again) == digests(folder)
    assert Truth.read(answer) == truth


def test_another_seed_gives_other_people(truth, tmp_path):
    other = make_share(tmp_path / "other", people=60, seed=SEED + 1)
    assert not {p.ssn for p in other.persons if p.ssn} & {p.ssn for p in truth.persons}


def test_a_folder_that_holds_something_is_left_alone(tmp_path):
    (tmp_path / "real.txt").write_text("somebody's file")
    with pytest.raises(FileExistsError):
        make_share(tmp_path, people=50)
    assert [path.name for path in tmp_path.iterdir()] == ["real.txt"]


def test_progress_tells_each_family_and_ends_with_all_done(tmp_path):
    told: list[tuple[str, int, int]] = []
    make_share(tmp_path / "share", people=60, progress=lambda *step: told.append(step))
    assert told[0] == ("People", 0, len(told) - 1)
    assert [done for _, done, _ in told] == list(range(len(told)))
    assert told[-1][0] == "Done"


def test_a_share_has_hundreds_of_files_of_many_kinds(folder, truth):
    on_disk = digests(folder)
    assert 300 <= len(on_disk) <= 420
    assert set(on_disk) == {file.path for file in truth.files if " » " not in file.path}
    kinds = {file.kind for file in truth.files}
    assert kinds >= {
        *("csv", "xlsx", "pdf", "docx", "eml", "mbox", "html", "db", "sql", "ndjson", "zip", "txt", "env"),
        *("jpg", "log", "py"),
    }
    assert {file.reach for file in truth.files} == {"plain", "image", "locked", "damaged", "empty"}


def test_everybody_is_known_from_a_file_that_can_be_read(truth):
    assert len(truth.persons) == PEOPLE
    assert set(truth.exposures()) == {person.id for person in truth.persons}


def test_the_truth_names_an_ssn_exactly_where_a_file_holds_it(texts, truth):
    """Both ways: no number it names is missing, and none stands anywhere it does not name."""
    owner = {int(p.ssn or p.itin): p.id for p in truth.persons}
    written = {(path, owner[n]) for path, text in texts.items() for n in _numbers(text) & owner.keys()}
    named = {
        (seen.file, seen.person)
        for seen in truth.appearances
        if seen.file in texts and {"ssn", "itin"} & set(seen.elements)
    }
    assert len(named) > 300
    assert written == named


@pytest.mark.parametrize(
    ("element", "value_of"),
    [
        ("financial_account", lambda p: p.account),
        ("payment_card", lambda p: p.card),
        ("drivers_license", lambda p: p.license),
        ("passport", lambda p: p.passport),
        ("employee_id", lambda p: p.job and p.job.number),
        ("medical_record_number", lambda p: p.chart and p.chart.mrn),
        ("health_insurance_id", lambda p: p.chart and p.chart.member_id),
        ("medicare_medicaid_id", lambda p: p.chart and p.chart.medicare),
        ("username", lambda p: p.login and p.login.username),
    ],
)
def test_the_truth_names_every_other_number_exactly_where_it_stands(texts, truth, element, value_of):
    owner = {value: person.id for person in make_people(PEOPLE, SEED).persons if (value := value_of(person))}
    written = {
        (path, owner[word])
        for path, text in texts.items()
        for word in set(re.findall(r"[A-Za-z0-9]+", text)) & owner.keys()
    }
    named = {(s.file, s.person) for s in truth.appearances if s.file in texts and element in s.elements}
    assert named
    assert written == named


def _numbers(text: str) -> set[int]:
    """Every run of seven to nine digits, with or without marks: lost zeros make SSNs shorter."""
    runs = re.findall(r"(?<![\d.])\d{3}[- ]\d{2}[- ]\d{4}(?!\d)|(?<![\d.\-])\d{6,9}(?![\d.\-])", text)
    return {int(re.sub(r"\D", "", run)) for run in runs}


@pytest.mark.parametrize(
    ("element", "attribute"), [("email_address", "email"), ("date_of_birth", "born"), ("person_name", "last")]
)
def test_what_the_truth_names_stands_in_the_file(texts, truth, element, attribute):
    persons = {person.id: person for person in truth.persons}
    missing = checked = 0
    for seen in truth.appearances:
        if element not in seen.elements or seen.file not in texts:
            continue
        checked += 1
        missing += not _stands(getattr(persons[seen.person], attribute), texts[seen.file], element)
    assert checked > 300
    assert missing / checked < (0.08 if element == "person_name" else 0.001)


def _stands(value: str, text: str, element: str) -> bool:
    """Whether the value is there in one of the ways a clerk writes it; names may have slips."""
    if element != "date_of_birth":
        return value.upper() in text.upper() or value.encode("cp1252", "replace").decode("cp1252") in text
    year, month, day = value.split("-")
    months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
    name, serial = months[int(month) - 1], str(_excel_serial(value))
    forms = (
        *(value, f"{month}/{day}/{year}", f"{month}-{day}-{year}", f"{month}/{day}/{year[2:]}"),
        *(f"{day}-{name}-{year}", f"{year}{month}{day}", f"{name} {day}, {year}", f"<v>{serial}</v>"),
    )
    return any(form in text for form in forms)


def _excel_serial(value: str) -> int:
    return (date.fromisoformat(value) - date(1899, 12, 30)).days


def test_a_scan_has_no_text_and_a_locked_file_stays_locked(folder, truth):
    scans = [f.path for f in truth.files if f.reach == "image" and f.kind == "pdf"]
    assert scans and all(not pdf_text((folder / path).read_bytes()).strip() for path in scans)
    [locked] = [f.path for f in truth.files if f.reach == "locked"]
    with pytest.raises(pikepdf.PasswordError):
        pikepdf.open(folder / locked)


def test_damaged_files_cannot_be_read_whole(folder, truth):
    for file in truth.files:
        if file.reach != "damaged" or " » " in file.path:
            continue
        with pytest.raises((zipfile.BadZipFile, pypdfium2.PdfiumError, OSError, KeyError)):
            _read_whole(file.kind, (folder / file.path).read_bytes())


def _read_whole(kind: str, data: bytes) -> None:
    if kind == "pdf":
        pypdfium2.PdfDocument(data).close()
        return
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        if bad := archive.testzip():
            raise KeyError(bad)


def test_a_roster_hides_a_sheet_with_numbers_that_only_look_like_ssns(folder):
    with (folder / "HR/Staff roster.xlsx").open("rb") as stream:
        book = openpyxl.load_workbook(stream)
        hidden = [sheet for sheet in book if sheet.sheet_state == "hidden"]
        assert [sheet.title for sheet in hidden] == ["_src"]
        cell = next(c for c in hidden[0][2] if c.number_format == "000\\-00\\-0000")
        assert isinstance(cell.value, int)


def test_a_census_hides_its_ssn_column_and_has_a_comment_with_an_account(folder):
    [path, *_] = sorted(folder.glob("Payroll/*/2025/Census 2025 FINAL.xlsx"))
    with path.open("rb") as stream:
        sheet = openpyxl.load_workbook(stream).active
        assert sheet["B2"].comment is not None and re.search(r"acct \d{9}", sheet["B2"].comment.text)
        assert any(dimension.hidden for dimension in sheet.column_dimensions.values())


def test_the_practice_lists_all_who_have_died(truth):
    listed = {seen.person for seen in truth.appearances if seen.file == "Patients/Inactive - deceased.csv"}
    assert listed == {person.id for person in truth.persons if person.deceased}


def test_copies_are_the_same_file_with_the_same_people(folder, truth):
    files = [f for f in truth.files if f.same_as]
    assert len(files) >= 6
    people: dict[str, set[str]] = {}
    for seen in truth.appearances:
        people.setdefault(seen.file, set()).add(seen.person)
    for file in files:
        assert load(folder, file.path) == load(folder, file.same_as or "")
        assert people.get(file.path) == people.get(file.same_as or "")


def test_the_facts_are_a_facts_file_that_names_every_client(truth):
    facts = parse_facts(incident_yaml(truth))
    assert facts == incident_facts(truth)
    assert [owner.name for owner in facts.incident.data_owners or ()] == list(truth.clients)
