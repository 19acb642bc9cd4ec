"""A policy applied the way a claims clerk would: one event after the other, with pencil and paper.

Written apart from the program's columns, to check them.
"""

from __future__ import annotations

from tocsin.risk.agreements import Agreement
from tocsin.risk.policy import Policy


def settle(policy: Policy, year: list[dict]) -> list[dict[Agreement, float]]:
    """Payments for the events of one policy year, each an amount by agreement with people and hours."""
    paid_under = dict.fromkeys(policy.covers, 0.0)
    paid_inside, told, payments = 0.0, 0.0, []
    used_together = [0.0] * len(policy.shared)
    for event in year:
        claim: dict[Agreement, float] = {}
        waited: dict[Agreement, float] = {}
        for agreement, cover in policy.covers.items():
            loss = event["losses"].get(agreement, 0.0)
            if cover.people is not None and event["people"]:
                loss *= min(event["people"], max(cover.people - told, 0.0)) / event["people"]
            hours = event["hours"]
            if cover.longest_hours is not None and hours > cover.longest_hours:
                loss *= cover.longest_hours / hours
                hours = cover.longest_hours
            if cover.waiting is not None:
                if event["hours"] <= cover.waiting.hours:
                    loss = 0.0
                elif cover.waiting.as_ == "retention" and hours:
                    waited[agreement] = loss * min(cover.waiting.hours / hours, 1.0)
            claim[agreement] = loss
        if policy.retentions == "each":
            for agreement in claim:
                own = max(policy.retention_of(agreement), waited.get(agreement, 0.0))
                claim[agreement] = max(claim[agreement] - own, 0.0)
        else:
            for agreement, hours_lost in waited.items():
                claim[agreement] -= hours_lost
            touched = [a for a, amount in claim.items() if amount > 0]
            retention = max((policy.retention_of(a) for a in touched), default=0.0)
            retention = max(retention - sum(waited.values()), 0.0)
            total = sum(claim.values())
            for agreement in claim:
                claim[agreement] *= max(total - retention, 0.0) / total if total else 0.0
        for agreement, cover in policy.covers.items():
            amount = claim[agreement] * cover.insured_share
            amount = amount if cover.each_event is None else min(amount, cover.each_event)
            if cover.limit is not None:
                left = max(cover.limit - paid_under[agreement], 0.0)
                paid_under[agreement] += amount
                amount = min(amount, left)
            claim[agreement] = amount
        for number, shared in enumerate(policy.shared):
            wanted = sum(claim[agreement] for agreement in shared.agreements)
            allowed = min(wanted, max(shared.limit - used_together[number], 0.0))
            used_together[number] += wanted
            for agreement in shared.agreements:
                claim[agreement] *= allowed / wanted if wanted else 0.0
        inside = sum(amount for a, amount in claim.items() if not policy.covers[a].outside)
        granted = min(inside, max(policy.aggregate - paid_inside, 0.0))
        paid_inside += inside
        for agreement in claim:
            if not policy.covers[agreement].outside and inside:
                claim[agreement] *= granted / inside
        told += event["people"]
        payments.append(claim)
    return payments
