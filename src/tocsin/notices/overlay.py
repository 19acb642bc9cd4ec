"""The window of an envelope drawn on a letter: what always shows, what may show, and what shows when tapped.

The address has to stay in view with the insert moved to its full limits in the envelope (DMM 202, Publication
177A): that is what printers test by tapping the envelope on each of its sides.
"""

from __future__ import annotations

import io
from collections.abc import Sequence
from typing import Any

import pikepdf
import pypdfium2
from pikepdf import Array, Dictionary, Name

from tocsin.notices.address import SetLine
from tocsin.notices.envelope import POINTS, Envelope, Zone
from tocsin.notices.glyphs import metrics

PAGE = (612.0, 792.0)
"""US letter, in points."""

CORNERS = (
    ((0.0, 0.0), "as it is put in: at the bottom and to the left"),
    ((1.0, 0.0), "knocked up"),
    ((0.0, 1.0), "knocked to the right"),
    ((1.0, 1.0), "knocked up and to the right"),
)
"""Positions of the sheet in the envelope (share of the play upwards and to the right), with their names."""

_SAFE, _SHOWN, _REST = "0.10 0.55 0.25", "0.80 0.15 0.15", "0.15 0.35 0.75"
_SCALE = 0.52
_LEFT, _TOP, _STEP = 72.0, 68.0, 176.0
_MARGIN = 1.0
"""Points that a glyph may reach beyond its line's box."""


def strangers(pdf: bytes, address: Sequence[SetLine], profile: Envelope) -> int:
    """Characters of the first page, not of the address, that show in some position of the sheet."""
    zone, own, found = profile.shown(), metrics(), 0
    boxes = [
        Zone(
            line.x - _MARGIN,
            line.y - own.ascent * line.size - _MARGIN,
            line.x + own.width(line.text) * line.size + _MARGIN,
            line.y + own.descent * line.size + _MARGIN,
        )
        for line in address
    ]
    with pypdfium2.PdfDocument(pdf) as document:
        view = document[0].get_textpage()
        for at in range(view.count_chars()):
            left, bottom, right, top = view.get_charbox(at)
            x, y = (left + right) / 2, PAGE[1] - (bottom + top) / 2
            if view.get_text_range(at, 1).strip() and _inside(x, y, zone):
                found += not any(_inside(x, y, box) for box in boxes)
    return found


def _inside(x: float, y: float, zone: Zone) -> bool:
    return zone.left <= x <= zone.right and zone.top <= y <= zone.bottom


def drawn(letter: bytes, profile: Envelope) -> bytes:
    """A PDF of two pages: the letter's first page with the zones on it, and the four positions of the tap."""
    with pikepdf.open(io.BytesIO(letter)) as source, pikepdf.new() as out:
        form = out.copy_foreign(source.pages[0].as_form_xobject())
        font = out.make_indirect(
            Dictionary(
                Type=Name.Font, Subtype=Name.Type1, BaseFont=Name.Helvetica, Encoding=Name.WinAnsiEncoding
            )
        )
        for content in (_zones(profile), _tapped(profile)):
            _add(out, content, form, font)
        out.docinfo["/Title"] = "The window of the envelope on the letter"
        made = io.BytesIO()
        out.save(made, deterministic_id=True)
    return made.getvalue()


def picture(pdf: bytes, page: int, dpi: int = 100) -> bytes:
    """A page of such a PDF as PNG."""
    with pypdfium2.PdfDocument(pdf) as document:
        made = io.BytesIO()
        document[page].render(scale=dpi / POINTS).to_pil().save(made, format="PNG")
    return made.getvalue()


def _add(out: pikepdf.Pdf, content: str, form: Any, font: Any) -> None:
    shade = Dictionary(Type=Name.ExtGState, ca=0.18)
    page = Dictionary(
        Type=Name.Page,
        MediaBox=Array([0, 0, *PAGE]),
        Resources=Dictionary(
            XObject=Dictionary(L=form), Font=Dictionary(H=font), ExtGState=Dictionary(S=shade)
        ),
        Contents=out.make_stream(content.encode("cp1252")),
    )
    out.pages.append(pikepdf.Page(out.make_indirect(page)))


