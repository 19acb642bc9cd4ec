"""``tocsin plan``: who does what when something happens, before it does."""

from __future__ import annotations

from dataclasses import asdict
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Annotated

import typer

from tocsin import readiness
from tocsin.cli.options import Json
from tocsin.cli.output import FileExistsAlready, err, out, print_json

plan_app = typer.Typer(no_args_is_help=True, help="Who does what when something happens.")

File = Annotated[Path, typer.Argument(help="The plan (YAML).")]


@plan_app.callback()
def plan_() -> None:
    """Who does what when something happens, written before it does."""


@plan_app.command()
def new(
    file: File = Path("plan.yaml"),
    again: Annotated[bool, typer.Option("--again", help="Ask everything again, to confirm it.")] = False,
) -> None:
    """Ask what a plan needs to know; stop at any time and go on later. Enter leaves a question open."""
    plan = readiness.read_plan(file) if file.exists() else readiness.Plan()
    asked = list(readiness.questions()) if again else plan.open_questions()
    for number, question in enumerate(asked, start=1):
        known = plan.get(question.path)
        shown = f"{number} of {len(asked)}. {question.ask}" + (f" [{known}]" if known else "")
        try:
            answer = _answer(shown, question.kind) or known
        except (EOFError, typer.Abort):
            err.print("\nStopped. What was answered is kept; the same command goes on.")
            raise typer.Exit(130) from None
        if answer:
            plan.put(question.path, answer, _today())
            file.write_text(plan.dump(), encoding="utf-8")
    left = len(plan.open_questions())
    out.print(f"The plan is in {file}; {left} questions are open.", markup=False)
    out.print(f"Next: tocsin plan print {file} plan.pdf", markup=False)


@plan_app.command("print")
def print_(
    file: File,
    pdf: Annotated[Path, typer.Argument(help="New PDF file to write.")] = Path("plan.pdf"),
) -> None:
    """Write the plan as a PDF: one page to hang up, then the first three days by kind of incident."""
    plan = readiness.read_plan(file)
    if pdf.exists():
        raise FileExistsAlready(f"{pdf} is already there. Name a new file, or remove that one first.")
    pdf.write_bytes(readiness.paper(plan, _today()))
    out.print(f"Written: {pdf}. Print it; it must be readable without a computer.", markup=False)


@plan_app.command()
def check(file: File, as_json: Json = False) -> None:
    """Name what the plan lacks, what is too old to rely on, and what asks for it."""
    found = readiness.read_plan(file).gaps(_today())
    if as_json:
        print_json([asdict(gap) for gap in found])
        return
    for gap in found:
        out.print(f"{gap.says} ({gap.basis})" if gap.basis else gap.says, markup=False, highlight=False)
    out.print(f"{len(found)} gaps." if found else "No gaps: everything is answered and was confirmed lately.")


def _answer(shown: str, kind: str) -> str:
    while True:
        typed = str(typer.prompt(shown, default="", show_default=False, err=True)).strip()
        if kind != "day" or not typed:
            return typed
        try:
            return date.fromisoformat(typed).isoformat()
        except ValueError:
            err.print("Please give a day as 2026-11-23.")


def _today() -> date:
    return datetime.now(UTC).date()
