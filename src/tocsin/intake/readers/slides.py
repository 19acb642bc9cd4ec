"""PPTX by its raw parts (ECMA-376 part 1, 19): slides, hidden ones too, their tables, notes and comments."""

from __future__ import annotations

from collections.abc import Iterator
from typing import BinaryIO

from lxml import etree

from tocsin.intake.readers.base import Item, Reader, in_part
from tocsin.intake.readers.office_properties import described, embedded_files, properties
from tocsin.intake.readers.package import Package
from tocsin.intake.readers.pieces import TablePieces, text_pieces
from tocsin.intake.readers.safexml import attribute, local
from tocsin.intake.readers.word import table_of

MASTER, LAYOUT = "slide master", "slide layout"
_BESIDE = (
    ("ppt/notesSlides/notesSlide", "notes", "comment"),
    ("ppt/comments/", "comments", "comment"),
    ("ppt/slideMasters/slideMaster", MASTER, "header"),
    ("ppt/slideLayouts/slideLayout", LAYOUT, "header"),
    ("ppt/charts/chart", "chart", "body"),
    ("ppt/diagrams/data", "diagram", "body"),
)


class SlidesReader(Reader):
    """PowerPoint presentations since 2007."""

    kinds = ("pptx",)

    def read(self, name: str, data: BinaryIO, size: int) -> Iterator[Item]:
        package = Package(data)
        pieces = TablePieces()
        for number, part in enumerate(package.matching("ppt/slides/slide"), 1):
            root = package.tree(part)
            if root is not None:
                role = "hidden" if attribute(root, "show") in {"0", "false"} else "body"
                yield from _slide(root, f"slide {number}", role, pieces)
                yield from described(root, f"slide {number}")
        for prefix, place, role in _BESIDE:
            for number, part in enumerate(package.matching(prefix), 1):
                root = package.tree(part)
                if root is not None:
                    _drop_prompts(root if place in {MASTER, LAYOUT} else None)
                    yield from _slide(root, f"{place} {number}", role, pieces)
        yield from properties(package)
        yield from embedded_files(package)
        yield from pieces.shortfalls()
        yield from map(in_part, package.damage)


def _drop_prompts(root: etree._Element | None) -> None:
    """Placeholders of masters hold words like "Click to edit", which never show."""
    for mark in list(root.iter("{*}ph")) if root is not None else ():
        shape = next((above for above in mark.iterancestors() if local(above) in {"sp", "pic"}), None)
        parent = shape.getparent() if shape is not None else None
        if shape is not None and parent is not None:
            parent.remove(shape)


def _slide(root: etree._Element, place: str, role: str, pieces: TablePieces) -> Iterator[Item]:
    """The text of all shapes, then the tables."""
    tables = list(root.iter("{*}tbl"))
    inside = {paragraph for table in tables for paragraph in table.iter("{*}p")}
    lines: list[str] = []
    for element in root.iter("{*}p", "{*}v", "{*}text"):
        if local(element) == "p" and element not in inside:
            lines.append(_paragraph(element))
        elif local(element) != "p" and element.text:
            lines.append(element.text)
    yield from text_pieces(place, "\n".join(filter(str.strip, lines)), role)
    for number, table in enumerate(tables, 1):
        rows = [[_text(cell) for cell in row.iter("{*}tc")] for row in table.iter("{*}tr")]
        yield from table_of(rows, f"{place} table {number}", role, pieces)


def _paragraph(paragraph: etree._Element) -> str:
    runs = paragraph.iter("{*}t", "{*}br", "{*}tab")
    return "".join(
        run.text or "" if local(run) == "t" else {"br": "\n"}.get(local(run), "\t") for run in runs
    )


def _text(cell: etree._Element) -> str:
    return "\n".join(_paragraph(paragraph) for paragraph in cell.iter("{*}p")).strip()
