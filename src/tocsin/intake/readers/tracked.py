"""A Word document with its revisions: who inserted, deleted, moved or formatted what, and when.

``word.py`` reads what stands in a document; this reader keeps how it came to stand there (ECMA-376 part 1,
17.13.5), for documents that somebody was asked to edit. It gives one JSON line a paragraph. Stricter than the
other readers: a document that is damaged, or that points outside itself, is refused whole, because half of an
edit must never be taken for an edit.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field, replace
from typing import BinaryIO

from lxml import etree

from tocsin.intake.readers.base import Item, Unreadable
from tocsin.intake.readers.package import Package
from tocsin.intake.readers.safexml import attribute, declares_entities, local, parser
from tocsin.model.content import Shortfall, Text

MAX_FILE_BYTES = 32 << 20
MAX_UNPACKED = 64 << 20
MAX_PARAGRAPHS = 20_000
LINE_CHARS = 400_000
"""A paragraph of more than this is no paragraph."""

PAGE_CHARS = 900_000
"""Lines are handed on in texts of about this many characters, below the limit of one text."""

MAIN = "word/document.xml"
_OFF = frozenset({"0", "false", "off", "none"})
_PLAIN = {"tab": " ", "ptab": " ", "br": " ", "cr": " ", "noBreakHyphen": "-", "softHyphen": ""}
_ODD = {
    "drawing": "a picture",
    "pict": "a picture",
    "object": "an embedded object",
    "sym": "a character of a symbol font",
    "footnoteReference": "a footnote",
    "endnoteReference": "an endnote",
    "oMath": "a formula",
    "oMathPara": "a formula",
    "AlternateContent": "a shape",
    "altChunk": "an inserted file",
    "fldSimple": "a field of Word",
    "subDoc": "a sub-document",
}
_ADDED, _REMOVED = frozenset({"ins", "moveTo"}), frozenset({"del", "moveFrom"})


@dataclass(frozen=True, slots=True)
class Span:
    """Characters of a paragraph.

    added, removed: by a revision not yet accepted; moved: as half of a move.
    by, at: of the innermost revision, or of a change of the face. was_bold: before that change.
    control: tag of the content control around it; number: which one, as a document may hold a tag twice.
    odd: something that is no text, in words.
    """

    text: str = ""
    bold: bool = False
    was_bold: bool = False
    other_face: bool = False
    added: bool = False
    removed: bool = False
    moved: bool = False
    by: str = ""
    at: str = ""
    control: str = ""
    number: int = 0
    link: bool = False
    odd: str = ""


@dataclass(frozen=True, slots=True)
class Mark:
    """The end of a paragraph: inserted (then it was one with the next) or deleted (then it is)."""

    added: bool = False
    removed: bool = False
    by: str = ""
    at: str = ""


@dataclass(slots=True)
class Block:
    """A paragraph, or a table with its paragraphs' text. comments: ids of comments at it."""

    kind: str
    spans: list[Span] = field(default_factory=list)
    mark: Mark = Mark()
    item: bool = False
    was_item: bool = False
    style: str = ""
    comments: list[str] = field(default_factory=list)


def read(name: str, data: BinaryIO, size: int) -> Iterator[Item]:
    """The document as JSON lines, its comments first; or one Shortfall that says why it is refused."""
    try:
        lines = list(_lines(data, size))
    except Unreadable as refused:
        yield Shortfall(refused.outcome, refused.reason)
        return
    page: list[str] = []
    for line in lines:
        if page and sum(map(len, page)) + len(line) > PAGE_CHARS:
            yield Text("document", "\n".join(page))
            page = []
        page.append(line)
    yield Text("document", "\n".join(page))


def _lines(data: BinaryIO, size: int) -> Iterator[str]:
    if size > MAX_FILE_BYTES:
        raise Unreadable("refused", f"the document is larger than {MAX_FILE_BYTES >> 20} MiB")
    package = Package(data, most=MAX_UNPACKED)
    _check(package)
    styles = _Styles(_part(package, "word/styles.xml"))
    comments = _part(package, "word/comments.xml")
    for comment in comments if comments is not None else ():
        if local(comment) == "comment":
            yield json.dumps(_comment(comment))
    root = _part(package, MAIN)
    body = next((each for each in root if local(each) == "body"), None) if root is not None else None
    if body is None:
        raise Unreadable("refused", "the document has no text part, or it is damaged")
    walk = _Walk(styles)
    for number, block in enumerate(walk.blocks(body, Span()), 1):
        line = json.dumps(asdict(block))
        if number > MAX_PARAGRAPHS or len(line) > LINE_CHARS:
            raise Unreadable("refused", "the document is far longer than any that was sent out for review")
        yield line


