"""Filings and packets: the forms of offices, filled; letters to bureaus, banks, data owners and the insurer.

Every field is known, estimated, or missing with who could be asked. What the law requires and the form does
not ask for is added at the end; a slot the law forbids is left out. No packet names an affected person.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

import pyarrow as pa

from tocsin.law.registers import slots
from tocsin.model.facts import Role
from tocsin.model.tables import NOTICES, table
from tocsin.notices.answers import ANSWERS
from tocsin.notices.case import Case
from tocsin.notices.filing import Filing
from tocsin.notices.filling import Filled, asked, fill
from tocsin.notices.forms import Field, Form, form_for, forms, slot_fields
from tocsin.notices.letterplan import OWED, Plan
from tocsin.notices.markup import inline, render
from tocsin.notices.packet_page import Page, as_plain_text, finished

NO_PACKET = frozenset({"individuals", "own_records"})
"""Individuals get letters; what the organisation has to keep goes to nobody."""

SUPPLEMENT = (
    Field("report_kind", "Kind of report", "@report_type", "counsel"),
    Field(
        "earlier_number", "Number of the report before", "earlier.number", "whoever filed it", required=True
    ),
    Field("earlier_on", "Date of the report before", "earlier.on", "whoever filed it"),
)
"""What a later report says of the one before, where the form has no place of its own for it."""


@dataclass(frozen=True, slots=True)
class Document:
    """One filing or packet. ``samples``: variants of the letter that go with it as proofs.

    json: the answers by field id, for portals. html: the page to copy from. missing: labels of required
    fields without an answer. too_long: labels of answers that the portal would cut. depends_on: facts that
    still decide whether this document is owed at all. stale: true when the form must be read again before
    use. pdf, html: marked as drafts. job: what both are set from, so that an approved copy is the same.
    sha256: of the words without the day the document was made on, which is all that another day changes.
    """

    id: str
    form: str
    title: str
    recipient: str
    jurisdiction: str | None
    obligations: tuple[str, ...]
    fields: tuple[Filled, ...]
    depends_on: tuple[str, ...]
    missing: tuple[str, ...]
    too_long: tuple[str, ...]
    samples: tuple[str, ...]
    stale: bool
    pdf: bytes
    html: str
    text: str
    json: str
    job: str
    sha256: str

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
            "reason": "; ".join(self._reasons()),
            "sha256": self.sha256,
        }

    def _reasons(self) -> Iterator[str]:
        if self.missing:
            yield f"missing: {', '.join(self.missing)}"
        if self.too_long:
            yield f"too long for the portal: {', '.join(self.too_long)}"
        if self.depends_on:
            yield f"not settled yet: depends on {', '.join(self.depends_on)}"


def packets(plan: Plan, on: date | None = None) -> list[Document]:
    """Every document owed to somebody other than the individuals, and those that prudence asks for.

    on: the day they are made, which they carry as drafts (default: the date of the letters).
    """
    return [_document(task, on or plan.incident.on) for task in _tasks(plan)]


def packet_rows(documents: list[Document]) -> pa.Table:
    """The NOTICES rows of these documents."""
    return table(NOTICES, [document.row() for document in documents])


@dataclass(frozen=True)
class _Task:
    """One document to make: its form, what it is about, to whom, and the obligations it answers."""

    form: Form
    case: Case
    recipient: str
    name: str
    rows: tuple[Mapping[str, Any], ...] = ()


def _tasks(plan: Plan) -> list[_Task]:
    """Obligations that one document can answer are answered by one."""
    merged: dict[tuple[str, str | None, str], _Task] = {}
    for task in _owed(plan):
        key = (task.form.id, task.case.jurisdiction, task.name)
        rows = (*merged[key].rows, *task.rows) if key in merged else task.rows
        merged[key] = replace(task, rows=rows)
    answered = {task.form.id for task in merged.values()}
    more = [task for form in forms().values() if form.id not in answered for task in _volunteered(form, plan)]
    return [*merged.values(), *more]


def _owed(plan: Plan) -> Iterator[_Task]:
    for row in plan.obligations.to_pylist():
        case = Case(plan, row["jurisdiction"], row)
        again = row["status"] == "done" and case.earlier is not None  # a supplement is made from it
        if row["recipient"] in NO_PACKET or not (again or row["status"] in OWED | {"depends"}):
            continue
        form = form_for(row["form"], row["recipient"], row["id"], case.facts.incident.kind)
        if row["recipient"] == "data_owner":
            case = Case(plan, None, row)  # an owner is told once, whatever the number of laws that ask for it
            owners = [owner.name for owner in case.facts.incident.data_owners or ()]
            unnamed = [""] if row["status"] in OWED else []
            yield from (_Task(form, case, "data_owner", name, (row,)) for name in owners or unnamed)
            continue
        name = row["office"] or "" if any("{{office}}" in line for line in form.to) else ""
        yield _Task(form, case, row["recipient"], name, (row,))


def _volunteered(form: Form, plan: Plan) -> Iterator[_Task]:
    when, case = form.volunteered, Case(plan, None)
    if when is None:
        return
    incident, organisation = case.facts.incident, case.facts.organisation
    exposed = {code for counts in plan.incident.elements_in.values() for code in counts}
    if when.get("data_owners"):
        for owner in incident.data_owners or ():
            yield _Task(form, case, "data_owner", owner.name)
    elif when.get("insurer"):
        if organisation.insurer is not None:
            known = organisation.insurer
            yield _Task(form, case, "insurer", known.organisation or known.name or "")
    elif "incident_kinds" in when:
        if incident.kind in when["incident_kinds"]:
            yield _Task(form, case, "law_enforcement", "")
    elif not exposed.isdisjoint(when["elements"]):
        role = when.get("role")
        if role is None or organisation.is_role(Role(role)) is not False:
            yield _Task(form, case, "other", "")


def _document(task: _Task, on: date) -> Document:
    form, case = task.form, task.case
    filled = [(title, tuple(fill(field, case) for field in fields)) for title, fields in _sections(task)]
    if case.earlier is not None and (changed := _changed(filled, case.earlier)):
        filled.append(("Changed since the report before", changed))
    values = {field.id: field for _, fields in filled for field in fields}
    missing = tuple(field.label for field in values.values() if field.status == "missing" and field.required)
    page = Page(
        form=form,
        case=case,
        on=on,
        to=tuple(inline(line, _recipient_fields(case, task.name).get) for line in form.to),
        letter=_letter(form, values),
        filled=tuple(filled),
        missing=missing,
    )
    made = page.job()
    job = json.dumps(made, ensure_ascii=False)
    draft = finished(job)
    return Document(
        id=_id(task),
        form=form.id,
        title=form.title,
        recipient=task.recipient,
        jurisdiction=case.jurisdiction,
        obligations=tuple(row["id"] for row in task.rows),
        depends_on=_open_questions(task),
        fields=tuple(values.values()),
        missing=missing,
        too_long=tuple(field.label for field in values.values() if field.over),
        samples=_samples(task),
        stale=form.stale_after < on,
        pdf=draft.pdf,
        html=draft.html,
        text=draft.text,
        json=_json(form, case, on, values),
        job=job,
        sha256=hashlib.sha256(as_plain_text({**made, "date": ""}).encode()).hexdigest(),
    )


def _sections(task: _Task) -> list[tuple[str, tuple[Field, ...]]]:
    """The form's fields, less what the law forbids, and what it requires beyond them."""
    required = dict.fromkeys(slot for row in task.rows for slot in row["content"] or ())
    forbidden = frozenset(slot for row in task.rows for slot in row["forbidden"] or ())
    sections = [(title, _kept(fields, forbidden, task.case)) for title, fields in task.form.sections]
    answered = (
        frozenset(slot for _, fields in sections for field in fields for slot in field.fills) | forbidden
    )
    beyond = [slot for slot in required if slot not in answered and slots()[slot].kind != "layout"]
    extra = tuple(replace(slot_fields()[slot], required=True) for slot in beyond if slot in slot_fields())
    own = {field.source for _, fields in sections for field in fields}
    later = task.case.earlier is not None and "earlier.number" not in own
    first = [("Supplement to an earlier report", SUPPLEMENT)] if later else []
    last = [("Also required by the law", extra)] if extra else []
    return [*first, *((title, fields) for title, fields in sections if fields), *last]


