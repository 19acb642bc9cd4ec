"""The loss of a year, without simulation: frequency and severity put together by the Fourier transform.

A sum of a random number of losses has the characteristic function G(φ(t)), with G the generating function of
the number and φ the characteristic function of one loss (Klugman, Panjer, Willmot, "Loss Models", ch. 9). On
a grid fine at the small amounts and long enough for the large ones this is exact to the grid; simulation of
any affordable size is not, in the tail.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from tocsin.risk.frequency import Frequency
from tocsin.risk.severity import Severity

Reals = NDArray[np.float64]
Complexes = NDArray[np.complex128]

POINTS = 1 << 18
"""Grid points: 262,144, so that the step is 1/2,600 of the amount at the hundredth part of the grid."""

_TILT = 10.0
"""Exponential tilting: what wraps around the end of the grid is damped by e^-10. More damping raises the
rounding errors of the transform faster than it lowers the wrapped part: e^20 moved tails by 1e-6."""


@dataclass(frozen=True, slots=True)
class YearlyLoss:
    """Distribution of a year's loss on a grid of amounts, ``step`` dollars apart, from 0.

    mass: probability of each. beyond: probability of a loss above the grid. mean: exact, not off the grid.
    """

    step: float
    mass: Reals
    beyond: float
    mean: float

    def exceeds(self, amount: float) -> float:
        """Probability of a year that costs more than ``amount``."""
        last = int(np.floor(amount / self.step + 1e-9))
        if last >= len(self.mass):
            return self.beyond
        return float(self.mass[last + 1 :].sum()) + self.beyond

    def quantile(self, share: float) -> float:
        """The amount that this share of the years stays at or below (value at risk)."""
        reached = int(np.searchsorted(np.cumsum(self.mass), share - 1e-12))
        return min(reached, len(self.mass) - 1) * self.step

    def no_loss(self) -> float:
        """Probability of a year without any loss (up to half a step)."""
        return float(self.mass[0])


def yearly(parts: Sequence[tuple[Frequency, Severity]], *, up_to: float, points: int = POINTS) -> YearlyLoss:
    """The loss of a year from several independent kinds of event.

    up_to: the largest amount of interest; the grid reaches four times as far, and what is beyond is kept as
    one probability.
    """
    step = 4 * up_to / points
    spectrum = np.ones(points // 2 + 1, dtype=np.complex128)
    for frequency, severity in parts:
        spectrum *= frequency.generating(_transformed(severity, step, points))
    mass = np.fft.irfft(spectrum, points) / _damp(points)
    np.maximum(mass, 0.0, out=mass)
    return YearlyLoss(step, mass, max(0.0, 1.0 - float(mass.sum())), sum(f.mean * s.mean for f, s in parts))


@lru_cache(maxsize=64)
def _transformed(severity: Severity, step: float, points: int) -> Complexes:
    """Characteristic function of one loss on the grid, each loss at the grid amount nearest to it.

    Kept, because a question such as "what if this happened half as often" changes the frequency alone.
    """
    edges = (np.arange(points, dtype=np.float64) + 0.5) * step
    mass = np.diff(severity.below(edges), prepend=0.0)
    made: Complexes = np.fft.rfft(mass * _damp(points))
    return made


def _damp(points: int) -> Reals:
    made: Reals = np.exp(-_TILT * np.arange(points) / points)
    return made


def layer_mean(frequency: Frequency, severity: Severity, retention: float, limit: float) -> float:
    """Expected yearly recovery of ``limit`` above ``retention``, each event for itself; closed form."""
    return frequency.mean * (severity.limited(retention + limit) - severity.limited(retention))
