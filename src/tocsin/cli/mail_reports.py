"""``tocsin mail`` with reports: the printer's, returned mail by file, scan and hand; and what is shown."""

from __future__ import annotations

import hashlib
import sys
from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.table import Table

from tocsin.cli.mail_options import By, Column, columns, say, today
from tocsin.cli.opening import opened_case, opened_lanes
from tocsin.cli.options import CaseFolder, Json, PassphraseFd, PassphraseFile
from tocsin.cli.output import out, print_json
from tocsin.notices.delivery import codes
from tocsin.notices.delivery.standing import Reconciled
from tocsin.response import Case, MailRefused, returning
from tocsin.response.mailkeeping import Packaged
from tocsin.response.returning import EVIDENCE, LINES_SHOWN, Imported

PEOPLE_SHOWN = 40
On = Annotated[
    datetime | None,
    typer.Option(
        formats=["%Y-%m-%d"], help="The day, for rows without one; default: today.", show_default=False
    ),
]


def register(app: typer.Typer) -> None:
    """Put the commands of this file on ``tocsin mail``."""
    app.command("confirm")(confirm)
    app.command("returned")(returned)
    app.command("reasons")(reasons)


def confirm(
    case: CaseFolder,
    file: Annotated[
        Path | None,
        typer.Argument(
            metavar="[FILE]", help="The printer's report by piece (CSV, XLSX, DAT).", show_default=False
        ),
    ] = None,
    by: By = "",
    state: Annotated[
        str | None,
        typer.Option("--as", help="printed, spoiled, mailed … for rows that do not say.", show_default=False),
    ] = None,
    package: Annotated[
        str | None, typer.Option(help="Without FILE: every piece of this package.", show_default=False)
    ] = None,
    on: On = None,
    column: Column = None,
    passphrase_file: PassphraseFile = None,
    passphrase_fd: PassphraseFd = None,
    as_json: Json = False,
) -> None:
    """Enter what the printer or the carrier reports of each piece: printed, spoiled, mailed, delivered.

    A row names its piece by id, barcode or serial. The same file twice adds nothing.
    """
    meant = codes.state_of(state) if state else None
    if state and meant is None:
        raise MailRefused(
            f"{state!r} is no state of a piece. Say printed, spoiled, mailed, delivered or withdrawn."
        )
    with (
        opened_lanes(file, 1) as pool,
        opened_case(case, passphrase_file, passphrase_fd) as opened,
    ):
        if file is not None and pool is not None:
            report = returning.read_report(file, pool, columns(column))
            made = returning.confirm(opened, report, by, state=meant, on=today(on))
        elif package is not None and meant is not None:
            entered = returning.confirm_package(opened, package, meant, today(on), by)
            made = Imported("", entered.new + entered.known + len(entered.differs), entered)
        else:
            raise MailRefused("Give the printer's FILE, or --package ID --as STATE for a whole package.")
    _tell(made, case, as_json=as_json)


