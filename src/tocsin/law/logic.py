"""Three-valued logic (Kleene): yes, no, not yet known — with the facts that made it so.

An answer that is not yet known carries the paths of the unknown facts that are still able to change it.
Facts whose value cannot matter any more (one branch already decides) are not carried along. It also carries
the smallest sets of facts that can settle it each way, so that a reader learns which question to ask first.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache, reduce
from itertools import product
from operator import and_, or_

Used = frozenset[tuple[str, str]]
"""Facts an answer rests on: (path, value in words)."""

Ways = frozenset[frozenset[str]]
"""Alternative sets of facts; knowing all facts of one set can settle an answer."""

KEPT_WAYS = 6
"""Of many alternatives only the smallest are kept: a reader wants the shortest way, not all of them."""


@dataclass(frozen=True, slots=True)
class Truth:
    """A yes (True), no (False) or not-yet-known (None).

    unknown: paths of facts that could still change it; empty unless ``value`` is None.
    used: facts it rests on.
    to_yes, to_no: the smallest sets of unknown facts that can make it a yes, or a no.
    """

    value: bool | None
    unknown: frozenset[str] = frozenset()
    used: Used = frozenset()
    to_yes: Ways = frozenset()
    to_no: Ways = frozenset()

    def __and__(self, other: Truth) -> Truth:
        if self is other or (self.value is True and not self.used):
            return other
        if other.value is True and not other.used:
            return self
        if self.value is False or other.value is False:
            return _decided(False, self, other)
        if self.value is None or other.value is None:
            return Truth(
                None,
                self.unknown | other.unknown,
                self.used | other.used,
                to_yes=_both(self.to_yes, other.to_yes),
                to_no=_shortest(self.to_no | other.to_no),
            )
        return Truth(True, used=self.used | other.used)

    def __or__(self, other: Truth) -> Truth:
        if self is other or (self.value is False and not self.used):
            return other
        if other.value is False and not other.used:
            return self
        if self.value is True or other.value is True:
            return _decided(True, self, other)
        if self.value is None or other.value is None:
            return Truth(
                None,
                self.unknown | other.unknown,
                self.used | other.used,
                to_yes=_shortest(self.to_yes | other.to_yes),
                to_no=_both(self.to_no, other.to_no),
            )
        return Truth(False, used=self.used | other.used)

    def __invert__(self) -> Truth:
        if self.value is None:
            return Truth(None, self.unknown, self.used, to_yes=self.to_no, to_no=self.to_yes)
        return Truth(not self.value, used=self.used)


def _decided(value: bool, first: Truth, second: Truth) -> Truth:
    """The side that decides gives the reason; if both do, the one that rests on fewer facts."""
    if first.value is not value:
        return second
    if second.value is not value or first.used == second.used:
        return first
    return min(first, second, key=lambda side: (len(side.used), sorted(side.used)))


def _both(first: Ways, second: Ways) -> Ways:
    """Both sides have to be settled; a side without ways is known already and needs nothing."""
    return _pairs(first, second) if first and second else first or second


@lru_cache(4096)
def _pairs(first: Ways, second: Ways) -> Ways:
    return _shortest(frozenset(one | other for one, other in product(first, second)))


@lru_cache(4096)
def _shortest(ways: Ways) -> Ways:
    """The smallest sets, without those that contain another."""
    if len(ways) < 2 or (len(ways) <= KEPT_WAYS and max(map(len, ways)) == 1):
        return ways
    kept: list[frozenset[str]] = []
    for way in sorted(ways, key=_size):
        if not any(other <= way for other in kept):
            kept.append(way)
    return frozenset(kept[:KEPT_WAYS])


def _size(way: frozenset[str]) -> tuple[int, list[str]]:
    return len(way), sorted(way)


def shortest_way(ways: Ways) -> tuple[str, ...]:
    """The smallest of alternative sets, in order; empty if there is none."""
    if not ways:
        return ()
    best: frozenset[str] = min(ways, key=_size)
    return tuple(sorted(best))


YES = Truth(True)
NO = Truth(False)


def every(truths: Iterable[Truth]) -> Truth:
    """Yes if all are; no if one is no. Nothing to hold true is yes."""
    return reduce(and_, truths, YES)


def some(truths: Iterable[Truth]) -> Truth:
    """Yes if one is; no if all are no. Nothing to be true is no."""
    return reduce(or_, truths, NO)


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
    return Truth(
        None,
        frozenset().union(*(truth.unknown for truth in open_)),
        used,
        to_yes=_some_of(number - len(yes), [truth.to_yes for truth in open_]),
        to_no=_some_of(len(yes) + len(open_) - number + 1, [truth.to_no for truth in open_]),
    )


def _some_of(number: int, ways: list[Ways]) -> Ways:
    """Ways to settle so many of several answers: those that need the fewest facts."""
    cheapest: list[frozenset[str]] = sorted((min(way, key=_size) for way in ways if way), key=_size)
    return frozenset({frozenset[str]().union(*cheapest[:number])}) if cheapest else frozenset()


def unsettled(truth: Truth, point: str) -> Truth:
    """An answer that rests on an uncertain point of law: only a no stays what it is."""
    if truth.value is False:
        return truth
    return truth & unknown(f"law.{point}")


@lru_cache(4096)
def unknown(*paths: str) -> Truth:
    """An answer that waits for these facts: all of them to settle it. The same object for the same facts."""
    way = frozenset({frozenset(paths)})
    return Truth(None, frozenset(paths), to_yes=way, to_no=way)
