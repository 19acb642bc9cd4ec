"""``tocsin claim``: the insurance claim of a case: policy, consents, invoices, what is left of each limit."""

from __future__ import annotations

import getpass
from dataclasses import asdict
from datetime import UTC, datetime
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Annotated

import typer
from rich.table import Table

from tocsin import response
from tocsin.cli.opening import opened_case
from tocsin.cli.options import CaseFolder, Json, PassphraseFd, PassphraseFile
from tocsin.cli.output import out, print_json, write_new
from tocsin.response.claiming import ClaimRefused
from tocsin.risk import Agreement
from tocsin.risk.claim import Deadline, Statement
from tocsin.risk.interruption import TEMPLATE, Worksheet

claim_app = typer.Typer(no_args_is_help=True, help="The insurance claim of a case.")

By = Annotated[str, typer.Option(help="Who enters it; default: your user name.", show_default=False)]
On = Annotated[
    datetime | None, typer.Option(formats=["%Y-%m-%d"], help="Day of it; default: today.", show_default=False)
]
Under = Annotated[Agreement | None, typer.Option("--under", help="The insuring agreement it falls under.")]
Amount = Annotated[str | None, typer.Option(help="Such as 1250.00.", show_default=False)]
Currency = Annotated[str, typer.Option(help="Three letters.")]
Rate = Annotated[str, typer.Option(help="Dollars for one of the currency.")]
Vendor = Annotated[str, typer.Option(help="Who was paid, or asked for.", show_default=False)]
What = Annotated[str, typer.Option(help="In a few words.", show_default=False)]
Evidence = Annotated[
    Path | None, typer.Option(help="The invoice or letter; kept in the case.", show_default=False)
]
Hours = Annotated[
    str | None,
    typer.Option(help="Hours that work stood still; default: of the worksheet.", show_default=False),
]


@claim_app.callback()
def claim_() -> None:
    """The insurance claim of a case: policy, consents, invoices, and what is left of each limit."""


@claim_app.command()
def policy(
    case: CaseFolder,
    file: Annotated[Path, typer.Argument(help="The policy as data (YAML); docs/risk.md shows the form.")],
    passphrase_file: PassphraseFile = None,
    passphrase_fd: PassphraseFd = None,
) -> None:
    """Keep the policy in force with the case."""
    with opened_case(case, passphrase_file, passphrase_fd) as opened:
        taken = response.take_policy(opened, file)
    out.print(f"Kept: {taken.name}. Next: tocsin claim add, consent, show.", markup=False)


@claim_app.command()
def add(
    case: CaseFolder,
    kind: Annotated[str, typer.Argument(help="estimate, invoice, recovered, consent, notice, proof_of_loss")],
    under: Under = None,
    amount: Amount = None,
    currency: Currency = "USD",
    rate: Rate = "1",
    vendor: Vendor = "",
    what: What = "",
    on: On = None,
    evidence: Evidence = None,
    by: By = "",
    passphrase_file: PassphraseFile = None,
    passphrase_fd: PassphraseFd = None,
) -> None:
    """Enter an estimate, an invoice, a payment of the insurer, its consent, or that it was told.

    Ask for consent before money is spent; enter the answer here, with who gave it in --what.
    """
    with opened_case(case, passphrase_file, passphrase_fd) as opened:
        entry = response.enter_claim(
            opened,
            by or getpass.getuser(),
            evidence,
            kind=kind,
            on=(on or datetime.now(UTC)).date(),
            agreement=under,
            amount=None if amount is None else _number(amount),
            currency=currency,
            rate=_number(rate),
            vendor=vendor,
            what=what,
        )
    out.print(f"Entered as {entry.id}. To take it back: tocsin claim undo {case} {entry.id}", markup=False)


@claim_app.command()
def interruption(
    case: CaseFolder,
    file: Annotated[Path, typer.Argument(help="The worksheet (YAML).")] = Path("interruption.yaml"),
    new: Annotated[bool, typer.Option("--new", help="Write an empty worksheet to this file.")] = False,
    by: By = "",
    as_json: Json = False,
    passphrase_file: PassphraseFile = None,
    passphrase_fd: PassphraseFd = None,
) -> None:
    """Enter what was lost while work stood still: net income and continuing expenses, and extra expense.

    Waiting period, retention and limits are those of the policy. A later worksheet takes the place of this
    one; both stay in the ledger.
    """
    if new:
        write_new(file, TEMPLATE)
        out.print(f"Fill in {file}, then: tocsin claim interruption {case} {file}", markup=False)
        return
    with opened_case(case, passphrase_file, passphrase_fd) as opened:
        entry, sheet = response.enter_interruption(opened, by or getpass.getuser(), file)
        found = response.claim(opened)
    if as_json:
        print_json(sheet.model_dump(mode="json") | _figures(sheet) | {"entry": entry.id})
        return
    for name, amount in _figures(sheet).items():
        out.print(f"{name.replace('_', ' ')}: {amount:,.2f}", markup=False, highlight=False)
    payable = next((line.payable for line in found.lines if line.agreement is sheet.agreement), Decimal(0))
    out.print(f"The policy pays {payable:,.2f} of it, with all that is in the ledger.", highlight=False)
    for said in found.at_risk:
        if said.startswith("interruption: "):
            out.print(f"At risk: {said.removeprefix('interruption: ')}", style="red", markup=False)
    out.print(f"Entered as {entry.id}. To take it back: tocsin claim undo {case} {entry.id}", markup=False)


