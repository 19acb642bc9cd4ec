"""SQLite databases, opened from memory and trusted in nothing: no extension, no view, no trigger, no virtual
table.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, BinaryIO

from tocsin.intake.readers import sqlite_pages
from tocsin.intake.readers.base import MAX_CHILD_BYTES, Item, Reader, Unreadable, count, in_part, whole
from tocsin.intake.readers.damage import parser_failures
from tocsin.intake.readers.pieces import TablePieces

MAX_TABLES = 10_000
ROWS_AT_ONCE = 2_000
MAX_ROWS_COMPARED = 500_000
"""A damaged table with more rows before the damage is not searched for those behind it."""

_ALLOWED = frozenset({sqlite3.SQLITE_SELECT, sqlite3.SQLITE_READ, sqlite3.SQLITE_PRAGMA})
_WAL = b"\x02\x02"


@dataclass(slots=True)
class _Trouble:
    binary: int = 0
    damaged: int = 0


class SqliteReader(Reader):
    """Every ordinary table, row by row (https://www.sqlite.org/fileformat2.html)."""

    kinds = ("sqlite",)

    def read(self, name: str, data: BinaryIO, size: int) -> Iterator[Item]:
        raw = whole(data, size, MAX_CHILD_BYTES)
        if _is_cut_off(raw):
            yield from _recovered(raw)
            return
        database = sqlite3.connect(":memory:", cached_statements=0)
        try:
            _open(database, raw)
            yield from _tables(database, raw)
        finally:
            database.close()


def _open(database: sqlite3.Connection, raw: bytes) -> None:
    # A database in WAL mode cannot be opened without its log; marked as one without, it shows its last
    # checkpoint.
    if raw[18:20] == _WAL:
        raw = raw[:18] + b"\x01\x01" + raw[20:]
    database.deserialize(raw)
    database.execute("PRAGMA trusted_schema = OFF")
    database.execute("PRAGMA cell_size_check = ON")
    database.execute("PRAGMA query_only = ON")
    database.setlimit(sqlite3.SQLITE_LIMIT_ATTACHED, 0)
    database.setlimit(sqlite3.SQLITE_LIMIT_SQL_LENGTH, 1_000_000)
    database.text_factory = lambda found: found.decode("utf-8", "replace")
    database.set_authorizer(_authorised)


def _authorised(action: int, first: str | None, second: str | None, *rest: str | None) -> int:
    if action == sqlite3.SQLITE_PRAGMA and first != "table_info":
        return sqlite3.SQLITE_DENY
    return sqlite3.SQLITE_OK if action in _ALLOWED else sqlite3.SQLITE_DENY


def _is_cut_off(raw: bytes) -> bool:
    """Whether pages are missing at the end (1.3.7, 1.3.8): the number of pages counts if it was kept up."""
    pages, size = int.from_bytes(raw[28:32], "big"), int.from_bytes(raw[16:18], "big")
    kept_up = raw[24:28] == raw[92:96]
    return kept_up and len(raw) < pages * (65_536 if size == 1 else size)


def _recovered(raw: bytes, only: str = "", known: frozenset[int] = frozenset()) -> Iterator[Item]:
    """The rows of all pages that are there, table by table. Raises Unreadable if there are none.

    only: of this table alone. known: rows given already, by their hash.
    """
    found = list(sqlite_pages.leaf_pages(raw))
    designs = sqlite_pages.designs(found)
    by_table: dict[int, list[sqlite_pages.Page]] = {}
    for page in found:
        if page.owner != 1:
            by_table.setdefault(page.owner, []).append(page)
    pieces, trouble = TablePieces(), _Trouble()
    for owner, pages in by_table.items():
        design = designs.get(owner, sqlite_pages.Design("", (), None))
        if design.name.startswith("sqlite_") or (only and design.name != only):
            continue
        place = f"table {design.name}" if design.name else f"recovered rows {owner}"
        rows = [row for row in _cells(pages, design, trouble) if hash(tuple(row)) not in known]
        yield from pieces.tables(place, design.columns or None, rows, 1) if rows else ()
    yield from pieces.shortfalls()
    if not only and not by_table:
        raise Unreadable("refused", "the database is damaged, and no row of it could be recovered")
    if not only:
        yield in_part("the database is damaged or cut off; the rows on the pages that are there were read")


def _cells(
    pages: list[sqlite_pages.Page], design: sqlite_pages.Design, trouble: _Trouble
) -> Iterator[list[str]]:
    for page in pages:
        for rowid, row in page.rows:
            cells = [value if type(value) is str else _text(value, trouble) for value in row]
            if design.rowid is not None and design.rowid < len(cells):
                cells[design.rowid] = cells[design.rowid] or str(rowid)
            yield cells


def _tables(database: sqlite3.Connection, raw: bytes) -> Iterator[Item]:
    try:
        found = database.execute(
            "SELECT name, sql FROM sqlite_master WHERE type = 'table' ORDER BY rowid LIMIT ?",
            (MAX_TABLES + 1,),
        ).fetchall()
    except sqlite3.DatabaseError:
        yield from _recovered(raw)
        return
    pieces, trouble = TablePieces(), _Trouble()
    for name, definition in found[:MAX_TABLES]:
        virtual = str(definition or "").lstrip().lower().startswith("create virtual")
        if not virtual and not str(name).startswith("sqlite_"):
            yield from _table(database, str(name), pieces, trouble, raw)
    yield from pieces.shortfalls()
    if len(found) > MAX_TABLES:
        yield in_part(f"the database has more than {MAX_TABLES:,} tables; only the first were read")
    if trouble.binary:
        yield in_part(f"{count(trouble.binary, 'cell')} with binary data not read")
    if trouble.damaged:
        yield in_part(f"{count(trouble.damaged, 'table')} damaged; the rows on sound pages were read")


def _table(
    database: sqlite3.Connection, name: str, pieces: TablePieces, trouble: _Trouble, raw: bytes
) -> Iterator[Item]:
    """One table; where its pages are damaged, also the rows on the pages behind the damage."""
    damaged, seen = trouble.damaged, set[int]()
    yield from _whole_table(database, name, pieces, trouble, seen)
    if trouble.damaged > damaged and len(seen) < MAX_ROWS_COMPARED:
        with parser_failures():
            yield from _recovered(raw, name, frozenset(seen))


def _whole_table(
    database: sqlite3.Connection, name: str, pieces: TablePieces, trouble: _Trouble, seen: set[int]
) -> Iterator[Item]:
    quoted = '"' + name.replace('"', '""') + '"'
    try:
        cursor = database.execute(f"SELECT * FROM {quoted}")  # noqa: S608 - quoted, read-only
    except sqlite3.Error:
        trouble.damaged += 1
        return
    header = [column[0] for column in cursor.description]
    yield from pieces.tables(f"table {name}", header, _rows(cursor, trouble, seen), 1)


def _rows(cursor: sqlite3.Cursor, trouble: _Trouble, seen: set[int]) -> Iterator[list[str]]:
    while True:
        try:
            block = cursor.fetchmany(ROWS_AT_ONCE)
        except sqlite3.Error:
            trouble.damaged += 1
            return
        if not block:
            return
        for row in block:
            cells = [value if type(value) is str else _text(value, trouble) for value in row]
            if len(seen) < MAX_ROWS_COMPARED:
                seen.add(hash(tuple(cells)))
            yield cells


def _text(value: Any, trouble: _Trouble) -> str:
    if value is None:
        return ""
    if isinstance(value, bytes):
        return _text_of_bytes(value, trouble)
    return (
        str(int(value))
        if isinstance(value, float) and value.is_integer() and abs(value) < 1e15
        else str(value)
    )


def _text_of_bytes(value: bytes, trouble: _Trouble) -> str:
    """Text kept as a blob is text; anything else is counted."""
    try:
        found = value.decode("utf-8")
    except UnicodeDecodeError:
        found = "\0"
    if found and not found.isprintable() and any(c < " " and c not in "\r\n\t" for c in found):
        trouble.binary += 1
        return ""
    return found
