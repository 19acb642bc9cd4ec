"""Tables that nobody asks for in this step, laid aside on disk: encrypted, and readable only during the run.

Their key is drawn for the run and never leaves memory, so that what a crash leaves behind is noise. They are
written as the case's own files are (``tocsin.vault.blobs``): every piece is authenticated when it is read.
"""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

import duckdb
import pyarrow as pa

from tocsin.people.engine import filled, forget
from tocsin.vault.arrow import write_tables
from tocsin.vault.blobs import BlobStore, SealedBlob

KEY_BYTES = 32
"""AES-256."""

ROWS = 1 << 16
"""Rows that are encrypted in one go."""


class Waiting(Protocol):
    """A table that is asked for later."""

    def table(self) -> pa.Table:
        """All of it, in memory."""
        ...


@dataclass(frozen=True, slots=True)
class _AtHand:
    """A table that stayed in memory."""

    _table: pa.Table = field(repr=False)

    def table(self) -> pa.Table:
        return self._table


@dataclass(frozen=True, slots=True)
class _Parked:
    """A table on disk."""

    schema: pa.Schema
    _store: BlobStore = field(repr=False)
    _blob: SealedBlob = field(repr=False)

    def batches(self) -> Iterator[pa.RecordBatch]:
        """Its rows, in their order."""
        with self._store.open(self._blob) as source, pa.ipc.open_stream(source) as stream:
            yield from stream

    def table(self) -> pa.Table:
        return pa.Table.from_batches(list(self.batches()), self.schema)


class Parking:
    """A place for tables that are laid aside; without a store they stay where they are."""

    def __init__(self, store: BlobStore | None) -> None:
        self._store = store
        self._of_database: dict[str, _Parked] = {}

    def lay_aside(self, table: pa.Table) -> Waiting:
        """This table; the caller lets go of it."""
        if self._store is None:
            return _AtHand(table)
        return _written(self._store, iter([table]), table.schema)

    def take(self, con: duckdb.DuckDBPyConnection, *names: str) -> None:
        """Lay tables of the database aside; they are not there until they are brought back."""
        if self._store is None:
            return
        for name in names:
            reader = con.sql(filled("FROM $name", name=name)).to_arrow_reader(ROWS)
            batches = (pa.Table.from_batches([batch]) for batch in reader)
            self._of_database[name] = _written(self._store, batches, reader.schema)
        forget(con, *names)

    def bring_back(self, con: duckdb.DuckDBPyConnection) -> None:
        """Put all tables of the database back as they were."""
        for name, parked in self._of_database.items():
            con.register("coming", pa.RecordBatchReader.from_batches(parked.schema, parked.batches()))
            con.execute(filled("CREATE TABLE $name AS FROM coming", name=name))
            con.unregister("coming")
            con.execute("CHECKPOINT")
        self._of_database.clear()


def _written(store: BlobStore, tables: Iterator[pa.Table], schema: pa.Schema) -> _Parked:
    with store.create() as out:
        write_tables(tables, schema, out)
        return _Parked(schema, store, out.seal())


@contextmanager
def parking(folder: Path | None, *, wanted: bool) -> Iterator[Parking]:
    """A place in this folder (None: the machine's for temporary files) that is gone afterwards.

    wanted: whether tables are laid aside at all; if not, nothing is put on disk.
    """
    if not wanted:
        yield Parking(None)
        return
    with tempfile.TemporaryDirectory(prefix="tocsin-", dir=folder) as own:
        yield Parking(BlobStore(Path(own), os.urandom(KEY_BYTES)))
