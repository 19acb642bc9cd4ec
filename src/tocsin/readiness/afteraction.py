"""The after-action report of an exercise: PDF to print and sign, HTML to pass on."""

from __future__ import annotations

import json
from datetime import date
from importlib.resources import files
from pathlib import Path
from typing import Any

import typst
from jinja2 import Environment, StrictUndefined

from tocsin.model.linked import last_digest
from tocsin.readiness.exercise import Exercise, Inject, clock, day_of, exercise_sources, read_exercise
from tocsin.readiness.plan import Plan, questions

FOOT = "After-action report. Each change needs a name and a day; go through it again when they are done."


def report_pdf(file: Path, day: date, plan: Plan | None = None) -> bytes:
    """The PDF (PDF/UA-1). The same file, plan and day give the same bytes. Raises ExerciseFileError."""
    return typst.compile(
        files("tocsin.readiness").joinpath("exercise.typ").read_bytes(),
        format="pdf",
        font_paths=typst.Fonts(include_system_fonts=False, include_embedded_fonts=True),
        ignore_system_fonts=True,
        sys_inputs={"job": json.dumps(report(file, day, plan), ensure_ascii=False)},
        pdf_standards=["ua-1"],
        timestamp=0,
    )


def report_html(file: Path, day: date, plan: Plan | None = None) -> str:
    """The same as one HTML file. Every word from the file is escaped. Raises ExerciseFileError."""
    environment = Environment(
        autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
    template = files("tocsin.readiness").joinpath("exercise.html.j2").read_text(encoding="utf-8")
    return environment.from_string(template).render(report(file, day, plan))


def report(file: Path, day: date, plan: Plan | None = None) -> dict[str, Any]:
    """What both say. plan: names what it lacks beside. Raises ExerciseFileError."""
    exercise = read_exercise(file)
    return {
        "title": f"Exercise: {exercise.title}",
        "organisation": exercise.organisation,
        "opening": exercise.opening,
        "when": _when(exercise),
        "summary": summary(exercise),
        "lessons": [
            {
                "expects": inject.expects,
                "basis": inject.basis,
                "met": decision.met,
                "decided": decision.decided,
                "failed": _failed(decision.failed),
                "lesson": decision.lesson,
            }
            for inject, decision in exercise.lessons()
        ],
        "nothing": _nothing(exercise),
        "rows": [_row(exercise, inject) for inject in exercise.injects],
        "tried": [
            {"what": _asked(path), "worked": worked}
            for decision in exercise.decisions
            for worked, paths in ((True, decision.worked), (False, decision.failed))
            for path in paths
        ],
        "gaps": [f"{gap.says} ({gap.basis})" if gap.basis else gap.says for gap in plan.gaps(day)]
        if plan is not None
        else [],
        "day": day.isoformat(),
        "foot": FOOT,
        "digest": last_digest(file),
        "sources": exercise_sources(),
    }


def _failed(paths: tuple[str, ...]) -> str:
    return f"Did not work: {', '.join(map(_asked, paths))}" if paths else ""


def _nothing(exercise: Exercise) -> str:
    """What stands where no change is asked for. What was not told yet has not gone well."""
    if not exercise.decisions:
        return "Nothing was decided yet, so nothing can be said."
    if exercise.finished_at is None:
        return "Nothing so far; the exercise is not finished."
    return "Nothing: every decision was as expected and everything that was tried worked."


def _when(exercise: Exercise) -> str:
    if exercise.finished_at is None:
        left = len(exercise.injects) - len(exercise.decisions)
        return (
            f"Begun {exercise.made_at[:10]}, not finished: {left} of {len(exercise.injects)} are to be told."
        )
    return f"Gone through on {day_of(exercise)}."


def summary(exercise: Exercise) -> str:
    """The outcome in a sentence."""
    met = sum(one.met == "yes" for one in exercise.decisions)
    failed = sum(len(one.failed) for one in exercise.decisions)
    tried = failed + sum(len(one.worked) for one in exercise.decisions)
    said = f"{met} of {len(exercise.injects)} decisions were as expected"
    return (
        f"{said}; {failed} of {tried} answers of the plan that were tried did not work."
        if tried
        else f"{said}."
    )


def _row(exercise: Exercise, inject: Inject) -> dict[str, Any]:
    found = next((one for one in exercise.decisions if one.inject == inject.id), None)
    by = "" if found is None else f"{found.by}, {_minutes(found.seconds)}"
    return {
        "clock": clock(inject.minute),
        "says": inject.says,
        "decided": "" if found is None else found.decided,
        "by": by,
        "met": "" if found is None else found.met,
    }


def _minutes(seconds: int) -> str:
    return f"{seconds} s" if seconds < 120 else f"{round(seconds / 60)} min"


def _asked(path: str) -> str:
    """The question that an answer of the plan is for, as a heading."""
    return next((one.ask for one in questions() if one.path == path), path).rstrip("?")
