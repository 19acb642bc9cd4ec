"""What each person lost, as bits: the elements a letter names, and whether one of them was in plain."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import pyarrow as pa

from tocsin.model.elements import catalogue
from tocsin.model.facts import Protection
from tocsin.notices.columns import Rows, hashes, numbers, pieces

READABLE = frozenset({None, "", "plain", "hashed"})
"""Protections under which an element is named in the letter; ``hashed`` since the method decides."""

PLAIN = frozenset({None, "", "plain"})
WORD = 64

Bits = np.ndarray[Any, np.dtype[np.uint64]]


@dataclass(frozen=True, slots=True)
class Exposed:
    """People by the hash of their id, ascending. plain: 1 or 0.

    sets: the different sets of elements, a row of words of bits each. which: the row there of each person:
    there are few sets, however many people.
    """

    codes: tuple[str, ...]
    people: Bits
    sets: Bits
    which: np.ndarray[Any, np.dtype[np.int32]]
    plain: np.ndarray[Any, Any]

    def rows(self, people: pa.Array) -> np.ndarray[Any, Any]:
        """For each id its row here, -1 for one of whom a letter would name nothing."""
        wanted = hashes(people)
        at = np.searchsorted(self.people, wanted)
        at[at == len(self.people)] = 0
        if not len(self.people):
            return np.full(len(wanted), -1)
        return np.where(self.people[at] == wanted, at, -1)

    def has(self, rows: np.ndarray[Any, Any], bit: int) -> np.ndarray[Any, np.dtype[np.bool_]]:
        """Whether each row has the element of this place in ``codes``."""
        word = self.sets[self.which[rows], bit // WORD]
        return np.asarray(word >> np.uint64(bit % WORD) & np.uint64(1), bool)

    def elements(self, row: int) -> tuple[str, ...]:
        """Codes of a row, sorted."""
        words = [int(word) for word in self.sets[self.which[row]]]
        return tuple(
            sorted(code for bit, code in enumerate(self.codes) if words[bit // WORD] >> bit % WORD & 1)
        )


def exposed(exposures: Rows, protection: Protection) -> Exposed:
    """The elements that letters name, by person.

    Redacted values are not named. Encrypted ones only if the key went too or nobody knows whether it did.
    """
    named = READABLE if protection.key_taken is False else READABLE | {"encrypted"}
    codes: dict[str | None, int] = {code: bit for bit, code in enumerate(catalogue())}
    words = -(-len(codes) // WORD) + 1
    found, known = list[tuple[Bits, Any, Any]](), _Sets(words)
    for piece in pieces(exposures, ("person", "element", "protection")):
        kinds: dict[str | None, int] = {}
        how = numbers(piece["protection"], kinds)
        bit = numbers(piece["element"], codes)
        if len(codes) > words * WORD:
            raise ValueError("more different elements than the catalogue has room for")
        keep = np.array([kind in named for kind in kinds], bool)[how] if kinds else np.zeros(0, bool)
        plain = np.array([kind in PLAIN for kind in kinds], np.uint8)[how] if kinds else np.zeros(0, np.uint8)
        sets = np.zeros((len(bit), words), np.uint64)
        sets[np.arange(len(bit)), bit // WORD] = np.uint64(1) << (bit % WORD).astype(np.uint64)
        people, sets, plain = _joined(hashes(piece["person"])[keep], sets[keep], plain[keep])
        found.append((people, known.numbers(sets), plain))
    if not found:
        nothing = np.zeros(0, np.uint64)
        return Exposed((), nothing, nothing.reshape(0, words), nothing.astype(np.int32), nothing)
    people, which, plain = _all_joined(known, *map(np.concatenate, zip(*found, strict=True)))
    return Exposed(tuple(str(code) for code in codes), people, known.table(), which, plain)


class _Sets:
    """Sets of elements, each once, by the number it got when it was first seen."""

    def __init__(self, words: int) -> None:
        self._words = words
        self._known: dict[bytes, int] = {}

    def numbers(self, sets: Bits) -> np.ndarray[Any, np.dtype[np.int32]]:
        """The number of each row."""
        rows, which = np.unique(sets, axis=0, return_inverse=True)
        numbers = [self._known.setdefault(row.tobytes(), len(self._known)) for row in rows]
        return np.array(numbers, np.int32)[which.reshape(-1)]

    def table(self) -> Bits:
        """The sets, a row each."""
        return np.frombuffer(b"".join(self._known), np.uint64).reshape(-1, self._words)


def _all_joined(known: _Sets, people: Bits, which: Any, plain: Any) -> tuple[Bits, Any, Any]:
    """One row for each person, also of those who came in several pieces."""
    order = np.argsort(people, kind="stable")
    people, which, plain = people[order], which[order], plain[order]
    same = people[1:] == people[:-1]
    if not same.any():
        return people, which, plain
    again = np.concatenate(([False], same))
    several = again | np.concatenate((same, [False]))
    joined, sets, some = _joined(people[several], known.table()[which[several]], plain[several])
    first = several & ~again
    assert np.array_equal(people[first], joined)
    which[first], plain[first] = known.numbers(sets), some
    return people[~again], which[~again], plain[~again]


def _joined(people: Bits, sets: Bits, plain: Any) -> tuple[Bits, Bits, Any]:
    """One row for each person."""
    if not len(people):
        return people, sets, plain
    order = np.argsort(people, kind="stable")
    people, sets, plain = people[order], sets[order], plain[order]
    first = np.flatnonzero(np.concatenate(([True], people[1:] != people[:-1])))
    return people[first], np.bitwise_or.reduceat(sets, first, axis=0), np.bitwise_or.reduceat(plain, first)
