"""An exercise in the terminal: stopped, resumed, and the plan confirmed by it."""

from __future__ import annotations

import yaml
from typer.testing import CliRunner

from tocsin.cli.exercise import exercise_app
from tocsin.readiness import read_exercise

INVENTORY = """
stores:
  - {name: Payroll, kind: mailbox, people: [{residence: CA, elements: [person_name, ssn], people: 14}]}
"""
PLAN = """
channel: the group on our telephones
contacts: {bank: {phone: 555-0101}}
checked_on: {channel: "2026-01-02", contacts.bank.phone: "2026-01-02"}
"""


def run(*words: str, typed: str = ""):
    """A command with what is typed."""
    return CliRunner().invoke(exercise_app, list(words), input=typed)


def test_an_exercise_from_new_to_report(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "inventory.yaml").write_text(INVENTORY)
    (tmp_path / "incident.yaml").write_text("organisation: {name: Example LLC}")
    (tmp_path / "plan.yaml").write_text(PLAN)
    made = run("new", "e.jsonl", "--pattern", "social_engineering", "--plan", "plan.yaml")
    assert made.exit_code == 0, made.output
    stopped = run(
        "run", "e.jsonl", "--plan", "plan.yaml", typed="two reached\n\npartly\nyes\nno\nno\nno\na lesson\n"
    )
    assert isinstance(stopped.exception, SystemExit)  # the program itself says so and ends with 130
    assert stopped.exit_code == 1
    assert [one.inject for one in read_exercise(tmp_path / "e.jsonl").decisions] == ["channel"]
    rest = "the bank\n\nyes\nyes\n\n" + "something\nBob\ny\nno\n\n" + "read it\n\ny\n\n"
    rest += "Ann\n\ny\nn\n\n" + "Bob\n\ny\nn\n\n" + "one voice\n\ny\n\n" + "a range\n\ny\n\n"
    ended = run("run", "e.jsonl", "--plan", "plan.yaml", typed=rest)
    assert ended.exit_code == 0, ended.output
    assert read_exercise(tmp_path / "e.jsonl").finished_at is not None
    plan = yaml.safe_load((tmp_path / "plan.yaml").read_text())
    assert plan["checked_on"]["contacts.bank.phone"] > "2026-01-02"
    assert plan["exercised_on"] == plan["checked_on"]["exercised_on"]
    assert run("report", "e.jsonl", "r.pdf").exit_code == 0
    assert (tmp_path / "r.pdf").read_bytes().startswith(b"%PDF")
    assert "7 of 8 decisions" in " ".join(run("report", "e.jsonl").output.split())


def test_a_report_needs_a_name_that_says_what_it_is(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert run("new", "e.jsonl", "--pattern", "flood").exit_code == 2
