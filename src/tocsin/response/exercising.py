"""An exercise from the inventory: a pattern of breaches at the places it reaches, with the law's numbers."""

from __future__ import annotations

from datetime import date

from tocsin.model.elements import jurisdictions
from tocsin.model.facts import Facts
from tocsin.readiness import Inventory, Plan, Store
from tocsin.response.inventory import Outlook, outlooks
from tocsin.response.progress import Watcher
from tocsin.risk.page import money
from tocsin.risk.patterns import patterns

PLACES_NAMED = 3


class NoExercise(ValueError):
    """The inventory has nothing that this pattern reaches. The message says what to do."""


def reached_by(pattern: str, inventory: Inventory) -> list[Store]:
    """The places that a pattern reaches. Raises NoExercise."""
    known = patterns().patterns[pattern]
    found = [store for store in inventory.stores if store.kind in known.reaches]
    if not found:
        raise NoExercise(
            f"“{known.name}” reaches places of kind {', '.join(known.reaches)}; the inventory names none. "
            "Say of each place of what kind it is, or choose another --pattern."
        )
    return found


def story_facts(
    pattern: str, facts: Facts, inventory: Inventory, plan: Plan | None, day: date, watcher: Watcher
) -> dict[str, str]:
    """What is put into the story: the place with most people to tell among those that the pattern reaches.

    Raises NoExercise.
    """
    only = Inventory(stores=reached_by(pattern, inventory))
    worst = outlooks(facts, only, day, watcher)[0]
    told = f"{worst.told:,}" if worst.told == worst.at_most else f"{worst.told:,} to {worst.at_most:,}"
    return {
        "organisation": facts.organisation.name,
        "store": f"“{worst.store.name}”",
        "people": f"{worst.people:,}",
        "places": _places(worst),
        "told": told,
        "offices": f"{worst.offices} and {worst.depends} that hang on facts",
        "first": f"{(worst.first - day).days} days after ({worst.first_what})"
        if worst.first
        else "none given",
        "cost": f"{money(worst.cost.low)} to {money(worst.cost.high)}",
        "channel": (plan.get("channel") if plan is not None else "") or "the plan names none",
    }


def _places(one: Outlook) -> str:
    names = [jurisdictions().get(code, code) for code in one.places]
    more = len(names) - PLACES_NAMED
    return (
        ", ".join(names[:PLACES_NAMED]) + (f" and {more} more places" if more > 0 else "") or "places unknown"
    )
