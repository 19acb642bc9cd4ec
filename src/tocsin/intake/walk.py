"""From the folders the user named to every file in them, in a stable order.

Nothing here follows a link found in a source: a stolen share may hold one that points at the
investigator's own files. Whatever is not a plain file is still an entry, with the reason it is refused.
"""

from __future__ import annotations

import errno
import hashlib
import os
import stat
from collections.abc import Iterator, Sequence
from pathlib import Path

from tocsin.intake.budget import MIB, Halt, Limits, plain_bytes
from tocsin.intake.items import SourceFile, item_id

_CHUNK = MIB

_NOT_A_FILE = {
    stat.S_IFLNK: "a symbolic link; links are not followed",
    stat.S_IFSOCK: "a socket, not a file",
    stat.S_IFIFO: "a named pipe, not a file",
    stat.S_IFBLK: "a device, not a file",
    stat.S_IFCHR: "a device, not a file",
}


def survey(sources: Sequence[Path]) -> Iterator[SourceFile]:
    """Every entry under the sources that is not a folder, sorted bytewise, without opening any.

    A source may be a file or a folder; a link given by the user's own hand is followed, links found
    inside are not. Two sources of the same name are told apart by a number: ``share``, ``share (2)``.
    """
    seen: dict[str, int] = {}
    for source in sources:
        root = Path(os.path.realpath(source))
        name = Path(os.path.abspath(source)).name or "root"  # noqa: PTH100 - resolves no link
        seen[name] = seen.get(name, 0) + 1
        label = name if seen[name] == 1 else f"{name} ({seen[name]})"
        yield from _walk(root, label)


def _walk(root: Path, label: str) -> Iterator[SourceFile]:
    """Depth first with a stack of our own: a folder may nest deeper than Python recurses."""
    pending = [(os.fspath(root), label)]
    while pending:
        path, relative = pending.pop()
        try:
            status = os.lstat(path)
        except (OSError, ValueError) as error:
            yield _refused(path, relative, _words(error))
            continue
        if not stat.S_ISDIR(status.st_mode):
            yield _entry(path, relative, status)
            continue
        try:
            names = sorted(os.listdir(path), key=os.fsencode, reverse=True)  # noqa: PTH208 - names, not paths
        except OSError as error:
            yield _refused(path, relative, f"this folder could not be listed: {_words(error)}")
            continue
        pending.extend((f"{path}/{name}", f"{relative}/{name}") for name in names)


def _entry(path: str, relative: str, status: os.stat_result) -> SourceFile:
    refusal = None
    if not stat.S_ISREG(status.st_mode):
        refusal = _NOT_A_FILE.get(stat.S_IFMT(status.st_mode), "not a plain file")
    return SourceFile(
        item_id(relative),
        Path(path),
        relative,
        status.st_size if refusal is None else 0,
        status.st_mtime_ns,
        refusal,
    )


def _refused(path: str, relative: str, reason: str) -> SourceFile:
    return SourceFile(item_id(relative), Path(path), relative, 0, 0, reason)


def open_plain(path: Path, limits: Limits) -> tuple[int, os.stat_result]:
    """Open a plain file for reading; the caller closes the descriptor.

    Non-blocking, so that a file swapped for a named pipe since the survey cannot hold us up.
    Raises Halt (``refused``) when it is gone, forbidden, not a plain file or over the size limit.
    """
    flags = os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC | os.O_NOCTTY
    try:
        descriptor = os.open(path, flags)
    except (OSError, ValueError) as error:
        raise Halt("refused", _words(error)) from None
    status = os.fstat(descriptor)
    if not stat.S_ISREG(status.st_mode):
        os.close(descriptor)
        raise Halt("refused", "not a plain file")
    if status.st_size > limits.file_bytes:
        os.close(descriptor)
        raise Halt("refused", f"larger than {plain_bytes(limits.file_bytes)}")
    return descriptor, status


def digest(descriptor: int, most: int) -> tuple[str, int]:
    """SHA-256 and length of an open file from its start; the offset is back at the start afterwards.

    Raises Halt (``refused``) when the disk cannot give the bytes or there are more than ``most``.
    """
    sha256, size = hashlib.sha256(), 0
    try:
        os.lseek(descriptor, 0, os.SEEK_SET)
        while chunk := os.read(descriptor, _CHUNK):
            size += len(chunk)
            if size > most:
                raise Halt("refused", f"larger than {plain_bytes(most)}")
            sha256.update(chunk)
        os.lseek(descriptor, 0, os.SEEK_SET)
    except OSError as error:
        raise Halt("refused", _words(error)) from None
    return sha256.hexdigest(), size


def _words(error: Exception) -> str:
    """The system's error in plain words, without the path it would put into its own message."""
    match error:
        case FileNotFoundError():
            return "the file was gone before it could be read"
        case PermissionError():
            return "no permission to read"
        case OSError() if error.errno == errno.ELOOP:  # a link put there since the survey
            return _NOT_A_FILE[stat.S_IFLNK]
        case OSError() if error.errno:
            return f"could not be read ({os.strerror(error.errno).lower()})"
        case _:
            return "could not be read"
