"""Fellegi-Sunter scores for pairs of profiles, by Splink on the database in memory."""

from __future__ import annotations

import logging
from contextlib import suppress
from typing import Any

import duckdb
import pyarrow as pa
from splink import DuckDBAPI, Linker
from splink.internals.exceptions import EMTrainingException

from tocsin.people.description import BLOCK_CAP, BLOCKS, splink_settings
from tocsin.people.engine import filled
from tocsin.people.evidence import model_table
from tocsin.people.settings import Settings

logging.getLogger("splink").setLevel(logging.ERROR)  # its progress is reported by this room

_UNSEEN = 2_000
"""Strength of the belief that a name or address in a small set is as rare as in a large one."""

_RARE = {"first": 0.004, "last": 0.0008, "street_key": 0.0002, "zip5": 0.001}
_TRAINING = ("l.first = r.first AND l.last = r.last", "l.ssn9 = r.ssn9")
"""Pairs to learn from: each trains the comparisons that it does not itself ask for."""

_LEAST_LEARNED = 1e-4
"""A share of pairs smaller than this was not seen often enough to be learned; the start value stays."""

_TRAINING_PAIRS = 150_000

_NO_MIDDLE = 4.0
"""What a name alone must weigh more when no middle initial agrees; only rare names do."""

_PRIOR_OF_SMALL_SETS = 1e-4
"""The prior of a set drawn from ten thousand people: in a small set names say less than they seem to."""

_KEYED = "CREATE TABLE keyed AS SELECT *, $keys FROM profile WHERE first IS NOT NULL OR last IS NOT NULL"

_COMMON = """
CREATE TABLE common_$key AS SELECT $key AS key FROM keyed WHERE $key IS NOT NULL
GROUP BY $key HAVING count(*) > $cap;
CREATE TABLE common_${key}_2 AS SELECT ${key}_2 AS key FROM keyed
WHERE $key IN (FROM common_$key) AND ${key}_2 IS NOT NULL GROUP BY ${key}_2 HAVING count(*) > $cap * 2
"""

_CAPPED = """
CASE WHEN $key IS NULL THEN NULL
     WHEN $key NOT IN (FROM common_$key) THEN $key
     WHEN ${key}_2 NOT IN (FROM common_${key}_2) THEN ${key}_2 END AS $key
"""

_SCORED = """
CREATE TABLE scored AS
SELECT pid, first, firsts, middle, last, lasts, suffix, dob, yob, ssn9, ssn4, street_key, house, zip5,
       email, phone, ids, $capped
FROM keyed ORDER BY pid
"""

_LOST = "SELECT $lost FROM keyed JOIN scored USING (pid)"

_FREQUENCY = """
CREATE OR REPLACE TABLE frequency_$column AS
SELECT $column, (count(*) + $believed) / ((SELECT count($column) FROM scored) + $unseen) AS tf_$column
FROM scored WHERE $column IS NOT NULL GROUP BY $column ORDER BY $column
"""

# supported: something other than the name looks alike.
_PAIRS = """
CREATE TABLE weighed AS
WITH found AS (
    SELECT least(pid_l, pid_r) AS a, greatest(pid_l, pid_r) AS b, round(max(match_weight), 2) AS weight
    FROM $found GROUP BY 1, 2),
judged AS (
    SELECT a, b, weight, coalesce(left(l.middle, 1) = left(r.middle, 1), false) AS middle,
           coalesce(l.yob = r.yob OR l.email = r.email OR l.phone = r.phone, false)
           OR coalesce(length(l.ssn4) = length(r.ssn4) AND hamming(l.ssn4, r.ssn4) <= 1, false)
           OR coalesce(damerau_levenshtein(l.ssn9, r.ssn9) <= 2, false)
           OR coalesce(length(l.dob) = length(r.dob) AND hamming(l.dob, r.dob) <= 1, false)
           OR coalesce(jaro_winkler_similarity(l.street_key, r.street_key) >= 0.92, false)
           OR coalesce(l.zip5 = r.zip5 AND (l.street_key IS NULL OR r.street_key IS NULL), false)
           OR list_has_any(l.ids, r.ids) AS supported
    FROM found JOIN scored l ON l.pid = a JOIN scored r ON r.pid = b)
SELECT a, b, weight, weight >= $threshold
       AND (supported OR weight >= $by_name + CASE WHEN middle THEN 0 ELSE $no_middle END) AS joins
FROM judged
"""


