"""Finds the tables in a sheet: titles above, headers of one or two rows, several tables in a sheet."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import chain, islice

from tocsin.intake.readers.base import Item
from tocsin.intake.readers.headers import has_label_word, is_header, is_value
from tocsin.intake.readers.pieces import TablePieces, text_pieces

HEAD_ROWS = 60
MAX_TITLE_ROWS = 15

Row = list[str]


@dataclass(slots=True)
class Grid:
    """One sheet as rows of text.

    rows: without gaps; blank rows are lists of blanks (or empty).
    first_row: number of the first of them in the sheet, 1-based.
    merged: for a row number, the (first, last) column of each cell that spans several, 0-based from the left
    of
        ``rows``; only the first of the merged cells holds the value.
    """

    place: str
    rows: Iterator[Row]
    first_row: int = 1
    role: str = "body"
    merged: dict[int, list[tuple[int, int]]] = field(default_factory=dict)


def grid_items(grid: Grid, pieces: TablePieces) -> Iterator[Item]:
    """Titles as Text, tables as Table, in the order of the sheet."""
    source = _Source(grid.rows, grid.first_row)
    carried: Sequence[str] | None = None
    while (head := source.head()) is not None:
        first, rows = head
        if len(rows) == 1 and sum(map(bool, rows[0])) == 1:
            yield from text_pieces(f"{grid.place} row {first}", "".join(rows[0]), grid.role)
            continue
        if (beside := _beside(rows)) is not None:
            yield from _split(grid, first, [*rows, *source.rest()], beside, pieces)
            carried = None
            continue
        title, header, used = _shape(grid, first, rows)
        if title:
            yield from text_pieces(f"{grid.place} row {first}", "\n".join(title), grid.role)
        if header is None and not title and carried is not None and _fits(rows[0], carried):
            header = carried
        body = chain(rows[used:], source.rest())
        if used < len(rows) or header is not None:
            yield from pieces.tables(grid.place, header, body, first + used, grid.role)
        else:
            source.skip(body)
        carried = header


class _Source:
    """Rows up to the next blank one, without holding more than the head of a table."""

    def __init__(self, rows: Iterator[Row], first: int) -> None:
        self._rows = rows
        self._next = first
        self._open = False

    def _row(self) -> Row | None:
        row = next(self._rows, None)
        if row is not None:
            self._next += 1
        return row

    def head(self) -> tuple[int, list[Row]] | None:
        """Number and cells of the first rows of the next table, None behind the last."""
        while (row := self._row()) is not None:
            if any(row):
                break
        if row is None:
            return None
        first, rows = self._next - 1, [row]
        self._open = False
        while len(rows) < HEAD_ROWS and (row := self._row()) is not None:
            if not any(row):
                return first, rows
            rows.append(row)
        self._open = len(rows) == HEAD_ROWS
        return first, rows

    def rest(self) -> Iterator[Row]:
        """The rows of the same table behind its head."""
        while self._open and (row := self._row()) is not None:
            if not any(row):
                self._open = False
                return
            yield row

    def skip(self, rows: Iterator[Row]) -> None:
        for _ in rows:
            pass


def _beside(rows: list[Row]) -> list[tuple[int, int]] | None:
    """The columns of tables that stand beside each other with blank columns between, None for a single one.

    A blank column alone divides no table: it may be there for the eye. Each part must have a header of its
    own, and either share a label with another part or be of another length.
    """
    width = max(map(len, rows))
    used = [any(column < len(row) and row[column] for row in rows) for column in range(width)]
    parts: list[tuple[int, int]] = []
    for column, filled in enumerate(used):
        if filled and (not column or not used[column - 1]):
            parts.append((column, column + 1))
        elif filled:
            parts[-1] = (parts[-1][0], column + 1)
    if len(parts) < 2 or any(end - start < 2 for start, end in parts):
        return None
    cut = [[row[start:end] for row in rows] for start, end in parts]
    if not all(is_header(part[0], [row for row in part[1:] if any(row)]) for part in cut):
        return None
    labels = [label for part in cut for label in part[0] if label]
    lengths = {sum(map(any, part)) for part in cut}
    return parts if len(set(labels)) < len(labels) or len(lengths) > 1 else None


def _split(
    grid: Grid, first: int, rows: list[Row], parts: list[tuple[int, int]], pieces: TablePieces
) -> Iterator[Item]:
    """Each of the tables beside each other on its own, without the blank rows behind a shorter one."""
    for start, end in parts:
        body = [row[start:end] for row in rows[1:]]
        while body and not any(body[-1]):
            body.pop()
        yield from pieces.tables(grid.place, rows[0][start:end], body, first + 1, grid.role)


def _shape(grid: Grid, first: int, rows: list[Row]) -> tuple[list[str], Sequence[str] | None, int]:
    """Title lines, header, and how many rows both take."""
    width = max(sum(map(bool, row)) for row in rows)
    title: list[str] = []
    for number, row in enumerate(islice(rows, MAX_TITLE_ROWS), first):
        filled = [cell for cell in row if cell]
        if len(filled) > 1 and grid.merged.get(number):
            break
        if width > 2 and len(filled) <= max(1, width // 3) and not any(map(is_value, filled)):
            title.append(" ".join(filled))
        else:
            break
    if len(title) == len(rows):
        return title, None, len(rows)
    at = len(title)
    below = rows[at + 1 :]
    spans = grid.merged.get(first + at, [])
    if below and spans and is_header(below[0], below[1:]):
        return title, _joined(_spread(rows[at], spans), below[0]), at + 2
    if is_header(_trimmed(rows[at], width), below):
        if _goes_on(below):
            return title, _joined(rows[at], below[0]), at + 2
        return title, rows[at], at + 1
    if at and grid.merged.get(first + at - 1) and is_header(rows[at], below):
        return title[:-1], rows[at], at + 1
    return title, None, at


def _goes_on(below: list[Row]) -> bool:
    """Whether the first row below a header still belongs to it: words of labels over columns of values.

    A row of a person with a blank in every column of values and words of labels elsewhere would be taken for
    one; of the cells in which it differs from a row, none may be filled with a value.
    """
    if len(below) < 3:
        return False
    row, rest = below[0], below[1:]
    filled = [cell for cell in row if cell]
    if not filled or any(map(is_value, filled)) or sum(map(has_label_word, filled)) < len(filled) / 2:
        return False
    for column, cell in enumerate(row):
        under = [other[column] for other in rest if column < len(other) and other[column]]
        if cell and cell in under:
            return False
        if under and len(under) > len(rest) / 2 and sum(map(is_value, under)) >= 0.8 * len(under):
            return True
    return False


def _trimmed(row: Row, width: int) -> Row:
    """Without the blank margin, which says nothing about whether the row is a header."""
    return [cell for cell in row if cell] if sum(map(bool, row)) == width else row


def _spread(row: Row, spans: list[tuple[int, int]]) -> Row:
    found = list(row)
    for start, end in spans:
        if 0 <= start < len(found):
            for column in range(start + 1, min(end + 1, len(found))):
                found[column] = found[column] or found[start]
    return found


def _joined(upper: Row, lower: Row) -> list[str]:
    longest = max(len(upper), len(lower))
    pairs = zip(upper + [""] * (longest - len(upper)), lower + [""] * (longest - len(lower)), strict=True)
    return [" ".join(dict.fromkeys(filter(None, pair))) for pair in pairs]


def _fits(row: Row, header: Sequence[str]) -> bool:
    """A row after a blank line still belongs to the table above if it fills the same columns."""
    named = {column for column, label in enumerate(header) if label}
    filled = {column for column, cell in enumerate(row) if cell}
    return len(filled) > 1 and filled <= named and len(filled) >= len(named) / 2
