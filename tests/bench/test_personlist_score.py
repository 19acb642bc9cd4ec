"""A score does what its page says: perfect is 1, a merge is one merge, a split one extra row."""

from __future__ import annotations

import random
from dataclasses import replace

import pytest
from bench.personlist.lists import Row, hashed, name_key, row
from bench.personlist.scoring import score
from bench.personlist.truth import Known, islands
from hypothesis import given
from hypothesis import strategies as st

GIVEN = ["Ana", "Bo", "Carla", "Dmitri", "Eva", "Farid", "Grace", "Hugo"]
FAMILY = ["Okafor", "Nguyen", "Smith", "Garcia", "Ivanov"]


def known(number: int, name: str, *, minor: bool = False, affected: bool = True) -> Known:
    """A person whose values are told apart by ``number``."""
    elements = {"person_name": {name}, "email_address": {f"u{number}@example.com"}}
    if affected:
        elements |= {"ssn": {f"{400000000 + number}"}, "date_of_birth": {f"19{10 + number % 80}-02-03"}}
    home = {
        "street": f"{10 + number} Elm St",
        "city": "Yuma",
        "state": "AZ",
        "postal_code": f"{85000 + number}",
    }
    return Known(
        id=f"p{number:04}",
        name=name,
        names={name},
        birth_date=f"19{10 + number % 80}-02-03",
        addresses=[home],
        email=f"u{number}@example.com",
        phone="",
        residence="AZ",
        minor=minor,
        deceased=False,
        affected=affected,
        elements=elements,
        tolerated=set(),
        files={"a.csv"},
        cases=set(),
    )


def perfect(person: Known) -> Row:
    """The row that says all of a person."""
    home = person.addresses[0]
    return Row(
        id=f"r-{person.id}",
        name=person.name,
        names=set(person.names),
        birth_date=person.birth_date,
        street=home["street"],
        postal_code=home["postal_code"],
        email=person.email,
        residence="AZ",
        minor=person.minor,
        elements=set(person.elements),
        values={f"ssn:{value}" for value in person.elements.get("ssn", ())},
    )


def merged(a: Row, b: Row) -> Row:
    """One row of the data of both."""
    return replace(a, names=a.names | b.names, elements=a.elements | b.elements, values=a.values | b.values)


people_lists = st.lists(
    st.tuples(st.sampled_from(GIVEN), st.sampled_from(FAMILY), st.booleans()), min_size=2, max_size=12
).map(lambda names: [known(n, f"{a} {b}", minor=m) for n, (a, b, m) in enumerate(names)])


@given(people_lists)
def test_the_perfect_list_scores_one_in_everything(people: list[Known]):
    found = score(people, [perfect(p) for p in people])
    assert (found.person_precision, found.person_recall, found.element_precision, found.element_recall) == (
        1,
        1,
        1,
        1,
    )
    assert (found.false_merges, found.splits, found.nobody, found.unnotified, found.owner_errors) == (
        0,
        0,
        0,
        0,
        0,
    )
    assert (found.residence_accuracy, found.address_accuracy, found.harm_weighted_recall) == (1, 1, 1)
    assert found.minors_told == found.minors


@given(people_lists, st.randoms(use_true_random=False))
def test_merging_two_rows_is_exactly_one_false_merge_and_one_person_not_told(
    people: list[Known], r: random.Random
):
    rows = [perfect(p) for p in people]
    a, b = r.sample(range(len(rows)), 2)
    rows[a] = merged(rows[a], rows[b])
    del rows[b]
    found = score(people, rows)
    assert (found.false_merges, found.splits, found.nobody) == (1, 0, 0)
    assert found.told == len(people) - 1
    assert found.value_wrong == 1


@given(people_lists, st.randoms(use_true_random=False))
def test_splitting_a_row_gives_exactly_one_extra_row(people: list[Known], r: random.Random):
    rows = [perfect(p) for p in people]
    torn = r.choice(rows)
    rows.append(replace(torn, id="torn", values=set(), elements={"date_of_birth"}))
    found = score(people, rows)
    assert (found.splits, found.false_merges, found.told) == (1, 0, len(people))
    assert found.person_precision == len(people) / (len(people) + 1)
    assert found.element_recall == 1


@given(people_lists, st.randoms(use_true_random=False))
def test_the_order_of_the_rows_does_not_matter(people: list[Known], r: random.Random):
    rows = [*[perfect(p) for p in people][1:], Row(id="x", name="Nobody Known")]
    shuffled = r.sample(rows, len(rows))
    assert score(people, rows) == score(people, shuffled)


@given(people_lists)
def test_hashed_values_count_like_whole_ones(people: list[Known]):
    rows = [replace(perfect(p), values={hashed("ssn", value) for value in p.elements["ssn"]}) for p in people]
    assert score(people, rows) == score(people, [perfect(p) for p in people])


def test_a_row_with_name_and_last_four_digits_is_found():
    people = [known(1, "Ana Smith"), known(2, "Ana Smith")]
    found = score(people, [Row(id="1", name="Ana Smith", values={"ssn:last4:0002"})])
    assert found.told == 1
    assert found.false_merges == 0


def test_a_business_contact_is_neither_asked_for_nor_too_much():
    people = [known(1, "Ana Smith"), known(2, "Bo Garcia", affected=False)]
    assert score(people, [perfect(p) for p in people]).person_precision == 1
    assert score(people, [perfect(people[0])]).person_recall == 1


def test_a_row_of_nobody_costs_precision_and_its_elements():
    people = [known(1, "Ana Smith")]
    found = score(people, [perfect(people[0]), Row(id="x", name="Jane Sample", elements={"ssn"})])
    assert (found.nobody, found.person_precision) == (1, 0.5)
    assert found.element_extra == 1


def test_a_number_that_a_file_gave_to_the_wrong_person_is_no_merge():
    wronged, other = known(1, "Ana Smith"), known(2, "Bo Garcia")
    wronged.tolerated = {"ssn:400000002"}
    row_of_wronged = replace(perfect(wronged), values={"ssn:400000001", "ssn:400000002"})
    assert score([wronged, other], [row_of_wronged, perfect(other)]).false_merges == 0


def test_the_worst_harm_weighs_most():
    light = replace(known(1, "Ana Smith"), elements={"date_of_birth": {"1911-02-03"}})
    heavy = known(2, "Bo Garcia")
    assert score([light, heavy], [perfect(heavy)]).harm_weighted_recall > 0.8
    assert score([light, heavy], [perfect(light)]).harm_weighted_recall < 0.2


def test_appearances_with_nothing_in_common_are_islands():
    assert islands([{"ssn:1"}, {"email:a"}, {"ssn:1", "phone:2"}]) == 2
    assert islands([{"ssn:1"}, {"email:a"}, {"ssn:1", "email:a"}]) == 1


@pytest.mark.parametrize("written", ["Smith, Ana", "ANA SMITH", "Ana B. Smith Jr", "Ána  Smith"])
def test_a_name_is_known_in_its_usual_forms(written: str):
    assert name_key(written) == "ana smith"


def test_lists_may_come_from_a_csv():
    made = row(
        {
            "id": "7",
            "name": "Ana Smith",
            "elements": "SSN; DOB; shoe size",
            "values": "ssn:400000001",
            "minor": "yes",
        },
        0,
    )
    assert made.elements == {"ssn", "date_of_birth", "shoe_size"}
    assert made.minor
