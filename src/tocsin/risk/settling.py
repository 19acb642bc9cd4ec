"""What a policy pays for one event, to the cent: for a claim, where floating point will not do."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import ROUND_HALF_EVEN, Decimal

from tocsin.risk.agreements import Agreement
from tocsin.risk.policy import Cover, Policy

CENT = Decimal("0.01")
ZERO = Decimal(0)
Amounts = dict[Agreement, Decimal]


def cents(amount: Decimal) -> Decimal:
    """Rounded to the cent, halves to the even one."""
    return amount.quantize(CENT, ROUND_HALF_EVEN)


def settled(policy: Policy, losses: Mapping[Agreement, Decimal], people: int, hours: Decimal) -> Amounts:
    """Payments by agreement for the first event of a policy year; the same steps as `recovery`."""
    claim = {a: _covered(cover, losses.get(a, ZERO), people, hours) for a, cover in policy.covers.items()}
    waited = {a: _waited(cover, claim[a], hours) for a, cover in policy.covers.items()}
    claim = _each(policy, claim, waited) if policy.retentions == "each" else _single(policy, claim, waited)
    for agreement, cover in policy.covers.items():
        amount = claim[agreement] * Decimal(str(cover.insured_share))
        for most in (cover.each_event, cover.limit):
            if most is not None:
                amount = min(amount, Decimal(str(most)))
        claim[agreement] = cents(amount)
    for shared in policy.shared:
        claim = _cut(claim, list(shared.agreements), Decimal(str(shared.limit)))
    inside = [a for a in claim if not policy.covers[a].outside]
    return _cut(claim, inside, Decimal(str(policy.aggregate)))


def retention_left(
    policy: Policy, losses: Mapping[Agreement, Decimal], people: int, hours: Decimal
) -> Decimal:
    """Dollars the insured still bears before the policy pays; of a policy with one retention an event."""
    claim = {a: _covered(cover, losses.get(a, ZERO), people, hours) for a, cover in policy.covers.items()}
    touched = [a for a, amount in claim.items() if amount > 0]
    highest = max((policy.retention_of(a) for a in touched), default=policy.retention)
    return max(cents(Decimal(str(highest)) - sum(claim.values(), ZERO)), ZERO)


def _covered(cover: Cover, loss: Decimal, people: int, hours: Decimal) -> Decimal:
    if cover.people is not None and people:
        loss *= min(Decimal(1), Decimal(str(cover.people)) / people)
    if cover.waiting is not None and hours <= Decimal(str(cover.waiting.hours)):
        return ZERO
    if cover.longest_hours is not None and hours > Decimal(str(cover.longest_hours)):
        loss *= Decimal(str(cover.longest_hours)) / hours
    return loss


def _waited(cover: Cover, covered: Decimal, hours: Decimal) -> Decimal:
    if cover.waiting is None or cover.waiting.as_ != "retention" or not hours:
        return ZERO
    longest = hours if cover.longest_hours is None else min(hours, Decimal(str(cover.longest_hours)))
    return covered * min(Decimal(1), Decimal(str(cover.waiting.hours)) / longest)


def _each(policy: Policy, claim: Amounts, waited: Amounts) -> Amounts:
    own = {a: max(Decimal(str(policy.retention_of(a))), waited[a]) for a in claim}
    return {a: max(amount - own[a], ZERO) for a, amount in claim.items()}


def _single(policy: Policy, claim: Amounts, waited: Amounts) -> Amounts:
    left = {a: amount - waited[a] for a, amount in claim.items()}
    highest = max(
        (Decimal(str(policy.retention_of(a))) for a, amount in left.items() if amount > 0), default=ZERO
    )
    retention = max(highest - sum(waited.values(), ZERO), ZERO)
    total = sum(left.values(), ZERO)
    if not total:
        return left
    return {a: amount * max(total - retention, ZERO) / total for a, amount in left.items()}


def _cut(claim: Amounts, together: list[Agreement], most: Decimal) -> Amounts:
    """Cut in proportion to what these may be together; the cent of the rounding goes to the largest."""
    total = sum((claim[a] for a in together), ZERO)
    if total <= most:
        return claim
    cut = {a: cents(claim[a] * most / total) for a in together}
    largest = max(together, key=lambda a: cut[a])
    cut[largest] += most - sum(cut.values(), ZERO)
    return claim | cut
