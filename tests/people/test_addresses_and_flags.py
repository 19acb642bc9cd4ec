"""Which address the letter goes to and why, who answers for a child, and what a writer has to know."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from making import person, resolved, row_of

from tocsin.people import STRICT, Home
from tocsin.people.flags import institution

INCIDENT = replace(STRICT, incident_date=date(2026, 3, 1))
OAK = {"street": "12 Oak Street", "state": "AZ", "postal_code": "85701"}
ELM = {"street": "9 Elm Road", "state": "NY", "postal_code": "10001"}


def ann(mention: str, **facts):
    return person(mention, "Ann Lee", ssn="512345678", **facts)


def flags_of(result, mention: str) -> dict[str, dict]:
    owner = row_of(result, mention)["id"]
    return {row["flag"]: row for row in result.flags.to_pylist() if row["person"] == owner}


def test_the_newest_document_tells_the_address_however_often_an_older_one_stands():
    result = resolved(
        ann("a", dated="2021", **OAK),
        ann("b", dated="2022-05-01", **OAK),
        ann("c", dated="2023-01-31", **ELM),
    )
    assert row_of(result, "a")["street"] == "9 Elm Road"
    told = result.addresses.to_pylist()
    assert [(one["rank"], one["street"], one["reason"]) for one in told] == [
        (1, "9 Elm Road", "used: the newest document names it"),
        (2, "12 Oak Street", "not used: a newer document names another"),
    ]
    assert [one["mentions"] for one in told] == [["c"], ["a", "b"]]


def test_a_slip_in_the_newest_document_is_written_as_everybody_writes_it():
    slip = OAK | {"street": "12 Oka Street"}
    result = resolved(
        ann("a", dated="2021", **OAK), ann("b", dated="2021", **OAK), ann("c", dated="2023", **slip)
    )
    assert row_of(result, "a")["street"] == "12 Oak Street"


def test_a_newer_part_of_an_address_does_not_displace_the_whole():
    result = resolved(ann("a", dated="2021", **OAK), ann("b", dated="2023", street="Oak Street", state="AZ"))
    assert row_of(result, "a")["street"] == "12 Oak Street"


def test_a_paper_many_years_old_says_less_than_one_without_a_date():
    result = resolved(
        ann("a", dated="2009", **OAK),
        ann("b", **ELM),
        person("c", "Bo Ray", ssn="598765432", dated="2025", street="1 Fir Ct", postal_code="85003"),
    )
    assert row_of(result, "a")["street"] == "9 Elm Road"


def test_papers_that_name_another_state_make_the_residence_less_sure():
    sure = row_of(resolved(ann("a", **OAK)), "a")
    moved = row_of(resolved(ann("a", dated="2023", **OAK), ann("b", dated="2021", **ELM)), "a")
    assert (sure["residence"], moved["residence"]) == ("AZ", "AZ")
    assert moved["residence_confidence"] < sure["residence_confidence"]


def test_a_parent_goes_before_an_elder_brother():
    result = resolved(
        person("k", "Kim Orr", ssn="512345678", dob="2015-05-05", **OAK),
        person("b", "Ben Orr", ssn="534567890", dob="2003-01-01", **OAK),
        person("z", "Lou Orr", ssn="598765432", dob="1985-05-05", **OAK),
        settings=INCIDENT,
    )
    assert row_of(result, "k")["guardian"] == row_of(result, "z")["id"]
    flag = flags_of(result, "k")["guardian"]
    assert flag["detail"].startswith("inferred")
    assert flag["other"] == row_of(result, "z")["id"]
    assert flags_of(result, "k")["household"]["detail"] == "3 people of one address and family name"


def test_a_guardian_of_the_papers_is_shown_with_the_paper():
    result = resolved(
        person("k", "Kim Orr", ssn="512345678", dob="2015-05-05", guardian="z"),
        person("z", "Lou Poe", ssn="598765432", dob="1985-05-05", role="guardian"),
        settings=INCIDENT,
    )
    assert flags_of(result, "k")["guardian"]["detail"] == "named in the papers"
    assert flags_of(result, "k")["guardian"]["mentions"] == ["k"]
    assert flags_of(result, "z")["representative"]["detail"].startswith("guardian")


@pytest.mark.parametrize(
    ("birth", "minor"), [("2012-26-11", True), ("2012-11-91", True), ("1970-40-40", False)]
)
def test_a_garbled_birth_date_still_tells_the_age(birth, minor):
    assert row_of(resolved(ann("a", dob=birth), settings=INCIDENT), "a")["minor"] is minor


def test_a_death_on_the_birth_date_is_taken_for_a_slip_and_shown():
    row = row_of(resolved(ann("a", dob="1980-02-03", deceased=True, died="1980-02-03")), "a")
    assert not row["deceased"]
    assert "a date of death is not later than the birth date" in row["review"]


def test_the_family_of_the_dead_may_be_whoever_lives_at_the_same_address():
    result = resolved(
        ann("a", deceased=True, died="2025-01-02", **OAK),
        person("b", "Bo Lee", ssn="598765432", dob="1975-01-01", **OAK),
        settings=INCIDENT,
    )
    flag = flags_of(result, "a")["deceased"]
    assert flag["detail"].startswith("a paper gives the day of death; next of kin may be")
    assert (flag["other"], flag["mentions"]) == (row_of(result, "b")["id"], ["a"])


def test_an_address_in_care_of_somebody_is_marked():
    assert "care of" in flags_of(resolved(ann("a", **OAK | {"street": "c/o Bo Ray, 12 Oak Street"})), "a")


@pytest.mark.parametrize(
    ("street", "kind"),
    [
        ("Pima County Jail, 1270 W Silverlake Rd", "prison"),
        ("Sunrise Assisted Living, Room 4", "nursing home"),
        ("Residence Hall 3, 100 Campus Way", "school or dormitory"),
        ("77 Medical Center Drive", None),
        ("12 Oak Street", None),
        ("1 Ironwood Way Suite 4", "the business itself"),
    ],
)
def test_institutions_are_known_by_their_words_and_streets_named_for_one_are_not(street, kind):
    assert institution(street, Home(street="1 Ironwood Way")) == kind


def test_many_unrelated_people_at_one_address_are_no_home():
    families = ["Ash", "Birch", "Cedar", "Dew", "Elm", "Fir", "Gum", "Hay", "Ivy", "Jute", "Kale"]
    crowd = [
        person(f"m{n:02d}", f"{family}a {family}", ssn=f"5123456{n:02d}", **OAK)
        for n, family in enumerate(families)
    ]
    assert (
        flags_of(resolved(*crowd), "m00")["institution"]["detail"]
        == "11 people of 11 family names at one address"
    )
