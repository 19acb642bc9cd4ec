"""People under stress must be able to read it: grade 8, 25 words a sentence, no hedging."""

from __future__ import annotations

import pytest
from notices_case import CALIFORNIA, MASSACHUSETTS, RHODE_ISLAND, duty, make_plan, person

from tocsin.notices.document import Bullets, Paragraph, plain
from tocsin.notices.people import Representative
from tocsin.notices.readability import readability

ACTING = {
    "represented": {"person-1": Representative("Jane Roe", "conservator")},
    "estate": {"person-1": Representative("Jane Roe", "executor")},
}

EVERYTHING = [
    "person_name",
    "ssn",
    "drivers_license",
    "passport",
    "financial_account",
    "payment_card",
    "online_account_credentials",
    "medical_information",
    "medicare_medicaid_id",
]
ADDENDA = [
    "fcra_rights",
    "police_report_right",
    "freeze_information_needed",
    "identity_theft_agencies_statement",
    "likely_consequences",
    "who_acquired",
    "notice_delayed_by_law_enforcement",
]


def test_the_measure_tells_plain_from_legal() -> None:
    simple = readability("We found the breach. Call us. We can help you.")
    legal = readability(
        "Notwithstanding the foregoing, unauthorized individuals may have potentially obtained confidential "
        "information concerning identifiable beneficiaries, the implications of which remain undetermined "
        "pending the conclusion of the investigation presently being conducted."
    )
    assert simple.grade < 4
    assert legal.grade > 16
    assert legal.longest > 25
    assert legal.hedges == ("may have been",) or "potentially" in legal.hedges


@pytest.mark.parametrize("kind", ["adult", "minor", "deceased", "represented", "estate"])
@pytest.mark.parametrize(
    ("place", "content"),
    [("CA", CALIFORNIA), ("MA", MASSACHUSETTS), ("RI", RHODE_ISLAND), ("NM", ADDENDA)],
)
def test_every_letter_is_plain(kind: str, place: str, content: list[str]) -> None:
    made = make_plan(
        [person(1, place, minor=kind == "minor", deceased=kind in {"deceased", "estate"})],
        [duty(place, content)],
        EVERYTHING,
        representatives=ACTING.get(kind),
    )
    assert made.classes[0].reader.kind == kind
    body = made.classes[0].letter.body
    lines = [plain(node.runs) for node in body if isinstance(node, Paragraph)]
    lines += [plain(item) for node in body if isinstance(node, Bullets) for item in node.items]
    found = readability("\n".join(lines))
    assert found.grade <= 8.0
    assert found.longest <= 25
    assert found.hedges == ()
