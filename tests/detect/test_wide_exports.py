"""One row, several people: each has his own values, however the export names its columns."""

import pytest
from finds import examine, mentions, owners, people, table


def named(found):
    return {
        name: (m["birth_date"], set(m["elements"]) - {"person_name"}) for name, m in people(found).items()
    }


def test_prefixes_of_relatives_give_each_his_own():
    found = examine(
        table(
            [
                "emp_first", "emp_last", "emp_ssn", "spouse_first_name", "spouse_last_name", "spouse_dob",
                "dep1_name", "dep1_dob", "dep1_ssn", "Dependent 2 Name", "Dependent 2 DOB", "Dependent 2 SSN",
            ],
            [
                "Ann", "Lee", "219-65-4321", "Bob", "Lee", "1/2/1979",
                "Cal Lee", "5/6/2015", "323-45-6789", "Dee Lee", "7/8/2017", "401-22-9876",
            ],
        )
    )  # fmt: skip
    assert named(found) == {
        "Ann Lee": (None, {"ssn"}),
        "Bob Lee": ("1979-01-02", {"date_of_birth"}),
        "Cal Lee": ("2015-05-06", {"ssn", "date_of_birth"}),
        "Dee Lee": ("2017-07-08", {"ssn", "date_of_birth"}),
    }
    who = people(found)
    assert (who["Bob Lee"]["role"], who["Dee Lee"]["role"]) == ("spouse", "dependent")
    assert who["Cal Lee"]["guardian"] == who["Ann Lee"]["id"]


@pytest.mark.parametrize(
    ("prefix", "role"),
    [
        ("Emergency Contact", "emergency_contact"),
        ("Guarantor", "guarantor"),
        ("Beneficiary", "beneficiary"),
        ("Next of Kin", "emergency_contact"),
        ("Responsible Party", "guarantor"),
        ("Legal Guardian", "guardian"),
    ],
)
def test_people_beside_the_patient_keep_their_own_telephone(prefix, role):
    found = examine(
        table(
            ["Patient Name", "DOB", "MRN", f"{prefix} Name", f"{prefix} Phone"],
            ["Ann Lee", "3/4/1980", "00812344", "Bob Stone", "602-555-0101"],
        )
    )
    ann, bob = people(found)["Ann Lee"], people(found)["Bob Stone"]
    assert (bob["role"], bob["phone"], ann["phone"]) == (role, "+16025550101", None)
    assert owners(found, "medical_record_number") == ["Ann Lee"]


TWO = {
    "Ann Lee": ("1980-03-04", {"ssn", "date_of_birth"}),
    "Cal Stone": ("2015-05-06", {"ssn", "date_of_birth"}),
}


@pytest.mark.parametrize(
    "header",
    [
        ["name", "dob", "ssn", "name", "dob", "ssn"],
        ["Name 1", "DOB 1", "SSN 1", "Name 2", "DOB 2", "SSN 2"],
        ["name", "dob", "ssn", "name.1", "dob.1", "ssn.1"],
        [
            "members.0.name",
            "members.0.dob",
            "members.0.ssn",
            "members.1.name",
            "members.1.dob",
            "members.1.ssn",
        ],
        [
            "people[0].name",
            "people[0].dob",
            "people[0].ssn",
            "people[1].name",
            "people[1].dob",
            "people[1].ssn",
        ],
    ],
)
def test_repeated_columns_are_people_in_turn(header):
    row = ["Ann Lee", "3/4/1980", "219-65-4321", "Cal Stone", "5/6/2015", "323-45-6789"]
    assert named(examine(table(header, row))) == TWO


def test_people_may_be_repeated_field_by_field():
    found = examine(
        table(
            ["Name 1", "Name 2", "DOB 1", "DOB 2", "SSN 1", "SSN 2"],
            ["Ann Lee", "Cal Stone", "3/4/1980", "5/6/2015", "219-65-4321", "323-45-6789"],
        )
    )
    assert named(found) == TWO


def test_repeated_people_are_told_apart_without_a_header():
    rows = [
        ["Ann Lee", "3/4/1980", "219-65-4321", "Cal Stone", "5/6/2005", "323-45-6789"],
        ["Dale Whitfield", "1/9/1971", "401-22-9876", "Grace Novak", "7/8/1999", "225-61-2020"],
        ["Omar Haddad", "2/2/1965", "530-21-7711", "Naomi Patel", "9/9/2001", "226-33-1234"],
    ]
    found = examine(table(None, *rows, first_row=1))
    assert len(mentions(found)) == 6
    assert owners(found, "ssn") == [
        "Ann Lee",
        "Dale Whitfield",
        "Omar Haddad",
        "Cal Stone",
        "Grace Novak",
        "Naomi Patel",
    ]


def test_a_list_of_dependents_inside_a_record_has_the_record_for_guardian():
    found = examine(
        table(
            [
                "employee.name",
                "employee.ssn",
                "dependents.0.firstName",
                "dependents.0.lastName",
                "dependents.0.dob",
            ],
            ["Ann Lee", "219-65-4321", "Cal", "Lee", "2015-05-06"],
        )
    )
    ann, cal = people(found)["Ann Lee"], people(found)["Cal Lee"]
    assert (cal["role"], cal["guardian"], cal["birth_date"]) == ("dependent", ann["id"], "2015-05-06")
    assert owners(found, "ssn") == ["Ann Lee"]


def test_a_second_telephone_or_address_line_is_the_same_person():
    found = examine(
        table(
            ["name", "ssn", "phone 1", "phone 2", "address 1", "address 2"],
            ["Ann Lee", "219-65-4321", "602-555-0101", "602-555-0102", "12 Oak St", "Apt 4"],
        )
    )
    assert len(mentions(found)) == 1
    assert people(found)["Ann Lee"]["street"] == "12 Oak St, Apt 4"
