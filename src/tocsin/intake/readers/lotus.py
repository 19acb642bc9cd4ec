"""Lotus 1-2-3 and Quattro Pro: worksheets as runs of records, type and length before each.

WKS, WK1 and WQ1 as in Lotus's "Worksheet File Formats" (1984); WK3, WK4 and 123 put a sheet into the place
of a cell; Quattro Pro for Windows (WB1 to WB3) a page.
"""

from __future__ import annotations

import math
import struct
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import BinaryIO

from tocsin.intake.readers.base import Item, Reader, in_part, whole
from tocsin.intake.readers.compound import Compound
from tocsin.intake.readers.encoding import decode
from tocsin.intake.readers.grids import Grid, grid_items
from tocsin.intake.readers.pieces import TablePieces

MAX_RECORDS = 4_000_000
MAX_AREA = 24_000_000
_CFB = b"\xd0\xcf\x11\xe0"
_BEGIN = b"\0\0"
_OLD, _NEW, _WINDOWS = "old", "new", "windows"
_VERSIONS = {
    0x0404: _OLD,
    0x0405: _OLD,
    0x0406: _OLD,
    0x5120: _OLD,
    0x5121: _WINDOWS,
    0x1000: _NEW,
    0x1002: _NEW,
}
_VERSIONS |= {0x1003: _NEW, 0x1004: _NEW, 0x1005: _NEW, 0x1001: _WINDOWS, 0x1007: _WINDOWS}
_PREFIXES = "'\"^\\|"


def is_lotus(head: bytes) -> bool:
    """Whether a file that begins so is a worksheet: a first record of a known length with a known version."""
    if head[:2] != _BEGIN or len(head) < 6 or head[2:4] not in {b"\x02\0", b"\x1a\0", b"\x0e\0"}:
        return False
    return _form(head) is not None


def _form(head: bytes) -> str | None:
    version = int.from_bytes(head[4:6], "little")
    if version == 0x1002 and head[2] == 2:
        return _WINDOWS
    return _VERSIONS.get(version)


class LotusReader(Reader):
    """Values and labels of every sheet; formulas by the result that was saved."""

    kinds = ("lotus",)

    def read(self, name: str, data: BinaryIO, size: int) -> Iterator[Item]:
        raw = whole(data, size)
        if raw.startswith(_CFB):
            raw = Compound(data).stream("PerfectOffice_MAIN")
        found = _Sheets(_form(raw[:6]) or _OLD)
        for kind, content in _records(raw):
            try:
                found.take(kind, content)
            except (struct.error, IndexError):
                found.damaged = True
        pieces = TablePieces()
        for sheet, rows in sorted(found.cells.items()):
            yield from grid_items(Grid(f"sheet {sheet + 1}", _rows(rows), min(rows) + 1), pieces)
        yield from pieces.shortfalls()
        if found.damaged:
            yield in_part("the worksheet is damaged; parts of it could not be read")


def _records(raw: bytes) -> Iterator[tuple[int, bytes]]:
    at = 0
    for _ in range(MAX_RECORDS):
        if at + 4 > len(raw):
            return
        kind, length = struct.unpack_from("<HH", raw, at)
        yield kind, raw[at + 4 : at + 4 + length]
        at += 4 + length


def _rows(rows: dict[int, dict[int, str]]) -> Iterator[list[str]]:
    left, right = min(map(min, rows.values())), max(map(max, rows.values()))
    dense = (max(rows) - min(rows) + 1) * (right - left + 1) <= MAX_AREA
    for number in range(min(rows), max(rows) + 1) if dense else sorted(rows):
        yield [rows.get(number, {}).get(column, "") for column in range(left, right + 1)]


@dataclass(slots=True)
class _Sheets:
    form: str
    cells: dict[int, dict[int, dict[int, str]]] = field(default_factory=dict)
    damaged: bool = False

    def take(self, kind: int, raw: bytes) -> None:
        """One record, if it holds a cell."""
        if self.form == _NEW:
            self._newer(kind, raw)
        elif kind in {0x0D, 0x0E, 0x0F, 0x10, 0x33}:
            self._older(kind, raw)

    def _older(self, kind: int, raw: bytes) -> None:
        if self.form == _WINDOWS:
            column, sheet, row = struct.unpack_from("<BBH", raw)
            first = 6
        else:
            column, row = struct.unpack_from("<HH", raw, 1)
            sheet, first = 0, 5
        if kind == 0x0D:
            text = str(struct.unpack_from("<h", raw, first)[0])
        elif kind in {0x0E, 0x10}:
            text = _number(struct.unpack_from("<d", raw, first)[0])
        else:
            text = _label(raw[first + (self.form == _WINDOWS and raw[first : first + 1] == b"\0") :])
        self._put(sheet, row, column, text)

    def _newer(self, kind: int, raw: bytes) -> None:
        if kind not in {0x16, 0x17, 0x18, 0x19, 0x1A, 0x25, 0x27, 0x28}:
            return
        row, sheet, column = struct.unpack_from("<HBB", raw)
        if kind in {0x16, 0x1A}:
            text = _label(raw[4:])
        elif kind in {0x17, 0x19}:
            text = _number(_long(raw[4:14]))
        elif kind in {0x27, 0x28}:
            text = _number(struct.unpack_from("<d", raw, 4)[0])
        else:
            packed = struct.unpack_from("<h" if kind == 0x18 else "<I", raw, 4)[0]
            text = _number(_small(packed) if kind == 0x18 else _packed(packed))
        self._put(sheet, row, column, text)

    def _put(self, sheet: int, row: int, column: int, text: str) -> None:
        if text:
            self.cells.setdefault(sheet, {}).setdefault(row, {})[column] = text


def _label(raw: bytes) -> str:
    text = decode(raw.split(b"\0", 1)[0], "cp850")
    text = text[1:] if text[:1] and text[0] in _PREFIXES else text
    return (
        text[1:].strip() if text[:1] and ord(text[0]) == len(text) - 1 else text.strip()
    )  # Quattro Pro: length in front


def _number(value: float) -> str:
    if not math.isfinite(value):
        return ""
    return str(int(value)) if value.is_integer() and abs(value) < 1e15 else f"{value:.12g}"


def _long(raw: bytes) -> float:
    """An 80-bit float."""
    fraction, sign = struct.unpack("<QH", raw)
    exponent = (sign & 0x7FFF) - 16383 - 63
    if not fraction or exponent > 900 or exponent < -1000:
        return 0.0 if not fraction else math.nan
    return math.ldexp(float(fraction), exponent) * (-1 if sign >> 15 else 1)


_SCALES = (5000.0, 500.0, 0.05, 0.005, 0.0005, 0.00005, 0.0625, 0.015625)


def _small(packed: int) -> float:
    """An integer, or with the lowest bit set a product with one of eight scales."""
    return (packed >> 4) * _SCALES[packed >> 1 & 7] if packed & 1 else float(packed >> 1)


def _packed(packed: int) -> float:
    """26 bits of number, a sign, and a power of ten up or down."""
    value = float(packed >> 6) * (10.0 ** (packed & 15) if not packed & 16 else 10.0 ** -(packed & 15))
    return -value if packed & 32 else value
