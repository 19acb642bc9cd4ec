"""XLSX and XLSM: values by calamine, and all it leaves out by reading the parts (see ``sheet_parts``)."""

from __future__ import annotations

import datetime
import html
import re
from collections.abc import Iterator
from typing import Any, BinaryIO

import python_calamine

from tocsin.intake.readers import sheet_parts
from tocsin.intake.readers.base import Item, Reader, count, in_part
from tocsin.intake.readers.damage import parser_failures
from tocsin.intake.readers.grids import Grid, grid_items
from tocsin.intake.readers.number_formats import shown
from tocsin.intake.readers.office_properties import drawn_texts, embedded_files, properties
from tocsin.intake.readers.package import Package
from tocsin.intake.readers.pieces import TablePieces, text_pieces
from tocsin.intake.readers.sheet_parts import Sheet
from tocsin.model.content import MAX_TEXT_CHARS, Text

MAX_GAP = 1_000
"""Blank rows after which the own reader starts a new block."""

MAX_BLOCK_CELLS = 200_000

_MIDNIGHT = datetime.time()
_FOOTERS = re.compile(rb"<(?:odd|even|first)(Header|Footer)>([^<]{1,2000})<")


def cell_text(value: Any) -> str:
    """A calamine value as text: whole numbers without exponent or ``.0``, dates as ISO 8601."""
    if type(value) is float:
        return str(int(value)) if value.is_integer() and abs(value) < 1e21 else repr(value)
    if type(value) is str:
        return value
    if type(value) is bool:
        return "TRUE" if value else "FALSE"
    if isinstance(value, datetime.datetime):
        return value.date().isoformat() if value.time() == _MIDNIGHT else value.isoformat(sep=" ")
    return str(value)


class WorkbookReader(Reader):
    """Workbooks of Excel since 2007."""

    kinds = ("xlsx",)

    def read(self, name: str, data: BinaryIO, size: int) -> Iterator[Item]:
        package = Package(data)
        pieces = TablePieces()
        book = None if package.carved else _fast(data)
        styles = sheet_parts.masks(package)
        strings: sheet_parts.Strings | None = None
        given = False
        for sheet in sheet_parts.sheets(package):
            raw = package.read(sheet.part)
            fast = _fast_grid(book, sheet, raw, styles) if book is not None else None
            if fast is not None:
                given = True
                yield from grid_items(fast, pieces)
            else:
                strings = sheet_parts.shared_strings(package) if strings is None else strings
                for grid in _own_grid(sheet, raw, strings, styles):
                    given = True
                    yield from grid_items(grid, pieces)
            yield from _beside(package, sheet, raw)
        if strings and strings.lost:
            yield in_part(f"the text of {count(strings.lost, 'cell')} is lost with a part of the document")
        if package.damage and not given:
            texts = sheet_parts.shared_strings(package).texts
            yield from text_pieces("texts of lost sheets", "\n".join(texts))
        yield from drawn_texts(package, "xl/", ("charts/chart", "diagrams/data"))
        yield from properties(package)
        yield from embedded_files(package)
        yield from pieces.shortfalls()
        yield from map(in_part, package.damage)


def cell_texts(rows: Iterator[list[Any]]) -> Iterator[list[str]]:
    """Rows of calamine values as text."""
    for row in rows:
        yield [value if type(value) is str else cell_text(value) for value in row]


def _fast(data: BinaryIO) -> Any:
    with parser_failures():
        data.seek(0)
        return python_calamine.CalamineWorkbook.from_filelike(data)
    return None


def _fast_grid(book: Any, sheet: Sheet, raw: bytes, styles: dict[int, str]) -> Grid | None:
    """The sheet by calamine, None where it is too sparse for it or beyond it."""
    if not sheet_parts.fits_in_memory(raw):
        return None
    with parser_failures():
        found = book.get_sheet_by_name(sheet.name)
        if found.start is None:
            return None
        left = found.start[1]
        rows = _texts(found.iter_rows(), sheet_parts.masked_cells(raw, styles), left)
        return Grid(_place(sheet), rows, 1, _role(sheet), _moved(sheet_parts.merged_spans(raw), left))
    return None


def _place(sheet: Sheet) -> str:
    return f"sheet {sheet.name}"


def _role(sheet: Sheet) -> str:
    return "hidden" if sheet.hidden else "body"


def _texts(rows: Iterator[list[Any]], masked: dict[tuple[int, int], str], left: int) -> Iterator[list[str]]:
    """calamine counts rows from the top of the sheet and columns from the first one that is used."""
    if not masked:
        yield from cell_texts(rows)
        return
    by_row: dict[int, list[tuple[int, str]]] = {}
    for (number, column), code in masked.items():
        by_row.setdefault(number, []).append((column - left, code))
    for number, row in enumerate(rows):
        texts = [cell_text(value) for value in row]
        for column, code in by_row.get(number, ()):
            if 0 <= column < len(row) and isinstance(row[column], float):
                texts[column] = shown(row[column], code) or texts[column]
        yield texts


def _moved(spans: dict[int, list[tuple[int, int]]], left: int) -> dict[int, list[tuple[int, int]]]:
    return {row: [(first - left, last - left) for first, last in found] for row, found in spans.items()}


def _own_grid(
    sheet: Sheet, raw: bytes, strings: sheet_parts.Strings, styles: dict[int, str]
) -> Iterator[Grid]:
    """The sheet cell by cell: far-apart blocks become grids of their own, unused columns are left out."""
    block: list[tuple[int, dict[int, str]]] = []
    cells = 0
    for number, row in sheet_parts.sparse_rows(raw, strings):
        texts = {column: _masked(text, styles.get(style, "")) for column, (text, style) in row.items()}
        if block and (
            number - block[-1][0] > MAX_GAP or cells > MAX_BLOCK_CELLS or len(row) > MAX_BLOCK_CELLS
        ):
            yield _block_grid(sheet, block)
            block, cells = [], 0
        block.append((number, texts))
        cells += len(texts)
    if block:
        yield _block_grid(sheet, block)


def _masked(text: str, code: str) -> str:
    if not code:
        return text
    try:
        return shown(float(text), code) or text
    except (ValueError, OverflowError):
        return text


def _block_grid(sheet: Sheet, block: list[tuple[int, dict[int, str]]]) -> Grid:
    columns = sorted({column for _, row in block for column in row})
    by_number = dict(block)
    first, last = block[0][0], block[-1][0]
    empty: dict[int, str] = {}
    rows = ([by_number.get(n, empty).get(column, "") for column in columns] for n in range(first, last + 1))
    return Grid(_place(sheet), rows, first, _role(sheet))


def _beside(package: Package, sheet: Sheet, raw: bytes) -> Iterator[Item]:
    """Comments, text boxes, header and footer of the printed page."""
    for cell, text in sheet_parts.comments(package, sheet):
        yield Text(f"{_place(sheet)} comment on {cell}", text[:MAX_TEXT_CHARS], "comment")
    for kind, part in sheet.relations.values():
        root = package.tree(part) if kind == "drawing" else None
        words = [element.text or "" for element in root.iter("{*}t")] if root is not None else []
        yield from text_pieces(f"{_place(sheet)} text boxes", "\n".join(filter(None, words)))
    for kind, text in _FOOTERS.findall(raw):
        shown_text = html.unescape(text.decode("utf-8", "replace"))
        yield from text_pieces(
            f"{_place(sheet)} page {kind.decode().lower()}", shown_text, kind.decode().lower()
        )
