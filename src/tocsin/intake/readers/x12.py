"""X12 interchanges (ASC X12.5): a text, one segment a line.

The ISA segment fixes the marks: the one between elements stands behind its name, the one that ends a segment
behind its sixteenth element, which has one character. A control character or a line end in that place is
given as ``~``. A new piece begins where a claim or a member does, and begins with the ISA segment, as each
piece of a table has the header: without it the marks cannot be told.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import chain
from typing import BinaryIO

from tocsin.intake.readers.base import Item, Reader
from tocsin.intake.readers.encoding import text_chunks
from tocsin.intake.readers.pieces import text_pieces
from tocsin.model.content import MAX_TEXT_CHARS

_HEAD = re.compile(r"\s*ISA([^\w \n])(?:(?:(?!\1).){0,40}\1){15}.([^\w ])[\r\n]*(?:GS|ST|TA1)\1", re.DOTALL)
LEAST_HEAD, HEAD_CHARS = 50, 400
_STARTS = ("ST", "HL", "INS", "CLP")
"""Segments with which a transaction, a level of a claim, a member or a payment begins."""

ROOMY = MAX_TEXT_CHARS // 2
"""From here on a piece ends at the next of these; at the full length it ends anyhow."""


def is_interchange(head: str) -> bool:
    """Whether a text begins as an interchange does."""
    return _HEAD.match(head[:HEAD_CHARS]) is not None


class X12Reader(Reader):
    """Claims, enrolments and payments between providers and insurers."""

    kinds = ("x12",)

    def read(self, name: str, data: BinaryIO, size: int) -> Iterator[Item]:
        chunks = text_chunks(data)
        first = next(chunks, "")
        head = _HEAD.match(first[:HEAD_CHARS])
        if head is None:
            yield from text_pieces("text", first + "".join(chunks))
            return
        end = "~\n" if head[2].isspace() else f"{head[2]}\n"
        segments = (segment.replace("\n", "").lstrip(" ") for segment in _segments(first, chunks, head[2]))
        yield from _pieces((segment + end for segment in segments if segment), head[1])


def _segments(first: str, chunks: Iterator[str], end: str) -> Iterator[str]:
    """Segments without their end and without line ends inside, which are only for the eye."""
    held: list[str] = []
    for chunk in chain((first,), chunks):
        head, *others = chunk.split(end)
        held.append(head)
        for other in others:
            yield "".join(held)
            held = [other]
    yield "".join(held)


def _pieces(lines: Iterator[str], separator: str) -> Iterator[Item]:
    header = ""
    held: list[str] = []
    chars, repeated, number = 0, 0, 1
    for line in lines:
        tag = line.partition(separator)[0]
        heads = tag == "ISA" and LEAST_HEAD < len(line) < HEAD_CHARS
        full = chars + len(line) > MAX_TEXT_CHARS or (chars > ROOMY and tag in _STARTS)
        if len(held) > repeated and (heads or full):
            yield from _piece(held, number, repeated)
            number += len(held) - repeated
            held = [header] if header and not heads else []
            repeated, chars = len(held), sum(map(len, held))
        header = line if heads else header
        held.append(line)
        chars += len(line)
    yield from _piece(held, number, repeated)


def _piece(held: list[str], number: int, repeated: int) -> Iterator[Item]:
    last = number + len(held) - repeated - 1
    yield from text_pieces(f"segments {number:,}-{last:,}", "".join(held))
