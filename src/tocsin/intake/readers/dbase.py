"""dBase, FoxPro and Clipper tables (DBF): every record, deleted ones too. Memo files lie apart."""

from __future__ import annotations

import datetime
import struct
from collections.abc import Iterator
from dataclasses import dataclass
from typing import BinaryIO

from tocsin.intake.readers.base import Item, Reader, Unreadable, in_part
from tocsin.intake.readers.encoding import decode
from tocsin.intake.readers.pieces import TablePieces

_CODEPAGES = {
    0x01: "cp437",
    0x02: "cp850",
    0x03: "cp1252",
    0x57: "cp1252",
    0x64: "cp852",
    0x65: "cp866",
    0x66: "cp865",
    0x67: "cp861",
    0x6A: "cp737",
    0x6B: "cp857",
    0x78: "cp950",
    0x79: "cp949",
    0x7A: "cp936",
    0x7B: "cp932",
    0x7C: "cp874",
    0xC8: "cp1250",
    0xC9: "cp1251",
    0xCA: "cp1254",
    0xCB: "cp1253",
}
_VERSIONS = b"\x02\x03\x30\x31\x32\x43\x63\x83\x8b\x8c\xcb\xf5\xfb"
_DELETED, _END = b"*", b"\x1a"
_JULIAN = 1_721_425
"""Days from the Julian period's start to the first day of year 1."""


@dataclass(frozen=True, slots=True)
class _Column:
    name: str
    form: str
    size: int


class DbaseReader(Reader):
    """Deleted records stay in the file until it is packed; they come as a table of their own."""

    kinds = ("dbf",)

    def read(self, name: str, data: BinaryIO, size: int) -> Iterator[Item]:
        data.seek(0)
        head = data.read(32)
        records, first, width = struct.unpack_from("<IHH", head, 4)
        columns = list(_columns(data, first, _CODEPAGES.get(head[29], "")))
        codec = _CODEPAGES.get(head[29], "")
        if not columns or sum(column.size for column in columns) + 1 != width:
            raise Unreadable("refused", "the table is damaged: its columns do not fit its records")
        pieces = TablePieces()
        header = [column.name for column in columns]
        deleted: list[list[str]] = []
        found = _Rows(data, first, width, columns, codec)
        yield from pieces.tables("table", header, found.kept(records, deleted), 1)
        if deleted:
            yield from pieces.tables("table, deleted records", header, deleted, 1, "deleted")
        yield from pieces.shortfalls()
        if any(column.form in "MGPB" and column.size in {4, 10} for column in columns):
            yield in_part("memo columns are kept in a file of their own beside the table and were not read")
        if found.seen < records:
            yield in_part("the table is cut off; the records before the cut were read")


def _columns(data: BinaryIO, first: int, codec: str) -> Iterator[_Column]:
    """Descriptions of 32 bytes each until a carriage return."""
    for _ in range(max(0, first - 32) // 32):
        raw = data.read(32)
        if len(raw) < 32 or raw[0] == 0x0D:
            return
        size = raw[16] + (raw[17] << 8 if raw[11:12] == b"C" else 0)
        yield _Column(decode(raw[:11].split(b"\0")[0], codec), chr(raw[11]), size)


@dataclass(slots=True)
class _Rows:
    data: BinaryIO
    first: int
    width: int
    columns: list[_Column]
    codec: str
    seen: int = 0

    def kept(self, records: int, deleted: list[list[str]]) -> Iterator[list[str]]:
        """Records as they stand; those marked as deleted go to the list given."""
        self.data.seek(self.first)
        while self.seen < records:
            raw = self.data.read(self.width)
            if len(raw) < self.width or raw[:1] == _END:
                return
            self.seen += 1
            row = self._row(raw)
            if raw[:1] == _DELETED:
                deleted.append(row)
            else:
                yield row

    def _row(self, raw: bytes) -> list[str]:
        at, row = 1, []
        for column in self.columns:
            row.append(self._cell(raw[at : at + column.size], column.form))
            at += column.size
        return row

    def _cell(self, raw: bytes, form: str) -> str:
        if form in "I+" and len(raw) == 4:
            return str(struct.unpack("<i", raw)[0])
        if form == "Y" and len(raw) == 8:
            return f"{struct.unpack('<q', raw)[0] / 10_000:.4f}"
        if form in "BO" and len(raw) == 8:
            return repr(struct.unpack("<d", raw)[0])
        if form in "T@" and len(raw) == 8:
            return _moment(raw)
        text = decode(raw.rstrip(b"\0 "), self.codec).strip()
        if form == "D" and len(text) == 8 and text.isdigit():
            return f"{text[:4]}-{text[4:6]}-{text[6:]}"
        return text


def _moment(raw: bytes) -> str:
    """Julian day and milliseconds."""
    day, milliseconds = struct.unpack("<ii", raw)
    try:
        start = datetime.datetime.fromordinal(day - _JULIAN + 1)
        return (start + datetime.timedelta(milliseconds=milliseconds)).isoformat(" ") if day else ""
    except (ValueError, OverflowError):
        return ""


def is_dbase(head: bytes) -> bool:
    """Whether a file that begins so is a table: a known version, a date, and columns that fill the header."""
    if len(head) < 68 or head[0] not in _VERSIONS:
        return False
    month, day = head[2], head[3]
    first, width = struct.unpack_from("<HH", head, 8)
    if not (month <= 12 and day <= 31 and first >= 65 and width >= 2):
        return False
    return head[43:44] in b"CNDLMFBGPYTI@O+V0QW" and head[32:33].isalpha()
