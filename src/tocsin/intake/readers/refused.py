"""Kinds that are known and cannot be read yet: said by name, so that nobody takes them for empty."""

from __future__ import annotations

from collections.abc import Iterator
from typing import BinaryIO

from tocsin.intake.readers.base import Item, Reader, Unreadable
from tocsin.intake.readers.identify import identify
from tocsin.intake.readers.locks import Locked

NAMED = {
    "hdf5": "an HDF5 file",
    "bak": "a SQL Server backup",
    "pgdump": "a PostgreSQL dump in the custom format",
    "cfb": "a compound file of an unknown program",
    "program": "a program",
    "film": "a film",
    "sound": "a sound recording",
}
_SENTENCES = {
    "empty": "the file is empty",
    "blank": "the file holds nothing but blanks",
    "binary": "this kind of file (unknown binary data) cannot be read yet",
} | {kind: f"this kind of file ({words}) cannot be read yet" for kind, words in NAMED.items()}


class RefusedReader(Reader):
    """Says why there is nothing to read."""

    kinds = ("locked-office", *_SENTENCES)

    def read(self, name: str, data: BinaryIO, size: int) -> Iterator[Item]:
        kind = identify(name, data, size)
        if kind == "locked-office":
            raise Locked("the document")
        raise Unreadable("refused", _SENTENCES[kind])
        yield
