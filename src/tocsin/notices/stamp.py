"""Print batches: each class is set once, each letter adds only its own lines.

A page of a letter is a page dictionary that points to two content streams: the class's (shared by all) and a
small one with the person's lines as glyph codes of the shared font. Nothing of a person is ever text in a PDF
operator: codes are written as hexadecimal, so no character can end a string or start an operator.
"""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pikepdf
from pikepdf import Array, Dictionary, Name, Pdf

from tocsin.notices.address import SetLine
from tocsin.notices.glyphs import Metrics, alphabet, read_metrics, slot_font
from tocsin.notices.typeset import Slot, set_open

SHEET = (612.0, 792.0)
"""US letter, points."""

INK = b"0.102 g"
FONT = "/TocsinSlot"
CLASSES_A_RUN = 16
"""Classes set in one run of the typesetter: its memory grows with the pages of a document."""

KIDS = 64
"""Pages under one node of the page tree."""


@dataclass(frozen=True, slots=True)
class _Page:
    resources: pikepdf.Object
    content: pikepdf.Object
    slots: tuple[Slot, ...]


class Stamper:
    """Builds one print batch. Letters come out in the order they are added."""

    def __init__(self, jobs: Sequence[Mapping[str, Any]]) -> None:
        """``jobs``: the letter of each class as the typesetter takes it; ``add`` names it by position."""
        self._pdf = Pdf.new()
        self._jobs = jobs
        self._pages: list[pikepdf.Object] = []
        self._classes: dict[int, tuple[tuple[_Page, ...], Metrics]] = {}

    def can_stamp(self, number: int, texts: Sequence[str]) -> bool:
        """Whether all of these lines can be stamped into this class."""
        return self._class(number)[1].can_stamp("".join(texts))

    def add(self, number: int, values: Mapping[str, str], address: Sequence[SetLine]) -> tuple[int, int]:
        """One letter of class ``number``; ``values`` by slot. Gives its first page (from 1) and its pages."""
        pages, metrics = self._class(number)
        first = len(self._pages) + 1
        for index, page in enumerate(pages):
            lines = [SetLine(values[slot.name], slot.size, slot.x, slot.y) for slot in page.slots]
            stream = _lines([*(address if index == 0 else ()), *lines], metrics)
            self._append(page.resources, Array([page.content, self._pdf.make_stream(stream)]))
        return first, len(pages)

    def add_whole(self, pdf: bytes) -> tuple[int, int]:
        """One letter that the typesetter set in full."""
        first = len(self._pages) + 1
        with pikepdf.open(io.BytesIO(pdf)) as source:
            for page in source.pages:
                resources = self._pdf.copy_foreign(source.make_indirect(page.obj.Resources))
                content = self._pdf.make_stream(page.obj.Contents.read_bytes())
                self._append(resources, Array([content]))
        return first, len(self._pages) - first + 1

    def finish(self) -> bytes:
        """The batch as PDF. The same letters give the same bytes."""
        nodes = [self._node(self._pages[start : start + KIDS]) for start in range(0, len(self._pages), KIDS)]
        root = self._pdf.make_indirect(
            Dictionary(
                Type=Name.Pages,
                Kids=Array(nodes),
                Count=len(self._pages),
                MediaBox=Array([0, 0, *map(int, SHEET)]),
            )
        )
        for node in nodes:
            node.Parent = root
        self._pdf.Root.Pages = root
        out = io.BytesIO()
        self._pdf.save(
            out,
            object_stream_mode=pikepdf.ObjectStreamMode.generate,
            compress_streams=True,
            deterministic_id=True,
        )
        self._pdf.close()
        return out.getvalue()

    def _node(self, pages: list[pikepdf.Object]) -> pikepdf.Object:
        node = self._pdf.make_indirect(Dictionary(Type=Name.Pages, Kids=Array(pages), Count=len(pages)))
        for page in pages:
            page.Parent = node
        return node

    def _append(self, resources: pikepdf.Object, contents: pikepdf.Object) -> None:
        page = Dictionary(Type=Name.Page, Resources=resources, Contents=contents)
        self._pages.append(self._pdf.make_indirect(page))

    def _class(self, number: int) -> tuple[tuple[_Page, ...], Metrics]:
        if number not in self._classes:
            self._load(number - number % CLASSES_A_RUN)
        return self._classes[number]

    def _load(self, start: int) -> None:
        """The classes that the typesetter sets together with the one at ``start``."""
        jobs = [_open(job) for job in self._jobs[start : start + CLASSES_A_RUN]]
        sheet = set_open(jobs, alphabet())
        places: dict[int, list[Slot]] = {}
        for slot in sheet.slots:
            places.setdefault(slot.page, []).append(slot)
        with pikepdf.open(io.BytesIO(sheet.pdf)) as source:
            foreign_font = slot_font(source)
            metrics = read_metrics(foreign_font)
            font = self._pdf.copy_foreign(foreign_font)
            classes: dict[int, list[_Page]] = {}
            for number, slots in sorted(places.items()):
                page = source.pages[number].obj
                resources = self._pdf.copy_foreign(source.make_indirect(page.Resources))
                resources.Font[FONT] = font
                content = self._pdf.make_stream(b"q\n" + page.Contents.read_bytes() + b"\nQ\n")
                classes.setdefault(slots[0].letter, []).append(_Page(resources, content, tuple(slots)))
        self._classes.update({start + at: (tuple(pages), metrics) for at, pages in classes.items()})


def _open(job: Mapping[str, Any]) -> dict[str, Any]:
    return {**job, "slots": True, "address": [], "salutation": "", "piece": "", "code": ""}


def whole(job: Mapping[str, Any], values: Mapping[str, str], address: Sequence[SetLine]) -> dict[str, Any]:
    """A letter for the full typesetter: the class's words with this person's lines."""
    placed = [{"text": line.text, "size": line.size, "x": line.x, "y": line.y} for line in address]
    return {**job, "slots": False, "address": placed, "code": "", **values}


def _lines(lines: Sequence[SetLine], metrics: Metrics) -> bytes:
    """A content stream with these lines; y runs up in PDF."""
    parts = [INK, b"BT"]
    for line in lines:
        if not line.text:
            continue
        codes = line.text.translate(metrics.hexes)
        parts.append(
            f"{FONT} {line.size:g} Tf 1 0 0 1 {line.x:g} {SHEET[1] - line.y:.2f} Tm <{codes}> Tj".encode()
        )
    parts.append(b"ET")
    return b"\n".join(parts)
