"""Intervals for shares: what the books print, and what a sample without a miss still leaves open."""

from __future__ import annotations

import pytest

from tocsin.response.intervals import exact, wilson

# Brown, Cai and DasGupta, "Interval estimation for a binomial proportion", Statistical Science 16 (2001), and
# R's binom.test and prop.test(correct = FALSE), which print these digits.
CLOPPER_PEARSON = [
    (0, 60, 0.0, 0.0596303),
    (1, 10, 0.0025286, 0.4450161),
    (5, 10, 0.1870860, 0.8129140),
    (10, 100, 0.0490047, 0.1762226),
    (20, 20, 0.8315665, 1.0),
]
WILSON = [(1, 10, 0.0178762, 0.4041500), (5, 10, 0.2365931, 0.7634069), (10, 100, 0.0552291, 0.1743657)]


@pytest.mark.parametrize(("hits", "trials", "low", "high"), CLOPPER_PEARSON)
def test_the_exact_interval_is_the_published_one(hits: int, trials: int, low: float, high: float):
    found = exact(hits, trials)
    assert (found.low, found.high) == (pytest.approx(low, abs=1e-6), pytest.approx(high, abs=1e-6))
    assert found.estimate == hits / trials


@pytest.mark.parametrize(("hits", "trials", "low", "high"), WILSON)
def test_wilson_s_interval_is_the_published_one(hits: int, trials: int, low: float, high: float):
    found = wilson(hits / trials, trials)
    assert (found.low, found.high) == (pytest.approx(low, abs=1e-6), pytest.approx(high, abs=1e-6))


def test_a_large_sample_is_no_trouble_and_nonsense_is_refused():
    found = exact(3, 200_000)
    assert 0 < found.low < 3 / 200_000 < found.high < 1e-4
    for hits, trials in ((1, 0), (-1, 5), (6, 5)):
        with pytest.raises(ValueError, match="hits"):
            exact(hits, trials)
