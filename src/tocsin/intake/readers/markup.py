"""XML: repeated records become tables, the rest lines of ``name: value``. Entities are not resolved."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import BinaryIO

from lxml import etree

from tocsin.intake.readers.base import Item, Reader, in_part, whole
from tocsin.intake.readers.encoding import decode
from tocsin.intake.readers.pieces import TablePieces, text_pieces
from tocsin.intake.readers.safexml import attributes, declares_entities, local, parser

MAX_KEYS = 500
_ENTITIES = (
    "the XML defines entities of its own, which is how XML attacks are made; it was read as plain text"
)
_BROKEN = "the XML is damaged; what could be told apart was read"


class XmlReader(Reader):
    """XML of any vocabulary."""

    kinds = ("xml",)

    def read(self, name: str, data: BinaryIO, size: int) -> Iterator[Item]:
        raw = whole(data, size)
        if declares_entities(raw):
            yield from text_pieces("text", decode(raw))
            yield in_part(_ENTITIES)
            return
        engine = parser()
        try:
            root = etree.fromstring(raw, engine)
        except (etree.XMLSyntaxError, ValueError):
            root = None
        if root is None:
            yield from text_pieces("text", decode(raw))
            yield in_part("the XML is damaged and was read as plain text")
            return
        pieces = TablePieces()
        yield from _document(root, pieces)
        yield from pieces.shortfalls()
        if any(error.level_name in {"ERROR", "FATAL"} for error in engine.error_log):
            yield in_part(_BROKEN)


def _document(root: etree._Element, pieces: TablePieces) -> Iterator[Item]:
    """Lists of records as tables; everything else as lines, in the order of the document."""
    lines: list[str] = []
    comments: list[str] = []
    tables: list[tuple[str, list[etree._Element]]] = []
    stack: list[tuple[etree._Element | str, str]] = [(root, local(root))]
    while stack:
        element, path = stack.pop()
        if isinstance(element, str):
            lines.append(element)
            continue
        if not isinstance(element.tag, str):
            comments.append((element.text or "").strip() if element.tag is etree.Comment else "")
            continue
        lines.extend(_own(element, path))
        records = _records(element)
        if records:
            tables.append((path, records))
        kept = set(records)
        for child in reversed(element):
            if child.tail and child.tail.strip():
                stack.append((child.tail.strip(), path))
            if child not in kept:
                stack.append((child, f"{path}/{local(child)}"))
    yield from text_pieces("document", "\n".join(lines))
    for path, records in tables:
        yield from _table(f"list {path}", records, pieces)
    yield from text_pieces("comments", "\n".join(filter(None, comments)), "comment")


def _own(element: etree._Element, path: str) -> Iterator[str]:
    """Attributes and text of one element; the label is its own name, the path only makes it longer."""
    label = path.rpartition("/")[2]
    for name, value in attributes(element):
        if value.strip():
            yield f"{label} {name}: {value}"
    text = (element.text or "").strip()
    if text:
        yield f"{label}: {text}" if not len(element) else text


def _records(element: etree._Element) -> list[etree._Element]:
    """Children that are records of one kind: at least two of the same name with fields of their own."""
    names = Counter(child.tag for child in element if isinstance(child.tag, str))
    if not names:
        return []
    tag, times = names.most_common(1)[0]
    if times < 2 or times < 0.5 * names.total():
        return []
    found = [child for child in element if child.tag == tag]
    flat = sum(_is_record(child) for child in found)
    return found if flat == len(found) else []


def _is_record(element: etree._Element) -> bool:
    """Fields without text between them, not deeper than one group of fields."""
    if not len(element) and len(element.attrib) < 2:
        return False
    if (element.text or "").strip() and len(element):
        return False
    return not any((field.tail or "").strip() or any(map(len, field)) for field in element)


def _table(place: str, records: list[etree._Element], pieces: TablePieces) -> Iterator[Item]:
    rows: list[dict[str, str]] = []
    header: dict[str, None] = {}
    for record in records:
        row: dict[str, str] = {}
        for name, value in _fields(record):
            row[name] = f"{row[name]}; {value}" if row.get(name) else value
        header.update(dict.fromkeys(list(row)[: MAX_KEYS - len(header)] if len(header) < MAX_KEYS else ()))
        rows.append(row)
    keys = list(header)
    yield from pieces.tables(place, keys, ([row.get(key, "") for key in keys] for row in rows), 1)
    beyond = [f"{key}: {value}" for row in rows for key, value in row.items() if key not in header]
    yield from text_pieces(f"{place}, further fields", "\n".join(beyond))


def _fields(record: etree._Element) -> Iterator[tuple[str, str]]:
    yield from attributes(record)
    for field in record:
        if not isinstance(field.tag, str):
            continue
        label = local(field)
        for name, value in attributes(field):
            yield f"{label}.{name}", value
        if not len(field):
            yield label, (field.text or "").strip()
        for inner in field:
            if isinstance(inner.tag, str):
                yield f"{label}.{local(inner)}", (inner.text or "").strip()
    if not len(record) and (record.text or "").strip():
        yield local(record), (record.text or "").strip()
