"""Fellegi-Sunter scores for pairs of profiles, by Splink on the database in memory."""

from __future__ import annotations

import logging
import math
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any, Protocol

import duckdb
import pyarrow as pa
from splink import DuckDBAPI, Linker
from splink.internals.exceptions import EMTrainingException

from tocsin.people.description import BLOCK_CAP, BLOCKS, splink_settings
from tocsin.people.engine import filled
from tocsin.people.evidence import model_table

logging.getLogger("splink").setLevel(logging.ERROR)  # its progress is reported by this room

UNSEEN = 2_000
"""Strength of the belief that a name or address in a small set is as rare as in a large one."""

RARE = {"first": 0.004, "last": 0.0008, "street_key": 0.0002, "zip5": 0.001}
_TRAINING = ("l.first = r.first AND l.last = r.last", "l.ssn9 = r.ssn9")
"""Pairs to learn from: each trains the comparisons that it does not itself ask for."""

_LEAST_LEARNED = 1e-4
"""A share of pairs smaller than this was not seen often enough to be learned; the start value stays."""

_TRAINING_PAIRS = 150_000

NO_MIDDLE = 4.0
"""What a name alone must weigh more when no middle initial agrees; only rare names do."""

_PRIOR_OF_SMALL_SETS = 1e-4
"""The prior of a set drawn from ten thousand people: in a small set names say less than they seem to."""

WIDER = 4.0
"""Bits below the threshold from which pairs count as likely ones when the prior is estimated again."""

_KEYED = """
CREATE OR REPLACE VIEW keyed AS SELECT *, $keys FROM $source WHERE first IS NOT NULL OR last IS NOT NULL
"""

_COMMON = """
CREATE OR REPLACE TABLE common_$key AS SELECT $key AS key FROM keyed WHERE $key IS NOT NULL
GROUP BY $key HAVING count(*) > $cap;
CREATE OR REPLACE TABLE common_${key}_2 AS SELECT ${key}_2 AS key FROM keyed
WHERE $key IN (FROM common_$key) AND ${key}_2 IS NOT NULL GROUP BY ${key}_2 HAVING count(*) > $cap * 2
"""

_CAPPED = """
CASE WHEN $key IS NULL THEN NULL
     WHEN $key NOT IN (FROM common_$key) THEN $key
     WHEN ${key}_2 NOT IN (FROM common_${key}_2) THEN ${key}_2 END AS $key
"""

_SCORED = """
CREATE OR REPLACE TABLE $scored AS
SELECT pid, first, firsts, middle, last, lasts, suffix, dob, yob, ssn9, ssn4, street_key, house, zip5,
       email, phone, ids, $capped
FROM keyed ORDER BY pid
"""

_LOST = "SELECT $lost FROM keyed JOIN $scored USING (pid)"

FREQUENCY = """
CREATE OR REPLACE TABLE frequency_${source}_$column AS
SELECT $column, (count(*) + $believed) / ((SELECT count($column) FROM scored_$source) + $unseen) AS tf_$column
FROM scored_$source WHERE $column IS NOT NULL GROUP BY $column ORDER BY $column
"""

EXPECTED = """
SELECT coalesce(sum(1 / (1 + pow(2, -(match_weight + ?)))), 0) FROM $found WHERE match_weight >= $least
"""

# supported: something other than the name looks alike.
PAIRS = """
CREATE OR REPLACE TABLE weighed_$source AS
WITH found AS (
    SELECT least(pid_l, pid_r) AS a, greatest(pid_l, pid_r) AS b,
           round(max(match_weight) + $shift, 2) AS weight
    FROM $found WHERE match_weight + $shift >= $floor GROUP BY 1, 2),
judged AS (
    SELECT a, b, weight, coalesce(left(l.middle, 1) = left(r.middle, 1), false) AS middle,
           coalesce(l.yob = r.yob OR l.email = r.email OR l.phone = r.phone, false)
           OR coalesce(length(l.ssn4) = length(r.ssn4) AND hamming(l.ssn4, r.ssn4) <= 1, false)
           OR coalesce(damerau_levenshtein(l.ssn9, r.ssn9) <= 2, false)
           OR coalesce(length(l.dob) = length(r.dob) AND hamming(l.dob, r.dob) <= 1, false)
           OR coalesce(jaro_winkler_similarity(l.street_key, r.street_key) >= 0.92, false)
           OR coalesce(l.zip5 = r.zip5 AND (l.street_key IS NULL OR r.street_key IS NULL), false)
           OR list_has_any(l.ids, r.ids) AS supported
    FROM found JOIN scored_$source l ON l.pid = a JOIN scored_$source r ON r.pid = b)
SELECT a, b, weight, supported, middle FROM judged
"""

_LIKELY = "SELECT * FROM weighed_$source WHERE weight >= $threshold ORDER BY weight DESC, a, b"


