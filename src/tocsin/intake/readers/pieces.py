"""Cuts long texts and tables into the pieces that ``model.content`` allows."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from tocsin.intake.readers.base import Item, count, in_part
from tocsin.intake.readers.damage import is_parser_failure
from tocsin.model.content import MAX_CELL_CHARS, MAX_TABLE_ROWS, MAX_TEXT_CHARS, Table, Text

MAX_COLUMNS = 16_384
"""The width of a spreadsheet; wider rows are cut."""

MAX_PIECE_CELLS = 2_000_000
"""One very wide row makes every row of its piece wide, so a piece is also bounded by its area."""


def text_pieces(place: str, text: str, role: str = "body", start: int = 0) -> Iterator[Text]:
    """One text as pieces of at most MAX_TEXT_CHARS, cut after a line end where there is one. Blank text:
    none.
    """
    at = 0
    while len(text) - at > MAX_TEXT_CHARS:
        cut = text.rfind("\n", at, at + MAX_TEXT_CHARS) + 1 or at + MAX_TEXT_CHARS
        yield Text(place, text[at:cut], role, start + at)
        at = cut
    rest = text[at:] if at else text
    if rest and not rest.isspace():
        yield Text(place, rest, role, start + at)


def stream_pieces(place: str, chunks: Iterable[str], role: str = "body") -> Iterator[Text]:
    """The same for a text that arrives in chunks and is never held whole."""
    held, start = "", 0
    for chunk in chunks:
        held += chunk
        while len(held) > MAX_TEXT_CHARS:
            cut = held.rfind("\n", 0, MAX_TEXT_CHARS) + 1 or MAX_TEXT_CHARS
            yield Text(place, held[:cut], role, start)
            held, start = held[cut:], start + cut
    yield from text_pieces(place, held, role, start)


class TablePieces:
    """Collects rows and gives them as Tables; counts the cells and rows it had to cut.

    One instance per file, so that the shortfall is said once: call ``shortfalls`` at the end.
    """

    def __init__(self) -> None:
        self.cells_cut = 0
        self.rows_cut = 0

    def tables(
        self,
        place: str,
        header: Sequence[str] | None,
        rows: Iterable[Sequence[str]],
        first_row: int = 1,
        role: str = "body",
    ) -> Iterator[Table]:
        """The rows as Tables of at most MAX_TABLE_ROWS rows, padded to the widest row of the piece.

        A header without rows still is a table: the names of its columns say what was kept there.
        """
        label = self._whole_row(header) if header is not None else None
        held: list[tuple[str, ...]] = []
        width = least = len(label) if label is not None else 0
        given = False
        stopped: BaseException | None = None
        whole, most_rows, most_cells = self._whole_row, MAX_TABLE_ROWS, MAX_PIECE_CELLS
        try:
            for row in rows:
                found = whole(row)
                wide = len(found) if len(found) > width else width
                if len(held) >= most_rows or (held and (len(held) + 1) * wide > most_cells):
                    yield _table(place, label, held, first_row, role, width)
                    given = True
                    first_row += len(held)
                    held, wide = [], max(least, len(found))
                held.append(found)
                width = wide
        except BaseException as error:  # the rows before the failure are given on before it is told
            if not is_parser_failure(error):
                raise
            stopped = error
        if held or (label is not None and not given):
            yield _table(place, label, held, first_row, role, width)
        if stopped is not None:
            raise stopped

    def _whole_row(self, row: Sequence[str]) -> tuple[str, ...]:
        if len(row) > MAX_COLUMNS:
            self.rows_cut += 1
            row = row[:MAX_COLUMNS]
        if len("".join(row)) > MAX_CELL_CHARS and max(map(len, row)) > MAX_CELL_CHARS:
            self.cells_cut += sum(len(cell) > MAX_CELL_CHARS for cell in row)
            row = [cell[:MAX_CELL_CHARS] for cell in row]
        return tuple(row)

    def shortfalls(self) -> Iterator[Item]:
        """What was cut, in words; nothing when all was given whole."""
        if self.cells_cut:
            cells = count(self.cells_cut, "cell was", "cells were")
            yield in_part(f"{cells} longer than {MAX_CELL_CHARS:,} characters and cut there")
        if self.rows_cut:
            rows = count(self.rows_cut, "row was", "rows were")
            yield in_part(f"{rows} wider than {MAX_COLUMNS:,} columns and cut there")


def _table(
    place: str,
    header: tuple[str, ...] | None,
    rows: list[tuple[str, ...]],
    first_row: int,
    role: str,
    width: int,
) -> Table:
    if any(len(row) != width for row in rows):
        rows = [row + ("",) * (width - len(row)) for row in rows]
    if header is not None and len(header) < width:
        header += ("",) * (width - len(header))
    return Table(place, header, tuple(rows), first_row, role)
