"""What a PDF holds beside its pages: annotations, form fields, attached files, document information, XFA
data.
"""

from __future__ import annotations

import io
import logging
import zlib
from collections.abc import Iterator
from typing import Any

import pikepdf

from tocsin.intake.readers.base import MAX_CHILD_BYTES, MAX_PART_BYTES, Item, in_part
from tocsin.intake.readers.bounded import Budget, TooMuch
from tocsin.intake.readers.damage import parser_failures
from tocsin.intake.readers.pieces import text_pieces
from tocsin.intake.readers.safexml import local, tree
from tocsin.model.content import Child

# Its warnings quote the document, and nothing of a document goes into a log.
_LOG = logging.getLogger("pikepdf")
_LOG.addHandler(logging.NullHandler())
_LOG.propagate = False

MAX_FIELDS = 50_000
MAX_DEPTH = 30
MAX_SCRIPT = 1 << 20
MAX_ANNOTATIONS = 20_000
MAX_VALUES = 1_000
"""Values of one field that takes several."""

_DULL = frozenset({"/Producer", "/CreationDate", "/Trapped", "/PTEX.Fullbanner"})
_DAMAGED = "part of what the document holds beside its pages is damaged and was not read"
_TRAP = "an attached file is larger than is read or a bomb, and was left in the document"


def extras(raw: bytes) -> Iterator[Item]:
    """Everything beside the pages, the document information last; what is damaged is said."""
    document = None
    with parser_failures():
        document = pikepdf.open(io.BytesIO(raw), suppress_warnings=True)
    if document is None:
        yield in_part(_DAMAGED)
        return
    with document:
        for part in (_annotations, _fields, _xfa, _scripts, _attachments, _information):
            whole = False
            items: list[Item] = []
            with parser_failures():
                items.extend(part(document))
                whole = True
            yield from items
            if not whole:
                yield in_part(_DAMAGED)


def _annotations(document: pikepdf.Pdf) -> Iterator[Item]:
    """Notes, highlighted words and text put over the page, page by page (ISO 32000-2, 12.5)."""
    left = MAX_ANNOTATIONS
    for number, page in enumerate(document.pages, 1):
        lines: list[str] = []
        for annotation in page.obj.get("/Annots", ()):
            left -= 1
            if left < 0:
                yield in_part(f"only the first {MAX_ANNOTATIONS:,} annotations were read")
                return
            lines.extend(_strings(annotation, ("/Subj", "/Contents")))
        yield from text_pieces(f"page {number} annotations", "\n".join(lines), "annotation")


def _scripts(document: pikepdf.Pdf) -> Iterator[Item]:
    """What JavaScript of the document and its pages says: names and addresses hide there too (12.6.4.17)."""
    root = document.Root
    actions = [root.get("/OpenAction"), *_values(root.get("/AA"))]
    names = root.get("/Names")
    if isinstance(names, pikepdf.Dictionary) and "/JavaScript" in names:
        named = pikepdf.NameTree(names["/JavaScript"])
        actions += [named[key] for key in named]
    for page in document.pages:
        actions += _values(page.obj.get("/AA"))
    found: dict[str, None] = {}
    for action in actions:
        script = action.get("/JS") if isinstance(action, pikepdf.Dictionary) else None
        if isinstance(script, pikepdf.Stream):
            found[_stream(script)[:MAX_SCRIPT].decode("latin-1").strip()] = None
        elif isinstance(script, pikepdf.String):
            found[str(script).strip()] = None
    yield from text_pieces("scripts", "\n".join(filter(None, found)), "hidden")


def _values(found: Any) -> list[Any]:
    return list(found.values()) if isinstance(found, pikepdf.Dictionary) else []


def _strings(found: Any, keys: tuple[str, ...]) -> Iterator[str]:
    if isinstance(found, pikepdf.Dictionary):
        for key in keys:
            value = found.get(key)
            if isinstance(value, pikepdf.String) and str(value).strip():
                yield str(value)


