"""The corpus: an invented organisation's share, written to a folder with truth.jsonl beside it."""

# ruff: noqa: E501 – tables and templates read better unbroken

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path
from random import Random

from . import decoys, documents, writers
from .population import Maker, Person
from .records import Scribe
from .truth import Ledger, write

SIZES = {"small": 150, "medium": 1500, "large": 15000}
"""People by the name of a size."""

TABLES: list[tuple[str, str, float, str]] = [
    ("hr/employees.csv", "employee", 0.8, "first last ssn date_of_birth street city state postal_code phone email income status"),
    ("payroll/direct_deposit.xlsx", "employee", 0.7, "rev ssn financial_account email"),
    ("payroll/archive_2019.zip!w2_2019.csv", "employee", 0.5, "name ssn address income"),
    ("clinic/patients.sql", "patient", 0.8, "last first date_of_birth medical_record_number health_insurance_id medicare_medicaid_id street city state postal_code phone status"),
    ("clinic/encounters.ndjson", "patient", 0.6, "name date_of_birth medical_record_number medical_information"),
    ("clinic/recall.html", "patient", 0.35, "rev date_of_birth phone medical_information"),
    ("shop/orders.tsv", "customer", 0.8, "name email street city state postal_code payment_card"),
    ("shop/cards.json", "customer", 0.5, "name payment_card email phone"),
    ("loans/summary.xlsx", "borrower", 0.8, "last first ssn drivers_license address financial_account"),
    ("loans/2018_branch.zip!export.tsv", "borrower", 0.4, "name date_of_birth ssn address phone"),
    ("portal/users.csv", "member", 0.85, "name email username password"),
    ("travel/passports.tsv", "traveller", 0.85, "rev passport date_of_birth address email"),
]  # fmt: skip
"""File (a member of a ZIP after "!"), whose, what share of them, which columns."""

OLD = ("2018", "2019")
"""Files of these years show old addresses and former names."""


def make(folder: Path, size: str = "small", seed: int = 1) -> int:
    """Write ``folder``/files and ``folder``/truth.jsonl. Returns the number of affected people.

    The same size and seed give the same bytes. Raises ValueError on another size and FileExistsError if the
    folder is there.
    """
    if size not in SIZES:
        raise ValueError(f"size is one of {', '.join(SIZES)}")
    folder.mkdir(parents=True)
    maker = Maker(seed)
    people = maker.people(SIZES[size])
    ledger, files = Ledger(), {}
    _tables(Random(f"{seed} tables"), people, ledger, files)
    documents.add(Random(f"{seed} documents"), people, ledger, files)
    outsiders = decoys.add(Random(f"{seed} decoys"), maker, ledger, files)
    for name, content in _packed(files).items():
        path = folder / "files" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    return write(folder / "truth.jsonl", [*people, *outsiders], ledger)


def remake(folder: Path, size: str, seed: int) -> int:
    """``make`` in place of what is there."""
    shutil.rmtree(folder, ignore_errors=True)
    return make(folder, size, seed)


def _tables(r: Random, people: list[Person], ledger: Ledger, files: dict[str, bytes]) -> None:
    for path, domain, share, columns in TABLES:
        fields = columns.split()
        of = [p for p in people if domain in p.domains and r.random() < share]
        r.shuffle(of)
        scribe = Scribe(r, ledger, path, old=any(year in path for year in OLD))
        if path == "loans/summary.xlsx":
            scribe.wrong_ssn = _mistyped(r, of)
        rows = [list(scribe.record(person, fields).values()) for person in of]
        table = ([scribe.headers[field] for field in fields], rows)
        files[path] = written(path, table)


def _mistyped(r: Random, of: list[Person]) -> dict[str, Person]:
    """People who get the number of somebody else in one file: 1 in 60."""
    wrong = {}
    for person, other in zip(of[::60], of[1::60], strict=False):
        if r.random() < 0.9:
            wrong[person.id] = other
            person.cases.add("wrong_ssn")
            other.cases.add("wrong_ssn")
    return wrong


def written(path: str, table: writers.Table) -> bytes:
    """A table as the kind of file that its name says."""
    stem = Path(path).stem
    kinds: dict[str, Callable[[], bytes]] = {
        ".csv": lambda: writers.separated(table),
        ".tsv": lambda: writers.separated(table, "\t"),
        ".xlsx": lambda: writers.xlsx(table, stem),
        ".sql": lambda: writers.sql(table, stem),
        ".ndjson": lambda: writers.json_lines(table),
        ".json": lambda: writers.json_array(table),
        ".html": lambda: writers.html_table(table, stem),
    }
    return kinds[Path(path).suffix]()


def _packed(files: dict[str, bytes]) -> dict[str, bytes]:
    """Members of ZIP archives put together."""
    out: dict[str, bytes] = {}
    members: dict[str, dict[str, bytes]] = {}
    for path, content in files.items():
        archive, _, member = path.partition("!")
        if member:
            members.setdefault(archive, {})[member] = content
        else:
            out[path] = content
    return out | {archive: writers.zipped(parts) for archive, parts in members.items()}
