"""What keeps two rows apart: the identifier policy, asked of what the two show side by side."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Mapping
from functools import lru_cache
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
from rapidfuzz.distance import DamerauLevenshtein

from tocsin.people.names import first_names_clash, similarity
from tocsin.people.policy import Identifier, Likely, Policy
from tocsin.people.profiles import COLUMNS

Values = Mapping[str, frozenset[str]]
"""What a row shows: the values of each identifier, by its name in the policy. Absent: nothing is known."""

BIT = {field: 1 << place for place, field in enumerate(COLUMNS)}

_NONE: frozenset[str] = frozenset()
_SAME_NAME = 0.75
"""Jaro-Winkler from which two full middle names may be one."""


class Seen(NamedTuple):
    """Two rows side by side, each number a set of fields (see BIT).

    one, other: of which each shows a value. agree: of which they share one; of middle names the initial is
    enough. near: of the identifiers that keep apart, those with two values near enough to be one.
    """

    one: int
    other: int
    agree: int
    near: int


def see(one: Values, other: Values, policy: Policy) -> Seen:
    """Two rows side by side."""
    agree = near = 0
    for field, here in one.items():
        there = other.get(field)
        if there and (_initials(here, there) if field == "middle" else not here.isdisjoint(there)):
            agree |= BIT[field]
    for identifier in policy.telling:
        here, there = one.get(identifier.field, _NONE), other.get(identifier.field, _NONE)
        if here and there and _near(identifier, here, there):
            near |= BIT[identifier.field]
    return Seen(_known(one), _known(other), agree, near)


def _known(values: Values) -> int:
    return sum(BIT[field] for field in values)


class Judge:
    """Answers what a policy says of two rows. Few ways of seeing two rows exist; each is judged once."""

    def __init__(self, policy: Policy, two_numbers: bool = False) -> None:
        """two_numbers: as in Settings."""
        self.policy = policy
        self._two_numbers = two_numbers
        limits = {limit for one in policy.telling for likely in one.likely
                  for limit in (likely.weight, likely.by_name)}  # fmt: skip
        self._limits = sorted(limits)
        self.reasons: list[str | None] = [None]
        self._refused: dict[tuple[Seen, int, bool], str | None] = {}
        self._alone: dict[tuple[Seen, int, bool], bool] = {}

    def refusal(self, seen: Seen, weight: float | None = None, supported: bool = True) -> str | None:
        """Why the two rows cannot be one person, or None.

        weight: log2 odds of all the evidence, where it was counted for whole rows. supported: whether
        anything but the name agrees.
        """
        key = (seen, self._class(weight), supported)
        if key not in self._refused:
            self._refused[key] = contradiction(
                seen, self.policy, two_numbers=self._two_numbers, weight=weight, supported=supported
            )
        return self._refused[key]

    def place(self, reason: str | None) -> int:
        """The place of a reason in ``reasons``."""
        if reason not in self.reasons:
            self.reasons.append(reason)
        return self.reasons.index(reason)

    def must_be_alone(self, seen: Seen, weight: float | None, supported: bool) -> bool:
        """Whether a disagreement of these rows is overruled only if neither fits anybody else."""
        key = (seen, self._class(weight), supported)
        if key not in self._alone:
            self._alone[key] = _must_be_alone(seen, self.policy, weight, supported, self._two_numbers)
        return self._alone[key]

    def classes(self, weights: npt.NDArray[np.float64]) -> npt.NDArray[np.int64]:
        """For each weight which of the policy's limits it reaches, as a number."""
        return np.searchsorted(self._limits, weights, side="right")

    def _class(self, weight: float | None) -> int:
        """Weights between the same limits of the policy are judged alike."""
        return -1 if weight is None else bisect_right(self._limits, weight)


def contradiction(
    seen: Seen,
    policy: Policy,
    *,
    two_numbers: bool = False,
    weight: float | None = None,
    supported: bool = True,
) -> str | None:
    """As ``Judge.refusal``, for a single question."""
    for identifier in policy.telling:
        if identifier.needs and _one_sided(identifier, seen):
            return identifier.needs_reason
        if not _differs(identifier, seen) or _overruled(identifier, seen, two_numbers):
            continue
        if not _outweighed(identifier, seen, weight, supported, two_numbers):
            return identifier.reason
    return _twins(seen, policy)


def _must_be_alone(
    seen: Seen, policy: Policy, weight: float | None, supported: bool, two_numbers: bool
) -> bool:
    for identifier in policy.telling:
        if _differs(identifier, seen) and not _overruled(identifier, seen, two_numbers):
            by = _outweighed(identifier, seen, weight, supported, two_numbers)
            if by and all(likely.alone for likely in by):
                return True
    return False


def _differs(identifier: Identifier, seen: Seen) -> bool:
    both, bit = seen.one & seen.other, BIT[identifier.field]
    if not both & bit or (identifier.instead_of and both & BIT[identifier.instead_of]):
        return False
    return not seen.near & bit


def _one_sided(identifier: Identifier, seen: Seen) -> bool:
    if not (seen.one ^ seen.other) & BIT[identifier.field]:
        return False
    return not any(seen.agree & BIT[field] for field in identifier.needs)


def _overruled(identifier: Identifier, seen: Seen, two_numbers: bool) -> bool:
    lists = identifier.unless + (identifier.two_numbers if two_numbers else ())
    return any(all(seen.agree & BIT[field] for field in fields) for fields in lists)


def _outweighed(
    identifier: Identifier, seen: Seen, weight: float | None, supported: bool, two_numbers: bool
) -> list[Likely]:
    """By what the weight of all the evidence overrules the disagreement."""
    return [
        likely
        for likely in identifier.likely
        if (two_numbers or not likely.two_numbers) and _likely(likely, seen, weight, supported)
    ]


def _likely(likely: Likely, seen: Seen, weight: float | None, supported: bool) -> bool:
    if weight is None or weight < (likely.weight if supported else likely.by_name):
        return False
    if any((seen.one | seen.other) & BIT[field] for field in likely.without):
        return False
    return all(seen.agree & BIT[field] for field in likely.same)


def _twins(seen: Seen, policy: Policy) -> str | None:
    twins = policy.twins
    if twins is None or not all(seen.agree & BIT[field] for field in twins.same):
        return None
    apart = (*twins.near_not_same, *twins.not_same)
    if not all(seen.one & seen.other & BIT[field] and not seen.agree & BIT[field] for field in apart):
        return None
    near = all(seen.near & BIT[field] for field in twins.near_not_same)
    return twins.reason if near else None


def _initials(here: frozenset[str], there: frozenset[str]) -> bool:
    here, there = _longest_said(here, there)
    return any(same_initial(a, b, 0) for a in here for b in there)


def _near(identifier: Identifier, here: frozenset[str], there: frozenset[str]) -> bool:
    if identifier.measure == "initial":  # where both sides write it out, the initials say nothing more
        here, there = _longest_said(here, there)
    elif here & there:
        return True
    near = MEASURES[str(identifier.measure)]
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


def same_initial(one: str, other: str, _allowed: int) -> bool:
    """Middle names: the initials agree, and of two written out none is clearly another."""
    return one[0] == other[0] and (min(len(one), len(other)) == 1 or similarity(one, other) >= _SAME_NAME)


def _value(_one: str, _other: str, _allowed: int) -> bool:
    return False


MEASURES: Mapping[str, Callable[[str, str, int], bool]] = {
    "edits": _edits,
    "digits": _digits,
    "date": _date,
    "name": _name,
    "initial": same_initial,
    "value": _value,
}
