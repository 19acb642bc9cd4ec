"""What a reviewer is asked: pairs that may be one person, the likeliest first, each question once."""

from __future__ import annotations

import random
from itertools import product
from typing import Any

from making import person, tables, together

from tocsin.people import Resolved, Ruling, distinct, queue, resolve

HOME = {"street": "12 Oak Street", "city": "Tucson", "state": "AZ", "postal_code": "85701"}
OTHER_HOME = {"street": "9 Elm Road", "city": "Mesa", "state": "AZ", "postal_code": "85201"}
SLIPPED = [
    person("a", "Philippa J Ostrander", ssn="512345678", **HOME),
    person("b", "Philippa J Ostrander", ssn="598700078", **HOME),
]
SPOUSES = [
    person("c", "John Petrakis", phone="520-555-0101", dob="1970-01-05", **OTHER_HOME),
    person("d", "Joan Petrakis", phone="520-555-0101", dob="1971-06-07", **OTHER_HOME),
]


GIVEN = ("Philippa", "Walter", "Ines", "Boris", "Zelda", "Quentin")
FAMILY = ("Ostrander", "Petrakis", "Villatoro", "Escalante", "Quimby", "Oyelaran")

STREETS = ("Oak Street", "Elm Road", "Sandpiper Lane", "Juniper Row", "Larkspur Court", "Tamarisk Place")


def asked(people: list[dict[str, Any]], *decisions: Ruling, per_thousand: float = 1000) -> Resolved:
    return resolve(*tables(*people), decisions=decisions, per_thousand=per_thousand)


def pairs(result: Resolved) -> list[frozenset[str]]:
    first = {row["person"]: row["mention"] for row in reversed(result.links.to_pylist())}
    return [frozenset((first[row["one"]], first[row["other"]])) for row in result.candidates.to_pylist()]


def test_two_numbers_of_one_full_name_at_one_address_are_asked_before_spouses():
    result = asked(SLIPPED + SPOUSES)
    assert pairs(result)[0] == {"a", "b"}
    first = result.candidates.to_pylist()[0]
    assert first["veto"] == "Social Security numbers differ"
    assert "alike: first name, last name" in first["reason"]
    likely = result.candidates["probability"].to_pylist()
    assert likely == sorted(likely, reverse=True)


def test_asking_changes_no_row():
    assert together(asked(SLIPPED + SPOUSES)) == together(resolve(*tables(*SLIPPED, *SPOUSES)))


def test_what_was_answered_is_not_asked_again():
    for verdict in ("same", "different", "unsure"):
        answer = Ruling("d1", verdict, ("a",), ("b",), "A. Counsel", "2026-03-01")
        assert {"a", "b"} not in pairs(asked(SLIPPED + SPOUSES, answer))


def test_of_three_rows_of_one_person_two_pairs_are_asked():
    third = person("e", "Philippa J Ostrander", ssn="577712345", **HOME)
    ours = [pair for pair in pairs(asked([*SLIPPED, third])) if pair <= {"a", "b", "e"}]
    assert len(ours) == 2
    assert len(set().union(*ours)) == 3


def test_no_more_is_asked_than_somebody_can_answer():
    dice = random.Random(5)
    crowd = [
        person(
            f"m{n:02}{k}",
            name,
            ssn=f"5{dice.randrange(10**7, 10**8)}",
            street=f"{n} {street}",
            postal_code="85701",
        )
        for n, name in enumerate(f"{given} J {family}" for given, family in product(GIVEN, FAMILY))
        for street in STREETS[n % 6 :][:1]
        for k in range(2)
    ]
    everything = asked(crowd).candidates.num_rows
    assert everything >= 30
    assert asked(crowd, per_thousand=60).candidates.num_rows == queue.LEAST


def test_the_distinct_mentions_of_a_person_are_named_first_mention_first():
    many = [person(f"m{n}", "Ann Lee", ssn="512345678") for n in range(3)]
    result = asked([*many, person("a9", "Ann B Lee", ssn="512345678")])
    [row] = result.people.to_pylist()
    assert distinct({row["id"]}, result.links, result.merges) == {row["id"]: ("a9", "m0")}


def test_strict_asks_about_two_numbers_of_one_name_that_it_does_not_join():
    people = [
        person("a", "Philippa Ann Ostrander", ssn="512345678"),
        person("b", "Philippa Ann Ostrander", ssn="512345678", **HOME),
        person("c", "Philippa Ann Ostrander", ssn="598700012", **HOME),
    ]
    result = asked(people)
    assert together(result) == {frozenset("ab"), frozenset("c")}
    assert result.candidates.num_rows == 1
