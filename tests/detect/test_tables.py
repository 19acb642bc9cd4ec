"""A row is a person: messy headers, no headers, families in one row, masked and hashed values."""

import random

import pytest
from finds import elements, examine, mentions, owners, people, table, values

from tocsin.model.tables import FINDINGS, IDENTIFIERS, MENTIONS


def test_messy_headers_are_understood():
    found = examine(
        table(
            ["Emp_Last", "Emp_First", "EE SSN", "dob (mm/dd)", "ABA", "acct#", "gross pay"],
            ["Okafor", "Ngozi", "219-65-4321", "03/04/1980", "021000021", "883120045", "51,200.00"],
            ["Whitfield", "Dale", "323 45 6789", "11/30/1975", "021000021", "883120046", "48,000.00"],
        )
    )
    ngozi = people(found)["Ngozi Okafor"]
    assert ngozi["birth_date"] == "1980-03-04"
    assert ngozi["role"] == "employee"
    assert set(ngozi["elements"]) == {
        "person_name",
        "ssn",
        "date_of_birth",
        "routing_number",
        "financial_account",
        "income",
    }
    assert values(found, "ssn") == ["219654321", "323456789"]


def test_the_tables_have_the_schemas_of_the_contract():
    found = examine(table(["name", "ssn"], ["Ann Lee", "219-65-4321"]))
    assert found.findings.schema == FINDINGS
    assert found.mentions.schema == MENTIONS
    assert found.identifiers.schema == IDENTIFIERS
    empty = examine()
    assert empty.findings.schema == FINDINGS and empty.findings.num_rows == 0


def test_spanish_headers_are_understood():
    found = examine(
        table(
            ["Nombre", "Apellido Paterno", "Número de Seguro Social", "Fecha de Nacimiento", "Teléfono"],
            ["Lucía", "Herrera", "219-65-4321", "25/12/1980", "602-555-0143"],
            ["Mateo", "Quintana", "323-45-6789", "07/08/1991", "602-555-0144"],
        )
    )
    lucia = people(found)["Lucía Herrera"]
    assert lucia["birth_date"] == "1980-12-25"
    assert people(found)["Mateo Quintana"]["birth_date"] == "1991-08-07", (
        "one day over 12 makes the column day first"
    )
    assert lucia["phone"] == "+16025550143"
    assert "ssn" in lucia["elements"]


def test_a_table_without_headers_is_read_by_its_values():
    found = examine(
        table(
            None,
            ["Ann Lee", "219-65-4321", "ann.lee@example.com", "021000021", "883120045"],
            ["Dale Whitfield", "323-45-6789", "dale@example.com", "011401533", "883120046"],
            ["Grace Stone", "401-22-9876", "grace@example.com", "122105155", "883120047"],
            first_row=1,
        )
    )
    assert people(found)["Ann Lee"]["email"] == "ann.lee@example.com"
    assert values(found, "routing_number") == ["021000021", "011401533", "122105155"]
    assert len(values(found, "financial_account")) == 3
    assert len(values(found, "ssn")) == 3


def test_a_first_row_of_values_taken_for_a_header_is_a_person_too():
    found = examine(
        table(["Ann Lee", "219-65-4321"], ["Dale Whitfield", "323-45-6789"], ["Grace Stone", "401-22-9876"])
    )
    assert set(people(found)) == {"Ann Lee", "Dale Whitfield", "Grace Stone"}
    assert [m["row"] for m in mentions(found)] == [1, 2, 3]


def test_spouse_and_dependents_of_a_row_are_persons_of_their_own():
    found = examine(
        table(
            ["Employee Name", "SSN", "Spouse Name", "Spouse SSN", "Dependent1 Name", "Dependent1 DOB"],
            ["Lee, Ann M.", "219-65-4321", "Bob Lee", "323-45-6789", "Cal Lee", "5/6/2015"],
            ["Dale Whitfield", "401-22-9876", "", "", "", ""],
        )
    )
    ann, bob, cal = (people(found)[n] for n in ("Lee, Ann M.", "Bob Lee", "Cal Lee"))
    assert (ann["given"], ann["middle"], ann["family"]) == ("Ann", "M.", "Lee")
    assert (bob["role"], cal["role"]) == ("spouse", "dependent")
    assert cal["guardian"] == ann["id"]
    assert owners(found, "ssn") == ["Lee, Ann M.", "Dale Whitfield", "Bob Lee"]
    assert len(mentions(found)) == 4


def test_the_guardian_of_a_patient_is_linked():
    found = examine(
        table(
            ["patient_name", "mrn", "dob", "guardian_name", "guardian_phone"],
            ["Cal Lee", "00812344", "2016-02-03", "Ann Lee", "602-555-0101"],
        )
    )
    cal, ann = people(found)["Cal Lee"], people(found)["Ann Lee"]
    assert cal["role"] == "patient"
    assert cal["guardian"] == ann["id"]
    assert ann["role"] == "guardian" and ann["phone"] == "+16025550101"


