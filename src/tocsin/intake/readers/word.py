"""DOCX and DOCM by their raw parts (ECMA-376 part 1, 17): what people see, and what they do not.

Headers, footers, notes, comments, text marked as deleted, hidden runs and document properties are all read,
because all of them were stolen.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import BinaryIO

from lxml import etree

from tocsin.intake.readers.base import Item, Reader, in_part
from tocsin.intake.readers.headers import is_header
from tocsin.intake.readers.office_properties import described, drawn_texts, embedded_files, properties
from tocsin.intake.readers.package import Package
from tocsin.intake.readers.pieces import TablePieces, text_pieces
from tocsin.intake.readers.safexml import attribute, local
from tocsin.model.content import Child

_PARTS = (
    ("word/header", "header", "header"),
    ("word/footer", "footer", "footer"),
    ("word/footnotes", "footnotes", "body"),
    ("word/endnotes", "endnotes", "body"),
    ("word/comments", "comments", "comment"),
    ("word/glossary/document", "building blocks", "hidden"),
)
_OFF = frozenset({"0", "false", "off"})
_PLAIN = ("{*}t", "{*}tab", "{*}br", "{*}cr", "{*}noBreakHyphen")
_SPECIAL = (
    *("{*}vanish", "{*}webHidden", "{*}specVanish", "{*}del", "{*}moveFrom", "{*}delText", "{*}instrText"),
    *("{*}delInstrText", "{*}Fallback", "{*}txbxContent", "{*}p", "{*}tabs"),
)
"""With none of these inside, all letters of a paragraph are seen and stand in their order."""
_BREAKS = {"tab": "\t", "br": "\n", "cr": "\n", "noBreakHyphen": "-"}


@dataclass(slots=True)
class _Story:
    """Text of one part, kept apart by whether people see it."""

    body: list[str] = field(default_factory=list)
    deleted: list[str] = field(default_factory=list)
    hidden: list[str] = field(default_factory=list)

    def items(self, place: str, role: str) -> Iterator[Item]:
        yield from text_pieces(place, "".join(self.body), role)
        yield from text_pieces(f"{place}, deleted text", "".join(self.deleted), "deleted")
        yield from text_pieces(f"{place}, hidden text", "".join(self.hidden), "hidden")


class WordReader(Reader):
    """Word documents since 2007."""

    kinds = ("docx",)

    def read(self, name: str, data: BinaryIO, size: int) -> Iterator[Item]:
        package = Package(data)
        pieces = TablePieces()
        for part in package.matching("word/document"):
            yield from _part(package, part, "document", "body", pieces)
        for prefix, place, role in _PARTS:
            parts = [part for part in package.matching(prefix) if part.count("/") == prefix.count("/")]
            for number, part in enumerate(parts, 1):
                yield from _part(
                    package, part, f"{place} {number}" if len(parts) > 1 else place, role, pieces
                )
        yield from drawn_texts(package, "word/", ("charts/chart", "diagrams/data"))
        yield from properties(package)
        yield from embedded_files(package)
        yield from _alternatives(package)
        yield from pieces.shortfalls()
        yield from map(in_part, package.damage)


def _alternatives(package: Package) -> Iterator[Item]:
    """Documents of other kinds that Word shows in the place of a paragraph (``altChunk``)."""
    for kind, part in package.relations("word/document.xml").values():
        if kind == "aFChunk" and (raw := package.read(part)):
            yield Child(part.rpartition("/")[2], raw)


def _part(package: Package, part: str, place: str, role: str, pieces: TablePieces) -> Iterator[Item]:
    """Paragraphs and outermost tables in their order; offsets go on where a table interrupts the text."""
    root = package.tree(part)
    story = _Story()
    tables = 0
    for block in _outermost(root, "p", "tbl") if root is not None else ():
        if local(block) == "p":
            _paragraph(block, story)
            continue
        tables += 1
        rows = [[_cell(cell, story) for cell in _outermost(row, "tc")] for row in _outermost(block, "tr")]
        yield from table_of(rows, f"{place} table {tables}", role, pieces)
    yield from story.items(place, role)
    if root is not None:
        yield from described(root, place)


def table_of(rows: list[list[str]], place: str, role: str, pieces: TablePieces) -> Iterator[Item]:
    """A table of a document; one of a single cell is a frame around text."""
    if sum(map(len, rows)) == 1:
        yield from text_pieces(place, rows[0][0] if rows[0] else rows[-1][0], role)
        return
    header = rows[0] if rows and is_header(rows[0], rows[1:]) else None
    body = rows[1:] if header is not None else rows
    if any(any(row) for row in rows):
        yield from pieces.tables(place, header, body, 1 + (header is not None), role)


def _outermost(root: etree._Element, *names: str) -> Iterator[etree._Element]:
    """Descendants of these names that are not inside another one of them, in order."""
    stack = list(reversed(root))
    while stack:
        element = stack.pop()
        if local(element) in names:
            yield element
        elif local(element) != "Fallback":
            stack.extend(reversed(element))


def _cell(cell: etree._Element, story: _Story) -> str:
    """The visible text of a cell; deleted and hidden text in it goes to the story of the part."""
    inside = _Story()
    for paragraph in _outermost(cell, "p"):
        _paragraph(paragraph, inside)
    story.deleted += inside.deleted
    story.hidden += inside.hidden
    return "".join(inside.body).strip()


def _paragraph(paragraph: etree._Element, story: _Story) -> None:
    """One paragraph, with the paragraphs of text boxes in it after their anchor."""
    if next(paragraph.iterdescendants(*_SPECIAL), None) is None:
        story.body.extend(_BREAKS.get(local(run)) or run.text or "" for run in paragraph.iter(*_PLAIN))
        story.body.append("\n")
        return
    marks = {"body": len(story.body), "deleted": len(story.deleted), "hidden": len(story.hidden)}
    stack: list[tuple[etree._Element, bool, bool]] = [(paragraph, False, False)]
    while stack:
        element, deleted, hidden = stack.pop()
        name = local(element)
        if name in {"Fallback", "rPr", "pPr"}:
            continue
        if name in {"t", "delText", "instrText", "delInstrText"} or name in _BREAKS:
            text = _BREAKS.get(name) or element.text or ""
            instruction = name.endswith("nstrText")
            target = story.deleted if deleted or name.startswith("del") else story.hidden if hidden else None
            if target is None:
                target = story.hidden if instruction and "HYPERLINK" in text else story.body
                text = "" if instruction and target is story.body else text
            target.append(text)
            continue
        if name == "p" and element is not paragraph:
            story.body.append("\n")
        hidden = hidden or (name == "r" and _is_hidden(element))
        deleted = deleted or name in {"del", "moveFrom"}
        stack.extend((child, deleted, hidden) for child in reversed(element))
    for target, mark in zip((story.body, story.deleted, story.hidden), marks.values(), strict=True):
        if len(target) > mark or target is story.body:
            target.append("\n")


def _is_hidden(run: etree._Element) -> bool:
    for properties_of_run in run:
        if local(properties_of_run) == "rPr":
            for mark in properties_of_run:
                if local(mark) in {"vanish", "webHidden", "specVanish"}:
                    return attribute(mark, "val") not in _OFF
    return False
