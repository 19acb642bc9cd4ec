"""OneNote sections (MS-ONESTORE, MS-ONE): text of notes, titles, authors, links, and the files put into them.

Every object of every revision that is still in the file is read, so what was changed or deleted shows too.
"""

from __future__ import annotations

import re
import struct
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import BinaryIO

from tocsin.intake.readers.base import MAX_CHILD_BYTES, Item, Reader, in_part, whole
from tocsin.intake.readers.pieces import text_pieces
from tocsin.model.content import Child

MAX_LISTS = 100_000
MAX_OBJECTS = 500_000
MAX_DEPTH = 20
_FRAGMENT = 0xA4567AB1F5F7F4C4
_PACKED_FOR_CLOUD = bytes.fromhex("2fe98d63d4a6c14b9a36b3fc2511a5b7")
_OBJECTS = frozenset({0x2D, 0x2E, 0x41, 0x42, 0xA4, 0xA5, 0xC4, 0xC5})
_FILE = 0x94
_WIDE = {
    0x1C001C22: "text",
    0x1C001E20: "text",  # address of a link
    0x1C001CF3: "title",
    0x1C001D3C: "title",
    0x1C00349B: "title",
    0x1C001D75: "author",
    0x1C001D9C: "file name",
    0x1C001DD7: "file name",
    0x1C001E58: "text",  # words for a picture
}
_NARROW = 0x1C003498
_WIDE_RUN = re.compile(rb"(?:[\x20-\x7e\xa0-\xff]\x00){5,}")
"""Letters of Western Europe: among two-byte noise others cannot be told from chance."""
_PLAIN = re.compile(r"[\w\s.,:;@/()'\"&%+!?-]{5,}")


class OneNoteReader(Reader):
    """Sections and tables of contents."""

    kinds = ("onenote",)

    def read(self, name: str, data: BinaryIO, size: int) -> Iterator[Item]:
        raw = whole(data, size)
        found = _Section(raw)
        if raw[48:64] != _PACKED_FOR_CLOUD:
            found.walk()
        texts = found.said.get("text")
        yield from text_pieces("titles", "\n".join(found.said.get("title", ())))
        if texts:
            yield from text_pieces("notes", "\n".join(texts))
        else:
            yield from text_pieces("readable runs", "\n".join(_runs(raw)))
            yield in_part(
                "the section is of a form that is not known; only its readable runs of text were read"
            )
        yield from text_pieces("authors", "\n".join(found.said.get("author", ())), "property")
        names = list(found.said.get("file name", ()))
        yield from text_pieces("names of files", "\n".join(names), "property")
        for number, inside in enumerate(found.files):
            yield Child(names[number] if len(names) == len(found.files) else f"file {number + 1}", inside)
        if found.damaged:
            yield in_part("the section is damaged; parts of it could not be read")


def _runs(raw: bytes) -> dict[str, None]:
    texts = (run.decode("utf-16-le", "replace").strip() for run in _WIDE_RUN.findall(raw))
    return dict.fromkeys(text for text in texts if _PLAIN.fullmatch(text))


