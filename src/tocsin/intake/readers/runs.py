"""Runs of bytes, and of pairs of bytes, that look like writing, in files that are not text as a whole."""

from __future__ import annotations

import re
import string
from collections.abc import Iterator
from typing import BinaryIO

from tocsin.intake.readers.encoding import decode

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
        if not held and not chunk.strip(b"\0"):
            continue  # gaps of sparse files and discs
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
