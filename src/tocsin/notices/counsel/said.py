"""When a block is said and when it is not, in words a lawyer reads."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from tocsin.model.elements import catalogue, jurisdictions
from tocsin.notices.blocks import Block, Condition
from tocsin.notices.solver import slot_name

KINDS = {
    "adult": "an adult, in person",
    "minor": "the parent or guardian of a minor",
    "deceased": "the family or representative of a person who has died",
    "represented": "the representative of a living adult",
    "estate": "the executor or administrator of a person who has died",
}

FIGURES = {
    "elements_table": "the table of this person’s own data elements",
    "bureaus": "cards with the three credit bureaus",
    "agencies": "cards with the FTC, and the IRS or the state’s offices where they apply",
    "code_box": "the box with the activation code, where there is one",
    "signature": "the signature",
}


def applies(block: Block) -> str:
    """When the block is said."""
    if not block.applies_when:
        return "Always, unless a law that applies forbids what it says."
    return _alternatives(block.applies_when)


def forbidden(block: Block) -> str:
    """When it is left out, although it would apply."""
    laws = f"A law that applies forbids: {_slots(block.fills)}." if block.fills else ""
    own = _alternatives(block.forbidden_when) if block.forbidden_when else ""
    return " Or: ".join(part for part in (laws, own) if part) or "Never."


def satisfies(block: Block) -> str:
    """Which demands of the law it meets."""
    names = "; ".join(slot_name(slot) for slot in sorted(block.fills))
    return f"What laws demand: {names}." if names else "No demand of a law by itself."


def _alternatives(conditions: Iterable[Condition]) -> str:
    said = [", and ".join(_parts(condition)) for condition in conditions]
    return " Or: ".join(f"{words[:1].upper()}{words[1:]}." for words in said)


def _parts(condition: Condition) -> Iterator[str]:
    if condition.kinds:
        yield f"the letter goes to {_any(KINDS.get(kind, kind) for kind in sorted(condition.kinds))}"
    if condition.places:
        names = _any(jurisdictions().get(place, place) for place in sorted(condition.places))
        yield f"the person lives in {names}"
    if condition.elements:
        known = catalogue()
        held = _any(known[code].name for code in sorted(condition.elements))
        yield f"the files held about the person: {held}"
    if condition.required:
        yield f"a law that applies requires: {_slots(condition.required)}"
    if condition.forbidden:
        yield f"a law that applies forbids: {_slots(condition.forbidden)}"
    for path, value in condition.facts:
        yield f"the fact {path} is {_value(value)}"
    for path in condition.known:
        yield f"the fact {path} is known"
    for path in condition.unknown:
        yield f"the fact {path} is not known"
    if condition.code is not None:
        yield "the person has an activation code" if condition.code else "the person has no activation code"


def _slots(slots: Iterable[str]) -> str:
    return _any(slot_name(slot) for slot in sorted(slots))


def _value(value: object) -> str:
    return {True: "yes", False: "no"}.get(value, str(value)) if isinstance(value, bool) else str(value)


def _any(names: Iterable[str]) -> str:
    listed = list(names)
    return listed[0] if len(listed) == 1 else f"{', '.join(listed[:-1])} or {listed[-1]}"
