"""``tocsin people`` with files: a bare table, the business's own list, mail houses and their answers."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from tocsin import response
from tocsin.cli.opening import watcher
from tocsin.cli.options import Json
from tocsin.cli.output import out, print_json


def register(app: typer.Typer) -> None:
    """Put the commands of this file on ``tocsin people``."""
    app.command("resolve")(resolve)


def resolve(
    source: Annotated[
        Path, typer.Argument(metavar="IN", help="Table of mentions (.parquet or .csv).", show_default=False)
    ],
    target: Annotated[
        Path, typer.Argument(metavar="OUT", help="New file (.parquet or .csv).", show_default=False)
    ],
    balanced: Annotated[
        bool, typer.Option("--balanced", help="Fewer double letters, some more people mixed up.")
    ] = False,
    as_json: Json = False,
) -> None:
    """Say who is one person in a bare table of mentions, without a case: writes its ids and person ids.

    Columns are known by their header words (rid or id, first, last, ssn, ssn4, dob, street, zip ...).
    Nothing but ids is written.
    """
    report = response.resolve_table(source, target, watcher(), balanced=balanced)
    if as_json:
        print_json(report)
        return
    out.print(f"{report['mentions']:,} mentions are {report['people']:,} people ({report['settings']}).")
    out.print(f"  {target}", markup=False, highlight=False, soft_wrap=True)
