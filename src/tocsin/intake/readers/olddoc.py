"""Word documents before 2007 (MS-DOC): text, tables, notes, comments, hidden and deleted text, and files."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import BinaryIO

from tocsin.intake.readers.base import Item, Reader, Unreadable, in_part
from tocsin.intake.readers.compound import Compound, alone, packaged
from tocsin.intake.readers.locks import Locked
from tocsin.intake.readers.pieces import TablePieces, text_pieces
from tocsin.intake.readers.word import table_of
from tocsin.intake.readers.wordfile import (
    STORIES,
    Marks,
    Piece,
    ends_row,
    in_table,
    number,
    pieces_of,
    role_of,
)
from tocsin.model.content import Child

_ENCRYPTED, _OBFUSCATED, _TABLE = 0x0100, 0x8000, 0x0200
_WORD_97 = 0x00C1
MAX_CHARS = 200_000_000
_CELL, _FIELD, _SEPARATOR, _FIELD_END = "\x07", "\x13", "\x14", "\x15"
_SIGNS = str.maketrans(
    {"\r": "\n", "\x0b": "\n", "\x0c": "\n", "\x0e": "\n", "\x1e": "-", "\x1f": None, "\xa0": " "}
    | dict.fromkeys(map(chr, (0, 1, 2, 3, 4, 5, 6, 8)))
)


class OldWordReader(Reader):
    """Word 6 to 2003."""

    kinds = ("doc",)

    def read(self, name: str, data: BinaryIO, size: int) -> Iterator[Item]:
        file = Compound(data)
        pieces = TablePieces()
        yield from _document(file, (), "", pieces)
        yield from file.properties()
        yield from _embedded(file, pieces)
        yield from pieces.shortfalls()
        if file.damaged:
            yield in_part("the document is damaged; parts of it could not be read")


def _document(file: Compound, at: tuple[str, ...], within: str, pieces: TablePieces) -> Iterator[Item]:
    raw = file.stream(*at, "WordDocument")
    flags, version = number(raw, 10, 2), number(raw, 2, 2)
    if len(raw) < 68:
        raise Unreadable("refused", "the document is damaged: its head is not there")
    if flags & _ENCRYPTED:
        raise Locked("the document")
    if version < _WORD_97:
        yield from _before_97(raw, within)
        return
    table = file.stream(*at, "1Table" if flags & _TABLE else "0Table")
    where = pieces_of(table, number(raw, 418), number(raw, 422))
    if not where:
        yield from _without_pieces(raw, within)
        return
    yield from _Stories(raw, table, where).items(within, pieces)


def _before_97(raw: bytes, within: str) -> Iterator[Item]:
    """Word 6 and 95 keep the text in one run of 8-bit characters."""
    text = raw[number(raw, 24) : number(raw, 28)].decode("cp1252", "replace")
    yield from text_pieces(f"{within}document", _plain(text.replace(_CELL, "\t")))


def _without_pieces(raw: bytes, within: str) -> Iterator[Item]:
    """The table of the text is gone: the run the head speaks of is all there is to go by."""
    found = raw[number(raw, 24) : number(raw, 28)] or raw[1024:]
    wide = found[1::2].count(0) > 0.3 * max(1, len(found) // 2)
    text = found.decode("utf-16-le" if wide else "cp1252", "replace")
    yield from text_pieces(f"{within}document", _plain(text.replace(_CELL, "\t")))
    yield in_part("the document is damaged; its text was read without its structure")


@dataclass(slots=True)
class _Run:
    """Characters of one role; ``row_end`` for the mark that closes a row of a table."""

    text: str
    role: str
    table: bool
    row_end: bool


@dataclass(slots=True)
class _Stories:
    """The text of one document, cut where its marks change."""

    raw: bytes
    table: bytes
    pieces: list[Piece]
    _signs: Marks = field(init=False)
    _paragraphs: Marks = field(init=False)

    def __post_init__(self) -> None:
        self._signs = Marks(self.raw, self.table, number(self.raw, 250), number(self.raw, 254), False)
        self._paragraphs = Marks(self.raw, self.table, number(self.raw, 258), number(self.raw, 262), True)

    def items(self, within: str, pieces: TablePieces) -> Iterator[Item]:
        first = 0
        for story, role, at in STORIES:
            many = number(self.raw, at)
            if many > MAX_CHARS:
                raise Unreadable("refused", "the document is damaged: it claims more text than it can hold")
            runs = list(self._runs(first, first + many, role))
            first += many
            yield from _Told(f"{within}{story}", role, pieces).items(runs)

    def _runs(self, first: int, last: int, usual: str) -> Iterator[_Run]:
        for piece in self.pieces:
            here, end = max(first - piece.start, 0), min(last - piece.start, piece.count)
            while here < end:
                byte = piece.byte(here)
                signs, until_signs = self._signs.of(byte)
                paragraph, until_paragraph = self._paragraphs.of(byte)
                width = 2 if piece.wide else 1
                step = max(1, (min(until_signs, until_paragraph) - byte) // width)
                stop = min(end, here + step)
                text = piece.text(self.raw, here, stop)
                yield _Run(text, role_of(signs, usual), in_table(paragraph), ends_row(paragraph))
                here = stop


class _Told:
    """Runs as items: running text by role, and the rows of tables as tables."""

    def __init__(self, place: str, usual: str, pieces: TablePieces) -> None:
        self._place = place
        self._usual = usual
        self._pieces = pieces
        self._lines: list[str] = []
        self._beside: dict[str, list[str]] = {}
        self._row: list[str] = []
        self._cell: list[str] = []
        self._rows: list[list[str]] = []
        self._tables = 0

    def items(self, runs: list[_Run]) -> Iterator[Item]:
        for run in runs:
            if run.role in {"hidden", "deleted"} and not (run.row_end or run.text == _CELL):
                self._beside.setdefault(run.role, []).append(run.text)
            elif run.table:
                yield from self._flush_text()
                self._in_table(run)
            else:
                yield from self._flush_table()
                self._lines.append(run.text)
        yield from self._flush_table()
        yield from self._flush_text()
        for role, texts in self._beside.items():
            text = _plain(" ".join(texts).replace(_CELL, "\t"))
            yield from text_pieces(f"{self._place}, {role} text", text, role)

    def _in_table(self, run: _Run) -> None:
        if run.row_end:
            self._end_row()
            return
        *ended, rest = run.text.split(_CELL)
        for cell in ended:
            self._cell.append(cell)
            self._row.append(_plain("".join(self._cell)).strip())
            self._cell.clear()
        self._cell.append(rest)

    def _end_row(self) -> None:
        if any(self._cell):
            self._row.append(_plain("".join(self._cell)).strip())
        self._cell.clear()
        if self._row:
            self._rows.append(self._row)
        self._row = []

    def _flush_table(self) -> Iterator[Item]:
        self._end_row()
        if self._rows:
            self._tables += 1
            yield from table_of(self._rows, f"{self._place} table {self._tables}", self._usual, self._pieces)
        self._rows = []

    def _flush_text(self) -> Iterator[Item]:
        text = _plain("".join(self._lines))
        self._lines.clear()
        yield from text_pieces(self._place, text, self._usual)


_CODE = re.compile(f"{_FIELD}[^{_FIELD}{_SEPARATOR}{_FIELD_END}]*(?:{_SEPARATOR}|(?={_FIELD_END}))")
_LINK = re.compile(r'HYPERLINK\s+(?:\\l\s+)?"(mailto:[^"]{3,200})"')


def _address(code: re.Match[str]) -> str:
    return "".join(f"<{link[7:]}> " for link in _LINK.findall(code[0]))


def _plain(text: str) -> str:
    """Without the codes of fields; their results stay, and the addresses that links lead to."""
    if _FIELD in text:
        for _ in range(4):  # fields nest, but not deeply
            text, many = _CODE.subn(
                lambda code: "".join(f"<{to[7:]}> " for to in _LINK.findall(code[0])), text
            )
            if not many:
                break
    text = text.replace(_FIELD, "").replace(_SEPARATOR, "").replace(_FIELD_END, "")
    return text.translate(_SIGNS).replace(_CELL, "\t")


def _embedded(file: Compound, pieces: TablePieces) -> Iterator[Item]:
    """Files in the document's pool of objects, and documents that lie there as storages."""
    for name in file.names("ObjectPool"):
        at = ("ObjectPool", name)
        found = packaged(file.stream(*at, "\x01Ole10Native"))
        package = file.stream(*at, "Package") or file.stream(*at, "CONTENTS")
        if found is None and package:
            found = Child(f"embedded file {name.strip('_')}", package)
        if found is not None:
            yield found
        elif file.has(*at, "WordDocument"):
            yield from _document(file, at, f"embedded {name.strip('_')} ", pieces)
        elif book := file.stream(*at, "Workbook") or file.stream(*at, "Book"):
            whole = alone("Workbook" if file.has(*at, "Workbook") else "Book", book)
            if whole:
                yield Child(f"embedded workbook {name.strip('_')}.xls", whole)
            else:
                yield in_part("an embedded workbook is too large and was not read")
