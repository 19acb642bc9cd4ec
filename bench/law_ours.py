"""Our own rules in the form public sets have (``law_claims.Claimed``), and the source of each value.

What is compared is the law as it meets an ordinary private organisation that owns the data: duties only of
agencies, insurers, banks or HIPAA entities, and notices of a decision that nobody is harmed, stay out.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from law_claims import EVERYONE, NO_NUMBER, Claimed, yes_no

from tocsin.law import Glance, Rule, RuleBook, glance
from tocsin.law.glance import DutyGlance
from tocsin.law.ruleform import Block, Clock, Duty, Source
from tocsin.law.words import valid_on

_HELD = frozenset({"information_broker", "owner_is_broker_or_agency"})
"""Roles and answers taken as given: Georgia's law is about information brokers."""
_FEDERAL = ("US-HIPAA", "US-FTC-SAFEGUARDS", "US-CIRCIA")
_UNITS = {"hours": 24, "calendar_days": 1, "business_days": 1}
_FIRST = ("statute", "regulation", "regulator", "case", "chart", "article", "contract")


@dataclass(frozen=True, slots=True)
class Ours:
    """One law of ours: its values, and for each field the source that settles it."""

    claimed: Claimed
    sources: Mapping[str, Source]


def ours(book: RuleBook, day: date) -> dict[str, Ours]:
    """Every general law of a place, and the federal ones that public sets know, as they stand on ``day``."""
    chosen = (rule for rule in book.rules.values() if rule.id in (rule.jurisdiction, *_FEDERAL, "EU-GDPR"))
    return {rule.id: _of(rule, day) for rule in chosen if valid_on(rule.form.scope, day)}


def _of(rule: Rule, day: date) -> Ours:
    seen = glance(rule, day)
    special = rule.id in (*_FEDERAL, "EU-GDPR")
    usual = [duty for duty in rule.form.duties if valid_on(duty, day) and (special or ordinary(duty.when))]
    people = _to(usual, "individuals")[:1]
    offices = [duty for duty in _to(usual, "regulator", "law_enforcement") if duty.role != "maintainer"]
    bureaus, vendors = _to(usual, "consumer_reporting_agencies"), _to(usual, "data_owner")
    told = _days(people, day)
    claimed = Claimed(
        individuals_days=told,
        office=yes_no(offices),
        office_people=_people(seen, offices),
        office_days=_days(offices, day, told),
        bureaus=yes_no(bureaus),
        bureaus_people=_people(seen, bureaus),
        vendor_days=_days(vendors, day),
        harm=yes_no(seen.harm["test"] != "none"),
        encryption=yes_no(rule.form.protection.encryption != "no_exemption"),
        key=yes_no(rule.form.protection.encryption == "exempt_unless_key_taken"),
    )
    return Ours(claimed, dict(_sources(rule, day, people, offices, bureaus, vendors)))


def ordinary(raw: Any) -> bool:
    """Whether a duty's condition holds for a hacked private organisation with no licence of any kind."""
    if isinstance(raw, bool):
        return raw
    if "all" in raw:
        return all(map(ordinary, raw["all"]))
    if "any" in raw:
        return any(map(ordinary, raw["any"]))
    if "not" in raw:
        return not ordinary(raw["not"])
    if "duty" in raw:
        return bool(raw["is"] == "due")
    if raw.get("fact") == "incident.kind":
        return "hacking" in raw.get("in", ())
    return raw.get("role") in _HELD or raw.get("ask") in _HELD


def _to(duties: Iterable[Duty], *recipients: str) -> list[Duty]:
    return [duty for duty in duties if duty.recipient in recipients]


def _days(duties: list[Duty], day: date, beside: str | None = None) -> str | None:
    """The first number there is; ``beside``: of a duty without one that is tied to the people's notice."""
    if not duties:
        return None
    numbers = [number for duty in duties for number in _numbers(_clock(duty, day))]
    if numbers:
        return str(numbers[0])
    tied = any(order.duty == "individuals" and order.relation != "after" for d in duties for order in d.order)
    return beside or NO_NUMBER if tied else NO_NUMBER


def _clock(duty: Duty, day: date) -> Clock:
    return next((clock for clock in duty.clock if valid_on(clock, day)), duty.clock[-1])


def _numbers(clock: Clock) -> Iterator[int]:
    """Days of a clock; of a combined one the longest part, which is the last day that can come."""
    parts = [number for part in (*clock.earlier_of, *clock.later_of) for number in _numbers(part)]
    if parts:
        yield max(parts)
    elif clock.amount is not None:
        yield -(-clock.amount // _UNITS.get(clock.unit, 1))


def _people(seen: Glance, duties: list[Duty]) -> str | None:
    """The lowest number from which one of the duties exists."""
    if not duties:
        return None
    ids = {f"{seen.rule}.{duty.id}" for duty in duties}
    limits = [_limit(one) for one in seen.duties if one.id in ids]
    return min(limits)[1]


def _limit(duty: DutyGlance) -> tuple[int, str]:
    if duty.threshold is None or duty.threshold["comparator"] not in (">", ">="):
        return (0, EVERYONE)
    return (duty.threshold["number"], f"{duty.threshold['comparator']}{duty.threshold['number']}")


def _sources(
    rule: Rule, day: date, people: list[Duty], offices: list[Duty], bureaus: list[Duty], vendors: list[Duty]
) -> Iterator[tuple[str, Source]]:
    """For each field the firmest source of the block it is in.

    Where there is no such duty: of that of others (agencies, on a condition), or else of the people's.
    """
    form = rule.form
    general: list[Block] = [*people, form.scope]
    yield "individuals_days", _firmest(rule, [*(_clock(duty, day) for duty in people), *general])
    for name, usual, recipient in (
        ("office", offices, "regulator"),
        ("bureaus", bureaus, "consumer_reporting_agencies"),
        ("vendor", vendors, "data_owner"),
    ):
        duties = usual or _to(form.duties, recipient)
        counted = [duty.people for duty in duties if duty.people]
        yield name, _firmest(rule, [*duties, *general])
        yield f"{name}_people", _firmest(rule, [*counted, *duties, *general])
        yield f"{name}_days", _firmest(rule, [*(_clock(duty, day) for duty in duties), *duties, *general])
    yield "harm", _firmest(rule, [form.harm])
    yield "encryption", _firmest(rule, [form.protection])
    yield "key", _firmest(rule, [form.protection])


def _firmest(rule: Rule, blocks: list[Block]) -> Source:
    known = [rule.form.sources[key] for key in blocks[0].source]
    return min(known, key=lambda source: _FIRST.index(source.kind))
