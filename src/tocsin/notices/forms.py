"""The forms of offices as dated data: fields in the portal's order, each with the source of its answer."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.resources import files
from typing import Any, Literal

from tocsin.model.yamlfile import read_yaml

Seen = Literal["portal", "list", "statute"]

SEEN: Mapping[str, str] = {
    "portal": "",
    "list": "These fields come from a published list of what the form asks. "
    "The portal’s own order and wording may differ.",
    "statute": "Fields from the statute; the portal’s own order was not seen.",
}
"""How the fields of a form came to be known, as its packet says it."""

SHARED = frozenset({"common.yaml", "slots.yaml"})
"""Files of the folder that are parts of forms and no form."""


@dataclass(frozen=True, slots=True)
class Field:
    """One question of a form.

    source: a fact path, ``@name`` of a worked-out answer, ``statement.NAME`` (the organisation's own words),
    or ``earlier.NAME`` (of the filing made before). ask: who would know. fills: content slots it satisfies.
    choices: the form's own words for a fact's values; a value without one counts as not known.
    options: the list to choose from, as far as it was seen. picks: option → data elements; the answer is
    every option of which an element was exposed. limit: characters the portal takes, 0 where none was seen.
    when: a fact and its values; the field is left out where the fact is known and has none of them.
    """

    id: str
    label: str
    source: str
    ask: str
    required: bool = False
    fills: frozenset[str] = frozenset()
    choices: Mapping[str, str] | None = None
    options: tuple[str, ...] = ()
    picks: Mapping[str, tuple[str, ...]] | None = None
    limit: int = 0
    when: Mapping[str, tuple[str, ...]] | None = None


@dataclass(frozen=True, slots=True)
class Form:
    """One form or letter to an office, bank or business.

    keys: obligations.form values it answers. duties: ids of obligations whose rule names no form.
    kinds: kinds of incident it is for; empty for any, and one that names the kind goes before one that does
    not. recipients: kinds of recipient it serves where no form of their own exists. volunteered: when it is
    made without an obligation. seen: how its fields came to be known. limits: what the portal does not let
    one do. supplement: how a later report to the same office is made. letter: text, if it goes as a letter.
    digest: SHA-256 of the form's files, for approvals.
    """

    id: str
    title: str
    to: tuple[str, ...]
    how: str
    address: str
    source: str
    read_on: date
    stale_after: date
    sections: tuple[tuple[str, tuple[Field, ...]], ...]
    digest: str
    keys: frozenset[str] = frozenset()
    duties: frozenset[str] = frozenset()
    kinds: frozenset[str] = frozenset()
    recipients: frozenset[str] = frozenset()
    volunteered: Mapping[str, Any] | None = None
    seen: Seen = "list"
    limits: tuple[str, ...] = ()
    supplement: str = ""
    notes: tuple[str, ...] = ()
    letter: str = ""

    def fields(self) -> Iterator[Field]:
        """Every field, in order."""
        return (field for _, fields in self.sections for field in fields)


@cache
def forms() -> dict[str, Form]:
    """Every form by its id (its file's name). Raises KeyError for a group, slot or list that is not there."""
    folder = files("tocsin.notices").joinpath("forms")
    names = sorted(entry.name for entry in folder.iterdir() if entry.name.endswith(".yaml"))
    return {name[:-5]: _form(name[:-5]) for name in names if name not in SHARED}


@cache
def slot_fields() -> dict[str, Field]:
    """How each content slot is answered where a form does not ask for it itself."""
    return {
        slot: Field(slot, entry["label"], entry["from"], entry["ask"], fills=frozenset({slot}))
        for slot, entry in _data("slots").items()
    }


@cache
def statement_names() -> frozenset[str]:
    """What the organisation can say in its own words (``incident.statements``), as forms ask for it."""
    asked = [*slot_fields().values(), *(field for form in forms().values() for field in form.fields())]
    found = (field.source for field in asked if field.source.startswith("statement."))
    return frozenset(source.removeprefix("statement.") for source in found)


def form_for(key: str | None, recipient: str, duty: str = "", kind: str | None = None) -> Form:
    """The form of this key or duty, else the one for this kind of recipient, else that for any office."""
    fitting = [one for one in forms().values() if duty in one.duties or (key and key in one.keys)]
    meant = [one for one in fitting if kind in one.kinds] or [one for one in fitting if not one.kinds]
    own = next(iter(meant), None)
    common = next((form for form in forms().values() if recipient in form.recipients), None)
    return own or common or forms()["state-office"]


def _form(name: str) -> Form:
    raw = dict(_data(name))
    sections = tuple(
        (part["title"], tuple(field for entry in part["fields"] for field in _fields(entry)))
        for part in raw.pop("sections")
    )
    return Form(
        id=name,
        sections=sections,
        digest=hashlib.sha256("".join(map(_text, (name, "common", "slots"))).encode()).hexdigest(),
        to=tuple(raw.pop("to")),
        keys=frozenset(raw.pop("keys", ())),
        duties=frozenset(raw.pop("duties", ())),
        kinds=frozenset(raw.pop("kinds", ())),
        recipients=frozenset(raw.pop("recipients", ())),
        notes=tuple(raw.pop("notes", ())),
        limits=tuple(raw.pop("limits", ())),
        **raw,
    )


def _fields(entry: str | dict[str, Any]) -> tuple[Field, ...]:
    common = _data("common")
    if isinstance(entry, str):
        return tuple(field for part in common["groups"][entry] for field in _fields(part))
    base = slot_fields()[entry["slot"]] if "slot" in entry else None
    choices, picks = entry.get("choices"), entry.get("picks")
    worded = common["choices"][choices] if choices else None
    picked = {option: tuple(codes) for option, codes in common["picks"][picks].items()} if picks else None
    options = entry.get("options") or picked or (dict.fromkeys(worded.values()) if worded else ())
    return (
        Field(
            id=entry["id"],
            label=entry["label"],
            source=base.source if base else entry["from"],
            ask=base.ask if base else entry["ask"],
            required=entry.get("required", False),
            fills=frozenset(entry.get("fills", ())) | (base.fills if base else frozenset()),
            choices=worded,
            options=tuple(options),
            picks=picked,
            limit=entry.get("limit", 0),
            when={path: tuple(values) for path, values in entry["when"].items()} if "when" in entry else None,
        ),
    )


@cache
def _data(name: str) -> dict[str, Any]:
    loaded: dict[str, Any] = read_yaml(_text(name))
    return loaded


@cache
def _text(name: str) -> str:
    return files("tocsin.notices").joinpath("forms", f"{name}.yaml").read_text(encoding="utf-8")
