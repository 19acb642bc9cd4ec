"""XLSB: values by calamine; what it leaves out by the XML parts; workbooks it cannot open by their records
(MS-XLSB, BIFF12).
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from typing import BinaryIO

from tocsin.intake.readers.base import Item, Reader, in_part
from tocsin.intake.readers.biff import rk
from tocsin.intake.readers.grids import Grid, grid_items
from tocsin.intake.readers.office_properties import drawn_texts, embedded_files, properties
from tocsin.intake.readers.package import Package
from tocsin.intake.readers.pieces import TablePieces
from tocsin.intake.readers.spreadsheets import sheets_or

MAX_RECORDS = 8_000_000
MAX_AREA = 24_000_000
_ROW, _RK, _BOOL, _REAL, _STRING, _SHARED, _F_STRING, _F_REAL, _F_BOOL = 0, 2, 4, 5, 6, 7, 8, 9, 10
_ITEM = 19


class BinaryWorkbookReader(Reader):
    """Workbooks of Excel since 2007 in the binary form."""

    kinds = ("xlsb",)

    def read(self, name: str, data: BinaryIO, size: int) -> Iterator[Item]:
        package = Package(data)
        pieces = TablePieces()
        yield from sheets_or(data, pieces, lambda: _own_sheets(package, pieces))
        yield from drawn_texts(package, "xl/")
        yield from properties(package)
        yield from embedded_files(package)
        yield from pieces.shortfalls()
        yield from map(in_part, package.damage)


def _own_sheets(package: Package, pieces: TablePieces) -> Iterator[Item]:
    strings = [_wide(raw, 1) for kind, raw in _records(package.read("xl/sharedStrings.bin")) if kind == _ITEM]
    for number, part in enumerate(package.matching("xl/worksheets/sheet", ".bin"), 1):
        yield from _sheet(f"sheet {number}", package.read(part), strings, pieces)


def _records(raw: bytes) -> Iterator[tuple[int, bytes]]:
    """Type in up to two bytes, length in up to four, seven bits each (MS-XLSB 2.1.4)."""
    at = 0
    for _ in range(MAX_RECORDS):
        if at + 2 > len(raw):
            return
        kind, at = raw[at], at + 1
        if kind & 0x80:
            kind, at = kind & 0x7F | (raw[at] & 0x7F) << 7, at + 1
        length = 0
        for shift in (0, 7, 14, 21):
            if at >= len(raw):
                return
            byte, at = raw[at], at + 1
            length |= (byte & 0x7F) << shift
            if byte < 0x80:
                break
        yield kind, raw[at : at + length]
        at += length


def _sheet(place: str, raw: bytes, strings: list[str], pieces: TablePieces) -> Iterator[Item]:
    rows: dict[int, dict[int, str]] = {}
    row = 0
    for kind, content in _records(raw):
        try:
            if kind == _ROW:
                row = struct.unpack_from("<I", content)[0]
            elif kind in _CELLS and (text := _cell(kind, content, strings)):
                rows.setdefault(row, {})[struct.unpack_from("<I", content)[0]] = text
        except (struct.error, IndexError):
            continue
    if not rows:
        return
    left, right = min(map(min, rows.values())), max(map(max, rows.values()))
    dense = (max(rows) - min(rows) + 1) * (right - left + 1) <= MAX_AREA
    numbers = range(min(rows), max(rows) + 1) if dense else sorted(rows)
    cells = (
        [rows.get(number, {}).get(column, "") for column in range(left, right + 1)] for number in numbers
    )
    yield from grid_items(Grid(place, cells, min(rows) + 1), pieces)


_CELLS = frozenset({_RK, _BOOL, _REAL, _STRING, _SHARED, _F_STRING, _F_REAL, _F_BOOL})


def _cell(kind: int, raw: bytes, strings: list[str]) -> str:
    """The value behind column and style, which take eight bytes."""
    if kind in {_STRING, _F_STRING}:
        return _wide(raw, 8)
    if kind == _SHARED:
        return strings[int(struct.unpack_from("<I", raw, 8)[0])]
    if kind in {_BOOL, _F_BOOL}:
        return "TRUE" if raw[8] else "FALSE"
    value = float(rk(raw[8:12]) if kind == _RK else struct.unpack_from("<d", raw, 8)[0])
    return str(int(value)) if value.is_integer() and abs(value) < 1e21 else repr(value)


def _wide(raw: bytes, at: int) -> str:
    length = int(struct.unpack_from("<I", raw, at)[0])
    return raw[at + 4 : at + 4 + 2 * length].decode("utf-16-le", "replace")