@dataclass(slots=True)
class _Section:
    """One pass over the lists of nodes (MS-ONESTORE 2.4)."""

    raw: bytes
    said: dict[str, dict[str, None]] = field(default_factory=dict)
    files: list[bytes] = field(default_factory=list)
    damaged: bool = False
    _objects: int = 0

    def walk(self) -> None:
        """Follow every list from the root, each once."""
        stack = [struct.unpack_from("<QI", self.raw, 172)] if len(self.raw) > 1024 else []
        seen: set[int] = set()
        while stack and len(seen) < MAX_LISTS:
            start, length = stack.pop()
            if start in seen or not length or start + length > len(self.raw):
                continue
            seen.add(start)
            try:
                stack.extend(reversed(self._list(start, length)))
            except struct.error:
                self.damaged = True

    def _list(self, start: int, length: int) -> list[tuple[int, int]]:
        """The nodes of one fragment; where its lists inside and the next fragment are."""
        if struct.unpack_from("<Q", self.raw, start)[0] != _FRAGMENT:
            self.damaged = True
            return []
        found: list[tuple[int, int]] = []
        at, end = start + 16, start + length - 20
        while at + 4 <= end:
            head = struct.unpack_from("<I", self.raw, at)[0]
            kind, size = head & 0x3FF, head >> 10 & 0x1FFF
            if kind in {0, 0xFF} or size < 4:
                break
            form = head >> 27 & 0xF
            if form in (1, 2):
                place = self._reference(at + 4, head >> 23 & 3, head >> 25 & 3)
                if form == 2:
                    found.append(place)
                elif kind in _OBJECTS:
                    self._object(*place)
                elif kind == _FILE:
                    self._file(*place)
            at += size
        return [*found, struct.unpack_from("<QI", self.raw, end)]

    def _reference(self, at: int, stp: int, cb: int) -> tuple[int, int]:
        """A chunk reference in one of its four by four forms (2.4.3.1)."""
        size, scale = ((8, 1), (4, 1), (2, 8), (4, 8))[stp]
        start = int.from_bytes(self.raw[at : at + size], "little") * scale
        at += size
        size, scale = ((4, 1), (8, 1), (1, 8), (2, 8))[cb]
        return start, int.from_bytes(self.raw[at : at + size], "little") * scale

    def _file(self, start: int, length: int) -> None:
        """2.6.13: a mark of 16 bytes, the length, 12 bytes, the file."""
        size = int.from_bytes(self.raw[start + 16 : start + 24], "little")
        inside = self.raw[start + 36 : start + 36 + size]
        if 0 < size <= min(length, MAX_CHILD_BYTES) and inside:
            self.files.append(inside)

    def _object(self, start: int, length: int) -> None:
        """2.6.1: identifiers of other objects, then the properties."""
        self._objects += 1
        if start + length > len(self.raw) or self._objects > MAX_OBJECTS:
            self.damaged = True
            return
        raw = self.raw[start : start + length]
        try:
            head = struct.unpack_from("<I", raw)[0]
            at = 4 + 4 * (head & 0xFFFFFF)
            if not head >> 31:
                more = struct.unpack_from("<I", raw, at)[0]
                at += 4 + 4 * (more & 0xFFFFFF)
                if more >> 30 & 1:
                    at += 4 + 4 * (struct.unpack_from("<I", raw, at)[0] & 0xFFFFFF)
            self._properties(raw, at, 0)
        except (struct.error, IndexError):
            self.damaged = True

    def _properties(self, raw: bytes, at: int, depth: int) -> int:
        """2.6.7; returns where it ends."""
        if depth > MAX_DEPTH:
            raise IndexError
        count = struct.unpack_from("<H", raw, at)[0]
        wanted = struct.unpack_from(f"<{count}I", raw, at + 2)
        at += 2 + 4 * count
        for number in wanted:
            form = number >> 26 & 0x1F
            if form in _SIZES:
                at += _SIZES[form]
            elif form == 7:
                size = struct.unpack_from("<I", raw, at)[0]
                self._say(number & 0x7FFFFFFF, raw[at + 4 : at + 4 + size])
                at += 4 + size
            elif form in {9, 11, 13}:
                at += 4
            elif form == 16:
                many = struct.unpack_from("<I", raw, at)[0]
                at += 8 if many else 4
                for _ in range(many):
                    at = self._properties(raw, at, depth + 1)
            elif form == 17:
                at = self._properties(raw, at, depth + 1)
            else:
                raise IndexError
        return at

    def _say(self, number: int, raw: bytes) -> None:
        what = _WIDE.get(number, "text" if number == _NARROW else "")
        if what:
            text = (
                raw.decode("latin-1" if number == _NARROW else "utf-16-le", "replace")
                .replace("\0", "")
                .strip()
            )
            if text:
                self.said.setdefault(what, {})[text] = None


_SIZES = {1: 0, 2: 0, 3: 1, 4: 2, 5: 4, 6: 8, 8: 0, 10: 0, 12: 0}
