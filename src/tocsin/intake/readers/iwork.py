"""Pages, Numbers and Keynote: since 2013 packed messages (IWA), before that one large XML.

An IWA file is a run of blocks in Snappy, holding protocol buffers: an ArchiveInfo that says which messages
follow, of which type and length (described by the keynote-parser and numbers-parser projects). The schema of
every message is not needed: text stands in storages, strings of tables in lists of data.
"""

from __future__ import annotations

import gzip
import io
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import BinaryIO

import pyarrow as pa

from tocsin.intake.readers.base import MAX_PART_BYTES, Item, Reader, Unreadable, in_part
from tocsin.intake.readers.bounded import Budget, TooMuch
from tocsin.intake.readers.locks import Locked
from tocsin.intake.readers.package import Package
from tocsin.intake.readers.pieces import text_pieces
from tocsin.intake.readers.safexml import local, tree
from tocsin.intake.readers.zips import DAMAGE
from tocsin.model.content import Child

MAX_MESSAGES = 500_000
MAX_BLOCK = 1 << 24
_STORAGES = frozenset({2001, 2005})
_DATA_LIST = 6005
_AUTHOR, _COMMENT = 212, 3056
_OLD = ("index.apxl", "index.xml", "index.apxl.gz", "index.xml.gz")


class IworkReader(Reader):
    """Documents of Apple's office programs, as one file."""

    kinds = ("iwork",)

    def read(self, name: str, data: BinaryIO, size: int) -> Iterator[Item]:
        package = Package(data)
        found = _Texts()
        if ".iwpv2" in package.names or ".iwph" in package.names:
            raise Locked("the document")
        for part in package.names:
            if part.endswith(".iwa"):
                found.take(package.read(part))
            elif part == "Index.zip":
                found.take_all(package.read(part))
        for part in _OLD:
            if part in package:
                yield from _old(package.read(part))
        yield from text_pieces("document", "\n".join(found.texts))
        yield from text_pieces("cells of tables", "\n".join(found.cells))
        yield from text_pieces("comments", "\n".join(found.comments), "comment")
        for part in package.names:
            if part.startswith("Data/") and not part.startswith("Data/st-") and (raw := package.read(part)):
                yield Child(part.rpartition("/")[2], raw)
        if found.damaged:
            yield in_part("the document is damaged; parts of it could not be read")
        yield from map(in_part, package.damage)


@dataclass(slots=True)
class _Texts:
    """What was found in the messages, each text once, in their order."""

    texts: dict[str, None] = field(default_factory=dict)
    cells: dict[str, None] = field(default_factory=dict)
    comments: dict[str, None] = field(default_factory=dict)
    damaged: bool = False
    _seen: int = 0

    def take_all(self, raw: bytes) -> None:
        """The archive inside the document, which newer versions flattened."""
        budget = Budget(MAX_PART_BYTES)
        try:
            with zipfile.ZipFile(io.BytesIO(raw)) as archive:
                for member in archive.infolist():
                    if member.filename.endswith(".iwa"):
                        with archive.open(member) as source:
                            self.take(budget.read(source, member.compress_size, MAX_PART_BYTES))
        except (*DAMAGE, TooMuch):
            self.damaged = True

    def take(self, raw: bytes) -> None:
        """The messages of one IWA file."""
        try:
            content = _unsnapped(raw)
            at = 0
            while at < len(content) and self._seen < MAX_MESSAGES:
                length, at = _varint(content, at)
                head, at = content[at : at + length], at + length
                for kind, size in _announced(head):
                    self._message(kind, content[at : at + size])
                    at += size
        except (ValueError, IndexError, pa.ArrowException, OverflowError):
            self.damaged = True

    def _message(self, kind: int, raw: bytes) -> None:
        self._seen += 1
        if kind in _STORAGES:
            self._add(self.texts, (value for number, value in fields(raw) if number == 3))
        elif kind == _DATA_LIST:
            entries = [value for number, value in fields(raw) if number == 3 and isinstance(value, bytes)]
            self._add(
                self.cells, (value for entry in entries for number, value in fields(entry) if number == 3)
            )
        elif kind in {_AUTHOR, _COMMENT}:
            self._add(self.comments, (value for number, value in fields(raw) if number == 1))

    @staticmethod
    def _add(to: dict[str, None], values: Iterator[bytes | int]) -> None:
        for value in values:
            if isinstance(value, bytes) and (
                text := value.decode("utf-8", "replace").replace("\ufffc", "").strip()
            ):
                to[text] = None


