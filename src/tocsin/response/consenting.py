"""Consents to e-mail: read from a file, kept in a table that is only added to, withdrawn by a later line."""

from __future__ import annotations

import hashlib
import re
import secrets
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from tocsin.model.entered import CONSENTS as SCHEMA
from tocsin.model.entered import now
from tocsin.model.tables import table
from tocsin.notices.channels.allowed import consent_kinds, usable
from tocsin.response.case import CONSENTS, Case
from tocsin.response.lists import ListRefused, read_rows
from tocsin.response.scan import Lanes

WITHDRAWN = "withdrawn"

HEADERS: Mapping[str, frozenset[str]] = {
    "person": frozenset({"person", "person id", "id", "record id", "record_id"}),
    "email": frozenset({"email", "e-mail", "email address", "e-mail address", "mail"}),
    "kind": frozenset({"kind", "consent", "type", "consent kind"}),
    "on": frozenset({"on", "when", "date", "consented on", "consent date"}),
    "how": frozenset({"how", "source", "where", "form", "version"}),
}
"""Headers a file may have for each column, in small letters."""


@dataclass(frozen=True, slots=True)
class Consent:
    """What stands for one person today: kinds on record and the address they were given for."""

    email: str
    kinds: frozenset[str]


@dataclass(frozen=True, slots=True)
class TakenConsents:
    """What came of a file. refused: row number of the file → why; no personal data."""

    new: int
    known: int
    refused: Mapping[int, str]


def entered(case: Case) -> list[dict[str, Any]]:
    """Every line ever entered, in order."""
    found = case.table(CONSENTS)
    return [] if found is None else list(found.to_pylist())


def consents(case: Case) -> dict[str, Consent]:
    """Who may be written to by e-mail as far as they themselves go: person id → what stands.

    A newer address takes the place of an older one with all that was given for that; a withdrawal ends all.
    """
    standing: dict[str, Consent] = {}
    for row in entered(case):
        person = row["person"]
        if row["kind"] == WITHDRAWN:
            standing.pop(person, None)
            continue
        before = standing.get(person)
        kept = before.kinds if before and before.email == row["email"] else frozenset()
        standing[person] = Consent(row["email"], kept | {row["kind"]})
    return standing


def take_consents(case: Case, path: Path, pool: Lanes, by: str) -> TakenConsents:
    """Read a file of consents (CSV or XLSX with person or e-mail, kind, on, how). Raises ListRefused.

    Rows that cannot be taken are refused one by one; the others are taken. The same line is taken once.
    """
    header, cells = read_rows(path, pool)
    at = {name: _column(header, names) for name, names in HEADERS.items()}
    if at["kind"] is None or at["on"] is None or (at["person"] is None and at["email"] is None):
        raise ListRefused(
            f"{path} needs the columns person (id) or email, kind, on, and better also how. Its kinds are "
            f"{', '.join([*consent_kinds(), WITHDRAWN])}; `on` is a date such as 2026-02-28."
        )
    file = hashlib.sha256(path.read_bytes()).hexdigest()
    desk = _Desk(case)
    rows, refused = [], {}
    for number, line in enumerate(cells, 2):
        said = {name: _cell(line, column) for name, column in at.items()}
        if not any(said.values()):
            continue
        taken = desk.row(said)
        if isinstance(taken, str):
            refused[number] = taken
        else:
            rows.append(taken)
    known = {_same(row) for row in entered(case)}
    new = list({_same(row): row for row in rows if _same(row) not in known}.values())
    enter(case, new, by, file)
    return TakenConsents(len(new), len(rows) - len(new), refused)


def withdraw_consent(case: Case, person: str, on: date, how: str, by: str) -> None:
    """Record that a person takes their consent back; they get paper from then on. Raises ListRefused."""
    if person not in consents(case):
        raise ListRefused(f"{person} has no consent on record. `tocsin email consents CASE` counts them.")
    row = {"person": person, "email": None, "kind": WITHDRAWN, "on": on.isoformat(), "how": how}
    enter(case, [row], by, None)


def enter(case: Case, rows: Iterable[Mapping[str, Any]], by: str, file: str | None) -> None:
    """Append lines to the table, with one entry in the log."""
    at = now()
    made = [{"id": f"e{secrets.token_hex(6)}", "at": at, "by": by, "evidence": file, **row} for row in rows]
    if made:
        with case.vault.act("take_consents", "case", rows=len(made), file=file or False):
            case.vault.append_part(CONSENTS, {CONSENTS: table(SCHEMA, made)}, [row["id"] for row in made])


class _Desk:
    """Checks one line after the other against the people of the case."""

    def __init__(self, case: Case) -> None:
        people = case.need("people", "people find").select(["id", "email"]).to_pylist()
        self._ids = {row["id"] for row in people}
        counted = Counter(row["email"].lower() for row in people if row["email"])
        self._by_email = {
            row["email"].lower(): row["id"]
            for row in people
            if row["email"] and counted[row["email"].lower()] == 1
        }
        self._shared = {address for address, number in counted.items() if number > 1}
        self._email_of = {row["id"]: row["email"] for row in people}

    def row(self, said: Mapping[str, str]) -> dict[str, Any] | str:
        """The line as a row of the table, or why it is refused."""
        person, email, kind = said["person"], said["email"], said["kind"].lower()
        if kind not in {*consent_kinds(), WITHDRAWN}:
            return f"the kind must be one of {', '.join([*consent_kinds(), WITHDRAWN])}"
        if not re.fullmatch(r"\d{4}-\d{2}-\d{2}( 00:00:00)?", said["on"]) or not _is_date(said["on"][:10]):
            return "the date must be like 2026-02-28"
        if not person:
            if email.lower() in self._shared:
                return "several people have this e-mail address: give the person's id"
            person = self._by_email.get(email.lower(), "")
        if person not in self._ids:
            return "nobody on the list has this id or e-mail address"
        email = email or self._email_of[person] or ""
        if kind != WITHDRAWN and not usable(email):
            return "no e-mail address that can be written to"
        return {
            "person": person,
            "email": None if kind == WITHDRAWN else email,
            "kind": kind,
            "on": said["on"][:10],
            "how": said["how"] or None,
        }


def _column(header: list[str], names: frozenset[str]) -> int | None:
    return next((at for at, label in enumerate(header) if " ".join(label.lower().split()) in names), None)


def _cell(line: list[str], at: int | None) -> str:
    return line[at].strip() if at is not None and at < len(line) and line[at] else ""


def _same(row: Mapping[str, Any]) -> tuple[Any, ...]:
    return tuple(row[name] for name in ("person", "email", "kind", "on", "how"))


def _is_date(text: str) -> bool:
    try:
        date.fromisoformat(text)
    except ValueError:
        return False
    return True
