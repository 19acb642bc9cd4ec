"""How many likely pairs were never compared because a key stood on too many profiles: an estimate.

Of the pairs that agree in a key above the cap, and in no key by which pairs are compared, and that no rule
joins, a sample is weighed. What the weights say of the sample is scaled up to all of them.
"""

from __future__ import annotations

import math

import duckdb

from tocsin.people.description import BLOCKS
from tocsin.people.engine import filled
from tocsin.people.evidence import Weights, compare, total

SAMPLE = 2_000
"""Pairs looked at for each key, about."""

_TOGETHER = """
SELECT coalesce(sum(n * (n - 1) / 2), 0) FROM (
    SELECT count(*) AS n FROM keyed WHERE $key IN (FROM common_$key) GROUP BY $key)
"""

_SAMPLED = """
WITH picked AS (
    SELECT pid, $key FROM keyed
    WHERE $key IN (FROM common_$key) AND hash(pid || '$key') % 1000000 < $kept)
SELECT one.pid, other.pid FROM picked AS one
JOIN picked AS other ON one.$key = other.$key AND one.pid < other.pid
JOIN keyed x ON x.pid = one.pid JOIN keyed y ON y.pid = other.pid
JOIN scored_profile l ON l.pid = one.pid JOIN scored_profile r ON r.pid = other.pid
WHERE NOT ($compared) AND NOT ($counted)
AND NOT EXISTS (FROM ruled WHERE ruled.a = one.pid AND ruled.b = other.pid)
"""

_FOUND = "SELECT coalesce(sum(1 / (1 + pow(2, -weight))), 0) FROM weighed_profile WHERE weight >= ?"


def share_lost(con: duckdb.DuckDBPyConnection, threshold: float) -> float:
    """Of all pairs that are one person's, as far as the weights tell, the share that was not compared, 0..1.

    Needs the tables that ``rules.apply`` and ``Scorer.score`` leave of ``profile``. threshold: log2 odds from
    which a pair counts, compared or not.
    """
    found = float(con.execute(_FOUND, [threshold]).fetchall()[0][0])
    weights = Weights.of(con.table("model_profile").to_arrow_table())
    lost, earlier = 0.0, ["false"]
    compared = " OR ".join(f"coalesce(l.{key} = r.{key}, false)" for key in BLOCKS)
    for key in BLOCKS:
        together = float(con.execute(filled(_TOGETHER, key=key)).fetchall()[0][0])
        if together:
            share = min(1.0, math.sqrt(SAMPLE / together))  # of profiles; of pairs its square
            sql = filled(
                _SAMPLED,
                key=key,
                kept=round(share * 1_000_000),
                compared=compared,
                counted=" OR ".join(earlier),
            )
            outcomes = compare(con, con.execute(sql).fetchall(), weights)
            told = (total(fields, weights) for fields in outcomes.values())
            lost += sum(1 / (1 + 2**-weight) for weight in told if weight >= threshold) / share**2
        earlier.append(f"coalesce(x.{key} = y.{key}, false)")
    return lost / (found + lost) if lost else 0.0
