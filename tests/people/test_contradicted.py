"""One contradicting field against many that agree, and what a difference says when a column is blurred."""

from __future__ import annotations

import random

import pytest
from making import person, resolved, together

from tocsin.people import BALANCED

HOME = {"street": "4 Elm St", "city": "Dayton", "postal_code": "45402"}


def one_person(*people, **options) -> bool:
    result = resolved(*people, **options)
    return len(together(result)) == 1


def test_two_numbers_of_one_name_birth_date_and_home_are_one_persons():
    assert one_person(
        person("a", "Philippa Ostrander", dob="1981-04-05", ssn="512345678", **HOME),
        person("b", "Philippa Ostrander", dob="1981-04-05", ssn="598765432", **HOME),
    )


def test_another_first_name_with_that_is_a_twin():
    assert not one_person(
        person("a", "Philippa Ostrander", dob="1981-04-05", ssn="512345678", **HOME),
        person("b", "Marcus Ostrander", dob="1981-04-05", ssn="598765432", **HOME),
        settings=BALANCED,
    )


def test_a_wholly_wrong_birth_date_yields_to_a_name_a_home_and_a_number_with_a_slip():
    assert one_person(
        person("a", "Philippa Ostrander", dob="1981-04-05", ssn="512345678", **HOME),
        person("b", "Philippa Ostrander", dob="1947-11-28", ssn="512345687", **HOME),
    )


def test_father_and_son_of_one_name_and_home_stay_two_people_even_so():
    assert not one_person(
        person("a", "Philip Ostrander", dob="1981-04-05", ssn="512345678", **HOME),
        person("b", "Philip Ostrander", dob="1947-11-28", ssn="598765432", **HOME),
    )


def test_a_misspelt_first_name_is_no_twin_when_the_number_is_misread_in_the_middle():
    assert one_person(
        person("a", "Madison Ostrander", dob="1981-04-05", ssn="512345678", **HOME),
        person("b", "Madisn Ostrander", dob="1981-04-05", ssn="512845678", **HOME),
    )


@pytest.mark.parametrize("number", ["512345679", "512345681"])
def test_numbers_that_follow_each_other_are_twins(number):
    assert not one_person(
        person("a", "Jayden Ostrander", dob="1981-04-05", ssn="512345678", **HOME),
        person("b", "Jaydan Ostrander", dob="1981-04-05", ssn=number, **HOME),
    )


def test_first_and_last_name_the_wrong_way_round_are_no_contradiction():
    assert one_person(
        person("a", given="Philippa", family="Ostrander", dob="1981-04-05", ssn="512345678"),
        person("b", given="Ostrander", family="Philippa", dob="1981-04-05", ssn="512345678"),
    )


def test_a_misspelt_mailbox_helps_and_another_number_in_it_does_not():
    ann = person("a", "Philippa Ostrander", email="p.ostrander17@example.org", dob="1981", city="Dayton")
    slip = person("b", "Philippa Ostrander", email="p.ostrnder17@example.org", dob="1981", city="Dayton")
    other = person("b", "Philippa Ostrander", email="p.ostrander93@example.org", dob="1981", city="Dayton")
    (weak,), (strong,) = (
        resolved(ann, second).merges["weight"].to_pylist() or [None] for second in (other, slip)
    )
    assert strong is not None
    assert weak is None or weak < strong


def test_the_town_counts_where_no_street_is_known():
    ann = person("a", "Philippa Ostrander", dob="1981", city="Dayton")
    same, other = (
        person("b", "Philippa Q Ostrander", dob="1981", city=city) for city in ("DAYTON ", "Tucson")
    )
    (near,), (far,) = (
        resolved(ann, second).merges["weight"].to_pylist() or [-99.0] for second in (same, other)
    )
    assert near > far


def people_with(blurred: bool) -> list[dict]:
    """Forty people, two mentions each, one mailbox each; birth dates differ in every second or in none."""
    rng = random.Random(3)
    found = []
    for number in range(40):
        name = f"{rng.choice(['Ada', 'Bert', 'Cleo', 'Dora'])} Moss{'abcdefgh'[number % 8]}son"
        email = f"box{number}@example.org"
        born = f"19{rng.randrange(50, 99)}-0{rng.randrange(1, 9)}-1{rng.randrange(9)}"
        other = "2003-11-27" if blurred and number % 2 else born
        found += [
            person(f"a{number:02}", name, dob=born, email=email),
            person(f"b{number:02}", name, dob=other, email=email),
        ]
    return found


def test_birth_dates_that_differ_for_one_person_as_a_rule_keep_nobody_apart():
    result = resolved(*people_with(blurred=True))
    assert result.report["birth dates too unreliable to keep people apart"] is True
    apart = [
        person("y", "Philippa Ostrander", dob="1981-04-05", ssn="512345678", **HOME),
        person("z", "Philippa Ostrander", dob="1947-11-28", street="4 Elm St", postal_code="45402"),
    ]
    assert frozenset("yz") in together(resolved(*people_with(blurred=True), *apart))
    assert frozenset("yz") not in together(resolved(*people_with(blurred=False), *apart))


def test_a_few_wrong_birth_dates_are_not_a_rule():
    result = resolved(*people_with(blurred=False))
    assert result.report["birth dates too unreliable to keep people apart"] is False
