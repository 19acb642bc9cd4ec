"""Letters put in presort order: sorted by rank into packed drawers, then taken out batch by batch."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from tocsin.notices.pieces import BATCH, ROWS, pack, unpack

DRAWER = 1 << 14
"""People whose places in the order lie next to each other, kept together."""

Numbers = np.ndarray[Any, Any]


def ranks(keys: Sequence[pa.Table]) -> Numbers:
    """The place of each person in presort order: home before abroad, by country, ZIP code and id."""
    if not keys:
        return np.zeros(0, np.int32)
    names = ("abroad", "country", "code", "id")
    order = pc.sort_indices(pa.concat_tables(keys), sort_keys=[(name, "ascending") for name in names])
    place = np.empty(len(order), np.int32)
    place[order.to_numpy()] = np.arange(len(order), dtype=np.int32)
    return place


class Presort:
    """Takes letters in any order, with their ranks. One use."""

    def __init__(self, people: int) -> None:
        """``people``: how many ranks there are."""
        self._drawers: list[list[bytes]] = [[] for _ in range(people // DRAWER + 1)]
        self._left: list[tuple[Numbers, pa.Array, Numbers]] = []

    def letters(self, rank: Numbers, rows: pa.Table) -> None:
        """Keep some letters (ROWS)."""
        order = np.argsort(rank)
        rank, rows = rank[order], rows.take(pa.array(order)).append_column("rank", pa.array(rank[order]))
        edges = np.searchsorted(rank, np.arange(1, len(self._drawers)) * DRAWER)
        starts = [0, *edges.tolist(), len(rank)]
        for drawer, start, end in zip(self._drawers, starts[:-1], starts[1:], strict=True):
            if end > start:
                drawer.append(pack(rows.slice(start, end - start)))

    def leave(self, rank: Numbers, people: pa.Array, why: Numbers) -> None:
        """Note people who are sent none: ids, and the number of the reason."""
        if len(rank):
            self._left.append((rank, people, why))

    def sheets(self, renumbered: Numbers, classes: int) -> tuple[list[bytes], list[int]]:
        """The batches, packed, with classes renumbered; and how many letters each class has."""
        counts = np.zeros(classes, np.int64)
        sheets = []
        for rows in self._batches():
            variants = renumbered[rows["variant"].to_numpy()]
            counts += np.bincount(variants, minlength=classes)
            at = ROWS.get_field_index("variant")
            sheets.append(pack(rows.set_column(at, ROWS.field(at), pa.array(variants, pa.int32()))))
        return sheets, counts.tolist()

    def _batches(self) -> Iterator[pa.Table]:
        waiting = ROWS.empty_table()
        while self._drawers:
            drawer = self._drawers.pop(0)
            if drawer:
                rows = pa.concat_tables(map(unpack, drawer)).sort_by("rank").select(ROWS.names)
                waiting = pa.concat_tables([waiting, rows])
            while waiting.num_rows >= BATCH or (waiting.num_rows and not self._drawers):
                yield waiting.slice(0, BATCH)
                waiting = waiting.slice(BATCH)

    def left_out(self) -> tuple[pa.Array, Numbers]:
        """Everyone who is sent none, in presort order, with the number of the reason."""
        if not self._left:
            return pa.array([], pa.string()), np.zeros(0, np.int64)
        rank, why = (np.concatenate([part[at] for part in self._left]) for at in (0, 2))
        order = np.argsort(rank)
        people = pa.concat_arrays([part[1] for part in self._left]).take(pa.array(order))
        return people, why[order]
