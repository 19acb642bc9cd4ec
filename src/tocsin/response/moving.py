"""New addresses from look-ups and the mail: shown first, kept with source and evidence, taken back whole."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import pyarrow as pa

from tocsin import people
from tocsin.model.entered import MOVES as SCHEMA
from tocsin.model.entered import now
from tocsin.notices.delivery import codes
from tocsin.notices.delivery.columns import Sheet, day_of, is_yes
from tocsin.notices.delivery.standing import act_of
from tocsin.response.case import MOVES, Case
from tocsin.response.delivering import MailRefused, new_act, proof, tally

SOURCES = tuple(people.ADDRESS_SOURCES)
"""Where an address may come from."""

ANCHORS = 5
"""Mentions of a person that are kept with an address, to know the person again."""


@dataclass(frozen=True, slots=True)
class Given:
    """What was said of one person's address. street None: no address came."""

    person: str
    source: str
    street: str | None = None
    city: str | None = None
    state: str | None = None
    postal_code: str | None = None
    country: str | None = None
    moved: str | None = None
    code: str | None = None
    dpv: str | None = None
    deceased: bool | None = None
    why: str = ""


@dataclass(slots=True)
class Preview:
    """A look-up's file against the people of the case, counted. unknown: rows whose record id is nobody's.

    new: another address than the one in use. same: the one in use. gone: moved and none to be had.
    not_delivered: an address that mail is not delivered to. unmapped: codes nobody knows, with how often.
    """

    rows: int = 0
    unknown: int = 0
    new: int = 0
    same: int = 0
    gone: int = 0
    not_delivered: int = 0
    deceased: int = 0
    other_place: int = 0
    unmapped: dict[str, int] = field(default_factory=dict)
    given: list[Given] = field(default_factory=list)


def rows(case: Case) -> list[dict[str, Any]]:
    """Every entry, oldest first, with ``stands``."""
    found = case.table(MOVES)
    entries = [] if found is None else found.to_pylist()
    taken_back = {one["withdraws"] for one in entries if one["withdraws"]}
    return [one | {"stands": not one["withdraws"] and act_of(one["id"]) not in taken_back} for one in entries]


def standing(case: Case) -> list[dict[str, Any]]:
    """The entries that hold."""
    return [one for one in rows(case) if one["stands"]]


def digest(case: Case) -> str:
    """Of the entries that hold, for what the people are made from."""
    return hashlib.sha256("\n".join(one["id"] for one in standing(case)).encode()).hexdigest()


def look_at(case: Case, sheet: Sheet, source: str) -> Preview:
    """What a look-up's file would change. Nothing is written. Raises MailRefused without a record id."""
    if "piece" not in sheet.columns:
        raise MailRefused(
            "The file has no column with the record id. It is the one named record_id in "
            "`tocsin people export CASE --for lookup`; name the file's own: --column piece=HEADER."
        )
    known = {row["id"]: row for row in case.need("people", "people").to_pylist()}
    made = Preview(rows=len(sheet.rows))
    for row in sheet.rows:
        person = known.get(row.get("piece", ""))
        if person is None:
            made.unknown += 1
            continue
        one = _given(row, person, source, made.unmapped)
        _count(made, one, person)
        made.given.append(one)
    return made


def _given(row: Mapping[str, str], person: Mapping[str, Any], source: str, unmapped: dict[str, int]) -> Given:
    code, dpv = row.get("ncoa", "").upper(), row.get("dpv", "").upper()[:1]
    said, point = codes.ncoa(code) if code else None, codes.dpv(dpv) if dpv else None
    if code and said is None:
        tally(unmapped, f"ncoa {code}")
    if dpv and point is None:
        tally(unmapped, f"dpv {dpv}")
    place = place_of(row)
    # A look-up without a move gives the address back as it was, or standardised: only a move is a new place.
    moved_away = said is not None and said.what == "gone"
    if moved_away:
        place = dict.fromkeys(place)
    why = said.says if said is not None else point[0] if point is not None else ""
    return Given(
        person=person["id"],
        source=source if code or source != "ncoa" else "cass",
        moved=day_of(row.get("moved", "")),
        code=code or None,
        dpv=dpv or None,
        deceased=True if is_yes(row.get("deceased", "")) else None,
        why=why,
        **place,
    )


