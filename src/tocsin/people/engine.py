"""The database in memory that does the joins. It sees personal data, so nothing of it may reach a disk."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from string import Template

import duckdb

from tocsin.people.settings import Settings


@contextmanager
def opened(settings: Settings) -> Iterator[duckdb.DuckDBPyConnection]:
    """A DuckDB in memory that can neither spill, nor read files, load extensions, or be told otherwise."""
    con = duckdb.connect(
        ":memory:",
        config={
            "autoinstall_known_extensions": "false",
            "autoload_known_extensions": "false",
            "temp_directory": "",
            "memory_limit": settings.memory_limit,
            "threads": str(settings.threads),
            "preserve_insertion_order": "true",
        },
    )
    try:
        con.execute("SET enable_progress_bar = false")
        con.execute("SET enable_external_access = false")
        con.execute("SET lock_configuration = true")
        yield con
    finally:
        con.close()


def filled(template: str, **parts: object) -> str:
    """SQL with ``$name`` replaced by this room's own columns and conditions.

    Never for a value: what comes from a file is bound as a parameter.
    """
    return Template(template).substitute(parts)
