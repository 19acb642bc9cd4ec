"""A tool's list of people: CSV or JSON, one row a person it means to tell."""

# ruff: noqa: E501 – tables and templates read better unbroken

from __future__ import annotations

import csv
import hashlib
import json
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

ALIASES: dict[str, str | None] = {
    "card_expiry": None, "card_security_code": None, "routing_number": None, "tax_information": None,
    "online_account_credentials": "password", "email_account_credentials": "password", "username": "username",
    "social_security_number": "ssn", "dob": "date_of_birth", "birth_date": "date_of_birth", "bank_account": "financial_account",
    "iban": "financial_account", "credit_card": "payment_card", "driver_license": "drivers_license", "state_id": "drivers_license",
    "mrn": "medical_record_number", "diagnosis": "medical_information", "mental_health": "medical_information",
    "substance_use_record": "medical_information", "disability": "medical_information",
    "health_plan": "health_insurance_id", "medicare": "medicare_medicaid_id", "name": "person_name", "address": "postal_address",
    "email": "email_address", "phone": "phone_number",
}  # fmt: skip
"""Other tools' words for an element; None: said of the person by the truth in no way, so not scored."""

SCORED = frozenset({
    "ssn", "date_of_birth", "drivers_license", "passport", "financial_account", "payment_card", "medical_record_number",
    "health_insurance_id", "medicare_medicaid_id", "medical_information", "password", "income",
})  # fmt: skip
"""Elements in the element figures. A user name counts by its password only."""


@dataclass
class Row:
    """One row of a tool's list. Everything but ``id`` may be empty."""

    id: str
    name: str = ""
    names: set[str] = field(default_factory=set)
    birth_date: str = ""
    street: str = ""
    postal_code: str = ""
    email: str = ""
    phone: str = ""
    residence: str = ""
    minor: bool = False
    deceased: bool = False
    elements: set[str] = field(default_factory=set)
    values: set[str] = field(default_factory=set)
    """``element:value`` whole, ``element:sha256:hex`` hashed, or ``element:last4:6789``."""
    files: set[str] = field(default_factory=set)


def element(word: str) -> str | None:
    """Our word for a tool's element; None if it is not compared."""
    plain = word.strip().lower().replace(" ", "_")
    return ALIASES.get(plain, plain)


def normal(value: str) -> str:
    """A value without what writing adds: blanks, dashes, dots, brackets, case. Dates are ISO already."""
    return "".join(c for c in value.casefold() if c.isalnum() or c in "@_!#?$+")


def hashed(kind: str, value: str) -> str:
    """What stands for a value in a list that must not hold it: SHA-256 of "element:normalised value"."""
    return f"{kind}:sha256:{hashlib.sha256(f'{kind}:{normal(value)}'.encode()).hexdigest()}"


def name_key(name: str) -> str:
    """First and last word of a name, without marks, case, suffix and order by comma."""
    if "," in name:
        last, _, first = name.partition(",")
        name = f"{first} {last}"
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().casefold()
    words = ["".join(c for c in word if c.isalnum()) for word in plain.split()]
    kept = [word for word in words if word and word not in ("jr", "sr", "ii", "iii")]
    return f"{kept[0]} {kept[-1]}" if kept else ""


def read(path: Path) -> list[Row]:
    """The rows of a CSV, a JSON array or JSON lines."""
    if path.suffix == ".csv":
        with path.open(encoding="utf-8-sig", newline="") as file:
            return [row(line, number) for number, line in enumerate(csv.DictReader(file))]
    text = path.read_text(encoding="utf-8")
    made = json.loads(text) if text.lstrip().startswith("[") else [json.loads(t) for t in text.splitlines()]
    return [row(line, number) for number, line in enumerate(made)]


def row(line: dict, number: int) -> Row:
    """A row from its columns; lists may be given as text with semicolons. Unknown columns are left out."""
    text = lambda key: str(line.get(key) or "").strip()  # noqa: E731
    yes = lambda key: text(key).lower() in ("yes", "true", "1")  # noqa: E731
    words = {element(word) for word in many(line.get("elements"))}
    return Row(
        id=text("row_id") or text("id") or str(number),
        name=text("name"),
        names=set(many(line.get("names"))),
        birth_date=text("birth_date"),
        street=text("street"),
        postal_code=text("postal_code")[:5],
        email=text("email").lower(),
        phone=normal(text("phone"))[-10:],
        residence=text("residence"),
        minor=yes("minor"),
        deceased=yes("deceased"),
        elements={word for word in words if word},
        values=set(many(line.get("values"))),
        files=set(many(line.get("files"))),
    )


def many(value: object) -> list[str]:
    """A list, or text with semicolons, as a list."""
    if isinstance(value, str):
        return [part.strip() for part in value.split(";") if part.strip()]
    return [str(part) for part in value] if isinstance(value, Iterable) else []
