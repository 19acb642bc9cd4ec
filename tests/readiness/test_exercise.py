"""Exercises: a story with the law's numbers, decisions that cannot be put right afterwards, a report."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pypdfium2
import pytest
import yaml

from tocsin.model.facts import Role
from tocsin.model.factsfile import parse_facts
from tocsin.readiness import ExerciseFileError, Inventory, Plan
from tocsin.readiness.afteraction import report, report_html, report_pdf
from tocsin.readiness.exercise import (
    begin,
    clock,
    decide,
    exercise_kinds,
    finish,
    read_exercise,
    story,
    tell,
)
from tocsin.readiness.plan import questions
from tocsin.response import NoExercise, Silent, story_facts
from tocsin.risk.patterns import patterns

NOW = datetime(2026, 12, 1, 9, 0, tzinfo=UTC)
PUT_IN = {
    "organisation": "Example <Dental>",
    "store": "“Patients”",
    "people": "5,840",
    "places": "Arizona",
    "told": "5,200",
    "offices": "3 and 1 that hang on facts",
    "first": "45 days after (Tell affected Arizonans)",
    "cost": "$90,000 to $540,000",
    "channel": "the group on our telephones",
}
NOT = ", ".join(f"{role.value}: no" for role in Role if role is not Role.EMPLOYER)
FACTS = parse_facts(f"organisation: {{name: Example Dental LLC, roles: {{employer: yes, {NOT}}}}}")
INVENTORY = Inventory.model_validate(
    yaml.safe_load(
        """
stores:
  - {name: Payroll, kind: share, encrypted: no,
     people: [{kind: employee, residence: CA, elements: [person_name, ssn], people: 14}]}
  - {name: Patients, kind: share, encrypted: no,
     people: [{kind: patient, residence: CA, elements: [person_name, ssn], people: 900}]}
"""
    )
)


@pytest.fixture
def file(tmp_path):
    """A new exercise."""
    where = tmp_path / "exercise.jsonl"
    begin(where, "system_intrusion", PUT_IN, NOW)
    return where


def answered(file, after: int = 5, **said):
    """Tell the next inject and decide it some minutes later."""
    inject = read_exercise(file).next_inject()
    tell(file, inject, NOW)
    plain = {"by": "Ann", "decided": "call everybody", "met": "yes"}
    decide(file, inject, NOW + timedelta(minutes=after), **plain | said)
    return inject


def test_every_pattern_has_a_story_and_every_story_a_pattern():
    assert exercise_kinds().keys() == patterns().patterns.keys()


@pytest.mark.parametrize("pattern", list(exercise_kinds()))
def test_a_story_is_told_in_order_and_tries_only_what_the_plan_asks(pattern):
    injects = story(pattern, PUT_IN)["injects"]
    minutes = [inject["minute"] for inject in injects]
    assert minutes == sorted(minutes)
    assert len({inject["id"] for inject in injects}) == len(injects) >= 7
    known = {question.path for question in questions()}
    assert {path for inject in injects for path in inject["checks"]} <= known
    assert all(inject["basis"] and "{" not in inject["says"] + inject["expects"] for inject in injects)


def test_the_story_holds_the_numbers_of_the_law(file):
    counsel = next(inject for inject in read_exercise(file).injects if inject.id == "counsel")
    assert "5,840 people" in counsel.says
    assert "5,200 people to be told" in counsel.expects
    assert "5,200" not in counsel.says


def test_it_goes_on_where_it_was_stopped(file):
    first = answered(file)
    assert read_exercise(file).next_inject() != first
    while read_exercise(file).next_inject() is not None:
        answered(file)
    finish(file, NOW)
    assert read_exercise(file).finished_at is not None


def test_a_decision_knows_how_long_it_took(file):
    answered(file, after=7)
    assert read_exercise(file).decisions[0].seconds == 420


def test_a_decision_without_words_or_name_is_refused(file):
    inject = read_exercise(file).next_inject()
    with pytest.raises(ValueError, match="words and a name"):
        decide(file, inject, NOW, by=" ", decided="something", met="no")


def test_a_line_changed_afterwards_is_found(file):
    answered(file, decided="do nothing")
    answered(file)
    file.write_text(file.read_text().replace("do nothing", "call the FBI"))
    with pytest.raises(ExerciseFileError, match="line 4 does not follow"):
        read_exercise(file)


def test_a_line_taken_out_is_found(file):
    answered(file)
    answered(file)
    lines = file.read_text().splitlines(keepends=True)
    file.write_text("".join(lines[:2] + lines[3:]))
    with pytest.raises(ExerciseFileError, match="does not follow"):
        read_exercise(file)


def test_something_else_is_no_exercise(tmp_path):
    other = tmp_path / "x"
    other.write_text("stores: []")
    with pytest.raises(ExerciseFileError, match="line 1 cannot be read"):
        read_exercise(other)


def test_an_exercise_is_never_overwritten(file):
    with pytest.raises(FileExistsError):
        begin(file, "system_intrusion", PUT_IN, NOW)


def test_what_did_not_go_well_comes_first_in_the_report(file):
    answered(file)
    answered(file, met="no", failed=("contacts.police.phone",), lesson="Ann finds the number by Friday")
    said = report(file, date(2026, 12, 1), Plan({"organisation": "Example"}))
    assert [one["met"] for one in said["lessons"]] == ["no"]
    assert "Did not work: The telephone of that police" in said["lessons"][0]["failed"]
    assert said["summary"].startswith("1 of 9 decisions were as expected; 1 of 1 ")
    assert any("Who leads" in gap for gap in said["gaps"])


def test_the_report_is_printed_and_names_what_is_still_to_be_told(file):
    answered(file)
    text = "".join(
        page.get_textpage().get_text_bounded()
        for page in pypdfium2.PdfDocument(report_pdf(file, date(2026, 12, 1)))
    )
    assert "8 of 9" in text
    assert "no decision" in text
    page = report_html(file, date(2026, 12, 1))
    assert "<Dental>" not in page
    assert "8 of 9" in page


def test_what_was_not_gone_through_is_not_called_good(file):
    day = date(2026, 12, 1)
    assert report(file, day)["nothing"] == "Nothing was decided yet, so nothing can be said."
    answered(file)
    assert report(file, day)["nothing"] == "Nothing so far; the exercise is not finished."
    assert "every decision was as expected" not in report_html(file, day)


def test_the_day_and_the_clock_of_the_story():
    assert [clock(minute) for minute in (0, 95, 1440, 2885)] == [
        "00:00",
        "01:35",
        "day 2, 00:00",
        "day 3, 00:05",
    ]


def test_the_story_is_about_the_place_with_most_people_to_tell():
    put_in = story_facts("system_intrusion", FACTS, INVENTORY, None, date(2026, 12, 1), Silent())
    assert put_in["store"] == "“Patients”"
    assert put_in["told"] == "900"
    assert put_in.keys() == PUT_IN.keys()


def test_a_pattern_that_reaches_nothing_says_so():
    with pytest.raises(NoExercise, match="reaches places of kind mailbox"):
        story_facts("social_engineering", FACTS, INVENTORY, None, date(2026, 12, 1), Silent())
