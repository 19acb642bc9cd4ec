"""What people decide goes before every rule and weight, holds for what comes later, and is exactly undone."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from making import person, tables, together

from tocsin.people import Resolved, Ruling, distinct, resolve

HOME = {"street": "12 Oak Street", "city": "Tucson", "state": "AZ", "postal_code": "85701"}
GLORIA = person("a", "Gloria Escalante", ssn="512345678", **HOME)
HECTOR = person("b", "Hector Escalante", ssn="512345678", **HOME)
ANN = [person("m1", "Ann Lee", ssn="512345678"), person("m2", "Ann Lee", ssn="512345678")]


def groups(*sets: str) -> set[frozenset[str]]:
    return {frozenset(one.split()) for one in sets}


def ruling(verdict: str, one: str, other: str, ident: str = "d1") -> Ruling:
    return Ruling(ident, verdict, tuple(one.split()), tuple(other.split()), "A. Counsel", "2026-03-01")


def resolved(people: list[dict[str, Any]], *decisions: Ruling) -> Resolved:
    return resolve(*tables(*people), decisions=decisions)


def test_same_joins_what_a_contradiction_keeps_apart_and_says_who_joined_it():
    assert together(resolved([GLORIA, HECTOR])) == groups("a", "b")
    result = resolved([GLORIA, HECTOR], ruling("same", "a", "b"))
    assert together(result) == groups("a b")
    assert set(result.links["how"].to_pylist()) == {"joined by A. Counsel on 2026-03-01"}
    assert result.report["joined by people"] == 1


def test_different_holds_against_every_rule():
    mentions = [person("a", "Ann Lee", ssn="512345678"), person("b", "Ann B Lee", ssn="512345678", **HOME)]
    assert together(resolved(mentions)) == groups("a b")
    result = resolved(mentions, ruling("different", "a", "b"))
    assert together(result) == groups("a", "b")
    assert result.report["refused"]["kept apart by a person"] >= 1


def test_different_holds_for_a_document_that_comes_later_and_fits_both():
    mentions = [person("a", "Ann Lee", ssn="512345678"), person("b", "Ann B Lee", ssn="512345678", **HOME)]
    late = person("c", "Ann Lee", ssn="512345678", dob="1980-02-03")
    assert together(resolved([*mentions, late])) == groups("a b c")
    made = together(resolved([*mentions, late], ruling("different", "a", "b")))
    assert not any({"a", "b"} <= row for row in made)
    assert len(made) == 2


def test_two_mentions_that_are_letter_for_letter_the_same_can_be_two_people():
    assert together(resolved(ANN)) == groups("m1 m2")
    result = resolved(ANN, ruling("different", "m1", "m2"))
    assert together(result) == groups("m1", "m2")
    assert result.people.num_rows == 2


def test_of_details_that_are_split_what_nobody_named_stays_with_the_first_side():
    third = person("m3", "Ann Lee", ssn="512345678")
    assert together(resolved([*ANN, third], ruling("different", "m2", "m3"))) == groups("m1 m2", "m3")


def test_of_two_answers_that_contradict_each_other_the_later_holds_and_the_earlier_is_reported():
    same, different = ruling("same", "a", "b", "d1"), ruling("different", "a", "b", "d2")
    first = resolved([GLORIA, HECTOR], same, different)
    assert (together(first), first.overruled) == (groups("a", "b"), ["d1"])
    second = resolved([GLORIA, HECTOR], different, same)
    assert (together(second), second.overruled) == (groups("a b"), ["d2"])


def test_a_chain_of_answers_same_overrules_an_earlier_different_between_its_ends():
    chain = [
        person(name, f"{given} Escalante", ssn="512345678")
        for name, given in zip("abc", ("Gloria", "Hector", "Ines"), strict=True)
    ]
    answers = [
        ruling("different", "a", "c", "d1"),
        ruling("same", "a", "b", "d2"),
        ruling("same", "b", "c", "d3"),
    ]
    result = resolved(chain, *answers)
    assert (together(result), result.overruled) == (groups("a b c"), ["d1"])


def test_one_mention_taken_from_a_row_that_was_joined_leaves_the_rest_joined():
    """A later "different" about one mention does not undo the whole earlier "same"."""
    more = person("c", "Hector Escalante", ssn="512345678", dob="1980-02-03")
    joined = ruling("same", "a", "b c", "d1")
    assert together(resolved([GLORIA, HECTOR, more], joined)) == groups("a b c")
    result = resolved([GLORIA, HECTOR, more], joined, ruling("different", "c", "a", "d2"))
    assert (together(result), result.overruled) == (groups("a b", "c"), [])


def test_unsure_changes_no_row_and_flags_both():
    plain, unsure = resolved([GLORIA, HECTOR]), resolved([GLORIA, HECTOR], ruling("unsure", "a", "b"))
    assert unsure.links.equals(plain.links)
    assert all("a reviewer was not sure" in row["review"] for row in unsure.people.to_pylist())


def test_an_answer_about_a_mention_that_is_gone_waits_and_is_reported():
    result = resolved([GLORIA], ruling("same", "a", "b"))
    assert (together(result), result.waiting) == (groups("a"), ["d1"])


def test_a_mention_with_name_and_address_put_on_one_row_brings_no_other_row_with_it():
    father = person("a", "William Ostrander", ssn="512345678", **HOME)
    son = person("b", "William Ostrander", dob="1990-05-05", email="w@example.org", **HOME)
    stray = person("c", "William Ostrander", **HOME)
    plain = together(resolved([father, son, stray], ruling("different", "a", "b", "d0")))
    assert plain == groups("a", "b", "c")
    answers = [ruling("different", "a", "b", "d0"), ruling("same", "a", "c", "d1")]
    assert together(resolved([father, son, stray], *answers)) == groups("a c", "b")


NAMES = ("Ann Lee", "Bob Moe", "Ann B Lee", "Cy Noe")
NUMBERS = ("512345678", "523456789", None)
ELEMENTS = ("health_condition", "ssn", "financial_account", "date_of_birth")

mention_facts = st.tuples(
    st.sampled_from(NAMES),
    st.sampled_from(NUMBERS),
    st.sampled_from(("1980-02-03", None)),
    st.sets(st.sampled_from(ELEMENTS), min_size=1),
    st.sampled_from(("plain", "encrypted")),
)


@settings(max_examples=10)
@given(st.lists(mention_facts, min_size=2, max_size=7), st.data())
def test_joining_two_people_and_parting_them_gives_each_exactly_its_own_exposures_back(drawn, data):
    mentions = [
        person(
            f"m{number}",
            name,
            dob=dob,
            item=f"item-{number}",
            elements=sorted(elements),
            protections=[how] * len(elements),
            **({"ssn": ssn} if ssn else {}),
        )
        for number, (name, ssn, dob, elements, how) in enumerate(drawn)
    ]
    plain = resolved(mentions)
    ids = sorted(plain.people["id"].to_pylist())
    one = data.draw(st.sampled_from(ids))
    other = data.draw(st.sampled_from(ids))
    if one == other:
        return
    leads = distinct({one, other}, plain.links, plain.merges)
    joined = Ruling("d1", "same", leads[one], leads[other], "A. Counsel", "2026-03-01")
    parted = Ruling("d2", "different", leads[one], leads[other], "A. Counsel", "2026-03-02")
    merged = resolved(mentions, joined)
    assert exposed(merged) != exposed(plain)
    assert union(merged) == union(plain), "no exposure is lost or made"
    assert exposed(resolved(mentions, joined, parted)) == exposed(plain)
    assert resolved(mentions).exposures.equals(plain.exposures)


def exposed(result: Resolved) -> set[tuple[frozenset[str], str, str, tuple[str, ...], tuple[str, ...]]]:
    """Exposures with the mentions of their person in the place of the id."""
    rows: dict[str, set[str]] = {}
    for link in result.links.to_pylist():
        rows.setdefault(link["person"], set()).add(link["mention"])
    return {
        (
            frozenset(rows[one["person"]]),
            one["element"],
            one["protection"],
            tuple(one["items"]),
            tuple(one["mentions"]),
        )
        for one in result.exposures.to_pylist()
    }


def union(result: Resolved) -> set[tuple[str, str]]:
    return {(one["element"], mention) for one in result.exposures.to_pylist() for mention in one["mentions"]}


@pytest.mark.parametrize("verdict", ["same", "different"])
def test_answers_give_the_same_rows_in_whatever_order_the_mentions_come(verdict):
    mentions = [GLORIA, HECTOR, *ANN]
    rule = ruling(verdict, "a", "b")
    assert together(resolved(mentions, rule)) == together(resolved(mentions[::-1], rule))
