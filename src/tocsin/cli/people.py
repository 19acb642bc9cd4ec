"""``tocsin people``: find who is one person, decide where that is not clear, and ask why."""

from __future__ import annotations

import dataclasses
import getpass
import sys
from pathlib import Path
from typing import Annotated, Any

import typer
from typer.core import TyperGroup

from tocsin import response
from tocsin.cli import people_files
from tocsin.cli.opening import opened_case, opened_engine, opened_lanes, watcher
from tocsin.cli.options import (
    LOCAL,
    CaseFolder,
    Engine,
    EngineKind,
    Json,
    Master,
    PassphraseFd,
    PassphraseFile,
)
from tocsin.cli.output import err, out, print_json
from tocsin.cli.represent import represent
from tocsin.report import preview_lines, show, show_decisions, show_events, show_questions, show_reasons
from tocsin.response import Answer, Case, ReviewRefused

FIND = "find"


class _FindByDefault(TyperGroup):
    """``tocsin people CASE`` is ``tocsin people find CASE``."""

    def resolve_command(self, ctx: Any, args: list[str]) -> tuple[Any, Any, list[str]]:
        if args and args[0] not in self.commands and not args[0].startswith("-"):
            args = [FIND, *args]
        return super().resolve_command(ctx, args)


people_app = typer.Typer(
    cls=_FindByDefault,
    no_args_is_help=True,
    help="Who is one person: find, decide, undo, and ask why.",
)

Person = Annotated[
    str, typer.Argument(metavar="PERSON", help="Id of a person, or of a mention.", show_default=False)
]
One = Annotated[str, typer.Argument(metavar="A", help="Id of a person or mention.", show_default=False)]
Other = Annotated[str, typer.Argument(metavar="B", help="Id of the other.", show_default=False)]
By = Annotated[
    str | None, typer.Option(help="Who decides; default: the user of this machine.", show_default=False)
]
Why = Annotated[str, typer.Option(help="The reason, kept with the decision.", show_default=False)]
ShowValues = Annotated[bool, typer.Option("--show", help="Show values instead of masks; this is logged.")]


@people_app.callback()
def people_() -> None:
    """Who is one person: find, decide, undo, and ask why."""


@people_app.command(FIND)
def find(
    case: CaseFolder,
    people_list: Annotated[
        Path | None,
        typer.Option(
            "--list",
            help="A list of the people affected (CSV or XLSX, any header names).",
            show_default=False,
        ),
    ] = None,
    engine: Engine = EngineKind.DUCKDB,
    spark: Master = LOCAL,
    passphrase_file: PassphraseFile = None,
    passphrase_fd: PassphraseFd = None,
    as_json: Json = False,
) -> None:
    """Merge what was found into one row per individual, with residence. The word find may be left out."""
    with (
        opened_lanes(people_list, 1) as pool,
        opened_engine(engine, spark) as where,
        opened_case(case, passphrase_file, passphrase_fd) as opened,
    ):
        if people_list is not None:
            assert pool is not None
            response.take_list(opened, people_list, pool, watcher())
        response.find_people(opened, watcher(), engine=where)
        board = response.board(opened)
    if as_json:
        print_json(response.as_json(board))
    else:
        show(board, out, everything=False)


@people_app.command()
def review(
    case: CaseFolder,
    by: By = None,
    passphrase_file: PassphraseFile = None,
    passphrase_fd: PassphraseFd = None,
) -> None:
    """Decide pairs of rows that may be one person, in the terminal: the most useful question first.

    Two rows stand side by side, field by field, with the weight of each field and where it was read. Keys: s
    same, d different, u unsure, z undo, b all pairs of one reason after a preview, v show values (logged), ?
    help. Every answer is kept at once, so that leaving loses nothing.
    """
    if not (sys.stdin.isatty() and sys.stdout.isatty()):
        raise ReviewRefused(
            "There is no terminal to ask on. `tocsin people queue CASE` lists what is to decide, "
            "`tocsin people decide` decides."
        )
    from tocsin.cli.people_screen import PeopleReview  # Textual takes a while to import

    with opened_case(case, passphrase_file, passphrase_fd) as opened:
        screen = PeopleReview(opened, by or getpass.getuser())
        screen.run()
    err.print(f"Decided: {screen.made:,}. Next: tocsin respond --case {case} counts anew with them.")


@people_app.command()
def queue(
    case: CaseFolder,
    everything: Annotated[bool, typer.Option("--all", help="Also what is decided.")] = False,
    passphrase_file: PassphraseFile = None,
    passphrase_fd: PassphraseFd = None,
    as_json: Json = False,
) -> None:
    """List pairs of rows that may be one person, what most helps first."""
    with opened_case(case, passphrase_file, passphrase_fd) as opened:
        asked = response.questions(opened, everything=everything)
    if as_json:
        print_json({"questions": [dataclasses.asdict(one) for one in asked]})
    else:
        show_questions(asked, out)


