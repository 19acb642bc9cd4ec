"""``tocsin codes``: activation codes for identity services, one for each person who is owed one."""

from __future__ import annotations

import getpass
from pathlib import Path
from typing import Annotated

import typer

from tocsin.cli.opening import opened_case, opened_lanes
from tocsin.cli.options import CaseFolder, Json, PassphraseFd, PassphraseFile
from tocsin.cli.output import print_json, say
from tocsin.response import codes
from tocsin.response.allotting import assign_codes

codes_app = typer.Typer(no_args_is_help=True, help="Activation codes for identity services.")


@codes_app.callback()
def codes_() -> None:
    """Activation codes of a monitoring service: taken from its file, given out once, never twice."""


@codes_app.command()
def take(
    case: CaseFolder,
    file: Annotated[Path, typer.Argument(metavar="FILE", help="CSV or XLSX.", show_default=False)],
    product: Annotated[str, typer.Option(help="adult or minor, if no column says so.")] = "",
    months: Annotated[int, typer.Option(help="How long the service runs, if no column says so.")] = 0,
    by: Annotated[str, typer.Option("--by", help="Who does it: a person’s name.")] = "",
    passphrase_file: PassphraseFile = None,
    passphrase_fd: PassphraseFd = None,
) -> None:
    """Take a file of codes: columns code, product (adult or minor) and months.

    The codes are kept in the encrypted case only; destroy the file afterwards. The same file again takes
    nothing twice.
    """
    with (
        opened_lanes(file, 1) as pool,
        opened_case(case, passphrase_file, passphrase_fd) as opened,
    ):
        assert pool is not None
        new, known = codes.take_codes(opened, file, pool, by or getpass.getuser(), product, months)
    say(f"{new:,} codes taken, {known:,} known already. Now destroy {file}.")


@codes_app.command()
def assign(
    case: CaseFolder,
    everyone: Annotated[
        bool, typer.Option("--everyone", help="Also people whom no law owes the services.")
    ] = False,
    by: Annotated[str, typer.Option("--by", help="Who does it: a person’s name.")] = "",
    passphrase_file: PassphraseFile = None,
    passphrase_fd: PassphraseFd = None,
    as_json: Json = False,
) -> None:
    """Give one code to each person who is owed services and has none; then write the letters anew.

    Each gets the shortest service that every law in play is content with. When there are too few codes nobody
    gets one. A code once given stays with its person, whatever is done again or undone.
    """
    with opened_case(case, passphrase_file, passphrase_fd) as opened:
        done = assign_codes(opened, by or getpass.getuser(), everyone=everyone)
        there = codes.stock(opened)
    if as_json:
        print_json({"new": done.new, "had": done.had, "shorter": done.shorter, "left": _named(there.left)})
        return
    say(f"{done.new:,} codes given out; {done.had:,} people had one.")
    if done.shorter:
        say(f"{done.shorter:,} of them have a shorter service than they are owed now.", style="red")
    say(f"Next: tocsin notices {case}")


@codes_app.command()
def count(
    case: CaseFolder,
    passphrase_file: PassphraseFile = None,
    passphrase_fd: PassphraseFd = None,
    as_json: Json = False,
) -> None:
    """Count the codes: taken, given out, left, by product and months."""
    with opened_case(case, passphrase_file, passphrase_fd) as opened:
        there = codes.stock(opened)
    if as_json:
        print_json({"taken": _named(there.taken), "left": _named(there.left)})
        return
    for (product, months), number in sorted(there.taken.items()):
        say(f"{product}, {months} months: {number:,} taken, {there.left[product, months]:,} left")
    if not there.taken:
        say("No codes were taken yet.")


def _named(counted: object) -> dict[str, int]:
    assert isinstance(counted, dict)
    return {f"{product} {months}": number for (product, months), number in sorted(counted.items())}
