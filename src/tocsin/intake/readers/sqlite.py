"""SQLite databases, opened from memory and trusted in nothing: no extension, no view, no trigger, no virtual
table.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, BinaryIO

from tocsin.intake.readers.base import MAX_CHILD_BYTES, Item, Reader, Unreadable, count, in_part, whole
from tocsin.intake.readers.pieces import TablePieces

MAX_TABLES = 10_000
ROWS_AT_ONCE = 2_000
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
        database = sqlite3.connect(":memory:", cached_statements=0)
        try:
            _open(database, raw)
            yield from _tables(database)
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


def _tables(database: sqlite3.Connection) -> Iterator[Item]:
    try:
        found = database.execute(
            "SELECT name, sql FROM sqlite_master WHERE type = 'table' ORDER BY rowid LIMIT ?",
            (MAX_TABLES + 1,),
        ).fetchall()
    except sqlite3.DatabaseError:
        raise Unreadable("refused", "the database is damaged or encrypted") from None
    pieces, trouble = TablePieces(), _Trouble()
    for name, definition in found[:MAX_TABLES]:
        virtual = str(definition or "").lstrip().lower().startswith("create virtual")
        if not virtual and not str(name).startswith("sqlite_"):
            yield from _table(database, str(name), pieces, trouble)
    yield from pieces.shortfalls()
    if len(found) > MAX_TABLES:
        yield in_part(f"the database has more than {MAX_TABLES:,} tables; only the first were read")
    if trouble.binary:
        yield in_part(f"{count(trouble.binary, 'cell')} with binary data not read")
    if trouble.damaged:
        yield in_part(f"{count(trouble.damaged, 'table')} damaged; the rows before the damage were read")


def _table(database: sqlite3.Connection, name: str, pieces: TablePieces, trouble: _Trouble) -> Iterator[Item]:
    quoted = '"' + name.replace('"', '""') + '"'
    try:
        cursor = database.execute(f"SELECT * FROM {quoted}")  # noqa: S608 - quoted, read-only
    except sqlite3.Error:
        trouble.damaged += 1
        return
    header = [column[0] for column in cursor.description]
    yield from pieces.tables(f"table {name}", header, _rows(cursor, trouble), 1)


def _rows(cursor: sqlite3.Cursor, trouble: _Trouble) -> Iterator[list[str]]:
    while True:
        try:
            block = cursor.fetchmany(ROWS_AT_ONCE)
        except sqlite3.Error:
            trouble.damaged += 1
            return
        if not block:
            return
        for row in block:
            yield [value if type(value) is str else _text(value, trouble) for value in row]


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
