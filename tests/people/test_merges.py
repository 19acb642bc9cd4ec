"""Every join is written down, and what people decided holds in every one of them, whatever made it."""

from __future__ import annotations

import random
from dataclasses import replace
from typing import Any

import pytest
from making import person, tables, together

from tocsin.people import BALANCED, STRICT, Resolved, Ruling, distinct, resolve, steps
from tocsin.people.joining import WHOLE

HOMES = [
    {"street": f"{n} Oak Street", "city": "Tucson", "state": "AZ", "postal_code": "85701"} for n in range(9)
]
SETTINGS = [STRICT, BALANCED, replace(STRICT, train_from=1)]


def crowd() -> list[dict[str, Any]]:
    """People who are told apart by little; no two mentions say exactly the same."""
    rng = random.Random(7)
    facts: list[tuple[str, dict[str, Any]]] = []
    while len(facts) < 150:
        name = " ".join(
            rng.choice(names) for names in (("Ann", "Anne", "Bo", "Philippa"), "ABC", ("Lee", "Moe"))
        )
        number = rng.randrange(40)
        number_of = rng.choice([{"ssn": f"5123{number:05d}"}, {"ssn_last4": f"{number:04d}"}, {}])
        born = {"dob": f"1980-02-{1 + number % 28:02d}"} if rng.random() < 0.4 else {}
        home = HOMES[number % 9] if rng.random() < 0.6 or not (number_of or born) else {}
        if (name, number_of | born | home) not in facts:
            facts.append((name, number_of | born | home))
    return [person(f"m{number:03d}", name, **said) for number, (name, said) in enumerate(facts)]


CROWD = crowd()


def replayed(result: Resolved) -> set[frozenset[str]]:
    """The rows that come about when everybody's merges are made again, in their order."""
    row = {mention: frozenset([mention]) for mention in result.links["mention"].to_pylist()}
    for ident in result.people["id"].to_pylist():
        made = steps(ident, result.merges)
        assert [step.number for step in made] == list(range(1, len(made) + 1))
        for step in made:
            assert row[step.one] != row[step.other], "a merge joins two rows"
            whole = row[step.one] | row[step.other]
            row.update(dict.fromkeys(whole, whole))
    return set(row.values())


def answers(result: Resolved, seed: int) -> list[Ruling]:
    """Answers about rows there are, one of them about two that are one row now: it is torn apart."""
    rng = random.Random(seed)
    people = sorted(set(result.people["id"].to_pylist()))
    named = distinct(people, result.links, result.merges)
    said = []
    for number, verdict in enumerate(["same", "different", "same", "different"]):
        one, other = rng.sample(people, 2)
        said.append(Ruling(f"d{number}", verdict, named[one], named[other], "A. Counsel", "2026-03-01"))
    large = max(people, key=lambda each: (len(named[each]), each))
    ours, theirs = named[large][:1], named[large][1:2]
    return [*said, Ruling("d9", "different", ours, theirs, "A. Counsel", "2026-03-01")]


@pytest.mark.parametrize("settings", SETTINGS)
def test_every_row_can_be_put_together_again_from_its_merges(settings):
    plain = resolve(*tables(*CROWD), settings=settings)
    assert replayed(plain) == together(plain)
    assert any(how and how != WHOLE for how in plain.merges["how"].to_pylist())
    decided = resolve(*tables(*CROWD), settings=settings, decisions=answers(plain, 1))
    assert replayed(decided) == together(decided)


def test_a_merge_of_two_whole_rows_says_that_it_is_one():
    two_numbers = [
        person("a", "Linda C Villatoro", ssn="512345678", drivers_license="D1234567", **HOMES[0]),
        person("b", "Linda C Villatoro", ssn="598761234", drivers_license="D1234567", **HOMES[0]),
    ]
    result = resolve(*tables(*two_numbers))
    assert together(result) == {frozenset("ab")}
    [row] = result.people.to_pylist()
    [step] = steps(row["id"], result.merges)
    assert step.words.startswith(WHOLE)


@pytest.mark.parametrize("settings", SETTINGS)
@pytest.mark.parametrize("seed", [1, 2, 3])
def test_what_people_decided_holds_in_rules_weights_whole_rows_and_attachment(settings, seed):
    plain = resolve(*tables(*CROWD), settings=settings)
    rulings = answers(plain, seed)
    result = resolve(*tables(*CROWD), settings=settings, decisions=rulings)
    owner = {mention: row for row in together(result) for mention in row}
    followed = [ruling for ruling in rulings if ruling.id not in result.overruled]
    assert rulings[-1] in followed
    for ruling in followed:
        same = owner[ruling.one[0]] == owner[ruling.other[0]]
        assert same == (ruling.verdict == "same")


def test_two_that_people_keep_apart_are_not_joined_as_whole_rows():
    mentions = [
        person("a", "Philippa Ann Ostrander", ssn="512345678", dob="1980-02-03", **HOMES[0]),
        person("b", "Phillipa Ostrander", ssn_last4="5678", dob="1980-02-03"),
    ]
    assert together(resolve(*tables(*mentions))) == {frozenset("ab")}
    apart = Ruling("d1", "different", ("a",), ("b",), "A. Counsel", "2026-03-01")
    late = person("c", "Philippa Ann Ostrander", ssn="512345678", email="philippa@example.org")
    result = resolve(*tables(*mentions, late), decisions=[apart])
    assert not any({"a", "b"} <= row for row in together(result))


@pytest.mark.parametrize("settings", SETTINGS)
def test_asking_changes_neither_rows_nor_weights(settings):
    plain = resolve(*tables(*CROWD), settings=settings)
    asked = resolve(*tables(*CROWD), settings=settings, per_thousand=100)
    assert asked.candidates.num_rows > 0
    assert asked.links.equals(plain.links)
    assert asked.merges.equals(plain.merges)
    assert asked.model.equals(plain.model)
