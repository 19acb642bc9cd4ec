"""The layout of a Word document before 2007 (MS-DOC): where its text lies, and which of it is marked how."""

from __future__ import annotations

import struct
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass

PAGE = 512
_HIDDEN, _DELETED = 0x083C, 0x0800
_IN_TABLE, _ROW_END = 0x2416, 0x2417
_LONG_OPERANDS = frozenset({0xD608, 0xD606, 0xD609})
STORIES = (
    ("document", "body", 76),
    ("footnotes", "body", 80),
    ("headers and footers", "header", 84),
    ("comments", "comment", 92),
    ("endnotes", "body", 96),
    ("text boxes", "body", 100),
    ("text boxes of headers", "header", 104),
)
"""Name, role, and where the head says how many characters it has; in their order in the text."""


@dataclass(frozen=True, slots=True)
class Piece:
    """A run of the text as it lies in the file: first character, how many, first byte, bytes a character."""

    start: int
    count: int
    at: int
    wide: bool

    def text(self, raw: bytes, first: int, last: int) -> str:
        """Characters ``first`` to ``last`` of the piece."""
        if self.wide:
            return raw[self.at + 2 * first : self.at + 2 * last].decode("utf-16-le", "replace")
        return raw[self.at + first : self.at + last].decode("cp1252", "replace")

    def byte(self, index: int) -> int:
        return self.at + index * (2 if self.wide else 1)


def number(raw: bytes, at: int, size: int = 4) -> int:
    """An unsigned number, lowest byte first; 0 beyond the end."""
    return int.from_bytes(raw[at : at + size], "little")


def pieces_of(table: bytes, at: int, length: int) -> list[Piece]:
    """The piece table (MS-DOC 2.9.38 Clx, 2.8.35 PlcPcd); empty if it is damaged."""
    end = min(at + length, len(table))
    while at < end and table[at] == 1:
        at += 3 + number(table, at + 1, 2)
    if at >= end or table[at] != 2:
        return []
    size = number(table, at + 1)
    at += 5
    many = min((size - 4) // 12, (len(table) - at) // 12)
    if many <= 0:
        return []
    starts = struct.unpack_from(f"<{many + 1}I", table, at)
    found = []
    for index in range(many):
        where = number(table, at + 4 * (many + 1) + 8 * index + 2)
        count = starts[index + 1] - starts[index]
        if count > 0:
            wide = not where >> 30 & 1
            where &= (1 << 30) - 1
            found.append(Piece(starts[index], count, where if wide else where // 2, wide))
    return found


class Marks:
    """Which bytes of the text carry which mark: runs of bytes from a table of pages of properties."""

    def __init__(self, raw: bytes, table: bytes, at: int, length: int, paragraphs: bool) -> None:
        many = max(0, min((length - 4) // 8, (len(table) - at - 4) // 8))
        self.starts: list[int] = []
        self.marks: list[frozenset[int]] = []
        for index in range(many):
            page = number(table, at + 4 * (many + 1) + 4 * index) & 0x3FFFFF
            for start, end, grpprl in _runs(raw[page * PAGE : (page + 1) * PAGE], paragraphs):
                if self.starts and self.starts[-1] == start:
                    self.starts.pop()
                    self.marks.pop()
                self.starts += (start, end)
                self.marks += (_set(grpprl), frozenset())
        if any(one > two for one, two in zip(self.starts, self.starts[1:], strict=False)):
            order = sorted(range(len(self.starts)), key=lambda index: self.starts[index])
            self.starts = [self.starts[index] for index in order]
            self.marks = [self.marks[index] for index in order]

    def of(self, byte: int) -> tuple[frozenset[int], int]:
        """The marks of the character at this byte, and the byte from which they may be others."""
        index = bisect_right(self.starts, byte) - 1
        marks = self.marks[index] if index >= 0 else frozenset[int]()
        return marks, self.starts[index + 1] if index + 1 < len(self.starts) else 1 << 62


def _runs(page: bytes, paragraphs: bool) -> Iterator[tuple[int, int, bytes]]:
    """Start, end and properties of each run on one page (MS-DOC 2.9.33 ChpxFkp, 2.9.175 PapxFkp)."""
    if len(page) < PAGE:
        return
    many = page[511]
    width = 13 if paragraphs else 1
    if 4 * (many + 1) + many * width > 511:
        return
    bounds = struct.unpack_from(f"<{many + 1}I", page)
    for index in range(many):
        at = 2 * page[4 * (many + 1) + width * index]
        grpprl = b""
        if at and paragraphs:
            size = 2 * page[at] - 1 if page[at] else 2 * page[at + 1 if at < 511 else at]
            first = at + 1 if page[at] else at + 2
            grpprl = page[first + 2 : min(first + size, 511)]
        elif at:
            grpprl = page[at + 1 : min(at + 1 + page[at], 511)]
        yield bounds[index], bounds[index + 1], grpprl


def _set(grpprl: bytes) -> frozenset[int]:
    """The switches among the properties that are on (MS-DOC 2.2.5.1 Sprm)."""
    found = set()
    at = 0
    while at + 2 < len(grpprl):
        sprm = number(grpprl, at, 2)
        at += 2
        if sprm in {_HIDDEN, _DELETED, _IN_TABLE, _ROW_END} and grpprl[at] & 1:
            found.add(sprm)
        size = (1, 1, 2, 4, 2, 2, 0, 3)[sprm >> 13]
        if size == 0:
            long = sprm in _LONG_OPERANDS
            size = number(grpprl, at, 2) + 1 if long else grpprl[at] + 1
        at += size
    return frozenset(found)


def role_of(marks: frozenset[int], usual: str) -> str:
    """What a reader of the document sees of characters with these marks."""
    if _DELETED in marks:
        return "deleted"
    return "hidden" if _HIDDEN in marks else usual


def in_table(marks: frozenset[int]) -> bool:
    return _IN_TABLE in marks or _ROW_END in marks


def ends_row(marks: frozenset[int]) -> bool:
    return _ROW_END in marks
