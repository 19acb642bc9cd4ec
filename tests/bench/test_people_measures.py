"""What a list of people is judged by: worked out by hand on six mentions."""

from __future__ import annotations

import pytest
from bench.people_measures import measured


def test_the_measures_of_a_split_and_a_merge():
    truth = ["ann", "ann", "ann", "bob", "bob", "cy"]
    rows = ["r1", "r1", "r2", "r3", "r3", "r3"]
    found = measured(truth, rows)
    assert found["precision"] == pytest.approx(
        2 / 4
    )  # pairs together: (ann ann), (bob bob), two of bob and cy
    assert found["recall"] == pytest.approx(2 / 4)  # pairs of one person: three of ann, one of bob
    assert found["un-notified / 1,000"] == pytest.approx(1000 / 3)  # cy owns no row
    assert found["extra / 1,000"] == pytest.approx(1000 / 3)  # ann's second
    assert found["mixed / 1,000 rows"] == pytest.approx(1000 / 3)  # r3
    b_precision = (1 + 1 + 1 + 2 / 3 + 2 / 3 + 1 / 3) / 6
    b_recall = (2 / 3 + 2 / 3 + 1 / 3 + 1 + 1 + 1) / 6
    assert found["B3 F1"] == pytest.approx(2 * b_precision * b_recall / (b_precision + b_recall))
