"""``tocsin email``: letters by e-mail through the user's own mail server, with consent; what came back."""

from __future__ import annotations

import getpass
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer

from tocsin import response
from tocsin.cli.opening import opened_case, opened_lanes, watcher
from tocsin.cli.options import CaseFolder, Json, NoPassphrase, PassphraseFd, PassphraseFile
from tocsin.cli.output import FileExistsAlready, print_json, say
from tocsin.response import emailing, returns, sending
from tocsin.response.emailing import EmailPlan

email_app = typer.Typer(
    no_args_is_help=True, help="Letters by e-mail: who may get one, dry run, sending, bounces."
)

By = Annotated[str, typer.Option("--by", help="Who does it: a person’s name.")]
MailPassword = Annotated[
    Path | None,
    typer.Option(
        "--smtp-password-file",
        help="Read the mail server’s password from the first line of this file instead of asking.",
        show_default=False,
    ),
]


@email_app.callback()
def email_() -> None:
    """Letters by e-mail, only to people who agreed and where every law that applies allows it.

    In this order: setup, consents, plan, preview, test, send --dry-run, send. Then bounces, now and then.
    Everyone else gets paper, and so does everyone whose e-mail comes back.
    """


@email_app.command()
def setup(
    case: CaseFolder,
    settings: Annotated[
        Path, typer.Argument(metavar="SETTINGS.yaml", help="Server, sender, returns.", show_default=False)
    ],
    passphrase_file: PassphraseFile = None,
    passphrase_fd: PassphraseFd = None,
) -> None:
    """Keep the settings of your mail server in the case. The password is never kept."""
    with opened_case(case, passphrase_file, passphrase_fd) as opened:
        found = emailing.take_settings(opened, settings)
    say(f"{found.server.host}:{found.server.port} ({found.server.security}), from {found.sender.address}.")
    say(f"Bounces come back to {found.returns}, with +… for each letter: make sure it takes those.")


@email_app.command()
def consents(
    case: CaseFolder,
    file: Annotated[
        Path | None,
        typer.Argument(metavar="[FILE]", help="CSV or XLSX with person or email, kind, on, how."),
    ] = None,
    by: By = "",
    withdraw: Annotated[
        str | None,
        typer.Option(help="Id of a person who takes the consent back.", show_default=False),
    ] = None,
    how: Annotated[str, typer.Option("--how", help="How a withdrawal reached you.")] = "by telephone",
    passphrase_file: PassphraseFile = None,
    passphrase_fd: PassphraseFd = None,
    as_json: Json = False,
) -> None:
    """Read consents to e-mail from a file, record a withdrawal, or count what is on record.

    Kinds: esign (15 U.S.C. 7001(c)), express, agreed (HIPAA), primary (e-mail is how you usually write to
    each other), relationship (address given in a business relationship); withdrawn. Rows that cannot be taken
    are told by their number; nothing of them is shown.
    """
    taken = None
    with (
        opened_lanes(file, 1) as pool,
        opened_case(case, passphrase_file, passphrase_fd) as opened,
    ):
        if file is not None:
            assert pool is not None
            taken = response.take_consents(opened, file, pool, _name(by))
        if withdraw is not None:
            response.withdraw_consent(opened, withdraw, datetime.now(UTC).date(), how, _name(by))
        standing = response.consents(opened)
    kinds = [kind for one in standing.values() for kind in one.kinds]
    counted = {kind: kinds.count(kind) for kind in sorted(set(kinds))}
    if as_json:
        refused = {str(number): why for number, why in taken.refused.items()} if taken else {}
        print_json({"people": len(standing), "kinds": counted, "refused": refused})
        return
    if taken is not None:
        say(f"{taken.new:,} consents taken, {taken.known:,} known already, {len(taken.refused):,} refused.")
        for number, why in list(taken.refused.items())[:20]:
            say(f"Row {number}: {why}.", style="red")
    say(
        f"{len(standing):,} people have agreed: {', '.join(f'{n:,} {k}' for k, n in counted.items()) or '-'}."
    )


