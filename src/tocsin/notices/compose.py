"""From chosen blocks to the letter of one class: headings, paragraphs and figures, but no person's lines."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from tocsin.notices.blocks import Block, library
from tocsin.notices.document import SHARED_NODES, Heading, Node, Paragraph, Run, as_json, as_text, plain
from tocsin.notices.fields import Incident, Reader, day, field_value, postal
from tocsin.notices.figures import FIGURES, Figure
from tocsin.notices.markup import render
from tocsin.notices.solver import Selection

RUN_ON = frozenset({"opening", "what_happened", "what_we_are_doing", "for_more_information"})
"""Sections whose short blocks read on as one paragraph."""

LONG = 420
"""Characters after which a paragraph is not read on."""


@dataclass(frozen=True)
class Letter:
    """What every letter of a class says. ``job`` is what the typesetter takes, ``text`` the plain text."""

    body: tuple[Node, ...]
    job: dict[str, Any]
    text: str
    digest: str


class Composer:
    """Writes letters. Classes that differ only in who gets them share one letter, made once."""

    def __init__(self, incident: Incident, body_top: float) -> None:
        """``body_top``: points from the sheet's top where the text may begin."""
        self._incident, self._body_top = incident, body_top
        self._known: dict[tuple[str, bool, tuple[Node, ...]], Letter] = {}

    def letter(self, reader: Reader, chosen: Selection, draft: bool) -> Letter:
        """The letter of a class."""
        body = tuple(section_nodes(self._incident, reader, chosen))
        key = (reader.language, draft, body)
        if key not in self._known:
            self._known[key] = self._written(body, reader.language, draft)
        return self._known[key]

    def _written(self, body: tuple[Node, ...], language: str, draft: bool) -> Letter:
        words = library().words[language]
        job: dict[str, Any] = {
            "sender": letterhead(self._incident),
            "date": day(self._incident.on, language),
            "title": words["title"],
            "page_word": words["page"],
            "page_of": words["page_of"],
            "language": language,
            "body_top": self._body_top,
            "body": [as_json(node) for node in body],
            "draft": draft,
        }
        head: list[Node] = [Paragraph((Run(job["date"]),)), Heading(words["title"])]
        digest = hashlib.sha256(json.dumps(job, ensure_ascii=False, sort_keys=True).encode()).hexdigest()
        return Letter(body, job, as_text((*head, *body)), digest)


def letterhead(incident: Incident) -> list[str]:
    """The sender's lines: name, address, and how to reach it."""
    organisation = incident.facts.organisation
    reach = [organisation.toll_free or organisation.contact.phone, organisation.contact.website]
    lines = [organisation.name, postal(organisation.address), "  ·  ".join(part for part in reach if part)]
    return [line for line in lines if line]


def section_nodes(
    incident: Incident, reader: Reader, chosen: Selection, figures: Mapping[str, Figure] = FIGURES
) -> Iterator[Node]:
    """The chosen blocks under their headings, in reading order."""
    headings = library().headings
    for section in headings:
        blocks = [block for block in chosen.blocks if block.section == section]
        if not blocks:
            continue
        if title := headings[section].get(reader.language):
            yield Heading(title)
        nodes = [node for block in blocks for node in block_nodes(block, incident, reader, chosen, figures)]
        yield from _read_on(nodes) if section in RUN_ON else nodes


@lru_cache(maxsize=SHARED_NODES)
def _words(text: str, values: tuple[tuple[str, str | None], ...]) -> tuple[Node, ...]:
    """A text with its fields filled. Classes of a case share most of them."""
    return render(text, dict(values).get)


def block_nodes(
    block: Block,
    incident: Incident,
    reader: Reader,
    chosen: Selection,
    figures: Mapping[str, Figure] = FIGURES,
) -> tuple[Node, ...]:
    """What one block says, with its figure."""
    values = tuple((name, field_value(name, incident, reader)) for name in block.fields)
    text = _words(block.text[reader.language], values)
    figure = figures[block.figure](incident, reader, chosen.demand) if block.figure else ()
    return (*text, *figure)


def _read_on(nodes: list[Node]) -> list[Node]:
    """Neighbouring short paragraphs as one; one that opens in bold starts anew."""
    out: list[Node] = []
    for node in nodes:
        last = out[-1] if out else None
        if (
            isinstance(node, Paragraph)
            and isinstance(last, Paragraph)
            and not (node.runs and node.runs[0].bold)
            and len(plain(last.runs)) + len(plain(node.runs)) < LONG
        ):
            out[-1] = Paragraph((*last.runs, Run(" "), *node.runs))
            continue
        out.append(node)
    return out
