"""What a notice must contain, which services go with it, and how it may be sent."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from tocsin.law.clocks import in_force
from tocsin.law.conditions import Group, Situation
from tocsin.law.logic import every, some
from tocsin.law.rulefile import Rule
from tocsin.law.ruleform import Duty
from tocsin.model.facts import Facts


@dataclass(frozen=True, slots=True)
class Demands:
    """Slots a document must, must not and may have; services to offer. ``open``: what is not yet known."""

    required: tuple[str, ...]
    forbidden: tuple[str, ...]
    optional: tuple[str, ...]
    services: tuple[str, ...]
    open: frozenset[str] = frozenset()


def demands(rule: Rule, duty: Duty, facts: Facts, groups: Iterable[Group]) -> Demands:
    """The demands on a notice to these groups: a condition counts if one of the groups meets it."""
    asked = duty.services or (duty.content and duty.content.conditional)
    situations = [Situation(facts, group) for group in groups] if asked else []
    situations = situations or [Situation(facts)]
    place = f"duties.{duty.id}"
    required, forbidden, optional = [], [], []
    waiting: set[str] = set()
    if duty.content is not None:
        required += duty.content.required
        forbidden += duty.content.forbidden
        optional += duty.content.optional
        for number, extra in enumerate(duty.content.conditional):
            truth = some(rule.condition(f"{place}.content.{number}")(s) for s in situations)
            waiting |= truth.unknown
            if truth.value:
                required += extra.add
                forbidden += extra.forbid
    services = _services(rule, duty, situations)
    return Demands(_once(required), _once(forbidden), _once(optional), services, frozenset(waiting))


def _services(rule: Rule, duty: Duty, situations: list[Situation]) -> tuple[str, ...]:
    facts = situations[0].facts
    found = []
    for number, service in enumerate(duty.services):
        place = f"duties.{duty.id}.services.{number}"
        elements = some(rule.condition(f"{place}.elements")(s) for s in situations)
        valid = in_force(service.valid, rule.form.valid, facts)
        asked = every((elements, valid, rule.condition(f"{place}.only_if")(situations[0])))
        if asked.value is False:
            continue
        sure = asked.value
        note = "" if sure else f" (if {service.words or 'the condition is met'})"
        found.append(f"{service.months} months: {service.what}{note}")
    return tuple(found)


def channels(duty: Duty) -> tuple[str, ...]:
    """Ways to send it, ways it must never go, and substitute notice, as lines."""
    if duty.channel is None:
        return ()
    lines = [*duty.channel.methods, *(f"never: {way}" for way in duty.channel.never)]
    lines += [f"substitute: {', '.join(one.means)} if {one.when}" for one in duty.channel.substitute]
    return tuple(lines)


def _once(slots: list[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(slots))
