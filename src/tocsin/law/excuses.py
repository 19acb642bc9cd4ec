"""Compliance with another regime: which people of a duty it takes care of.

It is judged person by person: notice to patients under one law excuses nobody from telling the employees who
were in the same files.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping
from dataclasses import dataclass, field
from functools import reduce
from operator import or_

from tocsin.law.conditions import Group, Situation
from tocsin.law.logic import NO, YES, Truth, some, unknown
from tocsin.law.rulefile import Rule
from tocsin.law.ruleform import Duty, Instead
from tocsin.law.sight import Eye, Sight


@dataclass(frozen=True, slots=True)
class Other:
    """A duty of a rule judged before: whether it exists, and for whom, by what can be told apart in people.

    likeness: equal for groups its rule judges alike. everywhere: wherever they live.
    """

    truth: Truth
    covers: Callable[[Group], Truth]
    likeness: Callable[[Group], Hashable]
    sight: Sight
    everywhere: bool
    _taken: dict[Hashable, Truth] = field(default_factory=dict)

    def takes(self, group: Group) -> Truth:
        """Whether the duty exists and is about these people."""
        key = self.likeness(group)
        if key not in self._taken:
            self._taken[key] = self.truth & self.covers(group)
        return self._taken[key]


@dataclass(slots=True)
class Excuses:
    """The ``instead`` blocks of one rule on one set of facts. ``holds``: whether a condition holds here."""

    rule: Rule
    situation: Situation
    others: Mapping[str, Other]
    holds: Callable[[str, Instead], Truth]
    eye: Eye = field(init=False)
    _local: bool = field(init=False)
    _known: dict[str, Truth] = field(default_factory=dict)
    _excused: dict[tuple[str, int, str | None], Truth] = field(default_factory=dict)

    def __post_init__(self) -> None:
        named = {one.by for duty in self.rule.form.duties for one in duty.instead if one.by}
        others = [self.others[name] for name in named if name in self.others]
        # Whom another rule takes care of, this one must be able to tell apart as well.
        self.eye = Eye(reduce(or_, (one.sight for one in others), self.rule.sight))
        self._local = not all(one.everywhere for one in others)

    def excused(self, duty: Duty, group: Group) -> Truth:
        """Whether another regime takes care of these people."""
        key = (duty.id, self.eye(group), group.residence if self._local else None)
        if key not in self._excused:
            self._excused[key] = some(
                self._excuses(f"duties.{duty.id}.instead.{number}", one, group)
                for number, one in enumerate(duty.instead)
            )
        return self._excused[key]

    def _excuses(self, place: str, instead: Instead, group: Group) -> Truth:
        if instead.effect == "content_only":
            return NO
        when = self.when(place, instead)
        if when.value is False:
            return when
        whom = self.rule.condition(f"{place}.people")(Situation(self.situation.facts, group))
        return when & whom & self._covered(instead, group)

    def _covered(self, instead: Instead, group: Group) -> Truth:
        if instead.effect != "deemed_compliant" or instead.by is None:
            return YES
        other = self.others.get(instead.by)
        if other is None:
            return unknown(f"rule.{instead.by}")
        return other.takes(group)

    def when(self, place: str, instead: Instead) -> Truth:
        """Whether the organisation is under the other regime at all."""
        if place not in self._known:
            self._known[place] = self.holds(place, instead)
        return self._known[place]

    def sentences(self, duty: Duty) -> list[str]:
        """What the other regimes say, for those that apply; marked where that is not settled."""
        said = []
        for number, one in enumerate(duty.instead):
            when = self.when(f"duties.{duty.id}.instead.{number}", one)
            if when.value or (when.value is None and any(path.startswith("law.") for path in when.unknown)):
                said.append(f"{one.regime}{'' if when.value else ' (not settled)'}: {one.words}")
        return said
