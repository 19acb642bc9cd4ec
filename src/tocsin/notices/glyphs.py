"""The glyphs of the variable lines: which characters can be stamped, as what, and how wide they are.

Typst sets one page with every character once. The font resource of that page is shared by all letters of a
batch; its ToUnicode map, read backwards, says which code stands for which character. A character outside the
map, or one that needs shaping, sends its letter to the full typesetter.

Most names need few characters. These have a code of one byte (``CODE_PAGE``), which makes a letter a third
smaller and needs no compression. No code stands for a byte that means something inside a string of PDF.
"""

from __future__ import annotations

import codecs
import io
import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

import numpy as np
import pikepdf

from tocsin.notices.pdfparts import Shared, packed, shared
from tocsin.notices.typeset import set_open

_RANGES = ((0x20, 0x7E), (0xA1, 0xAC), (0xAE, 0x17F), (0x1CD, 0x1DC), (0x218, 0x21B), (0x1E00, 0x1EFF))
_PUNCTUATION = "‐‑–—‘’“”•…"

LINE, ROW, UNKNOWN = 0x0A, 0x00, 0x01
"""Codes that stand for no glyph: the end of a line, of a person's lines, and a character without a code."""

_MOVED = "()\\"
"""Characters that mean something inside a string of PDF: their own bytes stay empty."""
_BEYOND = (
    _MOVED + "ÀÁÂÃÄÅÆÇÈÉÊËÌÍÎÏÐÑÒÓÔÕÖØÙÚÛÜÝÞßàáâãäåæçèéêëìíîïðñòóôõöøùúûüýþÿ¡¿ªº·’‘“”–—"
    "ĄąĆćĘęŁłŃńŚśŹźŻżČčĎďĚěŇňŘřŠšŤťŮůŽžŐőŰűĞğİıŞşȘșȚțĂăŒœ"
)
CODE_PAGE = "".join(
    "\n" if code == LINE else "\0" if code == ROW
    else chr(code) if 0x20 <= code < 0x7F and chr(code) not in _MOVED
    else _BEYOND[code - 0x80] if 0x80 <= code < 0x80 + len(_BEYOND) else "\ufffe"
    for code in range(256)
)  # fmt: skip
"""The character of each one-byte code."""

_ENCODING = codecs.charmap_build(CODE_PAGE)
_CMAP = """/CIDInit /ProcSet findresource begin 12 dict begin begincmap
/CIDSystemInfo << /Registry ({registry}) /Ordering ({ordering}) /Supplement 0 >> def
/CMapName /{name} def /CMapType {kind} def
1 begincodespacerange <00> <FF> endcodespacerange
{lines}
endcmap CMapName currentdict /CMap defineresource pop end end
"""
_BF_CHAR = re.compile(rb"<([0-9A-Fa-f]{4})> <([0-9A-Fa-f]+)>")
_BF_RANGE = re.compile(rb"<([0-9A-Fa-f]{4})> <([0-9A-Fa-f]{4})> <([0-9A-Fa-f]+)>")


def alphabet() -> str:
    """Every character that is tried for stamping: Latin letters with their accents, figures, punctuation."""
    points = (chr(code) for first, last in _RANGES for code in range(first, last + 1))
    return "".join(c for c in points if unicodedata.category(c)[0] in "LNPSZ") + _PUNCTUATION


@dataclass(frozen=True, slots=True)
class Metrics:
    """The stampable characters: advance width in ems, code in the font as four hexadecimal digits.

    hexes: by code point, as ``str.translate`` takes it. Heights in ems.
    """

    widths: dict[str, float]
    hexes: dict[int, str]
    ascent: float = 0.70
    descent: float = 0.24

    def can_stamp(self, text: str) -> bool:
        """Whether every character has its glyph here (so no shaping, no other font)."""
        return self.widths.keys() >= set(text)

    def width(self, text: str) -> float:
        """Ems of the text set without kerning; unknown characters count as one em."""
        return sum(self.widths.get(char, 1.0) for char in text)

    def code_widths(self) -> np.ndarray[Any, np.dtype[np.float64]]:
        """Ems of each one-byte code; one that stands for no glyph here has none."""
        return np.array([self.widths.get(char, 0.0) for char in CODE_PAGE])


def encoded(text: str) -> bytes:
    """One byte a character, line ends included; ``UNKNOWN`` where a character has no code."""
    return codecs.charmap_encode(text, _HANDLER, _ENCODING)[0]


_HANDLER = "tocsin.unknown"


def _unknown(error: UnicodeError) -> tuple[bytes, int]:
    assert isinstance(error, UnicodeEncodeError)
    return bytes([UNKNOWN]) * (error.end - error.start), error.end


