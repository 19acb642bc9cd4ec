"""``tocsin filed``: record that a report was made to an office, with number and receipt; list; take back."""

from __future__ import annotations

import getpass
from dataclasses import asdict
from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer

from tocsin import response
from tocsin.cli.opening import opened_case, watcher
from tocsin.cli.options import CaseFolder, Json, PassphraseFd, PassphraseFile
from tocsin.cli.output import print_json, say


def filed(
    case: CaseFolder,
    ident: Annotated[
        str | None,
        typer.Argument(
            metavar="[DUTY]", help="Id of the duty or packet; without it, all filings.", show_default=False
        ),
    ] = None,
    on: Annotated[
        datetime | None,
        typer.Option(formats=["%Y-%m-%d"], help="The day it was filed.", show_default=False),
    ] = None,
    number: Annotated[
        str, typer.Option(help="Confirmation, record or tracking number the office gave.")
    ] = "",
    evidence: Annotated[
        Path | None,
        typer.Option(help="The receipt (PDF, picture, mail); kept in the case.", show_default=False),
    ] = None,
    note: Annotated[str, typer.Option(help="Anything to keep with it, such as who took the call.")] = "",
    undo: Annotated[
        str | None, typer.Option(metavar="FILING", help="Take this filing back.", show_default=False)
    ] = None,
    by: Annotated[str, typer.Option("--by", help="Who files; default: your user name.")] = "",
    passphrase_file: PassphraseFile = None,
    passphrase_fd: PassphraseFd = None,
    as_json: Json = False,
) -> None:
    """Record that a report was made: the duty is then done on the board, with its number and receipt.

    A second filing of the same duty is a supplement. After a filing, `tocsin notices` prepares the packet for
    the next report with the number of the one before and what has changed since. Nothing is ever deleted: a
    filing that is taken back stays in the ledger.
    """
    who = by or getpass.getuser()
    with opened_case(case, passphrase_file, passphrase_fd) as opened:
        if undo is not None:
            one = response.undo_filing(opened, undo, who, note)
            response.assess(opened, watcher())
        elif ident is not None:
            if on is None:
                raise response.FilingRefused("Give the day it was filed: --on YYYY-MM-DD.")
            one = response.record_filing(opened, ident, on.date(), number, who, evidence, note)
            response.assess(opened, watcher())
        found = response.recorded_filings(opened)
    if as_json:
        print_json([{**asdict(each), "on": each.on.isoformat()} for each in found])
    elif undo is not None:
        say(f"Taken back: {one.id} ({one.piece}, {one.proof}).")
    elif ident is not None:
        done = ", ".join(one.duties) or "no duty: a report of your own choice"
        kind = f"Supplement {one.attempt - 1}" if one.attempt > 1 else "Filing"
        say(f"{kind} recorded as {one.id}: {one.proof}. Done by it: {done}.")
        say(f"Next: tocsin notices {case}. To take it back: tocsin filed {case} --undo {one.id}")
    else:
        for each in found:
            say(f"{each.id}  {each.piece}  {each.proof}; by {each.by}{f'; {each.note}' if each.note else ''}")
        if not found:
            say("No filing is recorded. tocsin filed CASE DUTY --on DAY --number N --evidence FILE")
