"""The question and its answer: facts and counted people in, obligations out. Pure."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from datetime import date

import pyarrow as pa

from tocsin.law.book import NATIONWIDE, Entry, RuleBook, load_rules
from tocsin.law.clocks import Deadline, Moment, capped, due, extended, held, in_force, valid_for
from tocsin.law.conditions import Situation, read_fact
from tocsin.law.counting import groups_of, lies_in
from tocsin.law.crowd import Crowd
from tocsin.law.demands import Demands, channels, demands
from tocsin.law.excuses import Other
from tocsin.law.judged import Bench, Judged
from tocsin.law.keeping import keepings
from tocsin.law.logic import Truth, shortest_way
from tocsin.law.obligation import Obligation, Status
from tocsin.law.reasons import deadline_text, question, sources, why
from tocsin.law.registers import event_words, office
from tocsin.law.rulefile import Rule
from tocsin.law.ruleform import Clock, Duty
from tocsin.law.unruled import unclear_scope, unruled
from tocsin.model.facts import Facts, Notified, harm_under


def evaluate(facts: Facts, groups: pa.Table, rules: RuleBook | None = None) -> list[Obligation]:
    """Every obligation of every rule that can concern these people, and a row for every place without rules.

    groups: table of schema GROUPS; if it has no rows, ``facts.incident.people`` is used instead.
    rules: None takes the rules of the package.
    """
    book = rules or load_rules()
    crowd = Crowd(groups_of(facts, groups))
    docket = Docket(facts, crowd)
    found: list[Obligation] = []
    unclear: list[tuple[Rule, Truth]] = []
    for rule in concerning(book, crowd):
        rows, bound = docket.obligations(rule), docket.bound(rule)
        if bound.value or rule.form.reach == "residents" or _lived_in(rule.jurisdiction, crowd.homes):
            found += rows
        elif bound.value is None:
            unclear.append((rule, bound))
    return [*found, *unclear_scope(unclear), *unruled(crowd.groups, book)]


def concerning(book: RuleBook, crowd: Crowd) -> list[Rule]:
    """The rules that can concern these people, or the organisation wherever they live. Where only people of
    unknown residence could live, one row says so for all such places."""
    return [book[entry.id] for entry in book.entries if _concerned(entry, crowd.homes)]


def _concerned(entry: Entry, homes: Collection[str]) -> bool:
    if entry.jurisdiction == NATIONWIDE or entry.reach == "organisation":
        return True
    return _lived_in(entry.jurisdiction, homes)


def _lived_in(place: str, homes: Collection[str]) -> bool:
    return any(lies_in(home, place) for home in homes)


@dataclass(slots=True)
class Docket:
    """Works through the rules in order and remembers answers and deadlines other rules refer to."""

    facts: Facts
    crowd: Crowd
    answers: dict[str, Other] = field(default_factory=dict)
    deadlines: dict[str, Deadline] = field(default_factory=dict)
    notices: dict[str, Moment] = field(default_factory=dict)

    def obligations(self, rule: Rule) -> list[Obligation]:
        """The obligations under one rule."""
        bench = Bench(rule, harm_under(self.facts, rule.id), self.crowd, self.answers)
        judged = [bench.judge(name) for name in rule.duty_ids]
        for one in judged:
            self.answers[f"{rule.id}.{one.duty.id}"] = bench.seen_by_others(one)
            self.notices[f"{rule.id}.{one.duty.id}"] = self._notice(bench, one)
        return [*(self._obligation(bench, one) for one in judged), *keepings(rule, bench.facts, judged)]

    def bound(self, rule: Rule) -> Truth:
        """Whether the organisation is one the rule binds at all."""
        return rule.condition("scope.when")(Situation(self.facts))

    # --- deadlines ----------------------------------------------------------------------------------------

    def _deadline(self, bench: Bench, duty: Duty) -> Deadline:
        key = f"{bench.rule.id}.{duty.id}"
        if key not in self.deadlines:
            self.deadlines[key] = self._work_out(bench, duty)
        return self.deadlines[key]

    def _work_out(self, bench: Bench, duty: Duty) -> Deadline:
        deadline = due(self._clock(duty), lambda event: self._moment(bench, event))
        for order in duty.order:
            if order.relation != "after":
                other = self._moment(bench, f"sent:{order.duty}")
                deadline = capped(deadline, other, order.relation.replace("_", " "))
        situation = Situation(bench.facts)
        for number, extension in enumerate(duty.extension):
            allowed = bench.rule.condition(f"duties.{duty.id}.extension.{number}")(situation)
            deadline = extended(
                deadline, extension, allowed & in_force(extension.valid, bench.rule.form.valid, self.facts)
            )
        return held(deadline, duty.hold, self.facts.incident.holds)

    def _clock(self, duty: Duty) -> Clock:
        """The clock of the deciding day; while that day is not known, the newest that could apply."""
        answers = [(clock, valid_for(clock.valid, self.facts).value) for clock in duty.clock]
        for wanted in (True, None, False):
            for clock, value in answers:
                if value is wanted:
                    return clock
        raise AssertionError("a duty has at least one clock")

    def _moment(self, bench: Bench, event: str) -> Moment:
        if event.startswith("year_end:"):
            inner = self._moment(bench, event.removeprefix("year_end:"))
            day = date(inner.day.year, 12, 31) if inner.day else None
            return Moment(day, f"the end of the calendar year of {inner.words}")
        if event.startswith("sent:"):
            return self._sent(bench, event.removeprefix("sent:"))
        path = event if "." in event else f"incident.dates.{event}"
        return Moment(read_fact(bench.facts, path), event_words(event))

    def _notice(self, bench: Bench, judged: Judged) -> Moment:
        """When a notice went out or is planned, for other rules; one that is not due starts no clock."""
        if judged.truth.value is False:
            return Moment(None, f"the notice not due: {judged.duty.title}")
        return self._sent(bench, judged.duty.id)

    def _sent(self, bench: Bench, name: str) -> Moment:
        """The day a notice went out; until it has, its own deadline."""
        if "." not in name:
            duty = bench.rule.duty(name)
            notice = _notified(self.facts, bench.rule, duty)
            if notice is not None:
                return Moment(notice.on, f"the actual notice: {duty.title}")
            return Moment(self._deadline(bench, duty).day, f"the deadline of: {duty.title}")
        return self.notices.get(name, Moment(None, f"the notice {name}"))

    def _cautions(self, duty: Duty, deadline: Deadline, wanted: Demands) -> Iterator[str]:
        """What a reader must know besides: content that is still open, a reading of the law that is old."""
        for path in sorted(wanted.open):
            yield f"The content also depends on: {question(path)}"
        stale = min(duty.stale_after, deadline.clock.stale_after)
        if self.facts.as_of is not None and self.facts.as_of > stale:
            yield f"This rule was to be read again after {stale}; check it before relying on it"

    # --- the row ------------------------------------------------------------------------------------------

    def _obligation(self, bench: Bench, judged: Judged) -> Obligation:
        rule, duty = bench.rule, judged.duty
        deadline = self._deadline(bench, duty)
        binding = duty.status.binds and deadline.clock.status.binds
        notice = _notified(self.facts, rule, duty)
        status = _status(judged.truth, notice, deadline if binding else None, self.facts.as_of)
        wanted = demands(rule, duty, bench.facts, judged.people.who)
        shown = status != "not_due"
        return Obligation(
            id=f"{rule.id}.{duty.id}",
            rule=rule.id,
            version=max(duty.valid.from_, deadline.clock.valid.from_).isoformat(),
            jurisdiction=rule.jurisdiction,
            title=duty.title,
            recipient=duty.recipient,
            office=_office_name(duty),
            status=status,
            legal_status=duty.status.value,
            people=None if "people" in duty.ignores else judged.people.least,
            deadline=deadline.iso() if binding and shown else None,
            deadline_text=deadline_text(deadline, duty, binding) if shown else "",
            clock_from=deadline.event or next(iter(deadline.missing), None),
            clock_amount=deadline.clock.amount,
            clock_unit=deadline.clock.unit,
            open_standard=deadline.clock.open_standard,
            order=tuple(f"{order.relation}:{order.duty}" for order in duty.order),
            depends_on=tuple(sorted(judged.truth.unknown)) if status == "depends" else (),
            due_if=shortest_way(judged.truth.to_yes) if status == "depends" else (),
            not_due_if=shortest_way(judged.truth.to_no) if status == "depends" else (),
            why=(*why(rule, judged, notice, deadline), *self._cautions(duty, deadline, wanted)),
            channel=channels(duty),
            content=wanted.required,
            forbidden=wanted.forbidden,
            services=wanted.services if shown else (),
            form=duty.form,
            sources=sources(rule, duty, deadline.clock),
        )


def _status(truth: Truth, notice: Notified | None, deadline: Deadline | None, as_of: date | None) -> Status:
    if truth.value is False:
        return "not_due"
    if notice is not None:
        return "done"
    if truth.value is None:
        return "depends"
    late = deadline is not None and deadline.day is not None and as_of is not None and as_of > deadline.day
    return "overdue" if late else "due"


def _notified(facts: Facts, rule: Rule, duty: Duty) -> Notified | None:
    """The first notice that has gone out to this recipient, there or everywhere, to this office or any."""
    fitting = [
        one
        for one in facts.incident.notified
        if one.recipient == duty.recipient
        and one.jurisdiction in (None, rule.jurisdiction)
        and one.duty in (None, f"{rule.id}.{duty.id}")
        and _same_office(one, duty)
    ]
    return min(fitting, key=lambda one: one.on, default=None)


def _same_office(notice: Notified, duty: Duty) -> bool:
    if notice.office is None or duty.office is None:
        return notice.office is None or notice.office == duty.office
    return notice.office in (duty.office, _office_name(duty))


def _office_name(duty: Duty) -> str | None:
    known = office(duty.office) if duty.office else None
    return known.name if known else None
