"""What people decided, as something the clustering can follow: pairs to join first, and rows to keep apart.

An answer is about two rows as the reviewer saw them, all their distinct mentions. *Same* joins them before
anything else is joined, whatever contradicts it; *different* forbids every later merge that would bring the
two sides together. Where answers contradict each other the later one wins, and the earlier one is reported.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

import duckdb
import pyarrow as pa

from tocsin.people.apart import Apart, Side
from tocsin.people.cluster import Clustering
from tocsin.people.edges import Edge
from tocsin.people.profiles import Flags

SAME, DIFFERENT, UNSURE = "same", "different", "unsure"

FLAG = "a reviewer was not sure whether this is the same person as another row"


@dataclass(frozen=True, slots=True)
class Ruling:
    """One answer that stands. one, other: mentions of the two rows, the leading one first. day: ISO."""

    id: str
    verdict: str
    one: tuple[str, ...]
    other: tuple[str, ...]
    by: str
    day: str


@dataclass(slots=True)
class Settled:
    """The answers that can be followed. overruled: ids of answers that a later one contradicts.

    waiting: ids of answers whose mentions are not there (a file was taken away, or is not read yet).
    """

    together: list[Edge] = field(default_factory=list)
    apart: Apart = field(default_factory=Apart)
    unsure: list[tuple[int, int]] = field(default_factory=list)
    different: list[tuple[int, int]] = field(default_factory=list)
    overruled: list[str] = field(default_factory=list)
    waiting: list[str] = field(default_factory=list)

    @property
    def profiles(self) -> set[int]:
        """Profiles that an answer joins or keeps apart."""
        return {end for edge in self.together for end in (edge.a, edge.b)} | self.apart.rows

    def placed(self, clustering: Clustering, sparse: Flags) -> set[int]:
        """Sparse profiles that people put on a row with more on it: they bring no other row with them."""
        by_hand = {end for edge in self.together for end in (edge.a, edge.b)}
        return {
            number
            for number in by_hand
            if sparse[number] and not sparse[list(clustering.members(int(clustering.row_of[number])))].all()
        }

    def answered(self, clustering: Clustering) -> set[tuple[int, int]]:
        """Pairs of rows, by number, about which somebody decided."""
        rows = clustering.row_of
        return {(int(rows[one]), int(rows[other])) for one, other in (*self.unsure, *self.different)}

    def flag(self, clustering: Clustering) -> None:
        """Rows about which a reviewer was unsure say so."""
        for pair in self.unsure:
            if len({clustering.row_of[number] for number in pair}) > 1:
                for number in pair:
                    clustering.reviews.setdefault(number, FLAG)


def settle(con: duckdb.DuckDBPyConnection, rulings: Sequence[Ruling]) -> Settled:
    """What the rulings, oldest first, ask of the profiles in the database.

    Distinct details that one answer has on both sides become two profiles: letter for letter the same, and
    yet two people.
    """
    settled = Settled()
    if not rulings:
        return settled
    _split(con, [ruling for ruling in rulings if ruling.verdict == DIFFERENT])
    named = {mention for ruling in rulings for mention in (*ruling.one, *ruling.other)}
    profile_of = _profile_of(con, named)
    groups = _Groups()
    for number in range(len(rulings) - 1, -1, -1):
        ruling = rulings[number]
        one = list(dict.fromkeys(profile_of[each] for each in ruling.one if each in profile_of))
        other = list(dict.fromkeys(profile_of[each] for each in ruling.other if each in profile_of))
        if not one or not other:
            settled.waiting.append(ruling.id)
        elif ruling.verdict == UNSURE:
            settled.unsure.append((one[0], other[0]))
        elif ruling.verdict == DIFFERENT:
            if groups.part(number, one, other):
                settled.different.append((one[0], other[0]))
            else:
                settled.overruled.append(ruling.id)
        elif not groups.joinable(one[0], other[0]):
            settled.overruled.append(ruling.id)
        else:
            _join(settled, groups, ruling, one, other)
    settled.together.reverse()
    settled.apart = Apart(groups.sides_of_profiles())
    return settled


def _join(settled: Settled, groups: _Groups, ruling: Ruling, one: list[int], other: list[int]) -> None:
    """Join the leading two, then each of the rest to its own; what a later answer took away stays away."""
    pairs = [
        (one[0], other[0]),
        *((one[0], each) for each in one[1:]),
        *((other[0], each) for each in other[1:]),
    ]
    how = f"joined by {ruling.by} on {ruling.day}"
    kept = [Edge(min(pair), max(pair), how) for pair in pairs if pair[0] != pair[1] and groups.join(*pair)]
    settled.together += reversed(kept)


class _Groups:
    """Profiles joined by answers so far, and the sides each group stands on."""

    def __init__(self) -> None:
        self._parent: dict[int, int] = {}
        self._sides: dict[int, frozenset[Side]] = {}

    def _root(self, number: int) -> int:
        self._parent.setdefault(number, number)
        while self._parent[number] != number:
            self._parent[number] = self._parent[self._parent[number]]
            number = self._parent[number]
        return number

    def joinable(self, one: int, other: int) -> bool:
        here, there = self._root(one), self._root(other)
        ours, theirs = self._sides.get(here, frozenset()), self._sides.get(there, frozenset())
        return here == there or not any((answer, 1 - side) in theirs for answer, side in ours)

    def join(self, one: int, other: int) -> bool:
        """Whether the two are one group now."""
        if not self.joinable(one, other):
            return False
        here, there = self._root(one), self._root(other)
        if here != there:
            self._parent[there] = here
            self._sides[here] = self._sides.get(here, frozenset()) | self._sides.pop(there, frozenset())
        return True

    def part(self, answer: int, one: list[int], other: list[int]) -> bool:
        """Keep the sides apart, but for what later answers joined. False: these joined the leading two."""
        ours, theirs = ([self._root(each) for each in side] for side in (one, other))
        if ours[0] == theirs[0]:
            return False
        both = set(ours) & set(theirs)
        for side, (lead, *rest) in enumerate((ours, theirs)):
            for root in {lead, *(set(rest) - both - {ours[0], theirs[0]})}:
                self._sides[root] = self._sides.get(root, frozenset()) | {(answer, side)}
        return True

    def sides_of_profiles(self) -> dict[int, frozenset[Side]]:
        """For each profile that an answer names, the sides it stands on."""
        found = {number: self._sides.get(self._root(number), frozenset()) for number in list(self._parent)}
        return {number: sides for number, sides in found.items() if sides}


def _profile_of(con: duckdb.DuckDBPyConnection, mentions: Iterable[str]) -> dict[str, int]:
    con.register("named", pa.table({"id": pa.array(sorted(mentions), pa.string())}))
    rows = con.execute("SELECT id, pid FROM member JOIN named USING (id)").fetchall()
    con.unregister("named")
    return {str(ident): int(pid) for ident, pid in rows}


def _split(con: duckdb.DuckDBPyConnection, rulings: Sequence[Ruling]) -> None:
    """Profiles with mentions on both sides of an answer become two. The later answer is split first.

    The mentions that no answer names stay with the first side.
    """
    for ruling in reversed(rulings):
        profile_of = _profile_of(con, {*ruling.one, *ruling.other})
        shared = {profile_of.get(each) for each in ruling.one} & {
            profile_of.get(each) for each in ruling.other
        }
        for pid in sorted(number for number in shared if number is not None):
            moved = sorted({each for each in ruling.other if profile_of.get(each) == pid} - set(ruling.one))
            if moved:
                _move(con, pid, moved)
    # Written anew: DuckDB 2.0 cannot join a table on text when some of its rows were added later.
    con.execute("CREATE OR REPLACE TABLE profile AS FROM profile ORDER BY pid")


def _move(con: duckdb.DuckDBPyConnection, pid: int, mentions: list[str]) -> None:
    """These mentions become a profile of their own, with the same details and the next number."""
    con.execute(
        """INSERT INTO profile SELECT * REPLACE ((SELECT max(pid) + 1 FROM profile) AS pid, ? AS lead)
        FROM profile WHERE pid = ?""",
        [mentions[0], pid],
    )
    con.execute(
        "UPDATE member SET pid = (SELECT max(pid) FROM profile) WHERE list_contains(?, id)", [mentions]
    )
    con.execute(
        "UPDATE profile SET lead = (SELECT min(id) FROM member WHERE member.pid = profile.pid) WHERE pid = ?",
        [pid],
    )
