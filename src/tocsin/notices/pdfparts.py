"""Objects of a PDF taken out of one file to be written into others; a writer of files of many like pages.

The writer knows only what a print batch needs (ISO 32000-1: objects 7.3, object streams 7.5.7, cross-
reference streams 7.5.8): shared objects are written once, pages are one line each in object streams, and the
same calls give the same bytes.
"""

from __future__ import annotations

import hashlib
import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate
from typing import Any

import numpy as np
import pikepdf

HEADER = b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n"

KIDS = 64
"""Pages under one node of the page tree."""

PACKED = 256
"""Objects in one object stream."""


@dataclass(frozen=True, slots=True)
class Shared:
    """An object without a number. ``head``: its text, each reference written ``%d`` (so ``%`` is ``%%``)."""

    head: bytes
    refs: tuple[Shared, ...]
    stream: bytes | None
    digest: bytes


def shared(head: bytes, refs: Sequence[Shared] = (), stream: bytes | None = None) -> Shared:
    """A new object; equal content has an equal digest."""
    digest = hashlib.sha256(b"%d " % len(head) + head)
    for ref in refs:
        digest.update(ref.digest)
    if stream is not None:
        digest.update(b"stream" + stream)
    return Shared(head, tuple(refs), stream, digest.digest())


def packed(data: bytes, entries: bytes = b"") -> Shared:
    """A stream of these bytes, compressed as well as can be: it is written once and read by many pages."""
    squeezed = zlib.compress(data, 9)
    return shared(b"<<%b/Filter/FlateDecode/Length %%d>>" % entries, (), squeezed)


class Taker:
    """Takes objects out of an open file, with everything they refer to (which must be free of circles)."""

    def __init__(self) -> None:
        self._known: dict[tuple[int, int], Shared] = {}

    def take(self, thing: Any) -> Shared:
        """An object of the file, or any value in it, as an object of its own."""
        key = thing.objgen if isinstance(thing, pikepdf.Object) else (0, 0)
        if key[0] and key in self._known:
            return self._known[key]
        refs: list[Shared] = []
        if isinstance(thing, pikepdf.Stream):
            entries = {name: value for name, value in thing.items() if name != "/Length"}
            head = b"<<" + self._entries(entries, refs) + b"/Length %d>>"
            made = shared(head, refs, thing.read_raw_bytes())
        else:
            made = shared(self.text(thing, refs), refs)
        if key[0]:
            self._known[key] = made
        return made

    def text(self, thing: Any, refs: list[Shared]) -> bytes:
        """A value as it is written inside another one; what it refers to is added to ``refs``."""
        if isinstance(thing, pikepdf.Dictionary):
            return b"<<" + self._entries(dict(thing.items()), refs) + b">>"
        if isinstance(thing, pikepdf.Array):
            return b"[" + b" ".join(self.value(item, refs) for item in thing) + b"]"
        if isinstance(thing, pikepdf.Object):
            return thing.unparse().replace(b"%", b"%%")
        if isinstance(thing, bool):
            return b"true" if thing else b"false"
        return f"{thing}".encode()

    def value(self, thing: Any, refs: list[Shared]) -> bytes:
        """A value as it is written, as a reference if it is one in the file."""
        if isinstance(thing, pikepdf.Object) and thing.is_indirect:
            refs.append(self.take(thing))
            return b"%d 0 R"
        return self.text(thing, refs)

    def _entries(self, entries: dict[str, Any], refs: list[Shared]) -> bytes:
        return b"".join(
            name.encode() + b" " + self.value(value, refs) for name, value in sorted(entries.items())
        )


