"""``tocsin inventory``: what personal data is kept where, and what a breach of it would ask for."""

from __future__ import annotations

from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer
from rich.table import Table

from tocsin import readiness, response
from tocsin.cli.opening import opened_case, watcher
from tocsin.cli.options import CaseFolder, Json, PassphraseFd, PassphraseFile
from tocsin.cli.output import out, print_json, write_new
from tocsin.model.elements import catalogue
from tocsin.model.factsfile import load_facts
from tocsin.response import Outlook
from tocsin.risk.page import money

inventory_app = typer.Typer(no_args_is_help=True, help="What personal data is kept where.")

File = Annotated[Path, typer.Argument(help="The inventory (YAML).")]
PLACES_SHOWN = 4
LEVERS_SHOWN = 3
QUESTIONS_SHOWN = 4


@inventory_app.callback()
def inventory_() -> None:
    """What personal data is kept where, and what a breach of each place would ask for."""


@inventory_app.command()
def new(file: File = Path("inventory.yaml")) -> None:
    """Write an empty inventory to fill in by hand."""
    write_new(file, readiness.template())
    out.print(f"Fill in {file}, then: tocsin inventory show {file} --facts incident.yaml", markup=False)


@inventory_app.command()
def scan(
    case: CaseFolder,
    file: File = Path("inventory.yaml"),
    passphrase_file: PassphraseFile = None,
    passphrase_fd: PassphraseFd = None,
) -> None:
    """Write an inventory from a case that read your own shares: one place for each folder, counts only.

    Read the shares first, as if they had been stolen: tocsin scan CASE FOLDER, then tocsin people find CASE.
    """
    with opened_case(case, passphrase_file, passphrase_fd) as opened:
        found = response.inventory_of(opened)
    write_new(file, readiness.dump_inventory(found))
    out.print(
        f"{len(found.stores)} places are in {file}. Add what only you know: why, how long.", markup=False
    )


@inventory_app.command()
def show(
    file: File,
    facts: Annotated[Path, typer.Option(help="A facts file; only its organisation is used.")] = Path(
        "incident.yaml"
    ),
    as_json: Json = False,
) -> None:
    """Say for each place whom the law would have you tell if it were stolen, and what need not be kept."""
    day = datetime.now(UTC).date()
    found = response.outlooks(load_facts(facts), readiness.read_inventory(file), day, watcher())
    if as_json:
        print_json([asdict(one) | {"store": one.store.model_dump(mode="json")} for one in found])
        return
    table = Table(box=None, padding=(0, 1))
    for title in ("place", "people", "where they live", "to be told", "offices and others", "first due"):
        table.add_column(title, justify="right" if title in ("people", "to be told") else "left")
    for one in found:
        first = f"{(one.first - day).days} days: {one.first_what}" if one.first else "no day given"
        others = f"{one.offices} due, {one.depends} open"
        table.add_row(one.store.name, f"{one.people:,}", _places(one), _told(one), others, first)
    out.print(table)
    for one in found:
        cost = f"{money(one.cost.low)} to {money(one.cost.high)}"
        out.print(f"{one.store.name}: such a theft would cost {cost}.", markup=False, highlight=False)
        for lever in one.without[:LEVERS_SHOWN]:
            name = catalogue()[lever.element].name
            out.print(
                f"{one.store.name}: without {name} at most {lever.told:,} people, not {one.at_most:,}.",
                markup=False,
            )
    questions = dict.fromkeys(question for one in found for question in one.questions)
    for question in list(questions)[:QUESTIONS_SHOWN]:
        out.print(f"Not answered yet: {question}", style="dim", markup=False)
    out.print(f"What the cost is made of: tocsin risk breach --inventory {file} --store NAME", style="dim")
    out.print(
        "If everything there were stolen today. Decision support, to be confirmed by counsel.", style="dim"
    )


def _told(one: Outlook) -> str:
    return f"{one.told:,}" if one.told == one.at_most else f"{one.told:,} to {one.at_most:,}"


def _places(one: Outlook) -> str:
    more = len(one.places) - PLACES_SHOWN
    return ", ".join(one.places[:PLACES_SHOWN]) + (f" and {more} more" if more > 0 else "")
