"""A table of people as a worksheet: what a spreadsheet program makes of the columns."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from ..columns import FIELDS, Column, Grid
from ..pen import Pen
from ..writers.xlsx import Cell, Sheet

_SSN = (FIELDS["ssn"], FIELDS["patient_ssn"])
_DATES = (FIELDS["born"], FIELDS["hired"], FIELDS["visit"], FIELDS["died"])
_MONEY = (FIELDS["wages"],)


def spreadsheet_pen(pen: Pen) -> Pen:
    """The same hand, with dates and numbers in the plain form `sheet` turns into cells."""
    pen.date_format, pen.ssn_mark, pen.mixed = "%Y-%m-%d", "", False
    return pen


def sheet(
    name: str,
    grid: Grid,
    layout: Sequence[Column],
    *,
    above: Sequence[str] = (),
    numbers: bool = True,
    hidden: bool = False,
    hidden_columns: Sequence[int] = (),
    comments: dict[str, str] | None = None,
) -> Sheet:
    """A worksheet of a grid written with a `spreadsheet_pen`.

    numbers: SSNs are stored as numbers that only their format (000-00-0000) makes look like SSNs.
    above: title lines before the header.
    """
    formats = {at: kind for at, column in enumerate(layout) if (kind := _kind(column, numbers=numbers))}
    rows: list[Sequence[Cell]] = [[title] for title in above]
    rows.append(grid.header)
    for row in grid.rows:
        rows.append([_cell(text, formats.get(at, "")) for at, text in enumerate(row)])
    return Sheet(name, rows, formats, hidden, hidden_columns, comments or {})


def _kind(column: Column, *, numbers: bool) -> str:
    if column.field in _SSN:
        return "ssn" if numbers else ""
    if column.field in _DATES:
        return "date"
    return "money" if column.field in _MONEY else ""


def _cell(text: str, kind: str) -> Cell:
    if not text or not kind:
        return text
    if kind == "date":
        return date.fromisoformat(text)
    return float(text) if kind == "money" else int(text)
