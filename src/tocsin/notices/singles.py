"""Letters as single tagged files (PDF/UA-1 and PDF/A-2a): one on demand, or many that share what is alike.

A file is its class's part and a tail. The class's part is a whole PDF whose open places are empty; the tail
is an update of that PDF (ISO 32000-1, 7.5.6) with the few content streams that hold a person's lines. The
class's tags stand as they are: a line has the place in them of the mark that it takes the place of.
"""

from __future__ import annotations

import hashlib
import io
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import pikepdf
from pikepdf import Array

from tocsin.notices.address import SetLine
from tocsin.notices.glyphs import Metrics, alphabet, read_metrics, slot_font
from tocsin.notices.skeleton import MARKS, opened
from tocsin.notices.stamp import SHEET
from tocsin.notices.typeset import set_open

FONT = b"/TS"
_SEQUENCE = re.compile(rb"(?:/\w+<<(?:[^<>]|<<[^<>]*>>)*>>BDC\n)(?:(?!EMC).)*?EMC\n?", re.S)
_MARK = re.compile(
    rb"q 1 0 0 -1 (?P<x>[\d.]+) (?P<y>[\d.]+) cm/(?P<space>c\d+) cs "
    rb"0\.00392\d* 0\.00784\d* (?P<blue>0\.0\d+) scn\n"
    rb"BT 0 Tr/f\d+ (?P<size>[\d.]+) Tf 1 0 0 -1 0 0 Tm\((?:[^\\)]|\\.)*\)Tj\nET\nQ(?:\n|$)",
    re.S,
)
_INK = b"0.101960786 0.101960786 0.101960786 scn"


@dataclass(frozen=True, slots=True)
class Own:
    """The content stream of a page that each letter writes anew: its object's number, and its parts.

    parts: bytes as they are, or the name of an open place with the operators before its string.
    """

    number: int
    parts: tuple[bytes | tuple[str, bytes], ...]


@dataclass(frozen=True, slots=True)
class SingleClass:
    """What all single letters of a class share. size: objects in ``base``; xref: where its table starts."""

    base: bytes
    digest: str
    pages: tuple[Own, ...]
    metrics: Metrics
    size: int
    xref: int
    root: int
    info: int | None
    ident: bytes

    def can_stamp(self, values: Mapping[str, str], address: Sequence[SetLine]) -> bool:
        """Whether the fonts of the class have every character."""
        return self.metrics.can_stamp("".join([*values.values(), *(line.text for line in address)]))

    def tail(self, values: Mapping[str, str], address: Sequence[SetLine]) -> bytes:
        """What comes after ``base`` for one letter."""
        out, at, places = [], len(self.base), []
        for page in self.pages:
            content = b"".join(
                part if isinstance(part, bytes) else self._lines(part, values, address) for part in page.parts
            )
            body = b"%d 0 obj\n<</Length %d>>\nstream\n%b\nendstream\nendobj\n" % (
                page.number, len(content), content,
            )  # fmt: skip
            places.append((page.number, at))
            out.append(body)
            at += len(body)
        return b"".join([*out, self._table(places, at, b"".join(out))])

    def hashed(self, tail: bytes) -> str:
        """SHA-256 of the whole file, without going through the class's part again."""
        digest = _hash_of(self.base).copy()
        digest.update(tail)
        return str(digest.hexdigest())

    def _lines(self, part: tuple[str, bytes], values: Mapping[str, str], address: Sequence[SetLine]) -> bytes:
        name, before = part
        if name != "address":
            size, x, y = (float(number) for number in before.split()[:3])
            return _line(size, x, y, values[name], self.metrics)
        # A space ends each line, so that a reader does not run them together.
        return b"".join(
            _line(line.size, line.x, SHEET[1] - line.y, f"{line.text} ", self.metrics) for line in address
        )

    def _table(self, places: Sequence[tuple[int, int]], at: int, body: bytes) -> bytes:
        """The cross-reference stream of the update (ISO 32000-1, 7.5.8), which is its own last entry."""
        ident = hashlib.sha256(self.ident + body).hexdigest()[:32].encode()
        rows = b"".join(b"\1" + start.to_bytes(4, "big") for _, start in [*places, (self.size, at)])
        index = b" ".join(b"%d 1" % number for number, _ in [*places, (self.size, at)])
        info = b"" if self.info is None else b"/Info %d 0 R" % self.info
        return (
            b"%d 0 obj\n<</Type/XRef/W[1 4 0]/Index[%b]/Size %d/Prev %d/Root %d 0 R%b"
            b"/ID[<%b><%b>]/Length %d>>\n"
            b"stream\n%b\nendstream\nendobj\nstartxref\n%d\n%%%%EOF\n"
        ) % (
            self.size, index, self.size + 1, self.xref, self.root, info, self.ident, ident,
            len(rows), rows, at,
        )  # fmt: skip