def returned(
    case: CaseFolder,
    file: Annotated[
        Path | None,
        typer.Argument(metavar="[FILE]", help="Returned pieces (CSV, XLSX, DAT).", show_default=False),
    ] = None,
    by: By = "",
    piece: Annotated[
        list[str] | None, typer.Option(help="One piece: its id, serial or barcode.", show_default=False)
    ] = None,
    scan: Annotated[
        bool,
        typer.Option("--scan", help="Read codes from standard input, one a line, as a scanner types them."),
    ] = False,
    name: Annotated[
        str | None, typer.Option(help="Look a piece up by the person's name.", show_default=False)
    ] = None,
    reason: Annotated[
        str,
        typer.Option(help="Letter of the Address Change Service or the mark on the piece (mail reasons)."),
    ] = "",
    street: Annotated[
        str | None, typer.Option(help="New street, if one stands on the piece.", show_default=False)
    ] = None,
    city: Annotated[str | None, typer.Option(help="New city.", show_default=False)] = None,
    to_state: Annotated[str | None, typer.Option("--state", help="New state.", show_default=False)] = None,
    zip_code: Annotated[str | None, typer.Option("--zip", help="New ZIP code.", show_default=False)] = None,
    on: On = None,
    column: Column = None,
    passphrase_file: PassphraseFile = None,
    passphrase_fd: PassphraseFd = None,
    as_json: Json = False,
) -> None:
    """Enter mail that came back: by file, by scanning the barcodes, or by hand; with the reason.

    A new address that comes with it becomes a candidate of its person. The same file twice adds nothing.
    """
    idents = [*(piece or []), *(_scanned() if scan else [])]
    parts = {"street": street, "city": city, "state": to_state, "postal_code": zip_code}
    place = {part: value for part, value in parts.items() if value}
    with (
        opened_lanes(file, 1) as pool,
        opened_case(case, passphrase_file, passphrase_fd) as opened,
    ):
        if name is not None:
            _tell_found(returning.found_by_name(opened, name), as_json=as_json)
            return
        if file is not None and pool is not None:
            made = returning.returned(
                opened, returning.read_report(file, pool, columns(column)), by, on=today(on)
            )
        elif idents:
            made = returning.returned_by_hand(opened, idents, reason, by, today(on), place)
        else:
            raise MailRefused("Give a FILE, --scan, --piece ID, or --name to look a piece up.")
    _tell(made, case, as_json=as_json)


def reasons(as_json: Json = False) -> None:
    """List why mail comes back: the key, what it says, and what to do about it."""
    found = codes.reasons()
    if as_json:
        print_json({key: asdict(one) | {"advice": one.advice} for key, one in found.items()})
        return
    for key, one in found.items():
        say(f"{key.replace('_', ' '):32} {one.says}; {one.advice}")


def keep_evidence(case: Case, file: Path) -> str:
    """Keep a file with the case and give its SHA-256."""
    content = file.read_bytes()
    digest = hashlib.sha256(content).hexdigest()
    case.vault.put_document(EVIDENCE, f"{digest[:16]} {file.name}", content)
    return digest


def _scanned() -> list[str]:
    return [line.strip() for line in sys.stdin if line.strip()]


def _tell(made: Imported, case: Path, *, as_json: bool) -> None:
    if as_json:
        print_json(asdict(made))
        return
    entered = made.entered
    say(f"{made.rows:,} pieces: {entered.new:,} entered, {entered.known:,} known already")
    if made.addresses:
        say(f"  {made.addresses:,} new addresses came with them (kept as {made.moves})")
    for words, lines in (("not in the ledger", made.unknown), ("without a state", made.no_state)):
        if lines:
            shown = ", ".join(map(str, lines[:LINES_SHOWN]))
            more = f" and {len(lines) - LINES_SHOWN:,} more" if len(lines) > LINES_SHOWN else ""
            say(f"  {words}: {len(lines):,} (lines {shown}{more})")
    for word, count in made.unmapped.items():
        say(f"  not understood: {word!r}, {count:,} times; `tocsin mail reasons` lists what is")
    if made.actions:
        told = ", ".join(f"{letter} {count:,}" for letter, count in sorted(made.actions.items()))
        say(f"  what was done with the pieces, as the file says it (counted, not used): {told}")
    if entered.differs:
        shown = ", ".join(entered.differs[:LINES_SHOWN])
        say(f"  the ledger says otherwise and was left alone: {len(entered.differs):,} ({shown})")
    if made.unread:
        say(f"  columns not used: {', '.join(made.unread)}")
    if entered.act is not None:
        say(f"Entered as {entered.act}. Take back: tocsin mail undo {case} {entered.act} --by NAME")


def _tell_found(found: list[dict[str, Any]], *, as_json: bool) -> None:
    if as_json:
        print_json(found)
        return
    for one in found:
        say(f"{one['piece']}  attempt {one['attempt']}  {one['state']:10}  {one['name']}")
    if not found:
        say("No mailed piece has a person of this name.")


