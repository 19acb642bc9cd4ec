"""The commands. Each opens the case, calls one step of the response, and shows the board."""

from __future__ import annotations

import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from tocsin import __version__, response
from tocsin.cli import failures
from tocsin.cli.application import application_app
from tocsin.cli.claim import claim_app
from tocsin.cli.codes import codes_app
from tocsin.cli.counsel import counsel_app
from tocsin.cli.detect import detect
from tocsin.cli.email import email_app
from tocsin.cli.exercise import exercise_app
from tocsin.cli.filed import filed
from tocsin.cli.impact import impact
from tocsin.cli.interview import GivenUp, interview
from tocsin.cli.inventory import inventory_app
from tocsin.cli.items import items, ocr, read
from tocsin.cli.law import law_app
from tocsin.cli.mail import mail_app
from tocsin.cli.opening import opened_case, opened_lanes, watcher
from tocsin.cli.options import CaseFolder, Json, PassphraseFd, PassphraseFile, Passwords, read_passphrase
from tocsin.cli.output import err, out, print_json
from tocsin.cli.people import people_app
from tocsin.cli.plan import plan_app
from tocsin.cli.public import bundle, letter, public_app, unbundle
from tocsin.cli.review import review
from tocsin.cli.risk import risk_app
from tocsin.intake.sandbox import forbid_core_dumps
from tocsin.model.elements import catalogue
from tocsin.model.facts import HarmDecision
from tocsin.model.factsfile import dump_facts
from tocsin.report import show
from tocsin.response import Case

app = typer.Typer(
    name="tocsin",
    help="Data breach response on your own machine: from stolen files to every notice written and proved.\n\n"
    "Start with `tocsin new CASE`, then `tocsin respond FOLDER --case CASE`. Nothing is sent anywhere.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode="rich",
)
app.add_typer(law_app, name="law")
app.add_typer(risk_app, name="risk")
app.add_typer(claim_app, name="claim")
app.add_typer(inventory_app, name="inventory")
app.add_typer(plan_app, name="plan")
app.add_typer(counsel_app, name="counsel")
app.add_typer(email_app, name="email")
app.add_typer(codes_app, name="codes")
app.add_typer(public_app, name="public")
app.add_typer(exercise_app, name="exercise")
app.add_typer(application_app, name="application")
app.add_typer(mail_app, name="mail")

Sources = Annotated[list[Path], typer.Argument(help="Folders or files that were stolen.", show_default=False)]
FactsOption = Annotated[
    Path | None, typer.Option("--facts", help="Facts file; default: CASE/incident.yaml.", show_default=False)
]
CaseOption = Annotated[
    Path, typer.Option("--case", help="Folder of the case; made if new.", show_default=False)
]
ListOption = Annotated[
    Path | None,
    typer.Option(
        "--list", help="A list of the people affected (CSV or XLSX, any header names).", show_default=False
    ),
]
ExportOption = Annotated[
    Path | None,
    typer.Option(
        "--export", help="Also write report, letters and packets to this new folder.", show_default=False
    ),
]
LanesOption = Annotated[int | None, typer.Option(help="Processes to read with; default: one a core.", min=1)]
SparkOption = Annotated[
    str | None,
    typer.Option(
        help="Read on Spark at this master (local[4], spark://host:7077) instead.", show_default=False
    ),
]
AllOption = Annotated[bool, typer.Option("--all", help="Show every row.")]


@app.callback(invoke_without_command=True)
def top(
    version: Annotated[bool, typer.Option("--version", help="Show the version and exit.")] = False,
) -> None:
    if version:
        out.print(f"tocsin {__version__}")
        raise typer.Exit


@app.command()
def new(
    case: CaseFolder,
    passphrase_file: PassphraseFile = None,
    passphrase_fd: PassphraseFd = None,
) -> None:
    """Ask what happened, a dozen questions in plain words, and start a case."""
    response.refuse_existing(case)
    passphrase = read_passphrase(passphrase_file, passphrase_fd, new=True)
    facts = interview(ask=_ask, tell=lambda words: err.print(words, markup=False))
    with response.create(case, passphrase, facts):
        pass
    out.print(
        f"The case is in {case}. The facts are in {case / 'incident.yaml'}; edit them as you learn more."
    )
    out.print(f"Next: tocsin respond FOLDER --case {case}")


