"""Running text: forms, letters, mails, notes and lists, and whose each value is."""

from finds import elements, examine, mentions, owners, people, text, values

from tocsin.model.content import Message


def test_a_wage_statement_is_tied_to_the_employee():
    found = examine(
        text(
            "Form W-2 Wage and Tax Statement 2024\n"
            "Employee's social security number: 219-65-4321\n"
            "Employer identification number (EIN): 86-1234567\n"
            "Employee name: Ann M Lee\n"
            "Employee address: 12 Oak Street, Mesa, AZ 85201\n"
            "Wages, tips, other compensation: 51,200.00\n"
            "Federal income tax withheld: 6,100.00\n"
        )
    )
    ann = people(found)["Ann M Lee"]
    assert {"ssn", "tax_information", "postal_address"} <= set(ann["elements"])
    assert ann["city"] == "Mesa"
    assert values(found, "ssn") == ["219654321"]
    assert "other_tax_id" not in elements(found), "the employer's number is no person's"


def test_a_direct_deposit_form_gives_account_and_routing_number():
    found = examine(
        text(
            "DIRECT DEPOSIT AUTHORIZATION\n\nEmployee Name: Dale Whitfield\nBank Name: First Example Bank\n"
            "Routing Number: 021000021\nAccount Number: 883120045\nAccount type: Checking\n"
            "Last 4 SSN: 6789\n"
        )
    )
    dale = people(found)["Dale Whitfield"]
    assert {"routing_number", "financial_account", "ssn_last4"} <= set(dale["elements"])
    assert values(found, "financial_account") == ["883120045"]


def test_a_mail_with_three_employees_gives_each_their_own():
    found = examine(
        Message(
            "message 1",
            "Mary Perkins <mary.perkins@example.com>",
            ("Colleen Lewis <colleen@example.com>",),
            "",
            "new hires",
            "Hi Colleen,\n\n"
            "Please set up Charles Mccarty. His SSN is 219-65-4321 and his date of birth is 3/4/1980.\n\n"
            "We still need a form from Jenna White. Her ssn: 323-45-6789, account number 883120045.\n\n"
            "Here is what I have for Andrea Smith. The social should be 401-22-9876.\n\n"
            "Thanks,\nMary\nPayroll | desk 602-555-0188\n",
        )
    )
    assert owners(found, "ssn") == ["Charles Mccarty", "Jenna White", "Andrea Smith"]
    assert owners(found, "financial_account") == ["Jenna White"]
    mary, colleen = people(found)["Mary Perkins"], people(found)["Colleen Lewis"]
    assert (mary["role"], colleen["role"]) == ("sender", "recipient")
    assert mary["phone"] == "+16025550188"
    assert "ssn" not in mary["elements"] + colleen["elements"]


def test_a_clinical_note_belongs_to_the_patient_and_not_to_the_doctor():
    found = examine(
        text(
            "Grace Stone is a 44-year-old (born 3/4/1980, MRN 00812344) seen today by Dr. Whitfield for "
            "follow-up of type 2 diabetes. Medications: metformin. Call patient at 602-555-0143. "
            "Ms. Stone agreed."
        )
    )
    grace = people(found)["Grace Stone"]
    assert {"date_of_birth", "medical_record_number", "medical_information", "prescription"} <= set(
        grace["elements"]
    )
    assert grace["phone"] == "+16025550143"
    assert all(m["role"] != "provider" for m in mentions(found))


def test_a_credential_list_gives_one_account_per_line():
    found = examine(
        text("ann.lee@example.com:hunter22!\ndale@example.com:Summer2019\ngstone@example.com:pw_44x\n")
    )
    assert [m["email"] for m in mentions(found)] == [
        "ann.lee@example.com",
        "dale@example.com",
        "gstone@example.com",
    ]
    assert elements(found) >= {"online_account_credentials"}
    assert len(values(found, "online_account_credentials")) == 3


def test_the_password_of_the_mailbox_itself_is_told_apart():
    found = examine(text("Name: Ann Lee\nEmail: ann@example.com\nEmail password: hunter22!\n"))
    assert "email_account_credentials" in people(found)["Ann Lee"]["elements"]


def test_columns_read_one_after_the_other_are_put_together_by_order():
    found = examine(
        text(
            "Employee Roster  Page 1\nName\nLee, Ann\nWhitfield, Dale\nStone, Grace\n"
            "SSN\n219-65-4321\n323-45-6789\n401-22-9876\nDOB\n3/4/1980\n5/6/1975\n7/8/1990\n"
        )
    )
    assert owners(found, "ssn") == ["Lee, Ann", "Whitfield, Dale", "Stone, Grace"]
    assert people(found)["Whitfield, Dale"]["birth_date"] == "1975-05-06"
    assert people(found)["Lee, Ann"]["tie"] == "list"


def test_two_records_one_after_the_other_do_not_mix():
    found = examine(
        text("Name: Ann Lee\nSSN: 219-65-4321\nName: Dale Whitfield\nSSN: 323-45-6789\nDOB: 5/6/1975\n")
    )
    assert owners(found, "ssn") == ["Ann Lee", "Dale Whitfield"]
    assert owners(found, "date_of_birth") == ["Dale Whitfield"]


