"""``tocsin mail``: letters to the print house, and what became of each of them."""

from __future__ import annotations

import os
from dataclasses import asdict, replace
from datetime import datetime
from pathlib import Path
from typing import Annotated, Any

import typer

from tocsin import response
from tocsin.cli import mail_envelope, mail_houses, mail_reports
from tocsin.cli.mail_options import (
    By,
    Certificate,
    Column,
    ForPrinter,
    InClear,
    MailerId,
    Printer,
    ServiceType,
    columns,
    say,
    sealed_as,
    today,
)
from tocsin.cli.opening import opened_case, opened_lanes, watcher
from tocsin.cli.options import CaseFolder, Json, PassphraseFd, PassphraseFile
from tocsin.cli.output import print_json
from tocsin.response import delivering, enveloping, mailstatus, moving, packaging, remailing, returning
from tocsin.response.mailkeeping import Job

mail_app = typer.Typer(no_args_is_help=True, help="Letters to the print house, and what became of each.")


@mail_app.callback()
def mail_() -> None:
    """Package approved letters for the print house, and follow every piece until somebody was reached.

    The order: package, confirm (the printer's report), returned, addresses, remail, substitute. `status` and
    `who` say where it stands, `reconcile` what does not agree, `undo` takes anything back.
    """


@mail_app.command()
def package(
    case: CaseFolder,
    to: Annotated[
        Path,
        typer.Argument(metavar="OUT", help="New folder, or new .zip with a passphrase.", show_default=False),
    ],
    by: By,
    printer: Printer = None,
    mailer_id: MailerId = None,
    service_type: ServiceType = None,
    first_serial: Annotated[
        int | None, typer.Option(help="Where this case's serial numbers begin.", min=0, show_default=False)
    ] = None,
    seeds: Annotated[
        Path | None,
        typer.Option(
            help="Control addresses (name, street, city, state, zip): CSV or XLSX.", show_default=False
        ),
    ] = None,
    certificate: Certificate = None,
    passphrase_for_printer: ForPrinter = None,
    in_clear: InClear = False,
    contact: Annotated[str | None, typer.Option(help="Whom the printer asks.", show_default=False)] = None,
    envelope: Annotated[str | None, typer.Option(help="Envelope profile.", show_default=False)] = None,
    paper: Annotated[str | None, typer.Option(help="Paper, for the ticket.", show_default=False)] = None,
    insert: Annotated[str | None, typer.Option(help="Insert, for the ticket.", show_default=False)] = None,
    destroy_after: Annotated[
        int | None,
        typer.Option(help="Days after which the printer deletes the files.", min=1, show_default=False),
    ] = None,
    limit: Annotated[
        int | None, typer.Option(help="At most so many pieces.", min=1, show_default=False)
    ] = None,
    returned: Annotated[
        bool,
        typer.Option("--returned", help="Also newly written letters to people whose last one came back."),
    ] = False,
    again: Annotated[
        str | None, typer.Option(metavar="ID", help="Write an earlier package once more.", show_default=False)
    ] = None,
    passphrase_file: PassphraseFile = None,
    passphrase_fd: PassphraseFd = None,
    as_json: Json = False,
) -> None:
    """Package the approved letters that were not sent yet: batches, manifest, job ticket, checksums.

    Pieces stand in presort order, each with a serial of its own; every one is entered in the ledger before
    the files are written. What was asked before (printer, mailer id, paper) stays unless you say otherwise.
    """
    sealed = sealed_as(passphrase_for_printer, certificate, in_clear=in_clear)
    said = {
        "printer": printer,
        "mailer": mailer_id,
        "service": service_type,
        "first_serial": first_serial,
        "contact": contact,
        "profile": envelope,
        "paper": paper,
        "insert": insert,
        "destroy_after_days": destroy_after,
    }
    with (
        opened_lanes(seeds, 1) as pool,
        opened_case(case, passphrase_file, passphrase_fd) as opened,
    ):
        if again is not None:
            made = packaging.again(opened, again, to, sealed, watcher(), _processes())
        else:
            controls = packaging.read_seeds(seeds, pool) if seeds is not None and pool is not None else ()
            made = packaging.package(
                opened,
                to,
                _job(opened, said),
                sealed,
                watcher(),
                by=by,
                seeds=controls,
                limit=limit,
                returned=returned,
                processes=_processes(),
            )
    mail_reports.tell_package(made, case, as_json=as_json)


