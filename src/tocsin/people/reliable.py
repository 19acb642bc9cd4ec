"""Whether birth dates tell people apart in these files at all.

A column called birth date may have been blurred by whoever made the file, or hold another date. Then mentions
of one full name with one tax number or mailbox often have different birth dates: a difference says nothing.
"""

from __future__ import annotations

from dataclasses import replace

import duckdb

from tocsin.people.policy import Policy

DATES = ("dob", "yob")

LEAST = 30
"""Pairs that must be there before anything is concluded from them."""

OFTEN = 0.25
"""Share of pairs of one person with clearly different birth dates from which these keep nobody apart. In the
pseudopeople sample it is a fiftieth, in FEBRL a thirteenth, in fake_1000 two fifths."""

_COMPARED = """
WITH told AS (
    SELECT first || ' ' || last AS name, k.key, dob, count(*) AS n
    FROM mention, LATERAL (SELECT unnest([ssn9, email]) AS key) k
    WHERE first IS NOT NULL AND last IS NOT NULL AND dob IS NOT NULL AND k.key IS NOT NULL GROUP BY ALL),
differ AS (
    SELECT l.n * r.n AS n, hamming(l.dob, r.dob) > 1 AND NOT (left(l.dob, 4) = left(r.dob, 4)
        AND substr(l.dob, 6, 2) = right(r.dob, 2) AND right(l.dob, 2) = substr(r.dob, 6, 2)) AS clearly
    FROM told l JOIN told r ON l.name = r.name AND l.key = r.key AND l.dob < r.dob)
SELECT (SELECT coalesce(sum(n * (n - 1) // 2), 0) FROM told) + (SELECT coalesce(sum(n), 0) FROM differ),
       (SELECT coalesce(sum(n) FILTER (clearly), 0) FROM differ)
"""


def blurred(con: duckdb.DuckDBPyConnection) -> bool:
    """Whether birth dates in table ``mention`` differ too often where name and number are one person's."""
    pairs, different = con.execute(_COMPARED).fetchall()[0]
    return bool(pairs >= LEAST and different >= OFTEN * pairs)


def without_dates(policy: Policy) -> Policy:
    """The policy in which no birth date keeps two rows apart; how much it says for or against is weighed."""
    return replace(
        policy,
        identifiers=tuple(
            replace(one, measure=None) if one.field in DATES else one for one in policy.identifiers
        ),
    )
