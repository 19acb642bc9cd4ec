"""``tocsin detect``: what detection finds in given texts or columns, as rows to score. Needs no case."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from tocsin import response
from tocsin.cli.opening import watcher
from tocsin.cli.output import err


def detect(
    source: Annotated[
        Path, typer.Argument(metavar="IN.jsonl", help="One JSON object a line.", show_default=False)
    ],
    target: Annotated[
        Path, typer.Argument(metavar="OUT.jsonl", help="New file, a line for each.", show_default=False)
    ],
    spans: Annotated[
        bool,
        typer.Option("--spans", help="Lines are {text}; written are {spans: [{start, end, type, owner}]}."),
    ] = False,
    columns: Annotated[
        bool,
        typer.Option(
            "--columns", help="Lines are {header, values}; written are {type, probability, reason}."
        ),
    ] = False,
    workers: Annotated[
        int | None, typer.Option(help="Processes; default: one a core. Order is kept.", min=1)
    ] = None,
    force: Annotated[bool, typer.Option("--force", help="Replace OUT.jsonl if it is there.")] = False,
) -> None:
    """Run detection alone over a file of texts or columns, so that anyone can score it.

    With --spans a line {"text": "Ann Lee, SSN 212-43-9071"} gives
    {"spans": [{"start": 0, "end": 7, "type": "PERSON", "owner": "Ann Lee"}, {"start": 13, "end": 24, "type":
    "SSN", "owner": "Ann Lee"}]}. Offsets are characters of the given text; owner is the name of the person
    the element was given to, or null.

    With --columns a line {"header": "Soc Sec", "values": ["212-43-9071"]} gives {"type": "SSN",
    "probability": 0.98, "reason": "…"}; type is null where no personal data is known. Columns of one table
    tell about each other: give them together as {"columns": [{"header": …, "values": […]}, …]}.

    Other keys of a line are ignored. OUT.jsonl holds no text, but it does hold names: treat it as IN.jsonl.
    """
    if spans == columns:
        raise typer.BadParameter("give either --spans or --columns")
    rows, found = response.label(
        source,
        target,
        "spans" if spans else "columns",
        workers=workers or response.workers_here(),
        force=force,
        watcher=watcher(),
    )
    err.print(
        f"{rows:,} rows, {found:,} {'spans' if spans else 'columns with personal data'}: {target}",
        markup=False,
        highlight=False,
        soft_wrap=True,
    )
