"""PDF: text by pdfium page by page, and what lies beside the pages by pikepdf (see ``pdf_extras``)."""

from __future__ import annotations

import io
from collections.abc import Generator, Iterator
from dataclasses import dataclass, field
from typing import Any, BinaryIO

import pikepdf
import pypdfium2
import pypdfium2.raw as pdfium

from tocsin.intake.readers import ocr, pdf_carving
from tocsin.intake.readers.base import MAX_CHILD_BYTES, Item, Reader, Unreadable, in_part, whole
from tocsin.intake.readers.damage import parser_failures
from tocsin.intake.readers.locks import Locked
from tocsin.intake.readers.pdf_extras import extras
from tocsin.intake.readers.pdf_tables import laid_out
from tocsin.intake.readers.pieces import TablePieces, text_pieces
from tocsin.model.content import Shortfall, Text

FEW_CHARS = 40
"""A stamp or a page number; with a picture over most of the page, the page is a scan."""

COVERING = 0.5
OCR_DOTS = 250
"""An inch: letters of 8 points are 28 pixels high then."""

MAX_OBJECTS = 2_000


@dataclass(slots=True)
class _Pages:
    """Page numbers, 1-based, by what is the matter with them."""

    pictures: list[int] = field(default_factory=list)
    broken: list[int] = field(default_factory=list)
    garbled: list[int] = field(default_factory=list)
    read: int = 0
    lines: int = 0
    unsure: int = 0


class PdfReader(Reader):
    """PDF documents."""

    kinds = ("pdf",)

    def read(self, name: str, data: BinaryIO, size: int) -> Iterator[Item]:
        raw = whole(data, size, MAX_CHILD_BYTES)
        document, repaired = _opened(raw)
        pieces = TablePieces()
        seen = _Pages()
        total = yield from _all_pages(document, seen, pieces)
        if not repaired and len(seen.broken) == total:
            with parser_failures():
                found, seen = _carved(raw), _Pages()
                total, repaired = (yield from _all_pages(found, seen, pieces)), True
        if not total:
            raise Unreadable("refused", "the document has no pages that could be read")
        yield from _beside(raw, seen, total)
        yield from pieces.shortfalls()
        if repaired:
            yield in_part("the document is damaged and was repaired to read it; pages may be missing")
        yield from _said(seen)


def _all_pages(
    document: pypdfium2.PdfDocument, seen: _Pages, pieces: TablePieces
) -> Generator[Item, None, int]:
    """Every page; returns how many there are."""
    try:
        for number in range(len(document)):
            yield from _page(document, number, seen, pieces)
        return len(document)
    finally:
        document.close()


def _opened(raw: bytes) -> tuple[pypdfium2.PdfDocument, bool]:
    """The document, and whether it had to be rebuilt first."""
    try:
        return pypdfium2.PdfDocument(raw), False
    except pypdfium2.PdfiumError as error:
        if error.err_code == pdfium.FPDF_ERR_PASSWORD:
            raise Locked("the document") from None
    rebuilt = io.BytesIO()
    try:
        with pikepdf.open(io.BytesIO(raw)) as document:
            if len(document.pages):
                document.save(rebuilt)
                return pypdfium2.PdfDocument(rebuilt.getvalue()), True
    except pikepdf.PasswordError:
        raise Locked("the document") from None
    except (pikepdf.PdfError, pypdfium2.PdfiumError, ValueError, RuntimeError):
        pass
    return _carved(raw), True


def _carved(raw: bytes) -> pypdfium2.PdfDocument:
    """The document made anew from the objects that are still there."""
    found = None
    with parser_failures():
        found = pdf_carving.rebuilt(raw)
    if found is None:
        raise Unreadable("refused", "the document is damaged beyond repair")
    return pypdfium2.PdfDocument(found)


def _page(document: Any, number: int, seen: _Pages, pieces: TablePieces) -> Iterator[Item]:
    """Text and tables of one page; a page that fails does not take the others with it."""
    items: list[Item] | None = None
    with parser_failures():
        items = _page_items(document[number], number + 1, seen, pieces)
    if items is None:
        seen.broken.append(number + 1)
        return
    yield from items


