"""Values of the law in short words: conditions, clocks, thresholds, element sets. For people and tables."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from enum import Enum
from typing import Any

from pydantic import BaseModel

from tocsin.law.counting import limit, limit_words
from tocsin.law.registers import ask, event_words, shared
from tocsin.law.ruleform import Block, Clock, Threshold
from tocsin.model.elements import catalogue

HIDDEN = frozenset({"valid", "status", "stale_after", "source", "dissent", "settle", "id", "title"})
"""Keys of a block that stand beside its value, not in it."""

_BASES = {
    "residents_affected": "residents affected",
    "residents_to_be_notified": "residents to be notified",
    "customers_affected": "customers affected",
    "all_affected": "people affected",
}


def plain(value: Any) -> str:
    """Any value of a rule file, as a lawyer would say it."""
    if isinstance(value, BaseModel):
        parts = {name: getattr(value, name) for name in type(value).model_fields if name not in HIDDEN}
        return ", ".join(
            f"{name} {plain(part)}" for name, part in parts.items() if part not in ([], "", None)
        )
    if isinstance(value, Mapping):
        return _condition(value)
    if isinstance(value, list):
        return "; ".join(map(plain, value))
    if isinstance(value, Enum):
        return str(value.value)
    if isinstance(value, bool):
        return "yes" if value else "no"
    return value.isoformat() if isinstance(value, date) else str(value)


def _condition(raw: Mapping[str, Any]) -> str:
    head, inner = next(iter(raw.items()))
    if head in ("all", "any"):
        joined = f" {'and' if head == 'all' else 'or'} ".join(map(plain, inner))
        return f"({joined})"
    if head == "not":
        return f"not {plain(inner)}"
    if head == "at_least":
        return f"at least {inner} of ({'; '.join(map(plain, raw['of']))})"
    rest = " ".join(f"{key} {plain(value)}" for key, value in raw.items() if key != head)
    return f"{head} {plain(inner)} {rest}".strip()


def clock_words(clock: Clock) -> str:
    """``45 calendar days after determination that it is a breach; without unreasonable delay``."""
    for parts, joint in ((clock.earlier_of, "the earlier of"), (clock.later_of, "the later of")):
        if parts:
            return f"{joint}: " + " / ".join(clock_words(part) for part in parts)
    if clock.amount is None:
        return clock.open_standard
    unit = clock.unit.replace("_", " ")
    unit = unit.removesuffix("s") if clock.amount == 1 else unit
    numbered = f"{clock.amount} {unit} after {start_words(clock)}"
    return f"{numbered}; {clock.open_standard}" if clock.open_standard else numbered


def start_words(clock: Clock) -> str:
    """The start events: ``discovery or notice by the vendor``."""
    joint = {"earliest": " or ", "latest": " and ", "first_recorded": " or else "}[clock.choose]
    return joint.join(event_name(event) for event in clock.start)


def event_name(event: str) -> str:
    """A start event in words, notices sent included."""
    if event.startswith("year_end:"):
        return f"the end of the calendar year of {event_name(event.removeprefix('year_end:'))}"
    if event.startswith("sent:"):
        return f"the notice to {event.removeprefix('sent:').replace('_', ' ')}"
    return event_words(event)


def threshold_words(threshold: Threshold) -> str:
    """``more than 500 residents affected``."""
    where = {"state": "", "total": " in all", "each_state": " in one state"}[threshold.scope]
    at_once = " at one time" if threshold.at_one_time else ""
    return f"{limit_words(threshold)} {_BASES[threshold.base]}{where}{at_once}"


def threshold_value(threshold: Threshold) -> dict[str, Any]:
    """The threshold for machines, comparator as a sign, and in words."""
    sign, number = limit(threshold)
    return {
        "comparator": {"gt": ">", "ge": ">=", "lt": "<", "le": "<="}[sign],
        "number": number,
        "base": threshold.base,
        "scope": threshold.scope,
        "status": threshold.status.value,
        "text": threshold_words(threshold),
    }


def element_words(raw: Any) -> str:
    """A formula of data elements in the catalogue's names."""
    if isinstance(raw, bool):
        return "any data" if raw else "nothing"
    if isinstance(raw, str):
        known = catalogue().get(raw)
        return known.name if known else raw.replace("_", " ")
    head, inner = next(iter(raw.items()))
    if head == "term":
        return element_words(shared("terms.yaml")[inner])
    if head in ("all", "any"):
        joint = " with " if head == "all" else " or "
        joined = joint.join(map(element_words, inner))
        return f"({joined})" if len(inner) > 1 else joined
    if head == "at_least":
        return f"at least {inner} of ({'; '.join(map(element_words, raw['of']))})"
    if head == "ask":
        return f"[{(ask(inner) or inner).rstrip('?')}?]"
    return plain(raw)


def element_codes(raw: Any) -> Iterator[str]:
    """Every data element that a formula speaks of."""
    if isinstance(raw, str):
        if raw in catalogue():
            yield raw
    elif isinstance(raw, list):
        for part in raw:
            yield from element_codes(part)
    elif isinstance(raw, Mapping):
        if "term" in raw:
            yield from element_codes(shared("terms.yaml")[raw["term"]])
        for key in ("all", "any", "of", "not"):
            yield from element_codes(raw.get(key, []))


def valid_on(block: Block, day: date) -> bool:
    """Whether a value stands on this day (the day that decides for it: mostly discovery)."""
    return block.valid.from_ <= day and (block.valid.to is None or day <= block.valid.to)
