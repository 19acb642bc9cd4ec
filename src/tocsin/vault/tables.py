"""The tables that pass between stages, one current version of each."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

import pyarrow as pa

from tocsin.vault import arrow, database
from tocsin.vault.core import Core, sealed, word
from tocsin.vault.records.models import StoredTable


@dataclass(frozen=True, slots=True)
class TableRef:
    """A saved version of a table.

    digest: SHA-256 of its content, for the ``made_from`` of what is made from it.
    """

    name: str
    rows: int
    made_from: str
    digest: str
    saved_at: datetime


class Tables(Core):
    """Saving and loading whole tables."""

    def save_table(self, name: str, table: pa.Table, *, made_from: str) -> TableRef:
        """Make ``table`` the current version of ``name``; the version before is destroyed.

        made_from: digest of every input, so that ``is_current`` can tell whether the stage must run again.
        """
        return self.save_tables(name, [table], table.schema, made_from=made_from)

    def save_tables(
        self, name: str, tables: Iterable[pa.Table], schema: pa.Schema, *, made_from: str
    ) -> TableRef:
        """``save_table`` for a table that is too large for memory: its parts, one after the other."""
        word(name, "table")
        self._check_usable()
        now = datetime.now(UTC)
        with self._blobs.create() as writer:
            rows_in = arrow.write_tables(tables, schema, writer)
            blob = self._seal(writer)
        with self.act("save_table", name, rows=rows_in, columns=len(schema), stored=blob.stored_sha256):
            kept = self._keep(blob)
            rows = StoredTable.objects.using(self._alias)
            previous = list(rows.filter(pk=name).values_list("blob_id", flat=True))
            rows.update_or_create(
                name=name,
                defaults={"made_from": made_from, "rows": rows_in, "saved_at": now, "blob": kept},
            )
            self._shred(previous)
        return TableRef(name, rows_in, made_from, blob.sha256, now)

    def load_table(self, name: str) -> pa.Table | None:
        """The current version, or None if there is none."""
        row = self._table(name)
        return None if row is None else arrow.read_table(self._blobs.read(sealed(row.blob)))

    def read_table(self, name: str, columns: Sequence[str]) -> Iterator[pa.RecordBatch]:
        """Some columns of the current version, some rows at a time; nothing if there is none."""
        row = self._table(name)
        if row is None:
            return
        blob = sealed(row.blob)
        with self._blobs.open(blob) as source:
            schema = arrow.read_schema(source)
        with self._blobs.open(blob) as source:
            yield from arrow.read_batches(source, schema, columns)

    def table_ref(self, name: str) -> TableRef | None:
        """What is known of the current version without reading it, or None."""
        row = self._table(name)
        if row is None:
            return None
        return TableRef(row.name, row.rows, row.made_from, row.blob.sha256, row.saved_at)

    def is_current(self, name: str, made_from: str) -> bool:
        """Whether ``name`` was made from exactly these inputs, so that its stage need not run."""
        row = self._table(name)
        return row is not None and row.made_from == made_from

    def drop_table(self, name: str) -> None:
        """Destroy the table; nothing happens if there is none."""
        row = self._table(name)
        if row is None:
            return
        with self.act("drop_table", name):
            row.delete(using=self._alias)
            self._shred([row.blob_id])

    def _table(self, name: str) -> StoredTable | None:
        self._check_usable()
        with database.translated():
            return StoredTable.objects.using(self._alias).select_related("blob").filter(pk=name).first()
