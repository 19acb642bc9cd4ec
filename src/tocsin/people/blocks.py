"""Which pairs are compared: those that agree in one of the keys of ``description.BLOCKS``, none twice.

A key is known by 64 bits of its hash; two keys of one hash would only mean some pairs compared for nothing.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import duckdb
import numpy as np
import numpy.typing as npt

from tocsin.people.coded import Codes
from tocsin.people.description import BLOCKS
from tocsin.people.engine import filled
from tocsin.people.profiles import Flags, Numbers
from tocsin.people.sights import Ragged

AT_ONCE = 1 << 19
"""Pairs that are looked at in one go, about."""

_MIX = np.uint64(0x9E3779B97F4A7C15)
"""An odd constant that spreads neighbouring numbers (Knuth's multiplicative hashing)."""

Hashes = npt.NDArray[np.uint64]

_HASHED = """
SELECT pid, CAST(CASE WHEN ($key) IS NOT NULL THEN greatest(hash($key), 1) ELSE 0 END AS UBIGINT) AS key
FROM $source WHERE first IS NOT NULL OR last IS NOT NULL
"""


@dataclass(frozen=True, slots=True)
class Block:
    """The things of one key, alike ones next to each other.

    order: numbers of the things that share their key with another. place: for each thing where it stands in
    ``order``, -1: nowhere. rest: how many of the same key stand after it.
    """

    order: Codes
    place: Codes
    rest: npt.NDArray[np.uint16]

    def together(self, one: Numbers, other: Numbers) -> Flags:
        """Which of these pairs agree in the key."""
        here, there = (self.place[side] + self.rest[side].astype(np.int64) for side in (one, other))
        found: Flags = (here == there) & (self.place[one] >= 0) & (self.place[other] >= 0)
        return found


@dataclass(frozen=True, slots=True)
class Common:
    """The things whose key stands on more than the cap. group: for each the number of its key."""

    things: Codes
    group: Codes


@dataclass(frozen=True, slots=True)
class Blocks:
    """All keys. common: of those that need a second key, what stands on too many things.

    dropped: keys left out, each counted for every thing that has it.
    """

    every: Mapping[str, Block]
    common: Mapping[str, Common]
    dropped: int

    @classmethod
    def of(cls, con: duckdb.DuckDBPyConnection, source: str, count: int, cap: int) -> Blocks:
        """Of table ``source`` with things numbered (``pid``) up to ``count``. cap: things of one key."""
        every, common, dropped = {}, {}, 0
        for name, (first, second) in BLOCKS.items():
            keys = _hashes(con, source, first, count)
            block, crowd = _grouped(keys, cap)
            if crowd is not None:
                common[name] = crowd
                instead = _hashes(con, source, f"({first}) || ' ' || ({second})", count)[crowd.things]
                _, again, sizes = np.unique(instead, return_inverse=True, return_counts=True)
                instead[sizes[again] > 2 * cap] = 0
                keys[crowd.things] = instead
                dropped += int(np.count_nonzero(instead == 0))
                block, _ = _grouped(keys, len(keys))
            every[name] = block
        return cls(every, common, dropped)

    def pairs(self, at_once: int = AT_ONCE) -> Iterator[tuple[Codes, Codes]]:
        """Every pair once, by the smaller number and then by the larger, so many in one go (about)."""
        count = len(next(iter(self.every.values())).place)
        total = np.zeros(count, np.int64)
        for block in self.every.values():
            total += block.rest
        ends = np.cumsum(total)
        begin = 0
        while begin < count:
            done = int(ends[begin - 1]) if begin else 0
            end = max(begin + 1, int(np.searchsorted(ends, done + at_once, side="right")))
            yield self._between(begin, end)
            begin = end

    def _between(self, begin: int, end: int) -> tuple[Codes, Codes]:
        """The pairs whose smaller number is between these."""
        found = []
        for block in self.every.values():
            rest = block.rest[begin:end]
            left = np.flatnonzero(rest)
            times = rest[left].astype(np.int64)
            partners = Ragged(block.place[begin:end][left].astype(np.int64) + 1, times, block.order).flat()
            found.append(np.repeat(left, times) << 32 | partners)
        packed = np.concatenate(found)
        packed.sort()
        packed = packed[np.flatnonzero(np.diff(packed, prepend=-1))]
        return (packed >> 32).astype(np.int32) + np.int32(begin), (packed & 0xFFFFFFFF).astype(np.int32)


def within(things: Numbers | Codes, group: Numbers | Codes, most: float) -> tuple[Numbers, Numbers, float]:
    """Pairs of things of one group, about so many at most, from a share of the things; and that share.

    Which things are drawn follows from their numbers alone.
    """
    sizes = np.bincount(group).astype(np.float64)
    pairs = max(1.0, float(np.sum(sizes * (sizes - 1) / 2)))
    share = min(1.0, math.sqrt(most / pairs))
    mixed = things.astype(np.uint64) * _MIX
    drawn = np.flatnonzero((mixed >> np.uint64(32)).astype(np.float64) < share * 2**32)
    drawn = drawn[np.argsort(group[drawn], kind="stable")]
    members, group = things[drawn].astype(np.int64), group[drawn]
    each = np.bincount(group)
    rest = np.repeat(np.cumsum(each), each) - np.arange(len(members)) - 1
    left = np.repeat(np.arange(len(members)), rest)
    right = left + 1 + np.arange(len(left)) - np.repeat(np.cumsum(rest) - rest, rest)
    return members[left], members[right], share


def _grouped(keys: Hashes, cap: int) -> tuple[Block, Common | None]:
    """Things by key (0: none), and those of which more than the cap have one, if there are any."""
    known = np.flatnonzero(keys)
    known = known[np.argsort(keys[known], kind="stable")]
    bounds = np.flatnonzero(np.diff(keys[known], prepend=np.uint64(0), append=np.uint64(0)))
    sizes = np.diff(bounds)
    crowd = None
    if (sizes > cap).any():
        many = np.repeat(sizes > cap, sizes)
        things, group = known[many], np.repeat(np.arange(len(sizes), dtype=np.int32), sizes)[many]
        by_number = np.argsort(things)
        crowd = Common(things[by_number].astype(np.int32), group[by_number])
    after = np.repeat(bounds[1:], sizes) - np.arange(len(known)) - 1
    shared = np.repeat(sizes > 1, sizes)
    order, after = known[shared].astype(np.int32), after[shared]
    place, rest = np.full(len(keys), -1, np.int32), np.zeros(len(keys), np.uint16)
    place[order] = np.arange(len(order), dtype=np.int32)
    rest[order] = np.minimum(after, np.iinfo(np.uint16).max)
    return Block(order, place, rest), crowd


def _hashes(con: duckdb.DuckDBPyConnection, source: str, key: str, count: int) -> Hashes:
    """Of each thing the hash of its key, 0 where it has none."""
    table = con.sql(filled(_HASHED, key=key, source=source)).to_arrow_table()
    keys = np.zeros(count, np.uint64)
    keys[table["pid"].to_numpy()] = table["key"].to_numpy()
    return keys
