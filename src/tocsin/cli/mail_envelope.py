"""``tocsin mail envelope`` and ``mail window``: for which envelope letters are set, and what shows in it."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer

from tocsin.cli.mail_options import By, say
from tocsin.cli.opening import opened_case, watcher
from tocsin.cli.options import CaseFolder, Json, PassphraseFd, PassphraseFile
from tocsin.cli.output import FileExistsAlready, print_json
from tocsin.notices.envelope import POINTS, Envelope, envelope, profiles
from tocsin.notices.overlay import picture
from tocsin.response import MailRefused, enveloping
from tocsin.response.notify import planned

CLASSES_SHOWN = 20
DPI = 110


def register(app: typer.Typer) -> None:
    """Put the commands of this file on ``tocsin mail``."""
    app.command("envelope")(choose)
    app.command("window")(window)


def choose(
    case: CaseFolder,
    key: Annotated[
        str | None, typer.Argument(metavar="[PROFILE]", help="Key of a profile.", show_default=False)
    ] = None,
    file: Annotated[
        Path | None,
        typer.Option(
            help="An envelope of your own: YAML in the form of docs/mailing.md.", show_default=False
        ),
    ] = None,
    by: By = "",
    passphrase_file: PassphraseFile = None,
    passphrase_fd: PassphraseFd = None,
    as_json: Json = False,
) -> None:
    """Choose the envelope and fold that the letters are set for. Without PROFILE: list them.

    The text of every letter begins below the window, so after a change the letters are written, proved and
    approved again: `tocsin notices`, `tocsin counsel approve`.
    """
    given = file.read_text(encoding="utf-8") if file is not None else None
    with opened_case(case, passphrase_file, passphrase_fd) as opened:
        if key is None and given is None:
            chosen, own = enveloping.envelope_of(opened)
            known = {one: envelope(one) for one in profiles()} | {chosen: own}
        else:
            chosen, own = enveloping.choose(opened, by, key=key, own=given)
            known = {chosen: own}
    if as_json:
        print_json({"chosen": chosen, "profiles": {one: asdict(profile) for one, profile in known.items()}})
        return
    for one, profile in known.items():
        say(f"{'→' if one == chosen else ' '} {one:10} {profile.name}; {_room(profile)}")
    if key is not None or given is not None:
        say("The letters are set for it from now on: run `tocsin notices` and have them approved.")


def window(
    case: CaseFolder,
    out_file: Annotated[
        Path,
        typer.Option("--out", help="New PDF, or PNG (its second page beside it).", show_default=False),
    ],
    key: Annotated[
        str | None,
        typer.Option("--envelope", help="Profile; default: what letters are set for.", show_default=False),
    ] = None,
    passphrase_file: PassphraseFile = None,
    passphrase_fd: PassphraseFd = None,
    as_json: Json = False,
) -> None:
    """Draw the envelope's window on the first page, and say of every class of letters what shows in it.

    The picture has the zone that always shows, the one that may show, the fold, and the window as it is seen
    when the envelope is tapped on each side. The address is a made-up long one. Ends with 1 when anything but
    the address may show.
    """
    if out_file.exists():
        raise FileExistsAlready(f"{out_file} is already there. Name a new file.")
    if out_file.suffix.lower() not in {".pdf", ".png"}:
        raise MailRefused(f"{out_file} must end in .pdf or .png.")
    with opened_case(case, passphrase_file, passphrase_fd) as opened:
        chosen, own = enveloping.envelope_of(opened)
        profile = enveloping.named(opened, key) if key else own
        plan = planned(opened)
        pdf = enveloping.overlay(plan, profile)
        seen = []
        with watcher().work("Looking at every class", float(len(plan.classes))) as bar:
            for one in enveloping.looked_at(plan, profile):
                seen.append(one)
                bar.advance(1.0)
    written = _write(out_file, pdf)
    bad = [one for one in seen if one.strangers]
    tight = [one for one in seen if not one.fits]
    if as_json:
        told = {"envelope": key or chosen, "set_for": chosen, "files": [str(one) for one in written]}
        print_json(told | {"classes": [asdict(one) for one in seen], "safe": asdict(profile.safe())})
    else:
        say(f"{profile.name}; {_room(profile)}")
        say(f"{len(seen):,} classes of letters looked at, set for “{own.name}”.")
        if not bad:
            say("Nothing but the address shows, wherever the sheet slides.")
        for one in bad[:CLASSES_SHOWN]:
            say(f"  {one.strangers:,} other characters may show in {one.variant}")
        if tight:
            say(f"A long address of four lines does not fit in {len(tight):,} of them.")
        say(" and ".join(map(str, written)))
    if bad:
        raise typer.Exit(1)


def _room(profile: Envelope) -> str:
    zone = profile.safe()
    return f"{zone.width / POINTS:.2f} by {zone.height / POINTS:.2f} inches always show"


def _write(path: Path, pdf: bytes) -> list[Path]:
    if path.suffix.lower() == ".pdf":
        path.write_bytes(pdf)
        return [path]
    second = path.with_name(f"{path.stem}-tapped{path.suffix}")
    for number, name in enumerate((path, second)):
        name.write_bytes(picture(pdf, number, DPI))
    return [path, second]
