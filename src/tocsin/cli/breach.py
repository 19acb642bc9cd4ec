"""``tocsin risk breach`` and ``prices``: what one breach would cost, part by part."""

from __future__ import annotations

from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer
from rich.table import Table

from tocsin import readiness, response
from tocsin.cli.opening import opened_case, watcher
from tocsin.cli.options import Json, PassphraseFd, PassphraseFile
from tocsin.cli.output import out, print_json, write_new
from tocsin.model.factsfile import load_facts
from tocsin.risk.breach_page import breach_page
from tocsin.risk.breachcost import LABEL, BreachCost, Exposure, Interruption
from tocsin.risk.breachparts import counted
from tocsin.risk.costs import Counts, Item, costs
from tocsin.risk.page import money
from tocsin.risk.scenario import published
from tocsin.risk.severity import Elicited

LEVERS_SHOWN = 3


def breach(
    case: Annotated[
        Path | None, typer.Option(help="Folder of a case whose law was asked.", show_default=False)
    ] = None,
    inventory: Annotated[
        Path | None, typer.Option(help="Or an inventory: the place named by --store.", show_default=False)
    ] = None,
    store: Annotated[str, typer.Option(help="Name of the place in the inventory.", show_default=False)] = "",
    facts: Annotated[
        Path, typer.Option(help="With an inventory: a facts file; only its organisation is used.")
    ] = Path("incident.yaml"),
    by_post: Annotated[
        float, typer.Option(help="Share of the people who get a letter; the others an e-mail.", min=0, max=1)
    ] = 1.0,
    hours: Annotated[
        str, typer.Option(help="Hours that work stands still: low, middle and high, as 8,30,200.")
    ] = "",
    margin: Annotated[float, typer.Option(help="Dollars that an hour of it costs.", min=0)] = 0.0,
    write: Annotated[
        Path | None, typer.Option("--page", help="Also write a page with drawings to this new HTML file.")
    ] = None,
    as_json: Json = False,
    passphrase_file: PassphraseFile = None,
    passphrase_fd: PassphraseFd = None,
) -> None:
    """Say what a breach would cost: of this case, or of a place in the inventory.

    Put together from letters, calls, monitoring, forensics, counsel, reports, authorities, a class action and
    work that stands still, each a published range with its grade; never a cost per record.
    """
    if (case is None) == (inventory is None):
        raise typer.BadParameter("Give --case CASE, or --inventory FILE with --store NAME.")
    if case is not None:
        with opened_case(case, passphrase_file, passphrase_fd) as opened:
            found = response.exposure_of(opened)
            title = f"What the breach at {opened.facts.organisation.name} would cost"
    else:
        found, title = _of_store(Path(str(inventory)), store, facts)
    cost = response.cost_of(found, by_post=by_post, interruption=_interruption(hours, margin))
    if write is not None:
        write_new(write, breach_page(cost, title))
    if as_json:
        print_json(asdict(cost) | {"shares": {str(k): v for k, v in cost.shares.items()}})
        return
    show_cost(cost, title)
    if write is not None:
        out.print(f"The page is in {write}.", markup=False)


def scenarios(
    inventory: Annotated[Path, typer.Argument(help="The inventory; say of each place of what kind it is.")],
    file: Annotated[Path, typer.Argument(help="New file to write.")] = Path("risk.yaml"),
    facts: Annotated[Path, typer.Option(help="A facts file; only its organisation is used.")] = Path(
        "incident.yaml"
    ),
    bear: Annotated[
        float, typer.Option(help="Dollars of a year you could pay without endangering the business.", min=1)
    ] = 100_000,
    frequency: Annotated[
        str, typer.Option(help="A published frequency: `tocsin risk sources` lists them.")
    ] = "carrier-claims-frequency",
    hours: Annotated[
        str,
        typer.Option(help="Hours that work stands still: low, middle and high, as 8,30,200."),
    ] = "",
    margin: Annotated[float, typer.Option(help="Dollars that an hour of it costs.", min=0)] = 0.0,
    as_json: Json = False,
) -> None:
    """Write the risk file from the inventory: every pattern of breaches at the places it reaches.

    How often is a published frequency times the pattern's share of breaches; the loss is put together as
    `tocsin risk breach` does. Go through it by hand: you know your business better.
    """
    known = published()
    if frequency not in known or known[frequency].kind != "frequency":
        names = ", ".join(key for key, one in known.items() if one.kind == "frequency")
        raise typer.BadParameter(f"--frequency must be one of: {names}.")
    said = load_facts(facts)
    day = datetime.now(UTC).date()
    stores = readiness.read_inventory(inventory)
    found = response.happenings(said, stores, day, watcher(), _interruption(hours, margin))
    made = response.drafted(found, name=said.organisation.name, bear=bear, frequency=frequency)
    write_new(file, response.dump_business(made.business))
    if as_json:
        left = {"left_out": list(made.left_out)}
        print_json(made.business.model_dump(mode="json") | left)
        return
    table = Table(box=None, padding=(0, 1))
    for name in ("pattern", "places", "once in years", "5 of 100", "middle", "95 of 100"):
        table.add_column(name, justify="left" if name in ("pattern", "places") else "right")
    places = {one.pattern.name: ", ".join(store.name for store in one.stores) for one in found}
    for one in made.business.scenarios:
        if one.loss is not None:
            amounts = (money(one.loss.p5), money(one.loss.p50), money(one.loss.p95))
            table.add_row(one.name, places[one.name], f"{one.once_in_years:g}", *amounts)
    out.print(table)
    for missing in made.left_out:
        out.print(f"Not made: {missing}.", markup=False, highlight=False)
    out.print(f"Go through {file} by hand, then: tocsin risk run {file}", markup=False)


