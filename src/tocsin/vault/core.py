"""What tables, parts and documents share: the open case, its transactions, its acts and their log entries."""

from __future__ import annotations

import contextlib
import os
import re
import threading
from collections.abc import Iterator
from pathlib import Path

from django.db import DatabaseError, connections, transaction

from tocsin.vault import blobs, checkpoint, database, head
from tocsin.vault.blobs import BlobStore, BlobWriter, SealedBlob
from tocsin.vault.checkpoint import Checkpoint, PublicKey, origin_of
from tocsin.vault.errors import Misuse, NotSigned, VaultError
from tocsin.vault.keys import Keyring
from tocsin.vault.lock import CaseLock
from tocsin.vault.log import Fact, Log
from tocsin.vault.records.models import Blob

_WORD = re.compile(r"[a-z][a-z0-9_]{0,39}")


class Core:
    """An open case. Used from the thread that opened it; worker processes hand their results to that one."""

    def __init__(self, folder: Path, keyring: Keyring, lock: CaseLock, alias: str) -> None:
        self.folder = folder
        self._keyring = keyring
        self._lock = lock
        self._alias = alias
        self._blobs = BlobStore(folder / blobs.FOLDER, keyring.blob_key())
        self._log = Log(alias)
        self._signed_size = 0
        self._touched: set[str] = set()
        self._to_sign = False
        self._user = (os.getpid(), threading.get_ident())
        self._open = True

    @property
    def public_key(self) -> PublicKey:
        """The key that checkpoints of this case are verified with; to be handed out early and kept."""
        return PublicKey.of(origin_of(self._keyring.case_id), self._keyring.signing_key())

    @contextlib.contextmanager
    def act(self, verb: str, subject: str, *, sign: bool = False, **facts: Fact) -> Iterator[None]:
        """Do something and log it in one transaction: both are kept, or neither.

        sign: write a checkpoint after the commit, as for an act of legal weight (letters approved,
        filings sent). Acts may be nested; all commit, and are signed, with the outermost.
        """
        with self._transaction():
            yield
            self._log.append(verb, subject, facts)
            self._to_sign |= sign

    def log(self, verb: str, subject: str, **facts: Fact) -> None:
        """Record an act that changes nothing in the case. Log first, then show or export."""
        with self._transaction():
            self._log.append(verb, subject, facts)

    def log_head(self) -> tuple[int, str]:
        """How many entries the log has, and its root hash in hexadecimal: a line worth keeping outside."""
        self._check_usable()
        with database.translated():
            size, root = self._log.head()
        return size, root.hex()

    def log_lines(self) -> Iterator[str]:
        """Every entry of the log, in order, as the JSON text that is hashed and exported."""
        self._check_usable()
        with database.translated():
            yield from self._log.lines()

    def _sign(self) -> None:
        """Write a checkpoint over the committed log, unless there is one. Raises NotSigned."""
        try:
            with database.translated():
                size, root = self._log.head()
            if size != self._signed_size:
                signed = Checkpoint(origin_of(self._keyring.case_id), size, root)
                signed.write(self.folder / checkpoint.FOLDER, self._keyring.signing_key())
                self._signed_size = size
        except VaultError as error:
            raise NotSigned(error) from error

    @contextlib.contextmanager
    def _transaction(self) -> Iterator[None]:
        """Run in one database transaction, or as a step of the one that is running."""
        self._check_usable()
        if connections[self._alias].in_atomic_block:
            with transaction.atomic(using=self._alias):
                yield
            return
        self._to_sign = False
        try:
            with database.translated(), transaction.atomic(using=self._alias):
                yield
        finally:
            self._drop_unreferenced()
        with database.translated():
            head.note(self.folder, self._log.size())
        if self._to_sign:
            self._sign()

    def _drop_unreferenced(self) -> None:
        """Remove the files of blobs whose rows this transaction deleted, or did not get to keep.

        The keys are gone already: a file that cannot be removed now is harmless; the next open tries again.
        """
        touched, self._touched = self._touched, set()
        with contextlib.suppress(VaultError, DatabaseError), database.translated():
            rows = Blob.objects.using(self._alias).filter(pk__in=touched)
            for blob_id in touched.difference(rows.values_list("pk", flat=True)):
                self._blobs.remove(blob_id)

    def _seal(self, writer: BlobWriter) -> SealedBlob:
        """Finish a blob; the next transaction keeps it or removes it."""
        blob = writer.seal()
        self._touched.add(blob.id)
        return blob

    def _keep(self, blob: SealedBlob) -> Blob:
        """The row that makes a sealed blob readable; inside a transaction."""
        return Blob.objects.using(self._alias).create(
            id=blob.id,
            wrapped_key=blob.wrapped_key,
            size=blob.size,
            sha256=blob.sha256,
            stored_size=blob.stored_size,
            stored_sha256=blob.stored_sha256,
        )

    def _shred(self, blob_ids: list[str]) -> None:
        """Delete the keys of blobs; inside a transaction. The rows that point to them must be gone."""
        self._touched.update(blob_ids)
        Blob.objects.using(self._alias).filter(pk__in=blob_ids).delete()

    def _check_usable(self) -> None:
        if not self._open:
            raise Misuse("This case is closed. Open it again to go on.")
        if (os.getpid(), threading.get_ident()) != self._user:
            raise Misuse(
                "A case is used from the process and thread that opened it. Hand results to that one."
            )


def sealed(row: Blob) -> SealedBlob:
    """The row of a blob as the blob store wants it."""
    return SealedBlob(
        row.id, bytes(row.wrapped_key), row.size, row.sha256, row.stored_size, row.stored_sha256
    )


def word(name: str, what: str) -> str:
    """``name``, if fit to name a table, stream or kind. It is logged: our word, never the user's."""
    if not _WORD.fullmatch(name):
        raise Misuse(
            f"The name of a {what} is a lower-case word of at most 40 letters, digits and underscores."
        )
    return name
