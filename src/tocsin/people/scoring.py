"""Fellegi-Sunter scores for pairs of profiles: the model is learned and the pairs are weighed in columns."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Protocol

import duckdb
import numpy as np
import pyarrow as pa

from tocsin.people.blocks import AT_ONCE, Blocks
from tocsin.people.coded import Coded, Codes
from tocsin.people.description import BLOCK_CAP
from tocsin.people.engine import filled
from tocsin.people.evidence import model_table
from tocsin.people.learning import learn
from tocsin.people.outcomes import Pairs, same_initial, supported
from tocsin.people.profiles import Flags
from tocsin.people.rarity import RARE, UNSEEN
from tocsin.people.weighing import Weighed, Weighing, in_turn

NO_MIDDLE = 4.0
"""What a name alone must weigh more when no middle initial agrees; only rare names do."""

_PRIOR_OF_SMALL_SETS = 1e-4
"""The prior of a set drawn from ten thousand people: in a small set names say less than they seem to."""

WIDER = 4.0
"""Bits below the threshold from which pairs count as likely ones when the prior is estimated again."""

SCORED = (
    "pid, first, firsts, middle, last, lasts, suffix, dob, yob, ssn9, ssn4, street_key, house, zip5, "
    "city_key, email, phone, ids"
)
"""Columns that are compared."""

_SCORED = """
CREATE OR REPLACE VIEW scored_profile AS
SELECT $columns FROM profile WHERE first IS NOT NULL OR last IS NOT NULL ORDER BY pid
"""

FREQUENCY = """
CREATE OR REPLACE TABLE frequency_${source}_$column AS
SELECT $column, (count(*) + $believed) / ((SELECT count($column) FROM scored_$source) + $unseen) AS tf_$column
FROM scored_$source WHERE $column IS NOT NULL GROUP BY $column ORDER BY $column
"""


class Scoring(Protocol):
    """Scores one set of things after another with one model: here, or on Spark."""

    def score(
        self, source: str, things: Coded, expected: float, threshold: float, *, train: bool = False
    ) -> pa.Table:
        """As ``Scorer.score``."""
        ...


@dataclass(slots=True)
class Scorer:
    """Scores one set of things after another with one model. m: what was learned; dropped: keys too common.

    floor: log2 odds from which pairs are kept for review, though too unlikely to be joined; None: none are.
    threads: of the machine; the outcome is the same with any number.
    """

    con: duckdb.DuckDBPyConnection
    floor: float | None = None
    threads: int = 1
    m: dict[tuple[str, str], float] = field(default_factory=dict)
    dropped: int = 0
    blocks: Blocks | None = None
    weighing: Weighing | None = None

    def score(
        self, source: str, things: Coded, expected: float, threshold: float, *, train: bool = False
    ) -> pa.Table:
        """Pairs (``a`` < ``b``) of table ``source`` at or above ``threshold`` (log2 odds), best first.

        things: the table in columns. expected: first guess how many pairs are one person's; it is estimated
        again from the scores.
        Table ``weighed_<source>`` keeps them and those at or above the floor, ``model_<source>`` the weights.
        """
        size = int(np.count_nonzero(things.named()))
        pairs = max(1.0, size * (size - 1) / 2)
        prior = prior_of(expected + 1, pairs)
        if source == "profile":
            self.con.execute(filled(_SCORED, columns=SCORED))
            frequencies(self.con, source)
        if train:
            self.m = learn(things, prior)
        self.blocks = Blocks.of(self.con, source, len(things), BLOCK_CAP)
        self.dropped += self.blocks.dropped
        floor = threshold if self.floor is None else min(self.floor, threshold)
        self.weighing = Weighing(things, prior, self.m)
        found = self._weighed(floor - WIDER)
        shift = settled_shift(lambda bits: found.likely(bits, threshold - WIDER), prior, pairs)
        self.weighing.prior += shift
        self.con.register(f"model_{source}", model_table(moved(prior, shift), self.m))
        kept = self._flagged(things, found.moved(shift, floor))
        self.con.register(f"weighed_{source}", kept)
        weight = kept["weight"].to_numpy()
        likely = np.flatnonzero(weight >= threshold)
        return kept.take(pa.array(likely[np.argsort(-weight[likely], kind="stable")]))

    def _weighed(self, least: float) -> Weighed:
        """The pairs of all blocks that weigh at least so much."""
        assert self.blocks is not None and self.weighing is not None
        weigh, least_hundredths = self.weighing.weigh, round(least * 100)

        def one(pairs: tuple[Codes, Codes]) -> Weighed:
            return Weighed(*pairs, weigh(*pairs)).at_least(least_hundredths)

        return Weighed.of(in_turn(one, self.blocks.pairs(), self.threads))

    def _flagged(self, things: Coded, found: Weighed) -> pa.Table:
        """a, b, weight, supported (more than the name looks alike), middle (its initial agrees)."""

        def one(begin: int) -> tuple[Flags, Flags]:
            some = slice(begin, begin + AT_ONCE)
            pairs = Pairs(things, found.left[some], found.right[some])
            middle = pairs.both("middle")
            middle[middle] = same_initial(pairs)(np.flatnonzero(middle))
            return supported(pairs), middle

        told = list(in_turn(one, range(0, max(1, len(found.left)), AT_ONCE), self.threads))
        flags = [np.concatenate(column) for column in zip(*told, strict=True)]
        return pa.table(
            {
                "a": found.left,
                "b": found.right,
                "weight": found.hundredths / 100,
                "supported": flags[0],
                "middle": flags[1],
            }
        )


def settled_shift(likely: Callable[[float], float], prior: float, pairs: float) -> float:
    """Bits to add to every weight so that the prior agrees with the pairs found likely: a fixed point.

    likely: how many pairs are one person's if so many bits are added.
    """
    shift = 0.0
    for _ in range(12):
        again = prior_of(likely(shift), pairs)
        step = math.log2(again / prior) - shift
        shift = max(-WIDER, min(WIDER, shift + step))
        if abs(step) < 0.05:
            break
    return round(shift, 1)


def prior_of(likely: float, pairs: float) -> float:
    """The share of all pairs that are one person's, within bounds that hold for any set."""
    return min(_PRIOR_OF_SMALL_SETS, max(1e-9, likely / pairs))


def moved(prior: float, shift: float) -> float:
    """The probability with so many bits more."""
    odds = prior / (1 - prior) * 2**shift
    return odds / (1 + odds)


def frequencies(con: duckdb.DuckDBPyConnection, source: str) -> None:
    """Tables ``frequency_<source>_<column>``: how often names and addresses stand in ``scored_<source>``."""
    for column, rare in RARE.items():
        con.execute(filled(FREQUENCY, column=column, believed=rare * UNSEEN, unseen=UNSEEN, source=source))
