"""The page to copy from: every answer once, in order, nothing loaded, and no answer can become markup."""

from __future__ import annotations

import base64
import hashlib
import re
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from lxml import html
from notices_case import duty, make_facts, make_plan, person, text_of, words

from tocsin.model.facts import Facts
from tocsin.notices import Document, PlanError, finished, packets
from tocsin.notices.filing import Filing

HOSTILE = (
    '</pre><script>alert(1)</script> " onload="x {{ packet }} {% raw %} #let y = 1 <img src=x> &amp; ]]>'
)
GOLDEN = Path(__file__).parent / "packets"


def made(form: str, facts: Facts | None = None, **options: Any) -> Document:
    """The packet of a form for a case in Oregon, Maine and Texas."""
    people = [person(1, "OR"), person(2, "ME"), person(3, "TX")]
    places = {"OR-AG": "OR", "ME-AG": "ME", "TX-AG": "TX", "HHS-OCR": "US", "state-office": "OR"}
    place = places[form]
    key = None if form == "state-office" else form
    rows = [duty("OR"), duty("ME"), duty("TX")]
    rows.append(duty(place, recipient="regulator", form=key, **options.pop("row", {})))
    elements = ("person_name", "ssn", "drivers_license", "email_address")
    documents = packets(make_plan(people, rows, elements, facts=facts, **options))
    return next(one for one in documents if one.form == form)


def pane(document: Document) -> Any:
    return html.fromstring(document.html)


def test_every_answer_stands_once_in_the_order_of_the_form_with_a_button_of_its_own():
    document = made("OR-AG")
    page = pane(document)
    shown = [node.text_content() for node in page.find_class("value")]
    assert shown == [field.value for field in document.fields]
    buttons = page.xpath("//button/@data-copy")
    answered = [field for field in document.fields if field.status != "missing"]
    assert len(buttons) == len(answered)
    for name, field in zip(buttons, answered, strict=True):
        assert page.get_element_by_id(name).text_content() == field.value
    assert all(page.get_element_by_id(one) is not None for one in page.xpath("//button/@aria-describedby"))


def test_an_answer_is_text_whatever_stands_in_it():
    document = made("OR-AG", make_facts(description=HOSTILE))
    page = pane(document)
    assert HOSTILE in next(f.value for f in document.fields if f.id == "description")
    assert any(HOSTILE in node.text_content() for node in page.find_class("value"))
    assert len(page.xpath("//script")) == 1 and not page.xpath("//img") and not page.xpath("//@onload")
    assert words(HOSTILE) in words(text_of(document.pdf))


def test_the_page_loads_nothing_and_runs_only_its_own_script():
    page = made("OR-AG").html
    assert not re.search(r"<(link|img|iframe)\b|@import|url\(|fetch\(|XMLHttp|localStorage", page)
    policy = html.fromstring(page).xpath("//meta[@http-equiv]/@content")[0]
    assert policy.startswith("default-src 'none'")
    for tag in ("style", "script"):
        content = re.search(rf"<{tag}>(.*?)</{tag}>", page, re.S)
        assert content is not None
        digest = base64.b64encode(hashlib.sha256(content[1].encode()).digest()).decode()
        assert f"{tag}-src 'sha256-{digest}'" in policy


def test_an_answer_longer_than_the_portal_takes_is_counted_on_the_page_in_the_pdf_and_in_the_row():
    document = made("OR-AG", make_facts(description="word " * 300))
    (field,) = [one for one in document.fields if one.id == "description"]
    assert field.limit == 1000 and field.over == len(field.value) - 1000
    assert f"{field.over:,} too many" in document.html
    assert "more than the portal takes" in words(text_of(document.pdf))
    assert "too long for the portal: Description of the breach" in document.row()["reason"]


def test_a_draft_says_so_and_an_approved_copy_names_who_approved_it():
    document = made("OR-AG")
    assert "DRAFT" in text_of(document.pdf) and "DRAFT" in document.html
    approved = finished(document.job, "Approved by Ann on 2026-12-01.")
    assert "DRAFT" not in text_of(approved.pdf) + approved.html
    assert "Approved by Ann" in text_of(approved.pdf) and "Approved by Ann" in approved.html


