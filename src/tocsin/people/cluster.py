"""From pairs to people: the strongest pair first, and no pair against a contradiction.

Connected components would let one slip join a whole household. Here every row keeps all values of its
mentions, and two rows are joined only if nothing in them contradicts it.

A pair that is the strongest left for both of its rows can be settled whatever becomes of all others, so that
such pairs are settled together, in columns. What is left at the end is settled one by one. The outcome is
the same as if every pair had been taken in its turn.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence

import numpy as np
import numpy.typing as npt

from tocsin.people.apart import Apart
from tocsin.people.components import Components, best_of
from tocsin.people.contradictions import Judge, Seen, see
from tocsin.people.edges import Edge, Edges, Merges
from tocsin.people.policy import Policy, shipped
from tocsin.people.profiles import PLACE, Flags, Numbers, Profiles, Row
from tocsin.people.sights import AT_ONCE, Ragged, Sights

TOGETHER = 400
"""Pairs from which they are settled together; fewer are quicker one by one."""

_MARGIN = 3.0
"""Bits by which the best fit must beat another that contradicts it."""

_NUMBERED = 1 << PLACE["ssn4"] | 1 << PLACE["dob"] | 1 << PLACE["ids"]


class Clustering:
    """Joins profiles into rows. ``row_of`` is the outcome, ``vetoes`` counts refusals.

    A row has the number of one of its profiles. ``merges`` is every join in the order it was made; along them
    a row can be put together again.
    """

    def __init__(
        self,
        profiles: Profiles,
        *,
        policy: Policy | None = None,
        two_numbers: bool = False,
        together: Iterable[Edge] = (),
        apart: Apart | None = None,
    ) -> None:
        """together: joined first, whatever contradicts it. apart: rows that are never joined."""
        self.profiles = profiles
        self.policy = policy or shipped()
        self.judge = Judge(self.policy, two_numbers)
        self.row_of: Numbers = np.arange(len(profiles))
        self.merges = Merges(len(profiles))
        self.vetoes: Counter[str] = Counter()
        self.reviews: dict[int, str] = {}
        self.apart = apart or Apart()
        self._sights = Sights(profiles, self.policy)
        self._masks = self._sights.masks.copy()
        self._sizes = np.ones(len(profiles), np.int64)
        self._best = np.zeros(len(profiles), np.int64)
        self._rows: dict[int, Row] = {}
        self._members: Ragged | None = None
        self.merges.next_phase()
        for place, edge in enumerate(together):
            one, other = self._rows_of(edge)
            if one != other:
                self._unite(one, other)
                self.merges.add_one(place, edge)

    def start_with(self, groups: Flags, group_of: Numbers, along: Edges) -> None:
        """Make rows of groups of profiles that nothing was joined with yet, and ask no question.

        groups: which profiles are in one; group_of: the first profile of it. along: the merges, strongest
        first.
        """
        members = np.flatnonzero(groups)
        rows = group_of[members]
        self.row_of[members] = rows
        np.bitwise_or.at(self._masks, rows, self._masks[members])
        self._sizes[:] = np.bincount(self.row_of, minlength=len(self.row_of))
        self._changed()
        self.merges.next_phase()
        self.merges.add(np.arange(len(along)), along)

    def row(self, number: int) -> Row:
        """The row of this number, with all its values."""
        row = self._rows.get(number)
        if row is None:
            row = self._rows[number] = Row.of(list(self.members(number)), self.profiles)
        return row

    def members(self, number: int) -> Sequence[int]:
        """Profiles of the row of this number."""
        row = self._rows.get(number)
        if row is not None:
            return row.members
        if self._members is None:
            self._members = _members(self.row_of, np.arange(len(self.row_of)), len(self.row_of))
        start, length = int(self._members.starts[number]), int(self._members.lengths[number])
        found: list[int] = self._members.at(np.arange(start, start + length)).tolist()
        return found

    def numbers(self) -> Numbers:
        """Numbers of all rows there are now."""
        return np.flatnonzero(self.row_of == np.arange(len(self.row_of)))

    def sparse(self, profiles: Numbers) -> Flags:
        """Of which of these profiles nobody knows a number or birth date of the row they are in."""
        found: Flags = self._masks[self.row_of[profiles]] & _NUMBERED == 0
        return found

    def join(self, edges: Edges) -> None:
        """Join along the edges, in the order given, except where a contradiction forbids it."""
        self.merges.next_phase()
        place = np.flatnonzero(self.row_of[edges.a] != self.row_of[edges.b])
        place, later = self._settled_by_hand(edges, place)
        place = self._rounds(edges, place)
        for number in np.sort(np.concatenate([place, later])).tolist():
            edge = edges[number]
            one, other = self._rows_of(edge)
            if one != other and self._merge(one, other, edge):
                self.merges.add_one(number, edge)

    def _settled_by_hand(self, edges: Edges, place: Numbers) -> tuple[Numbers, Numbers]:
        """The edges that may be settled together, and those that hang together with an answer."""
        if not self._sights.possible:
            return place[:0], place
        if not self.apart.rows:
            return place, place[:0]
        one, other = self.row_of[edges.a[place]], self.row_of[edges.b[place]]
        parts = Components.along(len(self.row_of), one, other).of
        answered = np.isin(parts[one], parts[sorted(self.apart.rows)])
        return place[~answered], place[answered]

    def _rounds(self, edges: Edges, place: Numbers) -> Numbers:
        """Settle the edges that are the strongest left for both of their rows, again and again.

        place: of the edges to settle. Returns those that are left when few can be settled together.
        """
        pool = self._members_of(self.row_of[edges.a[place]], self.row_of[edges.b[place]]).flat()
        while len(place) >= TOGETHER:
            one, other = self.row_of[edges.a[place]], self.row_of[edges.b[place]]
            apart = one != other
            place, one, other = place[apart], one[apart], other[apart]
            rank = np.arange(len(place))
            best_of(self._best, one, other, rank)
            now = (self._best[one] == rank) & (self._best[other] == rank)
            if np.count_nonzero(now) < TOGETHER:
                break
            self._settle(edges, place[now], one[now], other[now], pool)
            place = place[~now]
        return place

    def _settle(self, edges: Edges, place: Numbers, one: Numbers, other: Numbers, pool: Numbers) -> None:
        """Join pairs of rows, no row twice, unless something forbids it. pool: profiles they may have."""
        members = self._members_of(one, other, pool)
        reasons = self._reasons(one, other, members)
        fits = reasons == 0
        for place_, count in enumerate(np.bincount(reasons).tolist()):
            if place_ and count:
                self.vetoes[str(self.judge.reasons[place_])] += count
        self._unite_all(one[fits], other[fits], members)
        self.merges.add(place[fits], edges.take(place[fits]))

    def _members_of(self, one: Numbers, other: Numbers, pool: Numbers | None = None) -> Ragged:
        """The profiles of these rows, by row. pool: profiles among which they are."""
        asked = np.zeros(len(self.row_of), np.bool_)
        asked[one] = asked[other] = True
        found = np.flatnonzero(asked[self.row_of]) if pool is None else pool[asked[self.row_of[pool]]]
        return _members(self.row_of, found, len(self.row_of))

    def _reasons(
        self,
        one: Numbers,
        other: Numbers,
        members: Ragged,
        weights: tuple[npt.NDArray[np.float64], Flags] | None = None,
    ) -> Numbers:
        """As ``Sights.reasons``, for all pairs; answers of people are not asked for."""
        reasons = np.zeros(len(one), np.int64)
        large = self._sizes[one] * self._sizes[other] > AT_ONCE
        small = np.flatnonzero(~large)
        here, there = members.of(one[small]), members.of(other[small])
        some = None if weights is None else (weights[0][small], weights[1][small])
        masks = (self._masks[one[small]], self._masks[other[small]])
        reasons[small] = self._sights.reasons(self.judge, masks, (here, there), some)
        for number in np.flatnonzero(large).tolist():
            weight, supported = (None, True) if weights is None else (weights[0][number], weights[1][number])
            seen = self._seen(int(one[number]), int(other[number]))
            reasons[number] = self.judge.place(self.judge.refusal(seen, weight, bool(supported)))
        return reasons

    def _unite_all(self, one: Numbers, other: Numbers, members: Ragged) -> None:
        """Each pair of rows becomes one row, under the number of the larger."""
        larger = self._sizes[other] > self._sizes[one]
        kept, gone = np.where(larger, other, one), np.where(larger, one, other)
        moved = members.of(gone)
        self.row_of[moved.flat()] = np.repeat(kept, moved.lengths)
        self._sizes[kept] += self._sizes[gone]
        self._masks[kept] |= self._masks[gone]
        self._changed()

    def _changed(self) -> None:
        """Rows were made in columns: what was known of single rows is out of date."""
        self._rows.clear()
        self._members = None

    def join_clear(self, edges: Edges) -> None:
        """Join along the weighed edges, best first, but no row to one of two that it fits about as well."""
        self.merges.next_phase()
        left = self._clear_at_once(edges)
        rivals: dict[int, list[Edge]] = defaultdict(list)
        asked = [(number, edges[number]) for number in left.tolist()]
        for _, edge in asked:
            rivals[edge.a].append(edge)
            rivals[edge.b].append(edge)
        for number, edge in asked:
            one, other = self._rows_of(edge)
            if one == other or self.refusal(one, other, edge):
                continue
            if self._rival(edge, edge.a, other, rivals) or self._rival(edge, edge.b, one, rivals):
                self.reviews[min(edge.a, edge.b)] = "may be one of several other people on this list"
                self.vetoes["fits several"] += 1
            else:
                self._unite(one, other)
                self.merges.add_one(number, edge)

    def _clear_at_once(self, edges: Edges) -> Numbers:
        """Join pairs of rows of which neither is in another pair. Returns the places of the other edges."""
        one, other = self.row_of[edges.a], self.row_of[edges.b]
        if not self._sights.possible or len(edges) < TOGETHER:
            return np.arange(len(edges))
        count = np.bincount(np.concatenate([one, other]), minlength=len(self.row_of))
        free = (count[one] == 1) & (count[other] == 1) & (one != other)
        if self.apart.rows:
            free &= ~(np.isin(one, sorted(self.apart.rows)) | np.isin(other, sorted(self.apart.rows)))
        place = np.flatnonzero(free)
        one, other = one[place], other[place]
        members = self._members_of(one, other)
        weights = (edges.weight[place], edges.supported[place])
        fits = self._reasons(one, other, members, weights) == 0
        self._unite_all(one[fits], other[fits], members)
        self.merges.add(place[fits], edges.take(place[fits]))
        return np.flatnonzero(~free)

    def _rival(self, edge: Edge, stray: int, chosen: int, rivals: Mapping[int, list[Edge]]) -> bool:
        """Whether another pair of the stray speaks for somebody who cannot be the chosen row."""
        here = int(self.row_of[stray])
        alone = self.judge.must_be_alone(self._seen(here, chosen), edge.weight, edge.supported)
        for rival in rivals[stray]:
            if not alone and (rival.weight or 0.0) < (edge.weight or 0.0) - _MARGIN:
                break
            there = int(self.row_of[rival.b if rival.a == stray else rival.a])
            if there in (here, chosen):
                continue
            if alone or (not self.refusal(here, there, rival) and self.refusal(chosen, there, rival)):
                return True
        return False

    def attach(self, edges: Edges, loose: Flags) -> None:
        """Attach rows of ``loose`` profiles to the one row each fits; where several fit, leave and say so.

        loose: which of all profiles are.
        """
        self.merges.next_phase()
        options = self._options(edges, loose)
        stray = np.where(loose[edges.a[options]], edges.a[options], edges.b[options])
        here = self.row_of[stray]
        rows, first, count = np.unique(here, return_index=True, return_counts=True)
        for row, several in zip(rows[count > 1].tolist(), count[count > 1].tolist(), strict=True):
            self.reviews[row] = f"may be one of {several} other people on this list"
        only = first[count == 1]  # in the order of the rows
        left = self._attach_at_once(edges, options[only], stray[only])
        for place in left.tolist():
            edge, end = edges[int(options[only[place]])], int(stray[only[place]])
            one, other = (int(self.row_of[each]) for each in (end, edge.b if end == edge.a else edge.a))
            members = list(self.members(one))
            if one != other and self._merge(other, one, edge):
                self.merges.add_one(place, edge, linked=members)
                for member in members:
                    self.reviews.pop(member, None)

    def _attach_at_once(self, edges: Edges, chosen: Numbers, stray: Numbers) -> Numbers:
        """Attach where neither row is in another of the chosen edges. Returns the places of the rest."""
        anchor = np.where(edges.a[chosen] == stray, edges.b[chosen], edges.a[chosen])
        one, other = self.row_of[stray], self.row_of[anchor]
        if not self._sights.possible or len(chosen) < TOGETHER:
            return np.arange(len(chosen))
        count = np.bincount(np.concatenate([one, other]), minlength=len(self.row_of))
        free = (count[one] == 1) & (count[other] == 1)
        if self.apart.rows:
            free &= ~(np.isin(one, sorted(self.apart.rows)) | np.isin(other, sorted(self.apart.rows)))
        place = np.flatnonzero(free)
        one, other = one[place], other[place]
        members = self._members_of(one, other)
        brought = members.of(one)
        linked = (brought.flat(), np.repeat(np.arange(len(place)), brought.lengths))
        self._unite_all(other, one, members)
        self.merges.add(place, edges.take(chosen[place]), linked)
        for member in np.intersect1d(linked[0], list(self.reviews)).tolist() if self.reviews else ():
            del self.reviews[member]
        return np.flatnonzero(~free)

    def _options(self, edges: Edges, loose: Flags) -> Numbers:
        """Of every row with loose profiles and every row it fits the first edge between them."""
        place: Numbers = np.flatnonzero(loose[edges.a] != loose[edges.b])
        swapped = loose[edges.b[place]]
        here = self.row_of[np.where(swapped, edges.b[place], edges.a[place])]
        there = self.row_of[np.where(swapped, edges.a[place], edges.b[place])]
        apart = here != there
        place, here, there = place[apart], here[apart], there[apart]
        first = np.sort(np.unique(here * len(self.row_of) + there, return_index=True)[1])
        place, here, there = place[first], here[first], there[first]
        if not self._sights.possible or len(place) < TOGETHER:
            pairs = zip(here.tolist(), there.tolist(), strict=True)
            return place[np.array([not self.refusal(one, other) for one, other in pairs], np.bool_)]
        fits = self._reasons(here, there, self._members_of(here, there)) == 0
        for number in np.flatnonzero(fits).tolist() if self.apart.rows else ():
            fits[number] = not self.apart.forbids(int(here[number]), int(there[number]))
        found: Numbers = place[fits]
        return found

    def refusal(self, one: int, other: int, edge: Edge | None = None) -> str | None:
        """Why these two rows may not be joined, along this edge if one is given, or None."""
        if forbidden := self.apart.forbids(one, other):
            return forbidden
        weight = edge.weight if edge is not None and edge.whole else None
        return self.judge.refusal(self._seen(one, other), weight, edge is None or edge.supported)

    def _seen(self, one: int, other: int) -> Seen:
        return see(self.row(one).values, self.row(other).values, self.policy)

    def _rows_of(self, edge: Edge) -> tuple[int, int]:
        return int(self.row_of[edge.a]), int(self.row_of[edge.b])

    def _merge(self, one: int, other: int, edge: Edge) -> bool:
        """Make one row of two unless something forbids it."""
        reason = self.refusal(one, other, edge)
        if reason:
            self.vetoes[reason] += 1
            return False
        self._unite(one, other)
        return True

    def _unite(self, one: int, other: int) -> None:
        if self._sizes[other] > self._sizes[one]:
            one, other = other, one
        taken = self.row(other)
        del self._rows[other]
        self.row_of[taken.members] = one
        self.row(one).take(taken)
        self._sizes[one] += self._sizes[other]
        self._masks[one] |= self._masks[other]
        self.apart.merged(one, other)


def _members(row_of: Numbers, profiles: Numbers, count: int) -> Ragged:
    """The profiles of each row, of those given."""
    rows = row_of[profiles]
    order = profiles[np.argsort(rows, kind="stable")]
    lengths = np.bincount(rows, minlength=count)
    return Ragged(np.cumsum(lengths) - lengths, lengths, order)
