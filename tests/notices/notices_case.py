"""An invented incident at an invented dental group, and people to write to."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

import pyarrow as pa
import pypdfium2

from tocsin.model.facts import Facts
from tocsin.model.tables import EXPOSURES, OBLIGATIONS, PEOPLE, table
from tocsin.notices import Plan, plan

CALIFORNIA = [
    "title_notice_of_data_breach",
    "fixed_headings",
    "what_happened",
    "breach_dates",
    "types_of_information",
]
MASSACHUSETTS = ["police_report_right", "freeze_right", "freeze_information_needed", "parent_company"]
RHODE_ISLAND = ["what_happened", "nature_of_breach", "number_affected", "breach_dates", "discovery_date"]


def make_facts(**incident: Any) -> Facts:
    """The incident, with any fact replaced."""
    known: dict[str, Any] = {
        "kind": "hacking",
        "dates": {
            "occurred_from": date(2026, 9, 28),
            "occurred_to": date(2026, 10, 2),
            "discovered": date(2026, 10, 5),
        },
        "intrusion": {"accessed": True, "acquired": True},
        "harm": {"misuse_seen": False},
        "holds": [],
        "actions_taken": ["We shut the intruder out.", "We changed every password."],
        "law_enforcement": [{"organisation": "the FBI"}],
        "services": {
            "provider": "Example Identity Watch",
            "months": 24,
            "enrolment": "To sign up, go to enroll.example.com and enter your code.",
            "enrolment_deadline": date(2027, 2, 28),
        },
    }
    return Facts.model_validate(
        {
            "organisation": {
                "name": "Desert Palm Dental Group",
                "address": {
                    "street": "4100 East Speedway Boulevard",
                    "city": "Tucson",
                    "state": "AZ",
                    "postal_code": "85712",
                },
                "toll_free": "833-555-0142",
                "contact": {
                    "name": "Ellen Marsh",
                    "title": "Owner",
                    "phone": "520-555-0100",
                    "email": "a@b.example",
                },
            },
            "incident": {**known, **incident},
            "as_of": date(2026, 11, 23),
        }
    )


def duty(place: str, content: Iterable[str] = (), **columns: Any) -> dict[str, Any]:
    """One obligation to tell the residents of a place."""
    recipient = columns.get("recipient", "individuals")
    return {
        "id": f"{place}.{recipient}",
        "rule": place,
        "jurisdiction": place,
        "title": f"Tell people in {place}",
        "recipient": recipient,
        "status": "due",
        "content": list(content),
        "forbidden": [],
        "sources": [{"citation": f"Code of {place} § 1", "url": "", "read_on": "", "words": ""}],
        **columns,
    }


def person(number: int, place: str | None, **columns: Any) -> dict[str, Any]:
    """One affected individual with a usable address."""
    return {
        "id": f"person-{number}",
        "name": "Maria López",
        "street": f"{number} Oak Street",
        "city": "Springfield",
        "state": place,
        "postal_code": "90012",
        "residence": place,
        "minor": False,
        "deceased": False,
        "kinds": ["patient"],
        **columns,
    }


def make_plan(
    people: list[dict[str, Any]],
    duties: list[dict[str, Any]],
    elements: Iterable[str] = ("person_name", "ssn"),
    facts: Facts | None = None,
    exposures: list[dict[str, Any]] | None = None,
    **options: Any,
) -> Plan:
    """A plan in which everybody lost the same elements, unless exposures are given."""
    lost = exposures or [
        {"person": one["id"], "element": element, "protection": "plain"}
        for one in people
        for element in elements
    ]
    return plan(
        facts or make_facts(),
        table(OBLIGATIONS, duties),
        table(PEOPLE, people),
        table(EXPOSURES, lost),
        **options,
    )


def text_of(pdf: bytes, first: int = 1, pages: int | None = None) -> str:
    """The text of pages, counted from 1, as a reader of the PDF gets it."""
    document = pypdfium2.PdfDocument(pdf)
    try:
        last = len(document) if pages is None else first - 1 + pages
        return "\n".join(_page_text(document, number) for number in range(first - 1, last))
    finally:
        document.close()


def _page_text(document: Any, number: int) -> str:
    page = document[number]
    view = page.get_textpage()
    try:
        return str(view.get_text_range()).replace("\r\n", "\n").replace("\ufffe", "-")
    finally:
        view.close()
        page.close()


def rows(notices: pa.Table) -> list[dict[str, Any]]:
    """A table as dictionaries."""
    return list(notices.to_pylist())


def words(text: str) -> str:
    """Text with line breaks and runs of spaces made single spaces."""
    return " ".join(text.split())
