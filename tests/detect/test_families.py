"""Several people in one record, and what a record says without saying it: columns, lists, forms."""

import pytest
from finds import elements, examine, mentions, owners, people, table, text, values


def test_two_people_of_one_row_are_told_apart_by_the_first_words_of_their_columns():
    found = examine(
        table(
            ["EE Name", "EE TaxID", "Member Name", "Member DOB", "Member EE SSN"],
            ["Okafor, Ngozi", "219654321", "Dale Okafor", "1975-11-30", "323456789"],
            ["Vargas, Elena", "219654322", "Elena Vargas", "1960-01-02", "219654322"],
        )
    )
    assert owners(found, "ssn")[:2] == ["Okafor, Ngozi", "Vargas, Elena"]
    assert people(found)["Dale Okafor"]["birth_date"] == "1975-11-30"
    assert people(found)["Okafor, Ngozi"]["birth_date"] is None


def test_entries_of_a_list_inside_a_record_are_people_of_their_own():
    header = [
        f"members.{n}.{part}" for n in (1, 2) for part in ("name.given", "name.family", "birthDate", "ssn")
    ]
    found = examine(
        table(["payer", *header], ["AHCCCS", "Ann", "Lee", "1980-02-03", "219-65-4321"] + [""] * 4)
    )
    assert owners(found, "ssn") == ["Ann Lee"]
    both = ["Ann", "Lee", "1980-02-03", "219-65-4321", "Bo", "Lee", "2012-03-04", "323-45-6789"]
    assert owners(examine(table(header, both)), "ssn") == ["Ann Lee", "Bo Lee"]


def test_dependents_of_a_table_without_a_header_are_found_though_zeros_are_lost():
    found = examine(
        table(
            None,
            ["Okafor", "Ngozi", "219654321", "03/04/1980", "Dale Okafor", "11/30/1975", "23456789"],
            ["Vargas", "Elena", "323456789", "01/02/1960", "", "", ""],
            ["Larsen", "Peter", "23456780", "05/06/1971", "Kim Larsen", "07/08/2010", "345678901"],
            ["Nolan", "Grace", "287654329", "09/10/1966", "", "", ""],
            first_row=1,
        )
    )
    dale = people(found)["Dale Okafor"]
    assert (dale["birth_date"], dale["role"]) == ("1975-11-30", "dependent")
    assert set(values(found, "ssn")) == {
        "219654321",
        "323456789",
        "023456780",
        "023456789",
        "345678901",
        "287654329",
    }


def test_a_city_beside_whole_names_is_no_family_name():
    found = examine(
        table(
            None,
            ["Roger Smith", "05/30/1993", "470-41-2212", "4830 Palm Circle", "Jackson", "MS"],
            ["Silvia Carter", "04/11/1979", "563-28-0498", "7694 Sunset Street", "Madison", "WI"],
            ["Brian Todd", "04/11/1969", "563-28-0499", "7690 Sunset Street", "Lincoln", "NE"],
            first_row=1,
        )
    )
    assert {m["family"] for m in mentions(found)} == {"Smith", "Carter", "Todd"}


def test_hire_dates_and_numbers_beside_an_address_are_no_passwords():
    found = examine(
        table(
            None,
            ["E07085", "Muro", "William", "203-56-8743", "06-19-2013", "william.muro@example.net"],
            ["E30631", "Smith", "Derek", "296-28-2217", "03-29-2022", "derek.smith@example.org"],
            ["E30632", "Jones", "Karen", "296-28-2218", "03-29-2021", "karen.jones@example.org"],
            first_row=1,
        )
    )
    assert "online_account_credentials" not in elements(found)


def test_the_employer_on_a_wage_statement_is_not_the_employee():
    found = examine(
        text(
            "a Employee's social security number\n219-65-4321\n"
            "c Employer's name, address, and ZIP code\nTaylor Electric Group, Tucson, AZ 85701\n"
            "1 Wages, tips, other compensation\n42,160.00\n"
            "e Employee's first name and initial Last name Suff.\nELIZABETH M. LONGORIA\n"
            "f Employee's address and ZIP code\n9636 HIGHLAND AVE\nSTANWOOD, MI 49346\n"
        )
    )
    assert owners(found, "ssn") == ["ELIZABETH M. LONGORIA"]
    assert {"income", "tax_information"} <= set(people(found)["ELIZABETH M. LONGORIA"]["elements"])


@pytest.mark.parametrize(("written", "minor"), [("Y", True), ("no", False), ("", None)])
def test_a_mark_for_minors_is_kept(written, minor):
    found = examine(table(["name", "ssn", "is minor"], ["Ann Lee", "219-65-4321", written]))
    assert people(found)["Ann Lee"]["minor"] is minor


def test_a_login_that_is_an_address_tells_how_to_reach_its_owner():
    found = examine(
        table(["url", "username", "password"], ["https://portal.example.org", "Ann@Example.org", "Kea-4711"])
    )
    assert mentions(found)[0]["email"] == "ann@example.org"


def test_the_answer_to_a_question_for_the_maiden_name_is_a_maiden_name():
    found = examine(
        table(
            ["username", "security_question", "security_answer"],
            ["alee", "What is your mother's maiden name?", "Norton"],
            ["bkim", "What was your first pet?", "Luna"],
        )
    )
    rows = [r["row"] for r in found.findings.to_pylist() if r["element"] == "mothers_maiden_name"]
    assert rows == [2]


def test_a_procedure_beside_a_member_number_is_a_claim():
    row = ["XCA555193274", "Ann Lee", "1980-02-03", "D3330"]
    claim = examine(table(["Member ID", "Patient", "DOB", "ADA Code"], row))
    assert "health_claim" in elements(claim)
    assert "health_claim" not in elements(examine(table(["Patient", "DOB", "ADA Code"], row[1:])))


def test_a_suffix_in_the_column_of_family_names_is_a_suffix():
    found = examine(table(["first name", "last name", "ssn"], ["Jason", "Tucker Jr", "219-65-4321"]))
    ann = mentions(found)[0]
    assert (ann["family"], ann["suffix"]) == ("Tucker", "Jr")


def test_a_title_line_above_the_header_is_no_person():
    found = examine(
        table(
            None,
            ["Form 1099-NEC recipients", "", ""],
            ["NAME", "EE SSN", "Addr 1"],
            ["JEFFREY HALL", "382-75-6248", "3802 HAWTHORN WAY"],
            first_row=1,
        )
    )
    assert list(people(found)) == ["JEFFREY HALL"]
    assert people(found)["JEFFREY HALL"]["row"] == 3