class PageFile:
    """A PDF of pages that share their content. Objects are numbered in the order they are put."""

    def __init__(self, sheet: tuple[float, float]) -> None:
        """``sheet``: width and height of every page, in points."""
        self._sheet = sheet
        self._plain: list[bytes] = []
        self._numbers: dict[bytes, int] = {}
        self._pages: list[tuple[int, int, int]] = []

    @property
    def pages(self) -> int:
        """How many pages there are."""
        return len(self._pages)

    def put(self, thing: Shared) -> int:
        """The number of a shared object, which is written the first time it is asked for."""
        number = self._numbers.get(thing.digest)
        if number is None:
            refs = tuple(self.put(ref) for ref in thing.refs)
            if thing.stream is None:
                body = thing.head % refs
            else:
                body = b"%b\nstream\n%b\nendstream" % (thing.head % (*refs, len(thing.stream)), thing.stream)
            number = self._add(body)
            self._numbers[thing.digest] = number
        return number

    def page(self, resources: int, content: int, own: bytes) -> None:
        """A page: two numbers that ``put`` gave, and the content stream that only this page has."""
        number = self._add(b"<</Length %d>>stream\n%b\nendstream" % (len(own), own))
        self._pages.append((resources, content, number))

    def _add(self, body: bytes) -> int:
        self._plain.append(body)
        return len(self._plain)

    def finish(self) -> bytes:
        """The file. The same pages give the same bytes."""
        plain = [b"%d 0 obj%b%b endobj\n" % (n, _gap(b), b) for n, b in enumerate(self._plain, 1)]
        first = len(plain) + 1
        lines = self._tree(first)
        streams = [_object_stream(first + at, lines[at : at + PACKED]) for at in range(0, len(lines), PACKED)]
        opening = first + len(lines)
        plain += [b"%d 0 obj%b endobj\n" % (opening + n, body) for n, body in enumerate(streams)]
        starts = list(accumulate(map(len, plain), initial=len(HEADER)))
        return self._closed(plain, starts, len(lines), len(streams))

    def _closed(self, plain: list[bytes], starts: list[int], lines: int, streams: int) -> bytes:
        """The objects with their cross-reference stream, whose rows are (kind, place, index)."""
        opening = len(self._plain) + 1 + lines
        size = opening + streams + 1
        rows = np.zeros(size, dtype=[("kind", ">u1"), ("place", ">u4"), ("index", ">u2")])
        rows["kind"][1:] = 1
        rows["place"][1 : opening - lines] = starts[: len(self._plain)]
        rows["place"][opening:] = starts[len(self._plain) :]
        at = np.arange(lines)
        rows["kind"][opening - lines : opening] = 2
        rows["place"][opening - lines : opening] = opening + at // PACKED
        rows["index"][opening - lines : opening] = at % PACKED
        rows["index"][0] = 0xFFFF
        body = b"".join([HEADER, *plain])
        ident = hashlib.sha256(body).hexdigest()[:32].encode()
        entries = (
            b"<</Type/XRef/W[1 4 2]/Size %d/Root %d 0 R/ID[<%b><%b>]/Filter/FlateDecode"
            b"/DecodeParms<</Predictor 12/Columns 7>>/Length %d>>"
        )
        table = zlib.compress(_up(rows.tobytes(), 7), 6)
        xref = entries % (size, opening - 1, ident, ident, len(table))
        return b"%b%d 0 obj%b\nstream\n%b\nendstream endobj\nstartxref\n%d\n%%%%EOF\n" % (
            body, size - 1, xref, table, len(body),
        )  # fmt: skip

    def _tree(self, first: int) -> list[bytes]:
        """The pages, their nodes, the root of the tree and the catalogue, numbered from ``first``."""
        nodes = -(-len(self._pages) // KIDS)
        node, root = first + len(self._pages), first + len(self._pages) + nodes
        lines = [
            b"<</Type/Page/Parent %d 0 R/Resources %d 0 R/Contents[%d 0 R %d 0 R]>>"
            % (node + at // KIDS, resources, content, own)
            for at, (resources, content, own) in enumerate(self._pages)
        ]
        for at in range(nodes):
            kids = range(first + at * KIDS, first + min((at + 1) * KIDS, len(self._pages)))
            lines.append(_node(kids, len(kids), b"/Parent %d 0 R" % root))
        box = b"/MediaBox[0 0 %g %g]" % self._sheet
        lines.append(_node(range(node, node + nodes), len(self._pages), box))
        lines.append(b"<</Type/Catalog/Pages %d 0 R>>" % root)
        return lines


def _gap(body: bytes) -> bytes:
    """A number needs white space before it; a dictionary does not."""
    return b"" if body[:1] == b"<" or body[:1] == b"[" else b" "


def _node(kids: range, count: int, entries: bytes) -> bytes:
    listed = b" ".join(b"%d 0 R" % kid for kid in kids)
    return b"<</Type/Pages/Count %d%b/Kids[%b]>>" % (count, entries, listed)


def _object_stream(first: int, bodies: Sequence[bytes]) -> bytes:
    starts = list(accumulate(map(len, bodies), initial=0))[:-1]
    index = b" ".join(b"%d %d" % (number, start) for number, start in enumerate(starts, first))
    data = zlib.compress(index + b"\n" + b"".join(bodies), 4)
    entries = b"<</Type/ObjStm/N %d/First %d/Filter/FlateDecode/Length %d>>"
    return entries % (len(bodies), len(index) + 1, len(data)) + b"stream\n" + data + b"\nendstream"


def _up(data: bytes, columns: int) -> bytes:
    """PNG's predictor Up: each row less the one above, with the predictor's number before it."""
    rows = np.frombuffer(data, np.uint8).reshape(-1, columns)
    out = np.full((len(rows), columns + 1), 2, np.uint8)
    out[0, 1:] = rows[0]
    out[1:, 1:] = rows[1:] - rows[:-1]
    return out.tobytes()
