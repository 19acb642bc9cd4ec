"""Mentions for the tests, written as short as a note: ``person("a1", "Ann Lee", ssn="…", dob="…")``."""

from __future__ import annotations

from typing import Any

import pyarrow as pa

from tocsin.model.tables import IDENTIFIERS, MENTIONS, table
from tocsin.people import STRICT, Home, Resolved, Settings, resolve

NUMBERS = ("ssn", "ssn_last4", "drivers_license", "employee_id", "username", "financial_account", "itin")


def person(mention: str, name: str | None = None, **facts: Any) -> dict[str, Any]:
    """One mention. Numbers by the code of their element; ``dob`` is the birth date."""
    elements = facts.pop("elements", None)
    row = {"id": mention, "item": facts.pop("item", f"item-{mention}"), "name": name, **facts}
    row["birth_date"] = row.pop("dob", None)
    found = [code for code in NUMBERS if code in row]
    row["elements"] = elements if elements is not None else ["person_name", *found]
    row.setdefault("protections", ["plain"] * len(row["elements"]))
    return row


def tables(*people: dict[str, Any]) -> tuple[pa.Table, pa.Table]:
    """MENTIONS and IDENTIFIERS of these mentions."""
    identifiers = [
        {"mention": one["id"], "element": code, "value": one[code], "fingerprint": None}
        for one in people
        for code in NUMBERS
        if code in one
    ]
    rows = [{key: value for key, value in one.items() if key not in NUMBERS} for one in people]
    return table(MENTIONS, rows), table(IDENTIFIERS, identifiers)


def resolved(*people: dict[str, Any], settings: Settings = STRICT, home: Home | None = None) -> Resolved:
    return resolve(*tables(*people), settings=settings, home=home)


def together(result: Resolved) -> set[frozenset[str]]:
    """The mentions that ended on one row, as sets."""
    rows: dict[str, set[str]] = {}
    for link in result.links.to_pylist():
        rows.setdefault(link["person"], set()).add(link["mention"])
    return {frozenset(row) for row in rows.values()}


def row_of(result: Resolved, mention: str) -> dict[str, Any]:
    """The person that a mention belongs to."""
    owner = next(link["person"] for link in result.links.to_pylist() if link["mention"] == mention)
    return next(row for row in result.people.to_pylist() if row["id"] == owner)
