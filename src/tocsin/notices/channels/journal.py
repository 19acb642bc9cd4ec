"""A small file that is written while messages leave, so that a crash leaves no more than one in doubt.

It holds numbers and status codes only: which message of the chunk was handed over (synced to the disk before
the first byte of it leaves), and what the server said. The chunk itself is recorded in the case, before and
after.
"""

from __future__ import annotations

import os
import re
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Self

_BEGUN = re.compile(r"begun (\d{1,9})")
_ENDED = re.compile(r"ended (\d{1,9}) ([a-z_]{1,20}) ([0-9.]{0,12})")


@dataclass(frozen=True, slots=True)
class Noted:
    """What a journal says: messages begun, and state and code of those that ended."""

    chunk: str
    begun: frozenset[int]
    ended: dict[int, tuple[str, str]]


class Journal:
    """The journal of one chunk, to be written. Use as a context manager; ``remove`` when all is recorded."""

    def __init__(self, path: Path, chunk: str) -> None:
        self._path = path
        flags = os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_NOFOLLOW | os.O_CLOEXEC
        self._file = os.open(path, flags, 0o600)
        os.write(self._file, f"chunk {chunk}\n".encode())
        os.fsync(self._file)
        folder = os.open(path.parent, os.O_RDONLY | os.O_DIRECTORY)
        os.fsync(folder)
        os.close(folder)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, _: TracebackType | None
    ) -> None:
        os.close(self._file)

    def begun(self, number: int) -> None:
        """The next bytes to leave are this message's. On the disk when this returns."""
        os.write(self._file, f"begun {number}\n".encode())
        os.fsync(self._file)

    def ended(self, number: int, state: str, code: str) -> None:
        """What the server said. Not synced: if it is lost, the message is in doubt and not sent again."""
        os.write(self._file, f"ended {number} {state} {code}\n".encode())


def noted(path: Path) -> Noted | None:
    """What a journal that was left behind says; None if there is none. A torn last line does not count."""
    try:
        text = path.read_text(encoding="ascii", errors="replace")
    except FileNotFoundError:
        return None
    lines = text.split("\n")[:-1]
    chunk = lines[0].removeprefix("chunk ") if lines else ""
    begun = {int(found[1]) for line in lines if (found := _BEGUN.fullmatch(line))}
    ended = {int(f[1]): (f[2], f[3]) for line in lines if (f := _ENDED.fullmatch(line))}
    return Noted(chunk, frozenset(begun), ended)
