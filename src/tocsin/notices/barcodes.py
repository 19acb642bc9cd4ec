"""The Intelligent Mail barcode on a letter: its four bars as a font, and its place in the window.

Sizes: USPS-B-3200 (full bar 0.125 to 0.165 in high, tracker 0.039 to 0.057, bar 0.015 to 0.025 wide, 20 to
24 bars an inch; clear 0.125 in to the left and right, 0.028 above and below). The tolerances are the
printer's, so each size lies inside its range.
"""

from __future__ import annotations

from functools import cache

from tocsin.notices.address import SetLine, fit
from tocsin.notices.delivery import barcode
from tocsin.notices.envelope import POINTS, Envelope, Zone
from tocsin.notices.glyphs import metrics
from tocsin.notices.pdfparts import Shared, packed, shared

FULL, TRACKER = 0.135 * POINTS, 0.048 * POINTS
"""Heights of a full bar and of a tracker, which is the middle of every bar, in points."""

BAR, PITCH = 0.020 * POINTS, POINTS / 22
"""Width of a bar, and from one bar to the next."""

LENGTH = (barcode.BARS - 1) * PITCH + BAR
CLEAR = 0.04 * POINTS
"""White space above and below, at least."""

ROOMY = 0.11 * POINTS
"""White space below where the address is short enough to leave it: bars and name do not crowd each other."""


def bars_zone(profile: Envelope) -> Zone:
    """Where the bars stand: at the top of what always shows of the window."""
    safe = profile.safe()
    top = safe.top - profile.clearance * POINTS + CLEAR
    return Zone(safe.left, top, safe.left + LENGTH, top + FULL)


def address_zone(profile: Envelope) -> Zone:
    """What the bars leave for the address."""
    safe = profile.safe()
    return Zone(safe.left, bars_zone(profile).bottom + CLEAR, safe.right, safe.bottom)


def roomy_zone(profile: Envelope) -> Zone:
    """The same, for an address that can do with less."""
    zone = address_zone(profile)
    return Zone(zone.left, bars_zone(profile).bottom + ROOMY, zone.right, zone.bottom)


def below_bars(
    names: tuple[str, ...], below: tuple[str, ...], profile: Envelope
) -> tuple[SetLine, ...] | None:
    """An address below the bars, or None where it leaves them no room: then the letter has no barcode."""
    tight = fit(names, below, address_zone(profile), metrics())
    roomy = fit(names, below, roomy_zone(profile), metrics())
    return roomy if roomy and tight and roomy[0].size == tight[0].size else tight


@cache
def bar_font() -> Shared:
    """A font of four glyphs, ``A`` ``D`` ``F`` and ``T``, one unit a point. Its text is the bars."""
    half, middle = FULL / 2, TRACKER / 2
    reach = {"A": (-middle, half), "D": (-half, middle), "F": (-half, half), "T": (-middle, middle)}
    procs = [
        packed(b"%.4f 0 0 %.3f %.3f %.3f d1 0 %.3f %.3f %.3f re f"
               % (PITCH, low, BAR, high, low, BAR, high - low))
        for low, high in reach.values()
    ]  # fmt: skip
    widths = b" ".join(b"%.4f" % (PITCH if chr(code) in reach else 0) for code in range(65, 85))
    head = (
        b"<</Type/Font/Subtype/Type3/Name/Bars/FontBBox[0 %.3f %.3f %.3f]/FontMatrix[1 0 0 1 0 0]"
        b"/CharProcs<</A %%d 0 R/D %%d 0 R/F %%d 0 R/T %%d 0 R>>"
        b"/Encoding<</Type/Encoding/Differences[65/A 68/D 70/F 84/T]>>/FirstChar 65/LastChar 84/Widths[%b]"
        b"/Resources<<>>/ToUnicode %%d 0 R>>"
    ) % (-half, PITCH, half, widths)
    return shared(head, (*procs, packed(_UNICODE)))


_UNICODE = b"""/CIDInit /ProcSet findresource begin 12 dict begin begincmap
/CIDSystemInfo << /Registry (Adobe) /Ordering (UCS) /Supplement 0 >> def
/CMapName /Tocsin-Bars def /CMapType 2 def
1 begincodespacerange <00> <FF> endcodespacerange
4 beginbfchar <41> <0041> <44> <0044> <46> <0046> <54> <0054> endbfchar
endcmap CMapName currentdict /CMap defineresource pop end end
"""
