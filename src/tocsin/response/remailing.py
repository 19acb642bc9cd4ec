"""Sending again what came back: the letter as it was approved, at the new address, as a new attempt."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tocsin.notices.address import SetLine, address_lines, fit, unusable
from tocsin.notices.delivery import codes
from tocsin.notices.delivery.standing import RETURNED, Attempt, Ledger
from tocsin.notices.envelope import Envelope
from tocsin.notices.glyphs import metrics
from tocsin.notices.letterplan import LetterClass, Piece
from tocsin.notices.people import full_name, person_kind, window_name
from tocsin.response.case import Case
from tocsin.response.delivering import MailRefused, address_print, ledger_of
from tocsin.response.enveloping import envelope_of, named
from tocsin.response.mailkeeping import Job, Packaged, class_of, packages, sent_letters, unwritten, write
from tocsin.response.packaging import Sheet, check_job, commit
from tocsin.response.parcels import Parcel, check_out
from tocsin.response.progress import Watcher
from tocsin.response.representing import representatives
from tocsin.response.wording import APPROVED
from tocsin.response.wording import rows as counsel_rows


@dataclass(slots=True)
class Again:
    """What came back and what can be done. pieces: what goes out. other_place: of them, to another state.

    no_address: nothing newer is known. rewrite: the letter's words were approved anew since, the person's
    kind has changed, or somebody acts for them: it is written again (``mail package --returned``).
    """

    came_back: int = 0
    new_address: int = 0
    same_address: int = 0
    other_place: int = 0
    no_address: int = 0
    rewrite: int = 0
    does_not_fit: int = 0
    pieces: list[Sheet] = field(default_factory=list)


def preview(case: Case, *, same: bool = False, profile: str | None = None) -> Again:
    """What would be sent again. same: also to the same address, where the reason was temporary.

    profile: of the envelope, default: the one that letters are set for.
    """
    window = named(case, profile) if profile else envelope_of(case)[1]
    ledger, made = ledger_of(case), Again()
    rows = {(row["piece"], row["attempt"]): row for row in sent_letters(case).to_pylist()}
    people = {row["id"]: row for row in case.need("people", "people").to_pylist()}
    approved, acting = _approved(case), representatives(case)
    classes: dict[str, LetterClass] = {}
    for piece in ledger.attempts:
        last = ledger.latest(piece)
        if last is None or last.state != RETURNED or ledger.reached(piece) or not last.person:
            continue
        made.came_back += 1
        person, sent = people.get(last.person), rows.get((piece, last.number))
        if person is None or sent is None:
            made.no_address += 1
            continue
        if (
            last.person in acting
            or sent["variant"] not in approved
            or person_kind(person) != sent["variant"].split("/")[1]
        ):
            made.rewrite += 1
            continue
        group = classes.setdefault(sent["variant"], class_of(case, sent["variant"]))
        _add(made, case, ledger, last, person, sent, group, window, same=same)
    made.pieces.sort(key=lambda sheet: sheet.piece.id)
    return made


def _add(
    made: Again,
    case: Case,
    ledger: Ledger,
    last: Attempt,
    person: Mapping[str, Any],
    sent: Mapping[str, Any],
    group: LetterClass,
    window: Envelope,
    *,
    same: bool,
) -> None:
    tried = {one.address for one in ledger.attempts[last.piece]}
    reason = codes.reason_of(last.last.code or "") or codes.reason_of(last.last.why or "")
    if unusable(person) or (
        address_print(case, person) in tried and not (same and reason and reason.next == "same")
    ):
        made.no_address += 1
        return
    names = window_name(full_name(person), group.reader.kind, group.reader.language)
    lines = fit(names, address_lines(person), window.safe(), metrics())
    if lines is None or not _printable(lines):
        made.does_not_fit += 1
        return
    if address_print(case, person) in tried:
        made.same_address += 1
    else:
        made.new_address += 1
        made.other_place += person["residence"] != group.reader.residence
    piece = Piece(last.piece, str(last.person), 0, lines, sent["salutation"], sent["code"])
    number = max(one.number for one in ledger.attempts[last.piece]) + 1
    made.pieces.append(Sheet(piece, group, number, sent["pages"], person))


def _printable(lines: tuple[SetLine, ...]) -> bool:
    return metrics().can_stamp("".join(line.text for line in lines))


def _approved(case: Case) -> set[str]:
    """Variants of letters whose words the latest approval bound."""
    latest = next((row for row in reversed(counsel_rows(case)) if row["kind"] == APPROVED), None)
    if latest is None:
        return set()
    return {
        each["part"].removeprefix("proof:") for each in latest["bound"] if each["part"].startswith("proof:")
    }


def remail(
    case: Case,
    out: Path,
    parcel: Parcel,
    watcher: Watcher,
    *,
    by: str,
    job: Job | None = None,
    same: bool = False,
    processes: int = 1,
) -> tuple[Packaged, Again]:
    """Package every returned piece that can go out again. job: default as in the last package.

    Raises MailRefused, with what to do; nothing is changed then.
    """
    check_out(out, parcel)
    last = [one for one in packages(case) if one["stands"]]
    if not last:
        raise MailRefused("Nothing was mailed yet: `tocsin mail package CASE OUT` first.")
    job = job or Job(**last[-1]["job"])
    check_job(case, job, by)
    if (left := unwritten(case)) is not None:
        watcher.note(f"Package {left} was entered in the ledger and never written out; it is written now.")
        return write(case, left, out, parcel, watcher, processes, known=True), Again()
    made = preview(case, same=same, profile=job.profile)
    if not made.pieces:
        raise MailRefused(
            f"Of {made.came_back:,} pieces that came back none can go out again: {made.no_address:,} without "
            f"a newer address (people export --for lookup, then mail addresses), {made.rewrite:,} to be "
            f"written anew (mail package --returned), {made.does_not_fit:,} whose address does not fit."
        )
    ident = commit(case, made.pieces, job, by, (), "again")
    return write(case, ident, out, parcel, watcher, processes), made


def job_of(case: Case) -> dict[str, Any]:
    """What was asked of the last package, to begin the next with."""
    kept = packages(case)
    return dict(json.loads(json.dumps(kept[-1]["job"]))) if kept else {}
