"""Deadlines: start events, amounts, cascades, holds, extensions, and the text how each was worked out.

Facts record days, not hours. A clock in hours is counted from the start of the day of its event, which is the
safe reading; its deadline carries a time.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta

from tocsin.law.businessdays import add_business_days, add_months, next_business_day
from tocsin.law.logic import Truth, unknown
from tocsin.law.ruleform import Clock, Extension, Hold, Valid
from tocsin.model.facts import Facts
from tocsin.model.facts import Hold as Request


@dataclass(frozen=True, slots=True)
class Moment:
    """A start event: when it was (or is planned), and what it is called."""

    day: date | None
    words: str


Events = Callable[[str], Moment]
"""Looks a start event up: dates of the facts, notices sent or planned."""


@dataclass(frozen=True, slots=True)
class Deadline:
    """A deadline or the reason why there is none. ``missing``: start events nobody recorded."""

    at: datetime | None
    text: str
    clock: Clock
    event: str | None = None
    missing: tuple[str, ...] = ()

    @property
    def day(self) -> date | None:
        """The last day on which the duty can still be fulfilled in time."""
        return self.at.date() if self.at else None

    def iso(self) -> str | None:
        """ISO date; date and time where the clock counts hours."""
        if self.at is None:
            return None
        if self.clock.unit == "hours":
            return self.at.isoformat(timespec="minutes")
        return self.at.date().isoformat()


def valid_for(valid: Valid, facts: Facts) -> Truth:
    """Whether a version applies, by the day it names; not known while that day could still decide."""
    earliest, latest, path = _deciding_day(valid, facts)
    if latest is not None and latest < valid.from_:
        return Truth(False)
    if earliest is not None and valid.to is not None and earliest > valid.to:
        return Truth(False)
    after = earliest is not None and earliest >= valid.from_
    before = valid.to is None or (latest is not None and latest <= valid.to)
    return Truth(True) if after and before else unknown(path)


def in_force(valid: Valid, whole: Valid, facts: Facts) -> Truth:
    """The same for a block of a file; for a block as old as the file, the file's own test decides."""
    return Truth(True) if valid == whole else valid_for(valid, facts)


def _deciding_day(valid: Valid, facts: Facts) -> tuple[date | None, date | None, str]:
    dates = facts.incident.dates
    if valid.by == "occurrence":
        known = dates.occurred_from or dates.occurred_to
        return known, known or dates.discovered or facts.as_of, "incident.dates.occurred_from"
    if valid.by == "notice":
        return facts.as_of or dates.discovered, facts.as_of, "as_of"
    days = (dates.discovered, dates.notified_by_vendor, dates.reasonable_belief, dates.determined_breach)
    known = next((day for day in days if day is not None), None)
    return known or dates.occurred_from, known or facts.as_of, "incident.dates.discovered"


def due(clock: Clock, events: Events) -> Deadline:
    """The deadline of one clock."""
    if clock.earlier_of:
        return _combined([due(part, events) for part in clock.earlier_of], clock, "the earlier of")
    if clock.later_of:
        return _combined([due(part, events) for part in clock.later_of], clock, "the later of")
    moments = [(event, events(event)) for event in clock.start]
    recorded = [(event, moment) for event, moment in moments if moment.day is not None]
    if not recorded:
        return _without_start(clock, moments)
    event, moment = _chosen(clock, recorded)
    assert moment.day is not None
    return _counted(clock, event, moment.day, moment.words)


def _chosen(clock: Clock, recorded: Sequence[tuple[str, Moment]]) -> tuple[str, Moment]:
    if clock.choose == "first_recorded":
        return recorded[0]
    pick = min if clock.choose == "earliest" else max
    return pick(recorded, key=lambda pair: pair[1].day or date.max)


def _without_start(clock: Clock, moments: Sequence[tuple[str, Moment]]) -> Deadline:
    names = " or ".join(moment.words for _, moment in moments)
    rule = f"{_amount(clock)} after {names}" if clock.amount is not None else clock.open_standard
    missing = tuple(event for event, _ in moments)
    return Deadline(None, f"{rule}; that day is not recorded yet", clock, missing=missing)


def _counted(clock: Clock, event: str, start: date, words: str) -> Deadline:
    if clock.amount is None:
        text = f"{clock.open_standard}, from {start} ({words}); no number in the law"
        return Deadline(None, text, clock, event)
    at = _add(start, clock)
    text = f"{_amount(clock)} after {start} ({words}): {at.date()}"
    if clock.weekend == "next_business_day":
        moved = next_business_day(at.date())
        if moved != at.date():
            text += f", moved to {moved} because the law moves a deadline on a weekend or holiday"
            at = datetime.combine(moved, at.time())
    if clock.open_standard:
        text += f"; and {clock.open_standard}"
    return Deadline(at, text, clock, event)


