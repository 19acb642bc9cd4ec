"""``tocsin risk``: before a breach, what a bad year could cost and what a policy would pay. Needs no case."""

from __future__ import annotations

import sys
from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer
from rich.table import Table

from tocsin import risk
from tocsin.cli.breach import breach, prices, scenarios
from tocsin.cli.options import Json
from tocsin.cli.output import out, print_json, write_new
from tocsin.risk.page import chance, money, odds, page

risk_app = typer.Typer(
    no_args_is_help=True, help="Before a breach: what a bad year costs, what a policy pays."
)


risk_app.command()(breach)
risk_app.command()(prices)
risk_app.command()(scenarios)


@risk_app.callback()
def risk_() -> None:
    """Before a breach: what a bad year could cost, what a policy would pay, what stays with you."""


@risk_app.command()
def new(file: Annotated[Path, typer.Argument(help="File to write.")] = Path("risk.yaml")) -> None:
    """Write an empty file of questions about what could happen to your business."""
    write_new(file, risk.template())
    out.print(f"Fill in {file}, then: tocsin risk run {file}", markup=False)


@risk_app.command()
def run(
    file: Annotated[Path, typer.Argument(help="Your answers: `tocsin risk new` makes the file.")],
    policy: Annotated[
        list[Path] | None, typer.Option(help="A quote or policy (YAML); give it several times to compare.")
    ] = None,
    write: Annotated[
        Path | None, typer.Option("--page", help="Also write the page for the owner to this new HTML file.")
    ] = None,
    years: Annotated[int, typer.Option(help="Years to simulate.", min=1_000)] = risk.YEARS,
    seed: Annotated[int, typer.Option(help="Another seed draws other years.")] = 2026,
    as_json: Json = False,
) -> None:
    """Say how bad a year can be, what each quote would pay and what would stay with you."""
    business = risk.read_business(file)
    policies = [risk.read_policy(one) for one in policy or []]
    found = risk.answer(business, policies, years=years, seed=seed)
    if write is not None:
        write_new(write, page(found))
    if as_json:
        print_json(asdict(found) | {"business": business.model_dump(), "quotes": _quotes(found)})
        return
    _show(found)
    if write is not None:
        out.print(f"The page is in {write}.", markup=False)


@risk_app.command()
def frontier(
    file: Annotated[Path, typer.Argument(help="Your answers.")],
    policy: Annotated[Path, typer.Argument(help="A quote or policy (YAML).")],
    years: Annotated[int, typer.Option(help="Years to simulate.", min=1_000)] = risk.YEARS,
    as_json: Json = False,
) -> None:
    """Show the same quote with other limits and retentions: what would stay with you."""
    business, quote = risk.read_business(file), risk.read_policy(policy)
    found = risk.frontier(business, quote, years=years)
    if as_json:
        print_json([asdict(terms) for terms in found])
        return
    table = Table(
        box=None, padding=(0, 1), title=f"A year above {money(business.bear)}, by limit and retention"
    )
    retentions = sorted({terms.retention for terms in found})
    table.add_column("limit", justify="right")
    for retention in retentions:
        table.add_column(f"retention {money(retention)}", justify="right")
    for limit in sorted({terms.aggregate for terms in found}):
        row = [terms for terms in found if terms.aggregate == limit]
        marked = [f"{_short(one.chance)}{' *' if one.chance <= business.chance else '  '}" for one in row]
        table.add_row(money(limit), *marked)
    out.print(table)
    out.print(
        f"* {odds(business.chance)} or rarer, as you ask for. Your broker knows what each would cost.",
        style="dim",
    )


def _short(share: float) -> str:
    return odds(share).replace("less than ", "< ").replace("one year in ", "1 in ")


@risk_app.command()
def sources(as_json: Json = False) -> None:
    """List the published figures with whom they speak of, their grade and where they were read."""
    known = risk.register()
    if as_json:
        print_json(known.model_dump(mode="json"))
        return
    for key, one in known.parameters.items():
        figures = ", ".join(
            f"{figure.statistic} {figure.value:,g} {figure.unit.replace('_', ' ')}" for figure in one.figures
        )
        out.print(f"[bold]{key}[/] ({one.kind}, grade {one.grade}): {one.says}", highlight=False)
        out.print(f"  {figures}; {one.years}; {one.size or 'all sizes'}", markup=False, highlight=False)
        out.print(f"  of {known.populations[one.population].says}", markup=False, highlight=False)
        for source in one.sources:
            out.print(f"  {source.title}, {source.url}, read {source.read_on}", markup=False, highlight=False)
        if one.note:
            out.print(f"  {one.note}", markup=False, highlight=False)


def _quotes(found: risk.Answer) -> list[dict[str, object]]:
    return [asdict(quote) | {"policy": quote.policy.model_dump(mode="json")} for quote in found.quotes]


def _show(found: risk.Answer) -> None:
    bear = money(found.business.bear)
    out.print(f"\n[bold]{found.business.name}[/]")
    out.print(f"A year that costs more than the {bear} you can bear: [bold]{chance(found.chance)}[/]")
    out.print(f"The dearest year of a hundred costs [bold]{money(found.bad_year)}[/] or more;", end=" ")
    out.print(f"a year without any loss: {found.no_loss:.0%}.".replace("%", " %"))
    if found.quotes:
        table = Table(box=None, padding=(0, 1))
        for title in ("quote", "premium", "pays a year", "stays with you", "1 year in 100", f"above {bear}"):
            table.add_column(title, justify="left" if title == "quote" else "right")
        for quote in found.quotes:
            kept, bad = money(quote.kept.value), money(quote.bad_year.value)
            table.add_row(
                quote.policy.name,
                money(quote.policy.premium),
                money(quote.paid.value),
                kept,
                bad,
                chance(quote.chance.value),
            )
        out.print(table)
    for lever in found.levers[:3]:
        out.print(
            f"If “{lever.scenario}” were half as frequent: {chance(lever.chance)}.", style="dim", markup=False
        )
    for measure in found.measures:
        said = (
            f"With “{measure.name}” ({money(measure.cost)} a year): {chance(measure.chance)}, mean of a year"
        )
        out.print(f"{said} {money(measure.mean)} instead of {money(found.mean)}.", style="dim", markup=False)
    if not all(check.agrees for check in found.checks):
        sys.stderr.write("Simulation and exact figures differ by more than chance: run more --years.\n")
    for note in found.notes:
        out.print(note, markup=False)
    out.print(risk.LABEL, style="dim")
