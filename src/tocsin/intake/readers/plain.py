"""Plain text and everything that is read as such: logs, notes, Markdown, YAML, source code."""

from __future__ import annotations

from collections.abc import Iterator
from typing import BinaryIO

from tocsin.intake.readers.base import Item, Reader
from tocsin.intake.readers.encoding import text_chunks
from tocsin.intake.readers.pieces import stream_pieces


class TextReader(Reader):
    """Text as it stands; the place is the whole file and ``start`` counts its characters."""

    kinds = ("text", "yaml")

    def read(self, name: str, data: BinaryIO, size: int) -> Iterator[Item]:
        yield from stream_pieces("text", text_chunks(data))
