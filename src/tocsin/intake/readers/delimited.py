"""CSV and its relatives: any delimiter, quotes or none, text above the header, rows of uneven length.

RFC 4180 is what such files should be; what is in the field is everything else, so the dialect is the one
under which a sample of the file has rows of the same width.
"""

from __future__ import annotations

import csv
import re
from collections import Counter, deque
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import chain, islice
from typing import BinaryIO

from tocsin.intake.readers.base import Item, Reader, count, in_part
from tocsin.intake.readers.encoding import lines
from tocsin.intake.readers.headers import is_header
from tocsin.intake.readers.pieces import TablePieces, text_pieces

DELIMITERS = ",;\t|^~\x01\x1f"
SAMPLE_LINES = 300
SAMPLE_CHARS = 256 << 10
MAX_ROW_LINES = 300
"""A quoted cell over more lines than this is an opening quote that was never closed."""

BLOCK_LINES = 1_000

MAX_UNCLOSED = 20
"""After this many open quotes the quotation marks of the file mean nothing."""

csv.field_size_limit(1 << 30)


@dataclass(frozen=True, slots=True)
class Dialect:
    """How one file separates its cells, and how sure that is."""

    delimiter: str
    quote: str
    escape: str
    spaced: bool
    width: int
    agreement: float

    def rows(self, source: Iterator[str]) -> Iterator[list[str]]:
        """The rows of the given lines."""
        return csv.reader(
            source,
            delimiter=self.delimiter,
            quotechar=self.quote or None,
            quoting=csv.QUOTE_MINIMAL if self.quote else csv.QUOTE_NONE,
            escapechar=self.escape or None,
            doublequote=not self.escape,
            skipinitialspace=self.spaced,
        )


def dialect_of(sample: list[str], delimiters: str = DELIMITERS) -> Dialect | None:
    """The dialect under which most rows of the sample have the same width (two cells or more), if there is
    one.
    """
    text = "".join(sample)
    candidates = [
        found
        for delimiter in delimiters
        if delimiter in text and (found := _try(sample, text, delimiter)) is not None
    ]
    return max(candidates, key=lambda d: (round(d.agreement, 1), d.width, d.agreement), default=None)


def _try(sample: list[str], text: str, delimiter: str) -> Dialect | None:
    quote = "'" if text.count(f"'{delimiter}'") > text.count(f'"{delimiter}') else '"'
    spaced = delimiter != "\t" and text.count(delimiter + " ") > 0.7 * text.count(delimiter)
    plain = _measured(Dialect(delimiter, quote, "", spaced, 0, 0.0), sample)
    if not _may_escape(text, quote, delimiter):
        return plain
    escaped = _measured(Dialect(delimiter, quote, "\\", spaced, 0, 0.0), sample)
    if plain is None or (escaped is not None and escaped.agreement >= plain.agreement):
        return escaped
    return plain


def _may_escape(text: str, quote: str, delimiter: str) -> bool:
    """Whether marks behind a backslash can be escaped ones, and not the end of a path or a mark doubled.

    An escaped mark has text behind it, or the mark that closes the cell and then the end of the cell. A mark
    that is doubled behind a backslash has text behind both.
    """
    ends = f"{re.escape(delimiter)}\\n"
    within = len(re.findall(rf"\\{quote}[^{quote}{ends}]", text))
    closing = len(re.findall(rf"\\{quote}{quote}(?:[{ends}]|$)", text))
    doubled = len(re.findall(rf"\\{quote}{quote}[^{ends}]", text))
    return within + closing > 0 and doubled <= within


def _measured(guess: Dialect, sample: list[str]) -> Dialect | None:
    """The dialect with the width most rows of the sample have under it; None below two cells."""
    try:
        widths = Counter(len(row) for row in guess.rows(iter(sample)) if any(row))
    except csv.Error:
        return None
    width, agreeing = max(widths.items(), key=lambda pair: (pair[1] * (pair[0] > 1), pair[0]), default=(0, 0))
    if width < 2:
        return None
    # An optional last cell or a missing trailing delimiter still is the same table.
    near = sum(found for wide, found in widths.items() if wide > 1 and abs(wide - width) == 1)
    return replace(guess, width=width, agreement=(agreeing + 0.5 * near * (width > 3)) / widths.total())


def sample_of(source: Iterator[str]) -> list[str]:
    """The first lines of a file: as many as a dialect can be told from."""
    sample: list[str] = []
    chars = 0
    for line in islice(source, SAMPLE_LINES):
        sample.append(line)
        chars += len(line)
        if chars > SAMPLE_CHARS:
            break
    return sample


