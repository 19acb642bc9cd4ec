"""What a row says: residence, age on the day of the incident, death, guardian, the name on the envelope."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from making import person, resolved, row_of

from tocsin.people import STRICT, explain, from_list
from tocsin.people.names import written
from tocsin.people.residence import residence

INCIDENT = replace(STRICT, incident_date=date(2026, 3, 1))
HOME = {"street": "12 Oak Street", "postal_code": "85701"}


@pytest.mark.parametrize(
    ("country", "state", "zip5", "phone", "code", "how"),
    [
        (None, None, "85701", None, "AZ", "ZIP code 85701 is in Arizona"),
        (None, "Arizona", None, None, "AZ", "the address names Arizona"),
        (None, "AZ", "85701", "2125550100", "AZ", "ZIP code 85701 is in Arizona"),
        (None, None, None, "2125550100", "NY", "no address; telephone area code 212 belongs to New York"),
        (None, None, None, "4165550100", "CAN", "no address; telephone area code 416 belongs to Canada"),
        ("Canada", "ON", None, None, "CAN", "the address is in Canada"),
        ("England", None, None, None, "GBR", "the address is in United Kingdom"),
        ("México", None, None, None, "MEX", "the address is in Mexico"),
        ("Japan", None, None, None, "ZZ", "the address is in another country"),
        ("USA", "PR", "00901", None, "PR", "ZIP code 00901 is in Puerto Rico"),
        (None, "AE", "09012", None, "AE", "ZIP code 09012 is in U.S. armed forces, Europe"),
        (None, None, None, "8005550100", None, "no address and no telephone number that tells the place"),
        (None, None, None, None, None, "no address and no telephone number that tells the place"),
    ],
)
def test_residence(country, state, zip5, phone, code, how):
    found = residence(country, state, zip5, phone)
    assert (found.code, found.how) == (code, how)


def test_a_zip_code_and_a_state_that_disagree_are_shown():
    row = row_of(resolved(person("a", "Ann Lee", ssn="512345678", state="NM", **HOME)), "a")
    assert row["residence"] == "AZ"
    assert row["residence_confidence"] < 0.7
    assert row["review"] == "the ZIP code is in Arizona, the state written is New Mexico"


def test_the_most_frequent_complete_address_is_the_mailing_address():
    result = resolved(
        person("a", "Ann Lee", ssn="512345678", street="9 Elm Rd", postal_code="10001"),
        person("b", "Ann Lee", ssn="512345678", **HOME),
        person("c", "Ann Lee", ssn="512345678", **HOME),
        person("d", "Ann Lee", ssn="512345678", state="TX"),
    )
    row = row_of(result, "d")
    assert (row["street"], row["residence"]) == ("12 Oak Street", "AZ")
    assert "more than one address" in row["review"]


@pytest.mark.parametrize(
    ("birth", "minor"),
    [
        ("2008-03-02", True),  # eighteen the day after
        ("2008-03-01", False),  # eighteen on the day
        ("2009", True),
        ("2007", False),
        ("2008", None),  # the birthday decides, and is not known
        (None, None),
    ],
)
def test_minors_on_the_day_of_the_incident(birth, minor):
    result = resolved(person("a", "Ann Lee", ssn="512345678", dob=birth), settings=INCIDENT)
    assert row_of(result, "a")["minor"] is minor


def test_nobodys_age_is_known_without_a_day_of_the_incident():
    assert row_of(resolved(person("a", "Ann Lee", dob="2020-01-01")), "a")["minor"] is None


def test_the_guardian_of_the_record_is_the_guardian_of_the_row():
    result = resolved(
        person("a", "Kim Orr", ssn="512345678", dob="2015-05-05", guardian="b", role="patient"),
        person("b", "Lou Orr", ssn="598765432", dob="1985-05-05", role="guardian"),
        settings=INCIDENT,
    )
    assert row_of(result, "a")["guardian"] == row_of(result, "b")["id"]
    assert row_of(result, "a")["review"] == ""


def test_an_adult_of_the_household_is_proposed_as_guardian_and_flagged():
    result = resolved(
        person("a", "Kim Orr", ssn="512345678", dob="2015-05-05", **HOME),
        person("b", "Lou Orr", ssn="598765432", dob="1985-05-05", **HOME),
        settings=INCIDENT,
    )
    assert row_of(result, "a")["guardian"] == row_of(result, "b")["id"]
    assert "guardian taken from the same address" in row_of(result, "a")["review"]


def test_a_minor_alone_is_flagged():
    result = resolved(person("a", "Kim Orr", dob="2015-05-05"), settings=INCIDENT)
    assert row_of(result, "a")["review"] == "minor without a known guardian"


def test_one_paper_that_says_so_makes_a_person_deceased():
    result = resolved(
        person("a", "Ann Lee", ssn="512345678", deceased=True), person("b", "Ann Lee", ssn="512345678")
    )
    assert row_of(result, "b")["deceased"] is True
    assert row_of(resolved(person("a", "Ann Lee", ssn="512345678")), "a")["deceased"] is None


@pytest.mark.parametrize(
    ("typed", "letter"),
    [
        ("JEAN-LUC O'BRIEN", "Jean-Luc O'Brien"),
        ("mcallister", "McAllister"),
        ("MARIA DE LA CRUZ", "Maria de la Cruz"),
        ("deShawn", "deShawn"),
    ],
)
def test_names_as_a_letter_writes_them(typed, letter):
    assert written(typed) == letter


def test_every_mention_of_a_person_is_explained_without_the_number():
    result = resolved(
        person("a", "Ann Lee", ssn="512345678", item="w2.pdf", place="page 3"),
        person("b", "Ann Lee", ssn="512345678", **HOME, item="list.xlsx", place="Sheet1", row=7, tie="row"),
    )
    from making import tables

    mentions, _ = tables(
        person("a", "Ann Lee", item="w2.pdf", place="page 3"),
        person("b", "Ann Lee", item="list.xlsx", place="Sheet1", row=7, tie="row"),
    )
    told = explain(row_of(result, "a")["id"], result.links, mentions)
    assert told == [
        "w2.pdf, page 3: joined because of same Social Security number and same name.",
        "list.xlsx, Sheet1, row 7 (its parts stand together in one row): "
        "joined because of same Social Security number and same name.",
    ]
    assert explain("nobody", result.links, mentions) == []


def test_a_list_the_user_already_has_is_taken_row_by_row():
    listed = from_list(
        ["Last Name", "First Name", "DOB", "Zip", "Social Security Number", "Elements", "Shoe size"],
        [
            ["LEE", "ANN", "3/2/2008", 85701.0, "512-34-5678", "driver's license number", "7"],
            ["LEE", "ANN", None, None, None, None, None],
            [None, None, None, None, None, None, None],
        ],
        settings=INCIDENT,
        fingerprint=lambda element, value: (element + value).encode()[:16].ljust(16),
    )
    people = listed.people.to_pylist()
    assert sorted((row["name"], row["residence"], row["minor"]) for row in people if row["residence"]) == [
        ("Ann Lee", "AZ", True)
    ]
    assert len(people) == 2
    assert listed.unread == ["Shoe size"]
    assert set(listed.exposures["element"].to_pylist()) == {
        "person_name", "date_of_birth", "ssn", "drivers_license",
    }  # fmt: skip
    assert [row["element"] for row in listed.identifiers.to_pylist()] == ["ssn"]


def test_a_list_without_names_is_refused_with_what_to_do():
    with pytest.raises(ValueError, match="no column for a name or an e-mail address"):
        from_list(["Shoe size"], [["7"]])