@app.command()
def respond(
    sources: Annotated[list[Path] | None, typer.Argument(help="Folders or files that were stolen.")] = None,
    case: CaseOption = Path("case"),
    facts: FactsOption = None,
    people_list: ListOption = None,
    export: ExportOption = None,
    passphrase_file: PassphraseFile = None,
    passphrase_fd: PassphraseFd = None,
    lanes: LanesOption = None,
    spark: SparkOption = None,
    passwords: Passwords = None,
    as_json: Json = False,
) -> None:
    """The whole response: read the files, find the people, ask the law, write the notices.

    Run it again at any time: after an interruption it goes on where it stopped; after a change of the facts
    it redoes only what depends on them. Without FOLDER it works from --list, or from the counts in the facts.
    """
    response.check_sources(sources or [], people_list)
    if export is not None:
        response.check_export(export)
    with (
        opened_lanes(sources or people_list, lanes, spark, passwords) as pool,
        opened_case(case, passphrase_file, passphrase_fd, facts) as opened,
    ):
        response.respond(opened, sources or [], people_list, pool, watcher())
        _finish(opened, as_json=as_json, everything=False)
        if export is not None:
            _export(opened, export, None, told=err if as_json else out)
        elif not as_json:
            out.print(f"Next: tocsin export {case} --to FOLDER writes the report, letters and packets.")


app.command()(impact)


@app.command()
def scan(
    sources: Sources,
    case: CaseOption = Path("case"),
    facts: FactsOption = None,
    passphrase_file: PassphraseFile = None,
    passphrase_fd: PassphraseFd = None,
    lanes: LanesOption = None,
    spark: SparkOption = None,
    passwords: Passwords = None,
    as_json: Json = False,
) -> None:
    """Read every stolen file and find the data elements in it. Files already read are not read again."""
    response.check_sources(sources, None)
    with (
        opened_lanes(sources, lanes, spark, passwords) as pool,
        opened_case(case, passphrase_file, passphrase_fd, facts) as opened,
    ):
        assert pool is not None
        response.scan(opened, sources, pool, watcher())
        _finish(opened, as_json=as_json, everything=False)


app.add_typer(people_app, name="people")
app.command()(review)


@app.command()
def assess(
    case: CaseFolder,
    facts: FactsOption = None,
    passphrase_file: PassphraseFile = None,
    passphrase_fd: PassphraseFd = None,
    as_json: Json = False,
) -> None:
    """Ask the law: who must be told, by when, with what, and why; and how bad it is."""
    with opened_case(case, passphrase_file, passphrase_fd, facts) as opened:
        response.assess(opened, watcher())
        _finish(opened, as_json=as_json, everything=True)


@app.command()
def decide(
    case: CaseFolder,
    rule: Annotated[str, typer.Argument(help="The law decided under (FL, US-HIPAA).", show_default=False)],
    likely: Annotated[
        bool, typer.Option("--likely/--unlikely", help="Whether harm in the sense of this law is likely.")
    ],
    by: Annotated[str, typer.Option(help="Who decided.", show_default=False)],
    because: Annotated[list[str], typer.Option(help="A reason; may be given several times.")],
    consulted: Annotated[
        str | None, typer.Option(help="Which agency was consulted, and when.", show_default=False)
    ] = None,
    written: Annotated[
        datetime | None,
        typer.Option(formats=["%Y-%m-%d"], help="The day it was put in writing.", show_default=False),
    ] = None,
    misuse: Annotated[
        bool | None, typer.Option("--misuse/--no-misuse", help="Whether misuse was seen.", show_default=False)
    ] = None,
    passphrase_file: PassphraseFile = None,
    passphrase_fd: PassphraseFd = None,
    as_json: Json = False,
) -> None:
    """Record a decision under one law's test of harm, with who, why and when; then ask the law again.

    `tocsin law harm CASE/incident.yaml` shows each test in its own words. A later decision under the same law
    replaces this one on the board; both stay in the case and in its log.
    """
    decision = HarmDecision(
        rule=rule.upper(),
        harm_reasonably_likely=likely,
        misuse_seen=misuse,
        investigated=True,
        decided_by=by,
        reasons=because,
        consulted=consulted,
        law_enforcement_consulted=True if consulted else None,
        written_down_on=written.date() if written else None,
        decided_on=datetime.now(UTC).date(),
    )
    with opened_case(case, passphrase_file, passphrase_fd) as opened:
        decided = response.decide(opened, case, decision)
        err.print(
            f"Recorded under {decided.form.law}: {decided.form.harm.words}", markup=False, soft_wrap=True
        )
        response.assess(opened, watcher())
        _finish(opened, as_json=as_json, everything=False)


@app.command()
def notices(
    case: CaseFolder,
    passphrase_file: PassphraseFile = None,
    passphrase_fd: PassphraseFd = None,
    as_json: Json = False,
) -> None:
    """Write every letter and packet, and keep them encrypted in the case."""
    with opened_case(case, passphrase_file, passphrase_fd) as opened:
        response.write_notices(opened, watcher())
        _finish(opened, as_json=as_json, everything=False)


@app.command()
def status(
    case: CaseFolder,
    passphrase_file: PassphraseFile = None,
    passphrase_fd: PassphraseFd = None,
    everything: AllOption = False,
    as_json: Json = False,
) -> None:
    """Show the board: what was taken, how many people where, what is due when and why."""
    with opened_case(case, passphrase_file, passphrase_fd) as opened:
        _finish(opened, as_json=as_json, everything=everything)


