"""Unpacking with the output counted: headers of archives are believed in nothing."""

from __future__ import annotations

from typing import Protocol

from tocsin.intake.readers.base import (
    BOMB_FLOOR_BYTES,
    BOMB_RATIO,
    MAX_CHILD_BYTES,
    MAX_UNPACKED_BYTES,
    Unreadable,
)

STEP_BYTES = 1 << 20


class Readable(Protocol):
    """Anything that gives bytes."""

    def read(self, size: int, /) -> bytes: ...


class TooMuch(Exception):
    """One member is more than is read of a member; others may follow."""


class Budget:
    """Bytes that may still come out of one archive, however many members it claims to have."""

    def __init__(self, limit: int = MAX_UNPACKED_BYTES) -> None:
        self.left = limit

    def read(self, source: Readable, packed: int, limit: int = MAX_CHILD_BYTES) -> bytes:
        """The whole member. ``packed`` is what it takes in the archive, for the ratio.

        Raises TooMuch for one oversized member or a bomb, Unreadable("stopped") when the archive's budget is
        spent.
        """
        return self.read_until(source, packed, (), limit)[0]

    def read_until(
        self,
        source: Readable,
        packed: int,
        damage: tuple[type[Exception], ...],
        limit: int = MAX_CHILD_BYTES,
    ) -> tuple[bytes, Exception | None]:
        """The same up to the first of these exceptions, which is returned with what came before it."""
        blocks: list[bytes] = []
        total = 0
        while True:
            try:
                block = source.read(STEP_BYTES)
            except damage as error:
                return b"".join(blocks), error
            if not block:
                return b"".join(blocks), None
            total += len(block)
            self.left -= len(block)
            if self.left < 0:
                raise Unreadable("stopped", "more bytes came out of the archive than are read from one")
            if total > limit:
                raise TooMuch
            if total > BOMB_FLOOR_BYTES and total > BOMB_RATIO * max(packed, 1):
                raise TooMuch
            blocks.append(block)
