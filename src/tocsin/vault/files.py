"""Writing so that a crash or a full disk leaves the old file or the new one, never half of one."""

from __future__ import annotations

import contextlib
import errno
import io
import os
import secrets
import shutil
from collections.abc import Iterator
from pathlib import Path

from tocsin.vault.errors import DiskFull, StorageFailed

PRIVATE_FILE = 0o600
PRIVATE_FOLDER = 0o700
PARTIAL = ".part"
"""Suffix of a file that is still being written; one found at open is the rest of a crash."""

_FULL = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})


@contextlib.contextmanager
def storage_errors(file: str) -> Iterator[None]:
    """Turn the operating system's errors about ``file`` into the vault's."""
    try:
        yield
    except OSError as error:
        if error.errno in _FULL:
            raise DiskFull from error
        raise StorageFailed(file, os.strerror(error.errno) if error.errno else "unknown reason") from error


def make_private_folder(folder: Path) -> None:
    """Create ``folder`` for its owner alone, whatever the umask."""
    folder.mkdir(mode=PRIVATE_FOLDER)
    folder.chmod(PRIVATE_FOLDER)


def create_private(path: Path) -> io.FileIO:
    """Create a file that did not exist, for its owner alone, and open it unbuffered."""
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW | os.O_CLOEXEC
    return io.FileIO(path, "wb", opener=lambda name, _: os.open(name, flags, PRIVATE_FILE))


def write_all(out: io.FileIO, data: bytes) -> None:
    """Write every byte: one call to an unbuffered file may take only some."""
    view = memoryview(data)
    while view:
        view = view[out.write(view) :]


def sync_folder(folder: Path) -> None:
    """Make renames and removals in ``folder`` survive a power cut."""
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def replace_file(partial: Path, final: Path) -> None:
    """Give a fully written and synced file its name."""
    partial.replace(final)
    sync_folder(final.parent)


@contextlib.contextmanager
def building(folder: Path) -> Iterator[Path]:
    """A private folder under another name, to become ``folder`` (absent or empty) when the block ends.

    If the block fails, everything built is removed.
    """
    work = folder.with_name(f".{folder.name}.{secrets.token_hex(4)}{PARTIAL}")
    try:
        with storage_errors(folder.name):
            folder.parent.mkdir(parents=True, exist_ok=True)
            make_private_folder(work)
        yield work
        with storage_errors(folder.name):
            sync_folder(work)
            work.rename(folder)
            sync_folder(folder.parent)
    except BaseException:
        shutil.rmtree(work, ignore_errors=True)
        raise


def write_whole(path: Path, data: bytes) -> None:
    """Write ``data`` to ``path``: after a crash at any moment the file is the old one or the new one."""
    partial = path.with_name(f"{path.name}.{secrets.token_hex(4)}{PARTIAL}")
    with storage_errors(path.name):
        try:
            with create_private(partial) as out:
                write_all(out, data)
                os.fsync(out.fileno())
            replace_file(partial, path)
        except BaseException:
            partial.unlink(missing_ok=True)
            raise
