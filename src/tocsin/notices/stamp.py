"""Print batches: each class is set once, each letter adds only its own lines.

A page of a letter is a page dictionary that points to two content streams: the class's (shared by all) and a
small one with the person's lines as codes of the shared font. No code stands for a byte that could end a
string (see ``glyphs.CODE_PAGE``), and rare characters are written as hexadecimal: no name can start an
operator.
"""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any

import pikepdf

from tocsin.notices.address import SIZES, SetLine
from tocsin.notices.barcodes import bar_font
from tocsin.notices.envelope import Zone
from tocsin.notices.glyphs import Metrics, metrics
from tocsin.notices.pdfparts import PageFile, Taker, packed
from tocsin.notices.skeleton import (
    BARS,
    BODY_SIZE,
    FOOT_SIZE,
    INK,
    ONE_BYTE,
    TWO_BYTE,
    Skeleton,
    SkeletonPage,
    with_fonts,
)

SHEET = (612.0, 792.0)
"""US letter, points."""


class Stamper:
    """Builds one print batch. Letters come out in the order they are added."""

    def __init__(self) -> None:
        self._file = PageFile(SHEET)
        self._put: dict[int, list[tuple[int, int, bytes, tuple[str, ...]]]] = {}

    def add(
        self, skeleton: Skeleton, values: Mapping[str, bytes], address: bytes, bars: bytes
    ) -> tuple[int, int]:
        """One letter: ``values`` as one-byte strings of PDF by slot, address and bars as operators.

        Gives its first page (from 1) and its pages.
        """
        first = self._file.pages + 1
        pages = self._pages(skeleton)
        for resources, content, own, slots in pages:
            texts = [values[slot] for slot in slots]
            lines = own % (*texts, address + bars) if address else own % tuple(texts)
            self._file.page(resources, content, lines)
            address = b""
        return first, len(pages)

    def add_rare(
        self, skeleton: Skeleton, values: Mapping[str, str], address: Sequence[SetLine], bars: bytes
    ) -> tuple[int, int]:
        """One letter with characters that have no one-byte code, or with lines that were broken."""
        first = self._file.pages + 1
        for at, (page, (resources, content, own, _)) in enumerate(
            zip(skeleton.pages, self._pages(skeleton), strict=True)
        ):
            lines = [_string(values[slot], skeleton.metrics) for slot in page.slots]
            tail = (placed(address, skeleton.metrics) + bars,) if at == 0 else ()
            self._file.page(resources, content, _two_byte(own, at == 0) % (*lines, *tail))
        return first, len(skeleton.pages)

    def add_whole(self, pdf: bytes, bars: bytes) -> tuple[int, int]:
        """One letter that the typesetter set in full."""
        first = self._file.pages + 1
        own = b"BT %b %bET" % (INK, bars) if bars else b""
        with pikepdf.open(io.BytesIO(pdf)) as source:
            taker = Taker()
            for page in source.pages:
                resources = self._file.put(with_fonts(taker, page.obj.Resources, {BARS: bar_font()}))
                content = packed(b"q\n" + page.obj.Contents.read_bytes() + b"\nQ\n")
                self._file.page(resources, self._file.put(content), own)
                own = b""
        return first, self._file.pages - first + 1

    def finish(self) -> bytes:
        """The batch as PDF. The same letters give the same bytes."""
        return self._file.finish()

    def _pages(self, skeleton: Skeleton) -> list[tuple[int, int, bytes, tuple[str, ...]]]:
        key = id(skeleton)
        if key not in self._put:
            self._put[key] = [self._known(page) for page in skeleton.pages]
        return self._put[key]

    def _known(self, page: SkeletonPage) -> tuple[int, int, bytes, tuple[str, ...]]:
        return self._file.put(page.resources), self._file.put(page.content), page.own, page.slots


def whole(job: Mapping[str, Any], values: Mapping[str, str], address: Sequence[SetLine]) -> dict[str, Any]:
    """A letter for the full typesetter: the class's words with this person's lines."""
    listed = [{"text": line.text, "size": line.size, "x": line.x, "y": line.y} for line in address]
    return {**job, "slots": False, "address": listed, "code": "", **values}


def text(codes: bytes) -> bytes:
    """One-byte codes as a string of PDF."""
    return b"(" + codes + b")"


@cache
def heads(zone: Zone) -> tuple[bytes, ...]:
    """What comes before an address in this zone, for each of ``SIZES``: its lines follow as ``(…)'``."""
    top = SHEET[1] - zone.top
    return tuple(
        b"%b %g Tf %g TL 1 0 0 1 %g %.2f Tm"
        % (ONE_BYTE, size, leading, zone.left, top - metrics().ascent * size + leading)
        for size, leading in SIZES
    )


def in_window(head: bytes, codes: bytes) -> bytes:
    """An address that fits as it is, its lines divided by line ends in ``codes``."""
    return head + b"(" + codes.replace(b"\n", b")'(") + b")' "


def placed(lines: Sequence[SetLine], own: Metrics) -> bytes:
    """Lines at their places."""
    return b"".join(
        b"%b %g Tf 1 0 0 1 %g %.2f Tm%bTj "
        % (TWO_BYTE, line.size, line.x, SHEET[1] - line.y, _string(line.text, own))
        for line in lines
    )


def drawn(bars: bytes, zone: Zone) -> bytes:
    """The bars of a code in their zone: their glyphs reach as far below the baseline as above it."""
    middle = SHEET[1] - (zone.top + zone.bottom) / 2
    return b"%b 1 Tf 1 0 0 1 %g %.2f Tm(%b)Tj " % (BARS, zone.left, middle, bars)


def _string(line: str, own: Metrics) -> bytes:
    return f"<{line.translate(own.hexes)}>".encode()


@cache
def _two_byte(own: bytes, first: bool) -> bytes:
    size = BODY_SIZE if first else FOOT_SIZE
    return b"%b %g Tf " % (TWO_BYTE, size) + own.replace(ONE_BYTE + b" ", TWO_BYTE + b" ")
