"""The rows of intake: every file and every file inside a file, each with exactly one outcome."""

from __future__ import annotations

import hashlib
import os
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

OUTCOMES = ("read", "read_in_part", "refused", "stopped")
"""From best to worst; an item takes the worst that happened to it."""

CHILD_SIGN = " » "
"""Between a container and what was inside it, in a path for people."""

_MAX_NAME_CHARS, _MAX_PATH_CHARS = 400, 2_000
_SURROGATE_BYTES = range(0xDC80, 0xDD00)


@dataclass(frozen=True, slots=True)
class SourceFile:
    """One entry under the sources the user named, seen but not yet opened.

    path: where it is. relative: from its source, beginning with the source's own name; bytes that are
        not UTF-8 are kept as surrogate escapes. refusal: why it cannot be a file to read, or None.
    size, mtime_ns: as the directory said, 0 where it said nothing.
    """

    id: str
    path: Path
    relative: str
    size: int
    mtime_ns: int
    refusal: str | None = None

    @property
    def modified(self) -> str | None:
        """When it was last written, UTC, to the second; None where the disk does not say."""
        if not self.mtime_ns:
            return None
        try:
            return datetime.fromtimestamp(self.mtime_ns // 10**9, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
        except (OverflowError, ValueError, OSError):
            return None

    @property
    def shown(self) -> str:
        """The path for people: one line, no control or direction-changing characters."""
        return printable(self.relative)


@dataclass(frozen=True, slots=True)
class Item:
    """A file or a file inside one, hashed and about to be read."""

    id: str
    parent: str | None
    path: str
    sha256: str
    size: int


@dataclass(frozen=True, slots=True)
class ItemRow:
    """What became of one item.

    id: stable across runs. parent: the container's id, None at the top.
    path: printable; ``box.zip » list.csv`` for a child. sha256: empty if the file could not be read.
    kind: the reader's word for the type. outcome: one of OUTCOMES. reason: empty for a plain ``read``.
    parts, chars, cells: what was handed on (chars counts cells' characters too).
    milliseconds: of waiting for its reader, without the time of files inside it.
    modified: when the disk says it was last written (UTC, ISO); None inside a file.
    same_as: id of the item with the same bytes that was read instead of this one, or None.
    """

    id: str
    parent: str | None
    path: str
    sha256: str
    kind: str
    size: int
    outcome: str
    reason: str
    parts: int = 0
    chars: int = 0
    cells: int = 0
    milliseconds: int = 0
    modified: str | None = None
    same_as: str | None = None


def item_id(relative: str, chain: tuple[int, ...] = ()) -> str:
    """The id of a file, or of the child reached by taking the ``chain``-th children in turn."""
    steps = "/".join(map(str, chain)).encode()
    digest = hashlib.sha256(b"tocsin item\0" + os.fsencode(relative) + b"\0" + steps)
    return "i" + digest.hexdigest()[:16]


def printable(untrusted_name: str) -> str:
    """A name as one safe line: what does not print (controls, bidi marks, stray bytes) becomes an escape."""
    if untrusted_name.isprintable():
        return untrusted_name
    return "".join(map(_printable_char, untrusted_name))


def child_path(parent_path: str, untrusted_name: str) -> str:
    """The path of a child for people. Long names and long chains lose their middle: rows stay small."""
    name = _shortened(printable(untrusted_name), _MAX_NAME_CHARS)
    return _shortened(parent_path + CHILD_SIGN + name, _MAX_PATH_CHARS)


def _shortened(text: str, most: int) -> str:
    return text if len(text) <= most else f"{text[: most // 2]}…{text[-most // 2 :]}"


def _printable_char(char: str) -> str:
    if char.isprintable():
        return char
    code = ord(char)
    if code in _SURROGATE_BYTES:
        return f"\\x{code - 0xDC00:02x}"
    return char.encode("unicode_escape").decode("ascii")


_MAX_REASON_CHARS = 300


def plain_reason(untrusted_reason: str) -> str:
    """A reader's sentence as one short printable line."""
    return printable(untrusted_reason.strip())[:_MAX_REASON_CHARS] or "no reason given"


def worse(one: str, other: str) -> str:
    """The worse of two outcomes."""
    return max(one, other, key=OUTCOMES.index)