class DelimitedReader(Reader):
    """CSV, TSV, semicolon, pipe and control-character separated tables."""

    kinds = ("csv",)

    def read(self, name: str, data: BinaryIO, size: int) -> Iterator[Item]:
        source = lines(data)
        sample = sample_of(source)
        everything = chain(sample, source)
        used = 0
        if sample and sample[0][:4].lower() == "sep=" and len(sample[0].strip()) == 5:
            dialect = dialect_of(sample[1:], sample[0][4])
            next(everything)
            used = 1
        else:
            dialect = dialect_of(sample)
        if dialect is None:
            dialect = Dialect(
                "\t" if name.lower().endswith((".tsv", ".tab")) else ",", '"', "", False, 1, 1.0
            )
        yield from _Rows(dialect, everything, used).items()


TITLE_CELLS = 2
"""Cells that a line above a table fills at most: a title, or a label with its value."""


class _Rows:
    """One pass over the rows, watching for a quote that never closes."""

    def __init__(self, dialect: Dialect, source: Iterator[str], used: int) -> None:
        self.dialect = dialect
        self.source = source
        self.used = used
        self.pending: list[str] = []
        self.again: deque[str] = deque()
        self.unclosed = 0

    def items(self) -> Iterator[Item]:
        pieces = TablePieces()
        rows = self._rows()
        head = list(islice(rows, SAMPLE_LINES))
        start = self._preamble(head)
        if start:
            above = "\n".join(" ".join(filter(None, row)) for row in head[:start])
            yield from text_pieces("lines above the table", above)
        body = head[start:]
        header = body[0] if body and is_header(body[0], body[1:]) else None
        if header is not None:
            body = body[1:]
        first = 1 + self.used + start + (header is not None)
        yield from pieces.tables("table", header, chain(body, rows), first)
        yield from pieces.shortfalls()
        if self.unclosed:
            times = count(self.unclosed, "place", "places")
            yield in_part(
                f"a quotation mark is opened and not closed in {times}; those lines were split without it"
            )

    def _preamble(self, head: list[Sequence[str]]) -> int:
        """Rows above the table: a title, a date of export; they fill fewer cells than the table is wide.

        Where no header follows, a row of several cells is a row of the table, however few it fills.
        """
        start = self._first_wide(head)
        headed = is_header(head[start], head[start + 1 :]) if head else False
        if not headed and any(sum(map(bool, row)) > TITLE_CELLS for row in head[:start]):
            return 0
        return start

    def _first_wide(self, head: list[Sequence[str]]) -> int:
        width = self.dialect.width
        need = max(2, (width + 1) // 2)
        for number, row in enumerate(head[:30]):
            if len(row) >= need and sum(map(bool, row)) >= min(need, max(2, width // 2)):
                return number
        return 0

    def _rows(self) -> Iterator[Sequence[str]]:
        """Rows without the blank ones at the top; blank ones further down keep row numbers true."""
        while block := list(islice(self.source, BLOCK_LINES)):
            rows = self._at_once(block)
            if rows is None:
                self.again.extend(block)
                yield from self._one_by_one()
            else:
                yield from rows

    def _at_once(self, block: list[str]) -> list[tuple[str, ...]] | None:
        """The rows of lines of which each is one row, which nearly all are; None if a cell spans lines."""
        quote = self.dialect.quote
        if quote and block[-1].count(quote) % 2:
            return None
        try:
            rows = list(map(tuple, self.dialect.rows(iter(block))))
        except csv.Error:
            return None
        return rows if len(rows) == len(block) else None

    def _one_by_one(self) -> Iterator[list[str]]:
        """The rows of the lines set aside, and of those behind them that their last row goes on to."""
        while self.again:
            try:
                for row in self.dialect.rows(self._watched()):
                    self.pending.clear()
                    yield row
                    if not self.again:
                        return
            except (_NeverClosed, csv.Error):
                yield from self._without_quotes()

    def _watched(self) -> Iterator[str]:
        pending = self.pending
        again = self.again
        while (line := again.popleft() if again else next(self.source, None)) is not None:
            pending.append(line)
            if len(pending) > MAX_ROW_LINES:
                raise _NeverClosed
            yield line
        if len(pending) > 1:
            raise _NeverClosed

    def _without_quotes(self) -> Iterator[list[str]]:
        """The line with the open quote is split plainly, the lines after it go round again."""
        if not self.pending:
            return
        self.unclosed += 1
        first = self.pending[0]
        self.again.extendleft(reversed(self.pending[1:]))
        self.pending.clear()
        if self.unclosed >= MAX_UNCLOSED:
            self.dialect = replace(self.dialect, quote="", escape="")
        yield first.rstrip("\n").split(self.dialect.delimiter)


class _NeverClosed(Exception):
    """A row runs over more lines than any cell has."""