def fields(raw: bytes) -> Iterator[tuple[int, bytes | int]]:
    """Number and value of the fields of a protocol buffer. Raises ValueError on what is none."""
    at = 0
    while at < len(raw):
        tag, at = _varint(raw, at)
        number, form = tag >> 3, tag & 7
        if form == 0:
            value, at = _varint(raw, at)
            yield number, value
        elif form in (1, 5):
            size = 8 if form == 1 else 4
            yield number, int.from_bytes(raw[at : at + size], "little")
            at += size
        elif form == 2:
            length, at = _varint(raw, at)
            if at + length > len(raw):
                raise ValueError
            yield number, raw[at : at + length]
            at += length
        else:
            raise ValueError


def _varint(raw: bytes, at: int) -> tuple[int, int]:
    value = shift = 0
    while True:
        byte = raw[at]
        at += 1
        value |= (byte & 0x7F) << shift
        if byte < 0x80:
            return value, at
        shift += 7
        if shift > 63:
            raise ValueError


def _announced(head: bytes) -> Iterator[tuple[int, int]]:
    """Type and length of the messages behind an ArchiveInfo."""
    for number, value in fields(head):
        if number == 2 and isinstance(value, bytes):
            inside = dict(fields(value))
            kind, size = inside.get(1, 0), inside.get(3, 0)
            if isinstance(kind, int) and isinstance(size, int):
                yield kind, size


def _unsnapped(raw: bytes) -> bytes:
    """The blocks of an IWA file, each with a head of four bytes and without Snappy's own stream head."""
    out, at, total = [], 0, 0
    codec = pa.Codec("snappy")
    while at + 4 <= len(raw):
        if raw[at] != 0:
            raise ValueError
        length = int.from_bytes(raw[at + 1 : at + 4], "little")
        block = raw[at + 4 : at + 4 + length]
        at += 4 + length
        size, _ = _varint(block, 0)
        total += size
        if size > MAX_BLOCK or total > MAX_PART_BYTES:
            raise ValueError
        out.append(codec.decompress(block, size, asbytes=True))
    return b"".join(out)


def _old(raw: bytes) -> Iterator[Item]:
    """The XML of the versions before 2013: everything that is text, a line a paragraph."""
    if raw.startswith(b"\x1f\x8b"):
        try:
            with gzip.GzipFile(fileobj=io.BytesIO(raw)) as source:
                raw = Budget(MAX_PART_BYTES).read(source, len(raw), MAX_PART_BYTES)
        except (OSError, EOFError, zlib.error, TooMuch):
            raise Unreadable("refused", "the document is damaged or a bomb, and was not read") from None
    if not raw.lstrip().startswith(b"<"):
        raise Locked("the document")
    root = tree(raw)
    if root is None:
        raise Unreadable("refused", "the document is damaged: its XML cannot be read")
    lines: list[str] = []
    for element in root.iter():
        if local(element) in {"p", "layout-text"}:
            lines.append("".join(map(str, element.itertext())).strip())
        elif local(element) in {"ct", "so"} and (text := element.get(_TEXT_OF_CELL)):
            lines.append(text.strip())
        elif local(element) == "tabular-model" and (label := element.get(f"{_SF}name")):
            lines.append(label)
        elif local(element) in {"n", "d"} and (value := element.get(_VALUE) or element.get(_DATE)):
            lines.append(value)
    yield from text_pieces("document", "\n".join(filter(None, lines)))


_SFA = "{http://developer.apple.com/namespaces/sfa}"
_SF = "{http://developer.apple.com/namespaces/sf}"
_TEXT_OF_CELL, _VALUE, _DATE = f"{_SFA}s", f"{_SF}v", f"{_SF}cell-date"
