"""The loss of a year: against closed forms, against simulation, and against published figures."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tocsin.risk.compound import layer_mean, yearly
from tocsin.risk.frequency import NegativeBinomial, NoSuchFrequencyError, Poisson, fitted
from tocsin.risk.severity import Elicited, Lognormal

CLAIMS = Lognormal.of_quantiles(83_000, 0.5, 920_000, 0.9)

# Cyentia Institute, chances of at least one, two and three incidents a year by revenue (see parameters.yaml).
PUBLISHED = [(0.0748, 0.0083), (0.0838, 0.0125), (0.0999, 0.0194), (0.1513, 0.0454), (0.3126, 0.1244)]


def test_a_year_without_an_event_is_as_likely_as_the_frequency_says():
    made = yearly([(Poisson(0.093), CLAIMS)], up_to=1e7)
    assert made.no_loss() == pytest.approx(math.exp(-0.093), abs=3e-4)


def test_the_published_case_of_a_claims_like_firm():
    made = yearly([(Poisson(0.093), CLAIMS)], up_to=2e7)
    assert made.quantile(0.95) == pytest.approx(66_000, rel=0.02)
    assert made.quantile(0.99) == pytest.approx(858_000, rel=0.01)
    assert made.exceeds(1e6) == pytest.approx(0.00866, rel=0.01)


def test_multiplying_a_rate_with_one_loss_gives_another_answer():
    # What tools do that leave the number of events out: a year never is free of loss.
    rng = np.random.default_rng(1)
    naive = 0.093 * CLAIMS.sample(rng, 400_000)
    made = yearly([(Poisson(0.093), CLAIMS)], up_to=2e7)
    assert np.quantile(naive, 0.95) > 2.3 * made.quantile(0.95)


@settings(max_examples=20, deadline=None)
@given(
    rate=st.floats(0.02, 3.0),
    r=st.floats(0.2, 5.0),
    median=st.floats(5_000, 200_000),
    sigma=st.floats(0.5, 2.0),
    seed=st.integers(0, 1000),
)
def test_it_agrees_with_simulation(rate, r, median, sigma, seed):
    frequency, severity = NegativeBinomial(rate, r), Lognormal(math.log(median), sigma)
    rng = np.random.default_rng(seed)
    counts = frequency.sample(rng, 60_000)
    year = np.repeat(np.arange(len(counts)), counts)
    losses = np.bincount(year, severity.sample(rng, int(counts.sum())), minlength=len(counts))
    made = yearly([(frequency, severity)], up_to=max(1e6, float(losses.max())))
    for amount in (median, 5 * median):
        share = float(np.mean(losses > amount))
        error = math.sqrt(max(share * (1 - share), 1e-5) / len(counts))
        assert made.exceeds(amount) == pytest.approx(share, abs=5 * error + 0.004)


def test_two_kinds_of_event_together_are_their_sum():
    small, large = (Poisson(2.0), Lognormal(9.0, 0.8)), (Poisson(0.05), Lognormal(13.0, 1.0))
    both, one = yearly([small, large], up_to=1e7), yearly([small], up_to=1e7)
    assert both.mean == pytest.approx(small[0].mean * small[1].mean + large[0].mean * large[1].mean)
    assert all(both.exceeds(a) >= one.exceeds(a) for a in (1e4, 1e5, 1e6))
    on_grid = float((both.mass * np.arange(len(both.mass))).sum() * both.step)
    assert on_grid == pytest.approx(both.mean, rel=0.02)


def test_a_layer_in_closed_form_is_what_simulation_pays():
    rng = np.random.default_rng(4)
    losses = CLAIMS.sample(rng, 2_000_000)
    paid = np.clip(losses - 25_000, 0, 1_000_000).mean() * 0.093
    assert layer_mean(Poisson(0.093), CLAIMS, 25_000, 1_000_000) == pytest.approx(paid, rel=0.01)


@pytest.mark.parametrize(("one", "two"), PUBLISHED)
def test_a_negative_binomial_has_the_two_chances_it_was_fitted_to(one, two):
    made = fitted(one, two)
    assert made.at_least(1) == pytest.approx(one, abs=1e-9)
    assert made.at_least(2) == pytest.approx(two, abs=1e-9)
    assert made.at_least(3) > Poisson(made.mean).at_least(3)


def test_chances_that_are_not_clustered_are_refused():
    with pytest.raises(NoSuchFrequencyError):
        fitted(0.1, 0.004)


def test_three_answers_of_somebody_who_knows_are_kept_to():
    made = Elicited(5_000, 40_000, 900_000)
    assert made.below(np.array([5_000.0, 40_000.0, 900_000.0])) == pytest.approx([0.05, 0.5, 0.95])


RISING = st.tuples(st.floats(100, 1e6), st.floats(1.05, 50), st.floats(1.05, 50))


@settings(max_examples=25, deadline=None)
@given(RISING, st.floats(0.2, 20))
def test_means_and_cut_means_in_closed_form_are_those_of_many_losses(amounts, part):
    middle, down, up = amounts
    made = Elicited(middle / down, middle, middle * up)
    losses = made.sample(np.random.default_rng(3), 400_000)
    cut = middle * part
    assert made.limited(cut) == pytest.approx(float(np.minimum(losses, cut).mean()), rel=0.02)
    assert made.limited(1e30) == pytest.approx(made.mean)


def test_answers_that_do_not_rise_are_refused():
    with pytest.raises(ValueError, match="must be above 0 and rise"):
        Elicited(10, 5, 20)


@given(st.floats(100, 1e6), st.floats(1.1, 100.0), st.floats(0.01, 0.49), st.floats(0.51, 0.99))
def test_two_quantiles_are_kept_to(low, ratio, first, second):
    made = Lognormal.of_quantiles(low, first, low * ratio, second)
    assert made.below(np.array([low, low * ratio])) == pytest.approx([first, second], abs=1e-9)
