"""Three-valued logic (Kleene): yes, no, not yet known — with the facts that made it so.

An answer that is not yet known carries the paths of the unknown facts that are still able to change it.
Facts whose value cannot matter any more (one branch already decides) are not carried along.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import reduce

Used = frozenset[tuple[str, str]]
"""Facts an answer rests on: (path, value in words)."""


@dataclass(frozen=True, slots=True)
class Truth:
    """A yes (True), no (False) or not-yet-known (None).

    unknown: paths of facts that could still change it; empty unless ``value`` is None.
    used: facts it rests on.
    """

    value: bool | None
    unknown: frozenset[str] = frozenset()
    used: Used = frozenset()

    def __and__(self, other: Truth) -> Truth:
        if self.value is False or other.value is False:
            return _decided(False, self, other)
        if self.value is None or other.value is None:
            return Truth(None, self.unknown | other.unknown, self.used | other.used)
        return Truth(True, used=self.used | other.used)

    def __or__(self, other: Truth) -> Truth:
        if self.value is True or other.value is True:
            return _decided(True, self, other)
        if self.value is None or other.value is None:
            return Truth(None, self.unknown | other.unknown, self.used | other.used)
        return Truth(False, used=self.used | other.used)

    def __invert__(self) -> Truth:
        if self.value is None:
            return self
        return Truth(not self.value, used=self.used)


def _decided(value: bool, first: Truth, second: Truth) -> Truth:
    """The side that decides gives the reason; if both do, the one that rests on fewer facts."""
    if first.value is not value:
        return second
    if second.value is not value or first.used == second.used:
        return first
    return min(first, second, key=lambda side: (len(side.used), sorted(side.used)))


YES = Truth(True)
NO = Truth(False)


def every(truths: Iterable[Truth]) -> Truth:
    """Yes if all are; no if one is no. Nothing to hold true is yes."""
    return reduce(lambda a, b: a & b, truths, YES)


def some(truths: Iterable[Truth]) -> Truth:
    """Yes if one is; no if all are no. Nothing to be true is no."""
    return reduce(lambda a, b: a | b, truths, NO)


def at_least(number: int, truths: Iterable[Truth]) -> Truth:
    """Yes if at least ``number`` of them are yes, whatever the unknown ones turn out to be."""
    kept = list(truths)
    yes = [truth for truth in kept if truth.value is True]
    open_ = [truth for truth in kept if truth.value is None]
    used: Used = frozenset().union(*(truth.used for truth in kept))
    if len(yes) >= number:
        return Truth(True, used=frozenset().union(*(truth.used for truth in yes)))
    if len(yes) + len(open_) < number:
        return Truth(False, used=used)
    return Truth(None, frozenset().union(*(truth.unknown for truth in open_)), used)


def unsettled(truth: Truth, point: str) -> Truth:
    """An answer that rests on an uncertain point of law: only a no stays what it is."""
    return truth if truth.value is False else Truth(None, truth.unknown | {f"law.{point}"}, truth.used)


def unknown(*paths: str) -> Truth:
    """An answer that waits for these facts."""
    return Truth(None, frozenset(paths))
