"""Recovers the members of a damaged ZIP from their local headers (APPNOTE.TXT 4.3.7), without the directory.

Office documents are ZIP archives, so this is also what reads a half-copied one.
"""

from __future__ import annotations

import struct
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import BinaryIO

from tocsin.intake.readers.base import MAX_CHILD_BYTES, MAX_MEMBERS, whole
from tocsin.intake.readers.bounded import Budget, TooMuch
from tocsin.intake.readers.damage import parser_failures

HEADER = struct.Struct("<4sHHHHHIIIHH")
MAGIC = b"PK\x03\x04"
STORED, DEFLATED = 0, 8
MAX_NAME = 1024


@dataclass(frozen=True, slots=True)
class Carved:
    """A recovered member; ``complete`` says whether its stream came to its own end."""

    name: str
    data: bytes
    complete: bool


def carved_members(data: BinaryIO, size: int = 0) -> Iterator[Carved]:
    """Every member whose header and some of whose data are still there."""
    raw = whole(data, size)
    budget = Budget()
    at, found = raw.find(MAGIC), 0
    while at >= 0 and found < MAX_MEMBERS:
        member, end = _member_at(raw, at, budget)
        if member is not None:
            found += 1
            yield member
        at = raw.find(MAGIC, max(end, at + 4))


class Rescue:
    """Single members of a damaged archive by where their headers stand; it is held in memory once needed."""

    def __init__(self, data: BinaryIO) -> None:
        self._data = data
        self._raw: bytes | None = None

    def member(self, at: int, budget: Budget) -> bytes:
        """What is sound of the member whose header stands at ``at``; blank if nothing is."""
        if self._raw is None:
            with parser_failures():
                self._raw = whole(self._data, 0)
            self._raw = self._raw or b""  # too large to be held
        if self._raw[at : at + 4] != MAGIC:
            return b""
        found, _ = _member_at(self._raw, at, budget)
        return found.data if found is not None else b""


def _member_at(raw: bytes, at: int, budget: Budget) -> tuple[Carved | None, int]:
    if at + HEADER.size > len(raw):
        return None, len(raw)
    _, _, flags, method, _, _, _, packed, _, name_length, extra_length = HEADER.unpack_from(raw, at)
    start = at + HEADER.size + name_length + extra_length
    if flags & 1 or not 0 < name_length <= MAX_NAME or start >= len(raw):
        return None, at
    name = raw[at + HEADER.size : at + HEADER.size + name_length].decode("utf-8", "replace")
    if name.endswith("/"):
        return None, start
    if method == STORED and packed:
        return Carved(name, raw[start : start + packed], start + packed <= len(raw)), start + packed
    if method == DEFLATED:
        return _inflated(name, raw, start, budget)
    return None, start


def _inflated(name: str, raw: bytes, start: int, budget: Budget) -> tuple[Carved | None, int]:
    stream = _Inflating(raw, start)
    try:
        found = budget.read(stream, len(raw) - start, MAX_CHILD_BYTES)
    except TooMuch:
        return None, stream.end
    return (Carved(name, found, stream.complete) if found else None), stream.end


class _Inflating:
    """A raw deflate stream that gives what it can and then ends, where zlib would raise."""

    def __init__(self, raw: bytes, start: int) -> None:
        self._raw = raw
        self._at = start
        self._engine = zlib.decompressobj(-zlib.MAX_WBITS)
        self._tail = b""
        self._failed = False
        self.complete = False

    @property
    def end(self) -> int:
        """Where the next member may begin: behind what the stream has taken."""
        return self._at - len(self._engine.unused_data) - len(self._tail)

    def read(self, size: int, /) -> bytes:
        while not (self._engine.eof or self._failed):
            if not self._tail:
                self._tail = self._raw[self._at : self._at + 65_536]
                self._at += len(self._tail)
                if not self._tail:
                    return b""
            before = self._engine.copy()
            try:
                found = self._engine.decompress(self._tail, size)
            except zlib.error:
                self._failed = True
                found, sound = _up_to_the_damage(before, self._tail)
                self._tail = self._tail[sound:]
                return found
            self._tail = self._engine.unconsumed_tail
            if found:
                return found
        self.complete = self._engine.eof
        return b""


def _up_to_the_damage(engine: zlib._Decompress, raw: bytes) -> tuple[bytes, int]:
    """What the sound bytes before a damaged one give (zlib throws it away with the whole block), and how many
    they are.
    """
    found: list[bytes] = []
    for at in range(len(raw)):
        try:
            found.append(engine.decompress(raw[at : at + 1]))
        except zlib.error:
            return b"".join(found), at
    return b"".join(found), len(raw)
