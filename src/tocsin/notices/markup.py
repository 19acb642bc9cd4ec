"""The small language of templates: paragraphs, ``- `` bullets, ``**bold**`` and ``{{fields}}``.

A template is parsed first and its fields are filled afterwards, as characters. A value is never parsed again,
so whatever stands in it (``**``, ``{{``, ``#``) is printed as it is.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cache

from tocsin.notices.document import Bullets, Heading, Line, Node, Paragraph, Run, plain
from tocsin.notices.fields import asked_for

PIECES = re.compile(r"(\*\*|\{\{[a-z0-9_.]+\}\})")
FIELD = re.compile(r"\{\{([a-z0-9_.]+)\}\}")

Fill = Callable[[str], str | None]
"""Gives the value of a field, or None when it is not known."""


def field_names(text: str) -> tuple[str, ...]:
    """Names of the fields in a template text, in order, each once."""
    return tuple(dict.fromkeys(FIELD.findall(text)))


def render(text: str, fill: Fill) -> tuple[Node, ...]:
    """A template text with its fields filled; an unknown field becomes a visible gap.

    A paragraph that is one field only may hold several paragraphs (the organisation's own words).
    """
    nodes: list[Node] = []
    for chunk in chunks(text):
        if chunk.startswith("- "):
            items = re.split(r"\n- ", chunk[2:])
            nodes.append(Bullets(tuple(line for item in items for line in _item(item, fill))))
            continue
        nodes.extend(_paragraph(line) for line in _item(chunk, fill))
    return tuple(nodes)


def inline(text: str, fill: Fill) -> str:
    """A one-line template (heading, label) with its fields filled."""
    return "".join(run.text for run in _line(" ".join(text.split()), fill))


def _paragraph(line: Line) -> Node:
    """A paragraph that is bold throughout is a small heading: it stays with what follows it."""
    if all(run.bold for run in line):
        return Heading(plain(line), level=2)
    return Paragraph(line)


@cache
def chunks(text: str) -> tuple[str, ...]:
    """Paragraphs and lists of a template text, as they are written."""
    return tuple(chunk.strip() for chunk in re.split(r"\n\s*\n", text.strip()) if chunk.strip())


def _item(chunk: str, fill: Fill) -> list[Line]:
    """Lines of one paragraph or bullet: more than one only where a lone field holds several."""
    alone = FIELD.fullmatch(chunk)
    value = fill(alone[1]) if alone else None
    if value is None:
        return [_line(" ".join(chunk.split()), fill)]
    return [(Run(" ".join(part.split())),) for part in re.split(r"\n+", value) if part.strip()]


def _line(text: str, fill: Fill) -> Line:
    runs: list[Run] = []
    bold = False
    for piece in PIECES.split(text):
        if piece == "**":
            bold = not bold
            continue
        name = FIELD.fullmatch(piece)
        if name is None:
            # "Inc." at the end of a sentence needs no second full stop.
            words = piece.removeprefix(".") if runs and runs[-1].text.endswith(".") else piece
            if words:
                runs.append(Run(words, bold))
            continue
        value = fill(name[1])
        if value is None:
            runs.append(Run(f"[to be completed: {asked_for(name[1])}]", bold, gap=True))
        elif value:
            runs.append(Run(" ".join(value.split()), bold))
    return tuple(runs)
