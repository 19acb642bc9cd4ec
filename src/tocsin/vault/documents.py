"""Named files of the case: incident facts, rendered letters, packets. Names and content stay encrypted."""

from __future__ import annotations

import contextlib
import io
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime

from tocsin.vault import database
from tocsin.vault.blobs import BlobWriter, SealedBlob
from tocsin.vault.core import Core, sealed, word
from tocsin.vault.records.models import Document


@dataclass(frozen=True, slots=True)
class DocumentRef:
    """A stored document. ``id`` is what the log calls it; size in bytes; sha256 of the content."""

    id: str
    kind: str
    name: str
    size: int
    sha256: str
    saved_at: datetime


class Documents(Core):
    """Putting and getting documents, whole or as a stream."""

    def put_document(self, kind: str, name: str, content: bytes) -> DocumentRef:
        """Keep a document, in place of the one of this kind and name."""
        with self._new_document(kind) as writer:
            writer.write(content)
            return self._keep_document(kind, name, self._seal(writer))

    @contextlib.contextmanager
    def write_document(self, kind: str, name: str) -> Iterator[BlobWriter]:
        """A file-like object to write a document of any size to; kept if the block ends without an error."""
        with self._new_document(kind) as writer:
            yield writer
            self._keep_document(kind, name, self._seal(writer))

    def get_document(self, kind: str, name: str) -> bytes | None:
        """The content, or None if there is no such document."""
        row = self._document(kind, name)
        return None if row is None else self._blobs.read(sealed(row.blob))

    def open_document(self, kind: str, name: str) -> io.BufferedReader | None:
        """A file-like object to read a document of any size from, or None. The caller closes it."""
        row = self._document(kind, name)
        return None if row is None else self._blobs.open(sealed(row.blob))

    def list_documents(self, kind: str | None = None) -> list[DocumentRef]:
        """All documents, or those of a kind, by kind and name."""
        self._check_usable()
        with database.translated():
            rows = Document.objects.using(self._alias).select_related("blob").order_by("kind", "name")
            return [_ref(row) for row in (rows if kind is None else rows.filter(kind=kind))]

    def delete_document(self, kind: str, name: str) -> None:
        """Destroy a document; nothing happens if there is none."""
        row = self._document(kind, name)
        if row is None:
            return
        with self.act("delete_document", _log_id(row), kind=row.kind):
            row.delete(using=self._alias)
            self._shred([row.blob_id])

    def _new_document(self, kind: str) -> BlobWriter:
        self._check_usable()
        word(kind, "document's kind")
        return self._blobs.create()

    def _keep_document(self, kind: str, name: str, blob: SealedBlob) -> DocumentRef:
        with self._transaction():
            rows = Document.objects.using(self._alias)
            previous = list(rows.filter(kind=kind, name=name).values_list("blob_id", flat=True))
            defaults = {"saved_at": datetime.now(UTC), "blob": self._keep(blob)}
            row, _ = rows.update_or_create(kind=kind, name=name, defaults=defaults)
            self._shred(previous)
            self.log("put_document", _log_id(row), kind=kind, bytes=blob.size, stored=blob.stored_sha256)
            return _ref(row)

    def _document(self, kind: str, name: str) -> Document | None:
        self._check_usable()
        with database.translated():
            rows = Document.objects.using(self._alias).select_related("blob")
            return rows.filter(kind=kind, name=name).first()


def _log_id(row: Document) -> str:
    return f"document-{row.pk}"


def _ref(row: Document) -> DocumentRef:
    return DocumentRef(_log_id(row), row.kind, row.name, row.blob.size, row.blob.sha256, row.saved_at)
