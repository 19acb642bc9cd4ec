"""Weights of pairs: of every comparison the log2 of m over u, and of a same value over its own frequency."""

from __future__ import annotations

import math
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from typing import TypeVar

import numpy as np
import numpy.typing as npt

from tocsin.people.coded import Coded, Codes
from tocsin.people.description import COMPARISONS, Compare
from tocsin.people.outcomes import LEVELS, Pairs
from tocsin.people.profiles import Flags, Numbers
from tocsin.people.rarity import RARE, UNSEEN

Hundredths = npt.NDArray[np.int32]
Weights = npt.NDArray[np.float64]
Asked = TypeVar("Asked")
Told = TypeVar("Told")


class Weighing:
    """Weighs pairs of things. prior: log2 odds before anything is compared. m: as learned, by column of the
    comparison and name of the level; the start values stand for the rest."""

    def __init__(self, things: Coded, prior: float, m: Mapping[tuple[str, str], float]) -> None:
        self.prior = math.log2(prior / (1 - prior))
        self._things = things
        self._added = [_added(compare, m) for compare in COMPARISONS]
        self._rarity = {column: _rarity(things, column) for column in RARE}

    def weigh(self, left: Codes, right: Codes) -> Hundredths:
        """Log2 odds of each pair, in hundredths of a bit."""
        pairs = Pairs(self._things, left, right)
        weights = np.full(len(left), self.prior)
        for compare, added in zip(COMPARISONS, self._added, strict=True):
            levels = LEVELS[compare.field](pairs)
            weights += added[levels]
            for place, level in enumerate(compare.levels, start=1):
                if level.frequency:
                    at = np.flatnonzero(levels == place)
                    weights[at] += self._rarity[level.frequency][pairs.sides(level.frequency)[0][at]]
        hundredths: Hundredths = np.rint(weights * 100).astype(np.int32)
        return hundredths


def _added(compare: Compare, m: Mapping[tuple[str, str], float]) -> Weights:
    """By place of the level the log2 odds it adds; where a frequency takes the place of u, without that."""
    bits = [0.0]
    for level in compare.levels:
        share = m.get((compare.column, level.name), level.m)
        bits.append(math.log2(share if level.frequency else share / level.u))
    return np.array(bits)


def _rarity(things: Coded, column: str) -> Weights:
    """By code of a value how rare it is among the things with a name, in bits."""
    codes = things.columns[column][things.named()]
    counts = np.bincount(codes[codes >= 0], minlength=len(things.values[column]))
    share = (counts + RARE[column] * UNSEEN) / (counts.sum() + UNSEEN)
    found: Weights = -np.log2(share)
    return found


@dataclass(frozen=True, slots=True)
class Weighed:
    """Pairs with their weight, in hundredths of a bit."""

    left: Codes
    right: Codes
    hundredths: Hundredths

    @classmethod
    def of(cls, parts: Iterable[Weighed]) -> Weighed:
        """All of them, one after the other."""
        every = list(parts)
        none = np.zeros(0, np.int32)
        return cls(
            np.concatenate([none, *(part.left for part in every)]),
            np.concatenate([none, *(part.right for part in every)]),
            np.concatenate([none, *(part.hundredths for part in every)]),
        )

    def take(self, which: Numbers | Flags) -> Weighed:
        """These of them."""
        return Weighed(self.left[which], self.right[which], self.hundredths[which])

    def at_least(self, hundredths: int) -> Weighed:
        """Those that weigh so much."""
        return self.take(self.hundredths >= hundredths)

    def likely(self, shift: float, least: float) -> float:
        """How many of those of at least ``least`` bits are one person's, if ``shift`` bits are added to each.

        Equal weights are counted, not added up one by one: the sum is the same in any order.
        """
        weights, counts = np.unique(
            self.hundredths[self.hundredths >= round(least * 100)], return_counts=True
        )
        return float(np.sum(counts / (1 + np.exp2(-(weights / 100 + shift)))))

    def moved(self, shift: float, least: float) -> Weighed:
        """With so many bits more each; those of at least ``least``."""
        hundredths = self.hundredths + np.int32(round(shift * 100))
        return Weighed(self.left, self.right, hundredths).at_least(round(least * 100))


def in_turn(one: Callable[[Asked], Told], many: Iterable[Asked], threads: int) -> Iterator[Told]:
    """What is told of each, in the order asked, on so many threads; few are asked before they are needed."""
    with ThreadPoolExecutor(threads) as pool:
        waiting: deque[Future[Told]] = deque()
        for each in many:
            waiting.append(pool.submit(one, each))
            if len(waiting) > 2 * threads:
                yield waiting.popleft().result()
        while waiting:
            yield waiting.popleft().result()
