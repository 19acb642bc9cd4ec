"""Numbers as the spreadsheet shows them: ``219099990`` under ``000-00-0000`` is ``219-09-9990``.

Only formats of digits and literals are applied (ECMA-376 part 1, 18.8.31): they are how identifiers, ZIP
codes and telephone numbers are stored. Amounts and dates keep the value.
"""

from __future__ import annotations

import operator
from collections.abc import Callable
from functools import lru_cache

_CONDITIONS: tuple[tuple[str, Callable[[float, float], bool]], ...] = (
    ("<=", operator.le),
    (">=", operator.ge),
    ("<", operator.lt),
    (">", operator.gt),
    ("=", operator.eq),
)
_PLACES = "0#?"
_LITERALS = "-()/ .+:"


_Condition = tuple[Callable[[float, float], bool], float]
_Mask = tuple[tuple[bool, str], ...]
"""Characters of a mask; True marks a place for a digit."""


@lru_cache(maxsize=4096)
def is_mask(code: str) -> bool:
    """True if the format only places digits and literals."""
    return any(mask is not None for _, mask in _sections(code))


def shown(value: float, code: str) -> str | None:
    """The number under its mask, or None if the format is no mask or the number does not fit it."""
    if not 0 <= value < 1e15 or value != int(value):
        return None
    for condition, mask in _sections(code):
        if condition is None or condition[0](float(value), condition[1]):
            return _filled(str(int(value)), mask) if mask is not None else None
    return None


@lru_cache(maxsize=4096)
def _sections(code: str) -> tuple[tuple[_Condition | None, _Mask | None], ...]:
    """The sections that apply to numbers of zero and above, each with its condition."""
    parts = _split(code)
    conditional = [(_condition(part), part) for part in parts]
    if any(condition for condition, _ in conditional):
        return tuple((condition, _mask(part)) for condition, part in conditional)
    return ((None, _mask(parts[0])),)


def _split(code: str) -> list[str]:
    parts, quoted = [""], False
    for character in code[:500]:
        if character == '"':
            quoted = not quoted
        if character == ";" and not quoted:
            parts.append("")
        else:
            parts[-1] += character
    return parts


def _condition(section: str) -> _Condition | None:
    if not section.startswith("["):
        return None
    inside = section[1:].partition("]")[0]
    for sign, holds in _CONDITIONS:
        if inside.startswith(sign):
            try:
                return holds, float(inside[len(sign) :])
            except ValueError:
                return None
    return None


def _mask(section: str) -> _Mask | None:
    """Places and literals, or None for anything with a meaning of its own (dates, amounts, colours are
    dropped).
    """
    found: list[tuple[bool, str]] = []
    at = 0
    while at < len(section):
        character = section[at]
        if character == "[":
            at = section.find("]", at) + 1 or len(section)
        elif character == '"':
            end = section.find('"', at + 1)
            end = len(section) if end < 0 else end
            found.extend((False, literal) for literal in section[at + 1 : end])
            at = end + 1
        elif character in "\\_*":
            if character == "\\":
                found.extend((False, literal) for literal in section[at + 1 : at + 2])
            at += 2
        elif character in _PLACES or character in _LITERALS:
            found.append((character in _PLACES, character))
            at += 1
        else:
            return None
    places = sum(place for place, _ in found)
    zeros = sum(place and sign == "0" for place, sign in found)
    literals = any(not place for place, _ in found)
    if places < 2 or (not literals and zeros < 2) or any(sign == "." for place, sign in found if not place):
        return None
    return tuple(found)


def _filled(digits: str, mask: _Mask) -> str:
    """Digits go in from the right; places left over give a zero or nothing, digits left over go in front."""
    out: list[str] = []
    left = list(digits)
    first = min(number for number, (place, _) in enumerate(mask) if place)
    for number in range(len(mask) - 1, -1, -1):
        place, sign = mask[number]
        if not place:
            out.append(sign)
        elif left:
            out.append(left.pop())
        elif sign == "0":
            out.append("0")
        if number == first:
            out.extend(reversed(left))
            left.clear()
    return "".join(reversed(out)).strip()
