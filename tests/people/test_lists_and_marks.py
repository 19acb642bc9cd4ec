"""People whom only their company tells: lists of the same people, accounts, marks, a lone ZIP code."""

from dataclasses import replace
from datetime import date

from making import person, resolved, row_of, together

from tocsin.people import STRICT, Home

STAFF = ["Ann Lee", "Bo Kim", "Cy Roe", "Di Fox"]


def _census():
    return [person(f"c{i}", name, ssn=f"51234567{i}", item="census") for i, name in enumerate(STAFF)]


def test_names_in_two_lists_of_the_same_people_are_the_same_people():
    register = [person(f"r{i}", name, item="register") for i, name in enumerate(STAFF)]
    result = resolved(*_census(), *register)
    assert frozenset({"c0", "r0"}) in together(result)
    assert result.people.num_rows == len(STAFF)


def test_one_name_that_two_lists_share_proves_nothing():
    others = ["Ann Lee", "Hal Orr", "Ida Poe", "Jo Quin"]
    register = [person(f"r{i}", name, item="register") for i, name in enumerate(others)]
    assert frozenset({"c0", "r0"}) not in together(resolved(*_census(), *register))


def test_a_name_that_stands_twice_in_the_other_list_is_left_to_a_person():
    register = [person(f"r{i}", name, item="register") for i, name in enumerate(STAFF)]
    result = resolved(*_census(), person("c9", "Ann Lee", ssn="687904329", item="census"), *register)
    assert frozenset({"r0"}) in together(result)
    assert "may be one of 2" in row_of(result, "r0")["review"]


def test_what_the_papers_say_of_age_counts_without_a_birth_date():
    at = replace(STRICT, incident_date=date(2026, 3, 1))
    result = resolved(
        person("a", "Ann Lee", ssn="512345678", minor=True),
        person("b", "Bo Kim", ssn="612345678", minor=True, dob="1980-02-03"),
        settings=at,
    )
    assert row_of(result, "a")["minor"] is True
    assert row_of(result, "b")["minor"] is False
    assert "disagree whether the person is a minor" in row_of(result, "b")["review"]
    assert "disagree" not in row_of(result, "a")["review"]


def test_a_private_mailbox_is_chosen_before_one_of_the_organisation():
    work = [
        person(f"w{n}", "Ann Lee", ssn="512345678", email="ann.lee@firm.example.com", item=f"w{n}")
        for n in range(3)
    ]
    home = Home(email_domains=frozenset({"firm.example.com"}))
    result = resolved(*work, person("p", "Ann Lee", ssn="512345678", email="ann@example.org"), home=home)
    assert row_of(result, "p")["email"] == "ann@example.org"


def test_the_organisations_own_state_alone_is_a_weaker_hint():
    told = resolved(person("a", "Ann Lee", ssn="512345678", state="AZ"), home=Home(state="AZ"))
    other = resolved(person("a", "Ann Lee", ssn="512345678", state="AZ"), home=Home(state="NM"))
    weak, strong = (row_of(each, "a") for each in (told, other))
    assert weak["residence"] == strong["residence"] == "AZ"
    assert weak["residence_confidence"] < strong["residence_confidence"]


def test_a_rare_name_with_its_zip_code_is_one_person():
    result = resolved(
        person("a", "Tomasz Wroblewski", ssn="512345678", street="12 Oak Street", postal_code="85701"),
        person("b", "Tomasz Wroblewski", postal_code="85701"),
        person("c", "Tomasz Wroblewski", postal_code="10001"),
    )
    assert frozenset({"a", "b"}) in together(result)
