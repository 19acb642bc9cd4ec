"""Whose a value in running text is, and when the answer is that nobody can tell."""

import pytest
import yaml
from finds import examine, mentions, owners, people, text

from tocsin.detect import weighing


def owner(content: str, element: str = "ssn") -> list[str | None]:
    """Owners of an element's findings in the order of the text."""
    found = examine(text(content))
    name = {m["id"]: m["name"] for m in mentions(found)}
    rows = sorted(found.findings.to_pylist(), key=lambda row: row["start"])
    return [name.get(row["mention"]) for row in rows if row["element"] == element]


@pytest.mark.parametrize(
    "sentence",
    [
        "Omar Khan told us that SSN 219-65-4321 belongs to Grace Stone.",
        "Omar Khan says SSN 219-65-4321 is Grace Stone's.",
        "SSN 219-65-4321 is not Omar Khan's but Grace Stone's.",
        "SSN 219-65-4321 is that of Grace Stone rather than Omar Khan.",
        "Omar Khan sent the form of Grace Stone to Dale Whitfield: SSN 219-65-4321.",
        "Omar Khan met Grace Stone, whose SSN is 219-65-4321.",
        "El SSN 219-65-4321 no es de Omar Khan sino de Grace Stone.",
    ],
)
def test_words_that_name_the_holder_decide(sentence):
    assert owner(sentence) == ["Grace Stone"]


@pytest.mark.parametrize(
    "sentence",
    [
        "Grace Stone was interviewed by our adjuster Omar Khan. SSN 219-65-4321.",
        "Notary Omar Khan checked the papers of Grace Stone, SSN 219-65-4321.",
        "Grace Stone (SSN 219-65-4321) was examined by Omar Khan, MD.",
        "Attorney Omar Khan represents Grace Stone. SSN: 219-65-4321.",
        "Omar Khan in Human Resources entered the form for Grace Stone. Her SSN is 219-65-4321.",
    ],
)
def test_those_who_handle_data_are_not_its_owners(sentence):
    assert owner(sentence) == ["Grace Stone"]


def test_a_telephone_number_can_be_the_lawyers_own():
    content = "Grace Stone's attorney, Omar Khan, can be reached at 602-555-0143. Her SSN is 219-65-4321."
    assert owner(content, "phone_number") == ["Omar Khan"]
    assert owner(content) == ["Grace Stone"]


def test_a_role_leads_back_to_the_one_who_has_it():
    content = (
        "The landlord, Omar Khan, asked about the tenant Grace Stone. The tenant's SSN is 219-65-4321; "
        "the landlord's SSN is 323-45-6789."
    )
    assert owner(content) == ["Grace Stone", "Omar Khan"]


def test_the_other_side_of_a_family_tie_is_understood():
    content = (
        "Mary Stone called about her son Daniel Stone. The mother's SSN is 219-65-4321 and the child's "
        "SSN is 323-45-6789."
    )
    assert owner(content) == ["Mary Stone", "Daniel Stone"]


def test_pronouns_follow_what_the_text_says_of_a_person():
    content = "Robert Lee and his wife Susan Lee applied. Her SSN is 219-65-4321, and his SSN is 323-45-6789."
    assert owner(content) == ["Susan Lee", "Robert Lee"]


def test_former_latter_first_and_second_follow_the_order():
    content = "Two drivers came in, Ann Lee and Dale Whitfield. The second gave SSN 219-65-4321."
    assert owner(content) == ["Dale Whitfield"]


def test_as_many_values_as_names_are_taken_in_order():
    assert owner("The SSNs of Ann Lee and Dale Whitfield are 219-65-4321 and 323-45-6789.") == [
        "Ann Lee",
        "Dale Whitfield",
    ]


def test_my_is_the_writer_and_your_is_the_reader():
    mine = (
        "From: Ann Lee <ann@example.com>\nTo: Dale Whitfield <dale@example.com>\n\nMy SSN is 219-65-4321.\n"
    )
    assert owner(mine) == ["Ann Lee"]
    yours = "Dear Ann Lee,\n\nDale Whitfield in our office saw that your SSN 219-65-4321 was sent out.\n"
    assert owner(yours) == ["Ann Lee"]


def test_in_a_talk_my_is_the_one_who_speaks():
    content = "Ann Lee: hi, my ssn is 219-65-4321\nDale Whitfield: thanks Ann. mine is 323-45-6789\n"
    assert owner(content) == ["Ann Lee", "Dale Whitfield"]


def test_who_asks_in_a_talk_does_not_own_what_is_told():
    content = "Omar Khan: can you send me the ssn for Ann Lee?\nDale Whitfield: sure, 219-65-4321\n"
    assert owner(content)[0] in ("Ann Lee", None)


def test_the_next_paragraph_speaks_of_the_same_person():
    content = "Ann Lee was hired in May.\n\nHer SSN is 219-65-4321. Omar Khan signed the offer.\n"
    assert owner(content) == ["Ann Lee"]


def test_a_mailbox_that_spells_a_name_is_that_persons():
    content = (
        "Ann Lee and Dale Whitfield were added with dale.whitfield@example.com. SSN of Ann Lee: 219-65-4321."
    )
    found = people(examine(text(content)))
    assert found["Dale Whitfield"]["email"] == "dale.whitfield@example.com"
    assert "Ann Lee" not in found or found["Ann Lee"]["email"] is None


def test_a_doctor_with_the_patients_surname_is_another_person():
    content = "Lisa Garcia (SSN 219-65-4321) was seen by Dr. Garcia. Ms. Garcia agreed to call."
    found = examine(text(content))
    assert owners(found, "ssn") == ["Lisa Garcia"]
    assert [m["role"] for m in mentions(found)] == ["subject"]


