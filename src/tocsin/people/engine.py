"""The database in memory that does the joins. It sees personal data, so nothing of it may reach a disk.

It may not spill either. DuckDB 2.0 can encrypt what it spills, but refuses to without the OpenSSL of its
network extension; the way round (``force_mbedtls_unsafe``) draws keys and nonces from a generator that its
makers call insecure (duckdb pull requests 20148 and 20420). What waits for a later step may be laid aside
encrypted by ourselves (``parking``).
"""

from __future__ import annotations

import ctypes
import os
from collections.abc import Iterator
from contextlib import contextmanager
from string import Template

import duckdb
import pyarrow as pa

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
            "memory_limit": settings.memory_limit or f"{half_of_memory()}MiB",
            "threads": str(settings.threads),
            "preserve_insertion_order": "true",
            # What one step needed and the next does not goes back to the machine.
            "allocator_flush_threshold": "1MB",
            "allocator_bulk_deallocation_flush_threshold": "1MB",
            "allocator_background_threads": "true",
        },
    )
    try:
        con.execute("SET enable_progress_bar = false")
        con.execute("SET enable_external_access = false")
        con.execute("SET lock_configuration = true")
        yield con
    finally:
        con.close()


def half_of_memory() -> int:
    """Half of the machine's memory in MiB."""
    return os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE") // 2**21


def give_back() -> None:
    """Give memory that nothing holds any more back to the machine, where its C library can."""
    pa.default_memory_pool().release_unused()
    trim = getattr(ctypes.CDLL(None), "malloc_trim", None) if os.name == "posix" else None
    if trim is not None:
        trim(0)


def forget(con: duckdb.DuckDBPyConnection, *names: str) -> None:
    """Drop these tables, views and registered tables, as far as they are there."""
    for name in names:
        con.unregister(name)
    kinds = dict(con.execute("SELECT table_name, table_type FROM information_schema.tables").fetchall())
    for name in names:
        if name in kinds:
            con.execute(filled("DROP $kind $name", kind=kinds[name].removeprefix("BASE "), name=name))
    give_back()


def filled(template: str, **parts: object) -> str:
    """SQL with ``$name`` replaced by this room's own columns and conditions.

    Never for a value: what comes from a file is bound as a parameter.
    """
    return Template(template).substitute(parts)
