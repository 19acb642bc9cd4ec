"""XLS: values by calamine; what it leaves out, and workbooks it cannot open, by their records (``biff``)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import BinaryIO

from tocsin.intake.readers import biff
from tocsin.intake.readers.base import Item, Reader, Unreadable, in_part, whole
from tocsin.intake.readers.compound import Compound, embedded_objects
from tocsin.intake.readers.grids import Grid, grid_items
from tocsin.intake.readers.locks import Locked
from tocsin.intake.readers.pieces import TablePieces, text_pieces
from tocsin.intake.readers.spreadsheets import sheets_or

MAX_AREA = 24_000_000
_OLD_HEADS = (
    b"\x09\x00\x04\x00",
    b"\x09\x02\x06\x00",
    b"\x09\x04\x06\x00",
    b"\x09\x08\x08\x00",
    b"\x09\x08\x10\x00",
)


def is_bare_workbook(head: bytes) -> bool:
    """Whether a file that begins so is a stream of records without a compound file around it."""
    return head.startswith(_OLD_HEADS)


class OldSheetsReader(Reader):
    """Excel 2 to 2003."""

    kinds = ("xls",)

    def read(self, name: str, data: BinaryIO, size: int) -> Iterator[Item]:
        pieces = TablePieces()
        file, book = _opened(data, size)
        book.walk(cells=False)
        if book.locked:
            raise Locked("the workbook")
        yield from sheets_or(data, pieces, lambda: _own_sheets(book, pieces))
        yield from _texts(book)
        if file is not None:
            yield from file.properties()
            yield from embedded_objects(file, "MBD")
        yield from pieces.shortfalls()
        if file is not None and file.damaged:
            yield in_part("the workbook is damaged; parts of it could not be read")


def _opened(data: BinaryIO, size: int) -> tuple[Compound | None, biff.Workbook]:
    """The compound file, if the workbook is in one, and the workbook stream."""
    data.seek(0)
    if is_bare_workbook(data.read(8)):
        return None, biff.Workbook(whole(data, size))
    file = Compound(data)
    raw = next((raw for name in ("Workbook", "Book") if (raw := file.stream(name))), b"")
    if not raw:
        raise Unreadable("refused", "the workbook is damaged: its sheets are not there")
    return file, biff.Workbook(raw)


def _own_sheets(book: biff.Workbook, pieces: TablePieces) -> Iterator[Item]:
    book.walk(cells=True)
    for number, sheet in enumerate(book.sheets):
        if not sheet.cells:
            continue
        left = min(map(min, sheet.cells.values()))
        width = max(map(max, sheet.cells.values())) - left + 1
        top, bottom = min(sheet.cells), max(sheet.cells)
        wanted = range(top, bottom + 1) if width * (bottom - top) <= MAX_AREA else sorted(sheet.cells)
        rows = ([sheet.cells.get(row, {}).get(left + n, "") for n in range(width)] for row in wanted)
        role = "hidden" if sheet.hidden else "body"
        yield from grid_items(Grid(f"sheet {sheet.name or number}", rows, top + 1, role), pieces)


def _texts(book: biff.Workbook) -> Iterator[Item]:
    """What stands in no cell: text boxes, titles of charts, comments and their authors, page headers."""
    for number, sheet in enumerate(book.sheets):
        place = f"sheet {sheet.name or number}"
        for what, role, lines in (
            ("text boxes and comments", "comment", sheet.shapes),
            ("authors of comments", "property", sheet.authors),
            ("page header and footer", "header", sheet.margins),
        ):
            kept = dict.fromkeys(line.replace("\0", "").strip() for line in lines)
            yield from text_pieces(f"{place}, {what}", "\n".join(filter(None, kept)), role)
