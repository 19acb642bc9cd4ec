"""How a filing or packet looks, set and as plain text: a letter, or an answered form."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from typing import Any, Literal

from tocsin.notices.case import Case
from tocsin.notices.document import TEXT_WIDTH, Node, as_json, as_text
from tocsin.notices.fields import day, postal
from tocsin.notices.forms import Form

Status = Literal["known", "estimated", "missing"]


@dataclass(frozen=True, slots=True)
class Filled:
    """One answered field. ``value`` of a missing one says whom to ask."""

    id: str
    label: str
    value: str
    status: Status
    required: bool


@dataclass(frozen=True)
class Page:
    """Everything that stands in one document. letter: its text if it goes as a letter, else empty."""

    form: Form
    case: Case
    to: tuple[str, ...]
    letter: tuple[Node, ...]
    filled: tuple[tuple[str, tuple[Filled, ...]], ...]
    missing: tuple[str, ...]

    def job(self) -> dict[str, Any]:
        """For ``packet.typ``. A letter carries no table of fields and no notes to the sender."""
        sections = [{"title": title, "fields": [asdict(f) for f in fields]} for title, fields in self.filled]
        read = f"Form read on {day(self.form.read_on, 'en')} · {self.form.source}"
        return {
            "title": self.form.title,
            "author": self.case.facts.organisation.name,
            "sender": self._sender(),
            "date": day(self.case.plan.incident.on, "en"),
            "to": list(self.to),
            "letter": [as_json(node) for node in self.letter],
            "status": [] if self.letter else list(self._status()),
            "sections": [] if self.letter else sections,
            "signature": list(self._signature()),
            "foot": self.case.facts.organisation.name if self.letter else read,
        }

    def text(self) -> str:
        """Letter, notes and every field with its answer."""
        parts = [self.form.title.upper(), "To: " + "; ".join(self.to), day(self.case.plan.incident.on, "en")]
        if self.letter:
            parts += [as_text(self.letter).rstrip(), "\n".join(["Sincerely,", *self._signature()])]
        parts += [textwrap.fill(line, TEXT_WIDTH) for line in self._status()]
        for title, fields in self.filled:
            lines = [f"{field.label}: {field.value}{_mark(field)}" for field in fields]
            wrapped = [textwrap.fill(line, TEXT_WIDTH, subsequent_indent="    ") for line in lines]
            parts += [title, "\n".join(wrapped)]
        return "\n\n".join(parts) + "\n"

    def _status(self) -> Iterator[str]:
        yield f"How it goes: {self.form.how}. Where: {self.form.address}"
        if self.missing:
            yield f"Still missing: {'; '.join(self.missing)}."
        if self.form.stale_after < self.case.plan.incident.on:
            yield f"This form was read on {day(self.form.read_on, 'en')} and must be read again before use."
        yield from self.form.notes

    def _sender(self) -> list[str]:
        organisation = self.case.facts.organisation
        lines = (organisation.name, postal(organisation.address), organisation.contact.phone)
        return [line for line in lines if line]

    def _signature(self) -> Iterator[str]:
        contact = self.case.facts.organisation.contact
        if contact.name:
            yield ", ".join(part for part in (contact.name, contact.title) if part)
        yield self.case.facts.organisation.name


def _mark(field: Filled) -> str:
    return " (estimated)" if field.status == "estimated" else ""
