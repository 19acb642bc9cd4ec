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

    @property
    def mean(self) -> float:
        """Expected loss."""

    def below(self, amounts: Reals) -> Reals:
        """Probability of a loss up to each amount."""

    def sample(self, rng: np.random.Generator, count: int) -> Reals:
        """Losses of so many simulated events."""

    def limited(self, amount: float) -> float:
        """Expected loss when all above ``amount`` is cut off."""


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

    Between and beyond the three amounts the logarithm follows a metalog of three terms (Keelin, "The Metalog
    Distributions", Decision Analysis 13 (2016)): as wide on either side as was said, and smooth.
    """

    p5: float
    p50: float
    p95: float

    def __post_init__(self) -> None:
        """Raises ValueError where no smooth distribution has these three."""
        if not 0 < self.p5 < self.p50 < self.p95:
            raise ValueError("the three amounts must be above 0 and rise")
        lean = (math.log(self.p95) + math.log(self.p5) - 2 * math.log(self.p50)) / math.log(
            self.p95 / self.p5
        )
        # Beyond it the quantiles would not rise everywhere.
        if abs(lean) > _MOST_LEAN:
            raise ValueError(
                "these three amounts lean too far to one side for one distribution: check the middle one, or "
                "split the event into a usual and an extreme one"
            )

    @property
    def _terms(self) -> tuple[float, float, float]:
        logit = math.log(0.95 / 0.05)
        low, middle, high = math.log(self.p5), math.log(self.p50), math.log(self.p95)
        return middle, (high - low) / (2 * logit), (high + low - 2 * middle) / (0.9 * logit)

    def quantile(self, shares: Reals) -> Reals:
        """The amounts that these shares of the losses stay below."""
        first, second, third = self._terms
        logit = np.log(shares / (1.0 - shares))
        made: Reals = np.exp(first + second * logit + third * (shares - 0.5) * logit)
        return made

    def sample(self, rng: np.random.Generator, count: int) -> Reals:
        """Losses of so many simulated events."""
        shares: Reals = rng.uniform(1e-12, 1.0 - 1e-12, count)
        return self.quantile(shares)

    def below(self, amounts: Reals) -> Reals:
        """Probability of a loss up to each amount, by bisection of the quantiles."""
        low, high = np.full(len(amounts), 1e-12), np.full(len(amounts), 1.0 - 1e-12)
        for _ in range(60):
            middle = (low + high) / 2
            less = self.quantile(middle) < amounts
            low, high = np.where(less, middle, low), np.where(less, high, middle)
        return (low + high) / 2

    @property
    def mean(self) -> float:
        """Expected loss up to the 99.9999th percentile, for beyond it three answers tell nothing."""
        return float(np.mean(self.quantile(_GRID)))

    def limited(self, amount: float) -> float:
        """E[min(loss, amount)]."""
        return float(np.mean(np.minimum(self.quantile(_GRID), amount)))


_MOST_LEAN = 0.75
"""0.45 times 1.66711, Keelin's bound on the ratio of the third term to the second."""

_GRID = (np.arange(1_000_000, dtype=np.float64) + 0.5) / 1_000_000


_erfc = np.frompyfunc(math.erfc, 1, 1)


def _normal_below(z: Reals) -> Reals:
    """Standard normal distribution function."""
    return 0.5 * np.asarray(_erfc(-z / math.sqrt(2)), dtype=np.float64)
