"""Rows that people said are different, so that no later merge brings them together."""

from __future__ import annotations

from collections.abc import Mapping

Side = tuple[int, int]
"""Number of an answer "different", and on which side of it (0 or 1)."""

KEPT_APART = "kept apart by a person"
"""The veto, as the report counts it."""


class Apart:
    """Which rows may never come together. Rows are known by their number in the clustering.

    sides: for each profile the sides it stands on.
    """

    def __init__(self, sides: Mapping[int, frozenset[Side]] | None = None) -> None:
        self._sides = dict(sides or {})

    @property
    def rows(self) -> set[int]:
        """Rows that some answer keeps apart from others."""
        return set(self._sides)

    def forbids(self, one: int, other: int) -> str | None:
        """Why these two rows must not be joined, or None."""
        here, there = self._sides.get(one), self._sides.get(other)
        if here and there and any((answer, 1 - side) in there for answer, side in here):
            return KEPT_APART
        return None

    def merged(self, kept: int, gone: int) -> None:
        """The second row has become part of the first."""
        moved = self._sides.pop(gone, None)
        if moved:
            self._sides[kept] = self._sides.get(kept, frozenset()) | moved
