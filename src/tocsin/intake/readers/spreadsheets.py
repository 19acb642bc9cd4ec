"""ODS through calamine, which knows their values, sheets and which of those are hidden."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any, BinaryIO

import python_calamine

from tocsin.intake.readers.base import Item, Reader, in_part
from tocsin.intake.readers.damage import is_parser_failure
from tocsin.intake.readers.grids import Grid, grid_items
from tocsin.intake.readers.locks import Locked
from tocsin.intake.readers.opendocument import beside_sheets
from tocsin.intake.readers.pieces import TablePieces
from tocsin.intake.readers.workbook import cell_texts


class SpreadsheetReader(Reader):
    """Sheets of LibreOffice and its relatives."""

    kinds = ("ods",)

    def read(self, name: str, data: BinaryIO, size: int) -> Iterator[Item]:
        pieces = TablePieces()
        yield from calamine_sheets(data, pieces)
        yield from beside_sheets(data)
        yield from pieces.shortfalls()


def calamine_sheets(data: BinaryIO, pieces: TablePieces) -> Iterator[Item]:
    """The sheets of any workbook that calamine knows. Raises whatever it raises on damage."""
    data.seek(0)
    try:
        book = python_calamine.CalamineWorkbook.from_filelike(data)
    except python_calamine.PasswordError:
        raise Locked("the workbook") from None
    with book:
        for sheet in book.sheets_metadata:
            yield from _sheet(book, sheet, pieces)


def sheets_or(data: BinaryIO, pieces: TablePieces, otherwise: Callable[[], Iterator[Item]]) -> Iterator[Item]:
    """The sheets by calamine; what it gave before it failed, and if that is nothing, by a reader of ours."""
    given = False
    try:
        for item in calamine_sheets(data, pieces):
            given = True
            yield item
    except BaseException as error:  # a panic of calamine is no Exception
        if not is_parser_failure(error) or isinstance(error, MemoryError):
            raise
        if given:
            yield in_part("the workbook is damaged; what came before the damage was read")
    if not given:
        yield from otherwise()


def _sheet(book: Any, sheet: Any, pieces: TablePieces) -> Iterator[Item]:
    if sheet.typ not in _WITH_CELLS:
        return
    found = book.get_sheet_by_name(sheet.name)
    if found.start is None:
        return
    role = "body" if sheet.visible == python_calamine.SheetVisibleEnum.Visible else "hidden"
    left = found.start[1]
    spans: dict[int, list[tuple[int, int]]] = {}
    for (top, first), (_, last) in found.merged_cell_ranges or ():
        if last > first:
            spans.setdefault(top + 1, []).append((first - left, last - left))
    yield from grid_items(Grid(f"sheet {sheet.name}", cell_texts(found.iter_rows()), 1, role, spans), pieces)


_WITH_CELLS = (python_calamine.SheetTypeEnum.WorkSheet, python_calamine.SheetTypeEnum.MacroSheet)
