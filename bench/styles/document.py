"""A small template language that writes a document and its truth at the same time.

«a|b|»        one of the alternatives, drawn; they may be nested
{p.SSN}       the person p's element: text and a true span with p as owner
{p.FIRST}     a name form (PERSON FIRST LAST REV CAPS MIDDLE REVCAPS): a true PERSON span
{p.his}       a word that agrees with p: no span
{#SSN}        one of the labels of that element
{~order}      a distractor: text that is nobody's element
{~tel}        an organisation's own telephone, mail or address: a span that may or may not be found
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from random import Random

from bench.styles import distractors
from bench.styles.labels import LABELS
from bench.styles.people import Person

NAME_FORMS = frozenset({"PERSON", "FIRST", "LAST", "REV", "CAPS", "MIDDLE", "REVCAPS"})
TYPE_OF = {"FECHA": "DOB", "LOC2": "LOC", "DIAG_ES": "DIAG"}
WORDS = {"he", "his", "him", "son", "father", "husband", "mr", "He", "His"}
_SLOT = re.compile(r"\{([^{}]+)\}")


@dataclass
class Piece:
    """A stretch of the document: an element if it has a type, optional if an organisation's own."""

    text: str
    type: str | None = None
    owner: Person | None = None
    optional: bool = False


@dataclass
class Document:
    """Pieces in order. ``row`` gives the finished text with its truth."""

    r: Random
    pieces: list[Piece] = field(default_factory=list)

    def write(self, template: str, **cast: Person) -> Document:
        """Append a template filled in with the people of ``cast``."""
        at = 0
        text = chosen(template, self.r)
        for slot in _SLOT.finditer(text):
            self._plain(text[at : slot.start()])
            self.pieces.append(self._filled(slot.group(1), cast))
            at = slot.end()
        self._plain(text[at:])
        return self

    def _plain(self, text: str) -> None:
        if text:
            self.pieces.append(Piece(text))

    def _filled(self, slot: str, cast: Mapping[str, Person]) -> Piece:
        if slot[0] == "#":
            return Piece(self.r.choice(LABELS[slot[1:]]))
        if slot[0] == "~":
            text, kind = distractors.made(slot[1:], self.r)
            return Piece(text, kind, optional=kind is not None)
        name, _, what = slot.partition(".")
        who = cast[name]
        if what in NAME_FORMS:
            return Piece(who.named(what), "PERSON", who)
        if what in WORDS:
            word = who.word(what.lower())
            return Piece(word.capitalize() if what[0].isupper() else word)
        if what == "born":
            return Piece(str(who.born.year))
        if what == "age":
            return Piece(str(2026 - who.born.year))
        return Piece(who.value[what], TYPE_OF.get(what, what), who)

    def changed(self, change: Callable[[Piece], str]) -> Document:
        """A copy with every piece's text changed."""
        return Document(self.r, [Piece(change(p), p.type, p.owner, p.optional) for p in self.pieces])

    def quoted(self) -> Document:
        """A copy quoted as mail programs do; elements must stand on one line."""
        assert not any(p.type and "\n" in p.text for p in self.pieces), (
            "an element over two lines cannot be quoted"
        )
        copy = self.changed(lambda p: p.text.replace("\n", "\n> "))
        copy.pieces.insert(0, Piece("> "))
        return copy

    def join(self, other: Document) -> Document:
        """Append another document."""
        self.pieces.extend(other.pieces)
        return self

    def row(self, style: str) -> dict:
        """Text, spans, optional stretches and people; every span is checked against its value."""
        people: list[Person] = []
        spans, optional, parts, at = [], [], [], 0
        for piece in self.pieces:
            if piece.type:
                if piece.owner is not None and piece.owner not in people:
                    people.append(piece.owner)
                owner = people.index(piece.owner) if piece.owner is not None else None
                made = {"start": at, "end": at + len(piece.text), "type": piece.type, "owner": owner}
                (optional if piece.optional else spans).append(made)
            parts.append(piece.text)
            at += len(piece.text)
        text = "".join(parts)
        wanted = [p.text for p in self.pieces if p.type]
        found = [text[s["start"] : s["end"]] for s in sorted(spans + optional, key=lambda s: s["start"])]
        assert found == wanted, "a span is not its value"
        assert all(piece == piece.strip() and piece for piece in wanted), "a span has blanks at its ends"
        return {
            "text": text,
            "style": style,
            "spans": spans,
            "optional": optional,
            "people": [p.full for p in people],
        }


def chosen(template: str, r: Random) -> str:
    """The template with one alternative drawn for each «…|…»."""
    while "«" in template:
        start = template.rfind("«")
        end = template.index("»", start)
        template = template[:start] + r.choice(template[start + 1 : end].split("|")) + template[end + 1 :]
    return template