def score(
    con: duckdb.DuckDBPyConnection, settings: Settings, rule_pairs: int, *, train: bool, floor: float
) -> tuple[pa.Table, int]:
    """Pairs of profiles (``a`` < ``b``) with their weight in log2 odds, and how many keys were too common.

    Only pairs at or above ``settings.threshold`` are given; by name alone it takes ``name_threshold``. Table
    ``weighed`` keeps those, and all others at or above ``floor``, for review; ``model`` the weights used.
    """
    dropped = _make_blocks(con)
    api = DuckDBAPI(connection=con)
    frame = api.register("scored")
    prior = _prior(con, rule_pairs)
    m = _learn(api, frame, con, prior) if train else {}
    con.register("model", model_table(prior, m))
    linker = _linker(api, frame, con, splink_settings(prior, m))
    found = linker.inference.predict(
        threshold_match_weight=min(floor, settings.threshold), warning_mode="never"
    )
    con.execute(
        filled(
            _PAIRS,
            found=found.physical_name,
            threshold=settings.threshold,
            by_name=settings.name_threshold,
            no_middle=_NO_MIDDLE,
        )
    )
    pairs = con.sql("SELECT a, b, weight FROM weighed WHERE joins ORDER BY weight DESC, a, b")
    return pairs.to_arrow_table(), dropped


def _make_blocks(con: duckdb.DuckDBPyConnection) -> int:
    """Table ``scored``: the profiles with a name and their blocking keys. Returns how many were left out."""
    keys = [
        f"{first} AS {key}, {first} || ' ' || {second} AS {key}_2" for key, (first, second) in BLOCKS.items()
    ]
    con.execute(filled(_KEYED, keys=", ".join(keys)))
    for key in BLOCKS:
        con.execute(filled(_COMMON, key=key, cap=BLOCK_CAP))
    capped = [filled(_CAPPED, key=key) for key in BLOCKS]
    con.execute(filled(_SCORED, capped=", ".join(capped)))
    lost = " + ".join(f"count(*) FILTER (keyed.{key} IS NOT NULL AND scored.{key} IS NULL)" for key in BLOCKS)
    return int(con.execute(filled(_LOST, lost=lost)).fetchall()[0][0])


def _prior(con: duckdb.DuckDBPyConnection, rule_pairs: int) -> float:
    """Odds that two mentions taken at random are one person's, from the pairs that rules alone found.

    Rules find about half of the pairs. A small set is treated as if it were drawn from a larger one.
    """
    size = int(con.execute("SELECT count(*) FROM scored").fetchall()[0][0])
    pairs = max(1.0, size * (size - 1) / 2)
    return min(_PRIOR_OF_SMALL_SETS, max(1e-9, (2 * rule_pairs + 1) / pairs))


def _linker(api: Any, frame: Any, con: duckdb.DuckDBPyConnection, settings: dict[str, Any]) -> Any:
    linker = Linker(frame, settings, log_level=None, validate_settings=False)
    frequencies(con)
    for column in _RARE:
        linker.table_management.register_term_frequency_lookup(api.register(f"frequency_{column}"), column)
    return linker


def frequencies(con: duckdb.DuckDBPyConnection) -> None:
    """Tables ``frequency_<column>``: how often each name and address stands in table ``scored``."""
    for column, rare in _RARE.items():
        con.execute(filled(_FREQUENCY, column=column, believed=rare * _UNSEEN, unseen=_UNSEEN))


def _learn(
    api: Any, frame: Any, con: duckdb.DuckDBPyConnection, prior: float
) -> dict[tuple[str, str], float]:
    """m of every level, by expectation maximisation on the data at hand (u stays)."""
    linker = _linker(api, frame, con, splink_settings(prior, {}))
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
                found[entry["output_column_name"], level["label_for_charts"]] = m
    return found
