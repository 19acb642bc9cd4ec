"""The two sides of a comparison as somebody reads them: every value that a row shows, and where it stands."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from tocsin.people.names import as_written

LAST_FOUR = 4


@dataclass(frozen=True, slots=True)
class Source:
    """Where one mention stands."""

    mention: str
    item: str
    place: str
    row: int | None
    role: str


@dataclass(frozen=True, slots=True)
class Side:
    """What a row shows: by field (see ``description``) its values as written, most frequent first."""

    values: Mapping[str, tuple[str, ...]]
    sources: tuple[Source, ...]


def sides(
    groups: Mapping[str, Collection[str]], mentions: pa.Table, identifiers: pa.Table
) -> dict[str, Side]:
    """A side for each group of mentions (by their ids). mentions, identifiers: MENTIONS, IDENTIFIERS."""
    wanted = pa.array(sorted({ident for group in groups.values() for ident in group}), pa.string())
    rows = {row["id"]: row for row in mentions.filter(pc.is_in(mentions["id"], value_set=wanted)).to_pylist()}
    numbers: dict[str, list[tuple[str, str]]] = defaultdict(list)
    own = identifiers.filter(pc.is_in(identifiers["mention"], value_set=wanted))
    for row in own.to_pylist():
        if row["value"]:
            numbers[row["mention"]].append((row["element"], row["value"]))
    return {
        name: _side([rows[ident] for ident in sorted(group) if ident in rows], numbers)
        for name, group in groups.items()
    }


def _side(rows: list[dict[str, Any]], numbers: Mapping[str, list[tuple[str, str]]]) -> Side:
    counts: dict[str, Counter[str]] = defaultdict(Counter)
    for row in rows:
        for field, value in _told(row, numbers.get(row["id"], [])):
            counts[field][value] += 1
    values = {
        field: tuple(sorted(counter, key=lambda value: (-counter[value], value)))
        for field, counter in counts.items()
    }
    places = (
        Source(row["id"], row["item"], row["place"] or "", row["row"], row["role"] or "") for row in rows
    )
    return Side(values, tuple(places))


def _told(row: Mapping[str, Any], numbers: list[tuple[str, str]]) -> Iterator[tuple[str, str]]:
    """Field and value of one mention."""
    written = as_written(*(row[name] for name in ("name", "given", "middle", "family", "suffix")))
    pairs = list(zip(("first name", "middle name", "last name", "suffix"), written, strict=True))
    born = row["birth_date"]
    pairs.append(("birth date" if born and len(born) > LAST_FOUR else "birth year", born))
    home = ", ".join(part for part in (row["street"], row["city"], row["state"]) if part)
    pairs += [("address", home), ("ZIP code", row["postal_code"])]
    pairs += [("e-mail address", row["email"]), ("telephone number", row["phone"])]
    for element, value in numbers:
        known = {"ssn": "tax number", "itin": "tax number", "ssn_last4": "last four"}
        pairs.append((known.get(element, "other number"), value))
    yield from ((field, value) for field, value in pairs if value)


def masked(field: str, value: str) -> str:
    """Enough of a value to compare two of a row, not enough to use it."""
    if field in ("birth date", "birth year"):
        return value[:4] + re.sub(r"\d", "•", value[4:])
    if field == "last four":
        return value[-LAST_FOUR:]
    if field in ("tax number", "other number", "telephone number"):
        return "•••" + value[-LAST_FOUR:] if len(value) > LAST_FOUR else "••••"
    if field == "e-mail address":
        box, _, domain = value.partition("@")
        return f"{box[:1]}•••@{domain}"
    if field in ("suffix", "ZIP code"):
        return value
    return " ".join(word[:1] + "•" * min(len(word) - 1, 3) for word in value.split())
