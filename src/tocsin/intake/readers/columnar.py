"""Parquet, Arrow and ORC files through pyarrow, Avro through fastavro, batch by batch and on one thread."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from typing import Any, BinaryIO

import fastavro
import pyarrow as pa
import pyarrow.ipc
import pyarrow.orc
import pyarrow.parquet as pq

from tocsin.intake.readers.base import MAX_CHILD_BYTES, Item, Reader, whole
from tocsin.intake.readers.jsonlike import flat
from tocsin.intake.readers.pieces import TablePieces

BATCH_ROWS = 4_096


class ColumnarReader(Reader):
    """Apache Parquet, Arrow IPC and Feather, ORC."""

    kinds = ("parquet", "arrow", "orc")

    def read(self, name: str, data: BinaryIO, size: int) -> Iterator[Item]:
        raw = whole(data, size, MAX_CHILD_BYTES)
        pieces = TablePieces()
        source = pa.BufferReader(raw)
        if raw.startswith(b"PAR1"):
            columns = pq.ParquetFile(source)
            header, batches = columns.schema_arrow.names, columns.iter_batches(BATCH_ROWS, use_threads=False)
        elif raw.startswith(b"ORC"):
            stripes = pa.orc.ORCFile(source)
            header = stripes.schema.names
            batches = (stripes.read_stripe(number) for number in range(stripes.nstripes))
        else:
            file = pa.ipc.open_file(source)
            header, batches = file.schema.names, (file.get_batch(n) for n in range(file.num_record_batches))
        yield from pieces.tables("table", header, _rows(batches), 1)
        yield from pieces.shortfalls()


class AvroReader(Reader):
    """Avro containers: a record with records in it becomes a row with a column for every path."""

    kinds = ("avro",)

    def read(self, name: str, data: BinaryIO, size: int) -> Iterator[Item]:
        data.seek(0)
        pieces = TablePieces()
        rows = fastavro.reader(data)
        schema = rows.writer_schema
        fields = schema.get("fields", []) if isinstance(schema, dict) else []
        header = [str(field["name"]) for field in fields] or ["value"]
        found = (row if isinstance(row, dict) else {"value": row} for row in rows)
        yield from pieces.tables(
            "table", header, ([_text(row.get(name)) for name in header] for row in found), 1
        )
        yield from pieces.shortfalls()


def _rows(batches: Iterator[Any]) -> Iterator[tuple[str, ...]]:
    for batch in batches:
        yield from zip(*map(_texts, batch.columns), strict=True)


def _texts(column: Any) -> list[str]:
    """A column as text, by Arrow itself where that gives what Python would."""
    kind = column.type
    if pa.types.is_dictionary(kind):
        column, kind = column.dictionary_decode(), kind.value_type
    if pa.types.is_string(kind) or pa.types.is_large_string(kind):
        return (column.fill_null("") if column.null_count else column).to_pylist()  # type: ignore[no-any-return]
    if pa.types.is_integer(kind):
        return column.cast(pa.string()).fill_null("").to_pylist()  # type: ignore[no-any-return]
    return [value if type(value) is str else _text(value) for value in column.to_pylist()]


def _text(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, dict | list):
        return "; ".join(f"{key}: {text}" if key else text for key, text in flat(value) if text)
    if isinstance(value, bytes):
        return value.decode("utf-8", "replace")
    if isinstance(value, datetime.datetime) and value.time() == datetime.time():
        return value.date().isoformat()
    return str(value)
