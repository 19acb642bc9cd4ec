"""A PDF whose end is gone has lost its table of contents: a new one is made for the objects that remain.

Objects stand one by one in the file (ISO 32000-1, 7.3.10), many of them packed together in object streams
(7.5.7). They are collected, the last and broken-off one as far as it goes, and put into a new file: under the
pages that are still there, and as a page each for the drawings (content streams) whose page is lost, with all
fonts at hand. pdfium then reads that file as any other.
"""

from __future__ import annotations

import io
import re
import zlib

import pikepdf

from tocsin.intake.readers.bounded import Budget, TooMuch
from tocsin.intake.readers.damage import parser_failures

MAX_OBJECTS = 200_000
MAX_STREAM_BYTES = 64 << 20

_OBJECT = re.compile(rb"(?<![0-9])(\d{1,10})[ \r\n]+(\d{1,5})[ \r\n]+obj\b")
_STREAM = re.compile(rb"stream\r?\n")
_END = re.compile(rb"\r?\n?endstream\b")
_FLATE_ALONE = re.compile(rb"/Filter\s*\[?\s*/FlateDecode\s*\]?")
_PREDICTED = re.compile(rb"/DecodeParms|/Encrypt")
_DRAWS = re.compile(rb"\bBT\b.*?\bT[jJ*]", re.DOTALL)
_PAIR = re.compile(rb"(\d+)\s+(\d+)")


def rebuilt(raw: bytes) -> bytes | None:
    """A whole file out of the objects found in ``raw``; None where they hold no page and no drawing."""
    objects = _objects(raw)
    if not objects:
        return None
    tree = max(objects) + 1
    objects[tree] = b"<</Type/Pages/Kids[]/Count 0>>"
    objects[tree + 1] = b"<</Type/Catalog/Pages %d 0 R>>" % tree
    with pikepdf.open(io.BytesIO(_file_of(objects, tree + 1))) as document:
        if not _paged(document):
            return None
        target = io.BytesIO()
        document.save(target)
        return target.getvalue()


def _file_of(objects: dict[int, bytes], root: int) -> bytes:
    """The objects as a file with a table of their places (ISO 32000-1, 7.5.4)."""
    body = bytearray(b"%PDF-1.7\n")
    table = [b"xref\n0 1\n0000000000 65535 f \n"]
    for number, content in objects.items():
        table.append(b"%d 1\n%010d 00000 n \n" % (number, len(body)))
        body += b"%d 0 obj\n%b\nendobj\n" % (number, content)
    at = len(body)
    body += b"".join(table)
    return bytes(body) + b"trailer\n<</Root %d 0 R/Size %d>>\nstartxref\n%d\n%%%%EOF\n" % (root, root + 1, at)


def _objects(raw: bytes) -> dict[int, bytes]:
    """Number to content; the last of a number counts, as in a file that was updated."""
    found: dict[int, bytes] = {}
    budget = Budget(4 * MAX_STREAM_BYTES)
    starts = list(_OBJECT.finditer(raw))[:MAX_OBJECTS]
    at = 0
    for index, start in enumerate(starts):
        if start.start() < at:  # what looks like an object inside a stream
            continue
        limit = starts[index + 1].start() if index + 1 < len(starts) else len(raw)
        content, at = _object(raw, start.end(), limit, budget)
        if content is None:
            continue
        if b"/ObjStm" in content[:400]:
            found |= _unpacked(content, budget)
        elif b"/XRef" not in content[:400]:
            found[int(start[1])] = content
    return found


def _object(raw: bytes, start: int, limit: int, budget: Budget) -> tuple[bytes | None, int]:
    """The content of the object at ``start`` and where it ends; a broken-off stream is mended."""
    opening = _STREAM.search(raw, start, min(limit, start + 65_536))
    end = raw.find(b"endobj", start, limit)
    if opening is None or 0 <= end < opening.start():
        return (raw[start:end].strip(), end) if end >= 0 else (None, limit)
    closing = _END.search(raw, opening.end())
    head = raw[start : opening.start()]
    data = raw[opening.end() : closing.start() if closing else len(raw)]
    after = closing.end() if closing else len(raw)
    if _FLATE_ALONE.search(head) and not _PREDICTED.search(head) and b"/Image" not in head:
        data = _inflated(data, budget)
        head = _FLATE_ALONE.sub(b"", head)
    elif closing is None:
        return None, after
    head = re.sub(rb"/Length\s+\d+(\s+\d+\s+R)?", b"", head)
    cut = head.rfind(b">>")
    if cut < 0:
        return None, after
    return head[:cut] + b"/Length %d>>\nstream\n%b\nendstream" % (len(data), data), after


