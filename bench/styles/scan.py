"""Scans read by a poor OCR: other styles with confused characters, lost and doubled blanks, broken lines."""

# ruff: noqa: E501 – templates and word lists read better unbroken

from __future__ import annotations

from random import Random

from bench.styles.document import Document, Piece
from bench.styles.forms import background_check, benefit_enrolment, loan_application, tax_form
from bench.styles.health import intake_note
from bench.styles.people import Crowd
from bench.styles.records import police_report, school_record

CONFUSED = {
    "0": "O", "O": "0", "1": "l", "l": "1", "I": "l", "5": "S", "S": "5", "8": "B", "B": "8", "2": "Z", "6": "b", "g": "9",
    "m": "rn", "e": "c", "c": "e", "h": "b", "u": "ii", "a": "o", "t": "f", ".": ",", ",": ".", ":": ";", "-": "–", "d": "cl",
}  # fmt: skip
"""What an engine reads for a character on a worn page."""

IN_VALUES = {c: CONFUSED[c] for c in "01l5S8B-:"} | {"-": "- "}
"""Inside an element: rarer, and the element must stay readable for a person."""


def ocr_scan(doc: Document, crowd: Crowd) -> None:
    """Any form or record, as a scan's text."""
    source = Document(doc.r)
    doc.r.choice(
        [
            benefit_enrolment,
            tax_form,
            loan_application,
            background_check,
            intake_note,
            police_report,
            school_record,
        ]
    )(source, crowd)
    share = doc.r.choice([0.004, 0.01, 0.02])
    doc.join(source.changed(lambda piece: worn(piece, doc.r, share)))


def worn(piece: Piece, r: Random, share: float) -> str:
    """The piece's text as read: ``share`` of its characters go wrong, a third of that inside elements."""
    table, chance = (IN_VALUES, share / 3) if piece.type else (CONFUSED, share)
    out = []
    for place, char in enumerate(piece.text):
        edge = piece.type is not None and place in (0, len(piece.text) - 1)
        if char in table and r.random() < chance and not (edge and char == "-"):
            out.append(table[char])
        elif char == " " and r.random() < 3 * chance and not piece.type:
            out.append(r.choice(["", "  ", "\n", "   "]))
        elif char == " " and piece.type == "LOC" and r.random() < 0.05:
            out.append("\n")
        else:
            out.append(char)
    return "".join(out)