def _check(package: Package) -> None:
    """Refuse what no editing of a text brings about."""
    if package.damage:
        raise Unreadable("refused", "; ".join(package.damage))
    if MAIN not in package or "[Content_Types].xml" not in package:
        raise Unreadable("refused", "this is not a whole Word document (.docx): parts of it are missing")
    if any(name.rpartition("/")[2].lower() == "vbaproject.bin" for name in package.names):
        raise Unreadable("refused", "the document holds a macro; save it as .docx without macros")
    if len(set(package.names)) < len(package.names):
        raise Unreadable("refused", "the document holds two parts of one name")
    for name in package.names:
        if not name.endswith(".rels"):
            continue
        root = _part(package, name)
        for relation in root if root is not None else ():
            kind = attribute(relation, "Type").rpartition("/")[2]
            if attribute(relation, "TargetMode") == "External" and kind != "hyperlink":
                raise Unreadable("refused", f"the document points to something outside itself ({kind[:40]})")


def _part(package: Package, name: str) -> etree._Element | None:
    """One part; None if there is none. Unlike elsewhere, damaged XML is refused and not mended."""
    raw = package.read(name)
    if package.damage:
        raise Unreadable("refused", "; ".join(package.damage))
    if not raw:
        return None
    if declares_entities(raw) or b"<!DOCTYPE" in raw:
        raise Unreadable("refused", "the XML defines entities of its own, which is how XML attacks are made")
    try:
        return etree.fromstring(raw, parser(recover=False))
    except etree.XMLSyntaxError:
        raise Unreadable("refused", f"the part {name} of the document is damaged") from None


def _comment(comment: etree._Element) -> dict[str, str]:
    text = " ".join("".join(map(str, node.itertext("{*}t"))) for node in comment.iter("{*}p"))
    return {
        "kind": "comment",
        "id": attribute(comment, "id"),
        "by": attribute(comment, "author"),
        "at": attribute(comment, "date"),
        "text": " ".join(text.split()),
    }


def _child(element: etree._Element | None, name: str) -> etree._Element | None:
    return next((each for each in element if local(each) == name), None) if element is not None else None


def _on(properties: etree._Element | None, name: str) -> bool | None:
    """A toggle: True, False, or None where nothing is said."""
    found = _child(properties, name)
    return None if found is None else attribute(found, "val") not in _OFF


class _Styles:
    """What styles say of bold and of lists, with what they are based on."""

    def __init__(self, root: etree._Element | None) -> None:
        found = [] if root is None else [each for each in root if local(each) == "style"]
        self._styles = {attribute(each, "styleId"): each for each in found}

    def bold(self, name: str) -> bool:
        return any(_on(_child(style, "rPr"), "b") for style in self._chain(name))

    def item(self, name: str) -> bool:
        for style in self._chain(name):
            listed = _numbered(_child(style, "pPr"))
            if listed is not None:
                return listed
        return False

    def _chain(self, name: str) -> Iterator[etree._Element]:
        for _ in range(20):
            style = self._styles.get(name)
            if style is None:
                return
            yield style
            based = _child(style, "basedOn")
            name = attribute(based, "val") if based is not None else ""


def _numbered(properties: etree._Element | None) -> bool | None:
    numbering = _child(properties, "numPr")
    if numbering is None:
        return None
    number = _child(numbering, "numId")
    return number is None or attribute(number, "val") != "0"


