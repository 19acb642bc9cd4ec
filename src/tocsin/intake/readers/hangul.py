"""Hangul Word Processor 5 (HWP): paragraphs of its sections, each a packed stream of records (as Hancom
publishes the format).
"""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterator
from typing import BinaryIO

from tocsin.intake.readers.base import BOMB_RATIO, MAX_PART_BYTES, Item, Reader, Unreadable, in_part
from tocsin.intake.readers.compound import Compound
from tocsin.intake.readers.locks import Locked
from tocsin.intake.readers.pieces import text_pieces

_PARAGRAPH = 67
MAX_RECORDS = 2_000_000
_LONG = re.compile(r"[\x01-\x09\x0b\x0c\x0e-\x17].{7}", re.DOTALL)
"""A control with seven more units that belong to it."""


class HangulReader(Reader):
    """Documents of version 5."""

    kinds = ("hwp",)

    def read(self, name: str, data: BinaryIO, size: int) -> Iterator[Item]:
        file = Compound(data)
        flags = int.from_bytes(file.stream("FileHeader")[36:40], "little")
        if flags & 2:
            raise Locked("the document")
        if flags & 4:
            raise Unreadable("refused", "the document is encrypted for distribution")
        damaged = False
        for section in file.names("BodyText"):
            raw, sound = _unpacked(file.stream("BodyText", section), bool(flags & 1))
            damaged = damaged or not sound
            yield from text_pieces(section.lower(), "\n".join(_paragraphs(raw)))
        yield from file.properties()
        if damaged or file.damaged:
            yield in_part("the document is damaged; parts of it could not be read")


def _unpacked(raw: bytes, packed: bool) -> tuple[bytes, bool]:
    if not packed:
        return raw, True
    try:
        engine = zlib.decompressobj(-15)
        return engine.decompress(raw, min(MAX_PART_BYTES, BOMB_RATIO * max(len(raw), 1 << 12))), True
    except zlib.error:
        return b"", False


def _paragraphs(raw: bytes) -> Iterator[str]:
    """The texts among the records: a head of 10 bits tag, 10 level, 12 length (4095: in the next 4 bytes)."""
    at = 0
    for _ in range(MAX_RECORDS):
        if at + 4 > len(raw):
            return
        head = int.from_bytes(raw[at : at + 4], "little")
        tag, length, at = head & 0x3FF, head >> 20, at + 4
        if length == 0xFFF:
            length, at = int.from_bytes(raw[at : at + 4], "little"), at + 4
        if tag == _PARAGRAPH:
            text = _LONG.sub(
                lambda found: "\t" if found[0][0] == "\t" else "",
                raw[at : at + length].decode("utf-16-le", "replace"),
            )
            yield "".join(sign for sign in text if sign >= " " or sign in "\t\n")
        at += length
