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
        self._streams: dict[tuple[str, ...], Any] = {}
        self._list(self._file.root, ())

    def _list(self, top: Any, above: tuple[str, ...]) -> None:
        """Every entry by its path: olefile looks through a whole storage for each stream it is asked for."""
        stack = [(top, above, above)]
        seen: set[int] = set()
        while stack:
            entry, path, folded = stack.pop()
            if entry.sid in seen:  # a storage that is inside itself is damage
                continue
            seen.add(entry.sid)
            for kid in entry.kids:
                inner = (*folded, kid.name.lower())
                self._inside.setdefault(path, []).append(kid.name)
                self._streams.setdefault(inner, kid)
                if kid.kids:
                    stack.append((kid, (*path, kid.name), inner))

    def names(self, *above: str) -> list[str]:
        """Names directly inside a storage, in its order."""
        return self._inside.get(above, [])

    def has(self, *path: str) -> bool:
        """Whether there is a stream or storage of this path."""
        return tuple(name.lower() for name in path) in self._streams

    def stream(self, *path: str) -> bytes:
        """The bytes of a stream; empty if it is not there, what could be read of it if it is damaged."""
        entry = self._streams.get(tuple(name.lower() for name in path))
        if entry is None or entry.entry_type != olefile.STGTY_STREAM:
            return b""
        try:
            with self._file._open(entry.isectStart, entry.size) as source:
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
MAX_EMBEDDED = 2_000


def alone(name: str, raw: bytes) -> bytes:
    """A compound file of this one stream: how a workbook inside a document becomes a file again."""
    return together({name: raw})


def together(streams: dict[str, bytes]) -> bytes:
    """A compound file of these streams (MS-CFB); blank if it would need more than the first tables."""
    padded = {
        name: raw.ljust(_LEAST, b"\0") for name, raw in streams.items()
    }  # no second table for short ones
    body, table, entries, at = [], [], [], 0
    names = list(padded)
    for number, name in enumerate(names, 1):
        count = -(-len(padded[name]) // _SECTOR)
        body.append(padded[name].ljust(count * _SECTOR, b"\0"))
        table += [*range(at + 1, at + count), _END]
        following = number + 1 if number < len(names) else _FREE
        entries.append(_entry(name, 2, _FREE, at, len(padded[name]), following))
        at += count
    root = _entry("Root Entry", 5, 1 if names else _FREE, _END, 0)
    directory = b"".join((root, *entries))
    directory = directory.ljust(-(-len(directory) // _SECTOR) * _SECTOR, b"\0")
    first, sectors = at, len(directory) // _SECTOR
    table += [*range(first + 1, first + sectors), _END]
    tables = -(-len(table) // (_SECTOR // 4 - 1))
    if tables > 109:
        return b""
    where = [len(table) + index for index in range(tables)]
    table += [_TABLE_SECTOR] * tables
    table += [_FREE] * (tables * _SECTOR // 4 - len(table))
    head = bytes.fromhex("d0cf11e0a1b11ae1") + bytes(16) + struct.pack("<HHHHH", 62, 3, 0xFFFE, 9, 6)
    head += bytes(6) + struct.pack("<IIIIIIIII", 0, tables, first, 0, _LEAST, _END, 0, _END, 0)
    head += struct.pack("<109I", *where, *[_FREE] * (109 - tables))
    return b"".join((head, *body, directory, struct.pack(f"<{len(table)}I", *table)))


def _entry(name: str, kind: int, child: int, start: int, size: int, following: int = _FREE) -> bytes:
    """One of 128 bytes (MS-CFB 2.6.1)."""
    wide = name.encode("utf-16-le")
    length = len(wide) + 2 if name else 0
    fields = struct.pack("<HBBIII", length, kind, 1, _FREE, following, child)
    return wide.ljust(64, b"\0") + fields + bytes(36) + struct.pack("<IQ", start, size)


def embedded_objects(file: Compound, prefix: str) -> Iterator[Item]:
    """What is in storages of the root whose names begin so: packages, and storages made files again."""
    for number, name in enumerate(file.names()):
        if not name.startswith(prefix) or number > MAX_EMBEDDED:
            continue
        found = packaged(file.stream(name, "\x01Ole10Native"))
        package = file.stream(name, "Package") or file.stream(name, "CONTENTS")
        if found is None and package:
            found = Child(f"embedded file {name}", package)
        streams = {inner: file.stream(name, inner) for inner in file.names(name)}
        if found is None and (whole := together({inner: raw for inner, raw in streams.items() if raw})):
            found = Child(f"embedded object {name}", whole)
        if found is not None:
            yield found