@email_app.command()
def plan(
    case: CaseFolder,
    passphrase_file: PassphraseFile = None,
    passphrase_fd: PassphraseFd = None,
    as_json: Json = False,
) -> None:
    """Show how many letters go by e-mail and how many on paper, and why. Sends nothing."""
    with opened_case(case, passphrase_file, passphrase_fd) as opened:
        found = emailing.email_plan(opened)
    if as_json:
        print_json(_plan_json(found))
        return
    _show_plan(found)


@email_app.command()
def preview(
    case: CaseFolder,
    to: Annotated[Path, typer.Argument(metavar="FOLDER", help="New folder to write to.", show_default=False)],
    passphrase_file: PassphraseFile = None,
    passphrase_fd: PassphraseFd = None,
) -> None:
    """Write one message for each letter class, with stand-ins, to be opened in a mail program."""
    if to.exists():
        raise FileExistsAlready(f"{to} is already there. Name a new folder.")
    with opened_case(case, passphrase_file, passphrase_fd) as opened:
        made = emailing.samples(opened)
    to.mkdir(parents=True)
    for name, content in made.items():
        (to / name).write_bytes(content)
    say(f"{len(made):,} messages written to {to}. They name nobody.")


@email_app.command()
def test(
    case: CaseFolder,
    to: Annotated[str, typer.Option("--to", help="Your own address.", show_default=False)],
    smtp_password_file: MailPassword = None,
    passphrase_file: PassphraseFile = None,
    passphrase_fd: PassphraseFd = None,
) -> None:
    """Send one message with stand-ins to yourself: does the server take it, and does it look right?"""
    with opened_case(case, passphrase_file, passphrase_fd) as opened:
        password = _mail_password(smtp_password_file, emailing.settings_of(opened).server.user)
        sending.send_test(opened, to, password)
    say(f"The server took it. Look at it in the mailbox of {to}, on a telephone too.")


@email_app.command()
def send(
    case: CaseFolder,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Write every message, send none.")] = False,
    by: By = "",
    smtp_password_file: MailPassword = None,
    passphrase_file: PassphraseFile = None,
    passphrase_fd: PassphraseFd = None,
    as_json: Json = False,
) -> None:
    """Send the letters that go by e-mail. Only what is approved and went through a dry run leaves.

    Run it again after any interruption: nothing is lost and nothing is sent twice. A message that was being
    handed over when the program or the line broke is `uncertain`: `tocsin email uncertain` lists it.
    """
    with opened_case(case, passphrase_file, passphrase_fd) as opened:
        if dry_run:
            found = emailing.dry_run(opened, _name(by))
            if as_json:
                print_json(_plan_json(found))
            else:
                _show_plan(found)
                say(f"Dry run done: {len(found.going):,} messages written, none sent.")
            return
        password = _mail_password(smtp_password_file, emailing.settings_of(opened).server.user)
        done = sending.send_all(opened, _name(by), password, watcher())
    if as_json:
        print_json({"run": done.run, "states": done.states, "left": done.left, "stopped": done.stopped})
        return
    say(f"Run {done.run}: {_counts(done.states)}; {done.left:,} left.")
    if done.stopped:
        say(done.stopped, style="red")
    if done.states.get("uncertain"):
        say(f"Some are uncertain: tocsin email uncertain {case}", style="yellow")


@email_app.command()
def bounces(
    case: CaseFolder,
    mail: Annotated[
        list[Path],
        typer.Argument(metavar="MAIL…", help="mbox files, folders, single messages.", show_default=False),
    ],
    by: By = "",
    passphrase_file: PassphraseFile = None,
    passphrase_fd: PassphraseFd = None,
    as_json: Json = False,
) -> None:
    """Read what came back to the mailbox for bounces. Whoever was not reached gets paper.

    The mail is read in a contained process, and only reports on letters of this case count: their return
    address is signed. Reading the same mail again changes nothing.
    """
    response.check_containment(watcher())
    with returns.mail_lane() as lane:
        read = returns.read_mail(mail, lane)
        with opened_case(case, passphrase_file, passphrase_fd) as opened:
            taken = returns.take_returns(opened, read, _name(by))
    if as_json:
        print_json({name: getattr(taken, name) for name in taken.__dataclass_fields__})
        return
    say(f"{taken.messages:,} messages read: {_counts(taken.outcomes)}; {taken.known:,} known already.")
    if taken.about:
        say(f"What the bounces are about: {_counts(taken.about)}.")
    if taken.about.get("policy"):
        say("Bounces about policy mean that mail servers do not trust yours: look before more is sent.")
    if taken.answers:
        say(f"{taken.answers:,} are no report. People may have written: somebody should read them.")
    if taken.strange:
        say(f"{taken.strange:,} belong to no letter of this case.")
    for name, why in taken.refused.items():
        say(f"{name} was not read: {why}.", style="red")


