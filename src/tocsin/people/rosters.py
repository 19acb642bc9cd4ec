"""Two lists of the same people: where most names of one list stand in another, a name alone says who it is.

A payroll register has names and amounts, the census of the same firm has the numbers. One name that both
have is no proof; ten of twelve are.
"""

from __future__ import annotations

from collections.abc import Sequence, Set

import duckdb

from tocsin.people.cluster import Clustering, Edge
from tocsin.people.engine import filled

LEAST_NAMES = 3
"""Names two lists must share."""

MOST_NAMES = 1_000
"""Longer lists share many names by chance."""

SHARE = 0.6
"""Part of the shorter list's names that must stand in the longer."""

TIMES_LONGER = 3
"""The longer list has at most so many times the names of the shorter."""

HOW = "same name in two lists of the same people"

_SHARED_NAMES = """
WITH listed AS (
    SELECT DISTINCT source.item, profile.pid, first || ' ' || last AS name
    FROM member JOIN source USING (id) JOIN profile USING (pid)
    WHERE length(first) > 1 AND length(last) > 1),
sized AS (
    SELECT item, count(DISTINCT name) AS names FROM listed GROUP BY item
    HAVING names BETWEEN $least AND $most),
named AS (SELECT DISTINCT item, name FROM listed JOIN sized USING (item)),
alike AS (
    SELECT l.item AS one, r.item AS other, count(*) AS common
    FROM named l JOIN named r ON l.name = r.name AND l.item <> r.item GROUP BY 1, 2),
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
    if not thin:
        return
    sql = filled(
        _SHARED_NAMES,
        least=LEAST_NAMES,
        most=MOST_NAMES,
        share=SHARE,
        times=TIMES_LONGER,
    )
    con.execute("CREATE TABLE thin AS SELECT unnest(?) AS pid", [sorted(thin)])
    edges = [Edge(int(a), int(b), HOW) for a, b in con.execute(sql).fetchall()]
    clustering.attach(edges, thin)


def _thin(clustering: Clustering) -> Set[int]:
    rows = (clustering.members(number) for number in clustering.numbers())
    return {member for members in rows if _no_number(clustering, members) for member in members}


def _no_number(clustering: Clustering, members: Sequence[int]) -> bool:
    profiles = [clustering.profiles[member] for member in members]
    return any(one.first for one in profiles) and not any(one.ssn4 or one.dob for one in profiles)