def _fields(document: pikepdf.Pdf) -> Iterator[Item]:
    """``name: value`` of every filled field (ISO 32000-2, 12.7.4)."""
    form = document.Root.get("/AcroForm")
    if not isinstance(form, pikepdf.Dictionary):
        return
    lines: list[str] = []
    stack: list[tuple[Any, str, int]] = [(field, "", 0) for field in reversed(list(form.get("/Fields", ())))]
    seen, cut = 0, False
    while stack and seen < MAX_FIELDS:
        field, above, depth = stack.pop()
        seen += 1
        if not isinstance(field, pikepdf.Dictionary):
            continue
        if depth > MAX_DEPTH:
            cut = True
            continue
        own = str(field.get("/T", ""))
        name = f"{above}.{own}" if above and own else own or above
        stated = field.get("/V")
        cut = cut or (isinstance(stated, pikepdf.Array) and len(stated) > MAX_VALUES)
        if value := _value(stated):
            label = str(field.get("/TU", "")) or name
            lines.append(f"{label}: {value}" if label else value)
        stack.extend((kid, name, depth + 1) for kid in reversed(list(field.get("/Kids", ()))))
    yield from text_pieces("form fields", "\n".join(lines), "form")
    if stack:
        yield in_part(f"the form has more than {MAX_FIELDS:,} fields; only the first were read")
    if cut:
        yield in_part(
            "the form has fields nested too deeply or with too many values; these were not all read"
        )


def _value(value: Any) -> str:
    if isinstance(value, pikepdf.String):
        return str(value)
    if isinstance(value, pikepdf.Name):
        return "" if str(value) == "/Off" else str(value)[1:]
    if isinstance(value, pikepdf.Array):
        return "; ".join(filter(None, (_value(one) for one in list(value)[:MAX_VALUES])))
    if isinstance(value, pikepdf.Stream):
        return _stream(value).decode("utf-8", "replace")
    return ""


def _information(document: pikepdf.Pdf) -> Iterator[Item]:
    found: Any = document.docinfo
    lines = [f"{key[1:]}: {found[key]}" for key in found if key not in _DULL and str(found[key]).strip()]
    yield from text_pieces("document properties", "\n".join(lines), "property")


def _xfa(document: pikepdf.Pdf) -> Iterator[Item]:
    """The data of forms in XML, which pages do not show (XFA 3.3)."""
    form = document.Root.get("/AcroForm")
    packets = form.get("/XFA") if isinstance(form, pikepdf.Dictionary) else None
    streams: list[Any] = []
    if isinstance(packets, pikepdf.Stream):
        streams.append(packets)
    elif isinstance(packets, pikepdf.Array):
        named = list(packets)
        pairs = zip(named[::2], named[1::2], strict=False)
        streams += [stream for name, stream in pairs if str(name) == "datasets"]
    for stream in streams:
        root = tree(_stream(stream)) if isinstance(stream, pikepdf.Stream) else None
        if root is not None:
            data = next(root.iter("{*}datasets"), root)
            lines = [f"{local(e)}: {e.text.strip()}" for e in data.iter() if e.text and e.text.strip()]
            yield from text_pieces("form data", "\n".join(lines), "form")


def _attachments(document: pikepdf.Pdf) -> Iterator[Item]:
    for name, attached in document.attachments.items():
        try:
            yield Child(attached.filename or name, _stream(attached.get_file().obj))
        except TooMuch:
            yield in_part(_TRAP)


def _stream(stream: Any) -> bytes:
    """Bytes of a stream, unpacked with the output counted where it is deflate and nothing else."""
    raw: bytes = stream.read_raw_bytes()
    filters = stream.get("/Filter")
    if filters is None:
        return raw
    if isinstance(filters, pikepdf.Array) and len(filters) == 1:
        filters = filters[0]
    if filters == pikepdf.Name.FlateDecode and stream.get("/DecodeParms") is None:
        return Budget(MAX_PART_BYTES).read(_Inflating(raw), len(raw), MAX_CHILD_BYTES)
    unpacked: bytes = stream.read_bytes()
    return unpacked


class _Inflating:
    def __init__(self, raw: bytes) -> None:
        self._engine = zlib.decompressobj()
        self._left = raw

    def read(self, size: int, /) -> bytes:
        found = self._engine.decompress(self._left, size)
        self._left = self._engine.unconsumed_tail
        return found
