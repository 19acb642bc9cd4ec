"""Arrow tables as bytes and back (Arrow IPC stream, zstd)."""

from __future__ import annotations

import io

import pyarrow as pa

ROWS_PER_BATCH = 65_536
_OPTIONS = pa.ipc.IpcWriteOptions(compression="zstd")


def write_table(table: pa.Table, out: io.RawIOBase) -> None:
    """Write a table to a file-like object, a batch at a time."""
    with pa.ipc.new_stream(pa.PythonFile(out, mode="w"), table.schema, options=_OPTIONS) as stream:
        stream.write_table(table, max_chunksize=ROWS_PER_BATCH)


def read_table(data: bytes | memoryview) -> pa.Table:
    """The table of bytes that were already authenticated."""
    with pa.ipc.open_stream(pa.py_buffer(data)) as stream:
        return stream.read_all()
