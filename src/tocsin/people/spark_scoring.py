"""Fellegi-Sunter scores on Spark: the same description, blocks, caps and weights as on this machine.

The model is learned by DuckDB on this machine, from a sample whose size does not grow with the mentions;
Spark scores with it. Blocks are made in one pass over all keys, and Splink is given the pairs.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import count
from typing import Any

import duckdb
import pyarrow as pa
from splink import Linker

from tocsin.people.coded import Coded
from tocsin.people.description import BLOCK_CAP, BLOCKS, splink_settings
from tocsin.people.engine import filled
from tocsin.people.evidence import model_table
from tocsin.people.learning import learn
from tocsin.people.rarity import RARE, UNSEEN
from tocsin.people.scoring import (
    FREQUENCY,
    SCORED,
    WIDER,
    frequencies,
    moved,
    prior_of,
    settled_shift,
)
from tocsin.people.spark_sql import SparkTables, spark_sql

_NAMED = "first IS NOT NULL OR last IS NOT NULL"

_KEYED = """
SELECT pid, each.block, each.key, each.second
FROM (SELECT pid, explode(array($keys)) AS each FROM scored_$source) WHERE each.key IS NOT NULL
"""

_COMMON = "SELECT block, key FROM keyed GROUP BY block, key HAVING count(*) > $cap"

_COMMON_SECOND = """
SELECT block, second FROM keyed JOIN common USING (block, key) WHERE second IS NOT NULL
GROUP BY block, second HAVING count(*) > 2 * $cap
"""

_BLOCKED = """
SELECT keyed.pid, keyed.block,
       CASE WHEN common.key IS NULL THEN keyed.key WHEN late.second IS NULL THEN keyed.second END AS key
FROM keyed LEFT JOIN common ON common.block = keyed.block AND common.key = keyed.key
LEFT JOIN common_second late ON late.block = keyed.block AND late.second = keyed.second
"""

_CANDIDATES = """
SELECT DISTINCT 0 AS match_key, l.pid AS join_key_l, r.pid AS join_key_r
FROM blocked l JOIN blocked r ON l.block = r.block AND l.key = r.key AND l.pid < r.pid
"""

_SPLINK_KEEPS = ("__splink__df_comparison_vectors", "__splink__df_predict")
"""Splink's own tables that are worked out at once and kept."""

_EXPECTED = """
SELECT coalesce(sum(1 / (1 + pow(2, -(round(match_weight, 2) + ?)))), 0) FROM $found
WHERE round(match_weight, 2) >= $least
"""

