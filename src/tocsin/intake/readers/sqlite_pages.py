"""The rows of a SQLite database whose pages are damaged or missing, from the pages that remain.

Every leaf page of a table holds its rows whole (https://www.sqlite.org/fileformat2.html, 1.6 and 2.1), so
each page is read by itself, and the inner pages only say which table it belongs to.
"""

from __future__ import annotations

import re
import struct
from collections.abc import Iterator
from dataclasses import dataclass

from tocsin.intake.readers import sql_syntax as syntax

_ROWID = re.compile(r"(?i)[\"`\[]?(\w+)[\"`\]]?\s+integer\s+(?:not\s+null\s+)?primary\s+key")
LEAF, INNER = 0x0D, 0x05
MAX_COLUMNS = 2_000
_CONSTANTS: dict[int, Cell] = {0: None, 8: 0, 9: 1}
_SIZES = (0, 1, 2, 3, 4, 6, 8, 8)

Cell = str | bytes | int | float | None


@dataclass(frozen=True, slots=True)
class Design:
    """What the schema says of one table. rowid: place of the column that stands for the row id, or None."""

    name: str
    columns: tuple[str, ...]
    rowid: int | None


class _Damaged(Exception):
    """A cell or a page is not what the format says."""


@dataclass(frozen=True, slots=True)
class Page:
    """One leaf page. owner: number of the topmost page above it that is there: the first of its table.

    rows: row id and cells; the cell that stands for the row id (INTEGER PRIMARY KEY) is None, as in the file.
    """

    owner: int
    rows: list[tuple[int, tuple[Cell, ...]]]


def leaf_pages(raw: bytes) -> Iterator[Page]:
    """Every leaf page of a table with at least one row that can be told apart, in the order of the file."""
    size = int.from_bytes(raw[16:18], "big")
    size = 65_536 if size == 1 else size
    if size < 512 or size & (size - 1):
        return
    usable = size - raw[20]
    owners = _owners(raw, size)
    for number in range(1, len(raw) // size + 2):
        page = raw[(number - 1) * size : number * size]
        head = 100 if number == 1 else 0
        if len(page) < head + 8 or page[head] != LEAF:
            continue
        rows = list(_rows(page, head, usable))
        if rows:
            yield Page(owners.get(number, number), rows)


def designs(pages: list[Page]) -> dict[int, Design]:
    """First page of each table to its design, out of the rows of the schema (2.6), which begin on page 1."""
    found: dict[int, Design] = {}
    for page in pages:
        for _, row in page.rows if page.owner == 1 else ():
            if len(row) >= 5 and row[0] == "table" and isinstance(row[3], int) and isinstance(row[4], str):
                found[row[3]] = _design(str(row[1]), row[4])
    return found


def _design(name: str, statement: str) -> Design:
    dialect = syntax.dialect_of(statement)
    create = syntax.CREATE.match(statement)
    body = dialect.body.match(statement, create.end()) if create else None
    columns = tuple(syntax.columns_of(body[1], dialect)) if body else ()
    key = _ROWID.search(body[1]) if body else None
    rowid = columns.index(key[1]) if key and key[1] in columns else None
    return Design(name, columns, rowid)


def _owners(raw: bytes, size: int) -> dict[int, int]:
    """Page to the topmost page above it that is still there."""
    above: dict[int, int] = {}
    for number in range(1, len(raw) // size + 1):
        start, head = (number - 1) * size, 100 if number == 1 else 0
        page = raw[start : start + size]
        if page[head] != INNER:
            continue
        cells = int.from_bytes(page[head + 3 : head + 5], "big")
        above[int.from_bytes(page[head + 8 : head + 12], "big")] = number
        for index in range(cells):
            at = int.from_bytes(page[head + 12 + 2 * index : head + 14 + 2 * index], "big")
            if 0 < at <= size - 4:
                above[int.from_bytes(page[at : at + 4], "big")] = number
    return {number: _top(number, above) for number in above}


def _top(number: int, above: dict[int, int]) -> int:
    for _ in range(40):  # deeper than any tree; damage can make circles
        if number not in above:
            return number
        number = above[number]
    return 0


def _rows(page: bytes, head: int, usable: int) -> Iterator[tuple[int, tuple[Cell, ...]]]:
    cells = int.from_bytes(page[head + 3 : head + 5], "big")
    for index in range(min(cells, len(page) // 4)):
        place = head + 8 + 2 * index
        at = int.from_bytes(page[place : place + 2], "big")
        try:
            if at < head + 8:
                raise _Damaged
            yield _row(page, at, usable)
        except (_Damaged, IndexError):
            continue


def _row(page: bytes, at: int, usable: int) -> tuple[int, tuple[Cell, ...]]:
    """One record (2.1); of one that goes on elsewhere, what stands on this page."""
    length, at = _varint(page, at)
    rowid, at = _varint(page, at)
    local = length
    if length > usable - 35:
        least = (usable - 12) * 32 // 255 - 23
        local = least + (length - least) % (usable - 4)
        local = local if local <= usable - 35 else least
    record = page[at : at + local]
    if len(record) < min(local, 2) or not record:
        raise _Damaged
    head, place = _varint(record, 0)
    kinds = []
    while place < head:
        kind, place = _varint(record, place)
        kinds.append(kind)
    if place != head or not kinds or len(kinds) > MAX_COLUMNS:
        raise _Damaged
    found = []
    for kind in kinds:
        value, place = _value(record, place, kind)
        found.append(value)
    return rowid, tuple(found)


def _value(record: bytes, at: int, kind: int) -> tuple[Cell, int]:
    if kind in _CONSTANTS:
        return _CONSTANTS[kind], at
    if kind in (10, 11):
        raise _Damaged
    if kind < 8:
        end = at + _SIZES[kind]
        raw = record[at:end]
        if kind == 7:
            return _real(raw), end
        return (int.from_bytes(raw, "big", signed=True) if len(raw) == end - at else None), end
    end = at + (kind - 12) // 2
    return (record[at:end].decode("utf-8", "replace") if kind % 2 else record[at:end]), end


def _real(raw: bytes) -> float | None:
    return float(struct.unpack(">d", raw)[0]) if len(raw) == 8 else None


def _varint(raw: bytes, at: int) -> tuple[int, int]:
    value = 0
    for index in range(9):
        byte = raw[at + index]
        if index == 8:
            return value << 8 | byte, at + 9
        value = value << 7 | byte & 0x7F
        if byte < 0x80:
            return value, at + index + 1
    raise _Damaged
