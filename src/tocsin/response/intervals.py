"""Intervals for shares that were estimated from a sample: exact (Clopper-Pearson) and Wilson's."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass

CONFIDENCE = 0.95
Z = 1.959963984540054
"""Quantile of the normal distribution for 95 %, two-sided."""

_STEPS = 100
"""Halvings of [0, 1]: beyond the precision of a float."""


@dataclass(frozen=True, slots=True)
class Interval:
    """An estimate with the ends of its 95 % interval, all in the same unit."""

    low: float
    estimate: float
    high: float


def exact(hits: int, trials: int) -> Interval:
    """Clopper-Pearson: covers the true share at least 95 % of the time, whatever it is.

    Source: Clopper & Pearson, "The use of confidence or fiducial limits illustrated in the case of the
    binomial", Biometrika 26 (1934) 404-413. Found by bisection on the binomial's tails.
    Raises ValueError unless 0 <= hits <= trials and trials > 0.
    """
    if not 0 <= hits <= trials or trials == 0:
        raise ValueError("hits must lie between 0 and trials, and there must be a trial")
    tail = (1 - CONFIDENCE) / 2
    low = 0.0 if hits == 0 else _root(lambda p: 1 - _cdf(hits - 1, trials, p) - tail)
    high = 1.0 if hits == trials else _root(lambda p: tail - _cdf(hits, trials, p))
    return Interval(low, hits / trials, high)


def _root(rising: Callable[[float], float]) -> float:
    low, high = 0.0, 1.0
    for _ in range(_STEPS):
        middle = (low + high) / 2
        low, high = (middle, high) if rising(middle) < 0 else (low, middle)
    return (low + high) / 2


def _cdf(hits: int, trials: int, share: float) -> float:
    """Probability of at most ``hits``."""
    if share <= 0:
        return 1.0
    if share >= 1:
        return float(hits >= trials)
    log_share, log_rest = math.log(share), math.log1p(-share)
    whole = math.lgamma(trials + 1)
    terms = (
        whole - math.lgamma(k + 1) - math.lgamma(trials - k + 1) + k * log_share + (trials - k) * log_rest
        for k in range(hits + 1)
    )
    return min(1.0, math.fsum(map(math.exp, terms)))


def wilson(share: float, trials: float) -> Interval:
    """Wilson's score interval; trials may be an effective number, as after sampling by strata.

    Source: Wilson, "Probable inference, the law of succession, and statistical inference", JASA 22 (1927)
    209-212. With an effective number of trials for samples by design: Korn & Graubard, "Confidence intervals
    for proportions with small expected number of positive counts estimated from survey data", Survey
    Methodology 24 (1998) 193-201.
    """
    if trials <= 0:
        return Interval(0.0, share, 1.0)
    square = Z * Z
    middle = (share + square / (2 * trials)) / (1 + square / trials)
    half = Z * math.sqrt(share * (1 - share) / trials + square / (4 * trials**2)) / (1 + square / trials)
    return Interval(max(0.0, middle - half), share, min(1.0, middle + half))