@email_app.command()
def uncertain(
    case: CaseFolder,
    passphrase_file: PassphraseFile = None,
    passphrase_fd: PassphraseFd = None,
    as_json: Json = False,
) -> None:
    """List messages of which nobody knows whether the server took them. Look for them in the server's log."""
    with opened_case(case, passphrase_file, passphrase_fd) as opened:
        sending.settle(opened, getpass.getuser())
        found = [one for one in emailing.tracks(opened).values() if one.state == "uncertain"]
    if as_json:
        print_json([{"piece": one.piece, "message_id": one.serial, "at": one.began} for one in found])
        return
    for one in found:
        say(f"{one.piece}  {one.serial}  begun {one.began}")
    say(
        f"{len(found):,} uncertain. Then: tocsin email resolve {case} PIECE… --sent (or --not-sent) --by "
        "NAME --because REASON"
        if found
        else "None is uncertain."
    )


@email_app.command()
def resolve(
    case: CaseFolder,
    pieces: Annotated[list[str], typer.Argument(metavar="PIECE…", help="Pieces.", show_default=False)],
    sent: Annotated[
        bool, typer.Option("--sent/--not-sent", help="Whether the server took them.", show_default=False)
    ],
    by: Annotated[str, typer.Option("--by", help="Who looked.", show_default=False)],
    because: Annotated[str, typer.Option("--because", help="How you know.", show_default=False)],
    passphrase_file: PassphraseFile = None,
    passphrase_fd: PassphraseFd = None,
) -> None:
    """Say of uncertain messages whether they were sent. Those that were not are sent by the next run."""
    with opened_case(case, passphrase_file, passphrase_fd) as opened:
        done = sending.resolve(opened, pieces, by, because, sent=sent)
    say(f"{done:,} entered as {'sent' if sent else 'not sent'}.")


@email_app.command()
def status(
    case: CaseFolder,
    passphrase_file: PassphraseFile = None,
    passphrase_fd: PassphraseFd = None,
    as_json: Json = False,
) -> None:
    """Count the e-mails by what became of them."""
    with opened_case(case, passphrase_file, passphrase_fd) as opened:
        sending.settle(opened, getpass.getuser())
        found = [one.state for one in emailing.tracks(opened).values()]
    counted = {state: found.count(state) for state in sorted(set(found))}
    if as_json:
        print_json(counted)
        return
    say(_counts(counted) if counted else "No e-mail was sent yet.")


def _show_plan(found: EmailPlan) -> None:
    say(f"{len(found.going):,} letters go by e-mail, {len(found.paper):,} on paper.")
    for reason, number in found.reasons():
        say(f"{number:8,}  {reason}")
    if found.states:
        say(f"On their way already: {_counts(found.states)}.")


def _plan_json(found: EmailPlan) -> dict[str, object]:
    return {
        "email": len(found.going),
        "paper": len(found.paper),
        "reasons": dict(found.reasons()),
        "states": dict(found.states),
    }


def _counts(counted: object) -> str:
    assert isinstance(counted, dict)
    return ", ".join(f"{number:,} {name.replace('_', ' ')}" for name, number in counted.items()) or "none"


def _name(by: str) -> str:
    return by or getpass.getuser()


def _mail_password(file: Path | None, user: str) -> str:
    """The mail server's password; it is asked for only if the settings name a user. Raises NoPassphrase."""
    if file is not None:
        return file.read_text(encoding="utf-8").split("\n", 1)[0].rstrip("\r")
    if not user:
        return ""
    if not sys.stdin.isatty():
        raise NoPassphrase("The mail server needs a password: use --smtp-password-file.")
    return str(typer.prompt(f"Password of {user} at the mail server", hide_input=True, err=True))
