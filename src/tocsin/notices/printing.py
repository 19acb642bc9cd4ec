"""Print batches, proofs and single letters from a plan."""

from __future__ import annotations

import csv
import hashlib
import io
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import pyarrow as pa

from tocsin.model.tables import NOTICES, table
from tocsin.notices.address import fit
from tocsin.notices.envelope import envelope
from tocsin.notices.glyphs import metrics
from tocsin.notices.letterplan import BATCH, LetterClass, Piece, Plan
from tocsin.notices.people import salutation, window_name
from tocsin.notices.stamp import Stamper, whole
from tocsin.notices.typeset import TypesettingError, set_job

NO_GLYPH = "the name or address has characters that no font here can print; give it in Latin letters"

MANIFEST = ("piece", "batch", "page", "pages", "sheets", "variant", "language", "sha256")
"""Columns of the manifest. It goes to the print house, so it names nobody."""


@dataclass(frozen=True, slots=True)
class Batch:
    """One print batch: at most 5,000 letters in presort order.

    name: of the PDF, as NOTICES.document gives it. notices: one row a letter, those that could not be set
    included. manifest: CSV by which the print house's count is reconciled.
    """

    number: int
    name: str
    pdf: bytes
    notices: pa.Table
    manifest: str


@dataclass(frozen=True, slots=True)
class Proof:
    """What counsel approves: one class with a made-up address, as PDF (PDF/UA-1) and as text."""

    variant: str
    pdf: bytes
    text: str
    obstacle: str | None


def letters(plan: Plan, first: int = 0) -> Iterator[Batch]:
    """The print batches from number ``first`` on. Each depends only on the plan and its number."""
    return (render_batch(plan, number) for number in range(first, plan.batches))


def render_batch(plan: Plan, number: int) -> Batch:
    """Batch ``number`` (from 0). The same plan and number give the same bytes, in any process."""
    pieces = plan.pieces[number * BATCH : (number + 1) * BATCH]
    if not pieces:
        raise IndexError(f"there is no batch {number}; the plan has {plan.batches}")
    name = f"letters-{number + 1:04d}.pdf"
    skeletons = _skeletons(plan)
    number_of = {digest: at for at, digest in enumerate(skeletons)}
    stamper = Stamper(list(skeletons.values()))
    rows = []
    for piece in pieces:
        group = plan.classes[piece.variant]
        placed = _place(stamper, number_of[group.letter.digest], group, piece)
        rows.append(_row(piece, group, name, placed))
    return Batch(number, name, stamper.finish(), table(NOTICES, rows), _manifest(rows, number))


def _skeletons(plan: Plan) -> dict[str, Mapping[str, Any]]:
    """The different letters of a plan by digest, in an order that is the same for every batch."""
    return {group.letter.digest: group.letter.job for group in plan.classes if group.obstacle is None}


def proofs(plan: Plan) -> Iterator[Proof]:
    """Every class once, its open places filled by stand-ins; one that cannot be sent is marked DRAFT."""
    for group in plan.classes:
        yield Proof(group.variant, proof_pdf(group), group.letter.text, group.obstacle)


def proof_pdf(group: LetterClass) -> bytes:
    """The proof of one class, with stand-ins where a person's own lines will be."""
    reader = group.reader
    name, place = "[Name]", ("[Street]", "[City, State ZIP]")
    address = fit(window_name(name, reader.kind, reader.language), place, envelope().safe(), metrics()) or ()
    own = {"salutation": salutation(name, reader.kind, reader.language), "piece": "PROOF", "code": "[code]"}
    return set_job([whole(group.letter.job, own, address)], accessible=True)


def single(plan: Plan, piece: Piece) -> bytes:
    """One letter alone as a tagged PDF (PDF/UA-1), for e-mail or the record. Raises TypesettingError."""
    group = plan.classes[piece.variant]
    return set_job([whole(group.letter.job, values(piece), piece.address)], accessible=True)


def values(piece: Piece) -> dict[str, str]:
    """What stands in the open places of this letter."""
    return {"salutation": piece.salutation, "piece": piece.id, "code": piece.code}


def _place(stamper: Stamper, skeleton: int, group: LetterClass, piece: Piece) -> tuple[int, int] | None:
    """First page and pages in the batch, None when no font has the characters."""
    own = values(piece)
    if stamper.can_stamp(skeleton, [*own.values(), *(line.text for line in piece.address)]):
        return stamper.add(skeleton, own, piece.address)
    try:
        return stamper.add_whole(set_job([whole(group.letter.job, own, piece.address)], accessible=True))
    except TypesettingError:
        return None


def _row(piece: Piece, group: LetterClass, name: str, placed: tuple[int, int] | None) -> dict[str, object]:
    return {
        "id": piece.id,
        "obligations": list(group.obligations),
        "recipient": "individuals",
        "jurisdiction": group.reader.residence,
        "person": piece.person,
        "kind": "letter",
        "variant": group.variant,
        "language": group.reader.language,
        "document": name if placed else None,
        "page": placed[0] if placed else None,
        "pages": placed[1] if placed else None,
        "state": "rendered" if placed else "cannot_be_sent",
        "reason": "" if placed else NO_GLYPH,
        "sha256": letter_sha256(group.letter.digest, piece),
    }


def letter_sha256(digest: str, piece: Piece) -> str:
    """SHA-256 of the letter's own lines after the digest of its class: cheap, and still of every word."""
    own = [*(line.text for line in piece.address), piece.salutation, piece.code, piece.id]
    return hashlib.sha256("\n".join([digest, *own]).encode()).hexdigest()


def _manifest(rows: list[dict[str, object]], number: int) -> str:
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(MANIFEST)
    for row in rows:
        pages = row["pages"]
        if isinstance(pages, int):
            sheets = -(-pages // 2)
            cells = (
                row["id"],
                number + 1,
                row["page"],
                pages,
                sheets,
                row["variant"],
                row["language"],
                row["sha256"],
            )
            writer.writerow(cells)
    return out.getvalue()
