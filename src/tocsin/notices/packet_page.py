"""How a filing or packet looks: a letter or an answered form, set, as plain text, and as a page to copy from.

``Page.job`` is everything that stands in a document, as plain data. Drafts and approved copies are set from
the same job, so that what was approved is what is filed.
"""

from __future__ import annotations

import json
import textwrap
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from tocsin.notices.case import Case
from tocsin.notices.copy_page import copy_page
from tocsin.notices.document import TEXT_WIDTH, Node, as_json, as_text
from tocsin.notices.fields import day, postal
from tocsin.notices.filling import Filled
from tocsin.notices.forms import SEEN, Form
from tocsin.notices.typeset import set_packet

DRAFT = "DRAFT. Nobody has approved this yet; it must not be filed or sent."


@dataclass(frozen=True)
class Page:
    """Everything that stands in one document. letter: its text if it goes as a letter, else empty.

    on: the day it is made; an approved copy carries the day of its approval instead.
    """

    form: Form
    case: Case
    on: date
    to: tuple[str, ...]
    letter: tuple[Node, ...]
    filled: tuple[tuple[str, tuple[Filled, ...]], ...]
    missing: tuple[str, ...]

    def job(self) -> dict[str, Any]:
        """For ``packet.typ`` and ``packet.html.j2``. A set letter carries no fields and no notes."""
        form = self.form
        read = f"Form read on {day(form.read_on, 'en')} · {form.source}"
        return {
            "title": form.title,
            "author": self.case.facts.organisation.name,
            "sender": self._sender(),
            "date": day(self.on, "en"),
            "to": list(self.to),
            "letter": [as_json(node) for node in self.letter],
            "letter_text": as_text(self.letter).rstrip() if self.letter else "",
            "status": list(self._status()),
            "sections": [
                {"title": title, "fields": [_plain(field) for field in fields]}
                for title, fields in self.filled
            ],
            "signature": list(self._signature()),
            "foot": self.case.facts.organisation.name if self.letter else read,
            "how": form.how,
            "address": form.address,
            "source": form.source,
            "read": day(form.read_on, "en"),
            "stale_after": day(form.stale_after, "en"),
        }

    def _status(self) -> Iterator[str]:
        form = self.form
        yield f"How it goes: {form.how}. Where: {form.address}"
        office = self.case.office
        if office is not None:
            yield f"The office: {'; '.join(office.lines)}."
            if office.caution:
                yield office.caution
        if self.missing:
            yield f"Still missing: {'; '.join(label.rstrip('?') for label in self.missing)}."
        for field in (field for _, fields in self.filled for field in fields if field.over):
            yield f"{field.label}: {len(field.value):,} characters; the portal takes {field.limit:,}."
        if form.stale_after < self.on:
            yield f"This form was read on {day(form.read_on, 'en')} and must be read again before use."
        if SEEN[form.seen] and not form.letter:
            yield SEEN[form.seen]
        yield from form.limits
        if form.supplement:
            yield f"Later reports: {form.supplement}"
        yield from form.notes

    def _sender(self) -> list[str]:
        organisation = self.case.facts.organisation
        lines = (organisation.name, postal(organisation.address), organisation.contact.phone)
        return [line for line in lines if line]

    def _signature(self) -> Iterator[str]:
        contact = self.case.facts.organisation.contact
        if contact.name:
            yield ", ".join(part for part in (contact.name, contact.title) if part)
        yield self.case.facts.organisation.name


@dataclass(frozen=True, slots=True)
class Finished:
    """A document as it is kept and exported."""

    pdf: bytes
    html: str
    text: str


def finished(job: str, approved: str = "", on: date | None = None) -> Finished:
    """Set a job (JSON). approved: who approved it and when, in a sentence; without one it is marked a draft.

    on: the day it carries (default: the day the job was made). The same job, sentence and day give the same
    bytes. Raises TypesettingError.
    """
    made = json.loads(job)
    if on is not None:
        made["date"] = day(on, "en")
    packet = {**made, "draft": not approved, "approval": approved or DRAFT}
    return Finished(set_packet(packet), copy_page(packet), as_plain_text(packet))


def as_plain_text(job: Mapping[str, Any]) -> str:
    """Letter, notes and every field with its answer. Without a date it is what an approval is bound to."""
    parts = [job["title"].upper(), "To: " + "; ".join(job["to"]), *([job["date"]] if job["date"] else ())]
    if job["letter_text"]:
        parts += [job["letter_text"], "\n".join(["Sincerely,", *job["signature"]])]
    parts += [textwrap.fill(line, TEXT_WIDTH) for line in job["status"]]
    for section in job["sections"]:
        lines = [
            f"{field['label']}: {field['value']}{' (estimated)' if field['status'] == 'estimated' else ''}"
            for field in section["fields"]
        ]
        wrapped = [textwrap.fill(line, TEXT_WIDTH, subsequent_indent="    ") for line in lines]
        parts += [section["title"], "\n".join(wrapped)]
    return "\n\n".join(parts) + "\n"


def _plain(field: Filled) -> dict[str, Any]:
    return {
        "id": field.id,
        "label": field.label,
        "value": field.value,
        "status": field.status,
        "required": field.required,
        "options": list(field.options),
        "limit": field.limit,
        "over": field.over,
    }
