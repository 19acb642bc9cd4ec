"""ODT and ODP by their raw parts (OASIS ODF 1.3): content, margins of pages, deletions, properties."""

from __future__ import annotations

from collections.abc import Iterator
from typing import BinaryIO

from lxml import etree

from tocsin.intake.readers.base import Item, Reader, Unreadable, in_part
from tocsin.intake.readers.package import Package
from tocsin.intake.readers.pieces import TablePieces, text_pieces
from tocsin.intake.readers.safexml import attribute, local
from tocsin.intake.readers.word import table_of
from tocsin.model.content import Child

MAX_REPEATED = 1_000
_ROLES = {"annotation": "comment", "tracked-changes": "deleted", "notes": "comment", "hidden-text": "hidden"}
_MARGINS = {"header": "header", "header-left": "header", "footer": "footer", "footer-left": "footer"}


class OpenDocumentReader(Reader):
    """Texts and presentations of LibreOffice and its relatives."""

    kinds = ("odt", "odp")

    def read(self, name: str, data: BinaryIO, size: int) -> Iterator[Item]:
        package = Package(data)
        if b"manifest:encryption-data" in package.read("META-INF/manifest.xml"):
            raise Unreadable("refused", "the document is locked with a password")
        pieces = TablePieces()
        root = package.tree("content.xml")
        if root is not None:
            for body in root.iter("{*}body"):
                yield from _Walk(pieces).items(body)
        yield from _objects(package)
        yield from _programs(package)
        yield from _margins(package)
        yield from _properties(package)
        yield from pieces.shortfalls()
        yield from map(in_part, package.damage)


def beside_sheets(data: BinaryIO) -> Iterator[Item]:
    """What a spreadsheet holds beside its cells."""
    package = Package(data)
    yield from _objects(package)
    yield from _programs(package)
    yield from _margins(package)
    yield from _properties(package)


def _objects(package: Package) -> Iterator[Item]:
    """Formulas, charts and tables embedded as objects of their own."""
    for part in package.names:
        if part.endswith("/content.xml") and (root := package.tree(part)) is not None:
            words = (" ".join(str(text).split()) for text in root.itertext())
            yield from text_pieces(part.rpartition("/")[0], " ".join(filter(None, words)))


def _programs(package: Package) -> Iterator[Item]:
    """Macros, and the statements that hold the tables of a database kept in its document (HSQLDB)."""
    lines: list[str] = []
    for part in package.names:
        if part.startswith("Basic/") and part.endswith(".xml") and not part.endswith(("-lb.xml", "-lc.xml")):
            root = package.tree(part)
            lines.append((root.text or "").strip() if root is not None else "")
    yield from text_pieces("macros", "\n".join(filter(None, lines)), "hidden")
    if script := package.read("database/script"):
        yield Child("database.sql", script)


class _Walk:
    """Texts by role, and tables, of one body."""

    def __init__(self, pieces: TablePieces) -> None:
        self._pieces = pieces
        self._lines: dict[str, list[str]] = {}
        self._tables = 0

    def items(self, body: etree._Element) -> Iterator[Item]:
        stack: list[tuple[etree._Element, str]] = [(body, "body")]
        while stack:
            element, role = stack.pop()
            name = local(element)
            role = _ROLES.get(name, role)
            if name in {"p", "h"}:
                self._lines.setdefault(role, []).append(paragraph_text(element))
                stack.extend((child, role) for child in reversed(list(_asides(element))))
            elif name == "table":
                self._tables += 1
                rows = list(_rows(element))
                yield from table_of(rows, f"table {self._tables}", role, self._pieces)
            else:
                stack.extend((child, role) for child in reversed(element))
        for role, lines in self._lines.items():
            place = "document" if role == "body" else f"document, {role} text"
            yield from text_pieces(place, "\n".join(lines), role)


def _asides(paragraph: etree._Element) -> Iterator[etree._Element]:
    """Notes, comments and frames anchored in a paragraph: read on their own."""
    for element in paragraph.iter(
        "{*}annotation", "{*}note-body", "{*}text-box", "{*}hidden-text", "{*}table"
    ):
        if not any(local(above) in _APART for above in _between(element, paragraph)):
            yield element


_APART = frozenset({"annotation", "note-body", "text-box", "hidden-text", "table", "note", "tracked-changes"})


def _between(element: etree._Element, top: etree._Element) -> Iterator[etree._Element]:
    above = element.getparent()
    while above is not None and above is not top:
        if local(above) != "note":
            yield above
        above = above.getparent()


def paragraph_text(paragraph: etree._Element) -> str:
    """Text of a paragraph with blanks, tabs and line breaks in place, without what is anchored in it."""
    out: list[str] = []
    stack: list[etree._Element | str] = [paragraph]
    while stack:
        found = stack.pop()
        if isinstance(found, str):
            out.append(found)
            continue
        name = local(found)
        if found is not paragraph and (name in _APART or not name):
            continue
        if name == "s":
            repeated = attribute(found, "c")
            out.append(
                " " * min(MAX_REPEATED, int(repeated) if repeated.isdigit() and len(repeated) < 6 else 1)
            )
        elif name in {"tab", "line-break"}:
            out.append("\t" if name == "tab" else "\n")
        out.append(_collapsed(found.text))
        for child in reversed(found):
            stack.append(_collapsed(child.tail))
            stack.append(child)
    return "".join(out)


def _collapsed(text: str | None) -> str:
    """White space in ODF text counts as one blank (1.3 part 3, 6.1.2)."""
    if not text:
        return ""
    joined = " ".join(text.split())
    return (" " if text[0].isspace() else "") + joined + (" " if joined and text[-1].isspace() else "")


def _rows(table: etree._Element) -> Iterator[list[str]]:
    for row in table.iter("{*}table-row"):
        cells: list[str] = []
        for cell in row:
            if local(cell) in {"table-cell", "covered-table-cell"}:
                text = "\n".join(paragraph_text(p) for p in cell.iter("{*}p", "{*}h")).strip()
                repeated = attribute(cell, "number-columns-repeated")
                times = int(repeated) if text and repeated.isdigit() and len(repeated) < 5 else 1
                cells.extend([text] * min(times, MAX_REPEATED))
        yield cells


def _margins(package: Package) -> Iterator[Item]:
    root = package.tree("styles.xml")
    found: dict[str, list[str]] = {}
    for element in (
        root.iter("{*}header", "{*}header-left", "{*}footer", "{*}footer-left") if root is not None else ()
    ):
        role = _MARGINS[local(element)]
        found.setdefault(role, []).extend(paragraph_text(p) for p in element.iter("{*}p", "{*}h"))
    for role, lines in found.items():
        yield from text_pieces(role, "\n".join(lines), role)


_DULL = frozenset({"generator", "document-statistic", "editing-cycles", "editing-duration", "creation-date"})


def _properties(package: Package) -> Iterator[Item]:
    root = package.tree("meta.xml")
    lines = [
        f"{attribute(element, 'name') or local(element)}: {element.text.strip()}"
        for element in (root.iter() if root is not None else ())
        if local(element) not in _DULL and element.text and element.text.strip()
    ]
    yield from text_pieces("document properties", "\n".join(lines), "property")