@app.command()
def explain(
    case: CaseFolder,
    ident: Annotated[str, typer.Argument(metavar="ID", help="Id of a duty, a person, a file or a letter.")],
    passphrase_file: PassphraseFile = None,
    passphrase_fd: PassphraseFd = None,
    as_json: Json = False,
) -> None:
    """Say in plain words why: a duty and its law, a person and the merges, a file and its outcome."""
    with opened_case(case, passphrase_file, passphrase_fd) as opened:
        lines = response.explain(opened, ident)
    if as_json:
        print_json({"id": ident, "why": lines})
        return
    for line in lines:
        out.print(line, markup=False, highlight=False, soft_wrap=True)


@app.command()
def export(
    case: CaseFolder,
    to: Annotated[Path, typer.Option(help="New folder to write to, in clear.", show_default=False)],
    accounts: Annotated[
        bool,
        typer.Option(
            "--accounts", help="Also the account and card lists for banks and the acquirer, encrypted."
        ),
    ] = False,
    passwords: Annotated[
        Path | None,
        typer.Option(help="With --accounts: new file for the passwords of the lists.", show_default=False),
    ] = None,
    passphrase_file: PassphraseFile = None,
    passphrase_fd: PassphraseFd = None,
) -> None:
    """Write report, list, letters, packets and the evidence log to a folder, in clear. This is logged.

    Account and card numbers leave only with --accounts, in ZIP files encrypted with AES-256, one for each
    bank and card brand; --passwords names the file apart that says what opens each. Tell these by telephone.
    """
    if accounts != (passwords is not None):
        raise response.ExportRefused(
            "Account lists leave encrypted: give --accounts and --passwords FILE together."
        )
    with opened_case(case, passphrase_file, passphrase_fd) as opened:
        _export(opened, to, passwords, told=out)


app.command()(letter)
app.command()(bundle)
app.command()(unbundle)
app.command()(filed)
app.command()(items)
app.command()(read)
app.command()(ocr)
app.command()(detect)


@app.command()
def elements(as_json: Json = False) -> None:
    """List the catalogue of data elements that the law tells apart."""
    if as_json:
        print_json(
            {code: {"name": e.name, "family": e.family, "note": e.note} for code, e in catalogue().items()}
        )
        return
    for code, element in catalogue().items():
        out.print(f"{code:32} {element.name}", markup=False, highlight=False, soft_wrap=True)


@app.command("veris")
def veris(
    record: Annotated[Path, typer.Argument(help="A VERIS incident (JSON).", show_default=False)],
) -> None:
    """Turn a VERIS incident into a facts file, printed to standard output."""
    out.print(dump_facts(response.facts_from_veris(record)), markup=False, highlight=False, soft_wrap=True)


@app.command()
def demo(
    folder: Annotated[Path, typer.Argument(help="Where to make it.")] = Path("demo"),
    people: Annotated[int, typer.Option(help="How many invented people.", min=50)] = 20_000,
    seed: Annotated[int, typer.Option(help="Another seed gives another share.")] = 2026,
    lanes: LanesOption = None,
) -> None:
    """Make a realistic stolen share of invented people, and run the whole response on it."""
    from tocsin.cli.demo import run_demo

    run_demo(folder, people=people, seed=seed, lanes=lanes, out=out, watcher=watcher())


def _ask(prompt: str) -> str:
    try:
        return input(prompt)
    except EOFError:
        raise GivenUp from None


def _finish(opened: Case, *, as_json: bool, everything: bool) -> None:
    board = response.board(opened)
    if as_json:
        print_json(response.as_json(board))
    else:
        show(board, out, everything=everything)


def _export(opened: Case, folder: Path, passwords: Path | None, told: Console) -> None:
    for path in response.export(opened, folder, response.board(opened), passwords=passwords):
        told.print(f"  {path}", markup=False, highlight=False, soft_wrap=True)


def main() -> None:
    """Run the command line; every failure ends in a sentence and an exit code."""
    forbid_core_dumps()
    failures.listen_for_ctrl_c()
    try:
        code = app(standalone_mode=False)
        if code == failures.EXIT_INTERRUPTED:  # what Typer makes of Ctrl-C
            raise KeyboardInterrupt
        sys.exit(code or 0)
    except (typer.Abort, KeyboardInterrupt):
        words, code = failures.sentence(KeyboardInterrupt())
        err.print(words, markup=False)
        sys.exit(code)
    except Exception as error:  # noqa: BLE001 - the last stop: a sentence instead of a traceback with data
        if hasattr(error, "format_message"):  # a usage error of the command line itself
            err.print(f"{error.format_message()}  (tocsin --help shows the commands)", markup=False)
            sys.exit(2)
        words, code = failures.sentence(error)
        err.print(words, markup=False, style="red" if code == failures.EXIT_BUG else "", soft_wrap=True)
        sys.exit(code)
