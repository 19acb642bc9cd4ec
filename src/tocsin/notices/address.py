"""Postal addresses: can a letter be sent to it, and how does it stand in the window.

An address has at most six lines; the type shrinks to 8 points before a line is broken (USPS DMM 202: at least
8 points). What still does not fit is a row with a reason, never a cut line.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from tocsin.notices.envelope import Zone
from tocsin.notices.glyphs import Metrics

SIZES = ((10.5, 12.5), (10.0, 11.6), (9.0, 10.4), (8.0, 9.2), (8.0, 8.6))
"""Type size and leading to try, in points."""

HOME = frozenset({"", "US", "USA", "UNITED STATES", "UNITED STATES OF AMERICA", "U.S.", "U.S.A."})
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]+")
_ZIP = re.compile(r"\d{5}(-?\d{4})?$")
MAX_CHARS = 200


@dataclass(frozen=True, slots=True)
class SetLine:
    """One line with its place: the baseline starts at (x, y) points from the sheet's top left."""

    text: str
    size: float
    x: float
    y: float


def clean(untrusted_value: object) -> str:
    """One line of printable characters, white space made single; the empty string for nothing."""
    return " ".join(_CONTROL.sub(" ", str(untrusted_value or "")).split())


def unusable(person: Mapping[str, Any]) -> str | None:
    """Why no letter can be posted to this person, or None when one can."""
    street, city = clean(person["street"]), clean(person["city"])
    if not street and not clean(person["postal_code"]) and not city:
        return "no postal address in the files"
    if not street:
        return "no street or box in the address"
    if is_abroad(person):
        return None if city or clean(person["postal_code"]) else "no city in the address abroad"
    if not _ZIP.match(clean(person["postal_code"])) and not (city and clean(person["state"])):
        return "neither a ZIP code nor a city with its state in the address"
    return None


def is_abroad(person: Mapping[str, Any]) -> bool:
    """Whether the letter leaves the United States."""
    return clean(person["country"]).upper() not in HOME


def address_lines(person: Mapping[str, Any]) -> tuple[str, ...]:
    """The lines below the name. Abroad: the country stands last and alone, in capitals (UPU, IMM 122)."""
    streets = [clean(line) for line in re.split(r"[\n;]+", str(person["street"] or ""))]
    city, state, code = (clean(person[key]) for key in ("city", "state", "postal_code"))
    if is_abroad(person):
        town = " ".join(part for part in (code, city) if part)
        lines = [
            *streets,
            ", ".join(part for part in (town, state) if part),
            clean(person["country"]).upper(),
        ]
    else:
        if re.fullmatch(r"\d{9}", code):
            code = f"{code[:5]}-{code[5:]}"
        lines = [
            *streets,
            " ".join(part for part in (f"{city}," if city and state else city, state, code) if part),
        ]
    return tuple(line for line in lines if line)


def fit(
    names: tuple[str, ...], below: tuple[str, ...], zone: Zone, metrics: Metrics
) -> tuple[SetLine, ...] | None:
    """The address placed in the zone, or None when it does not fit at 8 points.

    names: the lines that say to whom. below: street lines and, last, the town or country. Where there are too
    many, street lines are joined in pairs, which the mail reads as well.
    """
    if any(len(line) > MAX_CHARS for line in (*names, *below)):
        return None
    placed = _placed((*names, *below), zone, metrics)
    return placed or _placed((*names, *_paired(below)), zone, metrics)


def _placed(lines: tuple[str, ...], zone: Zone, metrics: Metrics) -> tuple[SetLine, ...] | None:
    for size, leading in SIZES:
        broken = _broken(lines, size, zone.width, metrics)
        if broken is None:
            continue
        ascent, descent = metrics.ascent * size, metrics.descent * size
        if (len(broken) - 1) * leading + ascent + descent <= zone.height:
            top = zone.top + ascent
            return tuple(
                SetLine(text, size, zone.left, round(top + i * leading, 3)) for i, text in enumerate(broken)
            )
    return None


def _paired(below: tuple[str, ...]) -> tuple[str, ...]:
    streets = below[:-1]
    return (*(", ".join(streets[at : at + 2]) for at in range(0, len(streets), 2)), *below[-1:])


def _broken(lines: tuple[str, ...], size: float, width: float, metrics: Metrics) -> list[str] | None:
    """Lines broken at spaces to the width; None if a single word is wider."""
    out: list[str] = []
    for line in lines:
        if metrics.width(line) * size <= width:
            out.append(line)
            continue
        row = ""
        for word in line.split(" "):
            longer = f"{row} {word}".strip()
            if metrics.width(longer) * size <= width:
                row = longer
                continue
            if not row or metrics.width(word) * size > width:
                return None
            out.append(row)
            row = word
        out.append(row)
    return out
