"""Street addresses in a form that can be compared, after USPS Publication 28."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache, lru_cache

from tocsin.people.names import fold
from tocsin.people.words import spellings, words

_PO_BOX = re.compile(r"\b(?:p\s*o|post office|apartado)?\s*(?:box|drawer)\s+([a-z0-9]+)")
_POSTAL = re.compile(r"(\d{5})(?:-?\d{4})?$")


@dataclass(frozen=True, slots=True)
class Street:
    """house: number or box; street: name without suffix words; unit: apartment; key: all in one string."""

    house: str | None = None
    street: str | None = None
    unit: str | None = None
    key: str | None = None


@lru_cache(maxsize=1 << 17)
def street(line: str | None) -> Street:
    """The comparable parts of a street line; an empty Street when it says nothing."""
    text = fold((line or "").replace("#", " unit ").replace(".", ""))
    if not text or text in _no_address():
        return Street()
    box = _PO_BOX.search(text)
    if box and not re.match(r"\d+\s+\w", text):
        return Street(house=box[1], street="pobox", key=f"pobox {box[1]}")
    parts = [_normal(part) for part in text.replace("-", " ").split()]
    parts, unit = _cut_unit(parts)
    house = parts[0] if parts and any(c.isdigit() for c in parts[0]) else None
    rest = parts[1:] if house else parts
    core = [part for part in rest if part not in _suffix_forms()] or rest
    name = " ".join(core) or None
    key = " ".join(part for part in (house, name, unit) if part)
    return Street(house=house, street=name, unit=unit, key=key or None)


def postal_line(line: str | None) -> str:
    """A street line as the Postal Service prints it (Publication 28): capitals, no signs, abbreviations.

    Only the last word for a street before the unit, and words for a unit, are shortened.
    """
    parts = re.sub(r"[^\w#/ -]", " ", line or "").split()
    units, suffixes = spellings("streets", "units"), spellings("streets", "suffixes")
    folded = [fold(part) for part in parts]
    places = (at for at in range(1, len(parts)) if folded[at] in units or parts[at][0] == "#")
    unit = next(places, len(parts))
    last = next((at for at in range(unit - 1, 1, -1) if folded[at] in suffixes), None)
    if last is not None:
        parts[last] = suffixes[folded[last]]
    if unit < len(parts):
        parts[unit] = units.get(folded[unit], parts[unit])
    return " ".join(parts).upper()


def zip5(postal_code: str | None) -> str | None:
    """The five digits of a US ZIP code, or None. A lost leading zero (a spreadsheet's doing) is put back."""
    text = (postal_code or "").strip().replace(" ", "")
    if re.fullmatch(r"\d{3,4}", text):
        text = text.zfill(5)
    found = _POSTAL.fullmatch(text)
    return found[1] if found and found[1] != "00000" else None


def _cut_unit(parts: list[str]) -> tuple[list[str], str | None]:
    units = set(spellings("streets", "units").values())
    for place in range(1, len(parts)):
        if parts[place] in units:
            number = "".join(part for part in parts[place + 1 :] if part not in units)
            return parts[:place], number or None
    return parts, None


def _normal(part: str) -> str:
    return _forms().get(part, part.lstrip("0") or part)


@cache
def _forms() -> dict[str, str]:
    return {
        **spellings("streets", "suffixes"),
        **spellings("streets", "directions"),
        **spellings("streets", "units"),
        **words("streets")["ordinals"],
    }


@cache
def _suffix_forms() -> frozenset[str]:
    return frozenset(words("streets")["suffixes"])


@cache
def _no_address() -> frozenset[str]:
    return frozenset(fold(text) for text in words("placeholders")["streets"])
