"""The three tables that detection gives, filled column by column."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from tocsin.model.tables import FINDINGS, IDENTIFIERS, MENTIONS

SMALL_CHUNK = 500
"""Rows: chunks of more than this on average are worth no copy of the whole."""
FLUSH_ROWS = 5_000
"""Rows of texts that are gathered before they become Arrow columns."""


@dataclass(frozen=True, slots=True)
class Found:
    """What was found in one item, or in several. The schemas are those of `tocsin.model.tables`."""

    findings: pa.Table
    mentions: pa.Table
    identifiers: pa.Table


LONG = 1_000
"""Rows: one value repeated so often is kept, so that the blocks of a table share its memory."""


def _array(values: Any, count: int, kind: pa.DataType, kept: dict[tuple[Any, str], pa.Array]) -> pa.Array:
    """A column: an Arrow array as it is, a sequence converted, one value repeated, nothing as nulls.

    kept: long arrays of one value, for further blocks.
    """
    if isinstance(values, pa.Array | pa.ChunkedArray):
        return values.cast(kind) if values.type != kind else values
    if isinstance(values, list | tuple):
        return pa.array(values, kind)
    if values is None:
        return pa.nulls(count, kind)
    if count < LONG:
        return pa.repeat(pa.scalar(values, kind), count)
    long = kept.get((values, str(kind)))
    if long is None or len(long) < count:
        long = kept[values, str(kind)] = pa.repeat(pa.scalar(values, kind), count)
    return long.slice(0, count)


_SCHEMAS = {"findings": FINDINGS, "mentions": MENTIONS, "identifiers": IDENTIFIERS}
_EMPTY = {name: schema.empty_table() for name, schema in _SCHEMAS.items()}
"""Made once: most items hold nothing."""
_ROW = {name: pa.struct(list(schema)) for name, schema in _SCHEMAS.items()}

Row = tuple[Any, ...]
"""A row of a table, in the order of its schema."""


@dataclass(slots=True)
class Collector:
    """Gathers what is found item by item, whole columns of tables and single rows of texts, and gives out the
    mention ids.
    """

    item: str = ""
    _next: int = 0
    _kept: dict[tuple[Any, str], pa.Array] = field(default_factory=dict)
    _rows: dict[str, list[Row]] = field(default_factory=lambda: {name: [] for name in _SCHEMAS})
    _chunks: dict[str, list[pa.Table]] = field(default_factory=lambda: {name: [] for name in _SCHEMAS})

    def begin(self, item: str) -> None:
        """What comes next is of another item."""
        self.item = item
        self._next = 0

    def add_rows(self, name: str, rows: Iterable[Row]) -> None:
        """Rows of one of the three tables. All columns of many rows are made at once, which costs a third of
        making them column by column, and a tenth of making them item by item.
        """
        waiting = self._rows[name]
        waiting.extend(rows)
        if len(waiting) >= FLUSH_ROWS:
            self._flush(name)

    def _flush(self, name: str) -> None:
        if rows := self._rows[name]:
            batch = pa.RecordBatch.from_struct_array(pa.array(rows, _ROW[name]))
            self._chunks[name].append(pa.Table.from_batches([batch]))
            self._rows[name] = []

    def mention_ids(self, count: int) -> list[str]:
        """The next ``count`` ids, in order."""
        first = self._next
        self._next += count
        return [f"{self.item}.{n}" for n in range(first, first + count)]

    def ids_where(self, there: pa.Array) -> pa.Array:
        """The next ids for the rows that are true, null for the others."""
        numbers = pc.add(pc.cumulative_sum(there.cast(pa.int64())), self._next - 1)
        self._next += pc.sum(there).as_py() or 0
        ids = pc.binary_join_element_wise(f"{self.item}.", numbers.cast(pa.string()), "")
        return pc.if_else(there, ids, pa.scalar(None, pa.string()))

    def _add(self, name: str, count: int, columns: Mapping[str, Any]) -> None:
        if count:
            self._flush(name)
            schema = _SCHEMAS[name]
            arrays = [_array(columns.get(column.name), count, column.type, self._kept) for column in schema]
            self._chunks[name].append(pa.Table.from_arrays(arrays, schema=schema))

    def findings(self, count: int, **columns: Any) -> None:
        """``count`` findings; a column is a list, an array or one value for all rows."""
        self._add("findings", count, {"item": self.item, **columns})

    def mentions(self, count: int, **columns: Any) -> None:
        """``count`` mentions, columns as for `findings`."""
        self._add("mentions", count, {"item": self.item, **columns})

    def identifiers(
        self,
        mention: list[str] | pa.Array,
        element: str | list[str],
        prints: list[bytes] | pa.Array,
        value: list[str] | pa.Array,
    ) -> None:
        """The values themselves, for sealed elements that have an owner."""
        columns = {"mention": mention, "element": element, "fingerprint": prints, "value": value}
        self._add("identifiers", len(value), columns)

    def found(self) -> Found:
        """Everything gathered so far."""
        tables = {}
        for name in _EMPTY:
            self._flush(name)
            chunks = self._chunks[name]
            if not chunks:
                tables[name] = _EMPTY[name]
                continue
            table = pa.concat_tables(chunks) if len(chunks) > 1 else chunks[0]
            small = len(chunks) > 1 and table.num_rows <= SMALL_CHUNK * len(chunks)
            tables[name] = table.combine_chunks() if small else table
        return Found(**tables)
