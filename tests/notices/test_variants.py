"""Which words a person gets: required in, forbidden out, contradictions named, unknowns asked for."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from notices_case import CALIFORNIA, MASSACHUSETTS, RHODE_ISLAND, duty, make_facts, make_plan, person, words

from tocsin.law.registers import slots
from tocsin.model.elements import catalogue
from tocsin.notices import Ruling
from tocsin.notices.blocks import library
from tocsin.notices.fields import Incident, Reader
from tocsin.notices.solver import Duty, demand, select

LETTER_SLOTS = sorted(code for code, slot in slots().items() if "letter" in slot.where)
INCIDENT = Incident(make_facts(), date(2026, 11, 23), 400, {"CA": 20, "MA": 9})


@st.composite
def readers(draw: st.DrawFn) -> Reader:
    return Reader(
        residence=draw(st.sampled_from(["CA", "MA", None])),
        kind=draw(st.sampled_from(["adult", "minor", "deceased", "represented", "estate"])),
        language=draw(st.sampled_from(["en", "es"])),
        elements=tuple(sorted(draw(st.sets(st.sampled_from(sorted(catalogue())), min_size=1, max_size=6)))),
        code=draw(st.booleans()),
    )


@settings(max_examples=300, deadline=None)
@given(readers(), st.lists(st.sampled_from(LETTER_SLOTS)), st.lists(st.sampled_from(LETTER_SLOTS)))
def test_whatever_the_law_asks_the_letter_says_it_or_reports_it_and_never_says_what_is_forbidden(
    reader: Reader, required: list[str], forbidden: list[str]
) -> None:
    asked, clashes = demand([Duty("X.individuals", "CA", "X § 1", tuple(required), tuple(forbidden))])
    found = select(INCIDENT, reader, asked)
    said = frozenset().union(*(block.fills for block in found.blocks))
    assert said.isdisjoint(forbidden)
    excused = library().by_design.keys() | library().if_any.keys() | {gap.slot for gap in found.gaps}
    assert set(required) <= said | excused
    assert {clash.slot for clash in clashes} == set(required) & set(forbidden)


def test_massachusetts_does_not_learn_the_nature_of_the_breach_and_rhode_island_does() -> None:
    made = make_plan(
        [person(1, "MA"), person(2, "RI")],
        [
            duty("MA", MASSACHUSETTS, forbidden=["nature_of_breach", "number_affected"]),
            duty("RI", RHODE_ISLAND),
        ],
    )
    texts = {group.reader.residence: group.letter.text for group in made.classes}
    assert "broke into our computer network" not in texts["MA"]
    assert "were copied" not in texts["MA"]
    assert "2 people" not in texts["MA"]
    assert "intruder" not in texts["MA"]
    assert "broke into our computer network" in texts["RI"]
    assert "affected 2 people" in texts["RI"]
    assert "right to file a police report" in " ".join(texts["MA"].split())


def test_california_has_the_title_and_the_five_headings_in_order() -> None:
    made = make_plan([person(1, "CA")], [duty("CA", CALIFORNIA)])
    text = made.classes[0].letter.text
    order = ["NOTICE OF DATA BREACH", "WHAT HAPPENED", "WHAT INFORMATION WAS INVOLVED", "WHAT WE ARE DOING"]
    places = [text.index(heading) for heading in [*order, "WHAT YOU CAN DO", "FOR MORE INFORMATION"]]
    assert places == sorted(places)


def test_a_slot_required_by_one_law_and_forbidden_by_another_stops_the_letter_and_names_both() -> None:
    duties = [
        duty("MA", [], forbidden=["nature_of_breach"]),
        duty("US", ["nature_of_breach"], id="US-HIPAA.individuals"),
    ]
    made = make_plan([person(1, "MA")], duties)
    assert not made.pieces
    assert "US: Code of US § 1 requires" in made.unsent[0].reason
    assert "MA: Code of MA § 1 forbids" in made.unsent[0].reason


def test_a_ruling_of_counsel_settles_the_contradiction() -> None:
    duties = [
        duty("MA", [], forbidden=["nature_of_breach"]),
        duty("US", ["nature_of_breach"], id="US-HIPAA.individuals"),
    ]
    say = Ruling("MA", "nature_of_breach", say=True, by="A. Counsel", reason="45 CFR 160.203")
    leave_out = Ruling("MA", "nature_of_breach", say=False, by="A. Counsel", reason="M.G.L. c. 93H s. 5")
    said = make_plan([person(1, "MA")], duties, rulings=[say])
    silent = make_plan([person(1, "MA")], duties, rulings=[leave_out])
    assert "broke into" in said.classes[0].letter.text
    assert "broke into" not in silent.classes[0].letter.text
    assert len(said.pieces) == len(silent.pieces) == 1


def test_a_statement_that_no_fact_supports_yet_stops_the_letter_and_says_what_to_ask() -> None:
    made = make_plan(
        [person(1, "CA")], [duty("CA", ["notice_delayed_by_law_enforcement"])], facts=make_facts(holds=None)
    )
    assert not made.pieces
    assert made.gaps[0].slot == "notice_delayed_by_law_enforcement"
    assert made.gaps[0].ask == ("incident.holds",)
    assert "[to be completed: incident.holds]" in made.classes[0].letter.text


@pytest.mark.parametrize(
    ("element", "advice"),
    [
        ("ssn", "Freeze your credit."),
        ("ssn", "IRS.gov/IPPIN"),
        ("financial_account", "Call the bank."),
        ("payment_card", "Replace the card."),
        ("online_account_credentials", "Change the password today."),
        ("email_account_credentials", "For that reason we write by mail."),
        ("drivers_license", "Call the motor vehicle office."),
        ("passport", "About the passport."),
        ("medical_information", "Explanation of Benefits"),
        ("medicare_medicaid_id", "1-800-633-4227"),
    ],
)
def test_advice_follows_the_element_that_was_exposed(element: str, advice: str) -> None:
    exposed = make_plan([person(1, "AZ")], [duty("AZ")], ["person_name", element]).classes[0].letter.text
    other = make_plan([person(1, "AZ")], [duty("AZ")], ["person_name", "employee_id"]).classes[0].letter.text
    assert advice in words(exposed)
    assert advice not in words(other)


def test_the_parent_of_a_child_gets_the_protected_consumer_freeze_and_no_adult_advice() -> None:
    text = words(make_plan([person(1, "AZ", minor=True)], [duty("AZ")]).classes[0].letter.text)
    assert "“protected consumer” freeze" in text
    assert "your child’s personal information" in text
    assert "Place a fraud alert." not in text


def test_the_family_of_a_dead_person_is_told_to_have_the_file_marked() -> None:
    text = words(make_plan([person(1, "AZ", deceased=True)], [duty("AZ")]).classes[0].letter.text)
    assert "Deceased. Do not issue credit." in text
    assert "We are sorry for your loss." in text
    assert "Stay alert. For the next two years" not in text


def test_unreadable_data_is_not_named_in_the_letter() -> None:
    lost = [
        {"person": "person-1", "element": "person_name", "protection": "plain"},
        {"person": "person-1", "element": "ssn", "protection": "redacted"},
    ]
    made = make_plan([person(1, "AZ")], [duty("AZ")], exposures=lost)
    assert made.classes[0].reader.elements == ("person_name",)


def test_what_the_owner_writes_is_printed_and_never_read_as_markup() -> None:
    story = "**Bold** #let x = 1 {{organisation.name}} $a$ <b> \\n"
    made = make_plan([person(1, "AZ")], [duty("AZ")], facts=make_facts(description=story))
    assert story.strip() in " ".join(made.classes[0].letter.text.split())


def test_a_spanish_letter_is_spanish_throughout() -> None:
    made = make_plan([person(1, "CA")], [duty("CA", CALIFORNIA)], languages={"person-1": "es"})
    text = made.classes[0].letter.text
    assert "AVISO DE VIOLACIÓN DE DATOS" in text
    assert "Número de Seguro Social" in words(text)
    assert " the " not in text.replace("We shut the intruder out.", "").replace("the FBI", "")
