"""Where a person lives, in the eyes of a notification law: a place, how it is known, and how surely."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

import zipcodes

from tocsin.model.elements import jurisdictions
from tocsin.people.names import fold
from tocsin.people.words import area_codes, spellings

_ABROAD = "ZZ"
_FREELY_ASSOCIATED = {"FM", "MH", "PW"}
"""States in their own right that use ZIP codes (Micronesia, Marshall Islands, Palau)."""


@dataclass(frozen=True, slots=True)
class Residence:
    """code: of ``jurisdictions``, None: not known. confidence: 0..1. conflict: or empty."""

    code: str | None
    how: str
    confidence: float
    conflict: str = ""


def residence(
    country: str | None, state: str | None, zip5: str | None, phone: str | None, own_state: str | None = None
) -> Residence:
    """The residence that an address (or else a telephone number) points to.

    country, state: as written. zip5: five digits. phone: ten digits of a North American number.
    own_state: of the organisation; forms fill it in by themselves, so that alone it says less.
    """
    place = country_code(country)
    if place and place != "US":
        return Residence(place, f"the address is in {jurisdictions()[place]}", 0.95)
    by_zip, by_state = zip_states().get(zip5 or ""), state_code(state)
    if by_zip is None and zip5:
        by_zip = _by_first_three().get(zip5[:3])
    if by_zip and by_state and by_zip != by_state:
        conflict = (
            f"the ZIP code is in {jurisdictions()[by_zip]}, the state written is {jurisdictions()[by_state]}"
        )
        return Residence(by_zip, f"ZIP code {zip5} is in {jurisdictions()[by_zip]}", 0.6, conflict)
    if by_zip:
        return Residence(
            by_zip, f"ZIP code {zip5} is in {jurisdictions()[by_zip]}", 0.97 if by_state else 0.93
        )
    if by_state and by_state == own_state:
        how = f"only {jurisdictions()[by_state]} is written, which is the organisation's own state"
        return Residence(by_state, how, 0.7)
    if by_state:
        return Residence(by_state, f"the address names {jurisdictions()[by_state]}", 0.9)
    by_phone = area_codes().get((phone or "")[:3])
    if by_phone:
        how = f"no address; telephone area code {(phone or '')[:3]} belongs to {jurisdictions()[by_phone]}"
        return Residence(by_phone, how, 0.5)
    return Residence(None, "no address and no telephone number that tells the place", 0.0)


@cache
def country_code(country: str | None) -> str | None:
    """The code of a country as written; ZZ for one that is not listed; None when nothing is written."""
    text = fold(country or "")
    return spellings_of_countries().get(text, _ABROAD) if text else None


@cache
def spellings_of_countries() -> dict[str, str]:
    """Folded spelling to code."""
    return {fold(spelling): code for spelling, code in spellings("countries").items()}


@cache
def state_code(state: str | None) -> str | None:
    """The code of a US state, territory or armed forces "state", written as code or name."""
    text = fold(state or "").replace(".", "")
    return _states().get(text)


@cache
def _states() -> dict[str, str]:
    states = {
        code: name
        for code, name in jurisdictions().items()
        if len(code) == 2 and code not in {"US", "EU", _ABROAD}
    }
    return {**{fold(name): code for code, name in states.items()}, **{code.lower(): code for code in states}}


@cache
def zip_states() -> dict[str, str]:
    """ZIP code to the code of its state, from the table of the zipcodes package."""
    return {entry["zip_code"]: _known(entry["state"]) for entry in zipcodes.list_all()}


@cache
def _by_first_three() -> dict[str, str]:
    """First three digits (a sectional center) to the state, where all its ZIP codes are in one."""
    found: dict[str, set[str]] = {}
    for code, state in zip_states().items():
        found.setdefault(code[:3], set()).add(state)
    return {three: next(iter(states)) for three, states in found.items() if len(states) == 1}


def _known(state: str) -> str:
    return _ABROAD if state in _FREELY_ASSOCIATED or state not in jurisdictions() else state
