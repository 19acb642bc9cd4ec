"""Windows registry hives (NTUSER.DAT, SOFTWARE, SAM): every key's values as rows.

Layout as in "Windows registry file format specification" by Joachim Metz and Maxim Suhanov.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from dataclasses import dataclass
from typing import BinaryIO

from tocsin.intake.readers.base import Item, Reader, count, in_part, whole
from tocsin.intake.readers.encoding import encoding_of
from tocsin.intake.readers.pieces import TablePieces

MAX_KEYS = 2_000_000
MAX_DEPTH = 512
_BINS = 0x1000
_TEXTS, _DWORD, _BIG_ENDIAN, _QWORD = frozenset({1, 2, 6, 7}), 4, 5, 11
_SEGMENT = 16_344


class RegistryReader(Reader):
    """A hive as one table: key, name of the value, value. Values that are no text or number are left out."""

    kinds = ("registry",)

    def read(self, name: str, data: BinaryIO, size: int) -> Iterator[Item]:
        raw = whole(data, size)
        hive = _Hive(raw)
        pieces = TablePieces()
        yield from pieces.tables("registry", ("key", "name", "value"), hive.rows(), 1)
        yield from pieces.shortfalls()
        if hive.binary:
            values = count(hive.binary, "value is", "values are")
            left = "was" if hive.binary == 1 else "were"
            yield in_part(f"{values} binary data and {left} left out")
        if hive.damaged:
            yield in_part("the hive is damaged; parts of it could not be read")


@dataclass(slots=True)
class _Hive:
    raw: bytes
    binary: int = 0
    damaged: bool = False

    def rows(self) -> Iterator[tuple[str, str, str]]:
        """Depth first from the root; a key is looked at once."""
        stack = [(struct.unpack_from("<I", self.raw, 36)[0], "", 0)]
        seen: set[int] = set()
        while stack and len(seen) < MAX_KEYS:
            at, above, depth = stack.pop()
            if at in seen or depth > MAX_DEPTH:
                continue
            seen.add(at)
            try:
                key = self._cell(at)
                if key[:2] != b"nk":
                    raise struct.error
                length = struct.unpack_from("<H", key, 72)[0]
                path = _name(key[76 : 76 + length], ascii_=bool(key[2] & 0x20))
                path = f"{above}\\{path}" if above else path
                yield from self._values(key, path)
                kids = self._list(struct.unpack_from("<I", key, 28)[0], 0)
                stack.extend((kid, path, depth + 1) for kid in reversed(kids))
            except (struct.error, IndexError):
                self.damaged = True

    def _cell(self, offset: int) -> bytes:
        at = _BINS + offset
        size = abs(struct.unpack_from("<i", self.raw, at)[0])
        return self.raw[at + 4 : at + size]

    def _list(self, offset: int, depth: int) -> list[int]:
        """Places of the keys below one."""
        if offset == 0xFFFFFFFF or depth > 2:
            return []
        cell = self._cell(offset)
        many = struct.unpack_from("<H", cell, 2)[0]
        if cell[:2] in {b"lf", b"lh"}:
            return list(struct.unpack_from(f"<{2 * many}I", cell, 4)[::2])
        found = list(struct.unpack_from(f"<{many}I", cell, 4))
        if cell[:2] == b"li":
            return found
        return [kid for one in found for kid in self._list(one, depth + 1)] if cell[:2] == b"ri" else []

    def _values(self, key: bytes, path: str) -> Iterator[tuple[str, str, str]]:
        many, offset = struct.unpack_from("<II", key, 36)
        if not many or offset == 0xFFFFFFFF:
            return
        for place in struct.unpack_from(f"<{many}I", self._cell(offset)):
            cell = self._cell(place)
            length, size, at, kind, flags = struct.unpack_from("<HIIIH", cell, 2)
            name = _name(cell[20 : 20 + length], ascii_=bool(flags & 1))
            data = cell[8 : 8 + (size & 7)] if size >> 31 else self._data(at, size)
            text = _text(kind, data)
            self.binary += text is None
            if text:
                yield path, name, text

    def _data(self, offset: int, size: int) -> bytes:
        """The bytes of a value; large ones lie in segments."""
        if not size:
            return b""
        cell = self._cell(offset)
        if size <= _SEGMENT or cell[:2] != b"db":
            return cell[:size]
        many, listed = struct.unpack_from("<HI", cell, 2)
        places = struct.unpack_from(f"<{many}I", self._cell(listed))
        return b"".join(self._cell(place)[:_SEGMENT] for place in places)[:size]


def _name(raw: bytes, *, ascii_: bool) -> str:
    return raw.decode("latin-1" if ascii_ else "utf-16-le", "replace")


def _text(kind: int, raw: bytes) -> str | None:
    """The value in words, None for binary data. Text is also looked for where the kind does not say so."""
    if kind in _TEXTS or (len(raw) > 8 and encoding_of(raw) == "utf-16-le"):
        return " ; ".join(filter(None, raw.decode("utf-16-le", "replace").split("\0")))
    if kind in {_DWORD, _QWORD, _BIG_ENDIAN} and raw:
        return str(int.from_bytes(raw, "big" if kind == _BIG_ENDIAN else "little"))
    return None if raw else ""
