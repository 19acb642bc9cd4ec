"""PDF files (ISO 32000-1) with text in the standard fonts, or with a picture as the whole page."""

from __future__ import annotations

import io
import zlib
from collections.abc import Sequence
from dataclasses import dataclass, field

import pikepdf

_FONTS = ("Helvetica", "Helvetica-Bold", "Courier")
LETTER = (612, 792)
"""US Letter in points."""


@dataclass(slots=True)
class Page:
    """One page; positions in points from the lower left corner. scan: a JPEG that fills the page."""

    _drawn: list[str] = field(default_factory=list)
    scan: bytes | None = None
    scan_size: tuple[int, int] = (0, 0)

    def text(self, x: float, y: float, text: str, *, size: float = 10, font: int = 0) -> None:
        """Writes one line. font: 0 Helvetica, 1 bold, 2 Courier."""
        safe = text.replace("\\", "\\\\").replace("(", "\\(").replace(")", "\\)")
        self._drawn.append(f"BT /F{font} {size} Tf {x:g} {y:g} Td ({safe}) Tj ET")

    def box(self, x: float, y: float, width: float, height: float) -> None:
        """Draws a rectangle."""
        self._drawn.append(f"{x:g} {y:g} {width:g} {height:g} re S")

    def lines(
        self, x: float, top: float, lines: Sequence[str], *, size: float = 10, lead: float = 14
    ) -> float:
        """Writes lines downwards from *top* and gives the height where the next would stand."""
        for line in lines:
            self.text(x, top, line, size=size)
            top -= lead
        return top

    def content(self) -> bytes:
        """The page's content stream."""
        if self.scan is not None:
            return f"q {LETTER[0]} 0 0 {LETTER[1]} 0 0 cm /Scan Do Q".encode()
        return "\n".join(["0.6 w", *self._drawn]).encode("cp1252", "replace")


def pdf(pages: Sequence[Page], *, title: str = "", author: str = "") -> bytes:
    """The file; the same pages give the same bytes."""
    objects: list[bytes] = [b"", b""]
    for font in _FONTS:
        objects.append(
            f"<< /Type /Font /Subtype /Type1 /BaseFont /{font} /Encoding /WinAnsiEncoding >>".encode()
        )
    fonts = " ".join(f"/F{n} {n + 3} 0 R" for n in range(len(_FONTS)))
    kids: list[int] = []
    for page in pages:
        resources = f"/Font << {fonts} >>"
        if page.scan is not None:
            objects.append(_image(page.scan, page.scan_size))
            resources += f" /XObject << /Scan {len(objects)} 0 R >>"
        stream = zlib.compress(page.content(), 6)
        objects.append(
            b"<< /Filter /FlateDecode /Length %d >>\nstream\n%s\nendstream" % (len(stream), stream)
        )
        box = f"[0 0 {LETTER[0]} {LETTER[1]}]"
        objects.append(
            f"<< /Type /Page /Parent 2 0 R /MediaBox {box} /Contents {len(objects)} 0 R"
            f" /Resources << {resources} >> >>".encode()
        )
        kids.append(len(objects))
    objects[0] = b"<< /Type /Catalog /Pages 2 0 R >>"
    objects[1] = (
        f"<< /Type /Pages /Count {len(kids)} /Kids [{' '.join(f'{k} 0 R' for k in kids)}] >>".encode()
    )
    objects.append(f"<< /Title {_string(title)} /Author {_string(author)} >>".encode("ascii"))
    return _assemble(objects)


def locked(data: bytes, password: str) -> bytes:
    """The same PDF, readable only with *password*.

    RC4 with 128 bits (PDF 1.4), because the newer ciphers draw random salts and the share must come out the
    same every time; the lock is there to be met, not to protect.
    """
    buffer = io.BytesIO()
    encryption = pikepdf.Encryption(owner=password, user=password, R=3, aes=False, metadata=False)
    with pikepdf.open(io.BytesIO(data)) as document:
        document.save(buffer, encryption=encryption, static_id=True)
    return buffer.getvalue()


def _image(jpeg: bytes, size: tuple[int, int]) -> bytes:
    head = (
        f"<< /Type /XObject /Subtype /Image /Width {size[0]} /Height {size[1]} /ColorSpace /DeviceGray"
        f" /BitsPerComponent 8 /Filter /DCTDecode /Length {len(jpeg)} >>\nstream\n"
    )
    return head.encode() + jpeg + b"\nendstream"


def _string(text: str) -> str:
    """A text string in UTF-16, as hexadecimal."""
    return f"<FEFF{text.encode('utf-16-be').hex().upper()}>"


def _assemble(objects: Sequence[bytes]) -> bytes:
    """Body, cross-reference table and trailer; the last object is the information dictionary."""
    out = bytearray(b"%PDF-1.4\n%\xe2\xe3\xcf\xd3\n")
    places: list[int] = []
    for number, body in enumerate(objects, 1):
        places.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    start = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    for place in places:
        out += b"%010d 00000 n \n" % place
    size, info = len(objects) + 1, len(objects)
    out += b"trailer\n<< /Size %d /Root 1 0 R /Info %d 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (size, info, start)
    return bytes(out)