class _Walk:
    """One pass over the body."""

    def __init__(self, styles: _Styles) -> None:
        self._styles = styles
        self._controls = 0

    def blocks(self, parent: etree._Element, state: Span) -> Iterator[Block]:
        for element in parent:
            name = local(element)
            if name == "p":
                yield self._paragraph(element, state)
            elif name == "tbl":
                yield self._table(element, state)
            elif name in _ODD:
                yield Block("p", [replace(state, odd=_ODD[name])])
            else:
                inner = self._inside(element, name, state)
                if inner is not None:
                    yield from self.blocks(*inner)

    def _inside(self, element: etree._Element, name: str, state: Span) -> tuple[etree._Element, Span] | None:
        """A wrapper's content and what it means for it; None for what has no content."""
        if name == "sdt":
            content, properties = _child(element, "sdtContent"), _child(element, "sdtPr")
            tag = _child(properties, "tag")
            self._controls += 1
            if content is None:
                return None
            control = attribute(tag, "val") if tag is not None else ""
            return content, replace(state, control=control or "-", number=self._controls)
        if name in _ADDED | _REMOVED:
            author, at = attribute(element, "author"), attribute(element, "date")
            moved = state.moved or name.startswith("move")
            added, removed = state.added or name in _ADDED, state.removed or name in _REMOVED
            return element, replace(state, added=added, removed=removed, moved=moved, by=author, at=at)
        if name == "hyperlink":
            return element, replace(state, link=True)
        if name in {"customXml", "smartTag", "dir", "bdo", "sdtContent"}:
            return element, state
        return None

    def _table(self, table: etree._Element, state: Span) -> Block:
        made = Block("table")
        for paragraph in table.iter("{*}p"):
            inner = self._paragraph(paragraph, state)
            made.spans += [*inner.spans, replace(state, text=" ")]
            made.comments += inner.comments
        return made

    def _paragraph(self, paragraph: etree._Element, state: Span) -> Block:
        properties = _child(paragraph, "pPr")
        style = _child(properties, "pStyle")
        made = Block("p", style=attribute(style, "val") if style is not None else "")
        made.item = self._item(properties)
        before = _child(_child(properties, "pPrChange"), "pPr")
        made.was_item = made.item if _child(properties, "pPrChange") is None else self._item(before)
        made.mark = _mark(_child(properties, "rPr"), state)
        heavy = self._styles.bold(made.style)
        self._inline(paragraph, state, heavy, made)
        return made

    def _item(self, properties: etree._Element | None) -> bool:
        direct = _numbered(properties)
        style = _child(properties, "pStyle")
        return (
            direct if direct is not None else style is not None and self._styles.item(attribute(style, "val"))
        )

    def _inline(self, parent: etree._Element, state: Span, heavy: bool, made: Block) -> None:
        for element in parent:
            name = local(element)
            if name == "r":
                self._run(element, state, heavy, made)
            elif name in _ODD:
                made.spans.append(replace(state, odd=_ODD[name]))
                if name == "fldSimple":
                    self._inline(element, state, heavy, made)
            elif (inner := self._inside(element, name, state)) is not None:
                self._inline(*inner, heavy, made)

    def _run(self, run: etree._Element, state: Span, heavy: bool, made: Block) -> None:
        properties = _child(run, "rPr")
        change = _child(properties, "rPrChange")
        bold = self._bold(properties, heavy)
        was = bold if change is None else self._bold(_child(change, "rPr"), heavy)
        faces = any(_on(properties, each) for each in ("i", "u", "strike", "caps", "smallCaps"))
        face = replace(state, bold=bold, was_bold=was, other_face=faces)
        if change is not None and not state.by:
            face = replace(face, by=attribute(change, "author"), at=attribute(change, "date"))
        for element in run:
            name = local(element)
            if name in {"t", "delText"}:
                made.spans.append(replace(face, text=element.text or ""))
            elif name in _PLAIN:
                made.spans.append(replace(face, text=_PLAIN[name]))
            elif name == "commentReference":
                made.comments.append(attribute(element, "id"))
            elif name == "instrText" and "HYPERLINK" not in (element.text or ""):
                made.spans.append(replace(face, odd="a field of Word"))
            elif name in _ODD:
                made.spans.append(replace(face, odd=_ODD[name]))

    def _bold(self, properties: etree._Element | None, heavy: bool) -> bool:
        said = _on(properties, "b")
        if said is not None:
            return said
        style = _child(properties, "rStyle")
        return heavy or (style is not None and self._styles.bold(attribute(style, "val")))


def _mark(properties: etree._Element | None, state: Span) -> Mark:
    for element in properties if properties is not None else ():
        name = local(element)
        if name in _ADDED | _REMOVED:
            author, at = attribute(element, "author"), attribute(element, "date")
            return Mark(name in _ADDED, name in _REMOVED, author, at)
    return Mark(state.added, state.removed, state.by, state.at)