# supported: something other than the name looks alike.
_PAIRS = """
CREATE OR REPLACE TABLE weighed_$source AS
WITH found AS (
    SELECT least(pid_l, pid_r) AS a, greatest(pid_l, pid_r) AS b,
           round(round(max(match_weight), 2) + $shift, 2) AS weight
    FROM $found WHERE round(round(match_weight, 2) + $shift, 2) >= $floor GROUP BY 1, 2),
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

_numbers = count()


@dataclass(slots=True)
class SparkScorer:
    """Stands where a ``Scorer`` stands. What is kept for review stays on Spark, as ``weighed_<source>``."""

    con: duckdb.DuckDBPyConnection
    tables: SparkTables
    floor: float | None = None
    m: dict[tuple[str, str], float] = field(default_factory=dict)
    dropped: int = 0

    def score(
        self, source: str, things: Coded, expected: float, threshold: float, *, train: bool = False
    ) -> pa.Table:
        """As ``Scorer.score``."""
        if source != "profile":  # that one is there since the rules were asked
            lead = self.con.sql(filled("SELECT lead FROM $source ORDER BY pid", source=source))
            plain = things.plain().append_column("lead", lead.to_arrow_table()["lead"])
            self.tables.give(plain, source)
        tables = self.tables
        sql = filled("SELECT $columns FROM $source WHERE $named", columns=SCORED, source=source, named=_NAMED)
        tables.keep(tables.sql(sql), f"scored_{source}")
        size = int(tables.one("SELECT count(*) FROM scored_$source", source=source))
        pairs = max(1.0, size * (size - 1) / 2)
        prior = prior_of(expected + 1, pairs)
        self._learn(source, things, prior, train=train)
        self._block(source)
        floor = threshold if self.floor is None else min(self.floor, threshold)
        found = self._predicted(source, prior, floor - WIDER - 0.01)  # weights are rounded afterwards
        shift = settled_shift(lambda bits: self._likely(found, bits, threshold - WIDER), prior, pairs)
        self.con.register(f"model_{source}", model_table(moved(prior, shift), self.m))
        tables.keep(
            tables.sql(_PAIRS, found=found, shift=shift, floor=floor, source=source), f"weighed_{source}"
        )
        tables.forget(*_SPLINK_KEEPS, "candidates")
        likely = tables.sql(
            "SELECT * FROM weighed_$source WHERE weight >= $least", source=source, least=threshold
        )
        order = [("weight", "descending"), ("a", "ascending"), ("b", "ascending")]
        return likely.toArrow().sort_by(order)

    def _learn(self, source: str, things: Coded, prior: float, *, train: bool) -> None:
        """m of the mentions at hand, and how frequent values are, for those who explain a pair later."""
        if source != "profile":
            return
        sql = (
            "CREATE OR REPLACE VIEW scored_$source AS SELECT $columns FROM $source WHERE $named ORDER BY pid"
        )
        self.con.execute(filled(sql, columns=SCORED, source=source, named=_NAMED))
        frequencies(self.con, source)
        if train:
            self.m = learn(things, prior)

    def _block(self, source: str) -> None:
        """View ``candidates``: the pairs that agree in a key, common ones left out; counts those."""
        tables = self.tables
        keys = ", ".join(
            f"named_struct('block', {number}, 'key', {spark_sql(first)}, "
            f"'second', {spark_sql(_second(first, second))})"
            for number, (first, second) in enumerate(BLOCKS.values())
        )
        tables.keep(tables.spark(filled(_KEYED, keys=keys, source=source)), "keyed")
        tables.keep(tables.spark(filled(_COMMON, cap=BLOCK_CAP)), "common")
        tables.keep(tables.spark(filled(_COMMON_SECOND, cap=BLOCK_CAP)), "common_second")
        tables.keep(tables.spark(_BLOCKED), "blocked")
        self.dropped += int(tables.one("SELECT count(*) FROM blocked WHERE key IS NULL"))
        tables.keep(tables.spark(_CANDIDATES), "candidates")
        tables.forget("keyed", "common", "common_second", "blocked")

    def _predicted(self, source: str, prior: float, least: float) -> str:
        """Name of the view with the weight of every candidate that reaches ``least``."""
        api = _splink_on(self.tables)
        linker = Linker(
            api.register(self.tables.session.table(f"scored_{source}")),
            spark_settings(prior, self.m),
            log_level=None,
            validate_settings=False,
        )
        for column, rare in RARE.items():
            frequency = self.tables.sql(
                FREQUENCY, column=column, believed=rare * UNSEEN, unseen=UNSEEN, source=source
            )
            linker.table_management.register_term_frequency_lookup(api.register(frequency), column)
        candidates = api.register(self.tables.session.table("candidates"))
        linker.table_management.register_blocked_pairs_for_predict(candidates)
        found = linker.inference.predict(threshold_match_weight=least, warning_mode="never")
        return str(found.physical_name)

    def _likely(self, found: str, shift: float, least: float) -> float:
        sql = filled(_EXPECTED, found=found, least=least).replace("?", f"CAST({shift!r} AS DOUBLE)")
        return float(self.tables.one(sql))


def spark_settings(prior: float, m: dict[tuple[str, str], float]) -> dict[str, Any]:
    """Splink settings of the description in Spark's dialect; the pairs to compare are given to it."""
    settings = splink_settings(prior, m)
    for comparison in settings["comparisons"]:
        for level in comparison["comparison_levels"]:
            if level["sql_condition"] != "ELSE":
                level["sql_condition"] = spark_sql(level["sql_condition"])
    settings["blocking_rules_to_generate_predictions"] = [{"blocking_rule": "l.pid = r.pid"}]
    return settings


def _second(first: str, second: str) -> str:
    """SQL: the key that takes the place of a common one."""
    return f"{first} || ' ' || {second}"


def _splink_on(tables: SparkTables) -> Any:
    """Splink's door to Spark, keeping what it makes as ``SparkTables.keep`` does.

    Left alone it writes Parquet files, in clear.
    """
    from splink.internals.spark.database_api import SparkAPI

    class Door(SparkAPI):  # type: ignore[misc]
        def sql_pipeline_to_splink_dataframe(self, pipeline: Any) -> Any:
            """Step by step: the outcomes of the comparisons are kept before weights are made of them.

            In one query Spark writes every comparison into every sum and filter that uses its outcome.
            """
            name = ""
            for step in pipeline.ctes_pipeline():
                name = step.output_table_name
                rows = self._execute_sql_against_backend(self._setup_for_execute_sql(step.sql, name))
                if name in _SPLINK_KEEPS:
                    tables.keep(rows, name)
                else:
                    rows.createOrReplaceTempView(name)
            number = next(_numbers)
            self.spark.table(name).createOrReplaceTempView(f"{name}_{number}")
            return self.table_to_splink_dataframe(name, f"{name}_{number}")

    return Door(spark_session=tables.session, register_udfs_automatically=False)
