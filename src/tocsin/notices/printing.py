"""Print batches, proofs and single letters from a plan."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from tocsin.notices.address import fit
from tocsin.notices.batches import MANIFEST, NO_GLYPH, Batch, Tasks, letter_sha256, render
from tocsin.notices.envelope import Zone, envelope
from tocsin.notices.glyphs import metrics
from tocsin.notices.letterplan import LetterClass, Piece, Pieces, Plan
from tocsin.notices.people import salutation, window_name
from tocsin.notices.stamp import whole
from tocsin.notices.typeset import set_job

__all__ = [
    "MANIFEST",
    "NO_GLYPH",
    "Batch",
    "Proof",
    "letter_sha256",
    "letters",
    "proof_pdf",
    "proofs",
    "render_batch",
    "single",
]


STREET = ("[Street]", "[City, State ZIP]")
"""Stand-ins for a place in a proof."""


@dataclass(frozen=True, slots=True)
class Proof:
    """What counsel approves: one class with a made-up address, as PDF (PDF/UA-1) and as text."""

    variant: str
    pdf: bytes
    text: str
    obstacle: str | None


def letters(plan: Plan, first: int = 0) -> Iterator[Batch]:
    """The print batches from number ``first`` on. Each depends only on the plan and its number."""
    tasks = Tasks(plan)
    return (render(tasks[number]) for number in range(first, plan.batches))


def render_batch(plan: Plan, number: int) -> Batch:
    """Batch ``number`` (from 0). The same plan and number give the same bytes, in any process."""
    return render(Tasks(plan)[number])


def proofs(plan: Plan) -> Iterator[Proof]:
    """Every class once, its open places filled by stand-ins; one that cannot be sent is marked DRAFT."""
    for group in plan.classes:
        pdf = proof_pdf(group, plan.envelope.safe())
        yield Proof(group.variant, pdf, group.letter.text, group.obstacle)


def proof_pdf(group: LetterClass, zone: Zone | None = None, place: Sequence[str] = STREET) -> bytes:
    """The proof of one class, with stand-ins where a person's own lines will be.

    zone: where the address stands (default: in the standard envelope). place: its lines below the name.
    """
    reader = group.reader
    name, zone = "[Name]", zone or envelope().safe()
    address = fit(window_name(name, reader.kind, reader.language), tuple(place), zone, metrics()) or ()
    own = {"salutation": salutation(name, reader.kind, reader.language), "piece": "PROOF", "code": "[code]"}
    return set_job([whole(group.letter.job, own, address)], accessible=True)


def single(plan: Plan, piece: Piece | str) -> bytes:
    """One letter alone as a tagged PDF (PDF/UA-1 and PDF/A-2a), for e-mail or the record.

    piece: or the id of the person it goes to. Raises TypesettingError; KeyError if there is no such letter.
    """
    if isinstance(piece, str):
        piece = piece_to(plan, piece)
    group = plan.classes[piece.variant]
    return set_job([whole(group.letter.job, values(piece), piece.address)], accessible=True)


def piece_to(plan: Plan, person: str) -> Piece:
    """The letter to a person. Raises KeyError if there is none."""
    if isinstance(plan.pieces, Pieces):
        found = plan.pieces.of(person)
    else:
        found = next((one for one in plan.pieces if one.person == person), None)
    if found is None:
        raise KeyError(person)
    return found


def values(piece: Piece) -> dict[str, str]:
    """What stands in the open places of this letter."""
    return {"salutation": piece.salutation, "piece": piece.id, "code": piece.code}
