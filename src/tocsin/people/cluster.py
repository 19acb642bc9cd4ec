"""From pairs to people: the strongest pair first, and no pair against a contradiction.

Connected components would let one slip join a whole household. Here every row keeps all values of its
mentions, and two rows are joined only if nothing in them contradicts it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence, Set
from dataclasses import dataclass, field
from functools import lru_cache
from typing import NamedTuple

from rapidfuzz.distance import DamerauLevenshtein

from tocsin.people.apart import Apart
from tocsin.people.names import first_names_clash

_NOTHING: frozenset[str] = frozenset()

SLIPS_IN_NUMBER = 2
"""Edits two Social Security numbers of one person may be apart (a misread digit, two swapped)."""


@dataclass(slots=True)
class Profile:
    """What one distinct mention says about who it is."""

    first: str | None
    middle: str | None
    last: str | None
    suffix: int | None
    dob: str | None
    yob: str | None
    ssn9: str | None
    ssn4: str | None
    ids: Sequence[str] = ()
    street_key: str | None = None
    zip5: str | None = None
    email: str | None = None
    phone: str | None = None

    @property
    def nameless(self) -> bool:
        """An account or a number that nobody's name is written next to."""
        return not (self.first or self.last)

    @property
    def sparse(self) -> bool:
        """No number and no birth date of its own: only a name with an address, e-mail or phone."""
        return not (self.ssn4 or self.dob or self.ids)


@dataclass(slots=True)
class Row:
    """A person in the making: the members, and every value they show."""

    members: list[int] = field(default_factory=list)
    firsts: frozenset[str] = frozenset()
    middles: frozenset[str] = frozenset()
    suffixes: frozenset[int] = frozenset()
    dobs: frozenset[str] = frozenset()
    yobs: frozenset[str] = frozenset()
    ssn9s: frozenset[str] = frozenset()
    ssn4s: frozenset[str] = frozenset()
    lasts: frozenset[str] = frozenset()
    homes: frozenset[str] = frozenset()

    def take(self, other: Row) -> None:
        """Take over all members and values of the other row."""
        self.members += other.members
        self.firsts |= other.firsts
        self.middles |= other.middles
        self.suffixes |= other.suffixes
        self.dobs |= other.dobs
        self.yobs |= other.yobs
        self.ssn9s |= other.ssn9s
        self.ssn4s |= other.ssn4s
        self.lasts |= other.lasts
        self.homes |= other.homes


class Edge(NamedTuple):
    """Two profiles that may be one person. how: the rule, or empty where the weight (log2 odds) speaks."""

    a: int
    b: int
    how: str = ""
    weight: float | None = None


class Clustering:
    """Joins profiles into rows. ``row_of`` and ``rows`` are the outcome, ``vetoes`` counts refusals.

    together: joined first, whatever contradicts it. apart: rows that are never joined. ``merges`` is every
    join in the order it was made.
    """

    def __init__(
        self,
        profiles: Sequence[Profile],
        *,
        two_numbers: bool = False,
        together: Iterable[Edge] = (),
        apart: Apart | None = None,
    ) -> None:
        self.profiles = profiles
        self.two_numbers = two_numbers
        self.rows: dict[int, Row] = {number: _row(number, profile) for number, profile in enumerate(profiles)}
        self.row_of: list[int] = list(range(len(profiles)))
        self.links: dict[int, Edge] = {}
        self.vetoes: dict[str, int] = {}
        self.reviews: dict[int, str] = {}
        self.apart = apart or Apart()
        self.merges: list[Edge] = []
        for edge in together:
            if self.row_of[edge.a] != self.row_of[edge.b]:
                self._merge(self.row_of[edge.a], self.row_of[edge.b], edge)
                self.links.setdefault(edge.a, edge)
                self.links.setdefault(edge.b, edge)

    def join(self, edges: Iterable[Edge]) -> None:
        """Join along the edges, in the order given, except where a contradiction forbids it."""
        for edge in edges:
            one, other = self.row_of[edge.a], self.row_of[edge.b]
            if one == other:
                continue
            reason = self.forbidden(one, other)
            if reason:
                self.vetoes[reason] = self.vetoes.get(reason, 0) + 1
                continue
            self._merge(one, other, edge)
            self.links.setdefault(edge.a, edge)
            self.links.setdefault(edge.b, edge)

    def attach(self, edges: Iterable[Edge], loose: Set[int]) -> None:
        """Attach rows of ``loose`` profiles to the one row each fits; where several fit, leave and say so."""
        fits: dict[int, dict[int, tuple[int, Edge]]] = {}
        for edge in edges:
            if (edge.a in loose) == (edge.b in loose):
                continue
            stray, anchor = (edge.a, edge.b) if edge.a in loose else (edge.b, edge.a)
            here, there = self.row_of[stray], self.row_of[anchor]
            if here != there and not self.forbidden(here, there):
                fits.setdefault(here, {}).setdefault(there, (anchor, edge))
        for here, options in sorted(fits.items()):
            if len(options) > 1:
                self.reviews[self.rows[here].members[0]] = (
                    f"may be one of {len(options)} other people on this list"
                )
                continue
            anchor, edge = next(iter(options.values()))
            there = self.row_of[anchor]
            if self.forbidden(here, there):
                continue
            for member in self.rows[here].members:
                self.links.setdefault(member, edge)
            self._merge(there, here, edge)

    def forbidden(self, one: int, other: int) -> str | None:
        """Why two rows, by number, must not be joined, or None."""
        return self.apart.forbids(one, other) or contradiction(
            self.rows[one], self.rows[other], two_numbers=self.two_numbers
        )

    def _merge(self, one: int, other: int, edge: Edge) -> None:
        if len(self.rows[other].members) > len(self.rows[one].members):
            one, other = other, one
        taken = self.rows.pop(other)
        for member in taken.members:
            self.row_of[member] = one
        self.rows[one].take(taken)
        self.apart.merged(one, other)
        self.merges.append(edge)


