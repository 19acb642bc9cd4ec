"""The answer an owner reads: the chance of a bad year, what stays with the owner, what each policy pays."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from tocsin.risk import simulation
from tocsin.risk.agreements import COLUMN, PAYS, Agreement
from tocsin.risk.compound import YearlyLoss, yearly
from tocsin.risk.policy import Policy
from tocsin.risk.recovery import Events, recovery
from tocsin.risk.scenario import Business, Control, Effect
from tocsin.risk.simulation import Estimate

Reals = NDArray[np.float64]

LABEL = (
    "Decision support, not a forecast. What such events cost cannot be checked against open data: too few "
    "amounts are public."
)
POINTS_OF_CURVE = 60
TAIL = 0.99
REACH = 100
"""The grid of exact figures is laid for amounts up to so many times what can be borne."""


@dataclass(frozen=True, slots=True)
class Gap:
    """What an agreement would leave with the owner: mean a year, and the mean of the dearest hundredth."""

    agreement: Agreement
    clause: str
    bought: bool
    mean: float
    worst: float


@dataclass(frozen=True, slots=True)
class Quote:
    """What one policy does for this business.

    paid, kept: a year's mean. bad_year: what stays with the owner in a year of which there is one in a
    hundred, the premium not counted. chance: of a year whose kept loss is more than the owner can bear.
    """

    policy: Policy
    paid: Estimate
    kept: Estimate
    bad_year: Estimate
    worst: float
    chance: Estimate
    gaps: tuple[Gap, ...]

    @property
    def cost(self) -> float:
        """Premium and the mean of what stays, a year."""
        return self.policy.premium + self.kept.value


@dataclass(frozen=True, slots=True)
class Lever:
    """What the chance of a year that cannot be borne does when one scenario is half as frequent."""

    scenario: str
    chance: float


@dataclass(frozen=True, slots=True)
class Measure:
    """What a control would do: chance of a year that cannot be borne, mean of a year, the curve after it."""

    name: str
    cost: float
    chance: float
    mean: float
    curve: tuple[tuple[float, float], ...]


@dataclass(frozen=True, slots=True)
class Terms:
    """Another limit and retention of a quote: what would stay with the owner."""

    aggregate: float
    retention: float
    bad_year: float
    chance: float


@dataclass(frozen=True, slots=True)
class Check:
    """A figure by two ways: exactly, and by simulation with its interval."""

    name: str
    exact: float
    simulated: Estimate

    @property
    def agrees(self) -> bool:
        """Whether the exact figure lies within twice the interval: chance alone leaves it once in 10,000."""
        half = max(self.simulated.high - self.simulated.value, self.simulated.value - self.simulated.low)
        return abs(self.exact - self.simulated.value) <= 2 * half


@dataclass(frozen=True, slots=True)
class Answer:
    """All figures of one run. curve: amounts with the probability that a year costs more."""

    business: Business
    years: int
    mean: float
    chance: float
    bad_year: float
    no_loss: float
    curve: tuple[tuple[float, float], ...]
    quotes: tuple[Quote, ...]
    levers: tuple[Lever, ...]
    measures: tuple[Measure, ...]
    checks: tuple[Check, ...]
    notes: tuple[str, ...] = field(default=())


def answer(
    business: Business, policies: Sequence[Policy], *, years: int = simulation.YEARS, seed: int = 2026
) -> Answer:
    """Everything the page says. The same files, years and seed give the same figures."""
    events = simulation.simulated(business.scenarios, years=years, seed=seed)
    gross = simulation.by_year(events, events.losses.sum(axis=1), years)
    parts = [(one.often(), one.costs()) for one in business.scenarios]
    reach = REACH * business.bear
    exact = yearly(parts, up_to=reach)
    notes = [note for one in business.scenarios if (note := one.note())]
    return Answer(
        business=business,
        years=years,
        mean=exact.mean,
        chance=exact.exceeds(business.bear),
        bad_year=exact.quantile(TAIL),
        no_loss=exact.no_loss(),
        curve=_curve(exact, business.bear),
        quotes=tuple(_quote(business, events, gross, policy, years) for policy in policies),
        levers=_levers(business, reach),
        measures=tuple(_measure(business, control, reach) for control in business.controls),
        checks=_checks(exact, gross, business.bear),
        notes=tuple(notes),
    )


def _curve(exact: YearlyLoss, bear: float) -> tuple[tuple[float, float], ...]:
    amounts = np.geomspace(max(exact.step, bear / 1_000), 100 * bear, POINTS_OF_CURVE)
    return tuple((float(amount), exact.exceeds(float(amount))) for amount in amounts)


def _quote(business: Business, events: Events, gross: Reals, policy: Policy, years: int) -> Quote:
    paid = recovery(events, policy)
    paid_by_year = simulation.by_year(events, paid.sum(axis=1), years)
    kept = gross - paid_by_year
    return Quote(
        policy=policy,
        paid=simulation.mean(paid_by_year),
        kept=simulation.mean(kept),
        bad_year=simulation.quantile(kept, TAIL),
        worst=simulation.worst(kept, TAIL),
        chance=simulation.exceeds(kept, business.bear),
        gaps=_gaps(events, paid, kept, policy, years),
    )


def _gaps(events: Events, paid: Reals, kept: Reals, policy: Policy, years: int) -> tuple[Gap, ...]:
    """By agreement, the largest in the dearest years first; those that leave nothing are left out."""
    dear = kept >= np.quantile(kept, TAIL)
    found = []
    for agreement in PAYS:
        column = COLUMN[agreement]
        left = simulation.by_year(events, events.losses[:, column] - paid[:, column], years)
        if left.max(initial=0.0) <= 0.005:
            continue
        cover = policy.covers.get(agreement)
        found.append(
            Gap(
                agreement,
                cover.clause if cover else "",
                cover is not None,
                float(left.mean()),
                float(left[dear].mean()),
            )
        )
    return tuple(sorted(found, key=lambda gap: -gap.worst))


def _levers(business: Business, reach: float) -> tuple[Lever, ...]:
    """Which scenario matters most: each half as frequent, the others as they are."""
    found = []
    parts = [(one.often(), one.costs()) for one in business.scenarios]
    for number, one in enumerate(business.scenarios):
        frequency, severity = parts[number]
        halved = [
            *parts[:number],
            (frequency.thinned(0.5), severity),
            *parts[number + 1 :],
        ]
        found.append(Lever(one.name, yearly(halved, up_to=reach).exceeds(business.bear)))
    return tuple(sorted(found, key=lambda lever: lever.chance))


def _measure(business: Business, control: Control, reach: float) -> Measure:
    parts = []
    for one in business.scenarios:
        effect = control.effects.get(one.name, Effect())
        parts.append((one.often().thinned(effect.often), one.costs().scaled(effect.loss)))
    year = yearly(parts, up_to=reach)
    return Measure(
        control.name, control.cost, year.exceeds(business.bear), year.mean, _curve(year, business.bear)
    )


LIMITS = (250_000, 500_000, 1_000_000, 2_000_000, 5_000_000)
RETENTIONS = (1_000, 2_500, 10_000, 25_000, 100_000)


def frontier(
    business: Business, policy: Policy, *, years: int = simulation.YEARS, seed: int = 2026
) -> tuple[Terms, ...]:
    """The same quote with other limits and retentions, on the same years. Premiums are not known."""
    events = simulation.simulated(business.scenarios, years=years, seed=seed)
    gross = simulation.by_year(events, events.losses.sum(axis=1), years)
    found = []
    for limit in LIMITS:
        for retention in RETENTIONS:
            other = policy.model_copy(update={"aggregate": float(limit), "retention": float(retention)})
            kept = gross - simulation.by_year(events, recovery(events, other).sum(axis=1), years)
            bad, chance = simulation.quantile(kept, TAIL), simulation.exceeds(kept, business.bear)
            found.append(Terms(float(limit), float(retention), bad.value, chance.value))
    return tuple(found)


def _checks(exact: YearlyLoss, gross: Reals, bear: float) -> tuple[Check, ...]:
    return (
        Check("mean of a year", exact.mean, simulation.mean(gross)),
        Check(
            "chance of a year above what can be borne", exact.exceeds(bear), simulation.exceeds(gross, bear)
        ),
        Check("95th percentile of a year", exact.quantile(0.95), simulation.quantile(gross, 0.95)),
        Check("99th percentile of a year", exact.quantile(TAIL), simulation.quantile(gross, TAIL)),
    )
