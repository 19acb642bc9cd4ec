"""Arrow tables as bytes and back (Arrow IPC stream, zstd)."""

from __future__ import annotations

import io
from collections.abc import Iterable, Iterator, Sequence

import pyarrow as pa

ROWS_PER_BATCH = 65_536
_OPTIONS = pa.ipc.IpcWriteOptions(compression="zstd")


def write_table(table: pa.Table, out: io.RawIOBase) -> None:
    """Write a table to a file-like object, a batch at a time."""
    with pa.ipc.new_stream(pa.PythonFile(out, mode="w"), table.schema, options=_OPTIONS) as stream:
        stream.write_table(table, max_chunksize=ROWS_PER_BATCH)


def write_tables(tables: Iterable[pa.Table], schema: pa.Schema, out: io.RawIOBase) -> int:
    """Write tables of this schema one after the other as one; returns how many rows they have."""
    rows = 0
    with pa.ipc.new_stream(pa.PythonFile(out, mode="w"), schema, options=_OPTIONS) as stream:
        for table in tables:
            stream.write_table(table, max_chunksize=ROWS_PER_BATCH)
            rows += table.num_rows
    return rows


def read_schema(source: io.BufferedIOBase) -> pa.Schema:
    """The schema of a table."""
    with pa.ipc.open_stream(pa.PythonFile(source, mode="r")) as stream:
        return stream.schema


def read_batches(
    source: io.BufferedIOBase, schema: pa.Schema, columns: Sequence[str]
) -> Iterator[pa.RecordBatch]:
    """Some columns of a table of this schema, a batch at a time; the others are not unpacked."""
    options = pa.ipc.IpcReadOptions(included_fields=[schema.get_field_index(name) for name in columns])
    with pa.ipc.open_stream(pa.PythonFile(source, mode="r"), options=options) as stream:
        for batch in stream:
            yield batch.select(list(columns))


def read_table(data: bytes | memoryview) -> pa.Table:
    """The table of bytes that were already authenticated."""
    with pa.ipc.open_stream(pa.py_buffer(data)) as stream:
        return stream.read_all()
