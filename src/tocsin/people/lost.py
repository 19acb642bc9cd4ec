"""How many likely pairs were never compared because a key stood on too many profiles: an estimate.

Of the pairs that agree in a key above the cap, and in no key by which pairs are compared, and that no rule
joins, a sample is weighed. What the weights say of the sample is scaled up to all of them.
"""

from __future__ import annotations

import numpy as np
import pyarrow as pa

from tocsin.people.blocks import Blocks, Common, within
from tocsin.people.profiles import Flags, Numbers
from tocsin.people.scoring import Scorer
from tocsin.people.weighing import Weights

SAMPLE = 2_000
"""Pairs looked at for each key, about."""


def share_lost(scorer: Scorer, likely: pa.Table, ruled: pa.Table, threshold: float) -> float:
    """Of all pairs that are one person's, as far as the weights tell, the share that was not compared, 0..1.

    scorer: after it scored the profiles. likely: the pairs it found. ruled: those that rules join. threshold:
    log2 odds from which a pair counts.
    """
    blocks, weighing = scorer.blocks, scorer.weighing
    assert blocks is not None and weighing is not None
    found = _expected(likely["weight"].to_numpy())
    known = np.sort(ruled["a"].to_numpy() << 32 | ruled["b"].to_numpy())
    lost = 0.0
    earlier: list[Common] = []
    for common in blocks.common.values():
        left, right, share = within(common.things, common.group, SAMPLE)
        asked = ~_compared(blocks, left, right) & ~np.isin(left << 32 | right, known)
        for before in earlier:
            asked &= ~_agree(before, left, right)
        hundredths = weighing.weigh(left[asked].astype(np.int32), right[asked].astype(np.int32))
        told = hundredths / 100
        lost += _expected(told[told >= threshold]) / share**2
        earlier.append(common)
    return lost / (found + lost) if lost else 0.0


def _expected(weights: Weights) -> float:
    return float(np.sum(1 / (1 + np.exp2(-weights))))


def _compared(blocks: Blocks, left: Numbers, right: Numbers) -> Flags:
    found = np.zeros(len(left), np.bool_)
    for block in blocks.every.values():
        found |= block.together(left, right)
    return found


def _agree(common: Common, left: Numbers, right: Numbers) -> Flags:
    """Which of these pairs agree in this key above the cap."""
    place = [np.searchsorted(common.things, side) for side in (left, right)]
    last = len(common.things) - 1
    here, there = (np.minimum(each, last) for each in place)
    known = (common.things[here] == left) & (common.things[there] == right)
    found: Flags = known & (common.group[here] == common.group[there])
    return found
