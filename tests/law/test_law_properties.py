"""What must hold for any facts and any people."""

from __future__ import annotations

import copy
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from random import Random
from typing import Any, NamedTuple

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from law_golden import people
from law_strategies import crowds, known_facts, seeds

from tocsin.law import Obligation, evaluate, load_rules
from tocsin.law.counting import limit_words
from tocsin.law.ruleform import Duty
from tocsin.model.facts import Facts

NIGHTLY = 40
"""How many times as many examples the nightly run tries."""

RANK = {"not_due": 0, "depends": 1, "due": 2, "overdue": 2, "done": 2, "keep": 2}
HIDDEN = ["residence", "kind", "people", "protection", "minor", "deceased"]
"""What may be unknown of people; their data is what was found."""


def answers(facts: dict[str, Any], groups: list[dict[str, Any]]) -> dict[str, Obligation]:
    return {one.id: one for one in evaluate(Facts.model_validate(facts), people(groups))}


def written(one: Obligation) -> Duty | None:
    """The duty in the rule file behind a row; None for rows of no file and of what must be kept."""
    book = load_rules()
    name = one.id.removeprefix(f"{one.rule}.")
    return book[one.rule].duty(name) if one.rule in book and name in book[one.rule].duty_ids else None


def named_duties(raw: Any, wanted: str = "not_due") -> Iterator[str]:
    """Duties a condition wants to be (not) due."""
    if isinstance(raw, list):
        for part in raw:
            yield from named_duties(part, wanted)
    elif isinstance(raw, dict):
        if "duty" in raw and raw.get("is", "due") == wanted:
            yield raw["duty"]
        for part in raw.values():
            yield from named_duties(part, wanted)


def asks_what_is_known(raw: Any) -> bool:
    """Whether a condition is about a record: that something has been found out at all."""
    if isinstance(raw, list):
        return any(map(asks_what_is_known, raw))
    return isinstance(raw, dict) and ("known" in raw or any(map(asks_what_is_known, raw.values())))


def handed_over(one: Obligation, after: dict[str, Obligation]) -> str:
    """Why a duty went although people were added, by the rule file itself; empty if it does not say."""
    duty, why = written(one), " | ".join(one.why)
    if duty is None:
        return ""
    if duty.people and (duty.people.lt or duty.people.le):
        larger = [row for row in after.values() if row.rule == one.rule and RANK[row.status]]
        takes = [row.id for row in larger if _for_large_breaches(written(row))]
        if takes and (one.status == "depends" or limit_words(duty.people) in why):
            return f"{takes} for larger breaches"
    for other in named_duties(duty.when):
        row = after.get(other if "." in other else f"{one.rule}.{other}")
        if row and RANK[row.status]:
            return f"{row.id} instead"
    for instead in duty.instead:
        if instead.effect != "content_only" and (one.status == "depends" or instead.words in why):
            return instead.words
    return ""


def _for_large_breaches(duty: Duty | None) -> bool:
    return bool(duty and duty.people and (duty.people.ge or duty.people.gt))


def more_people_take_nothing_away(
    facts: dict[str, Any], groups: list[dict[str, Any]], more: list[dict[str, Any]]
) -> None:
    """A duty goes only by a rule that says so: a larger breach has another, or another regime steps in."""
    before, after = answers(facts, groups), answers(facts, [*groups, *more])
    for key, one in before.items():
        if key.startswith("scope."):  # people now live there: the rows of the law itself
            continue
        assert key in after, f"{key} is not listed any more"
        if RANK[after[key].status] < RANK[one.status]:
            assert handed_over(after[key], after), f"{key}: {after[key].why}"
        elif RANK[one.status] and one.people is not None and not handed_over(after[key], after):
            assert (after[key].people or 0) >= one.people, key


def later_events_give_no_earlier_deadline(
    facts: dict[str, Any], groups: list[dict[str, Any]], later: list[int]
) -> None:
    """Whatever is discovered, determined or told later; where the same text of the law applies."""
    moved = copy.deepcopy(facts)
    dates = moved["incident"]["dates"]
    for number, name in enumerate(name for name in dates if name != "occurred_from"):
        dates[name] += timedelta(days=later[0] + later[number] if number else later[0])
    first, second = answers(facts, groups), answers(moved, groups)
    amended = {one.rule for key, one in first.items() if key in second and second[key].version != one.version}
    for key, one in first.items():
        if one.deadline and key in second and second[key].deadline and one.rule not in amended:
            assert second[key].deadline >= one.deadline, f"{key}: {one.deadline_text}"


def leaves(facts: dict[str, Any], prefix: tuple[str, ...] = ()) -> list[tuple[str, ...]]:
    found = []
    for key, value in facts.items():
        found += leaves(value, (*prefix, key)) if isinstance(value, dict) else [(*prefix, key)]
    return [path for path in found if path not in (("organisation", "name"), ("as_of",))]


def forget(facts: dict[str, Any], path: tuple[str, ...]) -> None:
    for key in path[:-1]:
        facts = facts[key]
    if path[-2:-1] == ("licensed_in",):
        del facts[path[-1]]
    else:
        facts[path[-1]] = None


def masked(
    facts: dict[str, Any], groups: list[dict[str, Any]], chance: Random
) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    """The same with any of the facts, and anything about people but their data, not known."""
    fewer_facts, fewer = copy.deepcopy(facts), copy.deepcopy(groups)
    share = chance.choice([0.02, 0.1, 0.5, 1])
    for path in leaves(facts):
        if chance.random() < share:
            forget(fewer_facts, path)
    for group in fewer:
        for column in HIDDEN:
            if chance.random() < 0.15:
                group[column] = None
    return fewer_facts, fewer


