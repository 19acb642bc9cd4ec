"""XML from strangers: no network, no files, no entities, no trees beyond the parser's own limits."""

from __future__ import annotations

import io
from collections.abc import Iterator
from typing import Any

import re2
from lxml import etree

from tocsin.intake.readers.base import Unreadable

_ENTITY = (b"<!ENTITY", b"\x00<\x00!\x00E\x00N\x00T", b"<\x00!\x00E\x00N\x00T")
FEW_ATTRIBUTES = 50
_ALL = etree.XPath("@*")
_LOCAL: dict[Any, str] = {}
MAX_NAMES = 10_000
MAX_DEPTH = 250
"""libxml2 itself stops at 256."""


def declares_entities(raw: bytes) -> bool:
    """True for a document type with entities of its own: expansion bombs and reads of outside files."""
    return any(mark in raw for mark in _ENTITY)


_DOCTYPE = re2.compile(rb"(?s)<!DOCTYPE[^\[>]*(?:\[.*?\]\s*)?>")


def without_doctype(raw: bytes) -> bytes:
    """The document without its type and the entities defined there; references to them stay unresolved."""
    return bytes(_DOCTYPE.sub(b"", raw, count=1))


def parser(recover: bool = True) -> etree.XMLParser:
    """A parser that resolves nothing and goes on behind damage."""
    return etree.XMLParser(
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        huge_tree=False,
        recover=recover,
        remove_pis=True,
    )


def tree(raw: bytes) -> etree._Element | None:
    """The root element, with what can be had of a damaged document; None if there is nothing."""
    if declares_entities(raw):
        raise Unreadable("refused", "the XML defines entities of its own, which is how XML attacks are made")
    try:
        return etree.fromstring(raw, parser())
    except etree.XMLSyntaxError:
        return None


def local(element: etree._Element) -> str:
    """The tag without its namespace; blank for comments and the like."""
    tag = element.tag
    name = _LOCAL.get(tag)  # the same few names, a million times
    if name is None:
        name = tag.rpartition("}")[2] if isinstance(tag, str) else ""
        if len(_LOCAL) < MAX_NAMES:
            _LOCAL[tag] = name
    return name


def attributes(element: etree._Element) -> Iterator[tuple[str, str]]:
    """Names without namespace, and values, in the order of the document.

    ``attrib.items()`` looks every name up again: 20,000 attributes take it 2.5 s, 200,000 forever. XPath
    walks along them once.
    """
    if len(element.attrib) <= FEW_ATTRIBUTES:
        pairs: list[tuple[Any, Any]] = list(element.attrib.items())
    else:
        found: Any = _ALL(element)
        pairs = [(value.attrname, value) for value in found]
    for name, value in pairs:
        yield str(name).rpartition("}")[2], str(value)


def attribute(element: etree._Element, name: str) -> str:
    """An attribute by its name without namespace: producers disagree about prefixes."""
    found = element.get(name)
    if found is not None:
        return found
    return next((value for key, value in attributes(element) if key == name), "")


def ends(raw: bytes, *names: str) -> Iterator[etree._Element]:
    """Elements with these local names as they end; each is emptied afterwards, so large parts stay small."""
    if declares_entities(raw):
        raise Unreadable("refused", "the XML defines entities of its own, which is how XML attacks are made")
    tags = [f"{{*}}{name}" for name in names]
    walk = etree.iterparse(
        io.BytesIO(raw), tag=tags, resolve_entities=False, no_network=True, huge_tree=False, recover=True
    )
    try:
        for _, element in walk:
            yield element
            element.clear()
            while (before := element.getprevious()) is not None:
                parent = before.getparent()
                if parent is None:
                    break
                parent.remove(before)
    except etree.XMLSyntaxError:
        return
