"""Where on the sheet an address shows through the window, whatever way the sheet has slid in the envelope.

Lengths are points (1/72 inch) from the top left of the sheet.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from tocsin.model.yamlfile import read_yaml

POINTS = 72.0


@dataclass(frozen=True, slots=True)
class Zone:
    """A rectangle on the sheet, in points from its top left."""

    left: float
    top: float
    right: float
    bottom: float

    @property
    def width(self) -> float:
        """Points from left to right."""
        return self.right - self.left

    @property
    def height(self) -> float:
        """Points from top to bottom."""
        return self.bottom - self.top


@dataclass(frozen=True, slots=True)
class Envelope:
    """One envelope and fold, in inches. The fields are explained in ``envelopes.yaml``."""

    name: str
    height: float
    width: float
    window_left: float
    window_bottom: float
    window_width: float
    window_height: float
    panel: float
    sheet_width: float
    clearance: float

    def safe(self) -> Zone:
        """What always shows, less the clearance: the address must stand here."""
        up, right = self._slack()
        top = self.panel - self.window_bottom - self.window_height
        return Zone(
            (self.window_left + self.clearance) * POINTS,
            (top + up + self.clearance) * POINTS,
            (self.window_left + self.window_width - right - self.clearance) * POINTS,
            (top + self.window_height - self.clearance) * POINTS,
        )

    def shown(self) -> Zone:
        """What shows in any position of the sheet: nothing but the address may stand here."""
        up, right = self._slack()
        top = self.panel - self.window_bottom - self.window_height
        return Zone(
            (self.window_left - right) * POINTS,
            top * POINTS,
            (self.window_left + self.window_width) * POINTS,
            (top + self.window_height + up) * POINTS,
        )

    def fits_for(self, laid_out: Envelope) -> bool:
        """Whether letters laid out for another envelope show in this one nothing that they hid in that."""
        mine, theirs = self.shown(), laid_out.shown()
        return (
            mine.left >= theirs.left
            and mine.top >= theirs.top
            and mine.right <= theirs.right
            and mine.bottom <= theirs.bottom
        )

    def _slack(self) -> tuple[float, float]:
        return self.height - self.panel, self.width - self.sheet_width


@cache
def envelope(name: str = "standard") -> Envelope:
    """A profile of ``envelopes.yaml``. Raises KeyError for a name that is not in it."""
    text = files("tocsin.notices").joinpath("envelopes.yaml").read_text(encoding="utf-8")
    return Envelope(**read_yaml(text)[name])
