"""How many loss events a year brings: Poisson, or negative binomial where bad years come in clusters."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

Reals = NDArray[np.float64]
Counts = NDArray[np.int64]
Complexes = NDArray[np.complex128]


class Frequency(Protocol):
    """Distribution of the number of events in a year."""

    @property
    def mean(self) -> float:
        """Events a year."""

    def at_least(self, count: int) -> float:
        """Probability of so many events or more."""

    def generating(self, z: Complexes) -> Complexes:
        """Probability generating function, E[z^N]: what the compound distribution is made with."""

    def thinned(self, share: float) -> Frequency:
        """The same when only this share of the events happens, each by chance."""

    def sample(self, rng: np.random.Generator, years: int) -> Counts:
        """Number of events of each simulated year."""


@dataclass(frozen=True, slots=True)
class Poisson:
    """Events that do not come in clusters."""

    mean: float

    def at_least(self, count: int) -> float:
        """Probability of so many events or more."""
        return 1.0 - sum(
            math.exp(-self.mean + k * math.log(self.mean) - math.lgamma(k + 1)) for k in range(count)
        )

    def generating(self, z: Complexes) -> Complexes:
        """E[z^N]."""
        return np.exp(self.mean * (z - 1.0))

    def thinned(self, share: float) -> Poisson:
        """The same when only this share of the events happens."""
        return Poisson(self.mean * share)

    def sample(self, rng: np.random.Generator, years: int) -> Counts:
        """Number of events of each simulated year."""
        return rng.poisson(self.mean, years)


@dataclass(frozen=True, slots=True)
class NegativeBinomial:
    """Poisson whose rate differs between organisations and years (gamma, shape ``r``).

    mean: events a year. r: the smaller, the more years without any and years with several.
    """

    mean: float
    r: float

    def at_least(self, count: int) -> float:
        """Probability of so many events or more."""
        return 1.0 - sum(self._mass(k) for k in range(count))

    def _mass(self, k: int) -> float:
        r, p = self.r, self.r / (self.r + self.mean)
        logs = math.lgamma(k + r) - math.lgamma(r) - math.lgamma(k + 1) + r * math.log(p)
        return math.exp(logs + k * math.log1p(-p))

    def generating(self, z: Complexes) -> Complexes:
        """E[z^N]."""
        made: Complexes = (1.0 + self.mean / self.r * (1.0 - z)) ** -self.r
        return made

    def thinned(self, share: float) -> NegativeBinomial:
        """The same when only this share of the events happens: clustered as before."""
        return NegativeBinomial(self.mean * share, self.r)

    def sample(self, rng: np.random.Generator, years: int) -> Counts:
        """Number of events of each simulated year."""
        return rng.negative_binomial(self.r, self.r / (self.r + self.mean), years)


class NoSuchFrequencyError(ValueError):
    """The published chances fit no distribution of this kind."""


def fitted(one: float, two: float) -> NegativeBinomial:
    """The negative binomial with these chances of at least one and of at least two events a year.

    Raises NoSuchFrequencyError unless they are clustered: ``two`` above what a Poisson with ``one`` gives.
    """
    if not 0 < two < one < 1 or two <= Poisson(-math.log1p(-one)).at_least(2):
        raise NoSuchFrequencyError(
            f"chances {one:g} and {two:g} of one and two events fit no negative binomial"
        )
    low, high = 1e-6, 1e6  # of r; the chance of two falls as r grows
    for _ in range(200):
        middle = math.sqrt(low * high)
        if _with_no_event(one, middle).at_least(2) > two:
            low = middle
        else:
            high = middle
    return _with_no_event(one, math.sqrt(low * high))


def _with_no_event(one: float, r: float) -> NegativeBinomial:
    return NegativeBinomial(r * math.expm1(-math.log1p(-one) / r), r)