def test_options_of_an_office_are_ticked_by_what_was_exposed_and_the_rest_is_named():
    document = made("ME-AG")
    (field,) = [one for one in document.fields if one.id == "information"]
    assert field.value == (
        "Social Security number; Driver’s license or identification card number; Other: e-mail address"
    )
    assert "Choose from: Social Security number" in words(text_of(document.pdf))


def test_a_question_that_hangs_on_a_fact_is_asked_only_where_the_fact_allows_it():
    vendor = made("HHS-OCR", make_facts(kind="vendor"))
    assert "associate" in {field.id for field in vendor.fields}
    assert "associate" not in {field.id for field in made("HHS-OCR").fields}
    assert "associate" in {field.id for field in made("HHS-OCR", make_facts(kind=None)).fields}


def test_what_the_organisation_says_in_its_own_words_answers_and_a_misspelt_name_is_refused():
    said = made("HHS-OCR", make_facts(statements={"covered_entity_type": "Healthcare provider"}))
    (field,) = [one for one in said.fields if one.id == "entity_type"]
    assert (field.value, field.status) == ("Healthcare provider", "known")
    with pytest.raises(PlanError, match="Did you mean covered_entity_type"):
        made("HHS-OCR", make_facts(statements={"covered_entity_typ": "x"}))


def test_fields_known_from_the_statute_alone_say_so():
    people = [person(1, "IL")]
    rows = [duty("IL"), duty("IL", recipient="regulator", form="IL-AG")]
    (document,) = [one for one in packets(make_plan(people, rows)) if one.form == "IL-AG"]
    assert "Fields from the statute" in document.text and "Fields from the statute" in document.html


FILED = Filing(
    "f1", ("TX.regulator",), date(2026, 11, 20), "TX-771", {"texans": "5", "police": "Yes: the FBI."}
)


@pytest.mark.parametrize("status", ["done", "overdue"])
def test_a_second_report_has_the_number_of_the_first_and_what_has_changed(status: str):
    document = made("TX-AG", filings=[FILED], row={"status": status})
    values = {field.id: field.value for field in document.fields}
    assert values["report_type"] == "Supplement to an earlier report"
    assert values["record"] == "TX-771"
    assert values["changed_texans"] == "1 (reported before: 5)"
    assert "changed_police" not in values


def test_a_form_without_a_place_for_the_earlier_report_gets_one():
    filed = Filing("f2", ("OR.regulator",), date(2026, 11, 20), "OR-9")
    document = made("state-office", filings=[filed], row={"status": "done"})
    assert document.text.index("Supplement to an earlier report") < document.text.index("Entity")
    assert {f.id: f.value for f in document.fields}["earlier_number"] == "OR-9"


def test_the_hhs_portal_calls_a_second_report_an_addendum():
    filed = Filing("f3", ("US.regulator",), date(2026, 11, 20), "TRACK-4")
    values = {
        field.id: field.value for field in made("HHS-OCR", filings=[filed], row={"status": "done"}).fields
    }
    assert (values["report_type"], values["tracking"]) == ("Addendum to previous report", "TRACK-4")


def test_a_duty_done_without_a_recorded_filing_needs_no_packet():
    rows = [duty("TX"), duty("TX", recipient="regulator", form="TX-AG", status="done")]
    assert "TX-AG" not in {one.form for one in packets(make_plan([person(1, "TX")], rows))}


@pytest.mark.parametrize("form", ["TX-AG", "ME-AG", "OR-AG", "HHS-OCR"])
def test_the_packets_of_the_invented_case_are_as_they_were_read_and_found_right(form: str):
    """Golden texts: a change of one must be looked at and the file replaced with it."""
    assert made(form).text == (GOLDEN / f"{form}.txt").read_text(encoding="utf-8")
