"""What keeps two rows apart: the identifier policy, asked of the values they show."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import lru_cache

from rapidfuzz.distance import DamerauLevenshtein

from tocsin.people.names import first_names_clash, similarity
from tocsin.people.policy import Identifier, Likely, Policy

Values = Mapping[str, frozenset[str]]
"""What a row shows: the values of each identifier, by its name in the policy. Absent: nothing is known."""

_NONE: frozenset[str] = frozenset()
_SAME_NAME = 0.75
"""Jaro-Winkler from which two full middle names may be one."""


def contradiction(
    one: Values,
    other: Values,
    policy: Policy,
    *,
    two_numbers: bool = False,
    weight: float | None = None,
    supported: bool = True,
) -> str | None:
    """Why the two rows cannot be one person, or None.

    two_numbers: as in Settings. weight: log2 odds of all the evidence, where it was counted for whole rows.
    supported: whether anything but the name agrees.
    """
    for identifier in policy.telling:
        if identifier.needs and _one_sided(identifier, one, other):
            return identifier.needs_reason
        if not _differs(identifier, one, other) or _overruled(identifier, one, other, two_numbers):
            continue
        if identifier.measure == "name" and _swapped(one, other):
            continue
        if not _outweighed(identifier, one, other, weight, supported, two_numbers, policy):
            return identifier.reason
    return _twins(one, other, policy)


def must_be_alone(
    one: Values, other: Values, policy: Policy, weight: float | None, supported: bool, two_numbers: bool
) -> bool:
    """Whether a disagreement of these rows is overruled only if neither fits anybody else."""
    for identifier in policy.telling:
        if _differs(identifier, one, other) and not _overruled(identifier, one, other, two_numbers):
            by = _outweighed(identifier, one, other, weight, supported, two_numbers, policy)
            if by and all(likely.alone for likely in by):
                return True
    return False


def _differs(identifier: Identifier, one: Values, other: Values) -> bool:
    here, there = one.get(identifier.field, _NONE), other.get(identifier.field, _NONE)
    instead = identifier.instead_of
    if not here or not there or (instead and one.get(instead) and other.get(instead)):
        return False
    return not _near(identifier, here, there)


def _one_sided(identifier: Identifier, one: Values, other: Values) -> bool:
    if bool(one.get(identifier.field)) == bool(other.get(identifier.field)):
        return False
    return not any(_agree(one, other, field) for field in identifier.needs)


def _overruled(identifier: Identifier, one: Values, other: Values, two_numbers: bool) -> bool:
    lists = identifier.unless + (identifier.two_numbers if two_numbers else ())
    return any(all(_agree(one, other, field) for field in fields) for fields in lists)


def _outweighed(
    identifier: Identifier,
    one: Values,
    other: Values,
    weight: float | None,
    supported: bool,
    two_numbers: bool,
    policy: Policy,
) -> list[Likely]:
    """By what the weight of all the evidence overrules the disagreement."""
    return [
        likely
        for likely in identifier.likely
        if (two_numbers or not likely.two_numbers) and _likely(likely, one, other, weight, supported, policy)
    ]


def _likely(
    likely: Likely, one: Values, other: Values, weight: float | None, supported: bool, policy: Policy
) -> bool:
    if weight is None or weight < (likely.weight if supported else likely.by_name):
        return False
    if any(one.get(field) or other.get(field) for field in likely.without):
        return False
    close = {identifier.field: identifier for identifier in policy.telling}
    return all(_agree(one, other, field) for field in likely.same) and all(
        one.get(field) and other.get(field) and _near(close[field], one[field], other[field])
        for field in likely.near
    )


def _swapped(one: Values, other: Values) -> bool:
    """Whether the one's first name is the other's last name and the other way round."""
    here, there = one.get("first", _NONE), other.get("first", _NONE)
    return bool(here & other.get("last", _NONE) and there & one.get("last", _NONE))


def _twins(one: Values, other: Values, policy: Policy) -> str | None:
    twins = policy.twins
    if twins is None or not all(_agree(one, other, field) for field in twins.same):
        return None
    apart = (*twins.near_not_same, *twins.not_same)
    if not all(one.get(field) and other.get(field) and not _agree(one, other, field) for field in apart):
        return None
    near = all(_neighbours(one[field], other[field], twins.within) for field in twins.near_not_same)
    return twins.reason if near else None


def _neighbours(here: frozenset[str], there: frozenset[str], within: int) -> bool:
    """Whether two of the numbers follow each other but for so many."""
    return any(
        len(a) == len(b) and a.isdecimal() and b.isdecimal() and abs(int(a) - int(b)) <= within
        for a in here
        for b in there
    )


def _agree(one: Values, other: Values, field: str) -> bool:
    here, there = one.get(field, _NONE), other.get(field, _NONE)
    if field == "middle":
        here, there = _longest_said(here, there)
        return any(_initial(a, b, 0) for a in here for b in there)
    return bool(here & there)


def _near(identifier: Identifier, here: frozenset[str], there: frozenset[str]) -> bool:
    if here & there and identifier.measure != "initial":
        return True
    near = _MEASURES[str(identifier.measure)]
    if identifier.measure == "initial":  # where both sides write it out, the initials say nothing more
        here, there = _longest_said(here, there)
    return any(near(a, b, identifier.more_than) for a in here for b in there)


def _longest_said(here: frozenset[str], there: frozenset[str]) -> tuple[frozenset[str], frozenset[str]]:
    full = [frozenset(name for name in names if len(name) > 1) for names in (here, there)]
    return (full[0], full[1]) if all(full) else (here, there)


@lru_cache(maxsize=1 << 18)
def _edits(one: str, other: str, allowed: int) -> bool:
    return DamerauLevenshtein.distance(one, other, score_cutoff=allowed) <= allowed


def _digits(one: str, other: str, allowed: int) -> bool:
    return len(one) == len(other) and sum(a != b for a, b in zip(one, other, strict=True)) <= allowed


def _date(one: str, other: str, allowed: int) -> bool:
    swapped = one[:4] == other[:4] and one[5:7] == other[8:] and one[8:] == other[5:7]
    return swapped or _digits(one, other, allowed)


def _name(one: str, other: str, _allowed: int) -> bool:
    return not first_names_clash(one, other)


def _initial(one: str, other: str, _allowed: int) -> bool:
    """Middle names: the initials agree, and of two written out none is clearly another."""
    return one[0] == other[0] and (min(len(one), len(other)) == 1 or similarity(one, other) >= _SAME_NAME)


def _value(_one: str, _other: str, _allowed: int) -> bool:
    return False


_MEASURES: Mapping[str, Callable[[str, str, int], bool]] = {
    "edits": _edits,
    "digits": _digits,
    "date": _date,
    "name": _name,
    "initial": _initial,
    "value": _value,
}
