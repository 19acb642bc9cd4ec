"""Which characters of a text are explained already."""

from __future__ import annotations


class Taken:
    """Characters already explained, marked in a byte array: first come, first served."""

    def __init__(self, length: int) -> None:
        self._marks = bytearray(length)

    def take(self, start: int, end: int) -> bool:
        """Marks a stretch; False if any of it is taken."""
        if self._marks.find(1, start, end) >= 0:
            return False
        self._marks[start:end] = b"\x01" * (end - start)
        return True

    def all(self, start: int, end: int) -> bool:
        """Whether a stretch is explained at both ends."""
        return bool(self._marks[start] and self._marks[end - 1])

    def any(self, start: int, end: int) -> bool:
        """Whether anything of a stretch is taken."""
        return self._marks.find(1, start, end) >= 0

    def hide(self, data: bytes, start: int) -> bytes:
        """A part of the text, ``start`` in the whole, with zeros for what is taken: no pattern has them."""
        free = int.from_bytes(self._marks[start : start + len(data)].translate(_FREE))
        return (int.from_bytes(data) & free).to_bytes(len(data))


_FREE = bytes([0xFF, 0x00]) + bytes(254)
"""Mask of a character by its mark."""
