"""Notices that are no print batch: web page, media release, telephone script, the letter of one person."""

from __future__ import annotations

import os
import zlib
from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import Path
from typing import Any, BinaryIO

from tocsin.notices import Plan, single
from tocsin.notices.bundle import Bundle, write_singles
from tocsin.notices.channels.allowed import way_of
from tocsin.notices.channels.forms import WRITERS
from tocsin.notices.channels.paper import Own, letter_paper
from tocsin.notices.channels.phone import Script, phone_script
from tocsin.notices.channels.public import Public, PublicNotice, media_release, web_notice
from tocsin.notices.letterplan import OWED, Piece
from tocsin.response.case import Case
from tocsin.response.notify import planned
from tocsin.response.progress import Bar, Watcher
from tocsin.response.wording import library_of


class PublishRefused(Exception):
    """A notice cannot be written. The message says what to do."""


def check_form(path: Path) -> None:
    """Raises PublishRefused unless the file is new and its ending names a form."""
    if path.exists():
        raise PublishRefused(f"{path} is already there. Name a new file, or remove that one first.")
    if path.suffix.lower() not in WRITERS:
        raise PublishRefused(f"{path} must end in {', '.join(WRITERS)}, so that its form is known.")


def given(case: Case, serves: Sequence[str] = ()) -> Public:
    """What notices for everybody are made from. serves: ids of the duties they are for (default: all).

    Raises PublishRefused for a duty that is not one to tell individuals.
    """
    plan = planned(case)
    rows = {row["id"]: row for row in case.need("obligations", "assess").to_pylist()}
    owed = {
        ident: row
        for ident, row in rows.items()
        if row["recipient"] == "individuals" and row["status"] in OWED
    }
    for ident in serves:
        if ident not in owed:
            raise PublishRefused(
                f"{ident} is no duty in force to tell people. Those are: {', '.join(owed) or 'none yet'}."
            )
    chosen = [ident for ident in owed if not serves or ident in serves]
    if not chosen:
        raise PublishRefused("No duty to tell people is in force yet. `tocsin status CASE` shows why.")
    return _public(case, plan, [rows[ident] for ident in chosen])


def _public(case: Case, plan: Plan, duties: list[dict[str, Any]]) -> Public:
    places = {row["jurisdiction"] for row in duties}
    everywhere = "US" in places
    kept = {row["id"] for row in duties}
    counted = plan.incident.elements_in
    residences = [place for place in counted if place and (everywhere or place in places)]
    elements = {code for place in counted if everywhere or place in places for code in counted[place]}
    return Public(
        incident=plan.incident,
        duties=tuple(duty for duty in plan.duties if duty.id in kept),
        ways=tuple(way_of(row) for row in duties),
        elements=tuple(sorted(elements)),
        residences=tuple(sorted(residences)),
        minors=any(group.reader.kind == "minor" for group in plan.classes),
        source=library_of(case),
    )


def write_web(
    case: Case, path: Path, language: str, posted: date, serves: Sequence[str] = ()
) -> PublicNotice:
    """Write the page for the website. Raises PublishRefused."""
    return _write(case, path, "web", web_notice(given(case, serves), language, posted))


def write_media(case: Case, path: Path, language: str, on: date, serves: Sequence[str] = ()) -> PublicNotice:
    """Write the media release. Raises PublishRefused."""
    return _write(case, path, "media", media_release(given(case, serves), language, on))


def _write(case: Case, path: Path, what: str, notice: PublicNotice) -> PublicNotice:
    check_form(path)
    if notice.contradictions:
        raise PublishRefused(
            f"Not written: {'; '.join(map(str, notice.contradictions))}. Write one notice "
            "for each: --for DUTY."
        )
    content = WRITERS[path.suffix.lower()](notice.paper)
    case.vault.log("write_public_notice", what, gaps=len(notice.gaps))
    path.write_bytes(content)
    return notice


