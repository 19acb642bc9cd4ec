"""Filings and packets: the forms of offices, filled; letters to bureaus, banks, data owners and the insurer.

Every field is known, estimated, or missing with who could be asked. What the law requires and the form does
not ask for is added at the end; a slot the law forbids is left out. No packet names an affected person.
"""

from __future__ import annotations

import hashlib
import json
import textwrap
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any, Literal

import pyarrow as pa

from tocsin.law.book import offices, slots
from tocsin.model.facts import Role
from tocsin.model.tables import NOTICES, table
from tocsin.notices.answers import ANSWERS
from tocsin.notices.case import Answer, Case
from tocsin.notices.document import TEXT_WIDTH, as_json, as_text
from tocsin.notices.fields import day, fact, postal, written
from tocsin.notices.forms import Field, Form, form_for, forms, slot_fields
from tocsin.notices.markup import inline, render
from tocsin.notices.planning import OWED, Plan
from tocsin.notices.typeset import set_packet

Status = Literal["known", "estimated", "missing"]


@dataclass(frozen=True, slots=True)
class Filled:
    """One answered field. ``value`` of a missing one says whom to ask."""

    id: str
    label: str
    value: str
    status: Status
    required: bool


@dataclass(frozen=True, slots=True)
class Document:
    """One filing or packet. ``samples``: variants of the letter that go with it as proofs.

    json: the answers by field id, for portals. missing: labels of required fields without an answer.
    stale: true when the form must be read again before use.
    """

    id: str
    form: str
    title: str
    recipient: str
    jurisdiction: str | None
    obligations: tuple[str, ...]
    fields: tuple[Filled, ...]
    missing: tuple[str, ...]
    samples: tuple[str, ...]
    stale: bool
    pdf: bytes
    text: str
    json: str

    def row(self) -> dict[str, Any]:
        """The NOTICES row."""
        return {
            "id": self.id,
            "obligations": list(self.obligations),
            "recipient": self.recipient,
            "jurisdiction": self.jurisdiction,
            "kind": "filing" if self.recipient == "regulator" else "packet",
            "variant": self.form,
            "language": "en",
            "document": f"{self.id}.pdf",
            "state": "rendered",
            "reason": f"missing: {'; '.join(self.missing)}" if self.missing else "",
            "sha256": hashlib.sha256(self.text.encode()).hexdigest(),
        }


def packets(plan: Plan) -> list[Document]:
    """Every document owed to somebody other than the individuals, and those that prudence asks for."""
    documents = [_document(form, case, recipient, name) for form, case, recipient, name in _wanted(plan)]
    unique = {document.id: document for document in documents}
    return list(unique.values())


def packet_rows(documents: list[Document]) -> pa.Table:
    """The NOTICES rows of these documents."""
    return table(NOTICES, [document.row() for document in documents])


def _wanted(plan: Plan) -> Iterator[tuple[Form, Case, str, str]]:
    """Form, case, kind of recipient, and the recipient's name."""
    owed: set[str] = set()
    for row in plan.obligations.to_pylist():
        if row["recipient"] == "individuals" or row["status"] not in OWED | {"depends"}:
            continue
        form = form_for(row["form"], row["recipient"])
        owed.add(form.id)
        office = offices().get(row["office"] or "")
        yield form, Case(plan, row["jurisdiction"], row), row["recipient"], office.name if office else ""
    for form in forms().values():
        if form.id not in owed:
            yield from _volunteered(form, plan)


