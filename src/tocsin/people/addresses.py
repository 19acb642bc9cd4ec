"""The mailing address of each person, with the runners-up and the reason.

Two spellings that differ by a letter are one place. A place is as new as the newest document that names it in
any spelling; within a place the spelling wins that most mentions of anybody use: a slip is rarely made twice.
"""

from __future__ import annotations

import duckdb
import pyarrow as pa

from tocsin.model.tables import ADDRESSES
from tocsin.people.engine import filled
from tocsin.people.residence import zip_states
from tocsin.people.words import words

OLD_YEARS = 5
"""A document so many years older than the newest of all says less than one without a date."""

SLIPS = 2
"""Letters by which two spellings of one place differ at most."""

_VARIANTS = """
CREATE TABLE address AS
WITH dated AS (
    SELECT who.person, m.street, m.city, m.state, m.postal_code, m.country, m.street_key, m.house, m.zip5,
           m.id, m.item, nullif(rpad(s.dated, 10, '-12-31'), '') AS dated, coalesce(rank.rank, 0) AS source
    FROM mention m JOIN who ON who.mention = m.id JOIN source s ON s.id = m.id
    LEFT JOIN source_rank rank ON rank.tie = s.tie
    WHERE coalesce(m.street_key, m.zip5, m.state, m.country) IS NOT NULL)
SELECT row_number() OVER (ORDER BY person, street, city, state, postal_code, country) AS variant, * FROM (
    SELECT person, street, city, state, postal_code, country, street_key, house, zip5, max(dated) AS dated,
           max(source) AS source, count(*) AS n, list_sort(list(id)) AS mentions
    FROM dated GROUP BY person, street, city, state, postal_code, country, street_key, house, zip5)
"""

# Every variant learns from the variants of the same place: how new, how often.
_PLACES = """
CREATE TABLE place AS
SELECT v.variant, coalesce(max(o.dated), $unknown) AS newest, max(o.dated) AS dated, max(o.source) AS source,
       sum(o.n) AS n, count(DISTINCT o.variant) AS spellings
FROM address v JOIN address o ON o.person = v.person AND (
    o.variant = v.variant
    OR (o.zip5 IS NOT DISTINCT FROM v.zip5 OR o.zip5 IS NULL OR v.zip5 IS NULL)
       AND o.street_key IS NOT NULL AND v.street_key IS NOT NULL
       AND (levenshtein(o.street_key, v.street_key) <= $slips
            OR ends_with(o.street_key, ' ' || v.street_key) OR ends_with(v.street_key, ' ' || o.street_key)
            OR starts_with(o.street_key, v.street_key || ' ')
            OR starts_with(v.street_key, o.street_key || ' ')))
GROUP BY v.variant
"""

_RANKED = """
CREATE TABLE address_rank AS
WITH support AS (SELECT street_key, zip5, sum(n) AS everywhere FROM address GROUP BY ALL)
SELECT a.*, place.newest, place.dated AS place_dated, place.source AS place_source, place.n AS place_n,
       z.state IS NOT NULL AND (a.state IS NULL OR a.state = z.state) AS validated,
       row_number() OVER (PARTITION BY a.person ORDER BY
           a.street_key IS NOT NULL DESC,
           coalesce(a.house IS NOT NULL AND contains(a.street_key, ' '), false) DESC,
           (a.zip5 IS NOT NULL OR a.country IS NOT NULL) DESC,
           a.state IS NOT NULL DESC,
           place.newest DESC, place.source DESC, place.n DESC,
           z.state IS NOT NULL AND (a.state IS NULL OR a.state = z.state) DESC,
           support.everywhere DESC, a.n DESC,
           coalesce(a.street, '') DESC, coalesce(a.postal_code, '') DESC, coalesce(a.city, '') DESC,
           a.variant) AS rank
FROM address a JOIN place USING (variant)
LEFT JOIN support ON support.street_key IS NOT DISTINCT FROM a.street_key
    AND support.zip5 IS NOT DISTINCT FROM a.zip5
LEFT JOIN zip_state z ON z.zip5 = a.zip5
"""

_CHOSEN = """
CREATE TABLE chosen_address AS
SELECT person, street, city, state, postal_code, country, street_key, zip5,
       (SELECT count(DISTINCT o.zip5) FROM address o WHERE o.person = best.person) AS zips,
       place_dated AS dated
FROM address_rank best WHERE rank = 1
"""

_TOLD = """
SELECT a.person, CAST(a.rank AS INTEGER) AS rank,
       a.street, a.city, a.state, a.postal_code, a.country, a.dated,
       CASE WHEN a.rank = 1 AND other.person IS NULL THEN 'the only address'
            WHEN a.rank = 1 THEN 'used: ' || $why
            ELSE 'not used: ' || $why_not END AS reason,
       a.mentions
FROM address_rank a JOIN address_rank best ON best.person = a.person AND best.rank = 1
LEFT JOIN address_rank other ON other.person = a.person AND other.rank = 2
ORDER BY a.person, a.rank
"""

# The first point in which two addresses of one person differ, told of the better and of the other.
_POINTS = (
    ("street_key IS NOT NULL", "it has a street", "it has no street"),
    (
        "house IS NOT NULL AND contains({0}.street_key, ' ')",
        "it has a house number and a street",
        "its street line is only a part of one",
    ),
    ("zip5 IS NOT NULL OR {0}.country IS NOT NULL", "it has a ZIP code", "it has no ZIP code"),
    ("state IS NOT NULL", "it has a state", "it has no state"),
    ("newest", "the newest document names it", "a newer document names another"),
    ("place_source", "it stands in the better source", "a better source names another"),
    ("place_n", "it is the most frequent", "another is more frequent"),
    ("validated", "ZIP code and state agree", "ZIP code and state do not agree"),
)


def choose_address(con: duckdb.DuckDBPyConnection) -> None:
    """Tables ``address_rank`` (all of a person's addresses in order) and ``chosen_address``.

    The organisation's own address and placeholders were set to null before and are never chosen.
    """
    ranks = words("sources")["address"]
    con.register("source_rank", pa.table({"tie": list(ranks), "rank": list(ranks.values())}))
    states = zip_states()
    con.register("zip_state", pa.table({"zip5": list(states), "state": list(states.values())}))
    con.execute(_VARIANTS)
    newest = con.execute("SELECT max(left(dated, 4)) FROM address WHERE dated IS NOT NULL").fetchall()[0][0]
    unknown = f"{int(newest) - OLD_YEARS:04d}" if newest and newest.isdigit() else ""
    con.execute(filled(_PLACES, unknown=f"'{unknown}'", slips=SLIPS))
    con.execute(_RANKED)
    con.execute(_CHOSEN)


def addresses(con: duckdb.DuckDBPyConnection) -> pa.Table:
    """ADDRESSES: every address of every person, the one used first, each with the reason."""
    sql = filled(_TOLD, why=_first_difference("a", "other", 1), why_not=_first_difference("best", "a", 2))
    return con.sql(sql).to_arrow_table().cast(ADDRESSES)


def _first_difference(better: str, worse: str, telling: int) -> str:
    cases = []
    for point in _POINTS:
        left, right = (f"({one}.{point[0].format(one)})" for one in (better, worse))
        cases.append(f"WHEN {left} IS DISTINCT FROM {right} THEN '{point[telling]}'")
    same = ("it is the more usual spelling", "another spelling is more usual")[telling - 1]
    return f"CASE {' '.join(cases)} ELSE '{same}' END"
