"""Whether a duty exists: its tests one by one, each with its answer and a sentence for the reader."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial

from tocsin.law.affected import Affected
from tocsin.law.book import NATIONWIDE
from tocsin.law.clocks import in_force, valid_for
from tocsin.law.conditions import Group, RuleError, Situation
from tocsin.law.counting import (
    NOBODY_COUNTED,
    SOMEWHERE,
    Bunch,
    Count,
    bunches,
    count,
    limit,
    limit_words,
    lives_in,
)
from tocsin.law.crowd import Crowd
from tocsin.law.excuses import Excuses, Other
from tocsin.law.logic import NO, YES, Truth, every, some, unknown, unsettled
from tocsin.law.rulefile import Rule
from tocsin.law.ruleform import Block, Duty, Instead, LegalStatus
from tocsin.model.elements import catalogue, jurisdictions
from tocsin.model.facts import Facts


@dataclass(frozen=True, slots=True)
class Step:
    """One test of a duty. ``yes`` / ``no``: the sentence for each answer; empty: not worth saying."""

    truth: Truth
    yes: str = ""
    no: str = ""

    @property
    def sentence(self) -> str:
        return {True: self.yes, False: self.no, None: ""}[self.truth.value]


@dataclass(frozen=True, slots=True)
class Judged:
    """The answer for one duty with its steps. excused_by_harm: it stands but for the harm test."""

    duty: Duty
    truth: Truth
    steps: tuple[Step, ...]
    people: Count
    excused_by_harm: bool = False


@dataclass(slots=True)
class Bench:
    """Judges the duties of one rule on one set of facts and people.

    others: answers of duties of other rules already judged, by ``<rule>.<duty>``.
    """

    rule: Rule
    facts: Facts
    crowd: Crowd
    others: Mapping[str, Other]
    excuses: Excuses = field(init=False)
    affected: Affected = field(init=False)
    near: Sequence[Bunch] = field(init=False)
    _everywhere: bool = field(init=False)
    _asked: dict[str, Truth] = field(default_factory=dict)
    _answers: dict[str, Judged] = field(default_factory=dict)
    _open: set[str] = field(default_factory=set)
    _who: dict[tuple[str, Hashable], Truth] = field(default_factory=dict)
    _counted: dict[tuple[frozenset[str], str], Count] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.excuses = Excuses(self.rule, Situation(self.facts), self.others, self._holds)
        self.affected = Affected(self.rule, self.facts, self.excuses.eye)
        self._everywhere = self.rule.jurisdiction == NATIONWIDE
        near = self.crowd.everywhere if self._everywhere else self.crowd.near(self.rule.jurisdiction)
        self.near = bunches(near, self.excuses.eye, by_home=not self._everywhere)

    def _likeness(self, group: Group) -> Hashable:
        """Equal for groups this rule cannot tell apart but by size."""
        return (self.excuses.eye(group), None if self._everywhere else group.residence)

    def seen_by_others(self, judged: Judged) -> Other:
        """A duty judged here as other rules see it."""
        covers = partial(self.counts, duty=judged.duty)
        return Other(judged.truth, covers, self._likeness, self.excuses.eye.sight, self._everywhere)

    def judge(self, name: str) -> Judged:
        """The answer for a duty of this rule."""
        if name not in self._answers:
            if name in self._open:
                raise RuleError(f"{self.rule.path}: the duty '{name}' depends on itself")
            self._open.add(name)
            self._answers[name] = self._judge(self.rule.duty(name))
        return self._answers[name]

    def _judge(self, duty: Duty) -> Judged:
        steps = self._incident_steps(duty)
        if any(step.truth.value is False for step in steps):
            return Judged(duty, every(step.truth for step in steps), tuple(steps), Count())
        people = self.people(duty)
        steps += [*self._people_steps(duty, people), *self._duty_steps(duty)]
        stands, harm = every(step.truth for step in steps), self._harm(duty)
        binds = stands.value is not False and self._ask("scope.when").value is True
        excused = binds and any(step.truth.value is False for step in harm)
        steps += harm
        return Judged(duty, every(step.truth for step in steps), tuple(steps), people, excused)

    def people(self, duty: Duty) -> Count:
        """The people a duty is about."""
        if not duty.instead:
            return self._before_excuses(duty)
        key = (frozenset(duty.ignores), duty.id)
        if key not in self._counted:
            self._counted[key] = self._count(self.near, lambda group: self.counts(group, duty))
        return self._counted[key]

    def _before_excuses(self, duty: Duty) -> Count:
        """The same before compliance with another regime takes anybody out; the same for many duties."""
        key = (frozenset(duty.ignores), "")
        if key not in self._counted:
            self._counted[key] = self._count(self.near, lambda group: self._affected(group, duty))
        return self._counted[key]

    def _count(self, alike: Sequence[Bunch], judge: Callable[[Group], Truth]) -> Count:
        """Nobody counted yet is an unknown number, not nobody."""
        if not self.crowd and self.facts.incident.people is None:
            return NOBODY_COUNTED
        return count(alike, judge)

    def counts(self, group: Group, duty: Duty) -> Truth:
        """Whether a group's people are among those a duty is about."""
        if not duty.instead:
            return self._affected(group, duty)
        key = (duty.id, self._likeness(group))
        if key not in self._who:
            truth = self._affected(group, duty)
            excused = NO if truth.value is False else self.excuses.excused(duty, group)
            self._who[key] = truth & ~excused
        return self._who[key]

    def _affected(self, group: Group, duty: Duty) -> Truth:
        """The same before compliance with another regime takes anybody out."""
        truth = self.affected.judge(group, skip=frozenset(duty.ignores))
        if self._everywhere or truth.value is False:
            return truth
        return truth & lives_in(group, self.rule.jurisdiction)

    # --- tests about the incident -------------------------------------------------------------------------

    def _incident_steps(self, duty: Duty) -> list[Step]:
        form = self.rule.form
        steps = [
            Step(self._recorded(), no=f"{form.law} applies only from {form.valid.from_}"),
            Step(self._ask("scope.when"), form.scope.words, f"Outside its scope: {form.scope.words}"),
        ]
        if "trigger" not in duty.ignores:
            steps += [
                Step(
                    self._ask("breach.trigger"),
                    f"It is a breach: {form.breach.words}",
                    f"It is no breach: {form.breach.words}",
                ),
                Step(~self._ask("breach.except"), no="The exception for this kind of acquisition applies"),
                Step(self._medium(), no=f"The law does not reach this medium: {form.breach.words}"),
            ]
        return [*steps, self._role(duty)]

    def _recorded(self) -> Truth:
        """Whether the law of the deciding day stands in this file; an earlier text may have bound too."""
        truth = valid_for(self.rule.form.valid, self.facts)
        if truth.value is None:
            return YES
        if truth.value is False and self.rule.form.earlier == "not_recorded":
            return unknown(f"law.{self.rule.id}.earlier")
        return truth

    def _medium(self) -> Truth:
        media = self.rule.form.breach.medium
        medium = self.facts.incident.medium
        if not media:
            return YES
        if medium is None:
            return unknown("incident.medium")
        return Truth(medium in media, used=frozenset({("incident.medium", medium)}))

    def _role(self, duty: Duty) -> Step:
        incident = self.facts.incident
        if duty.role == "any":
            return Step(YES)
        if duty.role == "owner":
            truth = _told(incident.own_data, "incident.own_data")
            return Step(truth, no="None of the data is the organisation's own; its owner has this duty")
        owners = True if incident.data_owners else incident.data_of_others
        truth = _told(owners, "incident.data_of_others")
        number = len(incident.data_owners or [])
        said = f"Data of others was kept ({number} owners recorded)" if number else "Data of others was kept"
        return Step(truth, said, "No data was kept for others")

    # --- tests about people -------------------------------------------------------------------------------

    def _people_steps(self, duty: Duty, people: Count) -> list[Step]:
        if "people" in duty.ignores:
            return []
        who = self.rule.form.people_are
        said = f"{people.words()} {who} are affected; their data: {_names(people.elements)}"
        steps = [
            Step(
                self._before_excuses(duty).any(),
                said,
                f"No {who} have data that counts under {self.rule.form.law}",
            )
        ]
        if duty.instead:
            other = "; ".join(self.excuses.sentences(duty))
            taken = f"Another regime takes care of them: {other}" if other else ""
            steps.append(Step(people.any(), other, taken))
        if duty.people is not None:
            steps.append(self._threshold(duty, people))
        return steps

    def _threshold(self, duty: Duty, people: Count) -> Step:
        threshold = duty.people
        assert threshold is not None
        sign, number = limit(threshold)
        words = limit_words(threshold)
        if threshold.scope == "each_state":
            return self._each_state(duty, sign, number, words)
        if threshold.scope == "total" and not self._everywhere:
            skip = frozenset(duty.ignores)
            everybody = bunches(self.crowd.everywhere, self.excuses.eye)
            people = self._count(everybody, partial(self.affected.judge, skip=skip))
        truth = people.compare(sign, number) & self._in_force(threshold)
        truth = self._settled(truth, threshold, f"duties.{duty.id}.people")
        said = f"{people.words()} people: the threshold is {words}"
        return Step(truth, said, f"{said}, which is not met")

    def _each_state(self, duty: Duty, sign: str, number: int, words: str) -> Step:
        eye = self.excuses.eye
        homeless = bunches(self.crowd.living_in(None), eye)
        known: dict[tuple[int, bool], Truth] = {}

        def counts(group: Group) -> Truth:
            key = (eye(group), group.residence is None)
            if key not in known:
                known[key] = self.counts(group, duty) & (SOMEWHERE if group.residence is None else YES)
            return known[key]

        states = {
            home: count([*bunches(self.crowd.inside(home), eye), *homeless], counts).compare(sign, number)
            for home in self.crowd.homes
        }
        nowhere = count(homeless, self.affected.judge)
        rest = [SOMEWHERE] if nowhere.possible and nowhere.compare(sign, number).value is not False else []
        over = [jurisdictions()[place] for place, truth in states.items() if truth.value]
        said = f"{words} people in {', '.join(over)}"
        return Step(some([*states.values(), *rest]), said, f"No state has {words} affected people")

    # --- tests of the duty itself -------------------------------------------------------------------------

    def _duty_steps(self, duty: Duty) -> list[Step]:
        place = f"duties.{duty.id}"
        steps = [
            Step(self._in_force(duty), no="This duty was not in force on the deciding day"),
            Step(self._ask(f"{place}.when"), no=f"Its condition is not met. {duty.words}".strip()),
            *(self._required(name) for name in duty.requires),
        ]
        if "people" in duty.ignores:
            steps += [self._exempt(place, n, one) for n, one in enumerate(duty.instead)]
        return steps

    def _required(self, name: str) -> Step:
        return Step(self.judge(name).truth, no=f"It goes with another notice that is not due ({name})")

    def _harm(self, duty: Duty) -> list[Step]:
        harm = self.rule.form.harm
        if duty.id not in harm.switches_off or "harm" in duty.ignores:
            return []
        exempt = self._settled(self._ask("harm.exempt_when") & self._in_force(harm), harm, "harm")
        if harm.test == "presumption" and exempt.value is not True:
            return [Step(YES, f"Presumed until the contrary is shown: {harm.words}")]
        return [Step(~exempt, f"Not excused by the risk of harm: {harm.words}", f"Excused: {harm.words}")]

    def _exempt(self, place: str, number: int, instead: Instead) -> Step:
        """For duties that are not about people, an exemption is one of the whole organisation."""
        exempt = self.excuses.when(f"{place}.instead.{number}", instead) if instead.effect == "exempt" else NO
        return Step(~exempt, no=f"{instead.regime} instead: {instead.words}")

    def _holds(self, place: str, instead: Instead) -> Truth:
        truth = self._ask(place) & self._in_force(instead)
        return truth if instead.effect == "content_only" else self._settled(truth, instead, place)

    def _settled(self, truth: Truth, block: Block, place: str) -> Truth:
        """An uncertain exemption excuses nobody for sure, an uncertain threshold reaches nobody for sure."""
        uncertain = block.status is LegalStatus.UNCERTAIN
        return unsettled(truth, f"{self.rule.id}.{place}") if uncertain else truth

    def _in_force(self, block: Block) -> Truth:
        return in_force(block.valid, self.rule.form.valid, self.facts)

    def _ask(self, place: str) -> Truth:
        if place not in self._asked:
            self._asked[place] = self.rule.condition(place)(Situation(self.facts, duties=_Answers(self)))
        return self._asked[place]


@dataclass(frozen=True, slots=True)
class _Answers(Mapping[str, Truth]):
    """Looks at other duties, of this rule or (``US-HIPAA.regulator``) another, only when a condition asks."""

    bench: Bench

    def __getitem__(self, name: str) -> Truth:
        if "." in name:
            other = self.bench.others.get(name)
            return other.truth if other else unknown(f"rule.{name}")
        return self.bench.judge(name).truth

    def __iter__(self) -> Iterator[str]:
        return iter(self.bench.rule.duty_ids)

    def __len__(self) -> int:
        return len(self.bench.rule.duty_ids)


def _told(value: bool | None, path: str) -> Truth:
    if value is None:
        return unknown(path)
    return Truth(value, used=frozenset({(path, "yes" if value else "no")}))


def _names(elements: frozenset[str]) -> str:
    shown = [catalogue()[code].name for code in sorted(elements)[:8]]
    more = f" and {len(elements) - 8} more" if len(elements) > 8 else ""
    return ", ".join(shown) + more if shown else "not yet known"
