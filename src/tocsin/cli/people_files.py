"""``tocsin people`` with files: a bare table, the business's own list, mail houses and their answers."""

from __future__ import annotations

import dataclasses
from pathlib import Path
from typing import Annotated

import typer

from tocsin import response
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
from tocsin.cli.output import out, print_json
from tocsin.response import ListKind


def register(app: typer.Typer) -> None:
    """Put the commands of this file on ``tocsin people``."""
    app.command("resolve")(resolve)
    app.command("seed")(seed)
    app.command("export")(export)


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
    engine: Engine = EngineKind.DUCKDB,
    spark: Master = LOCAL,
    as_json: Json = False,
) -> None:
    """Say who is one person in a bare table of mentions, without a case: writes its ids and person ids.

    Columns are known by their header words (rid or id, first, last, ssn, ssn4, dob, street, zip ...).
    Nothing but ids is written.
    """
    with opened_engine(engine, spark) as where:
        report = response.resolve_table(source, target, watcher(), balanced=balanced, engine=where)
    if as_json:
        print_json(report)
        return
    out.print(f"{report['mentions']:,} mentions are {report['people']:,} people ({report['settings']}).")
    out.print(f"  {target}", markup=False, highlight=False, soft_wrap=True)


def seed(
    case: CaseFolder,
    people_list: Annotated[
        Path | None,
        typer.Argument(
            metavar="LIST",
            help="The business's own list of its people (CSV, XLSX, Parquet); default: the one taken before.",
            show_default=False,
        ),
    ] = None,
    to: Annotated[
        Path | None,
        typer.Option(help="Also write who is who to this new CSV file, in clear.", show_default=False),
    ] = None,
    passphrase_file: PassphraseFile = None,
    passphrase_fd: PassphraseFd = None,
    as_json: Json = False,
) -> None:
    """Compare the business's own list of its people with those found: found, not found, not on the list.

    Its rows help to tell who is who. Nobody becomes affected by being on it.
    """
    with (
        opened_lanes(people_list, 1) as pool,
        opened_case(case, passphrase_file, passphrase_fd) as opened,
    ):
        if people_list is not None:
            assert pool is not None
            response.take_seed(opened, people_list, pool, watcher())
        response.find_people(opened, watcher())
        compared = response.compare(opened)
        if to is not None:
            response.export_answers(opened, to)
    if as_json:
        print_json(dataclasses.asdict(compared))
        return
    out.print(f"On the list: {compared.listed:,}")
    out.print(f"  found in the stolen files: {compared.found:,} ({compared.persons:,} people)")
    out.print(f"  not found: {compared.not_found:,}")
    out.print(f"Found and not on the list: {compared.not_listed:,}")


def export(
    case: CaseFolder,
    to: Annotated[
        Path,
        typer.Option(help="New file to write, in clear (.csv, .xlsx, .parquet, .dat).", show_default=False),
    ],
    kind: Annotated[
        ListKind,
        typer.Option(
            "--for",
            help="people: the whole list. mail: a mail house. lookup: an address look-up (CASS, NCOA).",
        ),
    ] = ListKind.PEOPLE,
    passphrase_file: PassphraseFile = None,
    passphrase_fd: PassphraseFd = None,
) -> None:
    """Write the notification list to a file, in clear. This is logged. No identifying number is in it."""
    with opened_case(case, passphrase_file, passphrase_fd) as opened:
        rows = response.export_list(opened, to, kind)
    out.print(f"{rows:,} rows:")
    out.print(f"  {to}", markup=False, highlight=False, soft_wrap=True)