@mail_app.command()
def remail(
    case: CaseFolder,
    to: Annotated[
        Path | None, typer.Argument(metavar="[OUT]", help="New folder or .zip.", show_default=False)
    ] = None,
    by: Annotated[str, typer.Option("--by", help="Who orders it: a person’s name.")] = "",
    preview: Annotated[bool, typer.Option("--preview", help="Only say what would go out.")] = False,
    same: Annotated[
        bool, typer.Option("--same", help="Also to the same address where the reason was temporary.")
    ] = False,
    printer: Printer = None,
    mailer_id: MailerId = None,
    service_type: ServiceType = None,
    certificate: Certificate = None,
    passphrase_for_printer: ForPrinter = None,
    in_clear: InClear = False,
    passphrase_file: PassphraseFile = None,
    passphrase_fd: PassphraseFd = None,
    as_json: Json = False,
) -> None:
    """Send what came back again: the letter as it was approved, at the newer address, as the next attempt.

    People are told apart anew first, so that addresses imported since are used.
    """
    sealed = None if preview else sealed_as(passphrase_for_printer, certificate, in_clear=in_clear)
    said = {"printer": printer, "mailer": mailer_id, "service": service_type}
    with opened_case(case, passphrase_file, passphrase_fd) as opened:
        response.find_people(opened, watcher())
        if sealed is None or to is None:
            made, found = None, remailing.preview(opened, same=same)
        else:
            job = _job(opened, said)
            made, found = remailing.remail(
                opened, to, sealed, watcher(), by=by, job=job, same=same, processes=_processes()
            )
    counts = {name: value for name, value in asdict(replace(found, pieces=[])).items() if name != "pieces"}
    if as_json:
        print_json({"returned": counts, "package": mail_reports.package_json(made) if made else None})
        return
    say(f"Came back and nobody reached: {found.came_back:,}")
    say(f"  to a new address: {found.new_address:,} ({found.other_place:,} of them to another state)")
    say(f"  to the same address: {found.same_address:,}")
    say(f"  no newer address: {found.no_address:,}; to be written anew: {found.rewrite:,}")
    if made is not None:
        mail_reports.tell_package(made, case, as_json=False)


@mail_app.command()
def addresses(
    case: CaseFolder,
    file: Annotated[
        Path | None,
        typer.Argument(
            metavar="[FILE]", help="What the look-up gave back (CSV, XLSX, DAT).", show_default=False
        ),
    ] = None,
    by: Annotated[str, typer.Option("--by", help="Who enters it: a person’s name.")] = "",
    source: Annotated[str, typer.Option(help="ncoa, cass, acs or hand.")] = "ncoa",
    preview: Annotated[bool, typer.Option("--preview", help="Only say what it would change.")] = False,
    column: Column = None,
    passphrase_file: PassphraseFile = None,
    passphrase_fd: PassphraseFd = None,
    as_json: Json = False,
) -> None:
    """Read the answer of an address look-up (CASS, NCOA): new addresses become candidates of their people.

    The file comes from `people export --for lookup` and has its record_id. Without FILE: the imports so far.
    Who is said to have died is shown and left to you. `mail undo` takes an import back.
    """
    if source not in moving.SOURCES:
        raise response.MailRefused(f"There is no source {source!r}; there are {', '.join(moving.SOURCES)}.")
    with (
        opened_lanes(file, 1) as pool,
        opened_case(case, passphrase_file, passphrase_fd) as opened,
    ):
        if file is None or pool is None:
            mail_reports.tell_imports(moving.imports(opened), as_json=as_json)
            return
        report = returning.read_report(file, pool, columns(column))
        found = moving.look_at(opened, report.sheet, source)
        act, kept = None, 0
        if not preview:
            act, kept = moving.record(opened, found.given, by, report.sha256)
            if act is not None:
                response.find_people(opened, watcher())
    told = {name: value for name, value in asdict(found).items() if name != "given"}
    told |= {"act": act, "kept": kept, "sha256": report.sha256, "unread": list(report.sheet.unread)}
    if as_json:
        print_json(told)
        return
    say(f"{found.rows:,} rows: {found.new:,} another address, {found.same:,} the one in use")
    say(f"  {found.gone:,} moved and left none, {found.not_delivered:,} where mail is not delivered")
    say(f"  {found.other_place:,} in another state, {found.deceased:,} said to have died: look at them")
    say(f"  {found.unknown:,} rows belong to nobody in this case")
    for code, count in found.unmapped.items():
        say(f"  a code that is not known: {code}, {count:,} times")
    if preview:
        say("Nothing was changed. Without --preview it is taken.")
    elif act is None:
        say("Nothing was new; nothing was changed.")
    else:
        say(f"Kept {kept:,} as {act}. Take back: tocsin mail undo {case} {act} --by NAME")


@mail_app.command()
def status(
    case: CaseFolder,
    cost: Annotated[
        float | None,
        typer.Option(help="Dollars for one letter, for the law's cost triggers.", min=0, show_default=False),
    ] = None,
    passphrase_file: PassphraseFile = None,
    passphrase_fd: PassphraseFd = None,
    as_json: Json = False,
) -> None:
    """Where the mail stands: letters by state, packages, why pieces came back, substitute notice by law."""
    with opened_case(case, passphrase_file, passphrase_fd) as opened:
        told = mailstatus.status(opened, cost)
    if as_json:
        print_json(told)
        return
    mail_reports.show_status(told)