def test_a_masked_number_in_a_form_is_redacted():
    found = examine(text("Patient: Ann Lee\nSSN: ***-**-4321\n"))
    ann = people(found)["Ann Lee"]
    assert dict(zip(ann["elements"], ann["protections"], strict=True))["ssn"] == "redacted"
    assert values(found, "ssn") == []


def test_words_that_name_the_holder_beat_the_nearest_name():
    found = examine(
        text("Omar Khan asked us to confirm that SSN 219-65-4321 belongs to Grace Stone and not to him.")
    )
    assert owners(found, "ssn") == ["Grace Stone"]


def test_respectively_ties_by_order():
    found = examine(
        text(
            "Ann Lee and Dale Whitfield have Social Security numbers 219-65-4321 and 323-45-6789,"
            " respectively."
        )
    )
    assert owners(found, "ssn") == ["Ann Lee", "Dale Whitfield"]


def test_former_and_latter_are_followed():
    found = examine(
        text(
            "Ann Lee lives with Dale Whitfield. The former was born 3/4/1980; the latter's passport "
            "is 512345678."
        )
    )
    assert owners(found, "date_of_birth") == ["Ann Lee"]
    assert owners(found, "passport") == ["Dale Whitfield"]


def test_values_on_another_page_belong_to_the_only_person_of_the_document():
    found = examine(
        text("Application of\nName: Ann Lee\nDOB: 3/4/1980\n", "page 1"), text("SSN: 219-65-4321\n", "page 2")
    )
    assert owners(found, "ssn") == ["Ann Lee"]
    assert {m["tie"] for m in mentions(found)} == {"record", "document"}


def test_with_two_persons_a_lone_value_has_no_owner():
    found = examine(
        text("Name: Ann Lee\nDOB: 3/4/1980\n\nName: Dale Whitfield\nDOB: 5/6/1975\n", "page 1"),
        text("SSN: 219-65-4321\n", "page 2"),
    )
    assert owners(found, "ssn") == [None]


def test_rows_of_a_database_dump_inside_a_text_are_rows():
    found = examine(
        text(
            "INSERT INTO `members` (`id`,`full_name`,`ssn`,`dob`) VALUES\n"
            "(1,'Ann Lee','219-65-4321','1980-03-04'),\n(2,'Dale Whitfield','323-45-6789','1975-05-06');\n"
        )
    )
    assert owners(found, "ssn") == ["Ann Lee", "Dale Whitfield"]
    assert people(found)["Dale Whitfield"]["birth_date"] == "1975-05-06"


def test_a_card_brings_its_date_and_code_with_it():
    found = examine(text("Customer: Ann Lee\nCard: 4539 5787 6362 1486\nExp: 04/27\nCVV: 123\n"))
    assert elements(found) >= {"card_expiry", "card_security_code"}
    alone = examine(text("Ann Lee wrote that exp 04/27 and security code 123 are on the badge."))
    assert not elements(alone) & {"card_expiry", "card_security_code"}


def test_offsets_count_from_the_start_of_the_place():
    from tocsin.model.content import Text

    content = "Name: Ann Lee\nSSN: 219-65-4321\n"
    found = examine(Text("page 1", content, "body", start=1_000))
    row = next(r for r in found.findings.to_pylist() if r["element"] == "ssn")
    assert content[row["start"] - 1_000 :].startswith("219-65-4321")


def test_a_letter_speaks_of_the_one_it_greets():
    found = examine(
        text("Dear Daniel,\nWe offer you the position. Your starting salary is $32,383 a year.\n"),
        text("For payroll setup we have your SSN as 219-65-4321.\n", "header 1"),
    )
    assert owners(found, "ssn") == ["Daniel"]
    assert owners(found, "income") == ["Daniel"]


def test_lines_of_dependents_under_the_labels_of_an_employee_are_their_own() -> None:
    found = examine(
        text(
            "Employee: Dale Whitfield\nSSN: 512-44-1234\nDate of birth: 03/04/1980\n"
            "  Emma Whitfield, child, born 05/06/2015, SSN 513-55-2345\n"
            "  Grace Stone, spouse, born 05/06/1981, SSN 514-66-3456\n"
        )
    )
    assert owners(found, "ssn") == ["Dale Whitfield", "Emma Whitfield", "Grace Stone"]
    told = people(found)
    assert told["Emma Whitfield"]["guardian"] == told["Dale Whitfield"]["id"]
    assert (told["Emma Whitfield"]["role"], told["Grace Stone"]["role"]) == ("dependent", "spouse")


def test_rows_of_a_damaged_dump_are_read_up_to_the_damage():
    found = examine(
        text(
            "INSERT INTO staff (order_no, full_name, ssn) VALUES\n"
            "(1, 'Dale Whitfield', '512-44-1234'), (2, 'Ann Lee', '513-55-2345'), (3, 'Grace St);\n"
            "INSERT INTO staff (full_name, ssn, order_no) VALUES ('Pat Roe', '514-66-3456'), ('Sam');\n"
        )
    )
    assert set(people(found)) >= {"Dale Whitfield", "Ann Lee", "Pat Roe"}