@pytest.mark.parametrize(
    "sentence",
    [
        "Ann Lee and Grace Stone signed. His SSN is 219-65-4321.",
        "Ann Lee met Grace Stone and Mary Hill. My SSN is 219-65-4321.",
    ],
)
def test_without_a_clear_lead_the_owner_stays_unknown(sentence):
    assert owner(sentence) == [None]


def test_a_name_that_is_not_recognised_does_not_pass_its_value_to_the_next_person():
    content = "Ann Lee wrote to us. The SSN of Qwxyz Vrtopolous: 219-65-4321. Dale Whitfield called, too."
    assert owner(content)[0] not in ("Ann Lee", "Dale Whitfield")


def test_every_weight_says_why():
    from importlib.resources import files

    read = yaml.safe_load(files("tocsin.detect").joinpath("data/owner_weights.yaml").read_text("utf-8"))
    for name, entry in read["evidence"].items():
        assert entry["why"], name
        assert abs(entry["weight"] - entry["prior"]) < 1.5, f"{name}: the fit may not turn a reason round"
    assert 0.5 < weighing.weights().threshold < 1


@pytest.mark.parametrize(
    "chat",
    [
        "[9:14] Ann Lee: can you update my bank info\n[9:15] Dale Whitfield: sure, what's your ssn\n"
        "[9:16] Ann Lee: ssn 219-65-4321\n",
        "Ann Lee (9:14 AM): can you update my bank info\nDale Whitfield (9:15 AM): your ssn?\n"
        "Ann Lee (9:16 AM): ssn 219-65-4321\n",
        "12/3/25, 9:14 PM - Ann Lee: hi\n12/3/25, 9:15 PM - Dale Whitfield: what is your ssn?\n"
        "12/3/25, 9:16 PM - Ann Lee: ssn 219-65-4321\n",
    ],
)
def test_the_answer_to_a_question_is_of_the_one_who_answers(chat):
    assert owner(chat) == ["Ann Lee"]


def test_who_is_asked_about_owns_the_answer():
    content = (
        "Ann Lee [9:14 AM]: can you look up the record of Grace Stone?\n"
        "Dale Whitfield [9:15 AM]: yes, SSN 219-65-4321\n"
    )
    assert owner(content) == ["Grace Stone"]


def test_a_caller_without_a_name_in_front_is_who_he_says_he_is():
    content = (
        "Agent: Thank you for calling, this is Omar Khan. May I have your name?\nCaller: Grace Stone.\n"
        "Agent: And your Social Security number?\nCaller: SSN 219-65-4321.\n"
    )
    assert owner(content) == ["Grace Stone"]


def test_what_a_mother_tells_of_her_son_is_her_sons():
    content = (
        "Agent: Who am I speaking with?\nCaller: Mary Stone. I'm calling for my son, Daniel Stone.\n"
        "Agent: What is his Social Security number?\nCaller: SSN 219-65-4321.\n"
    )
    assert owner(content) == ["Daniel Stone"]


def test_my_in_a_letter_is_who_signs_it():
    content = "Dear HR,\n\nmy SSN is 219-65-4321, please correct it.\n\nKind regards,\nAnn Lee\n"
    assert owner(content) == ["Ann Lee"]


def test_my_in_a_quoted_message_is_who_wrote_that():
    content = (
        "From: Dale Whitfield <dale@example.com>\nTo: Ann Lee <ann@example.com>\n\nThanks, got it.\n\n"
        "> From: Ann Lee <ann@example.com>\n> To: Dale Whitfield <dale@example.com>\n>\n"
        "> My SSN is 219-65-4321.\n"
    )
    assert owner(content) == ["Ann Lee"]


def test_a_relatives_number_is_not_the_speakers():
    assert owner("Dale Whitfield: hi\nAnn Lee: my mother's SSN is 219-65-4321\n") == [None]


def test_a_list_of_values_with_names_behind_gives_each_his_own():
    assert owner("SSN 219-65-4321 / Ann Lee; SSN 323-45-6789 / Dale Whitfield\n") == [
        "Ann Lee",
        "Dale Whitfield",
    ]


def test_a_part_of_a_form_without_a_name_is_of_whom_its_heading_speaks():
    content = (
        "BORROWER INFORMATION\nName: Ann Lee\nSSN: 219-65-4321\n\nCO-BORROWER INFORMATION\n"
        "Name: Dale Whitfield\nSSN: 323-45-6789\n\nIDENTIFICATION OF BORROWER\nPassport number: 512345678\n"
    )
    assert owner(content, "passport") == ["Ann Lee"]


def test_values_on_a_relatives_line_are_the_relatives():
    content = (
        "Employee: Ann Lee   SSN: 219-65-4321\nDependent 1: Tim Lee   SSN: 323-45-6789\n"
        "Emergency contact: Dale Whitfield   Phone: 602-555-0143\n"
    )
    assert owner(content) == ["Ann Lee", "Tim Lee"]
    assert owner(content, "phone_number") == ["Dale Whitfield"]


def test_two_people_side_by_side_have_the_values_under_their_names():
    content = (
        "Borrower: Ann Lee    Co-Borrower: Dale Whitfield\nSSN: 219-65-4321    SSN: 323-45-6789\n"
        "DOB: 03/04/1971    DOB: 05/06/1982\n"
    )
    assert owner(content) == ["Ann Lee", "Dale Whitfield"]


def test_a_full_name_after_its_parts_is_the_same_person():
    content = "Mr. Stone was interviewed. Daniel Stone, SSN 219-65-4321, lives alone."
    found = examine(text(content))
    assert len(mentions(found)) == 1
    assert owner(content) == ["Daniel Stone"]
