"""The database backend ``tocsin.vault.sqlcipher``: Django's own SQLite backend over the SQLCipher driver.

``OPTIONS["key"]`` is a ``RawKey``; without one no connection is made, so there is no unencrypted mode.
"""

from __future__ import annotations

import datetime
import decimal
from collections.abc import Callable, Iterable, Mapping
from itertools import chain
from typing import Any

from django.core.exceptions import ImproperlyConfigured
from django.db.backends.sqlite3 import base as stock
from django.db.backends.sqlite3._functions import (  # type: ignore[import-untyped]  # not in django-stubs
    register as register_functions,
)
from django.utils.dateparse import parse_date, parse_datetime, parse_time
from sqlcipher3 import dbapi2 as Database

KEY_BYTES = 32

SETTINGS = (
    "PRAGMA journal_mode = WAL",
    # A commit that was acknowledged survives a power cut.
    "PRAGMA synchronous = FULL",
    "PRAGMA foreign_keys = ON",
    "PRAGMA legacy_alter_table = OFF",
    # Sort and index files would lie in the temporary folder, unencrypted.
    "PRAGMA temp_store = MEMORY",
    # A deleted row (a wrapped key) leaves no copy in a free page.
    "PRAGMA secure_delete = ON",
    "PRAGMA busy_timeout = 5000",
    "PRAGMA trusted_schema = OFF",
)


class RawKey:
    """A database key that does not show itself in settings, tracebacks or debug pages."""

    def __init__(self, key: bytes) -> None:
        if len(key) != KEY_BYTES:
            raise ImproperlyConfigured("A SQLCipher raw key has 32 bytes.")
        self._key = key

    def __repr__(self) -> str:
        return "RawKey(...)"

    def pragma(self) -> str:
        """The statement that must be the first on a connection."""
        return f"PRAGMA key = \"x'{self._key.hex()}'\""


def _from_text(parse: Callable[[str], Any]) -> Callable[[bytes], Any]:
    return lambda value: parse(value.decode())


Database.register_converter("bool", b"1".__eq__)
Database.register_converter("date", _from_text(parse_date))
Database.register_converter("time", _from_text(parse_time))
Database.register_converter("datetime", _from_text(parse_datetime))
Database.register_converter("timestamp", _from_text(parse_datetime))
Database.register_adapter(decimal.Decimal, str)
Database.register_adapter(datetime.date, datetime.date.isoformat)
Database.register_adapter(datetime.datetime, lambda value: value.isoformat(" "))


class DatabaseWrapper(stock.DatabaseWrapper):
    """One keyed connection."""

    Database = Database

    def get_new_connection(self, conn_params: dict[str, Any]) -> Any:
        key = conn_params.pop("key", None)
        if not isinstance(key, RawKey):
            raise ImproperlyConfigured(
                "The case database has no unencrypted mode: OPTIONS['key'] is missing."
            )
        connection = Database.connect(**conn_params)
        try:
            # SQLCipher would otherwise write its errors to stderr.
            connection.execute("PRAGMA cipher_log_level = NONE")
            connection.execute(key.pragma())
            for setting in SETTINGS:
                connection.execute(setting)
            register_functions(connection)
        except BaseException:
            connection.close()
            raise
        return connection

    def create_cursor(self, name: str | None = None) -> Any:
        return self.connection.cursor(factory=CursorWrapper)


class CursorWrapper(Database.Cursor):  # type: ignore[misc]  # the driver has no types
    """Django writes ``%s`` for parameters, SQLite reads ``?``."""

    def execute(self, query: str, params: Any = None) -> Any:
        if params is None:
            return super().execute(query)
        names = list(params) if isinstance(params, Mapping) else None
        return super().execute(_to_sqlite(query, names), params)

    def executemany(self, query: str, param_list: Iterable[Any]) -> Any:
        rows = iter(param_list)
        first = next(rows, None)
        if first is None:
            return self
        names = list(first) if isinstance(first, Mapping) else None
        return super().executemany(_to_sqlite(query, names), chain([first], rows))


def _to_sqlite(query: str, names: list[str] | None) -> str:
    if names is None:
        return str(stock.FORMAT_QMARK_REGEX.sub("?", query)).replace("%%", "%")
    return query % {name: f":{name}" for name in names}