def _row(number: int, profile: Profile) -> Row:
    said = (
        profile.first,
        profile.middle and profile.middle[0],
        profile.dob,
        profile.yob,
        profile.ssn9,
        profile.ssn4,
        profile.last,
        profile.street_key,
    )
    firsts, middles, dobs, yobs, ssn9s, ssn4s, lasts, homes = [
        frozenset((value,)) if value else _NOTHING for value in said
    ]
    suffixes = frozenset((profile.suffix,)) if profile.suffix else frozenset()
    return Row([number], firsts, middles, suffixes, dobs, yobs, ssn9s, ssn4s, lasts, homes)


def gathered(profiles: Iterable[Profile]) -> Row:
    """One row of all these profiles."""
    row = Row()
    for number, profile in enumerate(profiles):
        row.take(_row(number, profile))
    return row


def contradiction(one: Row, other: Row, *, two_numbers: bool = False) -> str | None:
    """Why the two rows cannot be one person, or None. two_numbers: as in Settings."""
    same_birth = bool(one.dobs & other.dobs)
    same_first, same_middle = bool(one.firsts & other.firsts), bool(one.middles & other.middles)
    # Two numbers with one full name and birth date are one person's: an old number, or a borrowed one.
    same_home = two_numbers and bool(one.homes & other.homes and one.lasts & other.lasts)
    if not (same_first and same_middle and (same_birth or same_home)):
        reason = _numbers_differ(one, other)
        if reason:
            return reason
    if one.dobs and other.dobs:
        if not any(_near_dates(a, b) for a in one.dobs for b in other.dobs):
            return "birth dates differ"
    elif one.yobs and other.yobs and not one.yobs & other.yobs:
        return "birth years differ"
    if one.suffixes and other.suffixes and not one.suffixes & other.suffixes:
        return "suffixes differ"
    same_number = bool(one.ssn9s & other.ssn9s)
    if one.firsts and other.firsts and not same_first:
        if all(first_names_clash(a, b) for a in one.firsts for b in other.firsts):
            if not (same_number and same_birth):
                return "first names differ"
        elif same_birth and one.ssn9s and other.ssn9s and not same_number:
            return "may be twins"
    same_four = bool(one.ssn4s & other.ssn4s)
    if one.middles and other.middles and not (same_middle or same_four or same_birth):
        return "middle initials differ"
    return None


def _numbers_differ(one: Row, other: Row) -> str | None:
    if one.ssn9s and other.ssn9s:
        if not any(_near(a, b) for a in one.ssn9s for b in other.ssn9s):
            return "Social Security numbers differ"
    elif one.ssn4s and other.ssn4s and not any(_off(a, b) <= 1 for a in one.ssn4s for b in other.ssn4s):
        return "last four digits differ"
    return None


@lru_cache(maxsize=1 << 18)
def _near(one: str, other: str) -> bool:
    return (
        one == other
        or DamerauLevenshtein.distance(one, other, score_cutoff=SLIPS_IN_NUMBER) <= SLIPS_IN_NUMBER
    )


def _off(one: str, other: str) -> int:
    if len(one) != len(other):
        return max(len(one), len(other))
    return sum(a != b for a, b in zip(one, other, strict=True))


def _near_dates(one: str, other: str) -> bool:
    """One digit apart, or day and month swapped."""
    swapped = one[:4] == other[:4] and one[5:7] == other[8:] and one[8:] == other[5:7]
    return swapped or _off(one, other) <= 1
