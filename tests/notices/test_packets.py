"""Filings and packets: every field is known, estimated or missing with somebody to ask; nobody is named."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

import pytest
from notices_case import CALIFORNIA, duty, make_facts, make_plan, person, text_of, words

from tocsin.law.registers import offices
from tocsin.model.facts import Contact, Facts
from tocsin.notices import Document, packet_rows, packets

REGULATOR = {"recipient": "regulator"}


def _packets(
    *duties: dict[str, Any], elements: tuple[str, ...] = ("person_name", "ssn"), facts: Facts | None = None
) -> dict[str, Document]:
    people = [person(1, "CA"), person(2, "MA"), person(3, None)]
    made = make_plan(people, [duty("CA", CALIFORNIA), duty("MA"), *duties], elements, facts=facts)
    return {document.form: document for document in packets(made)}


def _field(document: Document, name: str) -> tuple[str, str]:
    (field,) = [field for field in document.fields if field.id == name]
    return field.value, field.status


def test_the_form_of_an_office_is_filled_in_its_own_words() -> None:
    filed = _packets(duty("CA", ["sample_notice"], form="CA-AG", **REGULATOR))["CA-AG"]
    assert _field(filed, "breach_type") == ("External system breach (hacking)", "known")
    assert _field(filed, "breach_dates") == ("September 28, 2026 to October 2, 2026", "known")
    assert filed.samples and all(variant.startswith("CA/") for variant in filed.samples)


def test_an_office_without_a_form_here_gets_the_fields_that_all_forms_share() -> None:
    filed = _packets(duty("MA", ["nature_of_breach"], **REGULATOR))["state-office"]
    assert _field(filed, "total") == ("3", "estimated")


def test_residents_are_an_estimate_while_somebody_s_residence_is_unknown() -> None:
    filed = _packets(duty("MA", ["number_affected"], form="MA-AG", **REGULATOR))["MA-AG"]
    assert _field(filed, "residents") == ("1", "estimated")


def test_an_unknown_answer_says_whom_to_ask_and_counts_as_missing() -> None:
    filed = _packets(duty("MA", form="MA-AG", **REGULATOR))["MA-AG"]
    assert _field(filed, "wisp") == ("missing: ask the owner", "missing")
    assert "Written information security program kept?" in filed.missing
    assert "missing: ask the owner" in text_of(filed.pdf)


def test_what_the_law_requires_beyond_the_form_is_added() -> None:
    filed = _packets(duty("CA", ["systems_affected"], form="CA-AG", **REGULATOR))["CA-AG"]
    assert _field(filed, "systems_affected")[1] == "missing"
    assert "Also required by the law" in filed.text


def test_a_contact_nobody_could_read_says_confirm_before_sending_in_page_text_and_portal_data() -> None:
    unread = next(one for one in offices().values() if one.verified_on is None and one.key.endswith("-AG"))
    place = unread.key.partition("-")[0]
    found = _packets(duty(place, form="no such form", office=unread.name, **REGULATOR))
    document = found["state-office"]
    assert "Confirm before sending" in unread.caution
    assert unread.caution in words(document.text) and unread.caution in words(document.html)
    assert "Confirm before sending" in words(text_of(document.pdf))
    assert unread.address in words(document.text)
    said = json.loads(document.json)["office"]
    assert (said["caution"], said["verified_on"]) == (unread.caution, None)


def test_what_the_law_forbids_is_left_out() -> None:
    filed = _packets(duty("CA", form="CA-AG", forbidden=["breach_dates"], **REGULATOR))["CA-AG"]
    assert "breach_dates" not in {field.id for field in filed.fields}


def test_a_form_that_was_read_long_ago_is_marked_stale() -> None:
    old = make_facts()
    late = old.model_copy(update={"as_of": date(2027, 5, 20)})
    people = [person(1, "CA")]
    made = make_plan(people, [duty("CA", form="CA-AG", **REGULATOR)], facts=late, on=date(2027, 5, 1))
    (filed,) = [one for one in packets(made) if one.form == "CA-AG"]
    assert not filed.stale
    assert "CA-AG" in filed.json


def test_the_irs_is_told_only_of_wage_data_and_gets_no_employee() -> None:
    assert "irs-w2" not in _packets()
    told = _packets(elements=("person_name", "ssn", "tax_information"))["irs-w2"]
    assert _field(told, "employees") == ("3", "known")
    assert "dataloss@irs.gov" in told.text


@pytest.mark.parametrize(
    ("element", "form"),
    [("financial_account", "bank"), ("payment_card", "card-acquirer"), ("payment_card", "card-issuer")],
)
def test_banks_are_told_when_their_numbers_are_in_the_files(element: str, form: str) -> None:
    assert form not in _packets()
    letter = _packets(elements=("person_name", element))[form]
    assert "apart from this letter, encrypted" in " ".join(letter.text.split()) or form == "card-issuer"
    assert "between September 28, 2026, and October 2, 2026" in " ".join(letter.text.split())


def test_each_owner_of_the_data_gets_a_letter() -> None:
    owners = [{"name": "Sonora Orthodontics"}, {"name": "Rincon Oral Surgery"}]
    people = [person(1, "CA")]
    made = make_plan(people, [duty("CA")], facts=make_facts(data_owners=owners))
    told = [one for one in packets(made) if one.form == "owner"]
    assert len(told) == 2
    assert "Sonora Orthodontics" in told[0].text and "Rincon Oral Surgery" in told[1].text


def test_the_insurer_gets_first_notice_with_the_policy_number_asked_for() -> None:
    known = make_facts()
    known.organisation.insurer = Contact(organisation="Example Mutual")
    notice = _packets(facts=known)["insurer"]
    assert "Policy number" in notice.missing
    assert "Example Mutual" in notice.text


def test_the_fbi_complaint_is_prepared_for_a_break_in_and_not_for_lost_paper() -> None:
    assert "ic3" in _packets()
    assert "ic3" not in _packets(facts=make_facts(kind="paper"))


def test_no_document_names_an_affected_person() -> None:
    for document in _packets(
        duty("CA", form="CA-AG", **REGULATOR),
        duty("CA", recipient="consumer_reporting_agencies"),
        duty("US", form="HHS-OCR", id="US-HIPAA.regulator", **REGULATOR),
    ).values():
        assert "López" not in document.text + document.json + text_of(document.pdf)


def test_the_text_the_pdf_and_the_portal_data_say_the_same() -> None:
    filed = _packets(duty("CA", form="CA-AG", **REGULATOR))["CA-AG"]
    page = " ".join(text_of(filed.pdf).split())
    for field in json.loads(filed.json)["fields"].values():
        if field["value"]:
            assert field["value"][:40] in page
            assert field["value"][:30] in " ".join(filed.text.split())


def test_every_document_is_a_row_of_notices_and_the_same_each_time() -> None:
    first = _packets(duty("CA", form="CA-AG", **REGULATOR))
    again = _packets(duty("CA", form="CA-AG", **REGULATOR))
    assert [one.pdf for one in first.values()] == [one.pdf for one in again.values()]
    table = packet_rows(list(first.values())).to_pylist()
    assert len(table) == len(first)
    assert {row["kind"] for row in table} == {"filing", "packet"}


def test_a_fact_cannot_become_markup_in_a_packet() -> None:
    story = "#let x = 1 *b* {{name}} $ \\"
    filed = _packets(duty("MA", **REGULATOR), facts=make_facts(description=story))["state-office"]
    assert story in " ".join(text_of(filed.pdf).split())
