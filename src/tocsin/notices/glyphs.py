"""The glyphs of the variable lines: which characters can be stamped, as what, and how wide they are.

Typst sets one page with every character once. The font resource of that page is shared by all letters of a
batch; its ToUnicode map, read backwards, says which code stands for which character. A character outside the
map, or one that needs shaping, sends its letter to the full typesetter.
"""

from __future__ import annotations

import io
import re
import unicodedata
from dataclasses import dataclass
from functools import cache
from typing import Any

import pikepdf

from tocsin.notices.typeset import set_job

_RANGES = ((0x20, 0x7E), (0xA1, 0xAC), (0xAE, 0x17F), (0x1CD, 0x1DC), (0x218, 0x21B), (0x1E00, 0x1EFF))
_PUNCTUATION = "‐‑–—‘’“”•…"
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


@cache
def metrics() -> Metrics:
    """Codes and widths of the typesetter's own copy of the font."""
    with pikepdf.open(io.BytesIO(set_job([], glyphs=alphabet()))) as pdf:
        return read_metrics(slot_font(pdf))


def slot_font(pdf: pikepdf.Pdf) -> Any:
    """The font of the glyph page, which is the last one: of its fonts the one with most characters."""
    fonts: Any = pdf.pages[-1].obj["/Resources"]["/Font"]
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
