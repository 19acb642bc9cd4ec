"""What one breach would cost, put together from its parts: people by channel and place, offices, hours.

Never a cost per record: most parts do not grow with the number of people, and what a class is paid grows with
less than their number. Every part is drawn from what is published of it (`tocsin.risk.costs`), all at once,
so that the total has a band and it can be said what the band hangs on.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from tocsin.risk.agreements import Agreement
from tocsin.risk.breachparts import Draws, Exposure, Interruption, draw_parts
from tocsin.risk.costs import Item, costs

__all__ = ["LABEL", "Beside", "BreachCost", "Exposure", "Interruption", "Lever", "Line", "breach_cost"]

Reals = NDArray[np.float64]

DRAWS = 1 << 16
"""Draws of all parts: the 95th percentile of the total is then within 1 to 2 % of itself by chance."""

LABEL = (
    "Decision support, not a forecast: the parts are published prices and cases, most of them of grade C. "
    "What such breaches cost cannot be checked against open data."
)


@dataclass(frozen=True, slots=True)
class Line:
    """One part: its mean, and what it stays below in one of twenty and in nineteen of twenty cases, dollars.

    chance: of its being there at all. if_there: the 5th, 50th and 95th percentile when it is. how: the
    arithmetic. grade: of the worst figure in it.
    """

    key: str
    says: str
    agreement: Agreement
    how: str
    chance: float
    low: float
    middle: float
    high: float
    mean: float
    if_there: tuple[float, float, float]
    grade: str


@dataclass(frozen=True, slots=True)
class Lever:
    """What the mean of the total does when one input is low or high (lowest and highest tenth of its draws),
    or when an event does not happen or does. weight: what part of the spread of the total this input alone
    explains, Var(E[total | input]) / Var(total); they need not add up to 1."""

    says: str
    low: float
    high: float
    weight: float


@dataclass(frozen=True, slots=True)
class Beside:
    """Something that is not in the total, because nobody publishes how often it comes to that."""

    says: str
    low: float
    high: float
    grade: str


@dataclass(frozen=True, slots=True)
class BreachCost:
    """The cost of one breach. low, middle, high: 5th, 50th and 95th percentile of the total, dollars.

    shares: of the mean, by agreement. left_out: what is not counted, and what would let it be.
    """

    exposure: Exposure
    low: float
    middle: float
    high: float
    mean: float
    lines: tuple[Line, ...]
    levers: tuple[Lever, ...]
    beside: tuple[Beside, ...]
    notes: tuple[str, ...]
    left_out: tuple[str, ...]

    @property
    def shares(self) -> dict[Agreement, float]:
        """What part of the mean falls under which insuring agreement."""
        found: dict[Agreement, float] = {}
        for line in self.lines:
            if line.mean > 0:
                found[line.agreement] = found.get(line.agreement, 0.0) + line.mean / self.mean
        return found


def breach_cost(exposure: Exposure, *, draws: int = DRAWS, seed: int = 2026) -> BreachCost:
    """The cost of a breach. The same exposure, draws and seed give the same figures."""
    made = draw_parts(exposure, draws, seed)
    total = np.sum([amount for *_, amount in made.lines], axis=0)
    low, middle, high = _ends_of(total)
    return BreachCost(
        exposure=exposure,
        low=low,
        middle=middle,
        high=high,
        mean=float(total.mean()),
        lines=tuple(_line(*line) for line in made.lines),
        levers=_levers(made, total),
        beside=_beside(exposure),
        notes=tuple(dict.fromkeys(made.notes)),
        left_out=_left_out(exposure),
    )


def breach_totals(exposure: Exposure, *, draws: int = DRAWS, seed: int = 2026) -> Reals:
    """The total of every draw, dollars: what the percentiles of `breach_cost` are taken of."""
    made: Reals = np.sum([amount for *_, amount in draw_parts(exposure, draws, seed).lines], axis=0)
    return made


def _line(key: str, says: str, agreement: Agreement, how: str, grade: str, amount: Reals) -> Line:
    low, middle, high = _ends_of(amount)
    there = amount[amount > 0]
    share = len(there) / len(amount)
    if_there = _ends_of(there) if len(there) else (0.0, 0.0, 0.0)
    return Line(key, says, agreement, how, share, low, middle, high, float(amount.mean()), if_there, grade)


def _ends_of(amount: Reals) -> tuple[float, float, float]:
    low, middle, high = np.quantile(amount, (0.05, 0.5, 0.95))
    return float(low), float(middle), float(high)


def _levers(made: Draws, total: Reals) -> tuple[Lever, ...]:
    """Every input and event, the one that explains most of the spread first."""
    found = []
    spread = float(total.var()) or 1.0
    for says, drawn in made.inputs.values():
        if drawn.min() < drawn.max():
            order = np.argsort(drawn)
            means = np.array([total[part].mean() for part in np.array_split(order, _PARTS)])
            tenth = _PARTS // 10
            weight = float(means.var()) / spread
            found.append(Lever(says, float(means[:tenth].mean()), float(means[-tenth:].mean()), weight))
    for says, there in made.events.values():
        chance = float(there.mean())
        if 0 < chance < 1:
            low, high = float(total[there == 0].mean()), float(total[there == 1].mean())
            found.append(Lever(says, low, high, chance * (1 - chance) * (high - low) ** 2 / spread))
    return tuple(sorted(found, key=lambda one: -one.weight))


_PARTS = 20
"""Parts of equal size into which the draws of an input are cut to see what it explains."""


def _beside(exposure: Exposure) -> tuple[Beside, ...]:
    found = []
    for item in costs().beside.values():
        number = exposure.places.get(item.place, 0) if item.place else 1
        if number and exposure.offices + exposure.open_offices + exposure.at_most:
            low, high = _ends(item)
            says = f"{item.says} ({number:,} people)" if item.place else item.says
            found.append(Beside(says, low * number, high * number, item.grade))
    return tuple(found)


def _ends(item: Item) -> tuple[float, float]:
    values = [figure.value for figure in item.figures]
    return min(values), max(values)


def _left_out(exposure: Exposure) -> tuple[str, ...]:
    found = [
        "ransom, money sent to a thief, restoring data, customers who leave, the time of your own people"
    ]
    if exposure.interruption is None:
        found.append("work that stands still: give the hours and what an hour costs")
    if exposure.by_post < 1:
        found.append("e-mails: no price was found")
    return tuple(found)
