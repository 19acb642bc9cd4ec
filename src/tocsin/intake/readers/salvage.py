"""Readable runs out of files that are text in places: core dumps, damaged files, database pages.

The last way to read, for what no reader could take apart: bytes and pairs of bytes (UTF-16, as Windows
programs keep text) that look like writing, in their order, without the structure that told what they mean.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterable, Iterator
from typing import BinaryIO

from tocsin.intake.readers import pst_damage
from tocsin.intake.readers.base import Item, Reader, Unreadable, in_part, words
from tocsin.intake.readers.carving import Carved, carved_members
from tocsin.intake.readers.encoding import decode
from tocsin.intake.readers.pieces import stream_pieces, text_pieces
from tocsin.intake.readers.runs import printable_runs, written_runs

PLACE = "readable runs"
LEAST_CHARS = 32

RUNS = words(
    "doc xls ppt msg cfb visio mdb sqlite dbf avro orc parquet arrow evtx iso cpio tar bak hdf5 wordperfect"
    " binary mixed rtf onenote chm pgdump postscript"
)
"""Kinds whose bytes hold their text as it is, at least in places."""

PACKED = words("docx xlsx pptx odt ods odp xlsb iwork visio")
"""Kinds whose parts are compressed one by one."""


def last_resort(kind: str, data: BinaryIO, size: int) -> Iterator[Item]:
    """What can be had of a file that its own reader gave up on; nothing if that is nothing."""
    if kind in PACKED:
        yield from _of_parts(carved_members(data, size))
    elif kind == "pst":
        yield from stream_pieces(PLACE, _worth_it(pst_damage.texts(data)))
    elif kind in RUNS:
        yield from stream_pieces(PLACE, _worth_it(written_runs(data)))


def _worth_it(runs: Iterator[str]) -> Iterator[str]:
    """Nothing where all runs together are no longer than the names of formats that any file carries."""
    held = ""
    for found in runs:
        held += found
        if len(held) >= LEAST_CHARS:
            yield held
            yield from runs
            return


def words_for(kind: str) -> str:
    """What is said behind the reason why the reader gave up."""
    return (
        "only the text of its parts was read"
        if kind in PACKED
        else "only its readable runs of text were read"
    )


_TAG = re.compile(r"<[^<>]*>")
_TEXT_PARTS = (".xml", ".rels", ".bin", ".html", ".xhtml", ".iwa")


def _of_parts(members: Iterable[Carved]) -> Iterator[Item]:
    """The text between the tags of every part, and the runs of the binary ones."""
    for member in members:
        if not member.name.lower().endswith(_TEXT_PARTS) or member.name.endswith(".rels"):
            continue
        if member.data.lstrip()[:1] == b"<":
            lines = (" ".join(piece.split()) for piece in _TAG.split(decode(member.data).rpartition(">")[0]))
            yield from text_pieces(f"part {member.name}", "\n".join(line for line in lines if line))
        else:
            yield from stream_pieces(f"part {member.name}", written_runs(io.BytesIO(member.data)))


class MixedReader(Reader):
    """Text with binary data in it, and databases of keys and values whose pages are not taken apart."""

    kinds = ("mixed", "berkeley")

    def read(self, name: str, data: BinaryIO, size: int) -> Iterator[Item]:
        found = False
        for piece in stream_pieces(PLACE, printable_runs(data)):
            found = True
            yield piece
        if not found:
            raise Unreadable("refused", "this kind of file (unknown binary data) cannot be read yet")
        yield in_part(
            "the file holds binary data of an unknown kind; only its readable runs of text were read"
        )