def _add(start: date, clock: Clock) -> datetime:
    assert clock.amount is not None
    if clock.unit == "hours":
        return datetime.combine(start, time()) + timedelta(hours=clock.amount)
    days = {
        "calendar_days": lambda: start + timedelta(days=clock.amount or 0),
        "business_days": lambda: add_business_days(start, clock.amount or 0),
        "months": lambda: add_months(start, clock.amount or 0),
    }
    return datetime.combine(days[clock.unit](), time())


def _amount(clock: Clock) -> str:
    unit = clock.unit.replace("_", " ")
    return f"{clock.amount} {unit.removesuffix('s') if clock.amount == 1 else unit}"


def _combined(parts: list[Deadline], clock: Clock, words: str) -> Deadline:
    text = f"{words}: " + "; ".join(f"({n}) {part.text}" for n, part in enumerate(parts, 1))
    missing = tuple(event for part in parts for event in part.missing)
    dated = [part for part in parts if part.at is not None]
    if not dated or (clock.later_of and len(dated) < len(parts)):
        return Deadline(None, text, clock, missing=missing)
    pick = min if clock.earlier_of else max
    chosen = pick(dated, key=lambda part: part.iso() or "")
    return replace(chosen, text=text, missing=missing)


def capped(deadline: Deadline, other: Moment, relation: str) -> Deadline:
    """Not later than another notice that must not come first."""
    if other.day is None:
        return replace(deadline, text=f"{deadline.text}; {relation} {other.words}")
    limit = datetime.combine(other.day, time())
    if deadline.at is not None and deadline.at <= limit:
        return deadline
    return replace(deadline, at=limit, text=f"{deadline.text}; {relation} {other.words}: {other.day}")


def held(deadline: Deadline, hold: Hold | None, requests: Sequence[Request] | None) -> Deadline:
    """Move a deadline behind every law-enforcement hold that the law accepts."""
    for request in requests or ():
        deadline = _one_hold(deadline, hold, request)
    return deadline


def _one_hold(deadline: Deadline, hold: Hold | None, request: Request) -> Deadline:
    who = request.agency
    if hold is None:
        return replace(deadline, text=f"{deadline.text}; the law knows no delay at the request of {who}")
    if not hold.status.binds:
        open_ = f"delay at the request of {who} is {hold.status.value}: {hold.settle or hold.words}"
        return replace(deadline, text=f"{deadline.text}; {open_}")
    if hold.in_writing == "required" and request.in_writing is not True:
        return _oral(deadline, hold, request)
    end = request.released_on or request.until
    if end is None:
        text = f"{deadline.text}; held by {who} until released, then promptly"
        return replace(deadline, at=None, text=text)
    late = deadline.day is None or end > deadline.day
    tail = hold.after_days if late or not hold.after_if_late else 0
    return _moved(deadline, end + timedelta(days=tail), f"held by {who} until {end}")


def _oral(deadline: Deadline, hold: Hold, request: Request) -> Deadline:
    if hold.oral_limit_days is None or request.requested_on is None:
        return replace(
            deadline, text=f"{deadline.text}; the request of {request.agency} must be in writing to delay it"
        )
    last = request.requested_on + timedelta(days=hold.oral_limit_days)
    end = min(last, request.released_on) if request.released_on else last
    return _moved(deadline, end, f"oral request of {request.agency}, at most {hold.oral_limit_days} days")


def _moved(deadline: Deadline, end: date, words: str) -> Deadline:
    at = datetime.combine(end, time())
    if deadline.at is None:
        return replace(deadline, text=f"{deadline.text}; {words}: not before {end}, then without delay")
    if at > deadline.at:
        return replace(deadline, at=at, text=f"{deadline.text}; {words}: {end}")
    return replace(deadline, text=f"{deadline.text}; {words}, which does not move it")


def extended(deadline: Deadline, extension: Extension, allowed: Truth) -> Deadline:
    """Add the days of an extension if it is allowed; otherwise mention it."""
    if allowed.value is False:
        return deadline
    if allowed.value and extension.days and extension.status.binds and deadline.at is not None:
        at = deadline.at + timedelta(days=extension.days)
        return replace(deadline, at=at, text=f"{deadline.text}; {extension.words}: {at.date()}")
    days = f" ({extension.days} more days)" if extension.days else ""
    return replace(deadline, text=f"{deadline.text}; possible{days}: {extension.words}")
