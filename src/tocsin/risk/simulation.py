"""Simulated years: events one by one, because a policy pays by event, in order, until its limits are used up.

Every figure comes with what chance alone does to it in so many years (``Estimate``). What does not need
events, the loss of a year, is also worked out exactly (`tocsin.risk.compound`) and shown beside.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import sqrt

import numpy as np
from numpy.typing import NDArray

from tocsin.risk.agreements import COLUMN, Agreement
from tocsin.risk.recovery import Events
from tocsin.risk.scenario import Range, Scenario

Reals = NDArray[np.float64]

YEARS = 1 << 17
"""Simulated years of a default run: 131,072."""

_TWO_SIDED = 1.959964
"""Standard deviations of a 95 % interval."""


@dataclass(frozen=True, slots=True)
class Estimate:
    """A figure from simulation with its 95 % interval: what chance leaves open, not what is unknown."""

    value: float
    low: float
    high: float


def simulated(scenarios: Sequence[Scenario], *, years: int = YEARS, seed: int = 2026) -> Events:
    """Events of all scenarios in so many years. The same seed gives the same events; each scenario draws from
    a stream of its own, so that adding one leaves the others as they are."""
    pieces = []
    streams = np.random.SeedSequence(seed).spawn(len(scenarios))
    for scenario, stream in zip(scenarios, streams, strict=True):
        rng = np.random.default_rng(stream)
        counts = scenario.often().sample(rng, years)
        number = int(counts.sum())
        loss = scenario.costs().sample(rng, number)
        losses = np.zeros((number, len(Agreement)))
        for agreement, share in scenario.shares.items():
            losses[:, COLUMN[agreement]] = loss * share
        pieces.append(
            (
                np.repeat(np.arange(years, dtype=np.int64), counts),
                rng.random(number),
                losses,
                _drawn(scenario.people, rng, number),
                _drawn(scenario.hours, rng, number),
            )
        )
    year, moment, losses, people, hours = (np.concatenate(part) for part in zip(*pieces, strict=True))
    order = np.lexsort((moment, year))
    return Events(year[order], losses[order], people[order], hours[order])


def _drawn(asked: Range | None, rng: np.random.Generator, number: int) -> Reals:
    return np.zeros(number) if asked is None else asked.severity().sample(rng, number)


def by_year(events: Events, amounts: Reals, years: int) -> Reals:
    """Sums of an amount an event for each simulated year."""
    made: Reals = np.bincount(events.year, amounts, minlength=years).astype(np.float64)
    return made


def mean(yearly: Reals) -> Estimate:
    """Mean of a year."""
    value, error = float(yearly.mean()), float(yearly.std()) / sqrt(len(yearly))
    return Estimate(value, value - _TWO_SIDED * error, value + _TWO_SIDED * error)


def exceeds(yearly: Reals, amount: float) -> Estimate:
    """Share of years above an amount (Wilson's interval)."""
    n, share = len(yearly), float(np.mean(yearly > amount))
    z = _TWO_SIDED
    centre = (share + z * z / (2 * n)) / (1 + z * z / n)
    half = z / (1 + z * z / n) * sqrt(share * (1 - share) / n + z * z / (4 * n * n))
    return Estimate(share, max(0.0, centre - half), centre + half)


def quantile(yearly: Reals, share: float) -> Estimate:
    """The amount that a share of the years stay at or below, its interval from the order of the years."""
    n = len(yearly)
    ordered = np.sort(yearly)
    half = _TWO_SIDED * sqrt(share * (1 - share) / n)
    low, middle, high = (
        float(ordered[min(n - 1, max(0, int(np.ceil(at * n)) - 1))])
        for at in (share - half, share, min(1.0, share + half))
    )
    return Estimate(middle, low, high)


def worst(yearly: Reals, share: float) -> float:
    """Mean of the dearest years beyond a share (tail value at risk)."""
    ordered = np.sort(yearly)
    return float(ordered[int(np.ceil(share * len(ordered))) :].mean())
