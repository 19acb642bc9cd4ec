"""A table, row by row: each row is one person, and those its columns name beside them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from operator import itemgetter

import pyarrow as pa
import pyarrow.compute as pc

from tocsin.detect.column import Column
from tocsin.detect.columnprofile import SEEN_ROWS
from tocsin.detect.columns import header_is_data, is_procedure_column, type_columns
from tocsin.detect.found import Collector
from tocsin.detect.labels import NOTHING, WAGES, label_of
from tocsin.detect.layout import labels_lead
from tocsin.detect.reading import Memo, Reading, by_distinct, read_column, texts_of
from tocsin.detect.rows import emit_rows
from tocsin.detect.seal import Sealer
from tocsin.detect.vital import says_death, tells_states
from tocsin.model.content import Table

MAX_FORM_ROWS = 300
"""A form with more lines than this is a table."""

TITLE_ROWS = 6
"""The header of a table stands in one of its first rows."""

BLOCK_ROWS = 4_096
"""Rows that are read at once. Blocks are counted from the table's first row, so that a table that comes in
pieces gives the same findings as the whole."""


class TableReader:
    """Reads one table that may come in pieces. Memory: one block and one piece."""

    def __init__(self, first: Table, collector: Collector, sealer: Sealer) -> None:
        self._place = first.place
        self._header = first.header
        self._collector = collector
        self._sealer = sealer
        self._rows: list[tuple[str, ...]] = []
        self._numbers: list[int] = []
        self._columns: list[Column] | None = None
        self._states: frozenset[int] = frozenset()
        self._memos: dict[int, Memo] = {}
        if first.header is not None and header_is_data(first.header):
            self._header = None
            self._rows.append(first.header)
            self._numbers.append(first.first_row - 1)
        self._key = (first.place, first.header)

    def continues(self, part: Table) -> bool:
        """Whether a part is a further piece of this table."""
        return (part.place, part.header) == self._key

    def add(self, part: Table) -> None:
        """Takes a piece; full blocks are read at once."""
        self._rows.extend(part.rows)
        self._numbers.extend(range(part.first_row, part.first_row + len(part.rows)))
        while len(self._rows) >= BLOCK_ROWS:
            self._block(BLOCK_ROWS)

    def close(self) -> None:
        """Reads what is left."""
        if self._rows:
            self._block(len(self._rows))

    def _block(self, count: int) -> None:
        rows, self._rows = self._rows[:count], self._rows[count:]
        numbers, self._numbers = self._numbers[:count], self._numbers[count:]
        if self._columns is None:
            if self._header is None and (title := _rows_before_header(rows)):
                self._header = rows[title - 1]
                rows, numbers = rows[title:], numbers[title:]
                if not rows:
                    return
            self._columns = type_columns(self._header, _columns_of(rows[:SEEN_ROWS], _width(rows)))
            self._states = frozenset(n for n, text in enumerate(self._header or ()) if tells_states(text))
        readings = self._read(rows)
        if readings:
            row_numbers = pa.array(numbers, pa.int64())
            emit_rows(self._place, self._header, row_numbers, readings, self._collector, self._sealer)

    def _read(self, rows: list[tuple[str, ...]]) -> list[Reading]:
        """All readings of a block, in column order. Columns of nothing are not touched."""
        width = _width(rows)
        even = min(map(len, rows)) == width
        readings: list[Reading] = []
        for column in self._columns or ():
            if column.field and column.field != NOTHING and column.index < width:
                cells = _column_of(rows, column.index, even=even)
                memo = self._memos.setdefault(column.index, {})
                readings += read_column(column, cells, memo)
            elif column.index in self._states and column.index < width:
                readings += _deaths(column, _column_of(rows, column.index, even=even))
        return [*readings, *_claims(readings), *_maiden_names(readings), *_wages(readings)]


def _width(rows: Sequence[tuple[str, ...]]) -> int:
    return max(map(len, rows))


def _column_of(rows: Sequence[tuple[str, ...]], index: int, *, even: bool) -> list[str]:
    if even:
        return list(map(itemgetter(index), rows))
    return [row[index] if index < len(row) else "" for row in rows]


def _columns_of(rows: Sequence[tuple[str, ...]], width: int) -> list[list[str]]:
    return [_column_of(rows, index, even=False) for index in range(width)]


def _rows_before_header(rows: Sequence[tuple[str, ...]]) -> int:
    """How many rows a title and the header below it take up at the top of a table; 0: there is none."""
    for number, row in enumerate(rows[:TITLE_ROWS], start=1):
        told = [cell for cell in row if cell.strip()]
        known = sum(1 for cell in told if (label := label_of(cell)) and label.exact)
        if known >= 2 and 2 * known >= len(told):
            return number
    return 0


def _deaths(column: Column, cells: Sequence[str]) -> list[Reading]:
    """The rows in which a column of states says that its person has died: the rest of it says nothing."""
    values = by_distinct(texts_of(cells), lambda text: "deceased" if says_death(text) else None, pa.string())
    if values.null_count == len(values):
        return []
    reason = "the record says that the person has died"
    said = replace(column, field="deceased", confidence=_SAID_OUTRIGHT, reason=reason)
    return [Reading(said, "deceased", values)]


_SAID_OUTRIGHT = 0.9


def _wages(readings: Sequence[Reading]) -> list[Reading]:
    """The wages of a tax form are income too."""
    wages = (r for r in readings if r.element == "tax_information" and WAGES.search(r.column.reason))
    return [Reading(r.column, "income", r.values) for r in wages]


def _claims(readings: Sequence[Reading]) -> list[Reading]:
    """A procedure beside the number of who insures the patient is a line of a claim."""
    if not any(r.element in ("health_insurance_id", "medicare_medicaid_id") for r in readings):
        return []
    return [
        Reading(r.column, "health_claim", r.values)
        for r in readings
        if r.element == "medical_information"
        and is_procedure_column(r.values.slice(0, SEEN_ROWS).to_pylist())
    ]


def _maiden_names(readings: Sequence[Reading]) -> list[Reading]:
    """The answer to a security question that asks for the mother's maiden name."""
    asked = next((r.values for r in readings if r.element == "security_question"), None)
    answer = next((r for r in readings if r.element == "security_question_answer"), None)
    if asked is None or answer is None:
        return []
    maiden = pc.fill_null(pc.match_substring_regex(asked, _MAIDEN, ignore_case=True), False)
    found = pc.if_else(maiden, answer.values, pa.scalar(None, pa.string()))
    return [Reading(answer.column, "mothers_maiden_name", found)] if found.null_count < len(found) else []


_MAIDEN = r"\bmaiden\b|apellido de soltera"


def as_form(part: Table) -> str | None:
    """The text of what only looks like a table, or None if it is one: a form as label and value side by
    side, or an X12 interchange split at its separators."""
    first = part.rows[0][0] if part.rows and part.rows[0] else ""
    if first == "ISA":
        return "\n".join("*".join(row).rstrip("*") for row in part.rows)
    if first.startswith("ISA*"):
        return "~\n".join(cell for row in part.rows for cell in row if cell)
    if part.header is not None and (len(part.header) != 2 or label_of(part.header[1])):
        return None
    rows = part.rows if part.header is None else (part.header, *part.rows)
    if len(rows) > MAX_FORM_ROWS or any(len(row) != 2 for row in rows):
        return None
    if not labels_lead([row[0] for row in rows]):
        return None
    return "\n".join(f"{row[0].strip(' :')}: {row[1].strip()}" for row in rows)