def show_status(told: dict[str, Any]) -> None:
    """Counts, packages, reasons and substitute notice as text."""
    say(f"{told['letters']:,} letters")
    for state, count in told["states"].items():
        say(f"  {state.replace('_', ' '):16} {count:>9,}")
    if told["mailed_again"]:
        say(f"  {told['mailed_again']:,} pieces were mailed more than once")
    for one in told["packages"]:
        states = ", ".join(f"{count:,} {state}" for state, count in sorted(one["states"].items()))
        mark = "" if one["stands"] else "  (taken back)"
        mark += "" if one["written"] else "  NOT WRITTEN OUT: run `tocsin mail package` again"
        say(f"Package {one['id']} of {one['made_at'][:10]}: {states}{mark}")
    for why, count in told["returned_because"].items():
        say(f"  came back: {count:>7,}  {why}")
    for one in told["substitute"]:
        replaced = f", {one['replaced']:,} given substitute notice" if one["replaced"] else ""
        kin = f", {one['kin']:,} of them next of kin" if one["kin"] else ""
        say(f"{one['obligation']}: {one['unreached']:,} of {one['told']:,} not reached{kin}{replaced}")
        for found in one["findings"]:
            means = ", ".join(found["trigger"]["means"]).replace("_", " ")
            say(f"    {found['state']:8} {found['why']}")
            say(f"             “{found['trigger']['words']}” → {means}")
    say("Decision support, to be confirmed by counsel.")


def show_who(rows: Sequence[dict[str, Any]], *, everything: bool) -> None:
    """People who were not reached, as a table."""
    table = Table(box=None, padding=(0, 1))
    for title in ("piece", "person", "place", "state", "why", "done", "next"):
        table.add_column(title)
    shown = rows if everything else rows[:PEOPLE_SHOWN]
    for one in shown:
        table.add_row(
            one["piece"],
            one.get("name") or one["person"],
            one["place"] or "",
            one["state"].replace("_", " "),
            one["why"],
            "\n".join(one["did"]),
            one["next"],
        )
    out.print(table)
    if len(shown) < len(rows):
        say(f"and {len(rows) - len(shown):,} more (--all, or --json)")
    say(f"{len(rows):,} people were not reached.")


def show_reconciled(found: Sequence[Reconciled]) -> None:
    """The three counts of each package, and every piece in which they differ."""
    for one in found:
        verdict = "agree" if one.agrees else f"{len(one.differences):,} pieces differ"
        say(
            f"{one.batch}: manifest {one.manifest:,}, printed {one.printed:,}, mailed {one.mailed:,}: "
            f"{verdict}"
        )
        for different in one.differences[:LINES_SHOWN]:
            say(
                f"    {different.piece} attempt {different.attempt} serial {different.serial}: "
                f"{different.what}"
            )
        if len(one.differences) > LINES_SHOWN:
            say(f"    and {len(one.differences) - LINES_SHOWN:,} more (--json)")
    if not found:
        say("Nothing was packaged yet.")


def package_json(made: Packaged) -> dict[str, Any]:
    """A package that was written, for a program."""
    return asdict(made) | {"out": str(made.out)}


def tell_package(made: Packaged, case: Path, *, as_json: bool) -> None:
    """The same for people, and what comes next."""
    if as_json:
        print_json(package_json(made))
        return
    seeds = f" ({made.seeds:,} control letters)" if made.seeds else ""
    say(
        f"Package {made.package}: {made.pieces:,} pieces{seeds}, {made.sheets:,} sheets, "
        f"{made.batches:,} batches"
    )
    say(f"  {made.out}")
    say(f"  manifest SHA-256 {made.manifest_sha256}")
    say(f"Next: when the printer reports, tocsin mail confirm {case} REPORT.csv --by NAME")


def tell_imports(found: list[dict[str, Any]], *, as_json: bool) -> None:
    """Imports of addresses so far."""
    if as_json:
        print_json(found)
        return
    for one in found:
        gone = "" if one["stands"] else "  (taken back)"
        say(f"{one['act']:14} {one['at'][:16]}  {one['entries']:>8,}  {one['source']}, by {one['by']}{gone}")
    if not found:
        say("No addresses were imported yet.")
