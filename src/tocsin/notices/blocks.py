"""The library of letter blocks: what can be said, when, on what basis, and which content slots it fills.

One YAML file a topic under ``templates/letter/``. A block is included when its ``applies_when`` holds, its
``forbidden_when`` does not, and it fills no slot the law forbids. The fields are explained in
``sections.yaml``.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from typing import Any

from tocsin.model.elements import catalogue
from tocsin.model.yamlfile import read_yaml
from tocsin.notices.markup import field_names

LANGUAGES = ("en", "es")


@dataclass(frozen=True, slots=True)
class Condition:
    """A conjunction; every part that is given must hold.

    elements: any of these is among the person's own. kinds: the person is one of these.
    required, forbidden: any of these slots is required (forbidden) by the laws that apply.
    facts: fact path → the value it must have. known, unknown: fact paths with or without a value.
    code: whether the recipients have activation codes. places: residence is one of these.
    """

    elements: frozenset[str] = frozenset()
    kinds: frozenset[str] = frozenset()
    required: frozenset[str] = frozenset()
    forbidden: frozenset[str] = frozenset()
    facts: tuple[tuple[str, Any], ...] = ()
    known: tuple[str, ...] = ()
    unknown: tuple[str, ...] = ()
    places: frozenset[str] = frozenset()
    code: bool | None = None


@dataclass(frozen=True, slots=True)
class Block:
    """One piece of a letter.

    section: under which heading. fills: slots it satisfies. basis: why it is there.
    text: by language. figure: a built part that follows the text (see ``figures.py``), or empty.
    applies_when: alternatives, one of which must hold; forbidden_when: none of which may hold.
    """

    id: str
    section: str
    fills: frozenset[str]
    basis: tuple[str, ...]
    text: Mapping[str, str]
    figure: str = ""
    applies_when: tuple[Condition, ...] = ()
    forbidden_when: tuple[Condition, ...] = ()
    fields: tuple[str, ...] = field(default=())


@dataclass(frozen=True, slots=True)
class Library:
    """Blocks in reading order, headings by section and language, and slots that the design itself fills."""

    blocks: tuple[Block, ...]
    headings: Mapping[str, Mapping[str, str]]
    words: Mapping[str, Mapping[str, str]]
    by_design: Mapping[str, str]
    if_any: Mapping[str, str]
    state_agencies: Mapping[str, tuple[str, ...]]


@cache
def library() -> Library:
    """The library as shipped. Raises ValueError naming the block that does not fit its schema."""
    folder = files("tocsin.notices").joinpath("templates", "letter")
    sections = read_yaml(folder.joinpath("sections.yaml").read_text(encoding="utf-8"))
    order = list(sections["sections"])
    blocks: list[Block] = []
    for name in sections["files"]:
        entries = read_yaml(folder.joinpath(name).read_text(encoding="utf-8"))
        blocks += [block_of(entry) for entry in entries]
    blocks.sort(key=lambda block: order.index(block.section))
    return Library(
        blocks=tuple(blocks),
        headings=sections["sections"],
        words=sections["words"],
        by_design=sections["by_design"],
        if_any=sections["if_any"],
        state_agencies={place: tuple(codes) for place, codes in sections["state_agencies"].items()},
    )


def block_of(entry: dict[str, Any]) -> Block:
    """A block as it is written. Raises ValueError naming the one that does not fit its schema."""
    known = {"id", "section", "fills", "basis", "figure", "applies_when", "forbidden_when", *LANGUAGES}
    if extra := entry.keys() - known:
        raise ValueError(f"block {entry.get('id')}: unknown keys {sorted(extra)}")
    text = {language: entry[language] for language in LANGUAGES if language in entry}
    return Block(
        id=entry["id"],
        section=entry["section"],
        fills=frozenset(entry.get("fills", ())),
        basis=tuple(entry["basis"]),
        text=text,
        figure=entry.get("figure", ""),
        applies_when=_conditions(entry["id"], entry.get("applies_when", ())),
        forbidden_when=_conditions(entry["id"], entry.get("forbidden_when", ())),
        fields=tuple(dict.fromkeys(name for words in text.values() for name in field_names(words))),
    )


def _conditions(block: str, entries: Any) -> tuple[Condition, ...]:
    """One mapping or a list of alternatives."""
    return tuple(_condition(block, entry) for entry in ([entries] if isinstance(entries, dict) else entries))


def _condition(block: str, entry: dict[str, Any]) -> Condition:
    sets = {
        key: frozenset(entry[key])
        for key in ("elements", "kinds", "required", "forbidden", "places")
        if key in entry
    }
    if unknown := sets.get("elements", frozenset()) - catalogue().keys():
        raise ValueError(f"block {block}: not in the catalogue of elements: {sorted(unknown)}")
    if extra := entry.keys() - {*sets, "facts", "known", "unknown", "code"}:
        raise ValueError(f"block {block}: unknown conditions {sorted(extra)}")
    return Condition(
        facts=tuple(entry.get("facts", {}).items()),
        known=tuple(entry.get("known", ())),
        unknown=tuple(entry.get("unknown", ())),
        code=entry.get("code"),
        **sets,
    )
