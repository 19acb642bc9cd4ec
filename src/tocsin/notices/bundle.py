"""Many single letters in one file: each class's part once, then a tail for each; any is read out whole.

bundle = magic (8) | class parts and tails | index (zlib, JSON) | length of the index (8, big-endian)
index  = {"classes": [[start, length]], "letters": {piece id: [class, start, length, SHA-256 of file]}}
"""

from __future__ import annotations

import hashlib
import json
import zlib
from collections.abc import Iterable
from typing import BinaryIO

from tocsin.notices.letterplan import Piece, Plan
from tocsin.notices.singles import SingleClass, single_class
from tocsin.notices.stamp import whole
from tocsin.notices.typeset import TypesettingError, set_job

MAGIC = b"tocsinS1"
WHOLE = -1
"""In place of a class: the letter shares nothing, since it was set in full."""


def write_singles(plan: Plan, out: BinaryIO, pieces: Iterable[Piece] | None = None) -> tuple[int, list[str]]:
    """Write letters of a plan (all, if none are named) as tagged files. Gives how many, and ids not set."""
    index: dict[str, tuple[int, int, int, str]] = {}
    classes: dict[str, tuple[int, SingleClass]] = {}
    spans: list[tuple[int, int]] = []
    missing: list[str] = []
    at = out.write(MAGIC)
    zone = plan.envelope.safe()
    for piece in plan.pieces if pieces is None else pieces:
        letter = plan.classes[piece.variant].letter
        own = {"salutation": piece.salutation, "piece": piece.id, "code": piece.code}
        if letter.digest not in classes:
            known = single_class(letter.job, (zone.left, zone.top))
            classes[letter.digest] = (len(spans), known)
            spans.append((at, len(known.base)))
            at += out.write(known.base)
        number, known = classes[letter.digest]
        if known.can_stamp(own, piece.address):
            tail = known.tail(own, piece.address)
            digest = known.hashed(tail)
        else:
            number = WHOLE
            try:
                tail = set_job([whole(letter.job, own, piece.address)], accessible=True)
            except TypesettingError:
                missing.append(piece.id)
                continue
            digest = hashlib.sha256(tail).hexdigest()
        index[piece.id] = (number, at, len(tail), digest)
        at += out.write(tail)
    packed = zlib.compress(json.dumps({"classes": spans, "letters": index}).encode(), 6)
    out.write(packed + len(packed).to_bytes(8, "big"))
    return len(index), missing


class Bundle:
    """A bundle that is read from. ``source`` can be read from any place."""

    def __init__(self, source: BinaryIO) -> None:
        """Raises ValueError for a file that is no bundle."""
        self._source = source
        if source.read(len(MAGIC)) != MAGIC:
            raise ValueError("this is no bundle of single letters")
        end = source.seek(-8, 2)
        length = int.from_bytes(source.read(8), "big")
        source.seek(end - length)
        found = json.loads(zlib.decompress(source.read(length)))
        self._spans, self._letters = found["classes"], found["letters"]

    @property
    def ids(self) -> tuple[str, ...]:
        """The ids of the letters in it."""
        return tuple(self._letters)

    def read(self, piece: str) -> bytes:
        """One letter as PDF. Raises KeyError; ValueError if it is not what was written."""
        number, start, length, digest = self._letters[piece]
        pdf = b"" if number == WHOLE else self._part(*self._spans[number])
        pdf += self._part(start, length)
        if hashlib.sha256(pdf).hexdigest() != digest:
            raise ValueError("a letter in the bundle is not the one that was written")
        return pdf

    def _part(self, start: int, length: int) -> bytes:
        self._source.seek(start)
        return self._source.read(length)
