"""Counting people as the law counts them: a number that is known, and how many more there may be."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

import pyarrow as pa

from tocsin.law.conditions import Group
from tocsin.law.logic import NO, YES, Truth, Used, Ways, every, some, unknown
from tocsin.law.ruleform import Threshold
from tocsin.law.sight import Eye
from tocsin.model.facts import Facts, PeopleCount

AS_THE_INCIDENT = "as_the_incident"
"""Protection of people known only by number: what is known of the incident as a whole decides."""

RESIDENCE = "groups.residence"
PEOPLE = "groups.people"
_SIGNS: Mapping[str, str] = {"gt": "more than", "ge": "at least", "lt": "fewer than", "le": "at most"}


@dataclass(frozen=True, slots=True)
class Count:
    """At least ``least`` people, at most ``most`` (None: nobody knows). ``unknown``: what would settle it.

    elements: of those who count. used, used_against: facts for which people count, or do not.
    who: one group of each likeness, in the eyes of the rule, that counts or may count.
    open: people who may count (None: any number), with the answer that is still open; the largest first.
    """

    least: int = 0
    most: int | None = 0
    unknown: frozenset[str] = frozenset()
    elements: frozenset[str] = frozenset()
    used: Used = frozenset()
    used_against: Used = frozenset()
    who: tuple[Group, ...] = ()
    open: tuple[tuple[int | None, Truth], ...] = ()

    @property
    def possible(self) -> bool:
        """Whether there may be anybody at all."""
        return self.most is None or self.most > 0

    def any(self) -> Truth:
        """Whether there is at least one."""
        return self.compare("ge", 1)

    def compare(self, sign: str, number: int) -> Truth:
        """Whether the count is gt / ge / lt / le the number, whatever the unknown people turn out to be."""
        if sign in ("lt", "le"):
            return ~self.compare({"lt": "ge", "le": "gt"}[sign], number)
        bar = number if sign == "ge" else number + 1
        if self.least >= bar:
            return Truth(True, used=self.used)
        if self.most is not None and self.most < bar:
            return Truth(False, used=self.used_against)
        return Truth(None, self.unknown, to_yes=self._reaching(bar), to_no=self._staying_below(bar))

    def _reaching(self, bar: int) -> Ways:
        """The fewest open answers that can bring the count up to the bar."""
        reached, needed = self.least, []
        for people, truth in self.open:
            needed.append(truth)
            reached = bar if people is None else reached + people
            if reached >= bar:
                break
        return every(needed).to_yes or unknown(*self.unknown).to_yes

    def _staying_below(self, bar: int) -> Ways:
        """The fewest open answers that can keep the count below the bar."""
        left, needed = self.most, []
        for people, truth in self.open:
            needed.append(truth)
            if people is not None and left is not None:
                left -= people
                if left < bar:
                    break
        return some(needed).to_no or unknown(*self.unknown).to_no

    def words(self) -> str:
        """``501``, ``501 to 600``, ``at least 501``."""
        if self.most is None:
            return f"at least {self.least:,}" if self.least else "an unknown number of"
        return f"{self.least:,}" if self.most == self.least else f"{self.least:,} to {self.most:,}"


@dataclass(frozen=True, slots=True)
class Bunch:
    """Groups one rule cannot tell apart: judged once, counted together.

    group: any of them. people: all of them, at least; counted: whether that is the whole number.
    elements: those that any of them has.
    """

    likeness: int
    group: Group
    people: int
    counted: bool
    elements: frozenset[str]


def bunches(groups: Iterable[Group], eye: Eye, *, by_home: bool = False) -> list[Bunch]:
    """The groups put together by their likeness. A group of unknown size has at least one."""
    alike: dict[tuple[int, str | None, bool], list[Group]] = {}
    for group in groups:
        if group.people != 0:
            key = (eye(group), group.residence if by_home else None, group.people is not None)
            alike.setdefault(key, []).append(group)
    return [
        Bunch(
            likeness,
            members[0],
            sum([one.people or 0 for one in members]) if counted else len(members),
            counted,
            frozenset().union(*{one.elements for one in members}),
        )
        for (likeness, _, counted), members in alike.items()
    ]


@dataclass(slots=True)
class _Tally:
    least: int = 0
    most: int | None = 0
    unknown: set[str] = field(default_factory=set)
    elements: set[str] = field(default_factory=set)
    used: set[tuple[str, str]] = field(default_factory=set)
    used_against: set[tuple[str, str]] = field(default_factory=set)
    who: dict[int, Group] = field(default_factory=dict)
    open: dict[Truth, int | None] = field(default_factory=dict)

    def add(self, bunch: Bunch, truth: Truth) -> None:
        if truth.value is False:
            self.used_against |= truth.used
            return
        self.who.setdefault(bunch.likeness, bunch.group)
        if truth.value is None:
            self.unknown |= truth.unknown
        if truth.value is None or not bunch.counted:
            self._leave_open(bunch.people if bunch.counted else None, truth)
        if not bunch.counted:
            self.unknown.add(PEOPLE)
            self.most = None
        elif self.most is not None:
            self.most += bunch.people
        if truth.value:
            self.least += bunch.people
            self.elements |= bunch.elements
            self.used |= truth.used

    def _leave_open(self, people: int | None, truth: Truth) -> None:
        key = truth if people is not None else truth & unknown(PEOPLE)
        before = self.open.get(key, 0)
        self.open[key] = None if people is None or before is None else before + people

    def total(self) -> Count:
        """The finished count."""
        largest_first = sorted(
            ((people, truth) for truth, people in self.open.items()),
            key=lambda pair: (pair[0] is not None, -(pair[0] or 0), sorted(pair[1].unknown)),
        )
        return Count(
            self.least,
            self.most,
            frozenset(self.unknown),
            frozenset(self.elements),
            frozenset(self.used),
            frozenset(self.used_against),
            tuple(self.who.values()),
            tuple(largest_first),
        )


def count(alike: Iterable[Bunch], judge: Callable[[Group], Truth]) -> Count:
    """Count the people for whom ``judge`` says yes; those it does not know yet may come on top."""
    tally = _Tally()
    for bunch in alike:
        tally.add(bunch, judge(bunch.group))
    return tally.total()


NOBODY_COUNTED = Count(0, None, frozenset({PEOPLE, RESIDENCE}))
"""Before anybody was counted: any number."""


SOMEWHERE = unknown(RESIDENCE)
"""Whether people of unknown residence live in a place."""


def lives_in(group: Group, place: str) -> Truth:
    """Whether these people live there; not known where their residence is not known."""
    if group.residence is None:
        return SOMEWHERE
    return YES if lies_in(group.residence, place) else NO


def lies_in(residence: str, place: str) -> bool:
    """Whether a place is the other or part of it: Quebec (``CAN-QC``) lies in Canada (``CAN``)."""
    return residence == place or residence.startswith(f"{place}-")


def limit(threshold: Threshold) -> tuple[str, int]:
    """The comparator and the number of a threshold."""
    for sign in _SIGNS:
        number = getattr(threshold, sign)
        if number is not None:
            return sign, number
    raise AssertionError("the rule form allows no threshold without a number")


def limit_words(threshold: Threshold) -> str:
    """``more than 500``."""
    sign, number = limit(threshold)
    return f"{_SIGNS[sign]} {number:,}"


def groups_of(facts: Facts, table: pa.Table, numbers: dict[Hashable, int] | None = None) -> list[Group]:
    """The groups of the table; if it is empty, the people known only by number in the facts.

    numbers: filled with the number of each kind of people, for groups that are asked about later.
    """
    numbers = {} if numbers is None else numbers
    rows = table.to_pylist() if table.num_rows else [_by_number(one) for one in facts.incident.people or []]
    return [group_of(row, numbers) for row in rows]


def _by_number(people: PeopleCount) -> dict[str, Any]:
    return {
        "residence": people.residence,
        "elements": people.elements,
        "protection": AS_THE_INCIDENT,
        "kind": None,
        "minor": people.minors,
        "deceased": people.deceased,
        "people": people.people,
    }


def group_of(row: Mapping[str, Any], numbers: dict[Hashable, int]) -> Group:
    """One row as a group; without a count it is one person. numbers: of the groups before, by likeness."""
    elements = _one_set(tuple(row["elements"]))
    traits = (elements, row["protection"], row["kind"], row["minor"], row["deceased"])
    return Group(row["residence"], *traits, row.get("people", 1), numbers.setdefault(traits, len(numbers)))


@lru_cache(65536)
def _one_set(elements: tuple[str, ...]) -> frozenset[str]:
    """The same object for the same elements: a million people have a few thousand sets."""
    return frozenset(elements)
