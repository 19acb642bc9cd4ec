"""What is not compared because a key is too common is told, as a share of all likely pairs."""

from __future__ import annotations

import pytest
from making import person, resolved

from tocsin.people import scoring

ONE = [
    person(f"m{n}", "Zelda Quillfeather", street="12 Oak St", postal_code="85701", phone=f"520555010{n}")
    for n in range(4)
]


@pytest.mark.parametrize(("cap", "lost"), [(60, 0.0), (1, 1.0)])
def test_the_share_of_likely_pairs_lost_by_caps_is_told(monkeypatch, cap, lost):
    monkeypatch.setattr(scoring, "BLOCK_CAP", cap)
    assert resolved(*ONE).report["likely pairs not compared, share"] == lost
