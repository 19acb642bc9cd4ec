"""Readable runs out of files that are text in places: core dumps, damaged files, database pages."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import BinaryIO

from tocsin.intake.readers.base import Item, Reader, Unreadable, in_part
from tocsin.intake.readers.encoding import decode
from tocsin.intake.readers.pieces import stream_pieces

CHUNK = 1 << 20
_RUN = re.compile(rb"[\t\x20-\x7e\x80-\xff]{6,}")
_ASCII = re.compile(rb"[\x20-\x7e]{4,}")


def printable_runs(data: BinaryIO) -> Iterator[str]:
    """Runs of at least six characters, one a line, mostly ASCII ones."""
    data.seek(0)
    while chunk := data.read(CHUNK):
        runs = [run for run in _RUN.findall(chunk) if _ASCII.search(run)]
        if runs:
            yield decode(b"\n".join(runs)) + "\n"


class MixedReader(Reader):
    """Text with binary data in it, and databases of keys and values whose pages are not taken apart."""

    kinds = ("mixed", "berkeley")

    def read(self, name: str, data: BinaryIO, size: int) -> Iterator[Item]:
        found = False
        for piece in stream_pieces("readable runs", printable_runs(data)):
            found = True
            yield piece
        if not found:
            raise Unreadable("refused", "this kind of file (unknown binary data) cannot be read yet")
        yield in_part(
            "the file holds binary data of an unknown kind; only its readable runs of text were read"
        )
