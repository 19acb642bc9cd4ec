"""Why two are one or two: every field with its weight, what forbids it, and how a row came about."""

from __future__ import annotations

import pytest
from making import person, resolved, tables

from tocsin.people import STRICT, Outcome, Why, evidence, explain, masked, speaks, steps, why
from tocsin.people.coded import Coded
from tocsin.people.engine import opened
from tocsin.people.policy import shipped
from tocsin.people.prepare import prepare
from tocsin.people.profiles import Profiles
from tocsin.people.rules import apply
from tocsin.people.scoring import Scorer
from tocsin.people.settings import Home

HOME = {"street": "12 Oak Street", "city": "Tucson", "state": "AZ", "postal_code": "85701"}
ANN = person("a", "Ann Beatrice Lee", ssn="512345678", dob="1980-02-03", **HOME)
ANNA = person("b", "Ann B Lee", ssn="512345687", dob="1980-03-02", email="ann@example.org")
JOAN = person("c", "Joan Lee", dob="1971-06-07", phone="520-555-0101", **HOME)
CROWD = [
    person(f"x{n}", f"Ann {name}", ssn=f"5301{n:05}") for n, name in enumerate(("Moe", "Noe", "Poe", "Roe"))
]


def compared(one: str, other: str) -> Why:
    mentions, identifiers = tables(ANN, ANNA, JOAN, *CROWD)
    model = resolved(ANN, ANNA, JOAN, *CROWD).model
    return why(mentions, identifiers, [one], [other], model)


def outcome(found: Why, field: str) -> Outcome:
    return next(each for each in found.fields if each.field == field)


def test_every_field_says_whether_it_is_the_same_similar_different_or_missing():
    found = compared("a", "b")
    told = {each.field: each.outcome for each in found.fields}
    assert told["first name"] == "same"
    assert told["middle name"] == "similar"
    assert told["tax number"] == "similar"
    assert told["birth date"] == "similar"
    assert told["address"] == "missing"
    assert outcome(found, "address").weight == 0


def test_a_name_that_many_share_weighs_less_than_one_that_few_have():
    found = compared("a", "b")
    assert outcome(found, "first name").weight < outcome(found, "last name").weight


def test_what_forbids_joining_is_said_and_what_it_would_take():
    found = compared("a", "c")
    assert found.veto == "birth dates differ"
    text = " ".join(found.sentences)
    assert "birth dates differ" in text
    assert "No rule joins them" in text


def test_the_rule_that_joins_two_is_named():
    assert compared("a", "a").rule == "same Social Security number and same name"


def test_who_was_not_compared_is_refused():
    with pytest.raises(ValueError, match="nothing to compare"):
        compared("a", "gone")


def test_the_weights_of_the_fields_and_the_prior_add_up_to_what_the_scoring_gives():
    people = [
        ANN,
        ANNA,
        JOAN,
        *CROWD,
        person("y", "An Lee", ssn_last4="5678", street="12 Oak St", postal_code="85701"),
    ]
    with opened(STRICT) as con:
        prepare(con, *tables(*people), Home())
        profiles = Coded.of(con, Profiles.read(con))
        Scorer(con, -40.0).score("profile", profiles, 2 * len(apply(con, shipped())), STRICT.threshold)
        scored = {
            (a, b): weight
            for a, b, weight in con.execute("SELECT a, b, weight FROM weighed_profile").fetchall()
        }
        weights = evidence.Weights.of(con.table("model_profile").to_arrow_table())
        outcomes = evidence.compare(con, list(scored), weights)
    assert len(scored) >= 3
    for pair, weight in scored.items():
        assert evidence.total(outcomes[pair], weights) == pytest.approx(weight, abs=0.006)


def test_how_a_row_came_about_is_told_merge_by_merge():
    late = person("d", "Ann Lee", ssn="512345678")
    result = resolved(ANN, ANNA, late)
    [row] = result.people.to_pylist()
    made = steps(row["id"], result.merges)
    assert [step.number for step in made] == [1, 2]
    assert {end for step in made for end in (step.one, step.other)} == {"a", "b", "d"}
    assert made[0].words == "same Social Security number and same name"
    assert "to 1" in made[1].words


def test_a_mention_that_a_person_put_there_says_who_did():
    mentions, _ = tables(ANN, JOAN)
    links = resolved(ANN, JOAN).links.to_pylist()
    by_hand = [row | {"person": "p1", "how": "joined by A. Counsel on 2026-03-01"} for row in links]
    table = (
        resolved(ANN, JOAN)
        .links.schema.empty_table()
        .from_pylist(by_hand, schema=resolved(ANN, JOAN).links.schema)
    )
    assert explain("p1", table, mentions)[0].endswith(": joined by A. Counsel on 2026-03-01.")


@pytest.mark.parametrize(
    ("field", "value", "shown"),
    [
        ("first name", "Ann", "A••"),
        ("last name", "Featherstonhaugh", "F•••"),
        ("tax number", "512345678", "•••5678"),
        ("birth date", "1980-02-03", "1980-••-••"),
        ("e-mail address", "ann.lee@example.org", "a•••@example.org"),
        ("address", "12 Oak Street", "1• O•• S•••"),
        ("other number", "47", "••••"),
    ],
)
def test_a_mask_leaves_enough_to_compare_and_not_enough_to_use(field, value, shown):
    assert masked(field, value) == shown


@pytest.mark.parametrize(
    ("weight", "words"),
    [
        (12, "strongly for"),
        (4, "for"),
        (0, "hardly either way"),
        (-2, "a little against"),
        (-9, "strongly against"),
    ],
)
def test_a_weight_is_said_in_words(weight, words):
    assert speaks(Outcome("first name", "same", "same", weight)) == words
