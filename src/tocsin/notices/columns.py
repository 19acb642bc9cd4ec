"""Tables read in pieces and worked on in columns, so that no row of a million people is held in memory."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any, TypeAlias

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from tocsin.notices.address import clean
from tocsin.notices.memory import given_back

Rows: TypeAlias = pa.Table | Callable[[Sequence[str]], Iterable[pa.RecordBatch]]
"""A table, or a function that reads the columns named from the start, piece by piece, at each call."""

PIECE = 1 << 13
"""Rows worked on at a time."""

_ODD = r"[\x00-\x1f\x7f-\x{a0}\x{1680}\x{2000}-\x{200a}\x{2028}\x{2029}\x{202f}\x{205f}\x{3000}]|^ | $|  "
"""Texts that ``clean`` would change."""

_ODD_LINES = _ODD.replace(r"\x00-\x1f", r"\x00-\x09\x0b-\x1f") + r"|\n\n| \n|\n |^\n|\n$|;"
"""Texts of lines that ``clean`` would change, or that have a line end written as a semicolon."""

_MULTIPLIER = np.uint64(0x9E3779B97F4A7C15)


def pieces(rows: Rows, columns: Sequence[str]) -> Iterator[pa.RecordBatch]:
    """The columns named, some rows at a time."""
    if isinstance(rows, pa.Table):
        yield from rows.select(list(columns)).to_batches(max_chunksize=PIECE)
        return
    for batch in rows(columns):
        for start in range(0, batch.num_rows, PIECE):
            yield batch.slice(start, PIECE)
        given_back()


def cleaned(texts: pa.Array) -> pa.Array:
    """``clean`` for each text; nothing becomes the empty text."""
    texts = pc.fill_null(texts.cast(pa.string()), "")
    odd = pc.match_substring_regex(texts, _ODD)
    if not odd.true_count:
        return texts
    mended = pa.array([clean(text) for text in texts.filter(odd).to_pylist()], pa.string())
    return pc.replace_with_mask(texts, odd, mended)


def odd_lines(texts: pa.Array) -> pa.Array:
    """Whether ``clean`` would change a line of each text, or a semicolon ends one."""
    return pc.match_substring_regex(texts, _ODD_LINES)


def numbers(texts: pa.Array, known: dict[str | None, int]) -> np.ndarray[Any, np.dtype[np.int64]]:
    """Each text as its number in ``known``, to which new texts are added."""
    coded = texts.dictionary_encode(null_encoding="encode")
    names = [known.setdefault(name, len(known)) for name in coded.dictionary.to_pylist()]
    return np.array(names, np.int64)[coded.indices.to_numpy(zero_copy_only=False)] if names else _EMPTY


_EMPTY = np.zeros(0, np.int64)


def first_of(lists: pa.Array) -> pa.Array:
    """The first text of each list, null where there is none."""
    lengths = pc.fill_null(pc.list_value_length(lists), 0).to_numpy()
    starts = np.asarray(lists.offsets)[:-1]
    return lists.values.take(pa.array(starts, pa.int64(), mask=lengths == 0))


def hashes(texts: pa.Array) -> np.ndarray[Any, np.dtype[np.uint64]]:
    """64 bits for each text, well mixed: of a million texts, two are alike in one table of ten million."""
    texts = pc.fill_null(texts.cast(pa.string()), "")
    _, offsets, data = texts.buffers()
    ends = np.frombuffer(offsets, np.int32)[texts.offset : texts.offset + len(texts) + 1].astype(np.int64)
    bytes_ = np.frombuffer(data, np.uint8) if data is not None else np.zeros(0, np.uint8)
    lengths = np.diff(ends)
    found = np.zeros(len(texts), np.uint64)
    for length in np.unique(lengths).tolist():
        these = np.flatnonzero(lengths == length)
        block = np.zeros((len(these), -(-length // 8) * 8), np.uint8)
        block[:, :length] = bytes_[ends[these][:, None] + np.arange(length)]
        mixed = np.full(len(these), length + 1, np.uint64)
        for word in block.view(np.uint64).T:
            mixed = (mixed ^ word) * _MULTIPLIER
            mixed ^= mixed >> np.uint64(29)
            mixed *= np.uint64(0xBF58476D1CE4E5B9)
            mixed ^= mixed >> np.uint64(32)
        found[these] = mixed
    return found


def alike(columns: Sequence[np.ndarray[Any, Any]]) -> tuple[np.ndarray[Any, Any], np.ndarray[Any, Any]]:
    """Rows that agree in every column: the first of each kind, and for each row the number of its kind."""
    kind = np.zeros(len(columns[0]), np.int64)
    for column in columns:
        _, inverse = np.unique(column, return_inverse=True)
        _, kind = np.unique(kind * (int(inverse.max(initial=0)) + 1) + inverse, return_inverse=True)
    _, first = np.unique(kind, return_index=True)
    return first, kind
