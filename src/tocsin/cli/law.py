"""``tocsin law``: the law as Tocsin holds it, for counsel to check. Needs no case."""

from __future__ import annotations

import sys
from dataclasses import asdict
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Annotated

import typer

from tocsin import law, report, response
from tocsin.cli.options import Json
from tocsin.cli.output import out, print_json

law_app = typer.Typer(no_args_is_help=True, help="The law as Tocsin holds it, with its sources.")

OnDay = Annotated[
    datetime | None,
    typer.Option(
        "--on",
        formats=["%Y-%m-%d"],
        help="For a breach discovered on this day; default: today.",
        show_default=False,
    ),
]
FactsFile = Annotated[
    Path,
    typer.Argument(
        metavar="FACTS", help="A facts file (incident.yaml); people as counts in it.", show_default=False
    ),
]


def _day(on: datetime | None) -> date:
    return (on or datetime.now(UTC)).date()


@law_app.callback()
def law_() -> None:
    """The law as Tocsin holds it, with its sources."""


@law_app.command()
def show(
    place: Annotated[str, typer.Argument(help="A place (CA) or a rule (US-HIPAA).", show_default=False)],
    on: OnDay = None,
    as_json: Json = False,
) -> None:
    """Print every value of a place's rules with section, words, address and the day it was read."""
    if as_json:
        print_json(response.law_json(place.upper(), _day(on)))
        return
    sys.stdout.write(response.show_law(place.upper(), _day(on)))


@law_app.command()
def matrix(
    places: Annotated[list[str] | None, typer.Argument(help="Places or rules; default: all.")] = None,
    style: Annotated[
        response.MatrixFormat, typer.Option("--format", help="html prints well on landscape paper.")
    ] = "md",
    on: OnDay = None,
) -> None:
    """Print the laws side by side: deadlines, offices, thresholds, data, harm tests, with sources."""
    chosen = [place.upper() for place in places or []]
    sys.stdout.write(response.law_matrix(_day(on), style, chosen))


@law_app.command()
def diff(
    first: Annotated[
        datetime, typer.Option("--from", formats=["%Y-%m-%d"], help="The earlier day.", show_default=False)
    ],
    last: Annotated[
        datetime | None,
        typer.Option("--to", formats=["%Y-%m-%d"], help="The later day; default: today.", show_default=False),
    ] = None,
    as_json: Json = False,
) -> None:
    """Print every value of the law that changed between two days, by the day that decides for it."""
    until = _day(last)
    if first.date() > until:
        raise typer.BadParameter("--from must not be after --to")
    changes = response.law_changes(first.date(), until)
    if as_json:
        print_json([asdict(change) for change in changes])
        return
    for change in changes:
        out.print(
            f"[bold]{change.rule}[/] {change.place} (since {change.since})", highlight=False, soft_wrap=True
        )
        for label, words in (("until then", change.before), ("now", change.after)):
            out.print(f"  {label}: {words or 'nothing'}", markup=False, highlight=False, soft_wrap=True)
        for source in change.sources:
            out.print(f"  source: {source}", style="dim", markup=False, highlight=False, soft_wrap=True)
    out.print(
        f"{len(changes)} values differ between {first.date()} and {until}.", highlight=False, soft_wrap=True
    )


@law_app.command()
def check(
    on: Annotated[
        datetime | None,
        typer.Option("--on", formats=["%Y-%m-%d"], help="Check as of this day.", show_default=False),
    ] = None,
    as_json: Json = False,
) -> None:
    """Check that every value has its source and was read recently; exit code 1 if one is broken or stale."""
    made = response.law_check(_day(on))
    if as_json:
        print_json({**asdict(made), "fit": made.fit})
    else:
        for finding in sorted(made.findings, key=lambda one: (not one.grave, one.rule, one.place)):
            mark = "[red]broken or stale[/] " if finding.grave else ""
            out.print(f"{mark}{finding.rule} {finding.place}: ", end="", highlight=False, soft_wrap=True)
            out.print(finding.words, markup=False, highlight=False, soft_wrap=True)
        _figures(made)
    if not made.fit:
        raise typer.Exit(1)


def _figures(made: law.Report) -> None:
    statuses = ", ".join(f"{number:,} {name.replace('_', ' ')}" for name, number in made.by_status.items())
    witnesses = ", ".join(f"{number:,} rest on {name}" for name, number in made.by_witness.items())
    out.print(
        f"{made.rules} rule files, {made.values:,} values ({statuses}), {made.sources:,} sources; "
        f"{witnesses}.",
        highlight=False,
        soft_wrap=True,
    )


@law_app.command()
def obligations(facts: FactsFile, as_json: Json = False) -> None:
    """Work out every duty from a facts file alone: who must be told, by when, with what, and why.

    People are given as counts (incident: people: [{residence, elements, people}]). Earliest first.
    """
    asked, found = response.duties_from(facts, _day(None))
    ordered = [*law.agenda(found), *(one for one in found if one.status in ("done", "not_due"))]
    if as_json:
        print_json(law.obligations_json(ordered))
        return
    tables = report.Tables(obligations=law.obligations_table(ordered))
    needs = [report.Question(*need) for need in law.needs_of(found, asked)]
    report.show_duties(report.build(asked, tables, asked.as_of or _day(None), needs), out, everything=True)


@law_app.command()
def harm(facts: FactsFile, as_json: Json = False) -> None:
    """Ask each law's own test of harm: who decides, whom to consult, what to write, file and keep."""
    questions = response.harm_tests_from(facts, _day(None))
    if as_json:
        print_json([asdict(one) for one in questions])
        return
    for one in questions:
        out.print(f"[bold]{one.place}[/] ({one.rule}): {one.test}.", highlight=False, soft_wrap=True)
        said = [("", one.question), ("Decided so far", one.decision), ("Who decides", one.decided_by)]
        said += [("Consult", one.consult), ("File", one.file_with), ("Decides", ", ".join(one.duties))]
        if one.written or one.keep_years:
            kept = f", kept {one.keep_years} years" if one.keep_years else ""
            said.append(("Record", f"{'in writing' if one.written else 'on record'}{kept}"))
        said += [("Still missing", "; ".join(one.missing)), ("Source", "; ".join(one.sources))]
        for label, words in said:
            if words:
                out.print(
                    f"  {label + ': ' if label else ''}{words}", markup=False, highlight=False, soft_wrap=True
                )
    if not questions:
        out.print("No law that binds here asks about harm on these facts.")
    out.print(report.DISCLAIMER, style="dim")