def _inflated(data: bytes, budget: Budget) -> bytes:
    """The stream unpacked, up to its damage if it has one."""
    found: list[bytes] = []
    engine = zlib.decompressobj()
    left = MAX_STREAM_BYTES
    at = 0
    while at < len(data) and left > 0 and not engine.eof:
        piece = engine.unconsumed_tail or data[at : at + 4096]
        at += 0 if engine.unconsumed_tail else len(piece)
        try:
            block = engine.decompress(piece, left)
        except zlib.error:
            break
        left -= len(block)
        found.append(block)
    out = b"".join(found)
    try:
        return budget.read(io.BytesIO(out), max(1, len(data)))
    except TooMuch:
        return b""


def _unpacked(content: bytes, budget: Budget) -> dict[int, bytes]:
    """The objects of an object stream (ISO 32000-1, 7.5.7): pairs of number and offset, then the objects."""
    head, _, rest = content.partition(b"stream\n")
    first = re.search(rb"/First\s+(\d+)", head)
    if first is None:
        return {}
    data = rest.rpartition(b"\nendstream")[0]
    pairs = [(int(number), int(offset)) for number, offset in _PAIR.findall(data[: int(first[1])])]
    body = data[int(first[1]) :]
    ends = [offset for _, offset in pairs[1:]] + [len(body)]
    return {
        number: body[offset:end].strip()
        for (number, offset), end in zip(pairs[:MAX_OBJECTS], ends, strict=False)
        if offset < len(body) and body[offset:end].strip()
    }


def _paged(document: pikepdf.Pdf) -> int:
    """Put every page that is left, and every drawing without one, into the page tree; how many there are."""
    pages, fonts, drawings, used = [], pikepdf.Dictionary(), [], set()
    for found in document.objects:
        with parser_failures():
            if isinstance(found, pikepdf.Stream):
                if _is_drawing(found):
                    drawings.append(found)
            elif isinstance(found, pikepdf.Dictionary):
                _collect_fonts(found, fonts)
                if found.get("/Type") == pikepdf.Name.Page:
                    pages.append(found)
                    used |= {one.objgen for one in _contents(found)}
    tree = document.Root.Pages
    for page in pages:
        with parser_failures():
            _adopt(page, fonts)
            tree.Kids.append(page)
    for drawing in drawings:
        if drawing.objgen not in used:
            page = pikepdf.Dictionary(Type=pikepdf.Name.Page, MediaBox=[0, 0, 612, 792], Contents=drawing)
            page.Resources = pikepdf.Dictionary(Font=fonts)
            page.Parent = tree
            tree.Kids.append(document.make_indirect(page))
    for kid in tree.Kids:
        kid.Parent = tree
    tree.Count = len(tree.Kids)
    return len(tree.Kids)


def _is_drawing(stream: pikepdf.Stream) -> bool:
    if "/Subtype" in stream or "/Type" in stream or "/Length1" in stream:
        return False
    return _DRAWS.search(stream.read_bytes()[:65_536]) is not None


def _contents(page: pikepdf.Dictionary) -> list[pikepdf.Object]:
    contents = page.get("/Contents")
    if contents is None:
        return []
    return list(contents) if isinstance(contents, pikepdf.Array) else [contents]


def _collect_fonts(found: pikepdf.Dictionary, fonts: pikepdf.Dictionary) -> None:
    """Fonts by the names pages use for them; of two of a name the first is taken."""
    resources = found.get("/Resources")
    for group in (found, found.get("/Font"), _font_of(resources)):
        for name, font in group.items() if isinstance(group, pikepdf.Dictionary) else ():
            if name not in fonts and _is_font(font):
                fonts[name] = font


def _font_of(resources: object) -> object:
    return resources.get("/Font") if isinstance(resources, pikepdf.Dictionary) else None


def _is_font(thing: object) -> bool:
    return isinstance(thing, pikepdf.Dictionary) and thing.get("/Type") == pikepdf.Name.Font


def _adopt(page: pikepdf.Dictionary, fonts: pikepdf.Dictionary) -> None:
    """What the page had from the tree it stood in, where that is lost."""
    if not isinstance(page.get("/Resources"), pikepdf.Dictionary):
        page.Resources = pikepdf.Dictionary(Font=fonts)
    if page.get("/MediaBox") is None:
        page.MediaBox = pikepdf.Array([0, 0, 612, 792])
