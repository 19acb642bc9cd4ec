"""A document as a tree of plain values: what templates become and what typesetting and text export read.

Nothing here is markup. A :class:`Run` holds characters and is set as characters, so a recipient's name or a
sentence of the facts file can never turn into an instruction of Typst or an operator of PDF.
"""

from __future__ import annotations

import textwrap
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from functools import lru_cache
from typing import Any

TEXT_WIDTH = 78
"""Columns of a plain-text rendering."""


@dataclass(frozen=True, slots=True)
class Run:
    """Characters in one face. ``gap`` marks a place that must be completed before the document may go out."""

    text: str
    bold: bool = False
    gap: bool = False


Line = tuple[Run, ...]


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading; level 1 is a section of the document."""

    text: str
    level: int = 1


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph of runs."""

    runs: Line


@dataclass(frozen=True, slots=True)
class Bullets:
    """A list without order."""

    items: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """A table with a header row. ``widths`` are relative column widths."""

    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    widths: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class Card:
    """How to reach one office: its name and the lines below it."""

    name: str
    lines: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Cards:
    """Offices side by side."""

    cards: tuple[Card, ...]


@dataclass(frozen=True, slots=True)
class CodeBox:
    """The recipient's activation code; the code itself is a slot of the letter."""

    label: str


@dataclass(frozen=True, slots=True)
class Signature:
    """The end of a letter: greeting, room to sign, who signs."""

    greeting: str
    lines: tuple[str, ...]


Node = Heading | Paragraph | Bullets | Table | Cards | CodeBox | Signature


SHARED_NODES = 4096
"""Letters of a case share most of their paragraphs; this many are kept worked out."""


def plain(line: Line) -> str:
    """The characters of a line."""
    return "".join(run.text for run in line)


@lru_cache(maxsize=SHARED_NODES)
def as_json(node: Node) -> Mapping[str, Any]:
    """A node as JSON values, with its kind, for the typesetter. Shared between letters: not to be changed."""
    return {"kind": type(node).__name__.lower(), **asdict(node)}


def as_text(nodes: tuple[Node, ...]) -> str:
    """The document as plain text, in reading order, for e-mail, Braille, review and the record."""
    return "\n\n".join(part for node in nodes for part in _parts(node)) + "\n"


@lru_cache(maxsize=SHARED_NODES)
def _parts(node: Node) -> tuple[str, ...]:
    return tuple(_text(node))


def _text(node: Node) -> Iterator[str]:
    match node:
        case Heading(text, level):
            yield text.upper() if level == 1 else text
        case Paragraph(runs):
            yield textwrap.fill(plain(runs), TEXT_WIDTH)
        case Bullets(items):
            yield "\n".join(
                textwrap.fill(plain(item), TEXT_WIDTH, initial_indent="- ", subsequent_indent="  ")
                for item in items
            )
        case Table(header, rows, _):
            for row in rows:
                cells = [f"{label}: {cell}" for label, cell in zip(header, row, strict=True) if cell]
                yield "\n".join(textwrap.fill(cell, TEXT_WIDTH, subsequent_indent="  ") for cell in cells)
        case Cards(cards):
            for card in cards:
                yield "\n".join([card.name, *(f"  {line}" for line in card.lines)])
        case CodeBox(label):
            yield f"{label} [in your letter]"
        case Signature(greeting, lines):
            yield "\n".join([greeting, "", *lines])
