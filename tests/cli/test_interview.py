"""`tocsin new` asks a dozen questions in plain words; every one may be left open."""

from datetime import date

import pytest

from tocsin.cli.interview import interview
from tocsin.model.facts import Facts, Role


def asked(answers):
    """Runs the interview with these answers in order, then silence."""
    told, left = [], list(answers)
    facts = interview(ask=lambda _: left.pop(0) if left else "", tell=told.append)
    return facts, told


def test_only_the_name_is_needed_and_the_rest_stays_unknown():
    facts, told = asked(["Saguaro Dental"])
    assert facts == Facts.model_validate({"organisation": {"name": "Saguaro Dental"}})
    assert sum(line[:1].isdigit() for line in told) >= 12


def test_the_name_is_asked_again_until_it_is_given():
    facts, told = asked(["", "?", "Saguaro"])
    assert facts.organisation.name == "Saguaro"
    assert any("needed" in line for line in told)


def test_answers_become_facts():
    answers = [
        "Saguaro",
        "arizona",
        "1, 2",
        "2",
        "Files were copied.",
        "10/01/2026",
        "2026-10-05",
        "",
        "yes",
        "",
        "no",
    ]
    facts, _ = asked(answers)
    assert facts.organisation.address.state == "AZ"
    assert facts.organisation.is_role(Role.EMPLOYER) is True
    assert facts.organisation.is_role(Role.BANK) is False
    assert facts.incident.kind == "ransomware"
    assert facts.incident.dates.occurred_from == date(2026, 10, 1)
    assert facts.incident.dates.discovered == date(2026, 10, 5)
    assert facts.incident.dates.determined_breach is None
    assert facts.incident.intrusion.acquired is True
    assert facts.incident.protection.encrypted is False


@pytest.mark.parametrize(
    ("wrong", "hint"),
    [("Atlantis", "two letters"), ("99", "two letters")],
)
def test_an_answer_that_does_not_fit_is_asked_again_with_a_hint(wrong, hint):
    facts, told = asked(["Saguaro", wrong, "AZ"])
    assert facts.organisation.address.state == "AZ"
    assert any(hint in line for line in told)


def test_the_key_is_asked_about_only_when_files_were_encrypted():
    _, told = asked(["Saguaro"])
    assert not any("key or password" in line for line in told)


def test_a_day_that_contradicts_an_earlier_one_is_asked_again_and_no_answer_is_lost():
    answers = ["Saguaro", "AZ", "1", "1", "", "2026-02-06", "2026-01-10", "2026-02-10"]
    facts, told = asked(answers)
    assert facts.incident.dates.discovered == date(2026, 2, 10)
    assert facts.organisation.name == "Saguaro"
    assert any("before it occurred" in line for line in told)
