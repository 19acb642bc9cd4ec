"""Dates as people write them, and whether one can be a birth date."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence
from functools import lru_cache
from typing import Literal

Order = Literal["mdy", "dmy"]

_MONTHS = {
    name: number
    for number, names in enumerate(
        (
            "jan january ene enero",
            "feb february febrero",
            "mar march marzo",
            "apr april abr abril",
            "may mayo",
            "jun june junio",
            "jul july julio",
            "aug august ago agosto",
            "sep sept september septiembre",
            "oct october octubre",
            "nov november noviembre",
            "dec december dic diciembre",
        ),
        start=1,
    )
    for name in names.split()
}
_NUMERIC = re.compile(r"(\d{1,2})([/.\-])(\d{1,2})\2(\d{4}|\d{2})(?:[ T]\d{1,2}:\d\d.*)?\Z")
_ISO = re.compile(r"(\d{4})([-/.])(\d{1,2})\2(\d{1,2})(?:[ T]\d{1,2}:\d\d.*)?\Z")
_COMPACT = re.compile(r"(19|20)(\d\d)(\d\d)(\d\d)\Z")
_COMPACT_US = re.compile(r"(\d\d)(\d\d)((?:19|20)\d\d)\Z")
_MONTH_FIRST = re.compile(r"([A-Za-z]{3,10})\.? (\d{1,2})(?:st|nd|rd|th)?,? (\d{4}|\d{2})\Z")
_DAY_FIRST = re.compile(
    r"(\d{1,2})(?:st|nd|rd|th|\.)?[ -](?:de )?([A-Za-z]{3,10})\.?[ ,-]+(?:de )?(\d{4}|\d{2})\Z"
)
_YEAR = re.compile(r"(?:19|20)\d\d\Z")

TODAY = dt.date(2026, 12, 31)
"""Latest day a birth can lie on. A constant, so that the same file gives the same findings next year."""

OLDEST = 1900


def _full_year(year: str) -> int:
    if len(year) == 4:
        return int(year)
    return 2000 + int(year) if int(year) <= TODAY.year % 100 else 1900 + int(year)


def _iso(year: int, month: int, day: int) -> str | None:
    try:
        return dt.date(year, month, day).isoformat()
    except ValueError:
        return None


@lru_cache(maxsize=4_096)
def parse(text: str, order: Order = "mdy") -> str | None:
    """ISO date of a written date, or None. ``order`` decides only where both readings are days."""
    text = text.strip()
    if match := _NUMERIC.match(text):
        first, second, year = int(match[1]), int(match[3]), _full_year(match[4])
        if (order == "dmy" or first > 12) and second <= 12:
            first, second = second, first
        return _iso(year, first, second)
    if match := _ISO.match(text):
        return _iso(int(match[1]), int(match[3]), int(match[4]))
    if match := _COMPACT.match(text):
        return _iso(int(match[1] + match[2]), int(match[3]), int(match[4]))
    if match := _COMPACT_US.match(text):
        return _iso(int(match[3]), int(match[1]), int(match[2]))
    if match := _MONTH_FIRST.match(text):
        month, day, year = _MONTHS.get(match[1].lower()), int(match[2]), _full_year(match[3])
    elif match := _DAY_FIRST.match(text):
        month, day, year = _MONTHS.get(match[2].lower()), int(match[1]), _full_year(match[3])
    else:
        return None
    return _iso(year, month, day) if month else None


def birth(text: str, order: Order = "mdy") -> str | None:
    """ISO date (or a lone year) if the text can be a birth date: 1900 to today."""
    day = parse(text, order)
    if day is None:
        text = text.strip()
        return text if _YEAR.match(text) and OLDEST <= int(text) <= TODAY.year else None
    return day if int(day[:4]) >= OLDEST and day <= TODAY.isoformat() else None


def order_of(values: Sequence[str]) -> Order:
    """Day first only if some value of the column has a first number over 12 and none a second over 12."""
    first = second = 0
    for value in values:
        if match := _NUMERIC.match(value.strip()):
            first = max(first, int(match[1]))
            second = max(second, int(match[3]))
    return "dmy" if first > 12 >= second else "mdy"
