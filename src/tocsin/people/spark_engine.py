"""Profiles joined on Spark: the same rows, to the byte, as on one machine.

On Spark: the rules, the blocks with their caps, every comparison of two profiles and its weight, the second
round of whole rows. On this machine, in columns: the profiles, the pairs that may be joined (a few for each
profile), the joining with its vetoes, the list itself.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import duckdb
import numpy as np
import pyarrow as pa

from tocsin.people import queue
from tocsin.people.cluster import Clustering
from tocsin.people.engine import filled
from tocsin.people.engines import Matched, Task, Tell
from tocsin.people.joining import join_profiles
from tocsin.people.policy import Policy, shipped
from tocsin.people.rules import PAIRS, rules
from tocsin.people.spark_scoring import SparkScorer
from tocsin.people.spark_sql import SparkTables

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
        """As ``engines.here``. Raises JarMissing."""
        settings = task.settings
        tell("rules, on Spark", 0.25)
        tables = SparkTables(self._session)
        profiles = con.table("profile").to_arrow_table()
        tables.sized_for(profiles.num_rows)
        tables.keep(tables.give(profiles, "profile"), "profile")
        del profiles
        ruled = _ruled(tables, settings.policy or shipped())
        _create_tokens(con)
        tell("comparing pairs, on Spark", 0.3)
        scorer = SparkScorer(con, tables, task.floor)
        pairs = scorer.score("profile", 2 * ruled.num_rows, settings.threshold, train=task.train)
        model = con.table("model_profile").to_arrow_table()
        tell("joining", 0.6)
        clustering = join_profiles(con, settings, ruled, pairs, scorer, task.settled)
        if task.floor is not None:
            _bring_what_review_reads(con, tables, clustering, ruled, task)
        tables.end()
        return Matched(clustering, model, ruled.num_rows, pairs.num_rows, scorer.dropped)


def _ruled(tables: SparkTables, policy: Policy) -> pa.Table:
    """As ``rules.apply``."""
    tables.spark("SELECT pid, explode(ids) AS token FROM profile").createOrReplaceTempView("token")
    found = None
    for number, rule in enumerate(rules(policy)):
        join = "JOIN token t ON t.pid = p.pid" if rule.token else ""
        pairs = tables.sql(PAIRS, key=rule.key, join=join, number=number, fits=rule.fits)
        found = pairs if found is None else found.unionAll(pairs)
    if found is None:
        return _NOTHING.append_column("rule", pa.array([], pa.int64()))
    found.createOrReplaceTempView("ruled_by_each")
    kept = tables.keep(
        tables.spark("SELECT a, b, bigint(min(rule)) AS rule FROM ruled_by_each GROUP BY a, b"), "ruled"
    )
    return kept.toArrow().sort_by([("rule", "ascending"), ("a", "ascending"), ("b", "ascending")])


def _create_tokens(con: duckdb.DuckDBPyConnection) -> None:
    """As ``rules.apply`` leaves it: what accounts without a name are joined by."""
    con.execute("CREATE TABLE token AS SELECT pid, unnest(ids) AS token FROM profile")


def _bring_what_review_reads(
    con: duckdb.DuckDBPyConnection, tables: SparkTables, clustering: Clustering, ruled: pa.Table, task: Task
) -> None:
    """The strongest pairs across rows, as many as are looked at; all others stay on Spark."""
    row_of = clustering.row_of
    tables.give(pa.table({"pid": np.arange(len(row_of)), "row": row_of}), "row_of")
    answered = len({tuple(sorted(pair)) for pair in task.settled.answered(clustering)})
    most = queue.looked_at(clustering) + answered
    across = tables.sql(filled(queue.ACROSS, most=most)).toArrow().rename_columns(["a", "b", "weight"])
    con.register("weighed_profile", across)
    con.register("weighed_composite", _NOTHING.append_column("weight", pa.array([], pa.float64())))
    con.register("ruled", _NOTHING)
