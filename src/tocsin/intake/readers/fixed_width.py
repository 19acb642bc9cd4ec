"""Tables laid out with blanks: reports of mainframes and terminals. Columns are where every line is blank.

Taken for a table only if at least three columns stand under each other on every line and the first line is a
header; a rule of dashes under the header is dropped.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain, islice
from typing import BinaryIO

from tocsin.intake.readers.base import Item, Reader
from tocsin.intake.readers.encoding import lines
from tocsin.intake.readers.headers import is_header
from tocsin.intake.readers.pieces import TablePieces, text_pieces

MIN_LINES = 4
MIN_COLUMNS = 3
SAMPLE_LINES = 200
MAX_LINE_CHARS = 2_000
_RULE = frozenset("-=+ ")

Span = tuple[int, int | None]


def columns_of(sample: list[str]) -> list[Span]:
    """Start and end of each column; nothing if the sample is no such table."""
    rows = [line.rstrip("\n") for line in sample if line.strip() and not _is_rule(line)]
    if len(rows) < MIN_LINES or any("\t" in row or len(row) > MAX_LINE_CHARS for row in rows):
        return []
    width = max(map(len, rows))
    filled = bytearray(width)
    for row in rows:
        for at, character in enumerate(row):
            if character != " ":
                filled[at] = 1
    spans = _spans(bytes(filled))
    if len(spans) < MIN_COLUMNS:
        return []
    full = sum(sum(map(bool, _cut(row, spans))) >= len(spans) - 1 for row in rows)
    return spans if full >= 0.7 * len(rows) and is_header(_cut(rows[0], spans), _all(rows[1:], spans)) else []


def _spans(filled: bytes) -> list[Span]:
    """Stretches of columns between gaps; a gap of one blank separates too, since every line has it."""
    starts = [at for at in range(len(filled)) if filled[at] and (at == 0 or not filled[at - 1])]
    return [(start, end) for start, end in zip(starts, [*starts[1:], None], strict=True)]


def _cut(row: str, spans: list[Span]) -> list[str]:
    return [row[start:end].strip() for start, end in spans]


def _all(rows: list[str], spans: list[Span]) -> list[list[str]]:
    return [_cut(row, spans) for row in rows]


def _rows(source: Iterator[str], spans: list[Span], astray: list[str]) -> Iterator[list[str]]:
    """Rows, without rules and blank lines; a line with words across the gaps is none and goes astray."""
    for line in source:
        if _is_rule(line):
            continue
        row = line.rstrip("\n")
        if any(start and row[start - 1 : start].strip() for start, _ in spans):
            astray.append(line)
        else:
            yield _cut(row, spans)


def _is_rule(line: str) -> bool:
    return not set(line.strip()) - _RULE


class FixedWidthReader(Reader):
    """One table whose columns are held apart by blanks."""

    kinds = ("fixed",)

    def read(self, name: str, data: BinaryIO, size: int) -> Iterator[Item]:
        source = lines(data)
        sample = list(islice(source, SAMPLE_LINES))
        spans = columns_of(sample)
        astray: list[str] = []
        rows = _rows(chain(sample, source), spans, astray)
        pieces = TablePieces()
        yield from pieces.tables("table", next(rows, []), rows, 2)
        yield from text_pieces("lines beside the table", "".join(astray))
        yield from pieces.shortfalls()