def _page_items(page: Any, number: int, seen: _Pages, pieces: TablePieces) -> list[Item]:
    try:
        text_page = page.get_textpage()
        try:
            text = text_page.get_text_bounded().replace("\r\n", "\n").replace("\x02", "-")
            if len(text.strip()) < FEW_CHARS and _is_picture(page):
                if ocr.is_loaded():
                    return _by_ocr(page, number, text, seen)
                seen.pictures.append(number)
            if not text.strip():
                return []
            seen.read += 1
            if text.count("\ufffd") + text.count("\x00") > 0.3 * len(text):
                seen.garbled.append(number)
            return _texts_and_tables(text, laid_out(text_page), f"page {number}", pieces)
        finally:
            text_page.close()
    finally:
        page.close()


def _by_ocr(page: Any, number: int, text: str, seen: _Pages) -> list[Item]:
    """A page that is a picture, drawn as large as OCR reads best, with the few letters it has itself."""
    scale = min(OCR_DOTS / 72, ocr.MOST_SIDE / max(page.get_size()))
    found = ocr.read(page.render(scale=scale).to_pil())
    seen.read += 1
    seen.lines, seen.unsure = seen.lines + found.lines, seen.unsure + found.unsure
    return list(text_pieces(f"page {number}", f"{text.strip()}\n{found.text}".strip()))


def _texts_and_tables(text: str, layout: Any, place: str, pieces: TablePieces) -> list[Item]:
    if layout is None:
        return list(text_pieces(place, text))
    items: list[Item] = list(text_pieces(place, layout.text))
    for number, rows in enumerate(layout.tables, 1):
        items.extend(pieces.tables(f"{place} table {number}", rows[0], rows[1:], 2))
    return items


def _is_picture(page: Any) -> bool:
    """A picture over much of the page, or drawing instead of letters."""
    width, height = page.get_size()
    area, drawn = 0.0, 0
    for number, found in enumerate(page.get_objects(max_depth=3)):
        if number > MAX_OBJECTS:
            return True
        if found.type == pdfium.FPDF_PAGEOBJ_IMAGE:
            left, bottom, right, top = found.get_bounds()
            area += abs((right - left) * (top - bottom))
        elif found.type in (pdfium.FPDF_PAGEOBJ_PATH, pdfium.FPDF_PAGEOBJ_SHADING):
            drawn += 1
    return area >= COVERING * width * height or drawn >= 200


def _beside(raw: bytes, seen: _Pages, total: int) -> Iterator[Item]:
    """What lies beside the pages. If that is all there is, and only a title, the document is a scan.

    A scan is refused, and its refusal stands before its title: behind it, it would be a reading in part.
    """
    scan = len(seen.pictures) == total and not seen.read
    for item in extras(raw):
        if scan and not isinstance(item, Shortfall):
            scan = False
            if isinstance(item, Text) and item.role == "property":
                yield _refusal(seen)
        yield item
    if scan:
        yield _refusal(seen)


def _refusal(seen: _Pages) -> Shortfall:
    seen.pictures.clear()
    return Shortfall("refused", f"all pages are pictures without text; {ocr.NEEDED}")


def _said(seen: _Pages) -> Iterator[Item]:
    if seen.pictures:
        verb = "is a picture" if len(seen.pictures) == 1 else "are pictures"
        yield in_part(f"{ranges(seen.pictures)} {verb} without text; {ocr.NEEDED}")
    if seen.unsure > seen.lines / 4:
        yield in_part(
            f"{seen.unsure:,} of {seen.lines:,} lines of scanned pages could only be read with doubt"
        )
    if seen.garbled:
        yield in_part(f"the letters of {ranges(seen.garbled)} cannot be told from the fonts; {ocr.NEEDED}")
    if seen.broken:
        yield in_part(f"{ranges(seen.broken)} could not be read because of damage")


def ranges(numbers: list[int]) -> str:
    """``page 4``, ``pages 1-3, 7``; long lists end in a count."""
    runs: list[list[int]] = []
    for number in numbers:
        if runs and runs[-1][1] == number - 1:
            runs[-1][1] = number
        else:
            runs.append([number, number])
    shown = ", ".join(str(first) if first == last else f"{first}-{last}" for first, last in runs[:20])
    more = f" and {len(runs) - 20} more places" if len(runs) > 20 else ""
    return f"{'page' if len(numbers) == 1 else 'pages'} {shown}{more}"
