"""XPS: the strings of the glyphs on each page (ECMA-388), lines put together by their height on the page."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import BinaryIO

from lxml import etree

from tocsin.intake.readers.base import Item, Reader, in_part
from tocsin.intake.readers.office_properties import properties
from tocsin.intake.readers.package import Package
from tocsin.intake.readers.pieces import text_pieces
from tocsin.intake.readers.safexml import attribute

_NUMBERS = re.compile(r"\d+")


class XpsReader(Reader):
    """Printed documents of Windows."""

    kinds = ("xps",)

    def read(self, name: str, data: BinaryIO, size: int) -> Iterator[Item]:
        package = Package(data)
        parts = [part for part in package.names if part.lower().endswith(".fpage")]
        parts.sort(key=lambda part: [int(digits[:9]) for digits in _NUMBERS.findall(part)])
        for number, part in enumerate(parts, 1):
            root = package.tree(part)
            lines = _lines(root) if root is not None else []
            yield from text_pieces(f"page {number}", "\n".join(lines))
        yield from properties(package)
        yield from map(in_part, package.damage)


def _lines(root: etree._Element) -> list[str]:
    """Strings of one height stand on one line."""
    lines: list[str] = []
    height = ""
    for glyphs in root.iter("{*}Glyphs"):
        text = attribute(glyphs, "UnicodeString").removeprefix("{}")
        if not text:
            continue
        here = attribute(glyphs, "OriginY")
        if lines and here and here == height:
            lines[-1] += text if lines[-1].endswith(" ") or text.startswith(" ") else f" {text}"
        else:
            lines.append(text)
        height = here
    return lines