def _figures(sheet: Worksheet) -> dict[str, Decimal]:
    return {
        "hours": sheet.hours,
        "net_income_expected": sheet.net_income_expected,
        "continuing_expenses": sheet.continuing,
        "revenue_still_earned": sheet.still_earned,
        "income_loss": sheet.income_loss,
        "extra_expense": sheet.extra,
        "total": sheet.total,
    }


@claim_app.command()
def undo(
    case: CaseFolder,
    entry: Annotated[str, typer.Argument(help="Id of the entry.")],
    why: Annotated[str, typer.Option(help="Kept with it.")] = "",
    by: By = "",
    passphrase_file: PassphraseFile = None,
    passphrase_fd: PassphraseFd = None,
) -> None:
    """Take an entry back. Both stay in the ledger."""
    with opened_case(case, passphrase_file, passphrase_fd) as opened:
        made = response.enter_claim(
            opened,
            by or getpass.getuser(),
            kind="withdrawn",
            on=datetime.now(UTC).date(),
            withdraws=entry,
            what=why,
        )
    out.print(f"{entry} is withdrawn by {made.id}.", markup=False)


@claim_app.command()
def show(
    case: CaseFolder,
    hours: Hours = None,
    as_json: Json = False,
    passphrase_file: PassphraseFile = None,
    passphrase_fd: PassphraseFd = None,
) -> None:
    """Show what was spent, what the policy pays of it, what is left, what is due and what is at risk."""
    with opened_case(case, passphrase_file, passphrase_fd) as opened:
        found = response.claim(opened, None if hours is None else _number(hours))
        made = response.claim_entries(opened)
    if as_json:
        print_json(asdict(found) | {"entries": [entry.model_dump(mode="json") for entry in made]})
        return
    _show(found)
    for entry in made:
        money = f" {entry.amount:,} {entry.currency}" if entry.amount is not None else ""
        words = " ".join(word for word in (entry.vendor, entry.what, entry.withdraws) if word)
        out.print(
            f"{entry.id}  {entry.on}  {entry.kind}{money}  {entry.agreement or ''}  {words}", markup=False
        )


@claim_app.command()
def proof(
    case: CaseFolder,
    file: Annotated[Path, typer.Argument(help="New CSV file to write.")],
    passphrase_file: PassphraseFile = None,
    passphrase_fd: PassphraseFd = None,
) -> None:
    """Write the standing ledger for the proof of loss, with the digest of each invoice, in clear."""
    with opened_case(case, passphrase_file, passphrase_fd) as opened:
        write_new(file, response.proof_of_loss(opened))
    out.print(f"Written: {file}", markup=False)


def _number(text: str) -> Decimal:
    try:
        return Decimal(text.replace(",", ""))
    except InvalidOperation:
        raise ClaimRefused(f"{text!r} is no number. Write it like 1250.00.") from None


def _show(found: Statement) -> None:
    table = Table(box=None, padding=(0, 1))
    for title in ("agreement", "expected", "spent", "policy pays", "paid by it", "limit left"):
        table.add_column(title, justify="left" if title == "agreement" else "right")
    for line in found.lines:
        left = "" if line.limit_left is None else f"{line.limit_left:,.2f}"
        amounts = (line.estimate, line.spent, line.payable, line.recovered)
        if any(amounts):
            table.add_row(line.agreement, *(f"{amount:,.2f}" for amount in amounts), left)
    out.print(table)
    out.print(
        f"Retention left: {found.retention_left:,.2f}. Aggregate limit left: {found.aggregate_left:,.2f}."
    )
    for deadline in found.deadlines:
        out.print(f"{deadline.what}: {_when(deadline)}", markup=False)
    for said in found.at_risk:
        out.print(f"At risk: {said}", style="red", markup=False)
    out.print("Limits and duties are read from your file; the policy itself decides.", style="dim")


def _when(deadline: Deadline) -> str:
    to = f" to {deadline.to}" if deadline.to else ""
    if deadline.done is not None:
        return f"done {deadline.done}{to} ({deadline.clause})"
    day = f"by {deadline.on}" if deadline.on is not None else "no day given"
    return f"{day}: “{deadline.words}”{to} ({deadline.clause})"
