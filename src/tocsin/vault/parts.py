"""Results of resumable work: appended as they come, never rewritten, each with the work it finishes."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import pyarrow as pa
from django.db import IntegrityError

from tocsin.vault import arrow, database
from tocsin.vault.core import Core, sealed, word
from tocsin.vault.errors import AlreadyFinished
from tocsin.vault.records.models import Finished, Part


class Parts(Core):
    """Streams of parts, such as the findings of a scan of many files."""

    def append_part(self, stream: str, tables: dict[str, pa.Table], done: Sequence[str]) -> None:
        """Keep a piece of a stream's results and, in the same transaction, that this work is finished.

        done: keys of the finished work, unique within the stream. They stay in the encrypted database.
        """
        word(stream, "stream")
        self._check_usable()
        places: dict[str, list[int]] = {}
        with self._blobs.create() as writer:
            for name, table in tables.items():
                start = writer.tell()
                arrow.write_table(table, writer)
                places[word(name, "table")] = [start, writer.tell() - start, table.num_rows]
            blob = self._seal(writer)
        facts = {"rows": sum(table.num_rows for table in tables.values()), "done": len(done)}
        with self.act("append_part", stream, stored=blob.stored_sha256, **facts):
            kept = self._keep(blob)
            part = Part.objects.using(self._alias).create(stream=stream, places=places, blob=kept)
            try:
                work = (Finished(stream=stream, key=key, part=part) for key in done)
                Finished.objects.using(self._alias).bulk_create(work)
            except IntegrityError:
                raise AlreadyFinished(stream) from None

    def finished(self, stream: str) -> set[str]:
        """The keys of all finished work of a stream."""
        self._check_usable()
        with database.translated():
            return set(
                Finished.objects.using(self._alias).filter(stream=stream).values_list("key", flat=True)
            )

    def read_parts(self, stream: str, table: str) -> Iterator[pa.Table]:
        """One table of each part that has it, in the order of appending."""
        self._check_usable()
        with database.translated():
            parts = list(
                Part.objects.using(self._alias).filter(stream=stream).select_related("blob").order_by("pk")
            )
        for part in parts:
            if table in part.places:
                start, length, _ = part.places[table]
                content = memoryview(self._blobs.read(sealed(part.blob)))
                yield arrow.read_table(content[start : start + length])

    def clear_parts(self, stream: str) -> None:
        """Destroy a stream, results and finished work, to start again."""
        self._check_usable()
        with self._transaction():
            parts = Part.objects.using(self._alias).filter(stream=stream)
            blob_ids = list(parts.values_list("blob_id", flat=True))
            if not blob_ids:
                return
            with self.act("clear_parts", word(stream, "stream"), parts=len(blob_ids)):
                parts.delete()
                self._shred(blob_ids)
