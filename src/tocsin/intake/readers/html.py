"""HTML: text as lines, tables as tables, and what a page does not show: hidden elements, comments, forms."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import BinaryIO

import lxml.html
from lxml import etree

from tocsin.intake.readers.base import Item, Reader, in_part, whole, words
from tocsin.intake.readers.encoding import decode
from tocsin.intake.readers.headers import is_header
from tocsin.intake.readers.pieces import TablePieces, text_pieces

MAX_SPAN = 1_000
MAX_TABLE_CELLS = 2_000_000
MAX_CELL_MEAN = 200
"""Tables with longer cells than this on average lay out a page rather than hold data."""

_DROPPED = words("script style noscript template svg math head iframe object")
_BLOCKS = words(
    """
    address article aside blockquote body caption center dd div dl dt fieldset figcaption figure footer form
    h1 h2 h3 h4 h5 h6 header hr legend li main nav ol option p pre section select table tbody td textarea
    tfoot th thead title tr ul
    """
)
_HIDDEN_STYLE = re.compile(
    r"display\s*:\s*none|visibility\s*:\s*hidden|font-size\s*:\s*0(?![.\d])", re.IGNORECASE
)
_ATTRIBUTE = r"(?:[\s/]*+[^\s=<>/]++(?:\s*+=\s*+(?:\"[^\"]*+\"|'[^']*+'|[^\s>]++))?+)"
# The parser needs quadratic time for them: 200,000 take it more than a minute.
_WIDE_TAG = re.compile(rf"<[A-Za-z][^\s<>/]*+{_ATTRIBUTE}{{0,1000}}+({_ATTRIBUTE})?+")
_BLANKS = re.compile(r"[ \t\r\n\f\v\xa0]+")
_CUT = f"a table of the page has more than {MAX_TABLE_CELLS:,} cells; the rest of it was not read"
_DAMAGED = "the page is damaged or too deep for the parser; what could be told apart was read"
_WIDE = (
    "an element of the page has more than 1,000 attributes, as attacks have; the page was read as plain text"
)
_DECLARED = re.compile(rb"<meta[^>]{0,200}?charset\s*=\s*[\"']?([A-Za-z0-9_.:-]{1,40})", re.IGNORECASE)


@dataclass(slots=True)
class Page:
    """A page taken apart; ``troubles`` says in sentences what was not read of it."""

    body: str = ""
    hidden: str = ""
    comments: str = ""
    properties: str = ""
    tables: list[list[list[str]]] = field(default_factory=list)
    headed: list[bool] = field(default_factory=list)
    troubles: list[str] = field(default_factory=list)

    def items(self, pieces: TablePieces, place: str = "page") -> Iterator[Item]:
        yield from text_pieces(place, self.body)
        for number, (rows, headed) in enumerate(zip(self.tables, self.headed, strict=True), 1):
            header = rows[0] if headed or is_header(rows[0], rows[1:]) else None
            body = rows[1:] if header is not None else rows
            yield from pieces.tables(f"{place} table {number}", header, body, 1 + (header is not None))
        yield from text_pieces(f"{place}, hidden text", self.hidden, "hidden")
        yield from text_pieces(f"{place}, comments", self.comments, "comment")
        yield from text_pieces(f"{place} properties", self.properties, "property")
        yield from map(in_part, self.troubles)

    def text(self) -> str:
        """The page as plain text, tables as lines: for the HTML half of a mail."""
        rows = ("\n".join(" ".join(filter(None, row)) for row in table) for table in self.tables)
        return "\n".join(filter(None, [self.body, *rows, self.hidden])).strip()


class HtmlReader(Reader):
    """Web pages."""

    kinds = ("html",)

    def read(self, name: str, data: BinaryIO, size: int) -> Iterator[Item]:
        raw = whole(data, size)
        declared = _DECLARED.search(raw, 0, 4096)
        pieces = TablePieces()
        yield from page_of(decode(raw, declared[1].decode() if declared else "")).items(pieces)
        yield from pieces.shortfalls()


def page_of(text: str) -> Page:
    """Take a page apart. Never raises for what is on it."""
    parser = lxml.html.HTMLParser(encoding="utf-8", no_network=True, huge_tree=False, recover=True)
    text = text.replace("\0", "")
    if any(tag[1] for tag in _WIDE_TAG.finditer(text)):
        return Page(body=text, troubles=[_WIDE])
    raw = text.encode("utf-8", "replace")
    try:
        root = lxml.html.document_fromstring(raw, parser=parser) if raw.strip() else None
    except (etree.LxmlError, ValueError, AssertionError):
        root = None
    if root is None:
        return Page(body=text, troubles=[_DAMAGED] if text.strip() else [])
    return _Walk(root).page


class _Walk:
    """One pass over the elements in the order of the page."""

    def __init__(self, root: etree._Element) -> None:
        self.page = Page()
        self._out: list[str] = []
        self._hidden: list[str] = []
        self._comments: list[str] = []
        self._elements(root)
        self.page.body = _lines(self._out)
        self.page.hidden = _lines(self._hidden)
        self.page.comments = "\n".join(self._comments)
        self.page.properties = "\n".join(_meta(root))

    def _elements(self, root: etree._Element) -> None:
        stack: list[tuple[etree._Element | str, list[str]]] = [(root, self._out)]
        while stack:
            found, out = stack.pop()
            if isinstance(found, str):
                out.append(found)
                continue
            tag: object = found.tag
            if tag is etree.Comment:
                self._comments.append((found.text or "").strip())
            if not isinstance(tag, str) or tag in _DROPPED:
                continue
            if _is_hidden(found):
                out = self._hidden
            if tag == "table" and (table := _data_table(found)) is not None:
                self.page.tables.append(table.rows)
                self.page.headed.append(_headed(found))
                self.page.troubles.extend([_CUT] if table.cut else [])
                continue
            block = tag in _BLOCKS
            out.append("\n" if block or tag == "br" else "")
            out.append(_flat(found.text, keep=tag in {"pre", "textarea"}))
            out.append(_attributes(found))
            stack.append(("\n" if block else "", out))
            for child in reversed(found):
                stack.append((_flat(child.tail, keep=tag == "pre"), out))
                stack.append((child, out))


def _flat(text: str | None, *, keep: bool) -> str:
    return (text or "") if keep else _BLANKS.sub(" ", text or "")


def _lines(out: list[str]) -> str:
    lines = (line.strip(" ") for line in "".join(out).split("\n"))
    kept: list[str] = []
    for line in lines:
        if line or (kept and kept[-1]):
            kept.append(line)
    return "\n".join(kept).strip("\n")


def _is_hidden(element: etree._Element) -> bool:
    if element.get("hidden") is not None or (element.tag == "input" and element.get("type") == "hidden"):
        return True
    style = element.get("style")
    return bool(style and _HIDDEN_STYLE.search(str(style)[:2000]))


def _attributes(element: etree._Element) -> str:
    """Values people typed into forms, words that stand for pictures, addresses behind links."""
    if element.tag == "input" and element.get("type") not in {"submit", "button", "checkbox", "radio"}:
        value = element.get("value")
        return f" {element.get('name') or ''}: {value}\n" if value else ""
    if element.tag in {"img", "area"}:
        return f" {element.get('alt') or ''} "
    link = str(element.get("href") or "") if element.tag == "a" else ""
    if link[:7].lower() in {"mailto:"} or link[:4].lower() == "tel:":
        target = link.partition(":")[2].partition("?")[0]
        return "" if target in "".join(map(str, element.itertext())) else f" {target} "
    return ""


def _meta(root: etree._Element) -> Iterator[str]:
    title = next((e.text for e in root.iter("title") if e.text), "")
    if title.strip():
        yield f"title: {title.strip()}"
    for meta in root.iter("meta"):
        name, content = str(meta.get("name") or meta.get("property") or ""), str(meta.get("content") or "")
        if name.lower().rpartition(":")[2] in {"author", "description", "keywords", "creator"} and content:
            yield f"{name}: {content}"


@dataclass(frozen=True, slots=True)
class _Rows:
    """Rows of a table; ``cut`` if there are more than are read."""

    rows: list[list[str]]
    cut: bool


def _data_table(table: etree._Element) -> _Rows | None:
    """Rows of a table that holds data; None for one that only lays out the page."""
    if any(inner is not table for inner in table.iter("table")):
        return None
    found = _spanned(table)
    filled = [row for row in found.rows if any(row)]
    if len(filled) < 2 or sum(sum(map(bool, row)) > 1 for row in filled) < 0.5 * len(filled):
        return None
    cells = [cell for row in filled for cell in row if cell]
    return _Rows(filled, found.cut) if sum(map(len, cells)) <= MAX_CELL_MEAN * len(cells) else None


def _spanned(table: etree._Element) -> _Rows:
    """Cells in their columns; a cell over several rows stands in each of them, since it speaks of each."""
    rows: list[list[str]] = []
    below: dict[int, tuple[int, str]] = {}
    total = 0
    for row in table.iter("tr"):
        cells: list[str] = []
        for cell in row.iterchildren("td", "th"):
            _fill(cells, below)
            text = _cell(cell)
            wide, high = _span(cell, "colspan"), _span(cell, "rowspan")
            if high > 1:
                below |= {len(cells) + n: (high - 1, "" if n else text) for n in range(wide)}
            cells.extend([text] + [""] * (wide - 1))
        _fill(cells, below)
        total += len(cells)
        if total > MAX_TABLE_CELLS:
            return _Rows(rows, cut=True)
        rows.append(cells)
    return _Rows(rows, cut=False)


def _fill(cells: list[str], below: dict[int, tuple[int, str]]) -> None:
    filled: dict[int, tuple[int, str]] = {}
    while (left := below.pop(len(cells), None)) is not None:
        if left[0] > 1:
            filled[len(cells)] = (left[0] - 1, left[1])
        cells.append(left[1])
    below.update(filled)


def _span(cell: etree._Element, name: str) -> int:
    stated = str(cell.get(name) or "1").strip()
    return (
        min(max(int(stated), 1), MAX_SPAN) if stated.isascii() and stated.isdigit() and len(stated) < 8 else 1
    )


def _cell(cell: etree._Element) -> str:
    """The text of a cell on one line."""
    parts: list[str] = []
    stack: list[etree._Element | str] = [cell]
    while stack:
        found = stack.pop()
        if isinstance(found, str):
            parts.append(found)
            continue
        if not isinstance(found.tag, str) or found.tag in _DROPPED:
            continue
        parts.append(" " if found.tag in _BLOCKS or found.tag == "br" else "")
        parts.append(found.text or "")
        parts.append(_attributes(found))
        for child in reversed(found):
            stack.append(child.tail or "")
            stack.append(child)
    return _BLANKS.sub(" ", "".join(parts)).strip()


def _headed(table: etree._Element) -> bool:
    first = next((row for row in table.iter("tr") if len(row)), None)
    return first is not None and all(cell.tag == "th" for cell in first.iterchildren("td", "th"))
