"""Records of Excel before 2007 (MS-XLS; before 97 the OpenOffice.org description of BIFF 2 to 5).

What the value reader leaves out (text boxes, chart titles, page headers, authors of comments), and the cells
themselves of workbooks it cannot open.
"""

from __future__ import annotations

import datetime
import re
import struct
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field

from tocsin.intake.readers.encoding import codec_of_page, decode

CONTINUE, BOF, EOF, FILEPASS, CODEPAGE = 0x3C, 0x09, 0x0A, 0x2F, 0x42
MAX_RECORDS = 4_000_000
MAX_STRINGS = 1_000_000
_BOFS = frozenset({0x09, 0x209, 0x409, 0x809})
_BESIDE = _BOFS | {EOF, FILEPASS, CODEPAGE, 0x85, 0x14, 0x15, 0x1B6, 0x100D, 0x1C}
"""Records that are no cells and hold texts, or are needed to understand those that do."""
_DAYS = re.compile(r'"[^"]*"|\\.|\[[^\]]*\]')
_DATE_FORMATS = frozenset({*range(14, 23), *range(27, 37), 45, 46, 47, *range(50, 59)})
_EPOCH = datetime.datetime(1899, 12, 30)  # noqa: DTZ001 - dates of sheets have no zone
_ERRORS = {0: "#NULL!", 7: "#DIV/0!", 15: "#VALUE!", 23: "#REF!", 29: "#NAME?", 36: "#NUM!", 42: "#N/A"}


def records(raw: bytes, wanted: frozenset[int] | None) -> Iterator[tuple[int, int, list[bytes]]]:
    """Place, type and content of each record wanted; CONTINUE records behind it are its further pieces."""
    held: tuple[int, int, list[bytes]] | None = None
    at, last, head = 0, len(raw) - 4, struct.Struct("<HH").unpack_from
    for _ in range(MAX_RECORDS):
        if at > last:
            break
        kind, length = head(raw, at)
        if kind == CONTINUE:
            if held is not None:
                held[2].append(raw[at + 4 : at + 4 + length])
        else:
            if held is not None:
                yield held
            skip = wanted is not None and kind not in wanted
            held = None if skip else (at, kind, [raw[at + 4 : at + 4 + length]])
        at += 4 + length
    if held is not None:
        yield held


@dataclass(slots=True)
class Sheet:
    """One substream: its cells by row and column (0-based), and the texts that stand in no cell."""

    name: str = ""
    hidden: bool = False
    cells: dict[int, dict[int, str]] = field(default_factory=dict)
    margins: list[str] = field(default_factory=list)
    shapes: list[str] = field(default_factory=list)
    authors: list[str] = field(default_factory=list)

    def put(self, row: int, column: int, text: str) -> None:
        if text:
            self.cells.setdefault(row, {})[column] = text


