"""How many log entries were committed, beside the database.

SQLite takes a damaged write-ahead log, such as a crash leaves, for one that ends early: acknowledged acts
would vanish without a word. This number, written after each commit, shows that they are missing. It is not
forced to disk, so after a power cut it may be behind the database, but never ahead of it.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
from pathlib import Path

from tocsin.vault.errors import Damaged
from tocsin.vault.files import storage_errors, write_whole

FILE = "head"


def create(folder: Path) -> None:
    """The head of an empty log."""
    write_whole(folder / FILE, _text(0))


def note(folder: Path, entries: int) -> None:
    """Overwrite the number in place. A full or failing disk is no reason to fail an act that is committed."""
    with contextlib.suppress(OSError):
        descriptor = os.open(folder / FILE, os.O_WRONLY | os.O_CLOEXEC | os.O_NOFOLLOW)
        try:
            os.pwrite(descriptor, _text(entries), 0)
        finally:
            os.close(descriptor)


def check(folder: Path, entries: int) -> None:
    """Raises Damaged if the log has fewer entries than were committed."""
    if not (folder / FILE).is_file():
        raise Damaged(FILE, "the file is missing")
    with storage_errors(FILE):
        written = (folder / FILE).read_bytes()
    number = written.split(b" ")[0]
    if not number.isdigit() or written != _text(int(number)):
        raise Damaged(FILE, "its checksum does not match")
    if int(number) > entries:
        raise Damaged("case.db-wal", f"the last {int(number) - entries} acts of the log are missing")


def _text(entries: int) -> bytes:
    digits = f"{entries:012d}"
    return f"{digits} {hashlib.sha256(digits.encode()).hexdigest()[:16]}\n".encode()
