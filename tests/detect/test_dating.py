"""Of which day a mention is: what the mail, the letter, the row or the file itself says."""

import pytest
from finds import examine, mentions, people, table, text

from tocsin.model.content import Message, Text

LETTER = """Harbor Clinic
{}

Dear Ann Lee,
your Social Security number 219-09-9999 was on our form. 14 Elm Street, Dayton, OH 45402.
"""


def dated(*parts) -> dict:
    return {name: one["dated"] for name, one in people(examine(*parts)).items()}


def test_a_mail_is_of_the_day_its_header_gives():
    mail = Message(
        "message",
        "Bo Ray <bo@example.org>",
        ("hr@example.org",),
        "Tue, 05 Mar 2019 23:10:00 -0500",
        "Forms",
        "Ann Lee, SSN 219-09-9999",
    )
    assert set(dated(mail).values()) == {"2019-03-05"}


def test_messages_of_one_file_keep_their_own_days():
    two = [
        Message(f"message {year}", "", (), f"4 Feb {year} 10:00:00 +0000", "", f"{name}, SSN 219-09-{year}")
        for year, name in ((2018, "Ann Lee"), (2021, "Grace Stone"))
    ]
    assert dated(*two) == {"Ann Lee": "2018-02-04", "Grace Stone": "2021-02-04"}


@pytest.mark.parametrize("line", ["March 3, 2021", "Date: 03/03/2021", "Dated: 3 March 2021", "2021-03-03"])
def test_a_letter_is_of_the_day_in_its_head(line):
    assert dated(text(LETTER.format(line))) == {"Ann Lee": "2021-03-03"}


@pytest.mark.parametrize("line", ["Date of birth: 03/03/1981", "Born 1981", "Expires: 03/03/2031", "45402"])
def test_a_birth_date_or_an_expiry_is_not_the_day_of_a_letter(line):
    assert dated(text(LETTER.format(line)))["Ann Lee"] is None


def test_a_file_says_when_it_was_changed_if_nothing_else_does():
    properties = Text("document properties", "title: Form\nmodified: 2020-06-01T08:00:00Z", "property")
    assert dated(text(LETTER.format("")), properties) == {"Ann Lee": "2020-06-01"}
    assert dated(text(LETTER.format("May 2, 2019")), properties) == {"Ann Lee": "2019-05-02"}


def test_the_days_of_a_pdf_are_read_and_are_nobodys_number():
    properties = Text("document properties", "Author: Ann Lee\nModDate: D:20200601080000-05'00'", "property")
    found = examine(text(LETTER.format("")), properties)
    assert {one["dated"] for one in mentions(found)} == {"2020-06-01"}
    assert not [row for row in found.findings.to_pylist() if row["place"] == "document properties"
                and row["element"] != "person_name"]  # fmt: skip


def test_each_row_is_of_the_day_in_its_own_column():
    rows = table(
        ["Name", "SSN", "DOB", "Hire Date", "Last Updated", "Address"],
        ["Ann Lee", "219-09-9999", "04/05/1981", "01/02/2001", "06/30/2019", "14 Elm St, Dayton, OH 45402"],
        [
            "Grace Stone",
            "219-09-9998",
            "09/10/1975",
            "03/02/2005",
            "07/31/2021",
            "9 Oak St, Dayton, OH 45402",
        ],
        ["Dale Whitfield", "219-09-9997", "09/10/1965", "03/02/2007", "", "8 Oak St, Dayton, OH 45402"],
    )
    assert dated(rows) == {"Ann Lee": "2019-06-30", "Grace Stone": "2021-07-31", "Dale Whitfield": None}


def test_birth_and_hiring_say_nothing_of_the_day_of_a_row():
    rows = table(["Name", "SSN", "DOB", "Hire Date"], ["Ann Lee", "219-09-9999", "04/05/1981", "01/02/2001"])
    assert dated(rows) == {"Ann Lee": None}


def test_a_day_that_no_document_can_have_is_not_taken():
    rows = table(["Name", "SSN", "Date"], ["Ann Lee", "219-09-9999", "01/01/1900"])
    assert dated(rows) == {"Ann Lee": None}