def unknown_never_reads_as_not_due(
    facts: dict[str, Any], groups: list[dict[str, Any]], chance: Random
) -> None:
    """If the facts make a duty due, not knowing some of them must not make it "not due", nor hide it."""
    known = answers(facts, groups)
    found = answers(*masked(facts, groups, chance))
    open_laws = " ".join(line for key, one in found.items() if key.startswith("scope.") for line in one.why)
    for key, one in known.items():
        if RANK[one.status] < 2 or written(one) is None:
            continue
        if key not in found:
            hidden = "residence.unknown" in found or load_rules()[one.rule].form.law in open_laws
            assert hidden, f"{key} is not listed any more"
        elif found[key].status == "not_due":
            assert presumed_instead(one, found), f"{key}: {found[key].why}"


def presumed_instead(one: Obligation, found: dict[str, Obligation]) -> bool:
    """Whether another duty stands in its place: the law presumes harm until there is shown to be none.

    That may be a duty its condition names, the one of a regime that steps in, or, where the duty is to tell
    of a decision that is not known to have been made, the one to tell the people.
    """
    duty = written(one)
    assert duty is not None
    others = [other if "." in other else f"{one.rule}.{other}" for other in named_duties(duty.when)]
    others += [instead.by for instead in duty.instead if instead.by]
    if asks_what_is_known(duty.when):
        others.append(f"{one.rule}.individuals")
    return any(RANK[found[other].status] for other in others if other in found)


def the_order_of_people_does_not_matter(
    facts: dict[str, Any], groups: list[dict[str, Any]], chance: Random
) -> None:
    shuffled = list(groups)
    chance.shuffle(shuffled)
    assert answers(facts, groups) == answers(facts, shuffled)


def splitting_a_group_changes_nothing(
    facts: dict[str, Any], groups: list[dict[str, Any]], first: int
) -> None:
    split = [
        {**group, "people": number}
        for group in groups
        for number in (min(first, group["people"]), group["people"] - min(first, group["people"]))
        if number
    ]
    assert answers(facts, groups) == answers(facts, split)


def the_people_of_a_duty_add_up(facts: dict[str, Any], groups: list[dict[str, Any]]) -> None:
    """Whom a duty is about, one learns from them alone: not from others who look alike to that law."""
    together = answers(facts, groups)
    apart = [answers(facts, [group]) for group in groups]
    for key, one in together.items():
        duty = written(one)
        if duty is None or one.people is None or one.status == "not_due" or duty.people or duty.requires:
            continue
        raw = [duty.when, *(instead.when for instead in duty.instead)]
        if not any((*named_duties(raw), *named_duties(raw, "due"))):
            counted = sum(rows[key].people or 0 for rows in apart if key in rows)
            assert one.people == counted, key


def depends_always_says_on_what(facts: dict[str, Any], groups: list[dict[str, Any]], chance: Random) -> None:
    for one in answers(*masked(facts, groups, chance)).values():
        assert bool(one.depends_on) == (one.status == "depends"), one.id
        assert one.deadline is None or one.legal_status in ("in_force", "enacted"), one.id
        assert one.why and one.status in RANK, one.id


class Property(NamedTuple):
    body: Callable[..., None]
    examples: int
    more: dict[str, st.SearchStrategy[Any]] = {}  # noqa: RUF012 - of a named tuple, never changed


PROPERTIES = [
    Property(more_people_take_nothing_away, 40, {"more": crowds}),
    Property(
        later_events_give_no_earlier_deadline,
        30,
        {"later": st.lists(st.sampled_from([0, 1, 2, 5, 30, 365]), min_size=9, max_size=9)},
    ),
    Property(unknown_never_reads_as_not_due, 50, {"chance": seeds}),
    Property(the_order_of_people_does_not_matter, 25, {"chance": seeds}),
    Property(splitting_a_group_changes_nothing, 25, {"first": st.sampled_from([1, 250, 500])}),
    Property(the_people_of_a_duty_add_up, 20),
    Property(depends_always_says_on_what, 25, {"chance": seeds}),
]


def hold(one: Property, examples: int) -> None:
    """Try a property on so many examples."""
    tried = given(facts=known_facts, groups=crowds, **one.more)(one.body)
    settings(max_examples=examples, deadline=None, suppress_health_check=list(HealthCheck))(tried)()


@pytest.mark.parametrize("one", PROPERTIES, ids=lambda one: one.body.__name__)
def test_it_always_holds(one: Property) -> None:
    hold(one, one.examples)


@pytest.mark.slow
@pytest.mark.parametrize("one", PROPERTIES, ids=lambda one: one.body.__name__)
def test_it_always_holds_on_many_examples(one: Property) -> None:
    hold(one, one.examples * NIGHTLY)


def test_every_rule_is_reached_by_the_facts_above() -> None:
    """The properties are worth something only if duties become due in them."""
    facts = {
        "organisation": {"name": "Example"},
        "incident": {
            "kind": "hacking",
            "medium": "computerised",
            "intrusion": {"acquired": True},
            "protection": {"encrypted": False},
            "dates": {"discovered": date(2026, 3, 2)},
        },
    }
    found = answers(
        facts,
        [
            {"residence": place, "elements": ["person_name", "ssn"], "people": 10001}
            for place in ("CA", "NY", "TX")
        ],
    )
    assert {one.rule for one in found.values()} >= {"CA", "NY", "TX", "US-HIPAA"} <= set(load_rules().rules)