def _zones(profile: Envelope) -> str:
    """The first page: fold, what shows at rest, what may show, what always shows."""
    safe, shown, rest = profile.safe(), profile.shown(), profile.window_at(0, 0)
    fold = PAGE[1] - profile.panel * POINTS
    label = (
        (_SAFE, f"green: always shows, {safe.width / POINTS:.2f} x {safe.height / POINTS:.2f} in; "
         "the address stands here"),
        (_REST, "blue: the window as the sheet is put in"),
        (_SHOWN, "red, dashed: shows in some position; nothing but the address may stand here"),
        ("0.4 0.4 0.4", f"grey, dashed: the fold, {profile.panel:g} in from the top"),
    )  # fmt: skip
    lines = [
        "/L Do",
        f"q /S gs {_SAFE} rg {_rect(safe)} f Q",
        f"q {_SAFE} RG 1 w {_rect(safe)} S Q",
        f"q {_REST} RG 0.8 w {_rect(rest)} S Q",
        f"q {_SHOWN} RG 0.8 w [4 3] 0 d {_rect(shown)} S Q",
        f"q 0.4 0.4 0.4 RG 0.6 w [2 3] 0 d 0 {fold:.2f} m {PAGE[0]:.0f} {fold:.2f} l S Q",
        "q 1 1 1 rg 0 0 612 58 re f Q",
        *(_text(36, 44 - 12 * number, words, colour) for number, (colour, words) in enumerate(label)),
    ]
    return "\n".join(lines)


def _tapped(profile: Envelope) -> str:
    """Four envelopes, each with what is seen of the sheet in one position."""
    wide, high = profile.width * POINTS * _SCALE, profile.height * POINTS * _SCALE
    lines = [_text(_LEFT, PAGE[1] - 36, f"{profile.name}: what is seen when the envelope is tapped")]
    for number, ((up, right), words) in enumerate(CORNERS):
        bottom = PAGE[1] - _TOP - _STEP * number - high
        window = (
            _LEFT + profile.window_left * POINTS * _SCALE,
            bottom + profile.window_bottom * POINTS * _SCALE,
            profile.window_width * POINTS * _SCALE,
            profile.window_height * POINTS * _SCALE,
        )
        seen = profile.window_at(up, right)
        # The sheet is moved so that what the window shows of it lies in the window.
        x = window[0] - seen.left * _SCALE
        y = window[1] - (PAGE[1] - seen.bottom) * _SCALE
        frame = f"{window[0]:.2f} {window[1]:.2f} {window[2]:.2f} {window[3]:.2f} re"
        lines += [
            f"q 0.93 0.91 0.86 rg {_LEFT:.2f} {bottom:.2f} {wide:.2f} {high:.2f} re f Q",
            f"q 1 1 1 rg {frame} f Q",
            f"q {frame} W n {_SCALE} 0 0 {_SCALE} {x:.2f} {y:.2f} cm /L Do Q",
            f"q 0.3 0.3 0.3 RG 0.6 w {_LEFT:.2f} {bottom:.2f} {wide:.2f} {high:.2f} re S {frame} S Q",
            _text(_LEFT, bottom + high + 5, words),
        ]
    return "\n".join(lines)


def _rect(zone: Zone) -> str:
    return f"{zone.left:.2f} {PAGE[1] - zone.bottom:.2f} {zone.width:.2f} {zone.height:.2f} re"


def _text(x: float, y: float, words: str, colour: str = "0.1 0.1 0.1") -> str:
    said = words.replace("\\", r"\\").replace("(", r"\(").replace(")", r"\)")
    return f"BT {colour} rg /H 9 Tf {x:.2f} {y:.2f} Td ({said}) Tj ET"
