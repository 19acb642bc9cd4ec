"""One Django connection per open case: made, brought up to date, checked and taken away again."""

from __future__ import annotations

import contextlib
import itertools
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.db import DatabaseError, connections
from django.db.migrations.executor import MigrationExecutor

from tocsin.vault.errors import Damaged, DiskFull, NewerVersion, StorageFailed, VaultError
from tocsin.vault.records.apps import RecordsConfig
from tocsin.vault.sqlcipher.base import RawKey

FILE = "case.db"
_numbers = itertools.count(1)


def attach(path: Path, key: bytes) -> str:
    """Make the database at ``path`` known to Django and return the alias to use it by."""
    alias = f"case{next(_numbers)}"
    wanted: dict[str, Any] = {
        "ENGINE": "tocsin.vault.sqlcipher",
        "NAME": str(path),
        # A transaction that will write takes its lock at the start, so it cannot fail half way for want of
        # it.
        "OPTIONS": {"key": RawKey(key), "transaction_mode": "IMMEDIATE"},
    }
    complete = connections.configure_settings({"default": {}, alias: wanted})
    connections.databases[alias] = complete[alias]
    return alias


def detach(alias: str) -> None:
    """Close the connection and forget the key."""
    try:
        with translated():
            connections[alias].close()
    finally:
        del connections[alias]
        del connections.databases[alias]


def check(alias: str) -> None:
    """Authenticate every page. Raises Damaged if one was altered."""
    with translated(), connections[alias].cursor() as cursor:
        # Pages that a crash left in the write-ahead log belong into the file before it is judged.
        cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        if faults := cursor.execute("PRAGMA cipher_integrity_check").fetchall():
            raise Damaged(FILE, f"{len(faults)} of its pages fail authentication")


def migrate(alias: str) -> None:
    """Bring the tables up to this version. Raises NewerVersion if they are already beyond it."""
    with translated():
        executor = MigrationExecutor(connections[alias])
        label = RecordsConfig.label
        known = executor.loader.disk_migrations
        if any(app == label and (app, name) not in known for app, name in executor.loader.applied_migrations):
            raise NewerVersion(FILE)
        executor.migrate(executor.loader.graph.leaf_nodes(label))


@contextlib.contextmanager
def translated() -> Iterator[None]:
    """Turn the database's errors into the vault's, each with what to do."""
    try:
        yield
    except DatabaseError as error:
        known = _meaning(str(error))
        if known is None:
            raise
        raise known from error


def _meaning(message: str) -> VaultError | None:
    if "disk is full" in message:
        return DiskFull()
    if "malformed" in message or "not a database" in message:
        return Damaged(FILE, "a page fails authentication")
    if "disk I/O" in message or "unable to open" in message or "readonly" in message or "locked" in message:
        return StorageFailed(FILE, message)
    return None
