"""From pairs to people: the strongest pair first, and no pair against a contradiction.

Connected components would let one slip join a whole household. Here every row keeps all values of its
mentions, and two rows are joined only if nothing in them contradicts it.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass
from typing import NamedTuple

from tocsin.people.apart import Apart
from tocsin.people.contradictions import contradiction, must_be_alone
from tocsin.people.policy import Policy, shipped

COLUMNS = (
    "first", "middle", "last", "suffix", "dob", "yob", "ssn9", "ssn4", "street_key", "zip5",
    "email", "phone", "ids",
)  # fmt: skip
"""Columns of table ``profile`` that a Profile holds, in its order."""

_NONE: frozenset[str] = frozenset()

_MARGIN = 3.0
"""Bits by which the best fit must beat another that contradicts it."""


class Profile(NamedTuple):
    """What one distinct mention says about who it is."""

    first: str | None = None
    middle: str | None = None
    last: str | None = None
    suffix: int | None = None
    dob: str | None = None
    yob: str | None = None
    ssn9: str | None = None
    ssn4: str | None = None
    street_key: str | None = None
    zip5: str | None = None
    email: str | None = None
    phone: str | None = None
    ids: Iterable[str] = ()

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
    """A person in the making: the profiles, and every value they show by the name of its identifier."""

    members: list[int]
    values: dict[str, frozenset[str]]

    @classmethod
    def of(cls, members: list[int], profiles: Mapping[int, Profile] | Sequence[Profile]) -> Row:
        """The row of these profiles."""
        row = cls(members, {})
        for member in members:
            profile = profiles[member]
            for field, value in zip(COLUMNS[:-1], profile[:-1], strict=True):
                if value is not None:
                    row.values[field] = row.values.get(field, _NONE) | {str(value)}
            if profile.ids:
                row.values["ids"] = row.values.get("ids", _NONE) | frozenset(profile.ids)
        return row

    def take(self, other: Row) -> None:
        """Take over all members and values of the other row."""
        self.members += other.members
        for field, values in other.values.items():
            self.values[field] = self.values.get(field, _NONE) | values

    @property
    def sparse(self) -> bool:
        """Nobody knows a number or birth date of this person."""
        return not any(self.values.get(field) for field in ("ssn4", "dob", "ids"))


class Edge(NamedTuple):
    """Two profiles that may be one person. how: the rule, or empty where the weight (log2 odds) speaks.

    whole: the weight counts the evidence of the two whole rows. supported: more than the name agrees.
    """

    a: int
    b: int
    how: str = ""
    weight: float | None = None
    whole: bool = False
    supported: bool = True


class Clustering:
    """Joins profiles into rows. ``row_of`` is the outcome, ``vetoes`` counts refusals.

    ``merges`` is every join in the order it was made; along them a row can be put together again.
    """

    def __init__(
        self,
        profiles: Sequence[Profile],
        *,
        policy: Policy | None = None,
        two_numbers: bool = False,
        together: Iterable[Edge] = (),
        apart: Apart | None = None,
    ) -> None:
        """together: joined first, whatever contradicts it. apart: rows that are never joined."""
        self.profiles = profiles
        self.policy = policy or shipped()
        self.two_numbers = two_numbers
        self.row_of: list[int] = list(range(len(profiles)))
        self._groups: dict[int, list[int]] = {}
        self._rows: dict[int, Row] = {}
        self._gone: set[int] = set()
        self.links: dict[int, Edge] = {}
        self.vetoes: Counter[str] = Counter()
        self.reviews: dict[int, str] = {}
        self.merges: list[Edge] = []
        self.apart = apart or Apart()
        for edge in together:
            one, other = self.row_of[edge.a], self.row_of[edge.b]
            if one != other:
                self._unite(one, other, edge)
                self._link(edge)

    def start_with(self, groups: Iterable[list[int]], along: Iterable[Edge]) -> None:
        """Make rows of groups of profiles that nothing was joined with yet, and ask no question.

        along: the merges that make them, strongest first. Rows get their values when they are asked for.
        """
        for members in groups:
            self._groups[members[0]] = members
            for member in members[1:]:
                self.row_of[member] = members[0]
                self._gone.add(member)
        for edge in along:
            self.merges.append(edge)
            self._link(edge)

    def row(self, number: int) -> Row:
        """The row of this number, with all its values."""
        row = self._rows.get(number)
        if row is None:
            row = self._rows[number] = Row.of(list(self.members(number)), self.profiles)
        return row

    def members(self, number: int) -> Sequence[int]:
        """Profiles of the row of this number."""
        row = self._rows.get(number)
        return row.members if row else self._groups.get(number) or (number,)

    def numbers(self) -> Iterator[int]:
        """Numbers of all rows there are now."""
        return (number for number in range(len(self.profiles)) if number not in self._gone)

    def join(self, edges: Iterable[Edge]) -> None:
        """Join along the edges, in the order given, except where a contradiction forbids it."""
        for edge in edges:
            one, other = self.row_of[edge.a], self.row_of[edge.b]
            if one != other and self._merge(one, other, edge):
                self._link(edge)

    def join_clear(self, edges: Iterable[Edge]) -> None:
        """Join along the weighed edges, best first, but no row to one of two that it fits about as well."""
        edges = list(edges)
        rivals: dict[int, list[Edge]] = defaultdict(list)
        for edge in edges:
            rivals[edge.a].append(edge)
            rivals[edge.b].append(edge)
        for edge in edges:
            one, other = self.row_of[edge.a], self.row_of[edge.b]
            if one == other or self.refusal(one, other, edge):
                continue
            if self._rival(edge, edge.a, other, rivals) or self._rival(edge, edge.b, one, rivals):
                self.reviews[min(edge.a, edge.b)] = "may be one of several other people on this list"
                self.vetoes["fits several"] += 1
            else:
                self.join([edge])

    def _rival(self, edge: Edge, stray: int, chosen: int, rivals: Mapping[int, list[Edge]]) -> bool:
        """Whether another pair of the stray speaks for somebody who cannot be the chosen row."""
        here = self.row_of[stray]
        alone = must_be_alone(
            self.row(here).values,
            self.row(chosen).values,
            self.policy,
            edge.weight,
            edge.supported,
            self.two_numbers,
        )
        for rival in rivals[stray]:
            if not alone and (rival.weight or 0.0) < (edge.weight or 0.0) - _MARGIN:
                break
            there = self.row_of[rival.b if rival.a == stray else rival.a]
            if there in (here, chosen):
                continue
            if alone or (not self.refusal(here, there, rival) and self.refusal(chosen, there, rival)):
                return True
        return False

    def attach(self, edges: Iterable[Edge], loose: Set[int]) -> None:
        """Attach rows of ``loose`` profiles to the one row each fits; where several fit, leave and say so."""
        fits: dict[int, dict[int, Edge]] = {}
        for edge in edges:
            if (edge.a in loose) == (edge.b in loose):
                continue
            stray, anchor = (edge.a, edge.b) if edge.a in loose else (edge.b, edge.a)
            here, there = self.row_of[stray], self.row_of[anchor]
            if here != there and not self.refusal(here, there, edge):
                fits.setdefault(here, {}).setdefault(there, edge)
        for here, options in sorted(fits.items()):
            if len(options) > 1:
                self.reviews[here] = f"may be one of {len(options)} other people on this list"
                continue
            edge = next(iter(options.values()))
            stray, anchor = (edge.a, edge.b) if edge.a in loose else (edge.b, edge.a)
            one, other = self.row_of[stray], self.row_of[anchor]
            members = list(self.members(one))
            if one != other and self._merge(other, one, edge):
                for member in members:
                    self.links.setdefault(member, edge)
                    self.reviews.pop(member, None)

    def refusal(self, one: int, other: int, edge: Edge | None = None) -> str | None:
        """Why these two rows may not be joined, along this edge if one is given, or None."""
        weighed = edge is not None and edge.whole
        return self.apart.forbids(one, other) or contradiction(
            self.row(one).values,
            self.row(other).values,
            self.policy,
            two_numbers=self.two_numbers,
            weight=edge.weight if edge and weighed else None,
            supported=edge is None or edge.supported,
        )

    def _merge(self, one: int, other: int, edge: Edge) -> bool:
        """Make one row of two unless something forbids it. Every join that nobody decided passes here."""
        reason = self.refusal(one, other, edge)
        if reason:
            self.vetoes[reason] += 1
            return False
        self._unite(one, other, edge)
        return True

    def _unite(self, one: int, other: int, edge: Edge) -> None:
        if len(self.members(other)) > len(self.members(one)):
            one, other = other, one
        taken = self.row(other)
        del self._rows[other]
        self._gone.add(other)
        for member in taken.members:
            self.row_of[member] = one
        self.row(one).take(taken)
        self.apart.merged(one, other)
        self.merges.append(edge)

    def _link(self, edge: Edge) -> None:
        self.links.setdefault(edge.a, edge)
        self.links.setdefault(edge.b, edge)
