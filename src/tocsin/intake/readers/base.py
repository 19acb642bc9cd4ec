"""The one shape every reader has, its limits, and how it says what it could not read.

A reader runs inside a contained process on bytes written by a stranger. It has no file system, no network and
a memory limit; it gets one seekable binary file and gives parts, children and shortfalls, in the file's
order.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import BinaryIO, ClassVar

from tocsin.model.content import Child, Part, Shortfall

Item = Part | Child | Shortfall
"""What a reader gives."""

MAX_WHOLE_BYTES = 256 << 20
"""Formats that have to be held whole in memory are read up to this many bytes."""

MAX_PART_BYTES = 384 << 20
"""One unpacked part of an office document."""

MAX_CHILD_BYTES = 384 << 20
"""One unpacked file: it is held in memory once here and once on its way to the parent."""

MAX_UNPACKED_BYTES = 8 << 30
"""All files unpacked out of one archive."""

MAX_MEMBERS = 100_000
"""Files read out of one archive, parts of one message."""

BOMB_FLOOR_BYTES = 32 << 20
"""Below this size of output the ratio of output to input says nothing about intent."""

BOMB_RATIO = 400
"""Output over input above which a stream is taken for a bomb (text compresses 3 to 30 times, zeros 1,000)."""


class Unreadable(Exception):
    """Reading ends here for a reason the owner of the file can understand.

    ``outcome`` is ``refused``, ``read_in_part`` or ``stopped``; where parts were given already, the door
    (``readers.read``) turns ``refused`` into ``read_in_part``.
    """

    def __init__(self, outcome: str, reason: str) -> None:
        super().__init__(reason)
        self.outcome = outcome
        self.reason = reason


class Reader:
    """One reader knows one family of formats. It keeps no state between files."""

    kinds: ClassVar[tuple[str, ...]] = ()
    """The kinds, in the words of ``kinds.kind_of``, that this reader takes."""

    def read(self, name: str, data: BinaryIO, size: int) -> Iterator[Item]:
        """Give the content in the file's order. ``name`` is untrusted and may only be shown or looked at.

        Raises Unreadable, or whatever the parser raises on damage: the door turns both into a Shortfall.
        """
        raise NotImplementedError


def whole(data: BinaryIO, size: int, limit: int = MAX_WHOLE_BYTES) -> bytes:
    """All bytes of a file that has to be held in memory; Unreadable if it is larger than ``limit``."""
    if size > limit:
        raise Unreadable(
            "refused", f"the file is larger than the {limit >> 20} MiB this format is read up to"
        )
    data.seek(0)
    found = data.read(limit + 1)
    if len(found) > limit:
        raise Unreadable(
            "refused", f"the file is larger than the {limit >> 20} MiB this format is read up to"
        )
    return found


def in_part(reason: str) -> Shortfall:
    """A Shortfall for content that stands next to content that was read."""
    return Shortfall("read_in_part", reason)


def count(number: int, one: str, many: str = "") -> str:
    """``1 page``, ``3 pages``: reasons are read by people."""
    return f"{number:,} {one if number == 1 else many or one + 's'}"


def words(listed: str) -> frozenset[str]:
    """A set of words written as running text, which reads better than a list of quoted ones."""
    return frozenset(listed.split())
