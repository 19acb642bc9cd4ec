"""Deadlines, reasons, questions, pages and speed."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
import yaml
from law_golden import people

from tocsin.law import (
    RuleBook,
    agenda,
    coverage,
    evaluate,
    explain,
    load_rules,
    needs,
    obligations_table,
    show,
)
from tocsin.law.book import bound
from tocsin.law.businessdays import add_business_days, add_months, holidays, next_business_day
from tocsin.model.facts import Facts, Notified, Role
from tocsin.model.tables import OBLIGATIONS

FACTS = Facts.model_validate(
    {
        "organisation": {"name": "Example Furniture Inc.", "roles": {"government_agency": False}},
        "as_of": "2026-03-10",
        "incident": {
            "kind": "hacking",
            "medium": "computerised",
            "data_of_others": False,
            "intrusion": {"accessed": True, "acquired": True},
            "protection": {"encrypted": False},
            "dates": {"discovered": "2026-03-02"},
        },
    }
)
MANY = people(
    [{"residence": place, "elements": ["person_name", "ssn"], "people": 600} for place in ("CA", "TX")]
)


def test_the_table_has_the_columns_of_the_contract() -> None:
    found = obligations_table(evaluate(FACTS, MANY))
    assert found.schema == OBLIGATIONS
    assert found.num_rows == len(evaluate(FACTS, MANY))


def test_the_agenda_begins_with_the_earliest_deadline() -> None:
    found = agenda(evaluate(FACTS, MANY))
    dated = [one.deadline for one in found if one.status == "due" and one.deadline]
    assert dated == sorted(dated) and found[0].id == "CA.individuals"
    assert all(one.status != "not_due" for one in found)


def test_an_explanation_names_section_facts_and_source() -> None:
    text = "\n".join(explain(evaluate(FACTS, MANY)[-1])) + "\n".join(
        line for one in evaluate(FACTS, MANY) if one.id == "CA.individuals" for line in explain(one)
    )
    for said in (
        "1798.82(a)",
        "incident.intrusion.acquired is yes",
        "600 Californians",
        "2026-04-01",
        "read 2026-11-23",
    ):
        assert said in text


def test_no_reason_carries_a_value_of_a_person() -> None:
    for one in evaluate(FACTS, MANY):
        assert "Furniture" not in " ".join(one.why)


def test_questions_say_what_they_would_change() -> None:
    asked = {path: (question, effect) for path, question, effect in needs(FACTS, MANY)}
    assert "Gramm-Leach-Bliley" in asked["organisation.roles.glba_financial_institution"][0]
    question, effect = asked["incident.dates.determined_breach"]
    assert "determined" in question and "by when" in effect and "Tell affected Texans" in effect


def test_a_page_for_counsel_shows_every_source() -> None:
    for rule in load_rules():
        page = show(rule.id, date(2026, 11, 23))
        for key, source in rule.form.sources.items():
            assert f"[{key}] {source.citation}" in page
    assert "counsel must check" in show("XX", date(2026, 11, 23))


def test_business_days_leave_out_weekends_and_federal_holidays() -> None:
    assert add_business_days(date(2026, 7, 1), 2) == date(
        2026, 7, 6
    )  # Fri 3 July is the holiday observed, 4-5 weekend
    assert add_business_days(date(2026, 11, 25), 1) == date(2026, 11, 27)  # Thanksgiving is 26 November 2026
    assert next_business_day(date(2027, 1, 1)) == date(2027, 1, 4)
    assert date(2026, 5, 25) in holidays(2026)  # last Monday of May
    assert date(2021, 12, 31) in holidays(2021)  # New Year's Day 2022, a Saturday
    assert add_months(date(2026, 1, 31), 1) == date(2026, 2, 28)
    assert add_months(date(2026, 11, 30), 3) == date(2027, 2, 28)


def changed(tmp_path: Path, **blocks: object) -> RuleBook:
    """California with other top blocks."""
    path = Path(__file__).parents[2] / "src/tocsin/law/rules/us/CA.yaml"
    raw = {**yaml.safe_load(path.read_text(encoding="utf-8")), **blocks}
    copy = tmp_path / "CA.yaml"
    copy.write_text(yaml.safe_dump(raw, sort_keys=False), encoding="utf-8")
    return bound([copy])


HARM = {"test": "exemption_after_investigation", "words": "harm unlikely", "source": ["a"], "dissent": []}


@pytest.mark.parametrize(
    ("found", "status"),
    [
        ({}, "depends"),
        ({"harm_reasonably_likely": True}, "due"),
        ({"misuse_seen": True}, "due"),
        ({"investigated": True, "harm_reasonably_likely": False, "misuse_seen": False}, "not_due"),
        ({"investigated": False, "harm_reasonably_likely": False, "misuse_seen": False}, "due"),
    ],
)
def test_a_harm_test_excuses_only_after_an_investigation(
    found: dict[str, bool], status: str, tmp_path: Path
) -> None:
    harm = {**HARM, "exempt_when": {"term": "harm_found_unlikely"}, "switches_off": ["individuals"]}
    facts = FACTS.model_copy(deep=True)
    for name, value in found.items():
        setattr(facts.incident.harm, name, value)
    got = {one.id: one.status for one in evaluate(facts, MANY, changed(tmp_path, harm=harm))}
    assert got["CA.individuals"] == status


def test_an_uncertain_exemption_leaves_the_duty_open(tmp_path: Path) -> None:
    open_ = {"regime": "HIPAA", "when": True, "effect": "exempt", "words": "perhaps exempt"}
    open_ |= {"status": "uncertain", "settle": "a court"}
    got = {one.id: one for one in evaluate(FACTS, MANY, duty_of(tmp_path, instead=[open_]))}["CA.individuals"]
    assert got.status == "depends" and got.depends_on == ("law.CA.duties.individuals.instead.0",)
    assert any("counsel must decide" in line for line in got.why)


def test_exempt_data_takes_out_only_the_people_it_covers(tmp_path: Path) -> None:
    exempt = {
        "regime": "HIPAA",
        "when": True,
        "effect": "exempt",
        "people": {"term": "health_data"},
        "words": "protected health information is exempt",
    }
    groups = people(
        [
            {"residence": "CA", "elements": ["person_name", "medical_information"], "people": 600},
            {"residence": "CA", "elements": ["person_name", "ssn"], "people": 40},
        ]
    )
    found = {one.id: one for one in evaluate(FACTS, groups, duty_of(tmp_path, instead=[exempt]))}
    assert found["CA.individuals"].status == "due" and found["CA.individuals"].people == 40


@pytest.mark.parametrize("kinds", [("patient", "employee"), ("employee", "patient")])
def test_employees_are_not_taken_for_patients_whose_data_is_the_same(kinds: tuple[str, str]) -> None:
    """Florida asks nothing of people but their data; HIPAA, whose notice takes the place of its own, does."""
    facts = FACTS.model_copy(deep=True)
    facts.organisation.roles = {Role.HIPAA_COVERED_ENTITY: True}
    facts.incident.harm.harm_reasonably_likely = True
    numbers = {"patient": 600, "employee": 40}
    same = {"residence": "FL", "elements": ["person_name", "ssn", "medical_information"]}
    groups = people([{**same, "kind": kind, "people": numbers[kind]} for kind in kinds])
    found = {one.id: one for one in evaluate(facts, groups)}
    assert found["US-HIPAA.individuals"].people == 600
    assert (found["FL.individuals"].status, found["FL.individuals"].people) == ("due", 40)


def duty_of(tmp_path: Path, **change: object) -> RuleBook:
    """California with its first duty changed: a bench for clocks no state of the package has."""
    path = Path(__file__).parents[2] / "src/tocsin/law/rules/us/CA.yaml"
    raw = yaml.safe_load(path.read_text(encoding="utf-8"))
    raw["duties"][0].update(change)
    copy = tmp_path / "CA.yaml"
    copy.write_text(yaml.safe_dump(raw, sort_keys=False), encoding="utf-8")
    return bound([copy])


def deadline(book: RuleBook, facts: Facts = FACTS) -> tuple[str | None, str]:
    found = {one.id: one for one in evaluate(facts, MANY, book)}
    return found["CA.individuals"].deadline, found["CA.individuals"].deadline_text


def day(amount: int, unit: str = "calendar_days", start: str = "discovered") -> dict[str, object]:
    return {"start": [start], "amount": amount, "unit": unit}


@pytest.mark.parametrize(
    ("clock", "expected"),
    [
        (day(5), "2026-03-07"),  # a Saturday stays unless the law moves it
        ({**day(5), "weekend": "next_business_day"}, "2026-03-09"),
        (day(5, "business_days"), "2026-03-09"),
        (day(36, "hours"), "2026-03-03T12:00"),
        (day(1, "months"), "2026-04-02"),
        ({"earlier_of": [day(10), day(5)]}, "2026-03-07"),
        ({"later_of": [day(10), day(5)]}, "2026-03-12"),
        ({"earlier_of": [day(10), day(5, start="scope_identified")]}, "2026-03-12"),
        ({"later_of": [day(10), day(5, start="scope_identified")]}, None),
        (day(60, start="year_end:discovered"), "2027-03-01"),
    ],
)
def test_clocks(clock: dict[str, object], expected: str | None, tmp_path: Path) -> None:
    assert deadline(duty_of(tmp_path, clock=clock))[0] == expected


def test_a_notice_that_must_not_come_later_is_capped(tmp_path: Path) -> None:
    book = duty_of(tmp_path, clock=day(60), order=[{"relation": "before", "duty": "owner"}])
    facts = FACTS.model_copy(deep=True)
    facts.incident.notified = [Notified(recipient="data_owner", on=date(2026, 3, 20))]
    assert deadline(book, facts)[0] == "2026-03-20"
    assert deadline(book)[0] == "2026-05-01"


def test_an_extension_with_a_number_moves_the_deadline_only_if_allowed(tmp_path: Path) -> None:
    extension = {"words": "good cause", "days": 15, "when": True}
    assert deadline(duty_of(tmp_path, extension=[extension]))[0] == "2026-04-16"  # 1 April + 15
    open_ = {**extension, "when": {"ask": "good_cause_for_delay"}}
    at, text = deadline(duty_of(tmp_path, extension=[open_]))
    assert at == "2026-04-01" and "15 more days" in text


def test_a_proposed_value_is_shown_but_is_no_deadline(tmp_path: Path) -> None:
    at, text = deadline(duty_of(tmp_path, clock={**day(30), "status": "proposed"}))
    assert at is None and text.startswith("No legal deadline (proposed)") and "2026-04-01" in text


def test_an_unknown_day_is_no_obstacle_where_two_versions_agree() -> None:
    facts = FACTS.model_copy(deep=True)
    facts.incident.dates.discovered = None
    facts.incident.dates.occurred_from = date(2026, 2, 1)
    found = {
        one.id: one
        for one in evaluate(
            facts,
            people([{"residence": "NY", "elements": ["person_name", "medical_information"], "people": 3}]),
        )
    }
    assert found["NY.individuals"].depends_on != ("incident.dates.discovered",)


def test_whether_a_duty_covers_one_kind_of_person_needs_no_count() -> None:
    facts = Facts.model_validate(
        {
            "organisation": {"name": "Example"},
            "incident": {
                "kind": "hacking",
                "medium": "computerised",
                "intrusion": {"acquired": True},
                "protection": {"encrypted": False},
                "dates": {"discovered": date(2026, 3, 2)},
            },
        }
    )
    told = people([{"residence": "TX", "elements": ["person_name", "ssn"], "people": 20}])
    covers = coverage(facts, told)
    person = {"residence": "TX", "protection": "plain", "kind": None, "minor": False, "deceased": False}
    assert covers("TX.individuals", {**person, "elements": ["person_name", "ssn"]})
    assert not covers("TX.individuals", {**person, "elements": ["person_name", "phone_number"]})
