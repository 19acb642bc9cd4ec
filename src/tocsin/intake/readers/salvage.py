"""Readable runs out of files that are text in places: core dumps, damaged files, database pages.

The last way to read, for what no reader could take apart: bytes and pairs of bytes (UTF-16, as Windows
programs keep text) that look like writing, in their order, without the structure that told what they mean.
"""

from __future__ import annotations

import io
import re
import string
from collections.abc import Iterable, Iterator
from typing import BinaryIO

from tocsin.intake.readers.base import Item, Reader, Unreadable, in_part, words
from tocsin.intake.readers.carving import Carved, carved_members
from tocsin.intake.readers.encoding import decode
from tocsin.intake.readers.pieces import stream_pieces, text_pieces

CHUNK = 1 << 20
_RUN = re.compile(rb"[\t\x20-\x7e\x80-\xff]{6,}")
_ASCII = re.compile(rb"[\x20-\x7e]{4,}")

WINDOW = 1 << 16
LEAST_SHARE = 0.02
"""Of the filled bytes of a window, in runs that look like writing. Noise has a tenth of that."""

_WRITING = re.compile(rb"(?:[\t\r\n\x20-\x7e]\0){3,}|[\t\r\n\x20-\x7e\x80-\xff]{5,}")
_WRITTEN = string.ascii_letters + string.digits + "\t\r\n -./,:;@'()&#+_?!$%\"*=<>"
_ODD = bytes(set(range(256)) - set(_WRITTEN.encode()))
_MOST_ODD = 0.15

PLACE = "readable runs"

RUNS = words(
    "doc xls ppt msg cfb visio mdb sqlite dbf avro orc parquet arrow evtx iso cpio tar bak hdf5 wordperfect"
    " binary mixed rtf onenote chm pgdump postscript"
)
"""Kinds whose bytes hold their text as it is, at least in places."""

PACKED = words("docx xlsx pptx odt ods odp xlsb iwork visio")
"""Kinds whose parts are compressed one by one."""


def printable_runs(data: BinaryIO) -> Iterator[str]:
    """Runs of at least six characters, one a line, mostly ASCII ones."""
    data.seek(0)
    while chunk := data.read(CHUNK):
        runs = [run for run in _RUN.findall(chunk) if _ASCII.search(run)]
        if runs:
            yield decode(b"\n".join(runs)) + "\n"


def written_runs(data: BinaryIO, table: bytes | None = None) -> Iterator[str]:
    """Runs that look like writing, one a line, from windows that hold enough of them.

    table: what each byte stands for, where the file's bytes are exchanged for others.
    """
    data.seek(0)
    held = b""
    while chunk := data.read(WINDOW):
        held += chunk.translate(table) if table is not None else chunk
        end = _last_gap(held)
        yield from _said(held[:end])
        held = held[end:]
    yield from _said(held)


def _last_gap(held: bytes) -> int:
    """Where no run is cut in two: before the last one, unless it fills the window."""
    runs = list(_WRITING.finditer(held, max(0, len(held) - 4096)))
    return runs[-1].start() if runs and runs[-1].end() == len(held) and runs[-1].start() else len(held)


def _said(window: bytes) -> Iterator[str]:
    runs = [text for run in _WRITING.findall(window) if (text := _writing(run))]
    filled = len(window) - window.count(0) - window.count(0xFF)
    if sum(map(len, runs)) > LEAST_SHARE * filled:
        yield "\n".join(runs) + "\n"


def _writing(run: bytes) -> str:
    """The run as text, blank if it looks like chance."""
    wide = run[1::2].count(0) == len(run) // 2
    plain = run[::2] if wide else run
    if len(plain.translate(None, _ODD)) < (1 - _MOST_ODD) * len(plain):
        return ""
    return " ".join((plain.decode("ascii") if wide else decode(plain)).split())


def last_resort(kind: str, data: BinaryIO, size: int) -> Iterator[Item]:
    """What can be had of a file that its own reader gave up on; nothing if that is nothing."""
    if kind in PACKED:
        yield from _of_parts(carved_members(data, size))
    elif kind in RUNS:
        yield from stream_pieces(PLACE, written_runs(data))


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
    """Text with binary data in it."""

    kinds = ("mixed",)

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
