"""Activation codes in a case: taken from a file, given out once, and the letters that carry them.

The codes stand in the encrypted store only. The store itself refuses a second code for a person and a second
person for a code, so neither a kill nor a re-run nor an undone decision can give one twice.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tocsin.model.entered import CODES as SCHEMA
from tocsin.model.entered import now
from tocsin.model.tables import table
from tocsin.notices.channels.monitoring import PRODUCTS
from tocsin.response.case import CODES, Case

if TYPE_CHECKING:
    from tocsin.response.scan import Lanes

IMPORTED, ASSIGNED = "imported", "assigned"
_CODE = re.compile(r"[A-Za-z0-9][A-Za-z0-9-]{3,39}")


class CodesRefused(Exception):
    """Codes cannot be taken or given out. The message says what to do; it holds no code."""


@dataclass(frozen=True, slots=True)
class Stock:
    """How many codes there are: taken, given out and left, by product and months."""

    taken: Mapping[tuple[str, int], int]
    given: Mapping[tuple[str, int], int]

    @property
    def left(self) -> dict[tuple[str, int], int]:
        """Not given out yet."""
        return {key: number - self.given.get(key, 0) for key, number in self.taken.items()}


def rows(case: Case) -> list[dict[str, Any]]:
    """Every line ever entered, in order."""
    found = case.table(CODES)
    return [] if found is None else list(found.to_pylist())


def codes_of(case: Case) -> tuple[dict[str, str], dict[str, int]]:
    """For the letters: person id → code, and person id → months of its service."""
    given = [row for row in rows(case) if row["kind"] == ASSIGNED]
    return {row["person"]: row["code"] for row in given}, {row["person"]: row["months"] for row in given}


def codes_digest(case: Case) -> str:
    """SHA-256 over who has which code; empty while nobody has one."""
    codes, months = codes_of(case)
    found = sorted((person, code, months[person]) for person, code in codes.items())
    return hashlib.sha256(json.dumps(found).encode()).hexdigest() if found else ""


def stock(case: Case) -> Stock:
    """How many there are."""
    counted: dict[str, Counter[tuple[str, int]]] = {IMPORTED: Counter(), ASSIGNED: Counter()}
    for row in rows(case):
        counted[row["kind"]][row["product"], row["months"]] += 1
    return Stock(dict(counted[IMPORTED]), dict(counted[ASSIGNED]))


def take_codes(
    case: Case, path: Path, pool: Lanes, by: str, product: str = "", months: int = 0
) -> tuple[int, int]:
    """Read a file of codes; returns how many were new and how many known. Raises CodesRefused.

    Columns: code, and product (adult or minor) and months unless given here for the whole file. One row that
    cannot be taken refuses the file: a code that is lost is a person who cannot enrol.
    """
    # What reads lists is not needed to write the letters that carry codes.
    from tocsin.response.lists import ListRefused, read_rows

    try:
        header, cells = read_rows(path, pool)
    except ListRefused as error:
        raise CodesRefused(str(error)) from None
    at = {name: _column(header, name) for name in ("code", "product", "months")}
    if at["code"] is None or (at["product"] is None and not product) or (at["months"] is None and not months):
        raise CodesRefused(
            f"{path.name} needs the columns code, product (adult or minor) and months, with these headers; "
            "product and months may be given as options instead."
        )
    file = hashlib.sha256(path.read_bytes()).hexdigest()
    made: dict[str, dict[str, Any]] = {}
    for number, line in enumerate(cells, 2):
        said = {name: line[i].strip() if i is not None and i < len(line) else "" for name, i in at.items()}
        if not any(said.values()):
            continue
        row = _row(case, said["code"], said["product"].lower() or product, said["months"] or str(months))
        if isinstance(row, str):
            raise CodesRefused(f"Row {number} of {path.name} cannot be taken: {row}. Nothing was taken.")
        if row["id"] in made:
            raise CodesRefused(f"Row {number} of {path.name} has a code again. Nothing was taken.")
        made[row["id"]] = row | {"by": by, "evidence": file}
    known = {row["id"] for row in rows(case)}
    new = [row for ident, row in made.items() if ident not in known]
    if new:
        with case.vault.act("take_codes", "case", codes=len(new), file=file):
            enter(case, new, [f"code:{row['id']}" for row in new])
    return len(new), len(made) - len(new)


def _row(case: Case, code: str, product: str, months: str) -> dict[str, Any] | str:
    if not _CODE.fullmatch(code):
        return "a code has 4 to 40 letters, digits and hyphens"
    if product not in PRODUCTS:
        return f"the product must be {' or '.join(PRODUCTS)}"
    if not months.isdecimal() or not 0 < int(months) <= 600:
        return "months must be a number"
    key = case.vault.purpose_key("codes")
    ident = hmac.new(key, code.upper().encode(), hashlib.sha256).hexdigest()[:20]
    return {
        "id": ident,
        "at": now(),
        "kind": IMPORTED,
        "code": code,
        "product": product,
        "months": int(months),
    }


def enter(case: Case, made: list[dict[str, Any]], keys: list[str]) -> None:
    """Add lines, which never change; the store refuses a key that is there."""
    case.vault.append_part(CODES, {CODES: table(SCHEMA, made)}, keys)


def _column(header: list[str], name: str) -> int | None:
    names = {"code": {"code", "activation code", "enrollment code", "enrolment code"}}.get(name, {name})
    return next((at for at, label in enumerate(header) if " ".join(label.lower().split()) in names), None)
