"""A spouse or child in somebody's row lives, as far as anybody knows, where that person does."""

import pytest

from tocsin.model.tables import LINKS, MENTIONS, PEOPLE, table
from tocsin.people.homes import LENT_CONFIDENCE, lend_homes

HOME = {"street": "1 Main St", "city": "Tucson", "state": "AZ", "postal_code": "85701", "residence": "AZ"}


def household(*, guardian=None, child=None, row_of_child=4, parent=None):
    """A parent with a home and a child in the same row of a table, unless said otherwise."""
    people = [
        {"id": "parent", "name": "Ana Ruiz"} | (HOME if parent is None else parent),
        {"id": "child", "name": "Leo Ruiz", "guardian": guardian} | (child or {}),
    ]
    mentions = [
        {"id": "i.0", "item": "i", "place": "sheet 1", "row": 4, "role": "employee"},
        {"id": "i.1", "item": "i", "place": "sheet 1", "row": row_of_child, "role": "dependent"},
    ]
    links = [{"mention": "i.0", "person": "parent"}, {"mention": "i.1", "person": "child"}]
    return table(PEOPLE, people), table(LINKS, links), table(MENTIONS, mentions)


def child_of(case):
    return next(row for row in lend_homes(*case).to_pylist() if row["id"] == "child")


def test_a_dependent_without_an_address_gets_that_of_the_row():
    child = child_of(household())
    assert (child["street"], child["residence"]) == ("1 Main St", "AZ")
    assert "no address of their own" in child["residence_how"]
    assert child["residence_confidence"] == pytest.approx(LENT_CONFIDENCE)


def test_a_guardian_named_in_the_record_comes_first():
    child = child_of(household(guardian="parent", row_of_child=9))
    assert child["residence"] == "AZ"
    assert "guardian" in child["residence_how"]


def test_another_row_lends_nothing():
    assert child_of(household(row_of_child=5))["residence"] is None


def test_an_address_of_their_own_is_never_replaced():
    child = child_of(household(child={"street": "9 Elm", "state": "NV", "residence": "NV"}))
    assert (child["street"], child["residence"]) == ("9 Elm", "NV")


def test_a_person_whose_own_residence_is_not_known_lends_nothing():
    assert child_of(household(parent={}))["residence"] is None


def test_everybody_stays_in_order():
    people, links, mentions = household()
    assert lend_homes(people, links, mentions)["id"].to_pylist() == people["id"].to_pylist()
