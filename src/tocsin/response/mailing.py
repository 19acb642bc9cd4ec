"""The notification list for those who print, look up and post: no identifying value leaves with it."""

from __future__ import annotations

from collections.abc import Iterator
from enum import StrEnum
from pathlib import Path
from typing import Any

from tocsin import people
from tocsin.response.case import Case
from tocsin.response.export import NOTIFICATION_LIST
from tocsin.response.listfiles import check_file, write_list
from tocsin.response.representing import representatives

HERE = frozenset({None, "", "US", "USA", "United States"})
"""Countries as written whose addresses the postal files of the United States hold."""


class ListKind(StrEnum):
    """people: the whole list. mail: for a mail house. lookup: for address look-ups (CASS, NCOA)."""

    PEOPLE = "people"
    MAIL = "mail"
    LOOKUP = "lookup"


COLUMNS = {
    ListKind.PEOPLE: NOTIFICATION_LIST,
    ListKind.MAIL: (
        *("record_id", "serial", "relation_line", "name_line", "address_line", "last_line", "country"),
        *("routing_code", "language", "variant"),
    ),
    ListKind.LOOKUP: ("record_id", "name", "address", "city", "state", "zip"),
}


def export_list(case: Case, path: Path, kind: ListKind) -> int:
    """Write a list of the people to a new file, in clear; returns its rows. Logged first.

    Raises ExportRefused, and NotYet before there are people, or for mail before there are letters.
    """
    check_file(path)
    rows = list(_ROWS[kind](case))
    case.vault.log("export_people", kind.value, rows=len(rows))
    write_list(path, COLUMNS[kind], rows)
    return len(rows)


def _people(case: Case) -> Iterator[dict[str, Any]]:
    yield from case.need("people", "people").to_pylist()


def _lookup(case: Case) -> Iterator[dict[str, Any]]:
    """The dead too: a look-up tells where their mail goes. Addresses abroad are not in the postal files."""
    for row in _people(case):
        if row["street"] and row["country"] in HERE:
            yield {
                "record_id": row["id"],
                "name": row["name"],
                "address": row["street"],
                "city": row["city"],
                "state": row["state"],
                "zip": row["postal_code"],
            }


def _mail(case: Case) -> Iterator[dict[str, Any]]:
    """One row per letter that can be sent. serial: nine digits, as an Intelligent Mail barcode wants them."""
    notices = case.need("notices", "notices")
    by_id = {row["id"]: row for row in _people(case)}
    acting, serial = representatives(case), 0
    for piece in notices.to_pylist():
        person = by_id.get(piece["person"])
        if person is None or piece["kind"] != "letter" or piece["state"] != "rendered":
            continue
        serial += 1
        name = person["name"] or ""
        one = acting.get(person["id"])
        one = one if one is not None and one.fits(person) else None
        where = one.addressed(person) if one else person
        digits = "".join(sign for sign in where["postal_code"] or "" if sign.isdigit())
        last = " ".join(part for part in (where["city"], where["state"], where["postal_code"]) if part)
        yield {
            "record_id": piece["id"],
            "serial": f"{serial:09d}",
            "relation_line": one.name.upper() if one else _relation(person),
            "name_line": (one.stands_for(name, piece["language"]) if one else name).upper(),
            "address_line": people.postal_line(where["street"]),
            "last_line": last.replace(",", "").upper(),
            "country": (where["country"] or "").upper(),
            "routing_code": digits if len(digits) in {5, 9, 11} else "",
            "language": piece["language"],
            "variant": piece["variant"],
        }


def _relation(person: dict[str, Any]) -> str:
    """The line above the name; death goes first, as in the letter."""
    if person["deceased"]:
        return "TO THE FAMILY OR ESTATE OF"
    return "TO THE PARENT OR GUARDIAN OF" if person["minor"] else ""


_ROWS = {ListKind.PEOPLE: _people, ListKind.MAIL: _mail, ListKind.LOOKUP: _lookup}
