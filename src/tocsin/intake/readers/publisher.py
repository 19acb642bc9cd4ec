"""Publisher (PUB): the text of a publication lies in one stream (as Apache POI's HPBF reads it)."""

from __future__ import annotations

import struct
from collections.abc import Iterator
from typing import BinaryIO

from tocsin.intake.readers.base import Item, Reader, Unreadable, in_part
from tocsin.intake.readers.compound import Compound
from tocsin.intake.readers.pieces import text_pieces

_CONTENTS = ("Quill", "QuillSub", "CONTENTS")
MAX_BLOCKS = 4_000
_SIGNS = str.maketrans({"\r": "\n", "\x0b": "\n", "\x0c": "\n", "\0": None})


class PublisherReader(Reader):
    """Publisher 98 to today. The pieces of the text are in the order they were written, not that of pages."""

    kinds = ("publisher",)

    def read(self, name: str, data: BinaryIO, size: int) -> Iterator[Item]:
        file = Compound(data)
        raw = file.stream(*_CONTENTS)
        if not raw.startswith(b"CHNKINK "):
            raise Unreadable("refused", "the publication is damaged or older than Publisher 98")
        texts = [plain(found.decode("utf-16-le", "replace")) for found in blocks(raw, b"TEXT")]
        yield from text_pieces("publication", "\n".join(texts))
        yield from file.properties()
        if file.damaged:
            yield in_part("the publication is damaged; parts of it could not be read")


def plain(text: str) -> str:
    """With line ends as everywhere."""
    return text.translate(_SIGNS)


def blocks(raw: bytes, wanted: bytes) -> Iterator[bytes]:
    """The blocks of one kind out of the table at the start of the stream (24 bytes an entry)."""
    for number in range(MAX_BLOCKS):
        at = 0x20 + 24 * number
        if raw[at : at + 2] != b"\x18\x00":
            return
        if raw[at + 12 : at + 16] == wanted:
            start, length = struct.unpack_from("<II", raw, at + 16)
            yield raw[start : start + length]
