"""What a policy pays for simulated events: whole columns at once, event after event of a year in order.

The order is the usual one of such forms: hours, then retention, coinsurance, the limit an event, the limit
of the agreement for the year, one that agreements share, the aggregate limit of the policy.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from tocsin.risk.agreements import COLUMN, INTERRUPTIONS, Agreement
from tocsin.risk.policy import Cover, Policy

Reals = NDArray[np.float64]
Counts = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Events:
    """Simulated events, those of a year together and in the order they happen.

    year: number of the simulated year of each, rising. losses: dollars, events x agreements. people: to be
    told, of each. hours: of interruption, of each.
    """

    year: Counts
    losses: Reals
    people: Reals
    hours: Reals

    @property
    def count(self) -> int:
        """How many events."""
        return len(self.year)


def recovery(events: Events, policy: Policy) -> Reals:
    """Dollars the policy pays, events x agreements."""
    paid = np.zeros_like(events.losses)
    bought = [(agreement, COLUMN[agreement]) for agreement in policy.covers]
    for agreement, column in bought:
        paid[:, column] = _covered(events, policy.covers[agreement], agreement)
    _retain(paid, events, policy)
    first = _first_of_year(events.year)
    for agreement, column in bought:
        cover = policy.covers[agreement]
        amount = paid[:, column] * cover.insured_share
        if cover.each_event is not None:
            np.minimum(amount, cover.each_event, out=amount)
        if cover.limit is not None:
            amount = _within(amount, cover.limit, first)
        paid[:, column] = amount
    for shared in policy.shared:
        _share(paid, [COLUMN[agreement] for agreement in shared.agreements], shared.limit, first)
    inside = [column for agreement, column in bought if not policy.covers[agreement].outside]
    _share(paid, inside, policy.aggregate, first)
    return paid


def _share(paid: Reals, columns: list[int], limit: float, first: Counts) -> None:
    """Cuts columns, each in proportion, to a limit that they use up together in a year."""
    total = paid[:, columns].sum(axis=1)
    kept = np.divide(_within(total, limit, first), total, out=np.ones_like(total), where=total > 0)
    paid[:, columns] *= kept[:, None]


def _covered(events: Events, cover: Cover, agreement: Agreement) -> Reals:
    """The part of the loss that the agreement speaks of, before money comes in."""
    loss = events.losses[:, COLUMN[agreement]]
    if cover.people is not None:
        told = _within(events.people, cover.people, _first_of_year(events.year))
        return loss * np.divide(told, events.people, out=np.ones_like(told), where=events.people > 0)
    if agreement not in INTERRUPTIONS:
        return loss.copy()
    made = loss.copy()
    if cover.longest_hours is not None:
        longest = np.minimum(events.hours, cover.longest_hours)
        made *= np.divide(longest, events.hours, out=np.ones_like(made), where=events.hours > 0)
    if cover.waiting is not None:
        made[events.hours <= cover.waiting.hours] = 0.0
    return made


def _waited(events: Events, cover: Cover, covered: Reals) -> Reals:
    """The loss of the hours waited, where the waiting period is a retention."""
    if cover.waiting is None or cover.waiting.as_ != "retention":
        return np.zeros_like(covered)
    longest = events.hours if cover.longest_hours is None else np.minimum(events.hours, cover.longest_hours)
    share = np.divide(cover.waiting.hours, longest, out=np.zeros_like(covered), where=longest > 0)
    return covered * np.minimum(share, 1.0)


def _retain(paid: Reals, events: Events, policy: Policy) -> None:
    """Takes the retentions off what is covered."""
    waited = {
        agreement: _waited(events, cover, paid[:, COLUMN[agreement]])
        for agreement, cover in policy.covers.items()
        if cover.waiting is not None and cover.waiting.as_ == "retention"
    }
    if policy.retentions == "each":
        for agreement in policy.covers:
            column = paid[:, COLUMN[agreement]]
            own = np.maximum(policy.retention_of(agreement), waited.get(agreement, 0.0))
            paid[:, COLUMN[agreement]] = np.maximum(column - own, 0.0)
        return
    # Waited hours first: they are that agreement's own. Then one retention for all, the highest that applies.
    for agreement, hours in waited.items():
        paid[:, COLUMN[agreement]] -= hours
    highest = np.zeros(events.count)
    for agreement in policy.covers:
        touched = paid[:, COLUMN[agreement]] > 0
        np.maximum(highest, policy.retention_of(agreement), out=highest, where=touched)
    already = sum((hours for hours in waited.values()), np.zeros(events.count))
    total = paid.sum(axis=1)
    left = np.maximum(total - np.maximum(highest - already, 0.0), 0.0)
    paid *= np.divide(left, total, out=np.zeros_like(total), where=total > 0)[:, None]


def _first_of_year(year: Counts) -> Counts:
    """For each event the number of the first event of its year."""
    starts = np.flatnonzero(np.diff(year, prepend=year[:1] - 1))
    return np.repeat(starts, np.diff(np.append(starts, len(year))))


def _within(amounts: Reals, limit: float, first: Counts) -> Reals:
    """What is left of each amount when a year's sum may not go beyond a limit: first come, first served."""
    if not len(amounts):
        return amounts
    before = np.cumsum(amounts) - amounts
    before -= before[first]
    return np.clip(limit - before, 0.0, amounts)
