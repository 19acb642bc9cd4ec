"""How often mentions of one person look alike (m), learned from the mentions at hand.

Expectation maximisation (Dempster, Laird and Rubin 1977; for record linkage Winkler 1988), on pairs of one
full name and on pairs of one tax number. Each set teaches the comparisons that do not ask for what the pairs
have in common anyway. u stays as described.
"""

from __future__ import annotations

import math
from collections import defaultdict
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from tocsin.people.blocks import within
from tocsin.people.coded import Coded
from tocsin.people.description import COMPARISONS, Compare
from tocsin.people.outcomes import LEVELS, Pairs
from tocsin.people.profiles import Numbers

PAIRS = 150_000
"""Pairs that are looked at of each set, about: more teach nothing new."""

BELIEVED = 200
"""Strength of the belief in the start values, in pairs of one person: few pairs move them little."""

_LEAST = 1e-4
"""A share of pairs smaller than this was not seen often enough to be learned; the start value stays."""

_ROUNDS, _SETTLED = 12, 0.001
"""Rounds at most, and the change of a share from which on nothing moves any more."""

_BITS = 4
"""Bits that hold the level of a comparison where several stand in one number."""

Shares = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class _Lesson:
    """columns: in which the pairs agree. known: comparisons that ask for these. same: those of them whose
    first level every pair reaches."""

    columns: tuple[str, ...]
    known: frozenset[str]
    same: frozenset[str]


_LESSONS = (
    _Lesson(
        ("first", "last"), frozenset({"first name", "last name"}), frozenset({"first name", "last name"})
    ),
    _Lesson(("ssn9",), frozenset({"tax number", "last four"}), frozenset({"tax number"})),
)


def learn(things: Coded, prior: float) -> dict[tuple[str, str], float]:
    """m by column of the comparison and name of the level, as far as it could be learned.

    prior: the probability that two things are one person's.
    """
    told: dict[tuple[str, str], list[float]] = defaultdict(list)
    taught = 0.0
    for lesson in _LESSONS:
        members, group = _alike(things, lesson.columns)
        sizes = np.bincount(group).astype(np.float64)
        pairs = float(np.sum(sizes * (sizes - 1) / 2))
        taught += pairs
        if not pairs:
            continue
        left, right, _ = within(members, group, PAIRS)
        asked = [one for one in COMPARISONS if one.field not in lesson.known]
        for compare, shares in zip(asked, _maximised(things, left, right, asked, prior, lesson), strict=True):
            for level, share in zip(compare.levels, shares.tolist(), strict=True):
                if share > 0:
                    told[compare.column, level.name].append(share)
    share = taught / (taught + BELIEVED)
    start = {(each.column, level.name): level.m for each in COMPARISONS for level in each.levels}
    means = {key: sum(values) / len(values) for key, values in told.items()}
    return {
        key: float(f"{share * m + (1 - share) * start[key]:.6g}") for key, m in means.items() if m >= _LEAST
    }


def _alike(things: Coded, columns: tuple[str, ...]) -> tuple[Numbers, Numbers]:
    """The things that say all of these columns, and for each the number of what it says."""
    codes = [things.columns[column] for column in columns]
    members = np.flatnonzero(np.logical_and.reduce([each >= 0 for each in codes]))
    packed = np.zeros(len(members), np.int64)
    for each in codes:
        packed = packed << 32 | each[members]
    _, group = np.unique(packed, return_inverse=True)
    return members, group


def _maximised(
    things: Coded, left: Numbers, right: Numbers, asked: list[Compare], prior: float, lesson: _Lesson
) -> list[Shares]:
    """Of every comparison asked the share of each level among the pairs of one person."""
    pairs = Pairs(things, left.astype(np.int32), right.astype(np.int32))
    packed = np.zeros(len(left), np.int64)
    for compare in asked:
        packed = packed << _BITS | LEVELS[compare.field](pairs)
    patterns, counts = np.unique(packed, return_counts=True)
    last = len(asked) - 1
    levels = [patterns >> _BITS * (last - place) & (1 << _BITS) - 1 for place in range(len(asked))]
    u = [np.array([level.u for level in compare.levels]) for compare in asked]
    m = [np.array([level.m for level in compare.levels]) for compare in asked]
    odds = prior / (1 - prior)
    for compare in COMPARISONS:
        if compare.field in lesson.same:
            odds *= compare.levels[0].m / compare.levels[0].u
    probability = odds / (1 + odds)
    for _ in range(_ROUNDS):
        weights = np.full(len(patterns), math.log(probability / (1 - probability)))
        for place in range(len(asked)):
            with np.errstate(divide="ignore"):
                weights += np.append(0.0, np.log(m[place] / u[place]))[levels[place]]
        one_person = counts / (1 + np.exp(-weights))
        again = float(one_person.sum() / counts.sum())
        moved = abs(again - probability)
        probability = min(max(again, 1e-12), 1 - 1e-12)
        for place in range(len(asked)):
            seen = np.bincount(levels[place], weights=one_person, minlength=len(m[place]) + 1)[1:]
            new = seen / seen.sum() if seen.sum() > 0 else np.zeros(len(m[place]))
            moved = max(moved, float(np.max(np.abs(new - m[place]))))
            m[place] = new
        if moved < _SETTLED:
            break
    return m
