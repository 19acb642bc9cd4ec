"""Compliance with another regime: which people of a duty it takes care of.

It is judged person by person: notice to patients under one law excuses nobody from telling the employees who
were in the same files.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import reduce
from operator import or_

from tocsin.law.conditions import Group, Situation
from tocsin.law.logic import NO, YES, Truth, some, unknown
from tocsin.law.rulefile import Rule
from tocsin.law.ruleform import Duty, Instead
from tocsin.law.sight import Sight


@dataclass(frozen=True, slots=True)
class Other:
    """A duty of a rule judged before: whether it exists, and for whom, by what can be told apart in people."""

    truth: Truth
    covers: Callable[[Group], Truth]
    sight: Sight


@dataclass(slots=True)
class Excuses:
    """The ``instead`` blocks of one rule on one set of facts. ``holds``: whether a condition holds here."""

    rule: Rule
    situation: Situation
    others: Mapping[str, Other]
    holds: Callable[[str, Instead], Truth]
    _known: dict[str, Truth] = field(default_factory=dict)

    @property
    def sight(self) -> Sight:
        """What these excuses see of people through the duties they refer to."""
        named = {one.by for duty in self.rule.form.duties for one in duty.instead if one.by}
        seen = [self.others[name].sight for name in sorted(named) if name in self.others]
        return reduce(or_, seen, self.rule.sight)

    def excused(self, duty: Duty, group: Group) -> Truth:
        """Whether another regime takes care of these people."""
        return some(self._excuses(duty, number, one, group) for number, one in enumerate(duty.instead))

    def _excuses(self, duty: Duty, number: int, instead: Instead, group: Group) -> Truth:
        if instead.effect == "content_only":
            return NO
        place = f"duties.{duty.id}.instead.{number}"
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
        return other.truth & other.covers(group)

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
