"""Visio: the text of shapes, in drawings since 2013 (VSDX, a package) and before (VSD, a stream of chunks).

The older form is described by the readers of Apache POI (HDGF) and libvisio.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from typing import BinaryIO

from tocsin.intake.readers.base import Item, Reader, Unreadable, in_part
from tocsin.intake.readers.compound import Compound
from tocsin.intake.readers.encoding import decode
from tocsin.intake.readers.lzss import unpacked
from tocsin.intake.readers.office_properties import embedded_files, properties
from tocsin.intake.readers.package import Package
from tocsin.intake.readers.pieces import text_pieces

_ZIP = b"PK\x03\x04"
MAX_STREAMS = 20_000
MAX_STREAM_BYTES = 64 << 20
MAX_DEPTH = 20
_TRAILER, _TEXT = 0x14, 0x0E
_WITH_TRAILER = frozenset({0x2C, 0x65, 0x66, 0x69, 0x6A, 0x6B, 0x70, 0x71})
_FIRST = {0x1D: 30, 0x4E: 30, 0x1E: 54, 0x14: 130}


class VisioReader(Reader):
    """Drawings, stencils and templates."""

    kinds = ("visio",)

    def read(self, name: str, data: BinaryIO, size: int) -> Iterator[Item]:
        data.seek(0)
        if data.read(4) == _ZIP:
            yield from _package(data)
            return
        file = Compound(data)
        raw = file.stream("VisioDocument")
        if len(raw) < 0x36 or not raw.startswith(b"Visio (TM) Drawing"):
            raise Unreadable("refused", "the drawing is damaged: its head is not there")
        found = _Drawing(raw)
        found.walk()
        yield from text_pieces("texts of shapes", "\n".join(found.texts))
        yield from file.properties()
        if found.damaged or file.damaged:
            yield in_part("the drawing is damaged or of a form before Visio 5; parts of it were not read")


def _package(data: BinaryIO) -> Iterator[Item]:
    package = Package(data)
    for folder in ("visio/pages/page", "visio/masters/master"):
        for part in package.matching(folder):
            root = package.tree(part)
            texts = (
                ("".join(map(str, text.itertext())).strip() for text in root.iter("{*}Text"))
                if root is not None
                else ()
            )
            role = "body" if "pages" in folder else "hidden"
            yield from text_pieces(
                part.rpartition("/")[2].removesuffix(".xml"), "\n".join(filter(None, texts)), role
            )
    for part in package.matching("visio/comments"):
        root = package.tree(part)
        lines = [" ".join(str(text).split()) for text in root.itertext()] if root is not None else []
        yield from text_pieces("comments", "\n".join(filter(None, lines)), "comment")
    yield from properties(package)
    yield from embedded_files(package)
    yield from map(in_part, package.damage)


class _Drawing:
    """The streams of a drawing, found by the pointers from its trailer on."""

    def __init__(self, raw: bytes) -> None:
        self._raw = raw
        self.version = int.from_bytes(raw[0x1A:0x1C], "little")
        self.texts: dict[str, None] = {}
        self.damaged = self.version < 5

    def walk(self) -> None:
        """Follow pointers without recursion; a stream is looked at once, however many point to it."""
        if self.damaged:
            return
        stack = [(self._pointer(self._raw, 0x24), 0)]
        seen: set[tuple[int, int]] = set()
        while stack and len(seen) < MAX_STREAMS:
            (kind, form, offset, length), depth = stack.pop()
            if (offset, length) in seen or not length or depth > MAX_DEPTH:
                continue
            seen.add((offset, length))
            raw = self._raw[offset : offset + length]
            content = unpacked(raw, MAX_STREAM_BYTES) if form & 2 else raw
            shape = form & 0xFF
            try:
                if kind == _TRAILER or (0x1D <= shape < 0x1F or 0x50 <= shape < 0x60):
                    stack += [
                        (pointer, depth + 1)
                        for pointer in reversed(
                            list(self._pointers(kind, content[4:] if form & 2 else content))
                        )
                    ]
                elif 0xD0 <= shape < 0xDF or (self.version == 5 and kind in {21, 24}):
                    self._chunks(content)
            except struct.error:
                self.damaged = True

    def _pointer(self, raw: bytes, at: int) -> tuple[int, int, int, int]:
        """Type, format, offset, length."""
        if self.version >= 6:
            kind, _, offset, length, form = struct.unpack_from("<IIIIH", raw, at)
        else:
            kind, form, _, offset, length = struct.unpack_from("<HHIII", raw, at)
        return kind, form, offset, length

    def _pointers(self, kind: int, raw: bytes) -> Iterator[tuple[int, int, int, int]]:
        if self.version >= 6:
            first = struct.unpack_from("<I", raw)[0]
            count, size, at = struct.unpack_from("<I", raw, first)[0], 18, first + 8
        else:
            first = _FIRST.get(kind, 10)
            count, size, at = struct.unpack_from("<H", raw, first)[0], 16, first + 2
        for number in range(min(count, (len(raw) - at) // size)):
            yield self._pointer(raw, at + size * number)

    def _chunks(self, raw: bytes) -> None:
        at, head = 0, 19 if self.version >= 6 else 12
        while at + head <= len(raw):
            if self.version >= 6:
                kind, _, unknown, length, second, third = struct.unpack_from("<IIIIHB", raw, at)
            else:
                kind, _, unknown, third, length = (
                    *struct.unpack_from("<HHHH", raw, at),
                    struct.unpack_from("<I", raw, at + 8)[0],
                )
                second = 0
            content = raw[at + head : at + head + length]
            if kind == _TEXT:
                self._text(content[8:])
            at += head + length + self._behind(kind, unknown, second, third)

    def _behind(self, kind: int, unknown: int, second: int, third: int) -> int:
        """Bytes of trailer and separator behind a chunk."""
        if self.version < 6:
            return 0
        trailer = kind in _WITH_TRAILER or unknown != 0
        separator = trailer or kind == 0x69
        if kind in {0xA9, 0xAA, 0xB4, 0xB6} and (second, third) == (2, 0x54):
            separator = True
        separator = separator or (second, third) == (2, 0x55) or (second == 3 and third != 0x50)
        separator = separator and self.version >= 11 and kind not in {0x1F, 0xC9}
        return 8 * trailer + 4 * separator

    def _text(self, raw: bytes) -> None:
        text = raw.decode("utf-16-le", "replace") if self.version >= 11 else decode(raw)
        if text := text.replace("\0", "").strip():
            self.texts[text] = None