codecs.register_error(_HANDLER, _unknown)


@cache
def metrics() -> Metrics:
    """Codes and widths of the typesetter's own copy of the font."""
    with pikepdf.open(io.BytesIO(set_open([], alphabet()))) as pdf:
        return read_metrics(slot_font(pdf))


def one_byte(descendants: bytes, refs: Sequence[Shared], base: str, known: Metrics) -> Shared:
    """A font under the codes of ``CODE_PAGE``, whose character map is inside the file.

    descendants, refs: how the two-byte font with these glyphs writes /DescendantFonts. base: its name.
    """
    codes = [(code, char) for code, char in enumerate(CODE_PAGE) if code > LINE and ord(char) in known.hexes]
    to_cid = [f"<{code:02X}> {int(known.hexes[ord(char)], 16)}" for code, char in codes]
    to_char = [f"<{code:02X}> <{ord(char):04X}>" for code, char in codes]
    cmap = _CMAP.format(
        registry="Adobe",
        ordering="Identity",
        name="Tocsin-Letters",
        kind=1,
        lines=_in_hundreds(to_cid, "cid"),
    )
    unicode = _CMAP.format(
        registry="Adobe",
        ordering="UCS",
        name="Tocsin-Unicode",
        kind=2,
        lines=_in_hundreds(to_char, "bf"),
    )
    entries = (
        b"/Type/CMap/CMapName/Tocsin-Letters"
        b"/CIDSystemInfo<</Registry(Adobe)/Ordering(Identity)/Supplement 0>>"
    )
    return shared(
        b"<</Type/Font/Subtype/Type0/BaseFont/%b-Tocsin-Letters/Encoding %%d 0 R/ToUnicode %%d 0 R"
        b"/DescendantFonts %b>>" % (base.encode(), descendants),
        (packed(cmap.encode(), entries), packed(unicode.encode()), *refs),
    )


def _in_hundreds(lines: list[str], kind: str) -> str:
    """A character map holds at most a hundred lines in a block."""
    blocks = (lines[at : at + 100] for at in range(0, len(lines), 100))
    return "\n".join(
        f"{len(block)} begin{kind}char\n" + "\n".join(block) + f"\nend{kind}char" for block in blocks
    )


def slot_font(pdf: pikepdf.Pdf) -> Any:
    """The font of the glyph page, which is the first one: of its fonts the one with most characters."""
    fonts: Any = pdf.pages[0].obj["/Resources"]["/Font"]
    return max((fonts[key] for key in fonts.keys()), key=lambda font: len(_to_unicode(font)))  # noqa: SIM118 - a PDF object, no dict


def read_metrics(font: Any) -> Metrics:
    """Codes and widths of one embedded font. Type 0, Identity-H: a code is two bytes (ISO 32000-2, 9.7)."""
    wide = _widths(font["/DescendantFonts"][0])
    codes = {text: code for code, text in _to_unicode(font).items() if len(text) == 1}
    # Two characters may share a glyph (hyphen and non-breaking hyphen); the map then names one of them.
    return Metrics(
        widths={char: wide.get(code, 0.0) / 1000 for char, code in codes.items()},
        hexes={ord(char): f"{code:04X}" for char, code in codes.items()},
    )


def _to_unicode(font: Any) -> dict[int, str]:
    cmap = font["/ToUnicode"].read_bytes()
    found: dict[int, str] = {}
    for body in re.findall(rb"beginbfchar(.*?)endbfchar", cmap, re.S):
        for code, text in _BF_CHAR.findall(body):
            found[int(code, 16)] = bytes.fromhex(text.decode()).decode("utf-16-be")
    for body in re.findall(rb"beginbfrange(.*?)endbfrange", cmap, re.S):
        for first, last, text in _BF_RANGE.findall(body):
            start = int(text, 16)
            for step, code in enumerate(range(int(first, 16), int(last, 16) + 1)):
                found[code] = chr(start + step)
    return found


def _widths(descendant: Any) -> dict[int, float]:
    """The W array: ``c [w w …]`` or ``first last w`` (ISO 32000-2, 9.7.4.3)."""
    entries = list(descendant.get("/W", []))
    found: dict[int, float] = {}
    at = 0
    while at < len(entries):
        first = int(entries[at])
        if isinstance(entries[at + 1], pikepdf.Array):
            found.update({first + i: float(width) for i, width in enumerate(entries[at + 1])})
            at += 2
            continue
        found.update(dict.fromkeys(range(first, int(entries[at + 1]) + 1), float(entries[at + 2])))
        at += 3
    return found
