"""What can happen to this business: patterns of breaches, each at the places of the inventory it reaches."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

import numpy as np
import yaml

from tocsin.model.facts import Facts
from tocsin.readiness import Inventory, Store
from tocsin.response.inventory import exposure_of_stores
from tocsin.response.progress import Watcher
from tocsin.risk.agreements import Agreement
from tocsin.risk.breachcost import BreachCost, Exposure, Interruption, breach_cost, breach_totals
from tocsin.risk.patterns import Pattern, patterns
from tocsin.risk.scenario import Business, frequency_of, published

NOT_COUNTED = "ransom, payments to thieves and lost customers are not in it"


@dataclass(frozen=True, slots=True)
class Happening:
    """One pattern at the places it reaches, with what each of its outcomes would cost."""

    pattern: Pattern
    stores: tuple[Store, ...]
    costs: tuple[BreachCost, ...]


@dataclass(frozen=True, slots=True)
class Drafted:
    """A business made from the inventory. left_out: patterns that were not made into a scenario, and why."""

    business: Business
    happenings: tuple[Happening, ...]
    left_out: tuple[str, ...]


def happenings(
    facts: Facts, inventory: Inventory, day: date, watcher: Watcher, interruption: Interruption | None = None
) -> list[Happening]:
    """Every pattern that reaches a place of the inventory."""
    found = []
    known = patterns().patterns.values()
    with watcher.work("Asking the law", float(len(known))) as bar:
        for pattern in known:
            bar.say(pattern.name)
            reached = tuple(one for one in inventory.stores if one.kind in pattern.reaches)
            outcomes = [list(reached)] if pattern.at_once else [[one] for one in reached]
            costs = tuple(
                breach_cost(_exposed(facts, outcome, day, interruption if pattern.stands_still else None))
                for outcome in outcomes
                if outcome
            )
            if costs:
                found.append(Happening(pattern, reached, costs))
            bar.advance(1.0)
    return found


def _exposed(facts: Facts, stores: Sequence[Store], day: date, interruption: Interruption | None) -> Exposure:
    return replace(exposure_of_stores(facts, stores, day), interruption=interruption)


def drafted(found: Sequence[Happening], *, name: str, bear: float, frequency: str) -> Drafted:
    """The business of ``risk.yaml``: how often from a published frequency times the share of each pattern.

    The two are of different populations; every scenario says so. Raises KeyError for a frequency that is not
    published.
    """
    often = frequency_of(published()[frequency]).mean
    source = patterns().source
    scenarios, left = [], []
    for one in found:
        if one.pattern.share is None:
            left.append(f"{one.pattern.name}: no share of it was read; add it with your own once_in_years")
            continue
        scenarios.append(_scenario(one, often * one.pattern.share, frequency, source.title))
    reached = {one.pattern.name for one in found}
    for pattern in patterns().patterns.values():
        if pattern.name not in reached:
            kinds = ", ".join(pattern.reaches)
            left.append(f"{pattern.name}: the inventory names no place of kind {kinds}")
    business = Business.model_validate({"name": name, "bear": bear, "scenarios": scenarios})
    return Drafted(business, tuple(found), tuple(left))


def _scenario(one: Happening, often: float, frequency: str, source: str) -> dict[str, Any]:
    totals = np.concatenate([breach_totals(cost.exposure) for cost in one.costs])
    low, middle, high = (float(round(q, -2)) for q in np.quantile(totals, (0.05, 0.5, 0.95)))
    made: dict[str, Any] = {
        "name": one.pattern.name,
        "once_in_years": round(1 / often, 1),
        "loss": {"p5": low, "p50": middle, "p95": high},
        "shares": _shares(one.costs),
        "why": _why(one, frequency, source),
    }
    people = _range([cost.exposure.at_most for cost in one.costs])
    if people is not None:
        made["people"] = people
    hours = one.costs[0].exposure.interruption
    if hours is not None:
        made["hours"] = {"p5": hours.hours.p5, "p50": hours.hours.p50, "p95": hours.hours.p95}
    return made


def _why(one: Happening, frequency: str, source: str) -> str:
    share = f"{one.pattern.share:.0%}".replace("%", " %")
    places = ", ".join(store.name for store in one.stores)
    return (
        f"{one.pattern.says}. Places: {places}. How often: {frequency} "
        f"times {share} of breaches ({source}), which are two populations. Loss: put together as by tocsin "
        f"risk breach; {NOT_COUNTED}."
    )


def _shares(costs: Sequence[BreachCost]) -> dict[str, float]:
    """Of the mean of all outcomes, by agreement; the rounding goes to the largest."""
    mean = sum(cost.mean for cost in costs)
    parts = {
        agreement: round(sum(cost.shares.get(agreement, 0.0) * cost.mean for cost in costs) / mean, 3)
        for agreement in Agreement
    }
    parts = {agreement: part for agreement, part in parts.items() if part > 0}
    largest = max(parts, key=lambda one: parts[one])
    parts[largest] = round(parts[largest] + 1 - sum(parts.values()), 3)
    return {agreement.value: part for agreement, part in parts.items()}


def _range(counts: Sequence[int]) -> dict[str, float] | None:
    """From the smallest to the largest outcome; a single one with a tenth to either side."""
    told = sorted(count for count in counts if count)
    if not told:
        return None
    middle = float(np.median(told))
    return {
        "p5": round(min(told[0], middle * 0.9), 1),
        "p50": middle,
        "p95": round(max(told[-1], middle * 1.1), 1),
    }


def dump_business(business: Business) -> str:
    """As YAML, to be gone through by hand."""
    said = business.model_dump(mode="json", exclude_defaults=True)
    return yaml.safe_dump(said, sort_keys=False, allow_unicode=True, width=110)
