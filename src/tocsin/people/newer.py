"""Addresses that look-ups and the mail gave, beside those of the documents: which one is used, and why.

They are applied after people are told apart, so that a re-run keeps them. The newer address is used: the day
of the move, else the day of the look-up, against the newest document that names the old one. An address that
the Postal Service does not deliver to is kept and not used.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import pyarrow as pa

from tocsin.people.residence import residence

PARTS = ("street", "city", "state", "postal_code", "country")
SOURCES = {
    "ncoa": "the change-of-address file",
    "cass": "the address check",
    "acs": "the Postal Service's notice of the new address",
    "hand": "a person who entered it",
}
"""Where an address may come from, in plain words."""

UNCONFIRMED = frozenset({"N"})
"""Delivery point codes of addresses that mail is not delivered to."""


def readdress(
    people: pa.Table, addresses: pa.Table, links: pa.Table, given: Sequence[Mapping[str, Any]]
) -> tuple[pa.Table, pa.Table]:
    """PEOPLE and ADDRESSES with the given addresses (standing rows of MOVES, oldest first) among them."""
    if not given:
        return people, addresses
    by_person = _owners(people, links, given)
    rows = people.to_pylist()
    own = _own(addresses, by_person)
    changed: dict[str, list[dict[str, Any]]] = {}
    for row in rows:
        if row["id"] in by_person:
            changed[row["id"]] = _applied(row, own.get(row["id"], []), by_person[row["id"]])
    kept = [one for one in addresses.to_pylist() if one["person"] not in changed]
    merged = kept + [one for many in changed.values() for one in many]
    merged.sort(key=lambda one: (one["person"], one["rank"]))
    return (
        pa.Table.from_pylist(rows, schema=people.schema),
        pa.Table.from_pylist(merged, schema=addresses.schema),
    )


def _owners(
    people: pa.Table, links: pa.Table, given: Iterable[Mapping[str, Any]]
) -> dict[str, list[Mapping[str, Any]]]:
    """What was given for whom: by the person's mentions, which outlive a re-run, else by the id."""
    given = list(given)
    wanted = {mention for one in given for mention in one["mentions"] or ()}
    pairs = zip(links["mention"].to_pylist(), links["person"].to_pylist(), strict=True)
    owner = {mention: person for mention, person in pairs if mention in wanted}
    known = set(people["id"].to_pylist())
    found: dict[str, list[Mapping[str, Any]]] = {}
    for one in given:
        own = [owner[mention] for mention in one["mentions"] or () if mention in owner]
        person = max(set(own), key=lambda each: (own.count(each), each)) if own else one["person"]
        if person in known:
            found.setdefault(person, []).append(one)
    return found


def _own(addresses: pa.Table, wanted: Mapping[str, Any]) -> dict[str, list[dict[str, Any]]]:
    found: dict[str, list[dict[str, Any]]] = {}
    for one in addresses.to_pylist():
        if one["person"] in wanted:
            found.setdefault(one["person"], []).append(one)
    return found


def _applied(
    row: dict[str, Any], own: list[dict[str, Any]], given: Sequence[Mapping[str, Any]]
) -> list[dict[str, Any]]:
    """Put the best of the given addresses into the person's row; gives the person's rows of ADDRESSES."""
    notes = [_note(one) for one in given if one["deceased"] or not one["street"]]
    row["review"] = "; ".join(dict.fromkeys([*filter(None, [row["review"]]), *filter(None, notes)]))
    own = sorted(own, key=lambda one: one["rank"])
    places = [one for one in given if one["street"]]
    usable = [one for one in places if (one["dpv"] or "") not in UNCONFIRMED]
    best = max(usable, key=_dated, default=None)
    mailing = own[0] if own else None
    added = [one for one in places if not any(_same(one, known) for known in own)]
    if best is not None and (mailing is None or _same(best, row) or _newer(best, mailing)):
        if not _same(best, row):
            row.update({part: best[part] for part in PARTS})
            _reside(row)
        first = _row(row["id"], best, f"used: {_told(best)}")
        rest = [
            one | {"reason": "not used: a newer address was given"} for one in own if not _same(best, one)
        ]
        rest += [_row(row["id"], one, _why_not(one)) for one in added if one is not best]
        return _ranked([first, *rest])
    return _ranked([*own, *(_row(row["id"], one, _why_not(one)) for one in added)])


def _note(one: Mapping[str, Any]) -> str:
    source = SOURCES.get(one["source"], one["source"])
    if one["deceased"]:
        return f"{source} says that this person has died; decide whether that is so"
    return f"{source} says: {one['why']}" if one["why"] else ""


def _dated(one: Mapping[str, Any]) -> str:
    return str(one["moved"] or one["at"] or "")[:10]


def _newer(one: Mapping[str, Any], mailing: Mapping[str, Any]) -> bool:
    """Whether it is at least as new as the address in use; the day of a year alone is its last."""
    dated = str(mailing["dated"] or "")
    return not dated or _dated(one) >= f"{dated}-12-31"[:10]


def _told(one: Mapping[str, Any]) -> str:
    moved = f", moved {one['moved']}" if one["moved"] else ""
    return f"{SOURCES.get(one['source'], one['source'])} gave it on {str(one['at'])[:10]}{moved}"


def _why_not(one: Mapping[str, Any]) -> str:
    if (one["dpv"] or "") in UNCONFIRMED:
        return "not used: the Postal Service does not deliver there"
    return f"not used: {_told(one)}; the one in use is newer"


def _row(person: str, one: Mapping[str, Any], reason: str) -> dict[str, Any]:
    place = {part: one[part] for part in PARTS}
    return {"person": person, "rank": 0, **place, "dated": _dated(one), "reason": reason, "mentions": []}


def _ranked(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return [row | {"rank": rank} for rank, row in enumerate(rows, 1)]


def _same(one: Mapping[str, Any], other: Mapping[str, Any]) -> bool:
    return _plain(one) == _plain(other)


def _plain(place: Mapping[str, Any]) -> tuple[str, str]:
    street = "".join(sign for sign in str(place["street"] or "").upper() if sign.isalnum())
    return street, "".join(sign for sign in str(place["postal_code"] or "") if sign.isalnum())[:5]


def _reside(row: dict[str, Any]) -> None:
    digits = "".join(sign for sign in row["postal_code"] or "" if sign.isdigit())[:5]
    found = residence(row["country"], row["state"], digits or None, row["phone"])
    row["residence"], row["residence_how"] = found.code, found.how
    row["residence_confidence"] = found.confidence