def _changed(filled: list[tuple[str, tuple[Filled, ...]]], earlier: Filing) -> tuple[Filled, ...]:
    """Answers that are not what they were when the report was made, with both."""
    return tuple(
        replace(
            field,
            id=f"changed_{field.id}",
            value=f"{field.value} (reported before: {earlier.fields[field.id]})",
            required=False,
            options=(),
            limit=0,
        )
        for _, fields in filled
        for field in fields
        if field.status != "missing"
        and field.source != "@report_type"
        and not field.source.startswith("earlier.")
        and earlier.fields.get(field.id, field.value) != field.value
    )


def _open_questions(task: _Task) -> tuple[str, ...]:
    """Facts the duty still depends on; empty once one of the obligations is due."""
    if any(row["status"] in OWED | {"done"} for row in task.rows):
        return ()
    return tuple(dict.fromkeys(path for row in task.rows for path in row["depends_on"] or ()))


def _kept(fields: tuple[Field, ...], forbidden: frozenset[str], case: Case) -> tuple[Field, ...]:
    return tuple(field for field in fields if not field.fills & forbidden and asked(field, case))


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


def _json(form: Form, case: Case, on: date, values: Mapping[str, Filled]) -> str:
    fields = {
        name: {
            "label": field.label,
            "value": field.value if field.status != "missing" else None,
            "status": field.status,
            "ask": field.value.removeprefix("missing: ask ") if field.status == "missing" else None,
            "required": field.required,
            "options": list(field.options),
            "limit": field.limit or None,
            "characters": len(field.value) if field.status != "missing" else 0,
            "source": field.source,
        }
        for name, field in values.items()
    }
    head = {
        "form": form.id,
        "title": form.title,
        "how": form.how,
        "address": form.address,
        "source": form.source,
        "seen": form.seen,
        "read_on": form.read_on.isoformat(),
        "stale_after": form.stale_after.isoformat(),
        "prepared_on": on.isoformat(),
        "approval": None,
        "office": _office(case),
    }
    return json.dumps({**head, "fields": fields}, ensure_ascii=False, indent=1)


def _office(case: Case) -> dict[str, Any] | None:
    """The contact of the office, with the day it was read and what must be confirmed."""
    known = case.office
    if known is None:
        return None
    return {
        **{name: getattr(known, name) for name in ("name", "address", "phone", "email", "portal", "url")},
        "source": known.source,
        "verified_on": known.verified_on.isoformat() if known.verified_on else None,
        "caution": known.caution or None,
    }


def _samples(task: _Task) -> tuple[str, ...]:
    if not any("sample_notice" in (row["content"] or ()) for row in task.rows):
        return ()
    here = (
        group for group in task.case.plan.classes if task.case.residence in {None, group.reader.residence}
    )
    return tuple(group.variant for group in here)


def _id(task: _Task) -> str:
    """``CA.regulator-CA-AG``; private recipients are told apart by a short digest of their name."""
    if task.rows and not (task.recipient == "data_owner" and task.name):
        return f"{task.rows[0]['id']}-{task.form.id}"
    if not task.name:
        return task.form.id
    return f"{task.form.id}-{hashlib.sha256(task.name.encode()).hexdigest()[:8]}"
