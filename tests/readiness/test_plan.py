"""The plan: asked for, kept with its days, printed, and honest about what it lacks."""

from __future__ import annotations

import io
from datetime import date, timedelta

import pypdfium2
import pytest

from tocsin.cli.main import app
from tocsin.readiness import Plan, PlanFileError, paper, questions, read_plan
from tocsin.readiness.plan import AGES_AFTER, first_steps, playbooks, sources

DAY = date(2026, 12, 1)


def answer_to(path: str) -> str:
    """A word short enough to stand on one line."""
    return "x" + str([question.path for question in questions()].index(path))


def full(day: date = DAY) -> Plan:
    """A plan with an answer to everything."""
    plan = Plan()
    for question in questions():
        plan.put(question.path, day.isoformat() if question.kind == "day" else answer_to(question.path), day)
    return plan


def text(pdf: bytes) -> str:
    """All words of a PDF."""
    return "\n".join(
        page.get_textpage().get_text_bounded() for page in pypdfium2.PdfDocument(io.BytesIO(pdf))
    )


def test_a_full_plan_has_no_gaps_and_an_empty_one_lacks_everything():
    assert full().gaps(DAY) == []
    assert len(Plan().gaps(DAY)) == len(questions())


def test_a_gap_says_what_asks_for_it():
    assert all(gap.basis for gap in Plan().gaps(DAY) if gap.path != "organisation")


def test_an_answer_grows_old():
    later = DAY + timedelta(days=AGES_AFTER + 1)
    gaps = full().gaps(later)
    assert len(gaps) == len(questions())
    assert "last confirmed 2026-12-01" in gaps[0].says


def test_backups_that_were_not_tried_for_a_year_are_a_gap():
    plan = full()
    plan.put("backups.tested_on", "2025-01-01", DAY)
    assert ["more than a year ago" in gap.says for gap in plan.gaps(DAY)] == [True]


def test_the_first_page_can_be_hung_up():
    made = paper(full(), DAY)
    first = pypdfium2.PdfDocument(io.BytesIO(made))[0].get_textpage().get_text_bounded()
    for path in ("roles.lead.name", "roles.lead.phone", "contacts.insurer.phone", "channel"):
        assert answer_to(path) in first
    assert "Take machines off the network" in first


def test_every_kind_of_incident_has_its_steps_on_paper():
    made = text(paper(Plan(), DAY))
    assert all(name in made for name in playbooks())
    assert "not answered" in made


def test_the_same_plan_gives_the_same_bytes():
    assert paper(full(), DAY) == paper(full(), DAY)


def test_every_step_says_where_it_is_from_and_who_does_it():
    steps = [*first_steps(), *(step for steps in playbooks().values() for step in steps)]
    assert {step.who for step in steps} <= {"lead", "technical", "words"}
    assert {step.basis.split()[0].rstrip(",") for step in steps} <= set(sources())
    assert {step.within for step in steps} <= {1, 4, 24, 72}


def test_a_name_with_markup_in_it_is_only_a_name():
    plan = full()
    plan.put("organisation", '#panic("x") *bold* $1$', DAY)
    assert '#panic("x") *bold* $1$' in text(paper(plan, DAY))


def test_a_file_that_is_no_plan_is_refused(tmp_path):
    file = tmp_path / "plan.yaml"
    file.write_text("stores: []")
    with pytest.raises(PlanFileError, match="has no stores"):
        read_plan(file)
    file.write_text("exercised_on: soon")
    with pytest.raises(PlanFileError, match="must be a day"):
        read_plan(file)


def test_asking_can_be_stopped_and_gone_on_with(tmp_path, monkeypatch, capsys):
    file = tmp_path / "plan.yaml"
    answers = iter(["Example Plumbing", "Ann Lee"])

    def typed(*_words, **_options):
        try:
            return next(answers)
        except StopIteration:
            raise EOFError from None

    monkeypatch.setattr("typer.prompt", typed)
    assert run("plan", "new", str(file)) == 130
    assert read_plan(file).get("roles.lead.name") == "Ann Lee"
    answers = iter(["(520) 555-0101"])
    assert run("plan", "new", str(file)) == 130
    assert read_plan(file).get("roles.lead.phone") == "(520) 555-0101"
    assert run("plan", "print", str(file), str(tmp_path / "plan.pdf")) == 0
    assert run("plan", "check", str(file)) == 0
    assert "gaps" in capsys.readouterr().out


def run(*words: str) -> object:
    """The exit code of a command."""
    with pytest.raises(SystemExit) as ended:
        app(list(words))
    return ended.value.code
