"""What one event costs: distributions told by quantiles, for nobody can name a mean of such losses.

No study read for this tool publishes a mode, so triangular and PERT forms are not offered.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from statistics import NormalDist
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

Reals = NDArray[np.float64]

_NORMAL = NormalDist()


class Severity(Protocol):
    """Distribution of the loss of one event, in dollars."""

    def __hash__(self) -> int:
        """Of its parameters: two alike are one."""

    @property
    def mean(self) -> float:
        """Expected loss."""

    def below(self, amounts: Reals) -> Reals:
        """Probability of a loss up to each amount."""

    def sample(self, rng: np.random.Generator, count: int) -> Reals:
        """Losses of so many simulated events."""

    def limited(self, amount: float) -> float:
        """Expected loss when all above ``amount`` is cut off."""

    def scaled(self, part: float) -> Severity:
        """The same when only this part of every loss is left."""


@dataclass(frozen=True, slots=True)
class Lognormal:
    """mu, sigma: mean and standard deviation of the natural logarithm of the loss."""

    mu: float
    sigma: float

    @classmethod
    def of_quantiles(cls, low: float, low_share: float, high: float, high_share: float) -> Lognormal:
        """The one with two given quantiles. Raises ValueError unless both amounts and shares rise."""
        if not (0 < low < high and 0 < low_share < high_share < 1):
            raise ValueError("two rising amounts above 0 with rising shares between 0 and 1 are needed")
        first, second = _NORMAL.inv_cdf(low_share), _NORMAL.inv_cdf(high_share)
        sigma = math.log(high / low) / (second - first)
        return cls(math.log(low) - sigma * first, sigma)

    @classmethod
    def of_mean(cls, mean: float, sigma: float) -> Lognormal:
        """The one with this mean; the spread has to come from elsewhere."""
        return cls(math.log(mean) - sigma**2 / 2, sigma)

    def scaled(self, part: float) -> Lognormal:
        """The same when only this part of every loss is left."""
        return Lognormal(self.mu + math.log(part), self.sigma)

    @property
    def mean(self) -> float:
        """Expected loss."""
        return math.exp(self.mu + self.sigma**2 / 2)

    def below(self, amounts: Reals) -> Reals:
        """Probability of a loss up to each amount."""
        logs = np.log(np.maximum(amounts, 1e-300))
        return _normal_below((logs - self.mu) / self.sigma)

    def sample(self, rng: np.random.Generator, count: int) -> Reals:
        """Losses of so many simulated events."""
        return rng.lognormal(self.mu, self.sigma, count)

    def limited(self, amount: float) -> float:
        """E[min(loss, amount)], in closed form."""
        z = (math.log(amount) - self.mu) / self.sigma
        return self.mean * _NORMAL.cdf(z - self.sigma) + amount * (1.0 - _NORMAL.cdf(z))


@dataclass(frozen=True, slots=True)
class Elicited:
    """What somebody who knows the business says: one in twenty cheaper, half, one in twenty dearer.

    Each side of the middle is half of a lognormal, as wide as was said of that side. Any three rising amounts
    have one, and beyond the outer two it runs on as claims do, not as a power law.
    """

    p5: float
    p50: float
    p95: float

    def __post_init__(self) -> None:
        """Raises ValueError unless the three amounts rise from above 0."""
        if not 0 < self.p5 < self.p50 < self.p95:
            raise ValueError("p5, p50 and p95 must be above 0 and rise")

    def scaled(self, part: float) -> Elicited:
        """The same when only this part of every loss is left."""
        return Elicited(self.p5 * part, self.p50 * part, self.p95 * part)

    @property
    def _mu(self) -> float:
        return math.log(self.p50)

    @property
    def _sigmas(self) -> tuple[float, float]:
        return math.log(self.p50 / self.p5) / _Z95, math.log(self.p95 / self.p50) / _Z95

    @property
    def mean(self) -> float:
        """Expected loss."""
        low, high = self._sigmas
        return self.p50 * (
            math.exp(low**2 / 2) * _NORMAL.cdf(-low) + math.exp(high**2 / 2) * _NORMAL.cdf(high)
        )

    def below(self, amounts: Reals) -> Reals:
        """Probability of a loss up to each amount."""
        low, high = self._sigmas
        logs = np.log(np.maximum(amounts, 1e-300)) - self._mu
        return _normal_below(np.where(logs < 0, logs / low, logs / high))

    def sample(self, rng: np.random.Generator, count: int) -> Reals:
        """Losses of so many simulated events."""
        low, high = self._sigmas
        z = rng.standard_normal(count)
        made: Reals = np.exp(self._mu + np.where(z < 0, low * z, high * z))
        return made

    def limited(self, amount: float) -> float:
        """E[min(loss, amount)], in closed form."""
        low, high = self._sigmas
        if amount < self.p50:
            z = math.log(amount / self.p50) / low
            return self.p50 * math.exp(low**2 / 2) * _NORMAL.cdf(z - low) + amount * (1 - _NORMAL.cdf(z))
        z = math.log(amount / self.p50) / high
        cheap = math.exp(low**2 / 2) * _NORMAL.cdf(-low)
        dear = math.exp(high**2 / 2) * (_NORMAL.cdf(z - high) - _NORMAL.cdf(-high))
        return self.p50 * (cheap + dear) + amount * (1 - _NORMAL.cdf(z))


_Z95 = _NORMAL.inv_cdf(0.95)

_erfc = np.frompyfunc(math.erfc, 1, 1)


def _normal_below(z: Reals) -> Reals:
    """Standard normal distribution function."""
    return 0.5 * np.asarray(_erfc(-z / math.sqrt(2)), dtype=np.float64)
