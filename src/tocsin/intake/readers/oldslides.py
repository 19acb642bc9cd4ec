"""PowerPoint presentations before 2007 (MS-PPT): slides, notes, comments, masters and embedded files."""

from __future__ import annotations

import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import BinaryIO

from tocsin.intake.readers.base import BOMB_RATIO, MAX_CHILD_BYTES, Item, Reader, Unreadable, in_part
from tocsin.intake.readers.compound import Compound
from tocsin.intake.readers.locks import Locked
from tocsin.intake.readers.pieces import text_pieces
from tocsin.model.content import Child

_CONTAINER = 0xF
_TEXT_WIDE, _TEXT_NARROW, _STRING = 4000, 4008, 4026
_OBJECT = 4113
_COMMENT = 12000
_PADDING = frozenset({0, 0xFFFF})
_PACKAGE = b"PK\x03\x04"  # what newer versions keep for themselves in a record marked as a container
_OPEN = b"\x0f\x00\xe8\x03"
_LOCKED_TOKEN = 0xF3D1C4DF
_PLACES = {1000: "outline", 1006: "slide", 1008: "notes", 1016: "slide master", 4041: "handout"}
_ROLES = {"notes": "comment", "comment": "comment", "slide master": "header", "handout": "header"}
_PROMPTS = ("Click to edit Master", "Click to edit the", "___PPT")
MAX_RECORDS = 2_000_000
MAX_DEPTH = 60
_SIGNS = str.maketrans({"\r": "\n", "\x0b": "\n", "\0": None})


class OldSlidesReader(Reader):
    """PowerPoint 97 to 2003. Slides kept from earlier savings are read too."""

    kinds = ("ppt",)

    def read(self, name: str, data: BinaryIO, size: int) -> Iterator[Item]:
        file = Compound(data)
        raw = file.stream("PowerPoint Document")
        marked = file.has("EncryptedSummary") or _token(file.stream("Current User")) == _LOCKED_TOKEN
        if marked and not raw.startswith(_OPEN):  # unlocked with a word, it still bears the mark
            raise Locked("the presentation")
        if not raw:
            raise Unreadable("refused", "the presentation is of a form before 1997 or damaged")
        found = _Records(raw)
        found.walk()
        for (kind, number), lines in found.texts.items():
            place = f"{kind} {number}" if number else kind
            yield from text_pieces(place, "\n".join(lines), _ROLES.get(kind, "body"))
        yield from file.properties()
        yield from found.objects
        if found.damaged or file.damaged:
            yield in_part("the presentation is damaged; parts of it could not be read")


def _token(raw: bytes) -> int:
    return int.from_bytes(raw[12:16], "little")


@dataclass(slots=True)
class _Records:
    """One pass over the records (MS-PPT 2.3.1): version and instance, type, length, content."""

    raw: bytes
    texts: dict[tuple[str, int], list[str]] = field(default_factory=dict)
    objects: list[Child] = field(default_factory=list)
    damaged: bool = False
    _counts: dict[str, int] = field(default_factory=dict)
    _said: set[str] = field(default_factory=set)
    _seen: int = 0

    def walk(self) -> None:
        """Take the stream apart without recursion; what overlaps its container is damage."""
        stack: list[tuple[int, int, tuple[str, int]]] = [(0, len(self.raw), ("slide", 0))]
        while stack:
            at, end, place = stack.pop()
            while at + 8 <= end:
                self._seen += 1
                if self._seen > MAX_RECORDS:
                    self.damaged = True
                    return
                version = int.from_bytes(self.raw[at : at + 2], "little")
                kind = int.from_bytes(self.raw[at + 2 : at + 4], "little")
                length = int.from_bytes(self.raw[at + 4 : at + 8], "little")
                if kind in _PADDING and place == ("slide", 0):
                    break
                first, at = at + 8, at + 8 + length
                if at > end:
                    self.damaged, at = True, end
                holds = version & 0xF == _CONTAINER and not self.raw.startswith(_PACKAGE, first)
                if holds and len(stack) < MAX_DEPTH:
                    stack.append((at, end, place))
                    at, end, place = first, at, self._place(kind, place)
                else:
                    self._atom(kind, version >> 4, self.raw[first:at], place)

    def _place(self, kind: int, above: tuple[str, int]) -> tuple[str, int]:
        if kind == _COMMENT:
            return "comment", 0
        name = _PLACES.get(kind)
        if name is None:
            return above
        self._counts[name] = self._counts.get(name, 0) + 1
        return name, 0 if name == "outline" else self._counts[name]

    def _atom(self, kind: int, instance: int, raw: bytes, place: tuple[str, int]) -> None:
        if kind in {_TEXT_WIDE, _STRING}:
            self._text(raw.decode("utf-16-le", "replace"), place)
        elif kind == _TEXT_NARROW:
            self._text(raw.decode("latin-1"), place)
        elif kind == _OBJECT:
            self._object(raw, instance)

    def _text(self, found: str, place: tuple[str, int]) -> None:
        text = found.translate(_SIGNS).strip()
        if not text or text == "*" or text in self._said or text.startswith(_PROMPTS):
            return
        self._said.add(text)
        self.texts.setdefault(place, []).append(text)

    def _object(self, raw: bytes, instance: int) -> None:
        """An embedded document, deflated if the record says so (MS-PPT 2.10.34 ExOleObjStg)."""
        inner = raw
        if instance == 1:
            engine = zlib.decompressobj()
            limit = min(MAX_CHILD_BYTES, BOMB_RATIO * max(len(raw), 1 << 16))
            try:
                inner = engine.decompress(raw[4:], limit)
            except zlib.error:
                self.damaged = True
                return
        if inner:
            self.objects.append(Child(f"embedded file {len(self.objects) + 1}", inner))
