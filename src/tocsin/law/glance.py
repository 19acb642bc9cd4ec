"""One rule at a glance, as it stands on a day: what charts of breach laws compare, and the matrix shows."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

from tocsin.law.registers import office
from tocsin.law.rulefile import Rule, blocks
from tocsin.law.ruleform import Clock, Duty, LegalStatus, Service
from tocsin.law.words import (
    clock_words,
    element_codes,
    element_words,
    plain,
    start_words,
    threshold_value,
    valid_on,
)

Deadline = dict[str, Any]


@dataclass(frozen=True, slots=True)
class DutyGlance:
    """One duty in short. threshold: {comparator, number, base, scope, text} or None. deadline: {amount, unit,
    from, open_standard, text}. order: relation to other notices."""

    id: str
    title: str
    recipient: str
    office: str | None
    role: str
    when: str
    threshold: dict[str, Any] | None
    deadline: Deadline
    order: tuple[str, ...]
    instead: tuple[dict[str, str], ...]
    services: tuple[dict[str, Any], ...]
    content: tuple[str, ...]
    forbidden: tuple[str, ...]
    status: str
    citations: tuple[str, ...]

    @property
    def text(self) -> str:
        """``Attorney General: more than 500 residents affected; 45 calendar days after …``."""
        parts = [self.threshold["text"]] if self.threshold else []
        parts += [self.deadline["text"], *(f"{line}" for line in self.order)]
        who = self.office or self.recipient.replace("_", " ")
        unsettled = "" if self.status == "in_force" else f" [{self.status.replace('_', ' ')}]"
        return f"{who}: {'; '.join(part for part in parts if part)}{unsettled}"


@dataclass(frozen=True, slots=True)
class ElementGlance:
    """One set of data elements in short. codes: of the catalogue, every one that the formula speaks of."""

    id: str
    name: str
    words: str
    elements: tuple[str, ...]
    codes: tuple[str, ...]
    status: str


@dataclass(frozen=True, slots=True)
class Glance:
    """One rule in short. unsettled: places in the file whose value is uncertain."""

    rule: str
    jurisdiction: str
    name: str
    law: str
    status: str
    scope: str
    trigger: str
    medium: tuple[str, ...]
    encryption: str
    redaction: str
    harm: dict[str, Any]
    elements: tuple[ElementGlance, ...]
    duties: tuple[DutyGlance, ...]
    private_right: tuple[str, ...]
    penalties: tuple[str, ...]
    unsettled: tuple[str, ...]

    def to(self, recipient: str) -> list[DutyGlance]:
        """The duties to one kind of recipient."""
        return [duty for duty in self.duties if duty.recipient == recipient]

    def lines(self) -> Iterator[tuple[str, list[str]]]:
        """(label, lines) for people to read."""
        yield "Trigger", [f"{self.trigger} ({', '.join(self.medium) or 'any form'})"]
        yield "Data", [f"{one.name}: {'; '.join(one.elements)}" for one in self.elements]
        yield "Encryption", [f"{self.encryption}; redaction: {self.redaction}".replace("_", " ")]
        yield "Harm test", [f"{self.harm['test'].replace('_', ' ')}: {self.harm['words']}"]
        yield "Duties", [duty.text for duty in self.duties]
        services = [line["text"] for duty in self.duties for line in duty.services]
        if services:
            yield "Services", services
        if self.unsettled:
            yield "Not settled", list(self.unsettled)

    def json(self) -> dict[str, Any]:
        """Plain data."""
        return asdict(self)


_NAMES = {
    "required": "with the name",
    "not_needed": "even without the name",
    "any_identifier": "with any identifier",
}
_ENCRYPTION = {
    "exempt": "encrypted data is exempt",
    "exempt_unless_key_taken": "encrypted data is exempt unless the key was taken too",
    "no_exemption": "no exemption",
}


def glance(rule: Rule, day: date) -> Glance:
    """The rule as it stands for a breach whose deciding day is ``day``."""
    form = rule.form
    harm = form.harm
    return Glance(
        rule=rule.id,
        jurisdiction=rule.jurisdiction,
        name=form.name,
        law=form.law,
        status=form.status.value,
        scope=form.scope.words,
        trigger=plain(form.breach.trigger),
        medium=tuple(form.breach.medium),
        encryption=_ENCRYPTION[form.protection.encryption],
        redaction=form.protection.redaction,
        harm={
            "test": harm.test,
            "words": harm.words,
            "decided_by": harm.decided_by,
            "consult": harm.consult,
            "written": harm.written,
            "keep_years": harm.keep_years,
            "file_with": harm.file_with,
            "switches_off": list(harm.switches_off),
            "status": harm.status.value,
        },
        elements=tuple(
            ElementGlance(
                one.id,
                _NAMES[one.name],
                one.words,
                tuple(element_words(raw) for raw in one.any),
                tuple(dict.fromkeys(code for raw in one.any for code in element_codes(raw))),
                one.status.value,
            )
            for one in form.elements
            if valid_on(one, day)
        ),
        duties=tuple(_duty(rule, duty, day) for duty in form.duties if valid_on(duty, day)),
        private_right=tuple(note.words for note in form.private_right if valid_on(note, day)),
        penalties=tuple(note.words for note in form.penalties if valid_on(note, day)),
        unsettled=tuple(_unsettled(rule, day)),
    )


def _duty(rule: Rule, duty: Duty, day: date) -> DutyGlance:
    known = office(duty.office) if duty.office else None
    clock = next((one for one in duty.clock if valid_on(one, day)), duty.clock[-1])
    content = duty.content if duty.content and valid_on(duty.content, day) else None
    threshold = duty.people if duty.people and valid_on(duty.people, day) else None
    return DutyGlance(
        id=f"{rule.id}.{duty.id}",
        title=duty.title,
        recipient=duty.recipient,
        office=known.name if known else None,
        role=duty.role,
        when="" if duty.when is True else plain(duty.when),
        threshold=threshold_value(threshold) if threshold else None,
        deadline=_deadline(clock),
        order=tuple(f"{one.relation.replace('_', ' ')} the notice: {one.duty}" for one in duty.order),
        instead=tuple(
            {"regime": one.regime, "effect": one.effect, "words": one.words, "status": one.status.value}
            for one in duty.instead
            if valid_on(one, day)
        ),
        services=tuple(_service(one) for one in duty.services if valid_on(one, day)),
        content=tuple(content.required) if content else (),
        forbidden=tuple(content.forbidden) if content else (),
        status=_firmness(duty, clock),
        citations=tuple(rule.form.sources[key].citation for key in dict.fromkeys(duty.source)),
    )


def _firmness(duty: Duty, clock: Clock) -> str:
    return (duty.status if not duty.status.binds else clock.status).value


def _deadline(clock: Clock) -> Deadline:
    parts = clock.earlier_of or clock.later_of
    return {
        "amount": clock.amount,
        "unit": clock.unit,
        "from": list(clock.start) if not parts else [event for one in parts for event in one.start],
        "from_words": start_words(clock) if not parts else "",
        "open_standard": clock.open_standard,
        "text": clock_words(clock),
        "status": clock.status.value,
    }


def _service(service: Service) -> dict[str, Any]:
    return {
        "months": service.months,
        "what": service.what,
        "elements": list(dict.fromkeys(element_codes(service.elements))),
        "text": f"{service.months} months of {service.what} for {element_words(service.elements)}",
    }


def _unsettled(rule: Rule, day: date) -> list[str]:
    """Uncertain places; a part that is uncertain with its block has the same words and is not said again."""
    said: dict[str, str] = {}
    for place, block in blocks(rule.form):
        if block.status is LegalStatus.UNCERTAIN and valid_on(block, day):
            said.setdefault(block.settle, place)
    return [f"{place}: {settle}" for settle, place in said.items()]
