"""What people say who answer the telephone: script, identity check, what not to say, answers.

The answers are the words of the public notice, made of the letter's blocks. What agents may not say to people
of a place is what the law of that place forbids in its letters.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from tocsin.model.elements import jurisdictions
from tocsin.model.yamlfile import read_yaml
from tocsin.notices.channels.paper import Paper
from tocsin.notices.channels.public import EVERYONE, Public, chosen_for, public_reader
from tocsin.notices.compose import block_nodes
from tocsin.notices.document import Heading, Node, Paragraph, Run, Table
from tocsin.notices.fields import Reader, field_value
from tocsin.notices.markup import render
from tocsin.notices.solver import Gap, Selection, slot_name

UNSPOKEN = frozenset({"elements_table", "code_box", "signature"})
"""Figures that are looked at in a letter and not told."""


@dataclass(frozen=True, slots=True)
class Script:
    """The script, and the statements that no fact supports yet (they are marked in it)."""

    paper: Paper
    gaps: tuple[Gap, ...]


@cache
def texts() -> Mapping[str, Any]:
    """``phone.yaml``."""
    text = files("tocsin.notices").joinpath("templates", "public", "phone.yaml").read_text(encoding="utf-8")
    return dict(read_yaml(text))


def phone_script(given: Public, language: str) -> Script:
    """The script in one language. An answer that some law forbids stands in it, with whom it is not for."""
    reader = public_reader(given, language, EVERYONE)
    # Forbidden slots are told by place, so that callers from elsewhere still get their answer.
    chosen, _ = chosen_for(given, language, everything=True)
    writer = _Writer(given, reader, chosen)
    title = f"{texts()['title'][language]}: {given.incident.facts.organisation.name}"
    return Script(Paper(title, language, tuple(writer.nodes())), chosen.gaps)


class _Writer:
    def __init__(self, given: Public, reader: Reader, chosen: Selection) -> None:
        self._given, self._reader, self._chosen = given, reader, chosen
        self._language = reader.language

    def nodes(self) -> Iterator[Node]:
        yield from self._part("start")
        yield from self._part("identity")
        yield from self._part("never")
        yield from self._places()
        yield self._heading("questions")
        for question in texts()["questions"]:
            yield from self._question(question)
        yield from self._part("escalate")
        yield from self._part("end")

    def _heading(self, name: str) -> Heading:
        return Heading(texts()["headings"][name][self._language])

    def _part(self, name: str) -> Iterator[Node]:
        yield self._heading(name)
        yield from self._said(texts()[name][self._language])

    def _said(self, template: str) -> tuple[Node, ...]:
        return render(template, lambda name: field_value(name, self._given.incident, self._reader))

    def _places(self) -> Iterator[Node]:
        rows = []
        for duty in self._given.duties:
            if duty.forbidden:
                place = jurisdictions().get(duty.jurisdiction, duty.jurisdiction)
                rows.append((place, "; ".join(slot_name(slot) for slot in duty.forbidden)))
        if not rows:
            return
        labels = texts()["labels"]
        yield self._heading("places")
        yield Paragraph((Run(texts()["places"][self._language]),))
        yield Table(
            (labels["place"][self._language], labels["silent"][self._language]), tuple(rows), (1.0, 2.0)
        )

    def _question(self, question: Mapping[str, Any]) -> Iterator[Node]:
        answer: tuple[Node, ...] = ()
        if "section" in question:
            answer = tuple(
                node
                for block in self._chosen.blocks
                if block.section == question["section"]
                for node in self._block(block)
            )
            if not answer:
                return
        yield Heading(question["ask"][self._language], level=2)
        yield from answer or self._said(question[self._language])

    def _block(self, block: Any) -> tuple[Node, ...]:
        if block.figure in UNSPOKEN:
            return self._said(block.text[self._language])
        return block_nodes(block, self._given.incident, self._reader, self._chosen)