class Scoring(Protocol):
    """Scores one table after another with one model: here, or on Spark."""

    def score(self, source: str, expected: float, threshold: float, *, train: bool = False) -> pa.Table:
        """As ``Scorer.score``."""
        ...


@dataclass(slots=True)
class Scorer:
    """Scores one table after another with one model. m: what was learned; dropped: keys too common.

    floor: log2 odds from which pairs are kept for review, though too unlikely to be joined; None: none are.
    """

    con: duckdb.DuckDBPyConnection
    floor: float | None = None
    m: dict[tuple[str, str], float] = field(default_factory=dict)
    dropped: int = 0

    def score(self, source: str, expected: float, threshold: float, *, train: bool = False) -> pa.Table:
        """Pairs (``a`` < ``b``) of table ``source`` at or above ``threshold`` (log2 odds), best first.

        expected: first guess how many pairs are one person's; it is estimated again from the scores.
        Table ``weighed_<source>`` keeps them and those at or above the floor, ``model_<source>`` the weights.
        """
        self.dropped += _make_blocks(self.con, source)
        api = DuckDBAPI(connection=self.con)
        frame = api.register(f"scored_{source}")
        size = int(self.con.execute(filled("SELECT count(*) FROM scored_$s", s=source)).fetchall()[0][0])
        pairs = max(1.0, size * (size - 1) / 2)
        prior = prior_of(expected + 1, pairs)
        frequencies(self.con, source)
        if train:
            self.m = learn(api, frame, source, prior)
        linker = _linker(api, frame, source, splink_settings(prior, self.m))
        floor = threshold if self.floor is None else min(self.floor, threshold)
        found = linker.inference.predict(threshold_match_weight=floor - WIDER, warning_mode="never")
        shift = _shift(self.con, found.physical_name, prior, pairs, threshold - WIDER)
        self.con.register(f"model_{source}", model_table(moved(prior, shift), self.m))
        self.con.execute(filled(PAIRS, found=found.physical_name, shift=shift, floor=floor, source=source))
        return self.con.sql(filled(_LIKELY, source=source, threshold=threshold)).to_arrow_table()


def _shift(con: duckdb.DuckDBPyConnection, found: str, prior: float, pairs: float, least: float) -> float:
    """Bits to add to every weight. least: weight from which pairs count; which others were kept for review
    must not change the outcome."""
    sql = filled(EXPECTED, found=found, least=least)
    return settled_shift(lambda shift: float(con.execute(sql, [shift]).fetchall()[0][0]), prior, pairs)


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


def _make_blocks(con: duckdb.DuckDBPyConnection, source: str) -> int:
    """Table ``scored_<source>``: all with a name, with blocking keys. Returns how many keys are left out."""
    scored = f"scored_{source}"
    keys = [
        f"{first} AS {key}, {first} || ' ' || {second} AS {key}_2" for key, (first, second) in BLOCKS.items()
    ]
    con.execute(filled(_KEYED, keys=", ".join(keys), source=source))
    for key in BLOCKS:
        con.execute(filled(_COMMON, key=key, cap=BLOCK_CAP))
    common = [
        key for key in BLOCKS if con.execute(filled("SELECT 1 FROM common_$k LIMIT 1", k=key)).fetchall()
    ]
    capped = [filled(_CAPPED, key=key) if key in common else key for key in BLOCKS]
    con.execute(filled(_SCORED, capped=", ".join(capped), scored=scored))
    if not common:
        return 0
    lost = " + ".join(
        f"count(*) FILTER (keyed.{key} IS NOT NULL AND {scored}.{key} IS NULL)" for key in common
    )
    return int(con.execute(filled(_LOST, lost=lost, scored=scored)).fetchall()[0][0])


def _linker(api: Any, frame: Any, source: str, settings: dict[str, Any]) -> Any:
    linker = Linker(frame, settings, log_level=None, validate_settings=False)
    for column in RARE:
        lookup = api.register(f"frequency_{source}_{column}")
        linker.table_management.register_term_frequency_lookup(lookup, column)
    return linker


def learn(api: Any, frame: Any, source: str, prior: float) -> dict[tuple[str, str], float]:
    """m of every level, by expectation maximisation on the data at hand (u stays)."""
    linker = _linker(api, frame, source, splink_settings(prior, {}))
    for rule in _TRAINING:
        with suppress(EMTrainingException):  # no such pairs here: the start values stay
            linker.training.estimate_parameters_using_expectation_maximisation(
                rule, estimate_without_term_frequencies=True, max_pairs=_TRAINING_PAIRS
            )
    learned = linker.misc.save_model_to_json(out_path=None)
    found = {}
    for entry in learned["comparisons"]:
        for level in entry["comparison_levels"]:
            m = level.get("m_probability")
            if m is not None and m >= _LEAST_LEARNED:
                # Sums over threads differ in the last digits from run to run; the list must not.
                found[entry["output_column_name"], level["label_for_charts"]] = float(f"{m:.9g}")
    return found
