"""A paper as a Word document: real headings, lists and table headers, the language marked on every run."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from tocsin.notices.channels.paper import Paper
from tocsin.notices.counsel.ooxml import Element, el, package
from tocsin.notices.document import (
    Bullets,
    Cards,
    CodeBox,
    Heading,
    Line,
    Node,
    Paragraph,
    Run,
    Signature,
    Table,
)

LANGUAGES = {"en": "en-US", "es": "es-US"}
WIDTH = 9360
"""Twentieths of a point between the margins."""

LARGE = 36
"""Half points of large print."""


def as_docx(paper: Paper) -> bytes:
    """The file. The same paper gives the same bytes."""
    return package(_Writer(paper).body(), paper.title, paper.foot or paper.title, track=False)


class _Writer:
    def __init__(self, paper: Paper) -> None:
        self._paper = paper

    def body(self) -> Iterator[Element]:
        for lines in self._paper.head:
            yield self._lines(lines)
        yield self._paragraph("Title", [Run(self._paper.title)])
        for node in self._paper.nodes:
            yield from self._node(node)

    def _node(self, node: Node) -> Iterator[Element]:
        match node:
            case Heading(text, level):
                yield self._paragraph(f"Heading{level}", [Run(text)])
            case Paragraph(runs):
                yield self._paragraph("Normal", runs)
            case Bullets(items):
                yield from (self._paragraph("BlockItem", item) for item in items)
            case Table():
                yield self._table(node)
                yield self._paragraph("Normal", [])
            case Cards(cards):
                yield from (self._lines(card.lines, card.name) for card in cards)
            case Signature(greeting, lines):
                yield self._paragraph("Normal", [Run(greeting)])
                yield self._lines(lines)
            case CodeBox(label):
                yield self._paragraph("Normal", [Run(label)])

    def _paragraph(self, style: str, runs: Iterable[Run] | Line) -> Element:
        return el("p", el("pPr", el("pStyle", val=style)), *(self._run(run) for run in runs))

    def _run(self, run: Run) -> Element:
        large = self._paper.large
        face = el(
            "rPr",
            el("b") if run.bold or large else None,
            el("sz", val=LARGE) if large else None,
            el("highlight", val="yellow") if run.gap else None,
            el("lang", val=LANGUAGES[self._paper.language]),
        )
        return el("r", face, el("t", run.text))

    def _lines(self, lines: Iterable[str], title: str = "") -> Element:
        """Lines of one paragraph, under a bold one if there is a title."""
        runs = [Run(title, bold=True)] if title else []
        made = el("p", el("pPr", el("pStyle", val="Normal")))
        for number, run in enumerate([*runs, *(Run(line) for line in lines)]):
            if number:
                made.append(el("r", el("br")))
            made.append(self._run(run))
        return made

    def _table(self, table: Table) -> Element:
        total = sum(table.widths)
        widths = [round(WIDTH * width / total) for width in table.widths]
        edge = {"val": "single", "sz": 4, "space": 0, "color": "767676"}
        borders = el("tblBorders", *(el(side, **edge) for side in ("top", "bottom", "insideH")))
        made = el(
            "tbl",
            el(
                "tblPr",
                el("tblW", w=WIDTH, type="dxa"),
                borders,
                el("tblLayout", type="fixed"),
                el("tblLook", firstRow=1),
            ),
            el("tblGrid", *(el("gridCol", w=width) for width in widths)),
        )
        header = el("trPr", el("cantSplit"), el("tblHeader"))
        made.append(self._row(header, [Run(cell, bold=True) for cell in table.header], widths))
        for cells in table.rows:
            made.append(self._row(el("trPr", el("cantSplit")), [Run(cell) for cell in cells], widths))
        return made

    def _row(self, properties: Element, cells: list[Run], widths: list[int]) -> Element:
        made = el("tr", properties)
        for run, width in zip(cells, widths, strict=True):
            made.append(
                el("tc", el("tcPr", el("tcW", w=width, type="dxa")), self._paragraph("Normal", [run]))
            )
        return made
