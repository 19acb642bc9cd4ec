"""Words and numbers as people read them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

DISCLAIMER = (
    "Tocsin supports decisions; it does not make them. Counsel should confirm every duty, date and text "
    "before anything is sent."
)
"""Said once on everything a user sees."""


def size(number: int) -> str:
    """Bytes for people: 24.1 MB."""
    value = float(number)
    for unit in ("bytes", "kB", "MB", "GB", "TB"):
        if value < 1000 or unit == "TB":
            return f"{value:.0f} {unit}" if unit == "bytes" else f"{value:.1f} {unit}"
        value /= 1000
    raise AssertionError("unreachable")


def days_away(days: int | None) -> str:
    """``in 12 days``, ``today``, ``3 days ago``; empty when there is no day."""
    if days is None:
        return ""
    if days == 0:
        return "today"
    count = f"{abs(days):,} day{'s' if abs(days) != 1 else ''}"
    return f"in {count}" if days > 0 else f"{count} ago"


def number(value: float | None) -> str:
    """What a severity method gives: 4 of 6, or no number at all."""
    return "no number" if value is None else f"{value:g} of 6"


def open_questions(factors: Sequence[Mapping[str, Any]]) -> str:
    """How much of a method a person must still answer; empty for a method that asks nothing."""
    if not factors:
        return ""
    count = sum(len(factor["open"]) for factor in factors)
    return f"{count} question{'s' if count != 1 else ''} to answer" if count else "nothing left to answer"
