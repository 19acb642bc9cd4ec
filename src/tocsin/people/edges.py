"""Pairs of profiles that may be one person, and the joins that were made, in columns."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from tocsin.people.profiles import Flags, Numbers

Weights = npt.NDArray[np.float64]


class Edge(NamedTuple):
    """Two profiles that may be one person. how: the rule, or empty where the weight (log2 odds) speaks.

    whole: the weight counts the evidence of the two whole rows. supported: more than the name agrees.
    """

    a: int
    b: int
    how: str = ""
    weight: float | None = None
    whole: bool = False
    supported: bool = True


@dataclass(frozen=True, slots=True)
class Edges:
    """Many edges, in the order in which they are tried. how: places in ``hows``. weight: NaN by rule."""

    a: Numbers
    b: Numbers
    how: npt.NDArray[np.int16]
    weight: Weights
    supported: Flags
    hows: tuple[str, ...] = ("",)
    whole: bool = False

    @classmethod
    def by_rule(cls, a: Numbers, b: Numbers, rule: Numbers, names: Sequence[str]) -> Edges:
        """rule: places in names."""
        count = len(a)
        weight = np.full(count, np.nan)
        return cls(a, b, (rule + 1).astype(np.int16), weight, np.ones(count, np.bool_), ("", *names))

    @classmethod
    def by_weight(cls, a: Numbers, b: Numbers, weight: Weights, supported: Flags | None = None) -> Edges:
        """Edges of mentions, or of whole rows if it is said which are supported."""
        known = np.ones(len(a), np.bool_) if supported is None else supported
        return cls(a, b, np.zeros(len(a), np.int16), weight, known, whole=supported is not None)

    def __len__(self) -> int:
        return len(self.a)

    def __getitem__(self, place: int) -> Edge:
        weight = float(self.weight[place])
        return Edge(
            int(self.a[place]),
            int(self.b[place]),
            self.hows[self.how[place]],
            None if np.isnan(weight) else weight,
            self.whole,
            bool(self.supported[place]),
        )

    def take(self, which: Numbers | Flags) -> Edges:
        """These of them."""
        return Edges(
            self.a[which],
            self.b[which],
            self.how[which],
            self.weight[which],
            self.supported[which],
            self.hows,
            self.whole,
        )

    def followed_by(self, other: Edges) -> Edges:
        """These and then the others, whose reasons are read by place in these edges' ``hows``."""
        return Edges(
            np.concatenate([self.a, other.a]),
            np.concatenate([self.b, other.b]),
            np.concatenate([self.how, other.how]),
            np.concatenate([self.weight, other.weight]),
            np.concatenate([self.supported, other.supported]),
            self.hows,
            self.whole,
        )


@dataclass(slots=True)
class Merges:
    """Every join that was made. count: of profiles.

    link: for each profile the join that brought it to its row (its place among all, in the order in which
    they were written down), or -1. The order in which the joins count is the one of ``order``: by phase, and
    within a phase by the place of the edge.
    """

    count: int
    link: Numbers = field(init=False)
    hows: list[str] = field(default_factory=lambda: [""])
    _parts: list[tuple[Numbers, Numbers, Numbers, Numbers, Weights, Flags]] = field(default_factory=list)
    _single: list[tuple[int, int, int, int, float, bool]] = field(default_factory=list)
    _phase: int = 0
    _total: int = 0

    def __post_init__(self) -> None:
        self.link = np.full(self.count, -1, np.int64)

    def next_phase(self) -> None:
        """All joins from now on come after those before."""
        self._phase += 1

    def add(self, places: Numbers, edges: Edges, linked: tuple[Numbers, Numbers] | None = None) -> None:
        """Joins along these edges, at these places among those that were tried in this phase.

        linked: profiles, and by which of the edges each was brought; None: both ends of every edge.
        """
        self._flush()
        codes = np.array([self._code(how) for how in edges.hows], np.int64)
        order = (self._phase << 40) + places
        whole = np.full(len(edges), edges.whole)
        self._parts.append((order, edges.a, edges.b, codes[edges.how], edges.weight, whole))
        number = self._total + np.arange(len(edges))
        self._total += len(edges)
        ends, by = linked or (
            np.stack([edges.a, edges.b], axis=1).ravel(),
            np.repeat(np.arange(len(edges)), 2),
        )
        ends, numbers = ends[::-1], number[by[::-1]]  # of several the first counts, as the last written
        free = self.link[ends] < 0
        self.link[ends[free]] = numbers[free]

    def add_one(self, place: int, edge: Edge, linked: Sequence[int] | None = None) -> None:
        """A join along one edge. linked: the profiles that it brought; None: both ends."""
        weight = np.nan if edge.weight is None else edge.weight
        order = (self._phase << 40) + place
        self._single.append((order, edge.a, edge.b, self._code(edge.how), weight, edge.whole))
        for member in (edge.a, edge.b) if linked is None else linked:
            if self.link[member] < 0:
                self.link[member] = self._total
        self._total += 1

    def _code(self, how: str) -> int:
        if how not in self.hows:
            self.hows.append(how)
        return self.hows.index(how)

    def _flush(self) -> None:
        if self._single:
            order, a, b, how, weight, whole = (np.array(column) for column in zip(*self._single, strict=True))
            self._parts.append((order, a, b, how, weight.astype(np.float64), whole))
            self._single.clear()

    def table(self) -> pa.Table:
        """order, a, b, how (text), weight (null by rule), whole; in the order of ``link``."""
        self._flush()
        if not self._parts:
            nothing = np.zeros(0, np.int64)
            self._parts.append((nothing, nothing, nothing, nothing, np.zeros(0), np.zeros(0, np.bool_)))
        order, a, b, how, weight, whole = (
            np.concatenate(column) for column in zip(*self._parts, strict=True)
        )
        return pa.table(
            {
                "number": np.arange(len(a)),
                "order": order,
                "a": a,
                "b": b,
                "how": pa.DictionaryArray.from_arrays(pa.array(how, pa.int32()), self.hows).cast(pa.string()),
                "weight": pa.array(weight, from_pandas=True),
                "whole": whole,
            }
        )