def write_phone(case: Case, path: Path, language: str) -> Script:
    """Write the telephone script. Raises PublishRefused."""
    check_form(path)
    script = phone_script(given(case), language)
    content = WRITERS[path.suffix.lower()](script.paper)
    case.vault.log("write_phone_script", "case", gaps=len(script.gaps))
    path.write_bytes(content)
    return script


def write_letter(case: Case, person: str, path: Path, *, large: bool = False) -> None:
    """Write one person's letter, by id of the person or the letter. This is logged. Raises PublishRefused.

    As PDF it is the printed letter, tagged (PDF/UA-1); in large print it is set anew.
    """
    check_form(path)
    plan = planned(case)
    piece = next((one for one in plan.pieces if person in {one.person, one.id}), None)
    if piece is None:
        raise PublishRefused(_why_none(plan, person))
    if path.suffix.lower() == ".pdf" and not large:
        content = single(plan, piece)
    else:
        paper = letter_paper(plan.incident, plan.classes[piece.variant], own(piece), large=large)
        content = WRITERS[path.suffix.lower()](paper)
    case.vault.log("write_one_letter", f"letter-{piece.id.lower()}", large=large)
    path.write_bytes(content)
    path.chmod(0o600)


def write_bundle(case: Case, path: Path, watcher: Watcher) -> tuple[int, list[str]]:
    """Write every letter as a tagged single into one new file; ids of those that no font can set beside.

    Any of them is read out with ``read_single``. This is logged; a stopped run leaves no file.
    Raises PublishRefused.
    """
    if os.path.lexists(path):
        raise PublishRefused(f"{path} is already there. Name a new file, or remove that one first.")
    plan = planned(case)
    if not plan.pieces:
        raise PublishRefused("There is no letter to write yet. `tocsin status CASE` shows why.")
    building = path.with_name(f".{path.name}.partial")
    building.unlink(missing_ok=True)
    try:
        with watcher.work("Writing single letters", len(plan.pieces)) as bar, _private(building) as out:
            written, missing = write_singles(plan, out, _told(plan, bar))
            case.vault.log("write_bundle", "case", letters=written)
            out.flush()
            os.fsync(out.fileno())
        building.rename(path)
    finally:
        building.unlink(missing_ok=True)
    return written, missing


def _private(path: Path) -> BinaryIO:
    """A new file that only its owner can read."""
    path.touch(mode=0o600, exist_ok=False)
    return path.open("wb")


def _told(plan: Plan, bar: Bar) -> Iterator[Piece]:
    for at, piece in enumerate(plan.pieces, 1):
        yield piece
        if at % 1000 == 0 or at == len(plan.pieces):
            bar.advance(at % 1000 or 1000)


def read_single(bundle: Path, letter: str, path: Path) -> None:
    """Take one letter, by its id, out of a bundle as PDF. Needs no case. Raises PublishRefused."""
    if os.path.lexists(path):
        raise PublishRefused(f"{path} is already there. Name a new file, or remove that one first.")
    try:
        with bundle.open("rb") as source:
            content = Bundle(source).read(letter.upper())
    except KeyError:
        raise PublishRefused(f"{bundle} holds no letter {letter}. The id stands at the foot of it.") from None
    except (ValueError, OSError, zlib.error) as error:
        raise PublishRefused(f"{bundle} cannot be read as a bundle: {error}.") from None
    with _private(path) as out:
        out.write(content)


def own(piece: Piece) -> Own:
    """A piece's own lines."""
    return Own(piece.salutation, piece.id, tuple(line.text for line in piece.address), piece.code)


def _why_none(plan: Plan, person: str) -> str:
    left = next((one for one in plan.unsent if person in {one.person, one.id}), None)
    if left is not None:
        return f"There is no letter for {person}: {left.reason}."
    return f"There is no letter for {person}. `tocsin explain CASE ID` says whether one is owed."
