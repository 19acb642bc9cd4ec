"""Compound files (MS-CFB), the container of Office before 2007 and of Outlook messages: their streams."""

from __future__ import annotations

import struct
from collections.abc import Iterator
from typing import Any, BinaryIO

import olefile

from tocsin.intake.readers.base import MAX_PART_BYTES, Item, Unreadable
from tocsin.intake.readers.damage import is_parser_failure
from tocsin.intake.readers.encoding import decode
from tocsin.intake.readers.pieces import text_pieces
from tocsin.model.content import Child

_SUMMARY = ("title", "subject", "author", "keywords", "comments", "last_saved_by")
_DOCUMENT = ("category", "manager", "company")


_VECTOR = 0x1000


class _File(olefile.OleFileIO):  # type: ignore[misc]  # it has no types
    """A list of properties may claim four thousand million entries, which the parser would count through."""

    def _parse_property(self, s: bytes, offset: int, number: int, kind: int, *how: Any) -> Any:
        if kind & _VECTOR and int.from_bytes(s[offset : offset + 4], "little") > len(s):
            return None
        return super()._parse_property(s, offset, number, kind, *how)


class Compound:
    """The streams of one compound file by path; what cannot be read of them is remembered."""

    def __init__(self, data: BinaryIO) -> None:
        data.seek(0)
        try:
            self._file = _File(data)
        except Exception as error:
            if not is_parser_failure(error) or isinstance(error, MemoryError):
                raise
            raise Unreadable("refused", "the file is damaged and its directory cannot be read") from error
        self.damaged: list[str] = []
        self._inside: dict[tuple[str, ...], list[str]] = {}
        for path in self._file.listdir(streams=True, storages=True):
            self._inside.setdefault(tuple(path[:-1]), []).append(path[-1])

    def names(self, *above: str) -> list[str]:
        """Names directly inside a storage, in its order."""
        return self._inside.get(above, [])

    def has(self, *path: str) -> bool:
        """Whether there is a stream or storage of this path."""
        return bool(self._file.exists(list(path)))

    def stream(self, *path: str) -> bytes:
        """The bytes of a stream; empty if it is not there, what could be read of it if it is damaged."""
        if not self.has(*path):
            return b""
        try:
            with self._file.openstream(list(path)) as source:
                return bytes(source.read(MAX_PART_BYTES))
        except Exception as error:
            if not is_parser_failure(error) or isinstance(error, MemoryError):
                raise
            self.damaged.append(path[-1])
            return b""

    def properties(self) -> Iterator[Item]:
        """``name: value`` lines of the two property sets that say who wrote the file (MS-OLEPS)."""
        try:
            found = self._file.get_metadata()
        except Exception as error:
            if not is_parser_failure(error) or isinstance(error, MemoryError):
                raise
            self.damaged.append("properties")
            return
        lines = [f"{name}: {_said(getattr(found, name, None))}" for name in (*_SUMMARY, *_DOCUMENT)]
        kept = [line for line in lines if not line.endswith(": ")]
        yield from text_pieces("document properties", "\n".join(kept), "property")


def _said(value: Any) -> str:
    text = decode(value) if isinstance(value, bytes) else str(value or "")
    return " ".join(text.replace("\0", " ").split())


def packaged(raw: bytes) -> Child | None:
    """The file in a stream ``\\x01Ole10Native`` (MS-OLEDS 2.3.6), or None if it is not laid out so."""
    if len(raw) < 8 or raw[4:6] != b"\x02\x00":
        return None
    label, at = _ended(raw, 6)
    _, at = _ended(raw, at)  # where it lay on the writer's disk
    at += 4
    at += 4 + int.from_bytes(raw[at : at + 4], "little")  # the path it was copied to
    size = int.from_bytes(raw[at : at + 4], "little")
    inner = raw[at + 4 : at + 4 + size]
    return Child(label or "embedded file", inner) if inner else None


def _ended(raw: bytes, at: int) -> tuple[str, int]:
    end = raw.find(b"\0", at)
    return ("", len(raw)) if end < 0 else (decode(raw[at:end]), end + 1)


_SECTOR, _LEAST = 512, 4096
_END, _FREE, _TABLE_SECTOR = 0xFFFFFFFE, 0xFFFFFFFF, 0xFFFFFFFD


def alone(name: str, raw: bytes) -> bytes:
    """A compound file of this one stream: how a workbook inside a document becomes a file again (MS-CFB)."""
    raw = raw.ljust(_LEAST, b"\0")  # shorter streams would need a second table
    count = -(-len(raw) // _SECTOR)
    tables = -(-(count + 1) // (_SECTOR // 4 - 1))
    table = [*range(1, count), _END, _END] + [_TABLE_SECTOR] * tables
    table += [_FREE] * (tables * _SECTOR // 4 - len(table))
    if tables > 109:
        return b""
    head = bytes.fromhex("d0cf11e0a1b11ae1") + bytes(16) + struct.pack("<HHHHH", 62, 3, 0xFFFE, 9, 6)
    head += bytes(6) + struct.pack("<IIIIIIIII", 0, tables, count, 0, _LEAST, _END, 0, _END, 0)
    where = [count + 1 + index for index in range(tables)]
    head += struct.pack("<109I", *where, *[_FREE] * (109 - tables))
    directory = _entry("Root Entry", 5, 1, _END, 0) + _entry(name, 2, _FREE, 0, len(raw))
    directory += _entry("", 0, _FREE, 0, 0) * 2
    return b"".join(
        (head, raw.ljust(count * _SECTOR, b"\0"), directory, struct.pack(f"<{len(table)}I", *table))
    )


def _entry(name: str, kind: int, child: int, start: int, size: int) -> bytes:
    """One of 128 bytes (MS-CFB 2.6.1)."""
    wide = name.encode("utf-16-le")
    length = len(wide) + 2 if name else 0
    fields = struct.pack("<HBBIII", length, kind, 1, _FREE, _FREE, child)
    return wide.ljust(64, b"\0") + fields + bytes(36) + struct.pack("<IQ", start, size)
