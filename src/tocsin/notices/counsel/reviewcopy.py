"""The review copy: one Word document with every block of the letters, to be edited with tracked changes.

Headings, conditions and fields are locked; the words of a block are free. What was sent out is kept beside it
(:class:`Sent`), because what comes back is compared with that, and not with what the document says of itself.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass, field
from itertools import count

from tocsin.notices.blocks import LANGUAGES, Block, Library
from tocsin.notices.counsel import said
from tocsin.notices.counsel.ooxml import Element, control, info_table, package, paragraph, run
from tocsin.notices.counsel.wording import Field, Para, Piece, canonical, digest, parse, shown
from tocsin.notices.fields import asked_for

LANGUAGE_NAMES = {"en": "English", "es": "Español"}
SECTION_NAMES = {"opening": "Opening", "closing": "Closing"}
"""What sections without a heading in the letter are called here."""

HOW_TO = (
    "Edit the words under each “English” and “Español” line. Word tracks every change; one that is not "
    "tracked is found all the same.",
    "Fields such as ‹organisation.name› are filled for each letter. They are locked; words may go around.",
    "Paragraphs, bullets and bold are kept. Other formatting is not, because the letters have none.",
    "Write in a comment what words cannot say: when a block should be left out, or what must be asked first.",
    "Change English and Spanish together. Nothing is sent before the whole set of letters is approved.",
)


@dataclass(frozen=True)
class Sent:
    """What a review copy said when it went out.

    markers: (key, words) of every locked line, in order. texts: block → language → canonical template text.
    infos: block → words of its table of conditions.
    """

    id: str
    at: str
    markers: tuple[tuple[str, str], ...]
    texts: Mapping[str, Mapping[str, str]]
    infos: Mapping[str, str]

    def as_json(self) -> str:
        """For the store."""
        return json.dumps(asdict(self), ensure_ascii=False)

    @classmethod
    def from_json(cls, text: str) -> Sent:
        """From the store."""
        raw = json.loads(text)
        return cls(raw["id"], raw["at"], tuple((k, w) for k, w in raw["markers"]), raw["texts"], raw["infos"])


@dataclass(frozen=True, slots=True)
class Use:
    """How a block is used in this case: by how many letters, and what its fields say in one of them."""

    letters: int = 0
    values: Mapping[str, str | None] = field(default_factory=dict)


def copy_words(ident: str) -> str:
    """The line by which a document is known again."""
    return f"Review copy {ident}"


def text_words(block: str, language: str) -> str:
    """The locked line above a text."""
    return f"{block} · {LANGUAGE_NAMES[language]}"


def review_copy(
    ident: str, at: str, library: Library, blocks: Iterable[Block], used: Mapping[str, Use], organisation: str
) -> tuple[bytes, Sent]:
    """The document (DOCX) and the record of what it says. at: ISO moment."""
    made = _Writer(ident, at, library, used)
    body = list(made.body(list(blocks), organisation))
    foot = f"{organisation}  ·  {copy_words(ident)}  ·  draft for counsel, confidential"
    document = package(body, f"{organisation}: letters for review", foot, track=True)
    sent = Sent(ident, at, tuple(made.markers), made.texts, made.infos)
    return document, sent


class _Writer:
    """Collects what the document says while it is written. One use."""

    def __init__(self, ident: str, at: str, library: Library, used: Mapping[str, Use]) -> None:
        self._ident, self._at, self._library, self._used = ident, at, library, used
        self._number = count(1001)
        self.markers: list[tuple[str, str]] = []
        self.texts: dict[str, dict[str, str]] = {}
        self.infos: dict[str, str] = {}

    def body(self, blocks: list[Block], organisation: str) -> Iterator[Element]:
        yield paragraph("Title", "Letters for review")
        yield paragraph("Subtitle", f"{organisation} · notice of data breach · {self._at[:10]}")
        yield self._marker("copy", copy_words(self._ident), "TextLabel")
        yield from (paragraph("HowTo", words) for words in HOW_TO)
        section = ""
        for block in blocks:
            if block.section != section:
                section = block.section
                yield self._marker(f"section:{section}", self._section(section), "Heading1")
            yield from self._block(block)
        yield self._marker("end", "End of the review copy", "TextLabel")

    def _section(self, section: str) -> str:
        titles = self._library.headings[section]
        named = " / ".join(titles[language] for language in LANGUAGES if language in titles)
        return named or SECTION_NAMES.get(section, section)

    def _marker(self, key: str, words: str, style: str) -> Element:
        """A locked line. Its words are how it is found where a program drops the control around it."""
        self.markers.append((key, words))
        tag = f"tocsin.{key}"[:64]
        return paragraph(style, control(tag, "locked", next(self._number), [run(words)]))

    def _block(self, block: Block) -> Iterator[Element]:
        yield self._marker(f"block:{block.id}", block.id, "Heading2")
        rows = list(self._info(block))
        self.infos[block.id] = " ".join(f"{label} {words}" for label, words in rows)
        yield control(f"tocsin.info:{block.id}"[:64], "locked", next(self._number), [info_table(rows)])
        for language in LANGUAGES:
            if language not in block.text:
                continue
            self.texts.setdefault(block.id, {})[language] = canonical(block.text[language])
            yield self._marker(f"text:{block.id}:{language}", text_words(block.id, language), "TextLabel")
            yield from self._text(parse(block.text[language]))

    def _text(self, paras: tuple[Para, ...]) -> Iterator[Element]:
        for para in paras:
            yield paragraph("BlockItem" if para.item else "BlockText", *map(self._piece, para.pieces))
        if not paras:
            yield paragraph("BlockText")

    def _piece(self, piece: Piece) -> Element:
        if isinstance(piece, Field):
            face = run(shown(piece.name), bold=piece.bold, style="FieldLocked")
            return control(f"tocsin.field:{piece.name}"[:64], piece.name, next(self._number), [face])
        return run(piece.text, bold=piece.bold)

    def _info(self, block: Block) -> Iterator[tuple[str, str]]:
        use = self._used.get(block.id)
        yield "Legal basis", "; ".join(block.basis)
        yield "Said when", said.applies(block)
        yield "Left out when", said.forbidden(block)
        yield "Answers", said.satisfies(block)
        if block.fields:
            yield "Fields", "; ".join(_valued(name, use) for name in block.fields)
        if block.figure:
            yield "Followed by", said.FIGURES.get(block.figure, block.figure)
        if use is not None:
            yield "In this case", f"{use.letters:,} {'letter' if use.letters == 1 else 'letters'}"
        versions = [f"{language} {digest(text)[:12]}" for language, text in block.text.items()]
        yield "Version", ", ".join(versions)


def _valued(name: str, use: Use | None) -> str:
    if use is None or name not in use.values:
        return shown(name)
    value = use.values[name]
    return (
        f"{shown(name)} = {' '.join(value.split())}"
        if value
        else f"{shown(name)} = not yet known, ask for {asked_for(name)}"
    )
