"""What stands around a value raises or lowers the confidence, and the reason says so."""

import pytest
from finds import elements, examine, table, text, values

from tocsin.detect.issued import ssn_issue
from tocsin.detect.licences import fits, state_beside

HASH = (
    "$6$saltsalt$"
    + "abcdefghijklmnopqrstuvwxyz0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
    + "abcdefghijklmnopqrstuvwx"
)


def finding(content: str, element: str) -> dict:
    return next(r for r in examine(text(content)).findings.to_pylist() if r["element"] == element)


@pytest.mark.parametrize(
    ("before", "between", "after", "state"),
    [
        ("Texas ", "DL ", "", "TX"),
        ("", "Lic# (CA) ", "", "CA"),
        ("", "DL ", " (NY)", "NY"),
        ("", "license, issued in FL: ", "", "FL"),
        ("he came IN and ", "license ", "", None),
    ],
)
def test_the_state_of_a_licence_is_read_beside_it(before, between, after, state):
    assert state_beside(before, between, after) == state


@pytest.mark.parametrize(
    ("number", "state", "fit"),
    [("12345678", "TX", True), ("A1234567", "TX", False), ("A123-4567", "CA", True), ("1", "ZZ", None)],
)
def test_a_licence_has_the_form_of_its_state(number, state, fit):
    assert fits(number, state) is fit


def test_a_licence_in_the_form_of_the_state_beside_it_is_surer():
    right = finding("Name: Ann Lee\nTexas DL 12345678\n", "drivers_license")
    wrong = finding("Name: Ann Lee\nCalifornia DL 12345678\n", "drivers_license")
    assert right["confidence"] > 0.93 > 0.8 > wrong["confidence"]
    assert "in no form of the state" in wrong["reason"]


def test_a_column_of_states_speaks_for_a_column_of_licences():
    def confidence(state: str) -> float:
        rows = [["Ann Lee", f"1234567{i}", state] for i in range(5)]
        found = examine(table(["Name", "DL Number", "DL State"], *rows))
        return found.findings.to_pylist()[0]["confidence"]

    assert confidence("TX") > confidence("CA")


def test_groups_in_use_before_2011_are_known():
    assert ssn_issue("219654321") == "listed"
    assert ssn_issue("899654321") == ssn_issue("734121234") == "randomised"


@pytest.mark.parametrize(
    "line",
    [
        "SSN: 078-05-1120",
        "SSN: 219-09-9999",
        "ITIN: 987-65-4321",
        "Card: 4111 1111 1111 1111",
        "Card: 378282246310005",
        "MBI: 1EG4-TE5-MK73",
        "For example, SSN: 219-65-4321",
        "(example) card 4539 5787 6362 1486",
        "IP address: 192.0.2.7",
    ],
)
def test_samples_are_no_findings_even_beside_a_name(line):
    assert elements(examine(text(f"Name: Ann Lee\n{line}\n"))) == set()


def test_the_reason_names_shape_label_and_company():
    row = finding("Name: Ann Lee\nDOB: 3/4/1980\nSoc Sec: 219-65-4321\n", "ssn")
    assert row["reason"] == (
        "nine digits, valid area and group behind “Soc Sec”, group in use before 2011,"
        " beside a name and a birth date"
    )


def test_a_value_without_a_label_is_surer_beside_a_name():
    assert finding("219-65-4321", "ssn")["confidence"] < finding("Ann Lee 219-65-4321", "ssn")["confidence"]


def test_accounts_of_a_password_file_have_hashes():
    found = examine(text(f"ann.lee:{HASH}:19000:0:99999:7:::\nbob.kim:{HASH}:19000:0:99999:7:::\n"))
    assert values(found, "password_hash") == [HASH, HASH]
    windows = "alee:1104:aad3b435b51404eeaad3b435b51404ee:8846f7eaee8fb117ad06bdd830b7586c:::\n"
    empty = "guest:501:aad3b435b51404eeaad3b435b51404ee:31d6cfe0d16ae931b73c59d7e0c089c0:::\n"
    assert values(examine(text(windows + empty)), "password_hash") == ["8846f7eaee8fb117ad06bdd830b7586c"]


def test_settings_hold_a_persons_login_only_where_a_person_logs_in():
    machine = (
        "DB_USER=app\nDB_PASSWORD=Kea-4711x\nMAIL_USERNAME=noreply@quillon.org\nMAIL_PASSWORD=Kea-4711y\n"
    )
    assert elements(examine(text(machine))) & {"password", "online_account_credentials"} == set()
    person = "MAIL_USERNAME=ann.lee@quillon.org\nMAIL_PASSWORD=Kea-4711x\n"
    assert "online_account_credentials" in elements(examine(text(person)))
