"""Access databases (MDB, ACCDB) through access_parser: every table the user made, row by row."""

from __future__ import annotations

import contextlib
import logging
from collections.abc import Iterator
from itertools import zip_longest
from typing import Any, BinaryIO

from access_parser import access_parser

from tocsin.intake.readers.base import MAX_CHILD_BYTES, Item, Reader, Unreadable, count, in_part, whole
from tocsin.intake.readers.damage import parser_failures
from tocsin.intake.readers.pieces import TablePieces

_ENCODED_AT, _NO_KEY = 0x3E, b"\0\0\0\0"
_SYSTEM = "MSys"


class AccessReader(Reader):
    """Access 97 to 365. The parser takes whole tables, so a database is held whole."""

    kinds = ("mdb",)

    def read(self, name: str, data: BinaryIO, size: int) -> Iterator[Item]:
        logging.getLogger(access_parser.__name__).setLevel(
            logging.CRITICAL + 1
        )  # it logs what it cannot read
        database = _Database(whole(data, size, MAX_CHILD_BYTES))
        pieces, damaged, given = TablePieces(), 0, 0
        for table in sorted(database.catalog):
            if table.startswith(_SYSTEM):
                continue
            columns = None
            with parser_failures():
                columns = database.parse_table(table)
            if columns is None:
                damaged += 1
                continue
            given += 1
            rows = zip_longest(*columns.values(), fillvalue=None)
            yield from pieces.tables(
                f"table {table}", list(columns), ([_text(cell) for cell in row] for row in rows), 1
            )
        yield from pieces.shortfalls()
        if damaged and not given:
            raise Unreadable("refused", "the database is damaged or locked with a password")
        if damaged:
            yield in_part(f"{count(damaged, 'table')} of the database could not be read")


class _Database(access_parser.AccessParser):  # type: ignore[misc]  # the parser has no types
    """The parser opens a path; here there is none, only bytes."""

    def __init__(self, raw: bytes) -> None:
        self.db_data = raw
        self._parse_file_header(raw)
        pages = access_parser.categorize_pages(raw, self.page_size)
        self._table_defs, self._data_pages, self._all_pages = pages
        self._tables_with_data = self._link_tables_to_data()
        self.catalog = self._parse_catalog()
        self.extra_props: Any = None
        with contextlib.suppress(Exception):
            self.extra_props = self.parse_msys_table()


def _text(value: Any) -> str:
    if value is None:
        return ""
    return value.decode("utf-8", "replace") if isinstance(value, bytes) else str(value)
