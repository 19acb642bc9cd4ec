"""Two lists of the same people: where most names of one list stand in another, a name alone says who it is.

A payroll register has names and amounts, the census of the same firm has the numbers. One name that both
have is no proof; ten of twelve are.
"""

from __future__ import annotations

import duckdb
import numpy as np
import pyarrow as pa

from tocsin.people.cluster import Clustering
from tocsin.people.edges import Edges
from tocsin.people.engine import filled
from tocsin.people.profiles import Flags

LEAST_NAMES = 3
"""Names two lists must share."""

MOST_NAMES = 1_000
"""Longer lists share many names by chance."""

SHARE = 0.6
"""Part of the shorter list's names that must stand in the longer."""

TIMES_LONGER = 3
"""The longer list has at most so many times the names of the shorter."""

HOW = "same name in two lists of the same people"

# Most names stand in one list or two. Lists that share c of the n names of the shorter share $least at least
# of any n - c + $least of them, so of its rarest ones: only such pairs of lists are counted through.
_SHARED_NAMES = """
WITH listed AS (
    SELECT DISTINCT source.item, profile.pid, first || ' ' || last AS name
    FROM member JOIN source USING (id) JOIN profile USING (pid)
    WHERE length(first) > 1 AND length(last) > 1),
sized AS (
    SELECT item, count(DISTINCT name) AS names,
           greatest($least, ceil($share * count(DISTINCT name))) AS needed
    FROM listed GROUP BY item HAVING names BETWEEN $least AND $most),
named AS (SELECT DISTINCT item, name FROM listed JOIN sized USING (item)),
spread AS (SELECT name, count(*) AS lists FROM named GROUP BY name),
ranked AS (
    SELECT item, name, row_number() OVER (PARTITION BY item ORDER BY lists, name) AS place, lists
    FROM named JOIN spread USING (name)),
rare AS (
    SELECT item, name FROM ranked JOIN sized USING (item)
    WHERE place <= names - needed + $least AND lists > 1),
near AS (
    SELECT l.item AS one, r.item AS other FROM rare l JOIN named r ON l.name = r.name AND l.item <> r.item
    GROUP BY ALL HAVING count(*) >= $least),
alike AS (
    SELECT one, other, count(*) AS common
    FROM (SELECT one, other FROM near UNION SELECT other, one FROM near)
    JOIN named l ON l.item = one JOIN named r ON r.item = other AND r.name = l.name GROUP BY one, other),
twins AS (
    SELECT one, other FROM alike JOIN sized a ON a.item = one JOIN sized b ON b.item = other
    WHERE common >= $least AND common >= $share * least(a.names, b.names)
    AND greatest(a.names, b.names) <= $times * least(a.names, b.names))
SELECT DISTINCT l.pid AS a, r.pid AS b
FROM twins JOIN listed l ON l.item = one JOIN listed r ON r.item = other AND r.name = l.name
WHERE l.pid IN (FROM thin) AND r.pid NOT IN (FROM thin)
ORDER BY a, b
"""


def attach_by_lists(con: duckdb.DuckDBPyConnection, clustering: Clustering) -> None:
    """Attach rows without number and birth date to the one row of their name in a list of the same people."""
    thin = _thin(clustering)
    if not thin.any():
        return
    sql = filled(
        _SHARED_NAMES,
        least=LEAST_NAMES,
        most=MOST_NAMES,
        share=SHARE,
        times=TIMES_LONGER,
    )
    con.register("thin", pa.table({"pid": np.flatnonzero(thin)}))
    found = con.sql(sql).to_arrow_table()
    con.unregister("thin")
    a, b = (found[name].to_numpy() for name in ("a", "b"))
    clustering.attach(Edges.by_rule(a, b, np.zeros(len(a), np.int64), [HOW]), thin)


def _thin(clustering: Clustering) -> Flags:
    """Which profiles are in a row with a first name, but without number and birth date."""
    profiles, row_of = clustering.profiles, clustering.row_of
    named, numbered = (np.zeros(len(row_of), np.bool_) for _ in range(2))
    named[row_of[profiles.column("first") >= 0]] = True
    numbered[row_of[(profiles.column("ssn4") >= 0) | (profiles.column("dob") >= 0)]] = True
    return (named & ~numbered)[row_of]
