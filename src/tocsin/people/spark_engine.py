"""Profiles joined on Spark: the same rows, to the byte, as on one machine.

On Spark: the rules, the blocks with their caps, every comparison of two profiles and its weight, the second
round of whole rows. On this machine, in columns: the profiles, the pairs that may be joined (a few for each
profile), the joining with its vetoes, the list itself.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

import duckdb
import numpy as np
import pyarrow as pa

from tocsin.people import queue
from tocsin.people.cluster import Clustering
from tocsin.people.coded import Coded
from tocsin.people.engine import filled
from tocsin.people.engines import Matched, Task, Tell
from tocsin.people.joining import join_profiles
from tocsin.people.policy import Policy, shipped
from tocsin.people.profiles import Profiles
from tocsin.people.rules import FITS, rules
from tocsin.people.spark_scoring import SparkScorer
from tocsin.people.spark_sql import SparkFailed, SparkTables, spark_sql

if TYPE_CHECKING:
    from pyspark.sql import SparkSession

_NOTHING = pa.table({"a": pa.array([], pa.int64()), "b": pa.array([], pa.int64())})


class SparkEngine:
    """The engine for ``resolve`` on a session of Spark that encrypts what it writes and sends.

    session: the caller's to stop, with ``similarity_jar()`` among its jars.
    """

    def __init__(self, session: SparkSession) -> None:
        self._session = session

    def __call__(self, con: duckdb.DuckDBPyConnection, task: Task, tell: Tell) -> Matched:
        """As ``engines.here``. Raises SparkFailed."""
        from py4j.protocol import Py4JError
        from pyspark.errors import PySparkException

        try:
            return self._matched(con, task, tell)
        except (PySparkException, Py4JError) as error:  # its words may quote what was compared
            raise SparkFailed(
                f"Spark could not finish ({type(error).__name__}): its log says more. Nothing was changed. "
                "Run it again, with more memory or more machines, or without --engine spark."
            ) from None

    def _matched(self, con: duckdb.DuckDBPyConnection, task: Task, tell: Tell) -> Matched:
        settings = task.settings
        tell("rules, on Spark", 0.25)
        tables = SparkTables(self._session)
        plain = con.table("profile").to_arrow_table()
        tables.sized_for(plain.num_rows)
        tables.keep(tables.give(plain, "profile"), "profile")
        del plain
        ruled = _ruled(tables, settings.policy or shipped())
        _create_tokens(con)
        tell("comparing pairs, on Spark", 0.3)
        scorer = SparkScorer(con, tables, task.floor)
        profiles = Profiles.read(con)
        things = Coded.of(con, profiles)
        compared = (profiles, things)
        pairs = scorer.score("profile", things, 2 * ruled.num_rows, settings.threshold, train=task.train)
        model = con.table("model_profile").to_arrow_table()
        tell("joining", 0.6)
        clustering = join_profiles(con, settings, ruled, pairs, scorer, task.settled, compared)
        if task.floor is not None:
            _bring_what_review_reads(con, tables, clustering, ruled, task)
        tables.end()
        return Matched(clustering, model, ruled.num_rows, pairs.num_rows, scorer.dropped)


_KEYED = """
SELECT pid, each.rule, each.key
FROM (SELECT pid, explode(concat(array($keys), $tokens)) AS each FROM profile) WHERE each.key IS NOT NULL
"""

_TOKENS = "transform(coalesce(ids, array()), token -> named_struct('rule', $rule, 'key', $key))"

_PAIRED = """
SELECT l.pid AS a, r.pid AS b, array_sort(collect_set(l.rule)) AS tried
FROM keyed l JOIN keyed r ON l.rule = r.rule AND l.key = r.key AND l.pid < r.pid GROUP BY l.pid, r.pid
"""

_FITTING = """
SELECT a, b, tried, $fits FROM paired JOIN profile l ON l.pid = a JOIN profile r ON r.pid = b
"""

_RULED = (
    "SELECT a, b, bigint(rule) AS rule FROM (SELECT a, b, $rule AS rule FROM fitting) WHERE rule IS NOT NULL"
)


def _ruled(tables: SparkTables, policy: Policy) -> pa.Table:
    """As ``rules.apply``, every pair compared once for all rules."""
    every = list(enumerate(rules(policy)))
    keys = [
        f"named_struct('rule', {number}, 'key', {spark_sql(rule.key)})"
        for number, rule in every
        if not rule.token
    ]
    tokens = [filled(_TOKENS, rule=number, key=spark_sql(rule.key)) for number, rule in every if rule.token]
    tables.keep(tables.spark(filled(_KEYED, keys=", ".join(keys), tokens=", ".join(tokens))), "keyed")
    tables.keep(tables.spark(_PAIRED), "paired")
    wanted = sorted({part for _, rule in every for part in rule.fit})
    place = {part: f"fit{number}" for number, part in enumerate(wanted)}
    tables.sql(
        "CREATE TABLE fitting AS" + _FITTING,
        fits=", ".join(f"{FITS[part]} AS {place[part]}" for part in wanted),
    )
    cases = " ".join(
        f"WHEN array_contains(tried, {number}) AND {_all(place[part] for part in rule.fit)} THEN {number}"
        for number, rule in every
    )
    kept = tables.keep(tables.spark(filled(_RULED, rule=f"CASE {cases} END")), "ruled")
    tables.forget("keyed", "paired")
    return kept.toArrow().sort_by([("rule", "ascending"), ("a", "ascending"), ("b", "ascending")])


def _all(conditions: Iterable[str]) -> str:
    return " AND ".join(conditions)


def _create_tokens(con: duckdb.DuckDBPyConnection) -> None:
    """As ``rules.apply`` leaves it: what accounts without a name are joined by."""
    con.execute("CREATE TABLE token AS SELECT pid, unnest(ids) AS token FROM profile")


_ACROSS = """
WITH pair AS (
    SELECT a, b, weight FROM weighed_profile UNION ALL SELECT a, b, 99.0 FROM ruled UNION ALL
    SELECT l.lead, r.lead, weight FROM weighed_composite
    JOIN composite l ON l.pid = a JOIN composite r ON r.pid = b),
across AS (
    SELECT least(l.row, r.row) AS one, greatest(l.row, r.row) AS other, weight
    FROM pair JOIN row_of l ON l.pid = a JOIN row_of r ON r.pid = b WHERE l.row <> r.row)
SELECT one, other, max(weight) FROM across GROUP BY one, other ORDER BY max(weight) DESC, one, other
LIMIT $most
"""


def _bring_what_review_reads(
    con: duckdb.DuckDBPyConnection, tables: SparkTables, clustering: Clustering, ruled: pa.Table, task: Task
) -> None:
    """The strongest pairs across rows, as many as are looked at; all others stay on Spark."""
    row_of = queue.rows_found(con, clustering)
    pid = np.flatnonzero(row_of >= 0)
    tables.give(pa.table({"pid": pid, "row": row_of[pid]}), "row_of")
    answered = len({tuple(sorted(pair)) for pair in task.settled.answered(clustering)})
    most = queue.looked_at(clustering) + answered
    across = tables.sql(filled(_ACROSS, most=most)).toArrow().rename_columns(["a", "b", "weight"])
    con.register("weighed_profile", across)
    con.register("weighed_composite", _NOTHING.append_column("weight", pa.array([], pa.float64())))
    con.register("ruled", _NOTHING)