def _volunteered(form: Form, plan: Plan) -> Iterator[tuple[Form, Case, str, str]]:
    when, case = form.volunteered, Case(plan, None)
    if when is None:
        return
    incident, organisation = case.facts.incident, case.facts.organisation
    exposed = {code for counts in plan.incident.elements_in.values() for code in counts}
    if when.get("data_owners"):
        for owner in incident.data_owners or ():
            yield form, case, "data_owner", owner.name
    elif when.get("insurer"):
        if organisation.insurer is not None:
            yield form, case, "insurer", organisation.insurer.organisation or organisation.insurer.name or ""
    elif "incident_kinds" in when:
        if incident.kind in when["incident_kinds"]:
            yield form, case, "law_enforcement", ""
    elif not exposed.isdisjoint(when["elements"]):
        role = when.get("role")
        if role is None or organisation.is_role(Role(role)) is not False:
            yield form, case, "other", ""


def _document(form: Form, case: Case, recipient: str, name: str) -> Document:
    row = case.obligation
    required = [slot for slot in (row["content"] if row else ()) or () if slots()[slot].kind != "layout"]
    forbidden = frozenset((row["forbidden"] if row else ()) or ())
    sections = [(title, _kept(fields, forbidden)) for title, fields in form.sections]
    asked = frozenset(slot for _, fields in sections for field in fields for slot in field.fills)
    unasked = [slot_fields()[slot] for slot in required if slot not in asked and slot in slot_fields()]
    extra = tuple(replace(field, required=True) for field in unasked)
    if extra:
        sections.append(("Also required by the law", extra))
    filled = [(title, tuple(_fill(field, case) for field in fields)) for title, fields in sections]
    values = {field.id: field for _, fields in filled for field in fields}
    missing = tuple(field.label for field in values.values() if field.status == "missing" and field.required)
    to = tuple(inline(line, _recipient_fields(case, name).get) for line in form.to)
    title = form.title
    letter = _letter(form, values)
    job = _job(form, case, title, to, letter, filled, missing)
    text = _text(title, to, case, letter, filled, missing, form)
    return Document(
        id=_id(form, row, name),
        form=form.id,
        title=title,
        recipient=recipient,
        jurisdiction=case.jurisdiction,
        obligations=(row["id"],) if row else (),
        fields=tuple(values.values()),
        missing=missing,
        samples=_samples(case),
        stale=form.stale_after < case.plan.incident.on,
        pdf=set_packet(job),
        text=text,
        json=_json(form, case, values),
    )


def _kept(fields: tuple[Field, ...], forbidden: frozenset[str]) -> tuple[Field, ...]:
    return tuple(field for field in fields if not field.fills & forbidden)


def _fill(field: Field, case: Case) -> Filled:
    answer = _answer(field, case)
    if answer is None or not answer.value:
        return Filled(field.id, field.label, f"missing: ask {field.ask}", "missing", field.required)
    status: Status = "estimated" if answer.estimated else "known"
    return Filled(field.id, field.label, answer.value, status, field.required)


def _answer(field: Field, case: Case) -> Answer | None:
    if field.source.startswith("@"):
        return ANSWERS[field.source[1:]](case)
    if field.source.startswith("statement."):
        value = case.plan.incident.statements.get(field.source.removeprefix("statement."))
        return Answer(value) if value else None
    raw = fact(case.facts, field.source)
    if field.choices is not None:
        chosen = field.choices.get(str(raw))
        return Answer(chosen) if chosen else None
    words = written(raw, "en")
    return Answer(_one_line(words)) if words else None


def _one_line(words: str) -> str:
    """A list as one line: sentences follow each other, other items are parted by semicolons."""
    items = words.split("\n")
    return (" " if all(item.endswith(".") for item in items) else "; ").join(items)


def _recipient_fields(case: Case, name: str) -> Mapping[str, str]:
    place = ANSWERS["place"](case)
    known = {"office": name, "owner": name, "insurer": name, "place": place.value if place else ""}
    return {key: value for key, value in known.items() if value}


def _letter(form: Form, values: Mapping[str, Filled]) -> tuple[Any, ...]:
    """The letter's text with the fields' answers; a missing one is a visible gap."""

    def value(name: str) -> str | None:
        field = values.get(name)
        return None if field is None or field.status == "missing" else field.value

    return render(form.letter, value) if form.letter else ()


