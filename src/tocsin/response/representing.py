"""Who acts for whom: recorded with the proof of authority, so that letters go to them by name."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pyarrow.compute as pc

from tocsin.model.entered import REPRESENTATIVES as SCHEMA
from tocsin.model.entered import now
from tocsin.model.tables import table
from tocsin.notices.people import ROLES, Representative, person_kind
from tocsin.response.case import REPRESENTATIVES, Case

EVIDENCE = "authority"
"""Kind of the documents in the vault that show who may act for whom."""

PLACE = ("street", "city", "state", "postal_code", "country")

Row = Mapping[str, Any]


class RepresentativeRefused(Exception):
    """A representative cannot be recorded or taken back. The message says why, and what to do."""


@dataclass(frozen=True, slots=True)
class Acting:
    """A record that stands. unused: why letters do not go by it, or empty."""

    id: str
    at: str
    by: str
    person: str
    role: str
    proof: str
    evidence: str
    unused: str


def record_representative(
    case: Case,
    person: str,
    representative: Representative,
    proof: str,
    by: str,
    evidence: Path | None = None,
) -> Acting:
    """Record who acts for a person; a later record for the same person takes its place.

    proof: what showed the authority (court order, power of attorney, letters testamentary) and its date.
    evidence: that document; it is kept encrypted. Raises RepresentativeRefused.
    """
    if not by.strip():
        raise RepresentativeRefused("A representative needs the name of who records them (--by).")
    if not representative.name.strip():
        raise RepresentativeRefused("Give the representative's name as the letter shall write it (--name).")
    if not proof.strip():
        raise RepresentativeRefused(
            "Say what showed the authority, such as --proof 'letters of guardianship of 2025-03-04'. "
            "Without it the letter must go to the person."
        )
    if representative.street and not (representative.city or representative.postal_code):
        raise RepresentativeRefused("An address needs a city or a ZIP code besides the street.")
    row = _person(case, person)
    if not representative.fits(row):
        kind = person_kind(row)
        fitting = ", ".join(role for role, kinds in ROLES.items() if kind in kinds)
        raise RepresentativeRefused(
            f"{person} is {_KINDS[kind]} on the list; for them the role is one of {fitting}."
        )
    content = _read(evidence)
    ident = f"r{secrets.token_hex(6)}"
    digest = hashlib.sha256(content).hexdigest() if evidence is not None else None
    made = {
        "id": ident,
        "at": now(),
        "by": by,
        "person": person,
        "proof": proof,
        "evidence": digest,
        "name": representative.name,
        "role": representative.role,
        **{name: getattr(representative, name) or None for name in PLACE},
    }
    with case.vault.act("record_representative", ident, evidence=digest or False):
        if evidence is not None:
            case.vault.put_document(EVIDENCE, f"{ident} {evidence.name}", content)
        case.vault.append_part(REPRESENTATIVES, {REPRESENTATIVES: table(SCHEMA, [made])}, [ident])
    return next(one for one in acting(case) if one.id == ident)


def withdraw_representative(case: Case, ident: str, by: str) -> Acting:
    """Take a record back: letters go to the person again, or by the record before it. Both entries stay."""
    if not by.strip():
        raise RepresentativeRefused("Taking a record back needs a name (--by).")
    taken = next((one for one in acting(case) if one.id == ident), None)
    if taken is None:
        raise RepresentativeRefused(f"No record {ident} stands. `tocsin people represent CASE` lists them.")
    made = {"id": f"r{secrets.token_hex(6)}", "at": now(), "by": by, "withdraws": ident}
    with case.vault.act("withdraw_representative", made["id"], record=ident):
        rows = table(SCHEMA, [made | {"person": taken.person}])
        case.vault.append_part(REPRESENTATIVES, {REPRESENTATIVES: rows}, [made["id"]])
    return taken


def representatives(case: Case) -> dict[str, Representative]:
    """Person id → who acts for them. Whether the role fits the person is asked where letters are planned."""
    return {row["person"]: _representative(row) for row in _standing(case)}


def acting(case: Case) -> list[Acting]:
    """The records that stand, in the order they were entered, and whether letters go by them."""
    found = _standing(case)
    last = {row["person"]: row["id"] for row in found}
    people = _rows_of(case, set(last))
    return [
        Acting(
            **{name: row[name] for name in ("id", "at", "by", "person", "role", "proof")},
            evidence=row["evidence"] or "",
            unused=_unused(row, last, people.get(row["person"])),
        )
        for row in found
    ]


def digest(case: Case) -> str:
    """Of the records that stand; empty while there are none."""
    ids = "\n".join(row["id"] for row in _standing(case))
    return hashlib.sha256(ids.encode()).hexdigest() if ids else ""


_KINDS = {"adult": "a living adult", "minor": "a minor", "deceased": "a person who has died"}


def _unused(row: Row, last: Mapping[str, str], person: Row | None) -> str:
    if last[row["person"]] != row["id"]:
        return "a later record takes its place"
    if person is None:
        return "nobody on the list has this id"
    fits = _representative(row).fits(person)
    return "" if fits else f"the person is {_KINDS[person_kind(person)]} now"


def _standing(case: Case) -> list[dict[str, Any]]:
    found = case.table(REPRESENTATIVES)
    rows = [] if found is None else found.to_pylist()
    taken = {row["withdraws"] for row in rows}
    return [row for row in rows if not row["withdraws"] and row["id"] not in taken]


def _representative(row: Row) -> Representative:
    return Representative(row["name"], row["role"], **{name: row[name] or "" for name in PLACE})


def _rows_of(case: Case, people: set[str]) -> dict[str, dict[str, Any]]:
    found = case.table("people")
    if found is None or not people:
        return {}
    kept = found.filter(pc.is_in(found["id"], pc.cast(list(people), "string")))
    return {row["id"]: row for row in kept.select(["id", "minor", "deceased"]).to_pylist()}


def _person(case: Case, person: str) -> dict[str, Any]:
    case.need("people", "people find")
    found = _rows_of(case, {person}).get(person)
    if found is None:
        raise RepresentativeRefused(f"Nobody on the list has the id {person}: see `tocsin people export`.")
    return found


def _read(evidence: Path | None) -> bytes:
    try:
        return evidence.read_bytes() if evidence is not None else b""
    except OSError:
        raise RepresentativeRefused(f"{evidence} cannot be read; nothing was recorded.") from None
