"""The parts of an XLSX package that value readers leave out (ECMA-376 part 1, 18.3 and 18.8).

Sheet states, masks of number formats, comments, merged cells, the extent of a sheet before anybody believes
it, and the cells themselves for sheets that are too sparse or too damaged for the fast reader.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from lxml import etree

from tocsin.intake.readers.number_formats import is_mask
from tocsin.intake.readers.package import Package
from tocsin.intake.readers.safexml import attribute, ends, local

MAX_AREA = 24_000_000
"""Cells between the first and the last one that the fast reader may lay out in memory (32 bytes each)."""

_REFERENCE = re.compile(rb' r="([A-Z]{1,3})([0-9]{1,7})"')
_CELL = re.compile(rb"<(?:\w{1,20}:)?c ([^>]{1,300})>")
_MERGED = re.compile(rb'<(?:\w{1,20}:)?mergeCell ref="([A-Z]{1,3})([0-9]{1,7}):([A-Z]{1,3})([0-9]{1,7})"')
_FIRST_MERGED = 20_000


@dataclass(slots=True)
class Sheet:
    """One sheet of the workbook: its shown name, its part, whether people see it."""

    name: str
    part: str
    hidden: bool
    relations: dict[str, tuple[str, str]] = field(default_factory=dict)


def column_number(letters: str) -> int:
    """``A`` is 0, ``XFD`` is 16383."""
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number - 1


def sheets(package: Package) -> list[Sheet]:
    """The sheets in the order of the workbook; by their part names where the workbook part is damaged."""
    book = next(iter(package.matching("xl/workbook", "")), "xl/workbook.xml")
    root = package.tree(book)
    relations = package.relations(book)
    found: list[Sheet] = []
    for element in root.iter("{*}sheet") if root is not None else ():
        _, part = relations.get(attribute(element, "id"), ("", ""))
        if part in package:
            hidden = attribute(element, "state") in {"hidden", "veryHidden"}
            found.append(Sheet(attribute(element, "name"), part, hidden))
    if not found:
        parts = package.matching("xl/worksheets/sheet")
        found = [Sheet(f"{number}", part, hidden=False) for number, part in enumerate(parts, 1)]
    for sheet in found:
        sheet.relations = package.relations(sheet.part)
    return found


def masks(package: Package) -> dict[int, str]:
    """Style number of a cell to its number format, only for formats that are masks of digits."""
    root = package.tree("xl/styles.xml")
    if root is None:
        return {}
    codes = {attribute(e, "numFmtId"): attribute(e, "formatCode") for e in root.iter("{*}numFmt")}
    found: dict[int, str] = {}
    for cells in root.iter("{*}cellXfs"):
        for number, style in enumerate(child for child in cells if local(child) == "xf"):
            code = codes.get(attribute(style, "numFmtId"), "")
            if code and is_mask(code):
                found[number] = code
    return found


def fits_in_memory(raw: bytes) -> bool:
    """Whether the rectangle around all cells is small enough to be laid out.

    A sheet with the cells A1 and XFD1048576 has 17 billion in between
    (https://github.com/dimastbk/python-calamine/issues/130).
    """
    rows, columns = _rough(raw)
    if rows * columns <= MAX_AREA:
        return True
    top, bottom, left, right = 1 << 30, 0, 1 << 30, 0
    names: dict[bytes, int] = {}
    for letters, digits in _REFERENCE.findall(raw):
        row = int(digits)
        column = names.get(letters)
        if column is None:
            column = names[letters] = column_number(letters.decode())
            left, right = min(left, column), max(right, column)
        top, bottom = min(top, row), max(bottom, row)
    return (bottom - top + 1) * (right - left + 1) <= MAX_AREA


def _rough(raw: bytes) -> tuple[int, int]:
    """Upper bounds from the number of digits and letters alone, which is quick to look for."""
    rows = next((10**n for n in (7, 6, 5, 4) if re.search(rb' r="[A-Z]{1,3}[0-9]{%d}"' % n, raw)), 1000)
    columns = next(
        (limit for n, limit in ((3, 16384), (2, 702)) if re.search(rb' r="[A-Z]{%d}[0-9]' % n, raw)), 26
    )
    return min(rows, 1_048_576), columns


def masked_cells(raw: bytes, styles: dict[int, str]) -> dict[tuple[int, int], str]:
    """(row, column), 0-based, of the cells whose style is a mask, with the mask."""
    found: dict[tuple[int, int], str] = {}
    if not styles:
        return found
    wanted = {str(number).encode(): code for number, code in styles.items()}
    style = re.compile(rb'\bs="(' + b"|".join(wanted) + rb')"')
    for inside in _CELL.findall(raw):
        hit = style.search(inside)
        reference = _REFERENCE.search(b" " + inside) if hit else None
        if hit and reference:
            row, column = int(reference[2]) - 1, column_number(reference[1].decode())
            found[row, column] = wanted[hit[1]]
    return found


def merged_spans(raw: bytes) -> dict[int, list[tuple[int, int]]]:
    """Row number (1-based) to the (first, last) columns (0-based) of its cells that span several columns."""
    found: dict[int, list[tuple[int, int]]] = {}
    if b"mergeCell ref" not in raw:
        return found
    # They stand behind the cells, so the search starts at the first one.
    for number, hit in enumerate(_MERGED.finditer(raw, max(0, raw.find(b"mergeCell ref") - 24))):
        if number > _FIRST_MERGED:
            break
        first, last = column_number(hit[1].decode()), column_number(hit[3].decode())
        if last > first:
            found.setdefault(int(hit[2]), []).append((first, last))
    return found


def comments(package: Package, sheet: Sheet) -> Iterator[tuple[str, str]]:
    """Cell and text of every note and threaded comment of a sheet."""
    for kind, part in sheet.relations.values():
        if kind not in {"comments", "threadedComment"}:
            continue
        root = package.tree(part)
        for comment in root.iter("{*}comment", "{*}threadedComment") if root is not None else ():
            runs = comment.iter("{*}t") if kind == "comments" else comment.iter("{*}text")
            text = "".join(run.text or "" for run in runs).strip()
            if text:
                yield attribute(comment, "ref"), text


@dataclass(slots=True)
class Strings:
    """The texts that cells refer to by number; ``lost`` counts references to texts that are not there."""

    texts: list[str]
    lost: int = 0

    def at(self, number: str) -> str:
        """One text; blank, and counted, if it is not there."""
        if number.isascii() and number.isdigit() and len(number) < 9 and int(number) < len(self.texts):
            return self.texts[int(number)]
        self.lost += 1
        return ""


def shared_strings(package: Package) -> Strings:
    """The string table, for the own cell reader."""
    raw = package.read("xl/sharedStrings.xml")
    found: list[str] = []
    if raw:
        for item in ends(raw, "si"):
            found.append("".join(run.text or "" for run in item.iter("{*}t")))
    return Strings(found)


def sparse_rows(raw: bytes, strings: Strings) -> Iterator[tuple[int, dict[int, tuple[str, int]]]]:
    """Row number (1-based) and its cells: column (0-based) to (text, style number). Only cells that are
    there.
    """
    number = 0
    for row in ends(raw, "row"):
        digits = attribute(row, "r")
        number = int(digits) if digits.isdigit() and len(digits) < 8 else number + 1
        cells: dict[int, tuple[str, int]] = {}
        column = -1
        for cell in row:
            letters = attribute(cell, "r").rstrip("0123456789")
            column = column_number(letters) if letters.isalpha() and letters.isupper() else column + 1
            text = _cell_text(cell, strings)
            style = attribute(cell, "s")
            if text and column < 16_384:
                cells[column] = text, int(style) if style.isdigit() and len(style) < 8 else 0
        if cells:
            yield number, cells


def _cell_text(cell: etree._Element, strings: Strings) -> str:
    kind = attribute(cell, "t")
    if kind == "inlineStr":
        return "".join(run.text or "" for run in cell.iter("{*}t"))
    value = next((child.text or "" for child in cell if local(child) == "v"), "")
    if kind == "s":
        return strings.at(value)
    if kind == "b":
        return "TRUE" if value == "1" else "FALSE"
    return value