def _status(form: Form, case: Case, missing: tuple[str, ...]) -> list[str]:
    lines = [f"How it goes: {form.how}. Where: {form.address}"]
    if missing:
        lines.append(f"Still missing: {'; '.join(missing)}.")
    if form.stale_after < case.plan.incident.on:
        lines.append(f"This form was read on {day(form.read_on, 'en')} and must be read again before use.")
    return [*lines, *form.notes]


def _signature(case: Case) -> Iterator[str]:
    contact = case.facts.organisation.contact
    if contact.name:
        yield ", ".join(part for part in (contact.name, contact.title) if part)
    yield case.facts.organisation.name


def _sender(case: Case) -> list[str]:
    organisation = case.facts.organisation
    return [
        line for line in (organisation.name, postal(organisation.address), organisation.contact.phone) if line
    ]


def _job(
    form: Form,
    case: Case,
    title: str,
    to: tuple[str, ...],
    letter: tuple[Any, ...],
    filled: list[tuple[str, tuple[Filled, ...]]],
    missing: tuple[str, ...],
) -> dict[str, Any]:
    sections = [
        {"title": name, "fields": [{"label": f.label, "value": f.value, "status": f.status} for f in fields]}
        for name, fields in filled
    ]
    return {
        "title": title,
        "author": case.facts.organisation.name,
        "sender": _sender(case),
        "date": day(case.plan.incident.on, "en"),
        "to": list(to),
        "letter": [as_json(node) for node in letter],
        "status": [] if letter else _status(form, case, missing),
        "sections": [] if letter else sections,
        "signature": list(_signature(case)),
        "foot": f"Form read on {day(form.read_on, 'en')} · {form.source}"
        if not letter
        else case.facts.organisation.name,
    }


def _text(
    title: str,
    to: tuple[str, ...],
    case: Case,
    letter: tuple[Any, ...],
    filled: list[tuple[str, tuple[Filled, ...]]],
    missing: tuple[str, ...],
    form: Form,
) -> str:
    parts = [title.upper(), "To: " + "; ".join(to), day(case.plan.incident.on, "en")]
    if letter:
        parts += [as_text(letter).rstrip(), "\n".join(["Sincerely,", *_signature(case)])]
    parts += [textwrap.fill(line, TEXT_WIDTH) for line in _status(form, case, missing)]
    for name, fields in filled:
        parts.append(name)
        lines = [f"{field.label}: {field.value}{_mark(field)}" for field in fields]
        parts.append("\n".join(textwrap.fill(line, TEXT_WIDTH, subsequent_indent="    ") for line in lines))
    return "\n\n".join(parts) + "\n"


def _mark(field: Filled) -> str:
    return " (estimated)" if field.status == "estimated" else ""


def _json(form: Form, case: Case, values: Mapping[str, Filled]) -> str:
    fields = {
        name: {
            "label": field.label,
            "value": field.value if field.status != "missing" else None,
            "status": field.status,
        }
        for name, field in values.items()
    }
    head = {
        "form": form.id,
        "read_on": form.read_on.isoformat(),
        "prepared_on": case.plan.incident.on.isoformat(),
    }
    return json.dumps({**head, "fields": fields}, ensure_ascii=False, indent=1)


def _samples(case: Case) -> tuple[str, ...]:
    if case.obligation is None or "sample_notice" not in (case.obligation["content"] or ()):
        return ()
    here = (group for group in case.plan.classes if case.residence in {None, group.reader.residence})
    return tuple(group.variant for group in here)


def _id(form: Form, row: Mapping[str, Any] | None, name: str) -> str:
    """``CA.regulator-CA-AG``; private recipients are told apart by a short digest of their name."""
    if row:
        return f"{row['id']}-{form.id}"
    return f"{form.id}-{hashlib.sha256(name.encode()).hexdigest()[:8]}" if name else form.id
