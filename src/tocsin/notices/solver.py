"""Which blocks make a letter: everything the applicable laws require, nothing that one of them forbids.

A slot that one source requires and another forbids is a contradiction no program may settle: it is reported
with both sources, and the letters wait for a recorded ruling of counsel (:class:`Ruling`).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from tocsin.law.registers import slots
from tocsin.notices.blocks import Block, Condition, Library, library
from tocsin.notices.fields import Incident, Reader, asked_for, fact, field_value


@dataclass(frozen=True, slots=True)
class Duty:
    """One obligation to tell individuals, as far as its letter goes. ``source``: what a lawyer would cite."""

    id: str
    jurisdiction: str
    source: str
    content: tuple[str, ...]
    forbidden: tuple[str, ...] = ()
    services: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Ruling:
    """Counsel's decision on a contradiction: in letters to ``jurisdiction``, ``slot`` is said or left out."""

    jurisdiction: str
    slot: str
    say: bool
    by: str
    reason: str


@dataclass(frozen=True, slots=True)
class Contradiction:
    """A slot that one duty requires and another forbids for the same person."""

    slot: str
    required_by: str
    forbidden_by: str

    def __str__(self) -> str:
        return (
            f"{self.required_by} requires “{slot_name(self.slot)}” and {self.forbidden_by} forbids it; "
            "counsel must decide which applies"
        )


@dataclass(frozen=True, slots=True)
class Gap:
    """A required slot that no block could fill. ``ask``: the fact paths that would fill it."""

    slot: str
    required_by: str
    ask: tuple[str, ...]

    def __str__(self) -> str:
        asked = f"; still unknown: {', '.join(self.ask)}" if self.ask else ""
        return f"the letter must state “{slot_name(self.slot)}” ({self.required_by}){asked}"


@dataclass(frozen=True, slots=True)
class Selection:
    """The blocks of one letter, in reading order, and what stands in its way."""

    blocks: tuple[Block, ...]
    contradictions: tuple[Contradiction, ...]
    gaps: tuple[Gap, ...]
    demand: Demand


@dataclass(frozen=True, slots=True)
class Demand:
    """What duties together ask of one letter: slot → the source that asks for it."""

    required: Mapping[str, str] = field(default_factory=dict)
    forbidden: Mapping[str, str] = field(default_factory=dict)


def slot_name(slot: str) -> str:
    """What a lawyer calls the slot."""
    known = slots().get(slot)
    return known.name if known else slot


def demand(
    duties: Iterable[Duty], rulings: Iterable[Ruling] = ()
) -> tuple[Demand, tuple[Contradiction, ...]]:
    """Union of what duties require and forbid. A slot under a ruling follows the ruling."""
    required: dict[str, str] = {}
    forbidden: dict[str, str] = {}
    places = set()
    for duty in duties:
        places.add(duty.jurisdiction)
        for slot in duty.content:
            required.setdefault(slot, duty.source)
        for slot in duty.forbidden:
            forbidden.setdefault(slot, duty.source)
    for ruling in rulings:
        if ruling.jurisdiction in places and ruling.slot in required and ruling.slot in forbidden:
            (forbidden if ruling.say else required).pop(ruling.slot)
    clashes = tuple(
        Contradiction(slot, required[slot], forbidden[slot]) for slot in required if slot in forbidden
    )
    return Demand(required, forbidden), clashes


def select(incident: Incident, reader: Reader, asked: Demand, source: Library | None = None) -> Selection:
    """Every block that applies to this reader, and the required slots that stay empty."""
    return Chooser(incident, source).select(reader, asked)


class Chooser:
    """Chooses the blocks of a case's letters. What hangs on the incident alone is settled once."""

    def __init__(self, incident: Incident, source: Library | None = None) -> None:
        self._incident, self._library = incident, source or library()
        self._blocks = [
            (
                block,
                tuple(one for one in block.applies_when if _possible(one, incident)),
                tuple(one for one in block.forbidden_when if _possible(one, incident)),
            )
            for block in self._library.blocks
        ]
        self._same: dict[tuple[str, ...], tuple[Block, ...]] = {}

    def select(self, reader: Reader, asked: Demand) -> Selection:
        """Every block that applies to this reader, and the required slots that stay empty."""
        applicable = [
            block
            for block, applies, forbidden in self._blocks
            if block.fills.isdisjoint(asked.forbidden)
            and (not block.applies_when or any(_holds(one, reader, asked) for one in applies))
            and not any(_holds(one, reader, asked) for one in forbidden)
        ]
        names = dict.fromkeys(name for block in applicable for name in block.fields)
        known = {name for name in names if _known(name, self._incident, reader)}
        chosen = [block for block in applicable if known.issuperset(block.fields)]
        filled = frozenset().union(
            *(block.fills for block in chosen), self._library.by_design, self._library.if_any
        )
        gaps = tuple(
            Gap(slot, by, _missing(slot, applicable, self._incident, reader))
            for slot, by in asked.required.items()
            if slot not in filled
        )
        if gaps:
            wanted = {gap.slot for gap in gaps}
            chosen = [b for b in applicable if known.issuperset(b.fields) or not wanted.isdisjoint(b.fills)]
        kept = tuple(chosen)
        shared = self._same.setdefault(tuple(block.id for block in kept), kept)
        return Selection(shared, (), gaps, asked)


def _known(name: str, incident: Incident, reader: Reader) -> bool:
    return field_value(name, incident, reader) is not None


def _missing(slot: str, blocks: list[Block], incident: Incident, reader: Reader) -> tuple[str, ...]:
    """Unknown fields of the blocks that would fill a slot, or the facts the vocabulary names for it."""
    fields = [name for block in blocks if slot in block.fills for name in block.fields]
    asked = [asked_for(name) for name in dict.fromkeys(fields) if not _known(name, incident, reader)]
    known = slots().get(slot)
    named = [path for path in known.facts if path != "groups"] if known else []
    return tuple(asked or [path for path in named if fact(incident.facts, path) is None])


def _possible(condition: Condition, incident: Incident) -> bool:
    """Whether what a condition asks of the incident holds."""
    facts = incident.facts
    return (
        all(fact(facts, path) == value for path, value in condition.facts)
        and all(fact(facts, path) is not None for path in condition.known)
        and all(fact(facts, path) is None for path in condition.unknown)
    )


def _holds(condition: Condition, reader: Reader, asked: Demand) -> bool:
    """Whether what a condition asks of the reader and the laws holds."""
    return (
        (not condition.kinds or reader.kind in condition.kinds)
        and (not condition.places or reader.residence in condition.places)
        and (condition.code is None or condition.code == reader.code)
        and (not condition.elements or not condition.elements.isdisjoint(reader.elements))
        and (not condition.required or not condition.required.isdisjoint(asked.required))
        and (not condition.forbidden or not condition.forbidden.isdisjoint(asked.forbidden))
    )
