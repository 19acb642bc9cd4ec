"""One process per case: an advisory lock that dies with its holder, so a crash never leaves a case shut."""

from __future__ import annotations

import contextlib
import fcntl
import os
from datetime import UTC, datetime
from pathlib import Path

from tocsin.vault.errors import CaseInUse
from tocsin.vault.files import PRIVATE_FILE, storage_errors

FILE = "lock"
_held: set[CaseLock] = set()


class CaseLock:
    """Holds the case from creation to ``release()`` or the end of the process.

    Raises CaseInUse, naming the process, if another holds it.
    """

    def __init__(self, folder: Path) -> None:
        flags = os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW | os.O_CLOEXEC
        with storage_errors(FILE):
            self._descriptor = os.open(folder / FILE, flags, PRIVATE_FILE)
        try:
            fcntl.flock(self._descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            holder = os.pread(self._descriptor, 200, 0).decode(errors="replace").strip()
            os.close(self._descriptor)
            raise CaseInUse(holder or "another process") from None
        self._write_holder()
        _held.add(self)

    def _write_holder(self) -> None:
        since = datetime.now(UTC).strftime("%Y-%m-%d %H:%M UTC")
        # The line only helps the person who is refused; a full disk is no reason not to open the case.
        with contextlib.suppress(OSError):
            os.ftruncate(self._descriptor, 0)
            os.pwrite(self._descriptor, f"process {os.getpid()} since {since}\n".encode(), 0)

    def release(self) -> None:
        """Let others in. Harmless when called twice."""
        if self._descriptor >= 0:
            os.close(self._descriptor)
            self._descriptor = -1
            _held.discard(self)


def _let_go_in_child() -> None:
    """A forked worker shares the lock; if it outlived a killed parent, the case would stay shut."""
    for lock in list(_held):
        lock.release()


os.register_at_fork(after_in_child=_let_go_in_child)
