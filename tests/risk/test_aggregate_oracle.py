"""The loss of a year against another tool's answers, and frequencies against the published fits."""

from __future__ import annotations

import math
from pathlib import Path

import pytest
import yaml

from tocsin.risk.compound import yearly
from tocsin.risk.frequency import NegativeBinomial, Poisson, fitted
from tocsin.risk.severity import Lognormal

ORACLE = yaml.safe_load((Path(__file__).parent / "aggregate_oracle.yaml").read_text())

TIERS = [  # by revenue from under $10 million: P(at least one), P(at least two), mu and r as fitted elsewhere
    (0.0748, 0.0083, 0.0843, 0.489),
    (0.0838, 0.0125, 0.0989, 0.365),
    (0.0999, 0.0194, 0.125, 0.314),
    (0.1513, 0.0454, 0.222, 0.285),
    (0.3126, 0.1244, 0.532, 0.564),
    (0.4343, 0.2045, 0.834, 0.792),
]


def often(case) -> Poisson | NegativeBinomial:
    """The frequency of a case."""
    return Poisson(case["rate"]) if case["shape"] is None else NegativeBinomial(case["rate"], case["shape"])


NAMED = pytest.mark.parametrize("case", ORACLE, ids=lambda case: f"{case['rate']}-{case['shape']}")


@NAMED
def test_on_the_same_grid_the_chance_of_a_dear_year_is_that_of_aggregate(case):
    year = yearly([(often(case), Lognormal(case["mu"], case["sigma"]))], up_to=2.0**26, points=1 << 20)
    assert year.step == 256
    for amount, chance in case["exceeds"].items():
        assert year.exceeds(float(amount)) == pytest.approx(chance, rel=1e-8)


@NAMED
def test_on_the_grid_that_is_used_it_is_within_a_five_hundredth(case):
    year = yearly([(often(case), Lognormal(case["mu"], case["sigma"]))], up_to=2e7)
    for amount, chance in case["exceeds"].items():
        assert year.exceeds(float(amount)) == pytest.approx(chance, rel=2e-3)


@pytest.mark.parametrize(("one", "two", "mean", "shape"), TIERS)
def test_the_six_tiers_of_revenue_are_fitted_as_published(one, two, mean, shape):
    made = fitted(one, two)
    assert made.mean == pytest.approx(mean, abs=6e-4)
    assert made.r == pytest.approx(shape, abs=1.5e-3)


@pytest.mark.parametrize(("one", "two"), [(tier[0], tier[1]) for tier in TIERS])
def test_without_clusters_two_incidents_a_year_would_be_far_rarer(one, two):
    rate = -math.log1p(-one)
    assert 1.7 < two / Poisson(rate).at_least(2) < 4.0
