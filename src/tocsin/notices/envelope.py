"""Where on the sheet an address shows through the window, whatever way the sheet has slid in the envelope.

Lengths are points (1/72 inch) from the top left of the sheet.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

import yaml

from tocsin.model.yamlfile import read_yaml

POINTS = 72.0

LEAST_WIDTH, LEAST_HEIGHT = 2.0 * POINTS, 0.39 * POINTS
"""What an address needs at least: three lines of 8 points on 8.6 (DMM 202: not smaller than 8 points)."""


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

    @property
    def lengths(self) -> tuple[float, ...]:
        """Every length of it, in inches."""
        return tuple(getattr(self, name) for name in self.__dataclass_fields__ if name != "name")

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

    def window_at(self, up: float, right: float) -> Zone:
        """What shows when the sheet has moved by these shares (0 to 1) of its play up and to the right."""
        high, wide = self._slack()
        top = self.panel - self.window_bottom - self.window_height + up * high
        left = self.window_left - right * wide
        return Zone(
            left * POINTS,
            top * POINTS,
            (left + self.window_width) * POINTS,
            (top + self.window_height) * POINTS,
        )

    def fits_for(self, laid_out: Envelope) -> bool:
        """Whether letters laid out for another envelope show in this one nothing that they hid in that."""
        return self.fits_above(laid_out) and self.shown().bottom <= laid_out.shown().bottom

    def fits_above(self, laid_out: Envelope) -> bool:
        """The same of what stands above and beside the window; below it the text begins where it begins."""
        mine, theirs = self.shown(), laid_out.shown()
        return mine.left >= theirs.left and mine.top >= theirs.top and mine.right <= theirs.right

    def _slack(self) -> tuple[float, float]:
        return self.height - self.panel, self.width - self.sheet_width


def read_profile(text: str) -> tuple[str, Envelope]:
    """A profile of the user's own, with its key: one entry in the form of ``envelopes.yaml``.

    Raises ValueError, in words: what is missing, or why no letter can be put into such an envelope.
    """
    try:
        ((key, said),) = yaml.safe_load(text).items()
        made = Envelope(str(said.pop("name")), **{part: float(length) for part, length in said.items()})
    except (yaml.YAMLError, AttributeError, KeyError, TypeError, ValueError):
        names = ", ".join(Envelope.__dataclass_fields__)
        raise ValueError(f"it has to be one envelope by its key, with {names}, in inches") from None
    if any(part <= 0 for part in made.lengths) or made.panel > made.height or made.sheet_width > made.width:
        raise ValueError("the folded sheet does not go into the envelope, or a length is not above zero")
    right, top = made.window_left + made.window_width, made.window_bottom + made.window_height
    if right > made.width or top > made.height:
        raise ValueError("the window does not lie on the envelope")
    if made.safe().width < LEAST_WIDTH or made.safe().height < LEAST_HEIGHT:
        raise ValueError(
            "the sheet slides so far that an address would not always show: fold the first panel nearer to "
            "the height of the envelope"
        )
    return str(key), made


def profiles() -> tuple[str, ...]:
    """The keys of ``envelopes.yaml``."""
    return tuple(_kept())


@cache
def _kept() -> dict[str, dict[str, Any]]:
    text = files("tocsin.notices").joinpath("envelopes.yaml").read_text(encoding="utf-8")
    return dict(read_yaml(text))


@cache
def envelope(name: str = "standard") -> Envelope:
    """A profile of ``envelopes.yaml``. Raises KeyError for a name that is not in it."""
    return Envelope(**_kept()[name])
