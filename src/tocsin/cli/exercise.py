"""``tocsin exercise``: go through a breach at a table, before there is one."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path
from typing import Annotated

import typer
from rich.markup import escape

from tocsin import readiness, response
from tocsin.cli.opening import watcher
from tocsin.cli.options import Json
from tocsin.cli.output import FileExistsAlready, err, out, print_json, write_new
from tocsin.model.factsfile import load_facts
from tocsin.readiness import exercise as table_top
from tocsin.readiness.afteraction import report, report_html, report_pdf, summary
from tocsin.readiness.exercise import VERDICTS, Exercise, Inject, Verdict, clock

exercise_app = typer.Typer(no_args_is_help=True, help="Go through a breach at a table, before there is one.")

File = Annotated[Path, typer.Argument(help="The exercise; it is only ever added to.")]
PlanFile = Annotated[
    Path | None,
    typer.Option(help="The plan: what is tried out is confirmed in it with the day.", show_default=False),
]


@exercise_app.callback()
def exercise_() -> None:
    """Go through a breach at a table: a story told bit by bit, decisions written down, a report afterwards.

    An hour for four to eight people. One reads aloud and types; nobody looks ahead.
    """


@exercise_app.command()
def new(
    file: File,
    inventory: Annotated[Path, typer.Option(help="What is kept where; the story is about it.")] = Path(
        "inventory.yaml"
    ),
    facts: Annotated[Path, typer.Option(help="A facts file; only its organisation is used.")] = Path(
        "incident.yaml"
    ),
    pattern: Annotated[
        str, typer.Option(help="Which story: " + ", ".join(table_top.exercise_kinds()) + ".")
    ] = "system_intrusion",
    plan: PlanFile = None,
) -> None:
    """Make an exercise: a pattern of breaches at your own places, with the law's own numbers."""
    if pattern not in table_top.exercise_kinds():
        raise typer.BadParameter(f"--pattern must be one of: {', '.join(table_top.exercise_kinds())}.")
    if file.exists():
        raise FileExistsAlready(f"{file} is already there. Name a new file; exercises are kept.")
    known = readiness.read_plan(plan) if plan is not None else None
    put_in = response.story_facts(
        pattern, load_facts(facts), readiness.read_inventory(inventory), known, _now().date(), watcher()
    )
    made = table_top.begin(file, pattern, put_in, _now())
    out.print(f"“{made.title}”: {len(made.injects)} injects. Next: tocsin exercise run {file}", markup=False)


@exercise_app.command()
def run(
    file: File,
    by: Annotated[str, typer.Option(help="Who decides, where nobody else is named.")] = "all at the table",
    plan: PlanFile = None,
) -> None:
    """Tell the story and write down what is decided; stop at any time, the same command goes on."""
    known = readiness.read_plan(plan) if plan is not None else None
    exercise = table_top.read_exercise(file)
    if exercise.finished_at is not None:
        out.print(f"Finished on {exercise.finished_at[:10]}. Next: tocsin exercise report {file} REPORT.pdf")
        return
    if not exercise.decisions:
        out.print(f"\n[bold]{exercise.title}[/]\n{escape(exercise.opening)}", highlight=False)
    while (inject := table_top.read_exercise(file).next_inject()) is not None:
        _one(file, inject, by, known, plan)
    table_top.finish(file, _now())
    if known is not None and plan is not None:
        known.put("exercised_on", _now().date().isoformat(), _now().date())
        plan.write_text(known.dump(), encoding="utf-8")
    out.print(summary(table_top.read_exercise(file)), highlight=False)
    out.print(f"Next: tocsin exercise report {file} REPORT.pdf", markup=False)


def _one(file: Path, inject: Inject, by: str, known: readiness.Plan | None, plan: Path | None) -> None:
    table_top.tell(file, inject, _now())
    out.print(f"\n[bold]{clock(inject.minute)}[/]  {escape(inject.says)}", highlight=False)
    decided = _words(inject.asks)
    who = str(typer.prompt("Who decided?", default=by, err=True))
    out.print(f"[dim]Expected: {escape(inject.expects)} ({inject.basis})[/]", highlight=False)
    met = _verdict("Was it so?")
    worked: list[str] = []
    failed: list[str] = []
    for path in inject.checks:
        said = known.get(path) if known is not None else ""
        works = _verdict(f"Try it now: {_question(path)} [{said or 'no answer in the plan'}] Did it work?")
        (worked if works == "yes" else failed).append(path)
        if works == "yes" and said and known is not None and plan is not None:
            known.put(path, said, _now().date())
            plan.write_text(known.dump(), encoding="utf-8")
    lesson = str(
        typer.prompt(
            "What to change, who, by when? (Enter: nothing)", default="", show_default=False, err=True
        )
    )
    table_top.decide(
        file,
        inject,
        _now(),
        by=who,
        decided=decided,
        met=met,
        worked=tuple(worked),
        failed=tuple(failed),
        lesson=lesson,
    )


def _question(path: str) -> str:
    return next((one.ask for one in readiness.questions() if one.path == path), path)


def _words(ask: str) -> str:
    while True:
        typed = str(typer.prompt(ask, default="", show_default=False, err=True)).strip()
        if typed:
            return typed
        err.print("A decision, please, even if it is to do nothing.")


def _verdict(ask: str) -> Verdict:
    while True:
        typed = str(typer.prompt(f"{ask} (yes, partly, no)", err=True)).strip().lower()
        for verdict in VERDICTS:
            if typed and verdict.startswith(typed):
                return verdict
        err.print("yes, partly or no, please.")


@exercise_app.command("report")
def report_(
    file: File,
    to: Annotated[Path | None, typer.Argument(help="New PDF or HTML file to write.")] = None,
    plan: PlanFile = None,
    as_json: Json = False,
) -> None:
    """Write the after-action report: what to change first, then what was told and decided."""
    known = readiness.read_plan(plan) if plan is not None else None
    today = _now().date()
    if as_json:
        print_json(report(file, today, known))
        return
    if to is None:
        _show(table_top.read_exercise(file), known, today)
        return
    if to.exists():
        raise FileExistsAlready(f"{to} is already there. Name a new file, or remove that one first.")
    if to.suffix == ".pdf":
        to.write_bytes(report_pdf(file, today, known))
    elif to.suffix in (".html", ".htm"):
        write_new(to, report_html(file, today, known))
    else:
        raise typer.BadParameter("Name a file that ends in .pdf or .html.")
    out.print(f"Written: {to}.", markup=False)


def _show(exercise: Exercise, plan: readiness.Plan | None, day: date) -> None:
    out.print(f"\n[bold]{exercise.title}[/] {summary(exercise)}", highlight=False)
    for inject, decision in exercise.lessons():
        said = f"{clock(inject.minute)}  {decision.met}: {decision.lesson or inject.expects}"
        out.print(said, markup=False, highlight=False)
    for gap in plan.gaps(day) if plan is not None else ():
        out.print(f"The plan: {gap.says}", style="dim", markup=False, highlight=False)


def _now() -> datetime:
    return datetime.now(UTC)
