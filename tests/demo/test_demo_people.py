"""The invented population is like a real one, and made of nothing but the seeded generator."""

from __future__ import annotations

from collections import Counter

import pytest
import zipcodes
from hypothesis import given
from hypothesis import strategies as st

from tocsin.demo.numbers import Numbers, luhn_digit
from tocsin.demo.people import Population, make_people
from tocsin.demo.seeded import generator
from tocsin.model.elements import jurisdictions


@pytest.fixture(scope="module")
def population() -> Population:
    return make_people(20_000, 2026)


def test_exactly_as_many_people_as_asked(population):
    assert len(population.persons) == 20_000
    assert len({person.id for person in population.persons}) == 20_000


def test_they_live_in_arizona_most_of_all_and_nearly_everywhere_else(population):
    homes = Counter(p.address.state for p in population.persons if p.address)
    states = {code for code, n in homes.items() if n >= 5}
    assert 0.40 <= homes["AZ"] / 20_000 <= 0.50
    assert len(states) >= 37
    assert {"DC", "PR"} <= states
    assert states <= jurisdictions().keys()


def test_zip_city_and_state_belong_together(population):
    table = {row["zip_code"]: (row["city"], row["state"]) for row in zipcodes.list_all()}
    homes = [p.address for p in population.persons if p.address and not p.address.country]
    assert all(table[home.zip] == (home.city, home.state) for home in homes)


def test_families_have_minors_twins_namesakes_and_deceased(population):
    persons = population.persons
    assert 0.1 < sum(p.minor for p in persons) / len(persons) < 0.35
    assert sum(p.died is not None for p in persons) > 50
    twins = Counter((p.household, p.born) for p in persons)
    assert sum(n > 1 for n in twins.values()) > 20
    assert sum(p.suffix == "Jr" for p in persons) > 20
    strangers = Counter((p.first, p.last) for p in persons if not p.suffix)
    assert sum(n > 1 for n in strangers.values()) > 100


def test_every_minor_has_an_adult_guardian_in_the_household(population):
    by_id = {person.id: person for person in population.persons}
    for minor in (p for p in population.persons if p.minor):
        guardian = by_id[minor.guardian]
        assert guardian.household == minor.household and not guardian.minor


def test_no_number_belongs_to_two_people(population):
    for attribute in ("ssn", "itin", "license", "account"):
        given_out = [value for p in population.persons if (value := getattr(p, attribute))]
        shared = [value for value, n in Counter(given_out).items() if n > 1]
        assert not shared or attribute == "license", attribute


def test_contacts_can_reach_nobody(population):
    """Telephone exchange 555 and the domains RFC 2606 keeps for examples."""
    assert all(p.phone[3:6] == "555" for p in population.persons)
    domains = {p.email.rpartition("@")[2] for p in population.persons if p.email}
    assert domains <= {"example.com", "example.net", "example.org"}


@given(st.integers(0, 2**32))
def test_numbers_pass_the_checks_of_real_ones(seed):
    numbers = Numbers(generator(seed, "numbers"))
    ssn, itin, card, routing = numbers.ssn(), numbers.itin(), numbers.payment_card(), numbers.routing()
    assert ssn[:3] not in ("000", "666") and ssn[0] != "9" and ssn[3:5] != "00" and ssn[5:] != "0000"
    assert itin[0] == "9" and itin[3:5] >= "50" and len(itin) == 9
    assert luhn_digit(card[:-1]) == card[-1] and len(card) == 16
    assert sum(int(d) * (3, 7, 1)[n % 3] for n, d in enumerate(routing)) % 10 == 0
    assert len(numbers.medicare()) == 11
