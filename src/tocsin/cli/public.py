"""``tocsin public``: notices that name nobody. ``tocsin letter``: the letter of one person in any form."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from tocsin.cli.opening import opened_case, watcher
from tocsin.cli.options import CaseFolder, Json, PassphraseFd, PassphraseFile
from tocsin.cli.output import print_json, say
from tocsin.notices.channels.public import PublicNotice
from tocsin.response import publishing

public_app = typer.Typer(no_args_is_help=True, help="Web page, media release and telephone script.")


class Language(StrEnum):
    """Languages there are words in."""

    EN = "en"
    ES = "es"


Out = Annotated[
    Path,
    typer.Argument(metavar="OUT", help="New file: .html, .docx, .txt or .pdf.", show_default=False),
]
In = Annotated[Language, typer.Option("--language", help="Its language.")]
For = Annotated[
    list[str] | None,
    typer.Option("--for", help="Only for this duty (CA.individuals); may be given several times."),
]
Day = Annotated[
    datetime | None,
    typer.Option(
        "--on", formats=["%Y-%m-%d"], help="The day it goes out; default: today.", show_default=False
    ),
]


@public_app.callback()
def public_() -> None:
    """Notices for everybody, from the blocks of the letters: they name nobody.

    They are written, not published: put the page on the website and send the release yourself.
    """


@public_app.command()
def web(
    case: CaseFolder,
    to: Out,
    language: In = Language.EN,
    serves: For = None,
    on: Day = None,
    passphrase_file: PassphraseFile = None,
    passphrase_fd: PassphraseFd = None,
    as_json: Json = False,
) -> None:
    """Write the notice for the website (substitute notice), with the day until which it must stay."""
    publishing.check_form(to)
    with opened_case(case, passphrase_file, passphrase_fd) as opened:
        posted = on.date() if on else opened.day
        made = publishing.write_web(opened, to, language, posted, serves or [])
    if as_json:
        print_json(_as_json(made))
        return
    _written(to, made)
    if made.stays and made.until:
        say(f"It must stay for {made.stays.days} days, until {made.until} ({made.stays.source}).")
    else:
        say("No law in play says how long it must stay.")


@public_app.command()
def media(
    case: CaseFolder,
    to: Out,
    language: In = Language.EN,
    serves: For = None,
    on: Day = None,
    passphrase_file: PassphraseFile = None,
    passphrase_fd: PassphraseFd = None,
    as_json: Json = False,
) -> None:
    """Write the release for the media."""
    publishing.check_form(to)
    with opened_case(case, passphrase_file, passphrase_fd) as opened:
        made = publishing.write_media(opened, to, language, on.date() if on else opened.day, serves or [])
    if as_json:
        print_json(_as_json(made))
        return
    _written(to, made)


@public_app.command()
def phone(
    case: CaseFolder,
    to: Out,
    language: In = Language.EN,
    passphrase_file: PassphraseFile = None,
    passphrase_fd: PassphraseFd = None,
) -> None:
    """Write the script and the answers for those who answer the telephone."""
    publishing.check_form(to)
    with opened_case(case, passphrase_file, passphrase_fd) as opened:
        made = publishing.write_phone(opened, to, language)
    say(f"Written: {to}.")
    for gap in made.gaps:
        say(f"Not known yet: {gap}.", style="yellow")


def letter(
    case: CaseFolder,
    person: Annotated[str, typer.Argument(metavar="PERSON", help="Id of the person or the letter.")],
    to: Out,
    large_print: Annotated[
        bool, typer.Option("--large-print", help="In 18 points bold, for who asked for it.")
    ] = False,
    passphrase_file: PassphraseFile = None,
    passphrase_fd: PassphraseFd = None,
) -> None:
    """Write the letter of one person as PDF (tagged), Word, text or web page. This is logged.

    The letter is in clear: give it to this person only.
    """
    publishing.check_form(to)
    with opened_case(case, passphrase_file, passphrase_fd) as opened:
        publishing.write_letter(opened, person, to, large=large_print)
    say(f"Written: {to}. It names the person and what was exposed.")


def bundle(
    case: CaseFolder,
    to: Annotated[Path, typer.Argument(metavar="BUNDLE", help="New file.", show_default=False)],
    passphrase_file: PassphraseFile = None,
    passphrase_fd: PassphraseFd = None,
) -> None:
    """Write every letter as a tagged PDF (PDF/UA-1, PDF/A-2a) into one file. This is logged.

    What the letters of a class share stands in it once, so a letter takes two kilobytes instead of forty.
    `tocsin unbundle` takes any letter out. The file is in clear and holds everybody's letter.
    """
    with opened_case(case, passphrase_file, passphrase_fd) as opened:
        written, missing = publishing.write_bundle(opened, to, watcher())
    say(f"Written: {to}, {written:,} letters. It is in clear: keep it where nobody else can read it.")
    for ident in missing:
        say(f"Not in it: {ident}, whose name or address no font here can print.", style="red")
    say(f"Next: tocsin unbundle {to} LETTER letter.pdf takes one out.")


def unbundle(
    source: Annotated[Path, typer.Argument(metavar="BUNDLE", help="File of `tocsin bundle`.")],
    letter: Annotated[str, typer.Argument(metavar="LETTER", help="Id at the foot of the letter.")],
    to: Annotated[Path, typer.Argument(metavar="OUT", help="New PDF file.", show_default=False)],
) -> None:
    """Take one letter out of a bundle as PDF. Needs no case and no passphrase."""
    publishing.read_single(source, letter, to)
    say(f"Written: {to}. It names the person and what was exposed.")


def _written(to: Path, made: PublicNotice) -> None:
    say(f"Written: {to}.")
    for problem in made.problems:
        say(f"Not to be published yet: {problem}.", style="red")


def _as_json(made: PublicNotice) -> dict[str, object]:
    return {
        "problems": list(made.problems),
        "days": made.stays.days if made.stays else None,
        "source": made.stays.source if made.stays else None,
        "until": made.until.isoformat() if made.until else None,
    }