def _of_store(inventory: Path, store: str, facts: Path) -> tuple[Exposure, str]:
    known = readiness.read_inventory(inventory)
    names = [one.name for one in known.stores]
    if store not in names:
        raise typer.BadParameter(f"--store must be one of: {', '.join(names)}.")
    only = readiness.Inventory(stores=[one for one in known.stores if one.name == store])
    found = response.outlooks(load_facts(facts), only, datetime.now(UTC).date(), watcher())[0]
    return found.cost.exposure, f"What a theft of “{store}” would cost"


def _interruption(hours: str, margin: float) -> Interruption | None:
    if not hours and not margin:
        return None
    try:
        low, middle, high = (float(part) for part in hours.split(","))
        asked = Elicited(low, middle, high)
    except ValueError:
        raise typer.BadParameter("--hours must be three rising numbers, as 8,30,200.") from None
    if margin <= 0:
        raise typer.BadParameter("--hours needs --margin: what an hour costs.")
    return Interruption(asked, margin)


def show_cost(cost: BreachCost, title: str) -> None:
    """The total's band, the parts, what it hangs on, and what is not in it."""
    one = cost.exposure
    told = f"{one.told:,}" if one.told == one.at_most else f"{one.told:,} to {one.at_most:,}"
    out.print(f"\n[bold]{title}[/]", highlight=False)
    out.print(
        f"{told} people to be told in {counted(len(one.places), 'place')}, "
        f"{counted(one.offices, 'report')} due, "
        f"{one.open_offices} open.",
        highlight=False,
    )
    out.print(
        f"[bold]{money(cost.low)} to {money(cost.high)}[/] in nine of ten such breaches; half of them cost "
        f"less than [bold]{money(cost.middle)}[/].",
        highlight=False,
    )
    table = Table(box=None, padding=(0, 1))
    for name in ("part", "chance", "5 of 100", "middle", "95 of 100", "mean", "grade"):
        table.add_column(name, justify="left" if name in ("part", "grade") else "right")
    for line in cost.lines:
        share = "" if line.chance > 0.999 else f"{line.chance:.1%}".replace("%", " %")
        amounts = (line.low, line.middle, line.high, line.mean)
        table.add_row(line.says, share, *(money(amount) for amount in amounts), line.grade)
    out.print(table)
    for lever in cost.levers[:LEVERS_SHOWN]:
        said = f"It hangs on: {lever.says} (mean {money(lever.low)} or {money(lever.high)})."
        out.print(said, style="dim", markup=False, highlight=False)
    for beside in cost.beside:
        said = f"Not in it: {beside.says}: {money(beside.low)} to {money(beside.high)}."
        out.print(said, style="dim", markup=False, highlight=False)
    for left in cost.left_out:
        out.print(f"Not counted: {left}.", style="dim", markup=False, highlight=False)
    out.print(LABEL, style="dim")


def prices(as_json: Json = False) -> None:
    """List the published prices and shares that a breach is put together from, with grade and address."""
    known = costs()
    if as_json:
        print_json(known.model_dump(mode="json"))
        return
    for key, item in (known.items | known.beside).items():
        out.print(f"[bold]{key}[/] (grade {item.grade}): {item.says}", highlight=False)
        for figure in ([item.counts] if item.counts else []) + list(item.figures):
            source = known.sources[figure.source]
            said = f"{figure.seen} of {figure.of}" if isinstance(figure, Counts) else f"{figure.value:,g}"
            words = f", {figure.says}" if figure.says else ""
            out.print(
                f"  {said} {_unit(item)}{words}; of {figure.population}; {source.title}, {source.url}",
                markup=False,
                highlight=False,
            )
        if item.note:
            out.print(f"  {item.note}", markup=False, highlight=False)
    height, slope, scatter = known.settlements.line()
    out.print(
        f"[bold]settlements[/] (grade {known.settlements.grade}): {known.settlements.says}", highlight=False
    )
    for one in known.settlements.cases:
        source = known.sources[one.source]
        said = f"  {one.paid:,.0f} USD, {one.people:,.0f} people; {source.title}, {source.url}"
        out.print(said, markup=False, highlight=False)
    said = f"  ln paid = {height:.2f} + {slope:.2f} ln people, scatter {scatter:.2f}"
    out.print(said, markup=False, highlight=False)


def _unit(item: Item) -> str:
    return {"chance": "cases", "share": "of people"}.get(item.unit, item.unit)