@lru_cache(maxsize=64)
def _hash_of(base: bytes) -> Any:
    return hashlib.sha256(base)


def single_class(job: Mapping[str, Any], window: tuple[float, float]) -> SingleClass:
    """The part of a class that its letters share. window: where the address starts, from the top left."""
    x, y = window
    marked = {**opened(job), "address": [{"text": "", "size": 10.5, "x": x, "y": y}]}
    set_ = set_open([marked], "", accessible=True)
    glyphs = set_open([], alphabet(), accessible=True)
    with pikepdf.open(io.BytesIO(set_)) as pdf, pikepdf.open(io.BytesIO(glyphs)) as other:
        foreign = slot_font(other)
        metrics = read_metrics(foreign)
        font = pdf.make_indirect(pdf.copy_foreign(foreign))
        owns = []
        for number, page in enumerate(pdf.pages, 1):
            owns.append(_open_page(pdf, page.obj, font, _folio(job, number, len(pdf.pages))))
        out = io.BytesIO()
        pdf.save(
            out,
            object_stream_mode=pikepdf.ObjectStreamMode.generate,
            compress_streams=True,
            deterministic_id=True,
            normalize_content=False,
        )
    return _read_back(out.getvalue(), owns, metrics)


def _folio(job: Mapping[str, Any], number: int, pages: int) -> str:
    return f"{job['page_word']} {number} {job['page_of']} {pages}"


_Parts = tuple[bytes | tuple[str, bytes], ...]


def _open_page(pdf: pikepdf.Pdf, page: Any, font: Any, folio: str) -> _Parts:
    """Divide a page into what its class shares and what a letter writes."""
    content = page.Contents.read_bytes()
    own: list[bytes | tuple[str, bytes]] = []

    def moved(sequence: re.Match[bytes]) -> bytes:
        if not _MARK.search(sequence[0]):
            return sequence[0]
        own.extend(_parts(sequence[0], folio))
        return b""

    static = _SEQUENCE.sub(moved, content)
    page.Resources.Font[FONT.decode()] = font
    shared = pdf.make_indirect(pdf.make_stream(static))
    page.Contents = Array([shared, pdf.make_indirect(pdf.make_stream(b""))])
    return tuple(own)


def _parts(sequence: bytes, folio: str) -> list[bytes | tuple[str, bytes]]:
    """A marked sequence with the marks taken out; the page number is the class's and stays text."""
    parts: list[bytes | tuple[str, bytes]] = []
    end = 0
    for mark in _MARK.finditer(sequence):
        name = MARKS[round(float(mark["blue"]) * 255) - 1]
        before = b"q /%b cs %b\n" % (mark["space"], _INK)
        place = b"%b %b %b" % (mark["size"], mark["x"], mark["y"])
        slot: bytes | tuple[str, bytes] = ("folio:" + folio if name == "folio" else name, place)
        parts += [sequence[end : mark.start()] + before, slot, b"Q\n"]
        end = mark.end()
    return [*parts, sequence[end:]]


def _line(size: float, x: float, y: float, text: str, metrics: Metrics) -> bytes:
    codes = text.translate(metrics.hexes)
    return b"BT %b %g Tf 1 0 0 1 %g %.3f Tm<%b>Tj ET\n" % (FONT, size, x, y, codes.encode())


def _read_back(base: bytes, owns: Sequence[_Parts], metrics: Metrics) -> SingleClass:
    with pikepdf.open(io.BytesIO(base)) as pdf:
        numbers = [page.obj.Contents[1].objgen[0] for page in pdf.pages]
        root = pdf.Root.objgen[0]
        info = pdf.trailer.get("/Info")
        ident = bytes(pdf.trailer.ID[0]).hex().encode()
        size = int(pdf.trailer.Size)
    pages = tuple(
        Own(number, tuple(_with_folio(part, metrics) for part in parts))
        for number, parts in zip(numbers, owns, strict=True)
    )
    xref = int(base[base.rindex(b"startxref") :].split()[1])
    return SingleClass(
        base=base,
        digest=hashlib.sha256(base).hexdigest(),
        pages=pages,
        metrics=metrics,
        size=size,
        xref=xref,
        root=root,
        info=None if info is None else info.objgen[0],
        ident=ident,
    )


def _with_folio(part: bytes | tuple[str, bytes], metrics: Metrics) -> bytes | tuple[str, bytes]:
    if isinstance(part, bytes) or not part[0].startswith("folio:"):
        return part
    size, x, y = (float(number) for number in part[1].split())
    return _line(size, x, y, part[0].removeprefix("folio:"), metrics)