@dataclass(slots=True)
class Workbook:
    """All substreams of a workbook stream in one pass. ``locked``: the rest is encrypted."""

    raw: bytes
    sheets: list[Sheet] = field(default_factory=list)
    locked: bool = False
    version: int = 8
    _codec: str = "cp1252"
    _strings: list[str] = field(default_factory=list)
    _names: dict[int, tuple[str, bool]] = field(default_factory=dict)
    _formats: dict[int, str] = field(default_factory=dict)
    _styles: list[int] = field(default_factory=list)
    _days: int = 0
    _pending: tuple[int, int] | None = None

    def walk(self, *, cells: bool) -> None:
        """Take the stream apart; damage of one record costs that record. cells: them too, which is slow."""
        sheet, depth = Sheet(), 0
        self.sheets.clear()
        self._styles.clear()
        for at, kind, pieces in records(self.raw, None if cells else _BESIDE):
            if kind in _BOFS:
                self._begin(kind, pieces[0], depth)
                if depth == 0:
                    name, hidden = self._names.get(at, ("", False))
                    sheet = Sheet(name, hidden)
                    self.sheets.append(sheet)
                depth += 1
            elif kind == EOF:
                depth = max(0, depth - 1)
            elif kind == FILEPASS:
                self.locked = True
                return
            else:
                with suppress(struct.error, IndexError):
                    self._record(kind, pieces, sheet)

    def _begin(self, kind: int, raw: bytes, depth: int) -> None:
        if depth == 0 and not self.sheets:
            stated = int.from_bytes(raw[:2], "little")
            self.version = {0x09: 2, 0x209: 3, 0x409: 4}.get(kind, 8 if stated >= 0x600 else 5)

    def _record(self, kind: int, pieces: list[bytes], sheet: Sheet) -> None:
        raw = pieces[0]
        match kind:
            case 0x42:
                page = int.from_bytes(raw[:2], "little")
                self._codec = "mac_roman" if page in {10000, 32768} else codec_of_page(page)
            case 0x22:
                self._days = 1462 if raw[:1] == b"\x01" else 0
            case 0x85:
                self._names[struct.unpack_from("<I", raw)[0]] = (
                    self._text(raw, 6, 1),
                    bool(raw[4] & 3),
                )
            case 0xFC:
                self._strings = list(_shared(pieces))
            case 0x41E | 0x1E:
                number = int.from_bytes(raw[:2], "little") if self.version >= 5 else len(self._formats)
                self._formats[number] = self._text(raw, 2, 2 if self.version == 8 else 1)
            case 0xE0 | 0x43 | 0x243 | 0x443:
                self._styles.append(int.from_bytes(raw[2:4], "little") if self.version >= 5 else raw[1])
            case 0x14 | 0x15:
                if raw:
                    sheet.margins.append(_without_codes(self._text(raw, 0, 2 if self.version == 8 else 1)))
            case 0x1B6 | 0x100D | 0x1C | 0x204 | 0xD6 | 0x04:
                self._texts(kind, pieces, sheet)
            case _:
                self._cell(kind, raw, sheet)

    def _texts(self, kind: int, pieces: list[bytes], sheet: Sheet) -> None:
        raw = pieces[0]
        if kind == 0x1B6:
            sheet.shapes.append(self._shape(pieces))
        elif kind == 0x100D:
            sheet.shapes.append(self._text(raw, 2, 1))
        elif kind == 0x1C:
            if self.version == 8:
                sheet.authors.append(self._text(raw, 8, 2))
            else:
                sheet.shapes.append(decode(raw[6 : 6 + int.from_bytes(raw[4:6], "little")], self._codec))
        else:
            row, column = struct.unpack_from("<HH", raw)
            first, size = (7, 1) if self.version == 2 else (6, 2)
            sheet.put(row, column, self._text(raw, first, size))

    def _shape(self, pieces: list[bytes]) -> str:
        """A text box; before 97 its text is in the same record, since then in the CONTINUE behind it."""
        if self.version < 8:
            return decode(pieces[0][18:], self._codec)
        left, found = int.from_bytes(pieces[0][10:12], "little"), []
        for piece in pieces[1:]:
            if left <= 0:
                break
            text = _chars(piece[1:], piece[0] & 1)[:left]
            left -= len(text)
            found.append(text)
        return "".join(found)

    def _cell(self, kind: int, raw: bytes, sheet: Sheet) -> None:
        if kind == 0x207 and self._pending is not None:
            (row, column), self._pending = self._pending, None
            sheet.put(row, column, self._text(raw, 0, 1 if self.version == 2 else 2))
            return
        if kind not in _CELLS:
            return
        row, column = struct.unpack_from("<HH", raw)
        first = 7 if self.version == 2 and kind in {0x02, 0x03, 0x06} else 6
        style = int.from_bytes(raw[4:6], "little") if first == 6 else -1
        if kind == 0xFD:
            number = struct.unpack_from("<I", raw, 6)[0]
            sheet.put(row, column, self._strings[number])
        elif kind in {0x203, 0x03}:
            sheet.put(row, column, self._number(struct.unpack_from("<d", raw, first)[0], style))
        elif kind == 0x02:
            sheet.put(row, column, str(struct.unpack_from("<H", raw, first)[0]))
        elif kind == 0x27E:
            sheet.put(row, column, self._number(rk(raw[6:10]), style))
        elif kind == 0xBD:
            for number in range((len(raw) - 6) // 6):
                style = int.from_bytes(raw[4 + 6 * number : 6 + 6 * number], "little")
                at = 6 + 6 * number
                sheet.put(row, column + number, self._number(rk(raw[at : at + 4]), style))
        elif kind in {0x205, 0x05}:
            value, wrong = raw[first], raw[first + 1]
            sheet.put(row, column, _ERRORS.get(value, "") if wrong else ("TRUE" if value else "FALSE"))
        else:
            self._formula(row, column, raw[first : first + 8], style, sheet)

    def _formula(self, row: int, column: int, value: bytes, style: int, sheet: Sheet) -> None:
        """The result that was saved with it; a text stands in the record that follows."""
        if value[6:8] != b"\xff\xff":
            sheet.put(row, column, self._number(struct.unpack("<d", value)[0], style))
        elif value[0] == 0:
            self._pending = (row, column)
        elif value[0] == 1:
            sheet.put(row, column, "TRUE" if value[2] else "FALSE")

    def _number(self, value: float, style: int) -> str:
        if 0 <= style < len(self._styles) and self._is_date(self._styles[style]):
            try:
                moment = _EPOCH + datetime.timedelta(days=value + self._days)
            except (OverflowError, ValueError):
                return repr(value)
            moment = moment.replace(microsecond=0)
            return moment.date().isoformat() if moment.time() == datetime.time() else moment.isoformat(" ")
        return str(int(value)) if value.is_integer() and abs(value) < 1e21 else repr(value)

    def _is_date(self, number: int) -> bool:
        code = self._formats.get(number)
        if code is None:
            return number in _DATE_FORMATS
        plain = _DAYS.sub("", code).lower()
        return any(sign in plain for sign in "ymdhs") and "0.0" not in plain and "#" not in plain

    def _text(self, raw: bytes, at: int, size: int) -> str:
        """A string with its length in ``size`` bytes; since 97 a byte says how wide its letters are."""
        length = int.from_bytes(raw[at : at + size], "little")
        at += size
        if self.version < 8:
            return decode(raw[at : at + length], self._codec)
        flags = raw[at]
        at += 1 + (2 if flags & 8 else 0) + (4 if flags & 4 else 0)
        return _chars(raw[at:], flags & 1)[:length]


_CELLS = frozenset({0x02, 0x03, 0x05, 0x06, 0xBD, 0xFD, 0x203, 0x205, 0x206, 0x406, 0x27E, 0x207})


def _chars(raw: bytes, wide: int) -> str:
    return raw.decode("utf-16-le" if wide else "latin-1", "replace")


def rk(raw: bytes) -> float:
    """A number in 30 bits (MS-XLS 2.5.217): an integer or the upper half of a double, maybe in hundredths."""
    bits = struct.unpack("<i", raw)[0]
    value = (
        float(bits >> 2) if bits & 2 else struct.unpack("<d", b"\0\0\0\0" + struct.pack("<i", bits & ~3))[0]
    )
    return value / 100 if bits & 1 else value


def _without_codes(text: str) -> str:
    """A page header without its codes for fonts, sizes and places (MS-XLS 2.4.136)."""
    return re.sub(r'&(?:"[^"]*"|K[0-9A-Fa-f]{6}|\d{1,3}|[A-Z])', " ", text).strip()


def _shared(pieces: list[bytes]) -> Iterator[str]:
    """The table of shared strings (MS-XLS 2.4.265). A string may run over into the next piece, which then
    begins with a flag of its own.
    """
    source = _Pieces(pieces, 8)
    for _ in range(MAX_STRINGS):
        head = source.take(3)
        if len(head) < 3:
            return
        length, flags = head[0] | head[1] << 8, head[2]
        runs = int.from_bytes(source.take(2), "little") if flags & 8 else 0
        extra = int.from_bytes(source.take(4), "little") if flags & 4 else 0
        yield source.text(length, flags & 1)
        source.skip(4 * runs + extra)


class _Pieces:
    """Reads across the pieces of one record."""

    def __init__(self, pieces: list[bytes], at: int) -> None:
        self._pieces, self._number, self._at = pieces, 0, at

    def _left(self) -> int:
        while self._number < len(self._pieces) and self._at >= len(self._pieces[self._number]):
            self._number, self._at = self._number + 1, 0
        return len(self._pieces[self._number]) - self._at if self._number < len(self._pieces) else 0

    def take(self, size: int) -> bytes:
        found = b""
        while size > 0 and (left := self._left()):
            step = min(size, left)
            found += self._pieces[self._number][self._at : self._at + step]
            self._at, size = self._at + step, size - step
        return found

    def skip(self, size: int) -> None:
        while size > 0 and (left := self._left()):
            step = min(size, left)
            self._at, size = self._at + step, size - step

    def text(self, length: int, wide: int) -> str:
        found: list[str] = []
        while length > 0 and (left := self._left()):
            if self._at == 0:
                wide, self._at = self._pieces[self._number][0] & 1, 1
                left -= 1
            step = min(length, left // 2 if wide else left)
            raw = self.take(step * (2 if wide else 1))
            found.append(_chars(raw, wide))
            length -= step
            if step == 0:
                self._at = len(self._pieces[self._number])
        return "".join(found)