def place_of(row: Mapping[str, str]) -> dict[str, str | None]:
    """The address in a row of a file: street lines joined, ZIP+4 put together; a part not there is None."""
    street = "; ".join(part for part in (row.get("street", ""), row.get("street2", "")) if part)
    zip5, plus4 = row.get("postal_code", ""), row.get("plus4", "")
    if zip5.isdigit() and len(zip5) < 5:
        zip5 = zip5.zfill(5)  # a spreadsheet took the zeros
    code = f"{zip5}-{plus4.zfill(4)}" if plus4.isdigit() and len(zip5) == 5 else zip5
    return {
        "street": street or None,
        "city": row.get("city") or None,
        "state": row.get("state") or None,
        "postal_code": code or None,
        "country": row.get("country") or None,
    }


def _count(made: Preview, one: Given, person: Mapping[str, Any]) -> None:
    made.deceased += one.deceased is True
    if one.street is None:
        made.gone += one.code is not None and codes.ncoa(one.code) is not None
        return
    if one.dpv == "N":
        made.not_delivered += 1
    elif _plain(one.street, one.postal_code) == _plain(person["street"], person["postal_code"]):
        made.same += 1
    else:
        made.new += 1
        made.other_place += bool(one.state and person["state"] and one.state != person["state"])


def _plain(street: str | None, code: str | None) -> tuple[str, str]:
    return "".join(filter(str.isalnum, (street or "").upper())), "".join(filter(str.isalnum, code or ""))[:5]


def record(case: Case, given: Sequence[Given], by: str, evidence: str | None) -> tuple[str | None, int]:
    """Keep what is new of it; returns the act to undo it with and how many entries. Raises MailRefused."""
    if not by.strip():
        raise MailRefused("An entry needs a name (--by).")
    known = {_key(one) for one in standing(case)}
    fresh = [one for one in dict.fromkeys(given) if _key(_as_row(one)) not in known and _says_something(one)]
    if not fresh:
        return None, 0
    anchors = _anchors(case, {one.person for one in fresh})
    act, at = new_act("m"), now()
    lines = [
        _as_row(one)
        | {"id": f"{act}.{number}", "at": at, "by": by, "evidence": evidence, "withdraws": None}
        | {"mentions": anchors.get(one.person, [])}
        for number, one in enumerate(fresh, 1)
    ]
    with case.vault.act("take_addresses", act, entries=len(lines), **proof(evidence)):
        case.vault.append_part(MOVES, {MOVES: pa.Table.from_pylist(lines, schema=SCHEMA)}, [act])
    return act, len(lines)


def _says_something(one: Given) -> bool:
    """Neither a row without a match nor one that only repeats what went out is worth keeping."""
    return bool(
        one.deceased or one.street or (one.code and (said := codes.ncoa(one.code)) and said.what == "gone")
    )


def _as_row(one: Given) -> dict[str, Any]:
    return {name: getattr(one, name) for name in Given.__dataclass_fields__}


def _key(row: Mapping[str, Any]) -> tuple[Any, ...]:
    names = (
        "person",
        "street",
        "city",
        "state",
        "postal_code",
        "country",
        "moved",
        "code",
        "dpv",
        "deceased",
    )
    return tuple(row[name] for name in names)


def _anchors(case: Case, people: set[str]) -> dict[str, list[str]]:
    links = case.need("links", "people")
    found: dict[str, list[str]] = {}
    for mention, person in zip(links["mention"].to_pylist(), links["person"].to_pylist(), strict=True):
        if person in people and len(found.setdefault(person, [])) < ANCHORS:
            found[person].append(mention)
    return found


def undo(case: Case, act: str, by: str, why: str = "") -> int:
    """Take back an import of addresses; returns how many entries it had. Raises MailRefused."""
    hit = [one for one in standing(case) if act_of(one["id"]) == act]
    if not hit:
        raise MailRefused(f"There is no import of addresses {act}. `tocsin mail addresses CASE` lists them.")
    taken = new_act("w")
    row = dict.fromkeys(SCHEMA.names) | {
        "id": f"{taken}.1",
        "at": now(),
        "by": by,
        "person": "",
        "source": "undo",
        "why": why,
        "withdraws": act,
    }
    with case.vault.act("undo_addresses", act, entries=len(hit)):
        case.vault.append_part(MOVES, {MOVES: pa.Table.from_pylist([row], schema=SCHEMA)}, [taken])
    return len(hit)


def imports(case: Case) -> list[dict[str, Any]]:
    """Every import: act, when, by whom, source, entries, evidence, whether it stands."""
    found: dict[str, dict[str, Any]] = {}
    for one in rows(case):
        if one["withdraws"]:
            continue
        act = act_of(one["id"])
        told = found.setdefault(
            act,
            {name: one[name] for name in ("at", "by", "source", "evidence", "stands")}
            | {"act": act, "entries": 0},
        )
        told["entries"] += 1
    return list(found.values())
