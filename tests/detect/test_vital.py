"""Who has died and who is a minor, and never the wrong person of a row or record."""

import pytest
from finds import examine, mentions, people, table, text

from tocsin.detect.vital import flag, says_death, tells_states


def deaths(found):
    return {name: m["deceased"] for name, m in people(found).items()}


@pytest.mark.parametrize(
    "state",
    [
        "DECEASED",
        "Deceased 3/4/2019",
        "dec'd",
        "d. 2019-03-04",
        "Retired - Deceased",
        "Terminated (deceased)",
        "Died",
    ],
)
@pytest.mark.parametrize("header", ["Status", "EMP_STATUS", "patient status", "Notes", "vitalStatus"])
def test_a_state_says_who_has_died_and_nothing_of_the_others(header, state):
    found = examine(
        table(
            ["name", "ssn", header],
            ["Ann Lee", "219-65-4321", state],
            ["Dale Whitfield", "323-45-6789", "Active"],
            ["Grace Stone", "401-22-9876", ""],
        )
    )
    assert deaths(found) == {"Ann Lee": True, "Dale Whitfield": None, "Grace Stone": None}


@pytest.mark.parametrize(
    "remark",
    [
        "Active", "Survivor of a deceased member", "spouse deceased", "Mother deceased 2001", "Not deceased",
        "deceased?", "Dead letter", "d. 12", "Decided", "Widow", "closed", "if deceased pay estate",
    ],
)  # fmt: skip
def test_other_states_and_the_deaths_of_others_are_not_the_row_s_own(remark):
    assert not says_death(remark)
    found = examine(table(["name", "ssn", "notes"], ["Ann Lee", "219-65-4321", remark]))
    assert deaths(found) == {"Ann Lee": None}


@pytest.mark.parametrize(
    "header", ["server status", "Card Status", "order_status", "marital status", "pet status"]
)
def test_the_states_of_things_are_not_those_of_people(header):
    assert not tells_states(header)


@pytest.mark.parametrize(
    ("cell", "dead"),
    [
        ("Y", True), ("3/4/2019", True), ("2019-03-04 00:00:00", True), ("fallecida", True), ("N", False),
        ("", None), ("0000-00-00", None), ("12/31/9999", None), ("N/A", None), ("pending", None),
    ],
)  # fmt: skip
def test_a_flag_or_a_date_of_death_is_read_as_it_is_written(cell, dead):
    assert flag(cell) is dead
    found = examine(table(["name", "ssn", "Date of Death"], ["Ann Lee", "219-65-4321", cell]))
    assert deaths(found) == {"Ann Lee": dead}


def test_the_spouse_s_state_is_the_spouse_s():
    found = examine(
        table(
            ["name", "ssn", "spouse name", "spouse status"],
            ["Ann Lee", "219-65-4321", "Bob Lee", "Deceased"],
            ["Dale Whitfield", "323-45-6789", "Eve Whitfield", "Living"],
        )
    )
    assert {n for n, dead in deaths(found).items() if dead} == {"Bob Lee"}


def test_a_survivor_lives_and_the_one_survived_has_died():
    found = examine(
        table(
            ["name", "ssn", "survivor of", "decedent ssn"],
            ["Ann Lee", "219-65-4321", "Bob Lee", "323-45-6781"],
            ["Dale Whitfield", "323-45-6789", "", ""],
        )
    )
    assert deaths(found) == {"Ann Lee": None, "Dale Whitfield": None, "Bob Lee": True}
    assert people(found)["Bob Lee"]["role"] == "decedent"


def test_a_spanish_column_of_states_is_no_column_of_provinces():
    found = examine(
        table(
            ["nombre", "nss", "estado"],
            ["Ana L\u00f3pez", "219-65-4321", "Fallecida"],
            ["Luis P\u00e9rez", "323-45-6789", "Activo"],
        )
    )
    assert deaths(found) == {"Ana L\u00f3pez": True, "Luis P\u00e9rez": None}
    assert [m["state"] for m in mentions(found)] == [None, None]


def minors(header, *rows):
    return {name: m["minor"] for name, m in people(examine(table(header, *rows))).items()}


def test_a_flag_says_who_is_a_minor():
    told = minors(
        ["name", "ssn", "Minor (Y/N)"], ["Ann Lee", "219-65-4321", "Y"], ["Bo Lee", "323-45-6789", "N"]
    )
    assert told == {"Ann Lee": True, "Bo Lee": False}


def test_who_has_a_guardian_and_no_birth_date_is_a_minor_and_the_guardian_is_not():
    told = minors(
        ["student", "student id", "guardian name"],
        ["Ann Lee", "A2196543", "Bob Lee"],
        ["Dale Whitfield", "A3234567", ""],
    )
    assert told == {"Ann Lee": True, "Dale Whitfield": None, "Bob Lee": None}
    born = minors(["patient", "dob", "guardian name"], ["Ann Lee", "3/4/1950", "Bob Lee"])
    assert born == {"Ann Lee": None, "Bob Lee": None}


def test_the_name_of_a_mother_makes_nobody_a_minor():
    assert minors(["employee", "ssn", "mother"], ["Ann Lee", "219-65-4321", "Eve Lee"])["Ann Lee"] is None


@pytest.mark.parametrize(
    "line",
    ["Status: Deceased", "Deceased: Yes", "Date of Death: 3/4/2019", "DOD: 3/4/2019", "Estado: fallecida"],
)
def test_a_line_of_a_record_says_that_its_person_has_died_and_not_the_next(line):
    content = (
        f"Name: Ann Lee\nSSN: 219-65-4321\n{line}\n\nName: Bob Stone\nSSN: 323-45-6789\nStatus: Active\n"
    )
    assert deaths(examine(text(content))) == {"Ann Lee": True, "Bob Stone": None}


@pytest.mark.parametrize(
    "line", ["Deceased: No", "Spouse Deceased: Yes", "Status: Active", "Deceased:", "Notes: spouse deceased"]
)
def test_other_lines_of_a_record_leave_its_person_alive(line):
    assert deaths(examine(text(f"Name: Ann Lee\nSSN: 219-65-4321\n{line}\n")))["Ann Lee"] is None