@people_app.command()
def decide(
    case: CaseFolder,
    one: One,
    other: Other,
    verdict: Annotated[str, typer.Argument(help="same, different or unsure.", show_default=False)],
    alike: Annotated[
        bool, typer.Option("--alike", help="Decide every open pair of the same reason, after a preview.")
    ] = False,
    yes: Annotated[
        bool, typer.Option("--yes", help="With --alike: apply it; without, only preview.")
    ] = False,
    why: Why = "",
    by: By = None,
    passphrase_file: PassphraseFile = None,
    passphrase_fd: PassphraseFd = None,
) -> None:
    """Say that two people or mentions are the same, different, or that you are unsure.

    It holds at every later run, also when documents come later. A later decision supersedes; none is deleted.
    `tocsin respond --case CASE` then counts anew.
    """
    with opened_case(case, passphrase_file, passphrase_fd) as opened:
        answers = [Answer(one, other, verdict.lower(), why)]
        if alike:
            answers = _alike(opened, one, other, verdict.lower(), why)
            if not yes:
                err.print("Nothing was recorded. --yes applies it.")
                return
        for ident in response.decide_people(opened, answers, by or getpass.getuser(), batch=alike):
            err.print(f"Recorded: {ident}", markup=False, highlight=False)
    out.print(f"Next: tocsin respond --case {case} counts anew with it.", soft_wrap=True)


def _alike(case: Case, one: str, other: str, verdict: str, why: str) -> list[Answer]:
    """Answers to all open questions of the reason of this one; tells what they would change."""
    asked = response.questions(case)
    question = next((each for each in asked if {each.one, each.other} == {one, other}), None)
    if question is None:
        raise ReviewRefused(f"{one} and {other} are no open pair of the queue.")
    together = response.alike(asked, question)
    err.print(f"{question.reason}", markup=False, highlight=False)
    for line in preview_lines(response.preview(case, together), verdict):
        err.print(line, markup=False, highlight=False)
    return [Answer(each.one, each.other, verdict, why) for each in together]


@people_app.command()
def undo(
    case: CaseFolder,
    ident: Annotated[
        str,
        typer.Argument(metavar="ID", help="Id of a decision, or of a bulk decision.", show_default=False),
    ],
    why: Why = "",
    by: By = None,
    passphrase_file: PassphraseFile = None,
    passphrase_fd: PassphraseFd = None,
) -> None:
    """Withdraw a decision; what it superseded stands again. Nothing is deleted."""
    with opened_case(case, passphrase_file, passphrase_fd) as opened:
        for made in response.undo_people(opened, ident, by or getpass.getuser(), why):
            err.print(f"Recorded: {made}", markup=False, highlight=False)


@people_app.command()
def decisions(
    case: CaseFolder,
    passphrase_file: PassphraseFile = None,
    passphrase_fd: PassphraseFd = None,
    as_json: Json = False,
) -> None:
    """List every decision about who is one person, with who, when and why."""
    with opened_case(case, passphrase_file, passphrase_fd) as opened:
        made = response.decisions(opened)
    if as_json:
        print_json({"decisions": made})
    else:
        show_decisions(made, out)


@people_app.command()
def why(
    case: CaseFolder,
    one: One,
    other: Other,
    show_values: ShowValues = False,
    passphrase_file: PassphraseFile = None,
    passphrase_fd: PassphraseFd = None,
    as_json: Json = False,
) -> None:
    """Say why two people or mentions are one person or two: every field, its weight, what forbids it."""
    with opened_case(case, passphrase_file, passphrase_fd) as opened:
        reasons = response.why(opened, one, other, show=show_values)
    if as_json:
        print_json(dataclasses.asdict(reasons))
    else:
        show_reasons(reasons, out)


@people_app.command()
def how(
    case: CaseFolder,
    person: Person,
    passphrase_file: PassphraseFile = None,
    passphrase_fd: PassphraseFd = None,
    as_json: Json = False,
) -> None:
    """Say how a person's row came about, merge by merge."""
    with opened_case(case, passphrase_file, passphrase_fd) as opened:
        lines = response.how(opened, person)
    if as_json:
        print_json({"id": person, "how": lines})
        return
    for line in lines:
        out.print(line, markup=False, highlight=False, soft_wrap=True)


@people_app.command()
def events(
    case: CaseFolder,
    person: Annotated[
        str | None,
        typer.Option("--of", metavar="PERSON", help="Of this id only, an old one too.", show_default=False),
    ] = None,
    passphrase_file: PassphraseFile = None,
    passphrase_fd: PassphraseFd = None,
    as_json: Json = False,
) -> None:
    """List what became of people's ids from run to run: new, merged, split, gone."""
    with opened_case(case, passphrase_file, passphrase_fd) as opened:
        found = response.events(opened, person)
    if as_json:
        print_json({"events": found})
    else:
        show_events(found, out)


people_files.register(people_app)
people_app.command()(represent)