@mail_app.command()
def who(
    case: CaseFolder,
    names: Annotated[bool, typer.Option("--names", help="With names; this is logged.")] = False,
    everything: Annotated[bool, typer.Option("--all", help="Every person, not only the first 40.")] = False,
    passphrase_file: PassphraseFile = None,
    passphrase_fd: PassphraseFd = None,
    as_json: Json = False,
) -> None:
    """Who was not reached, what was done about it, and what to do next. One entry a person."""
    with opened_case(case, passphrase_file, passphrase_fd) as opened:
        found = mailstatus.not_reached(opened)
        known: dict[str, str] = {}
        if names:
            opened.vault.log("show_people", "case", people=len(found))
            table = opened.need("people", "people")
            known = dict(zip(table["id"].to_pylist(), table["name"].to_pylist(), strict=True))
    rows = [asdict(one) | ({"name": known.get(one.person)} if names else {}) for one in found]
    if as_json:
        print_json(rows)
        return
    mail_reports.show_who(rows, everything=everything)


@mail_app.command()
def reconcile(
    case: CaseFolder,
    passphrase_file: PassphraseFile = None,
    passphrase_fd: PassphraseFd = None,
    as_json: Json = False,
) -> None:
    """Compare manifest, printed and mailed of every package, and name each piece in which they differ."""
    with opened_case(case, passphrase_file, passphrase_fd) as opened:
        found = mailstatus.reconciliation(opened)
    if as_json:
        print_json([asdict(one) | {"agrees": one.agrees} for one in found])
        return
    mail_reports.show_reconciled(found)


@mail_app.command()
def substitute(
    case: CaseFolder,
    by: By,
    how: Annotated[
        str, typer.Option(help="What was done: home page from … to …, which media.", show_default=False)
    ],
    on: Annotated[
        datetime | None,
        typer.Option(formats=["%Y-%m-%d"], help="The day it was given; default: today.", show_default=False),
    ] = None,
    place: Annotated[
        str | None, typer.Option(help="Only for people of this state (CA).", show_default=False)
    ] = None,
    evidence: Annotated[
        Path | None, typer.Option(help="The page or release; its SHA-256 is kept.", show_default=False)
    ] = None,
    passphrase_file: PassphraseFile = None,
    passphrase_fd: PassphraseFd = None,
) -> None:
    """Record that substitute notice was given in the place of letters to those who were not reached."""
    with opened_case(case, passphrase_file, passphrase_fd) as opened:
        digest = mail_reports.keep_evidence(opened, evidence) if evidence is not None else None
        count = mailstatus.give_substitute(opened, place and place.upper(), today(on), how, by, digest)
    say(f"Substitute notice stands in for {count:,} people.")


@mail_app.command()
def undo(
    case: CaseFolder,
    ident: Annotated[
        str, typer.Argument(metavar="ID", help="Of an act or an entry (mail log).", show_default=False)
    ],
    by: By,
    because: Annotated[str, typer.Option(help="Why.")] = "",
    passphrase_file: PassphraseFile = None,
    passphrase_fd: PassphraseFd = None,
) -> None:
    """Take back a package, a report or an import of addresses. Nothing is deleted; both entries stay."""
    with opened_case(case, passphrase_file, passphrase_fd) as opened:
        if ident.startswith("m"):
            count = moving.undo(opened, ident, by, because)
            response.find_people(opened, watcher())
        else:
            count = delivering.undo(opened, ident, by, because)
    say(f"Taken back: {count:,} entries of {ident}.")


@mail_app.command("log")
def log_(
    case: CaseFolder,
    passphrase_file: PassphraseFile = None,
    passphrase_fd: PassphraseFd = None,
    as_json: Json = False,
) -> None:
    """Everything that was entered about the mail, in order, with its id for `undo`."""
    with opened_case(case, passphrase_file, passphrase_fd) as opened:
        acts = delivering.acts(opened) + [
            one | {"what": f"addresses ({one['source']})"} for one in moving.imports(opened)
        ]
    acts.sort(key=lambda one: one["at"])
    if as_json:
        print_json(acts)
        return
    for one in acts:
        gone = "" if one["stands"] else "  (taken back)"
        say(f"{one['act']:14} {one['at'][:16]}  {one['entries']:>8,}  {one['what']}, by {one['by']}{gone}")


mail_reports.register(mail_app)
mail_envelope.register(mail_app)
mail_houses.register(mail_app)


def _processes() -> int:
    return os.cpu_count() or 1


def _job(opened: response.Case, said: dict[str, Any]) -> Job:
    """What was asked of the last package and what is said now. Envelope: the one chosen for the case."""
    given = {name: value for name, value in said.items() if value is not None}
    asked = remailing.job_of(opened) | {"profile": enveloping.envelope_of(opened)[0]} | given
    if not asked.get("printer"):
        raise response.MailRefused("Say who prints (--printer NAME); it stands on the job ticket.")
    return Job(**asked)
