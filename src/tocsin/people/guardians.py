"""Who answers for a minor: the guardian of the papers, or else an adult of the same home and family name."""

from __future__ import annotations

import duckdb

from tocsin.people.addresses import SLIPS
from tocsin.people.engine import filled
from tocsin.people.words import words

CROWD = 25
"""People at one address from which it is no home: a school, a shelter, the post room of a business."""

YOUNGEST, OLDEST = 15, 50
"""Years between parent and child; an elder brother or a great-grandparent is asked last."""

_LIVED = """
CREATE TABLE lived AS
WITH born AS (SELECT person, try_cast(left(value, 4) AS INTEGER) AS year FROM chosen_birth),
stays AS (
    SELECT DISTINCT a.person, a.street_key, a.house, a.zip5, lower(f.value) AS family
    FROM address a JOIN chosen_family f USING (person) WHERE a.street_key IS NOT NULL),
home AS (
    SELECT street_key, zip5 FROM stays GROUP BY ALL HAVING count(DISTINCT person) <= $crowd)
SELECT stays.*, coalesce(substr(stays.street_key, length(stays.house) + 2), stays.street_key) AS line,
       age.minor, coalesce(age.minor = false, list_has_any(fact.kinds, $adults)) AS adult, born.year
FROM stays JOIN home ON home.street_key = stays.street_key AND home.zip5 IS NOT DISTINCT FROM stays.zip5
JOIN fact ON fact.person = stays.person
LEFT JOIN age ON age.person = stays.person LEFT JOIN born ON born.person = stays.person
"""

# One home: the same street line, or the same but for a letter, a digit or a missing house number.
_GUESS = """
CREATE TABLE guess AS
WITH child AS (SELECT * FROM lived WHERE minor),
adult AS (SELECT * FROM lived WHERE adult AND minor IS DISTINCT FROM true),
pair AS (
    SELECT c.person AS child, a.person AS adult, c.year - a.year AS years,
           levenshtein(c.street_key, a.street_key) AS slips
    FROM child c JOIN adult a ON a.family = c.family AND a.house = c.house WHERE $near
    UNION ALL
    SELECT c.person, a.person, c.year - a.year, levenshtein(c.street_key, a.street_key)
    FROM child c JOIN adult a ON a.family = c.family AND a.line = c.line
    WHERE $near OR (c.house IS NULL) <> (a.house IS NULL)),
near AS (SELECT child, adult, min(slips) AS slips, any_value(years) AS years FROM pair GROUP BY ALL),
stands_for AS (
    SELECT guardian AS adult, count(*) AS children FROM fact WHERE guardian IS NOT NULL GROUP BY 1)
SELECT child AS person, arg_min(adult, (
    years IS NULL, coalesce(s.children, 0) = 0, slips, adult)) AS guardian
FROM near LEFT JOIN stands_for s USING (adult)
WHERE child <> adult AND (years IS NULL OR years BETWEEN $youngest AND $oldest) GROUP BY child
"""

_NEAR = f"(a.zip5 IS NOT DISTINCT FROM c.zip5 AND levenshtein(c.street_key, a.street_key) <= {SLIPS})"


def guess_guardians(con: duckdb.DuckDBPyConnection) -> None:
    """Table ``guess``: for minors, the adult of the same home and family name who may be a parent.

    Adults who stand for another child in the papers go first, then those of whom age and home fit best.
    """
    con.execute(_LIVED, {"crowd": CROWD, "adults": words("roles")["adult"]})
    con.execute(filled(_GUESS, near=_NEAR, youngest=YOUNGEST, oldest=OLDEST))