def test_lost_leading_zeros_are_given_back():
    found = examine(table(["name", "ssn", "aba"], ["Ann Lee", "19654321", "21000021"]))
    assert values(found, "ssn") == ["019654321"]
    assert values(found, "routing_number") == ["021000021"]


def test_masked_numbers_are_redacted_and_leave_their_last_four():
    found = examine(
        table(
            ["name", "ssn", "card number"],
            ["Ann Lee", "***-**-4321", "************1111"],
            ["Dale Whitfield", "XXX-XX-6789", "XXXX-XXXX-XXXX-4242"],
        )
    )
    ann = people(found)["Ann Lee"]
    how = dict(zip(ann["elements"], ann["protections"], strict=True))
    assert how["ssn"] == "redacted"
    assert how["ssn_last4"] == "plain"
    assert how["payment_card"] == "redacted"
    assert values(found, "ssn") == [] and values(found, "payment_card") == []
    assert values(found, "ssn_last4") == ["4321", "6789"]


def test_a_user_table_gives_credentials_and_tells_hashes_from_passwords():
    clear = examine(table(["username", "password"], ["alee42", "hunter22!"], ["dwhit", "Summer2019"]))
    assert elements(clear) == {"username", "online_account_credentials"}
    hashed = examine(table(["login", "password"], ["alee42", "5f4dcc3b5aa765d61d8327deb882cf99"]))
    account = mentions(hashed)[0]
    assert dict(zip(account["elements"], account["protections"], strict=True))["password_hash"] == "hashed"
    assert "password" not in account["elements"]


def test_a_taxpayer_number_in_an_ssn_column_is_named_for_what_it_is():
    found = examine(table(["name", "SSN/TIN"], ["Ann Lee", "219-65-4321"], ["Dale Whitfield", "912-70-1234"]))
    assert owners(found, "itin") == ["Dale Whitfield"]
    assert owners(found, "ssn") == ["Ann Lee"]


@pytest.mark.parametrize(
    "number", ["078-05-1120", "219-09-9999", "000-12-3456", "666-12-3456", "123-00-4567", "123-45-0000"]
)
def test_numbers_that_nobody_was_given_are_no_ssn(number):
    found = examine(table(["name", "ssn"], ["Ann Lee", number], ["Dale Whitfield", "323-45-6789"]))
    assert values(found, "ssn") == ["323456789"]


def test_flags_say_who_has_died():
    found = examine(
        table(
            ["name", "ssn", "deceased"],
            ["Ann Lee", "219-65-4321", "Y"],
            ["Dale Whitfield", "323-45-6789", "N"],
            ["Grace Stone", "401-22-9876", ""],
        )
    )
    assert [m["deceased"] for m in mentions(found)] == [True, False, None]


def test_conditions_are_sorted_into_the_element_that_has_its_own_law():
    found = examine(
        table(
            ["patient", "dx"],
            ["Ann Lee", "E11.9"],
            ["Dale Whitfield", "F33.1"],
            ["Grace Stone", "opioid use disorder"],
        )
    )
    assert owners(found, "medical_information") == ["Ann Lee"]
    assert owners(found, "mental_health") == ["Dale Whitfield"]
    assert owners(found, "substance_use_record") == ["Grace Stone"]


def test_a_whole_address_in_one_cell_is_taken_apart():
    found = examine(
        table(["name", "ssn", "home address"], ["Ann Lee", "219-65-4321", "12 Oak St Apt 4, Mesa, AZ 85201"])
    )
    ann = people(found)["Ann Lee"]
    assert (ann["street"], ann["city"], ann["state"], ann["postal_code"]) == (
        "12 Oak St Apt 4",
        "Mesa",
        "AZ",
        "85201",
    )


def test_a_long_table_in_pieces_gives_the_same_as_the_whole():
    rng = random.Random(3)
    rows = [
        [
            f"{rng.choice(('Ann', 'Dale', 'Grace', 'Omar'))} {rng.choice(('Lee', 'Stone', 'Whitfield'))}",
            f"{rng.randint(1, 599):03}-{rng.randint(1, 99):02}-{rng.randint(1, 9999):04}",
        ]
        for _ in range(9_000)
    ]
    whole = examine(table(["name", "ssn"], *rows))
    pieces = examine(
        *(table(["name", "ssn"], *rows[at : at + 700], first_row=2 + at) for at in range(0, len(rows), 700))
    )
    assert pieces == whole
    assert whole.mentions.num_rows == 9_000


def test_a_form_laid_out_as_a_table_is_one_person():
    found = examine(
        table(None, ["Name", "Ann Lee"], ["SSN", "219-65-4321"], ["Date of birth", "3/4/1980"], first_row=1)
    )
    assert len(mentions(found)) == 1
    assert set(people(found)["Ann Lee"]["elements"]) == {"person_name", "ssn", "date_of_birth"}
