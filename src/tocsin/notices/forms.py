"""The forms of offices as dated data: fields in the portal's order, each with the source of its answer."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.resources import files
from typing import Any

import yaml


@dataclass(frozen=True, slots=True)
class Field:
    """One question of a form.

    source: a fact path, ``@name`` of a worked-out answer, or ``statement.NAME``. ask: who would know.
    choices: the form's own words for a fact's values; a value without one counts as not known.
    fills: content slots the answer satisfies.
    """

    id: str
    label: str
    source: str
    ask: str
    required: bool = False
    fills: frozenset[str] = frozenset()
    choices: Mapping[str, str] | None = None


@dataclass(frozen=True, slots=True)
class Form:
    """One form or letter to an office, bank or business.

    keys: obligations.form values it answers. recipients: kinds of recipient it serves where no form of their
    own exists. volunteered: when it is made without an obligation. letter: text, if it goes as a letter.
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
    keys: frozenset[str] = frozenset()
    recipients: frozenset[str] = frozenset()
    volunteered: Mapping[str, Any] | None = None
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
    return {name[:-5]: _form(name[:-5]) for name in names if name not in {"common.yaml", "slots.yaml"}}


@cache
def slot_fields() -> dict[str, Field]:
    """How each content slot is answered where a form does not ask for it itself."""
    return {
        slot: Field(slot, entry["label"], entry["from"], entry["ask"], fills=frozenset({slot}))
        for slot, entry in _data("slots").items()
    }


def form_for(key: str | None, recipient: str) -> Form:
    """The form of this key, else the common one for this kind of recipient, else that for any office."""
    own = next((form for form in forms().values() if key and key in form.keys), None)
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
        to=tuple(raw.pop("to")),
        keys=frozenset(raw.pop("keys", ())),
        recipients=frozenset(raw.pop("recipients", ())),
        notes=tuple(raw.pop("notes", ())),
        **raw,
    )


def _fields(entry: str | dict[str, Any]) -> tuple[Field, ...]:
    if isinstance(entry, str):
        return tuple(field for part in _data("common")["groups"][entry] for field in _fields(part))
    base = slot_fields()[entry["slot"]] if "slot" in entry else None
    choices = entry.get("choices")
    return (
        Field(
            id=entry["id"],
            label=entry["label"],
            source=base.source if base else entry["from"],
            ask=base.ask if base else entry["ask"],
            required=entry.get("required", False),
            fills=frozenset(entry.get("fills", ())) | (base.fills if base else frozenset()),
            choices=_data("common")["choices"][choices] if choices else None,
        ),
    )


@cache
def _data(name: str) -> dict[str, Any]:
    text = files("tocsin.notices").joinpath("forms", f"{name}.yaml").read_text(encoding="utf-8")
    loaded: dict[str, Any] = yaml.safe_load(text)
    return loaded
