"""A document in no form yet: what a web page, an e-mail, a Word file, a PDF and plain text are made from."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass

from tocsin.notices.blocks import library
from tocsin.notices.compose import letterhead
from tocsin.notices.document import CodeBox, Node, Paragraph, Run, as_json, as_text
from tocsin.notices.fields import Incident, day
from tocsin.notices.letterplan import LetterClass
from tocsin.notices.typeset import set_paper


@dataclass(frozen=True, slots=True)
class Paper:
    """A title and what follows it, in reading order.

    head: groups of lines above the title (sender, address, date). foot: a line at the end of every page.
    large: in large print, where the form has type.
    """

    title: str
    language: str
    nodes: tuple[Node, ...]
    head: tuple[tuple[str, ...], ...] = ()
    foot: str = ""
    large: bool = False


@dataclass(frozen=True, slots=True)
class Own:
    """What only one recipient's letter says: salutation, piece id, address lines, activation code."""

    salutation: str
    piece: str
    address: tuple[str, ...] = ()
    code: str = ""


def letter_paper(incident: Incident, group: LetterClass, own: Own, *, large: bool = False) -> Paper:
    """One person's letter. It says what the printed one says, word for word."""
    language = group.reader.language
    head = (tuple(letterhead(incident)), own.address, (day(incident.on, language),))
    return Paper(
        title=library().words[language]["title"],
        language=language,
        nodes=(Paragraph((Run(own.salutation),)), *with_code(group.letter.body, own.code)),
        head=tuple(lines for lines in head if lines),
        foot=own.piece,
        large=large,
    )


def with_code(nodes: Sequence[Node], code: str) -> tuple[Node, ...]:
    """The open place of the activation code filled in."""
    return tuple(
        Paragraph((Run(f"{node.label} "), Run(code, bold=True))) if isinstance(node, CodeBox) else node
        for node in nodes
    )


def as_plain(paper: Paper) -> str:
    """As plain text, for e-mail, Braille and screen readers."""
    head = ["\n".join(lines) for lines in paper.head]
    foot = [paper.foot] if paper.foot else []
    return "\n\n".join([*head, paper.title.upper(), as_text(paper.nodes).rstrip("\n"), *foot]) + "\n"


def as_pdf(paper: Paper) -> bytes:
    """As an accessible PDF (PDF/UA-1); large print is 18 points bold. Raises TypesettingError."""
    words = library().words[paper.language]
    job = {
        "title": paper.title,
        "language": paper.language,
        "head": paper.head,
        "foot": paper.foot,
        "large": paper.large,
        "page_word": words["page"],
        "page_of": words["page_of"],
        "nodes": [as_json(node) for node in paper.nodes],
    }
    return set_paper(json.dumps(job, ensure_ascii=False))
