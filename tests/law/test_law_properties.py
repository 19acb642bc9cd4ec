"""What must hold for any facts and any people."""

from __future__ import annotations

import copy
from datetime import date, timedelta
from typing import Any

from hypothesis import assume, given, settings
from hypothesis import strategies as st
from law_golden import merge, people

from tocsin.law import Obligation, evaluate, load_rules
from tocsin.model.facts import Facts

ELEMENTS = [
    "person_name",
    "ssn",
    "email_address",
    "medical_information",
    "financial_account",
    "password",
    "passport",
]
ROLES = [
    "hipaa_covered_entity",
    "hipaa_business_associate",
    "glba_financial_institution",
    "bank",
    "nydfs_covered_entity",
]
INTRUSION = ["accessed", "acquired", "used", "released", "good_faith_employee"]
TO_DO = ("due", "overdue", "done", "keep")

yes_no = st.booleans()
days = st.dates(date(2024, 6, 1), date(2026, 10, 1))
groups_of_people = st.fixed_dictionaries(
    {
        "residence": st.sampled_from(["CA", "NY", "TX"]),
        "elements": st.sets(st.sampled_from(ELEMENTS), min_size=1),
        "protection": st.sampled_from(["plain", "encrypted", "redacted"]),
        "kind": st.sampled_from(["customer", "employee", "patient"]),
        "people": st.sampled_from([1, 249, 250, 499, 500, 501, 5001, 10001]),
    }
)


@st.composite
def known_facts(draw: st.DrawFn) -> dict[str, Any]:
    """Facts in which nothing is unknown except legal questions."""
    discovered = draw(days)
    harm = {name: draw(yes_no) for name in ("harm_reasonably_likely", "misuse_seen", "investigated")}
    return {
        "organisation": {"name": "Example", "roles": {role: draw(yes_no) for role in ROLES}},
        "as_of": date(2026, 11, 23),
        "incident": {
            "kind": draw(st.sampled_from(["hacking", "insider", "misdirected"])),
            "medium": draw(st.sampled_from(["computerised", "paper"])),
            "own_data": draw(yes_no),
            "data_of_others": draw(yes_no),
            "intrusion": {name: draw(yes_no) for name in INTRUSION},
            "protection": {"encrypted": draw(yes_no), "key_taken": draw(yes_no), "redacted": draw(yes_no)},
            "dates": {"occurred_from": discovered, "discovered": discovered, "determined_breach": discovered},
            "harm": {**harm, "written_down_on": discovered + timedelta(days=3)},
        },
    }


def answers(facts: dict[str, Any], groups: list[dict[str, Any]]) -> dict[str, Obligation]:
    return {one.id: one for one in evaluate(Facts.model_validate(facts), people(groups))}


def leaves(facts: dict[str, Any], prefix: tuple[str, ...] = ()) -> list[tuple[str, ...]]:
    found = []
    for key, value in facts.items():
        found += leaves(value, (*prefix, key)) if isinstance(value, dict) else [(*prefix, key)]
    return [path for path in found if path not in (("organisation", "name"), ("as_of",))]


def forget(facts: dict[str, Any], path: tuple[str, ...]) -> None:
    for key in path[:-1]:
        facts = facts[key]
    facts[path[-1]] = None


@settings(max_examples=60, deadline=None)
@given(st.data(), known_facts(), st.lists(groups_of_people, min_size=1, max_size=4))
def test_what_is_not_known_never_reads_as_not_due(
    data: st.DataObject, facts: dict[str, Any], groups: list[dict[str, Any]]
) -> None:
    """If a value of the unknown facts makes a duty due, not knowing them must not make it "not due"."""
    known = answers(facts, groups)
    masked, fewer = copy.deepcopy(facts), copy.deepcopy(groups)
    for path in data.draw(st.lists(st.sampled_from(leaves(facts)), max_size=6)):
        forget(masked, path)
    for group in fewer:
        for column in data.draw(
            st.sets(st.sampled_from(["residence", "kind", "people", "protection"]), max_size=2)
        ):
            group[column] = None
    for key, one in answers(masked, fewer).items():
        if one.status == "not_due" and key in known:
            assert known[key].status == "not_due", f"{key}: {one.why}"


@settings(max_examples=40, deadline=None)
@given(known_facts(), st.lists(groups_of_people, min_size=1, max_size=3), groups_of_people)
def test_more_people_never_take_a_recipient_away(
    facts: dict[str, Any], groups: list[dict[str, Any]], more: dict[str, Any]
) -> None:
    """Duties for small breaches hand over to those for large ones, so recipients are compared."""
    before, after = answers(facts, groups), answers(facts, [*groups, more])
    owed = {(one.rule, one.recipient) for one in after.values() if one.status != "not_due"}
    assert {(one.rule, one.recipient) for one in before.values() if one.status != "not_due"} <= owed


@settings(max_examples=30, deadline=None)
@given(known_facts(), st.lists(groups_of_people, min_size=1, max_size=3), st.integers(1, 60))
def test_later_discovery_never_gives_an_earlier_deadline(
    facts: dict[str, Any], groups: list[dict[str, Any]], later: int
) -> None:
    day = facts["incident"]["dates"]["discovered"]
    assume(
        (day >= date(2025, 4, 1) and day + timedelta(days=later) <= date(2025, 12, 31))
        or day >= date(2026, 1, 1)
    )
    moved = {
        "incident": {
            "dates": {name: day + timedelta(days=later) for name in ("discovered", "determined_breach")}
        }
    }
    first, second = answers(facts, groups), answers(merge(facts, moved), groups)
    for key, one in first.items():
        if one.deadline and second[key].deadline:
            assert second[key].deadline >= one.deadline, key


@settings(max_examples=30, deadline=None)
@given(known_facts(), st.lists(groups_of_people, min_size=2, max_size=5), st.randoms(use_true_random=False))
def test_the_order_of_groups_does_not_matter(
    facts: dict[str, Any], groups: list[dict[str, Any]], chance: Any
) -> None:
    shuffled = list(groups)
    chance.shuffle(shuffled)
    assert answers(facts, groups) == answers(facts, shuffled)


@settings(max_examples=30, deadline=None)
@given(known_facts(), groups_of_people)
def test_splitting_a_group_in_two_changes_nothing(facts: dict[str, Any], group: dict[str, Any]) -> None:
    assume(group["people"] > 1)
    halves = [{**group, "people": group["people"] - 1}, {**group, "people": 1}]
    assert answers(facts, [group]) == answers(facts, halves)


@settings(max_examples=40, deadline=None)
@given(st.data(), known_facts(), st.lists(groups_of_people, min_size=1, max_size=3))
def test_depends_always_says_on_what(
    data: st.DataObject, facts: dict[str, Any], groups: list[dict[str, Any]]
) -> None:
    for path in data.draw(st.lists(st.sampled_from(leaves(facts)), max_size=8)):
        forget(facts, path)
    for one in answers(facts, groups).values():
        assert bool(one.depends_on) == (one.status == "depends"), one.id
        assert one.deadline is None or one.legal_status in ("in_force", "enacted"), one.id
        assert one.why and one.status in (*TO_DO, "depends", "not_due"), one.id


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
