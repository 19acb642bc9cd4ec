"""The second round: rows instead of mentions, so that what one mention lacks another may say.

A row becomes a few composite profiles: every name it shows with every home, and of all else the value its
mentions say most often. They are compared like mentions, and the best of two rows' composites speaks.
"""

from __future__ import annotations

import duckdb
import numpy as np
import pyarrow as pa

from tocsin.people.engine import filled
from tocsin.people.profiles import Numbers

NAMES, HOMES = 3, 3
"""Most frequent names and homes of a row that are compared."""

_CHOSEN = {
    "middle": "length(value) > 1, n, value",
    "suffix": "n, value",
    "dob": "n, value",
    "yob": "n, value",
    "ssn9": "n, value",
    "last4": "n, value",
    "email": "n, value",
    "phone": "n, value",
}

_SAID = """
CREATE OR REPLACE TABLE said AS
SELECT assigned.lead, profile.* EXCLUDE (lead), CASE WHEN ssn9 IS NULL THEN ssn4 END AS last4
FROM profile JOIN assigned USING (pid)
"""

_ONE = """
CREATE OR REPLACE TABLE most_$column AS
SELECT lead, arg_max(value, ($order)) AS $column
FROM (SELECT lead, $column AS value, count(*) AS n FROM said WHERE $column IS NOT NULL GROUP BY 1, 2)
GROUP BY lead
"""

_COMPOSITE = """
CREATE OR REPLACE TABLE composite AS
WITH name AS (
    SELECT lead, first, any_value(firsts) AS firsts, last, lasts,  -- the first name says which full ones
           row_number() OVER (PARTITION BY lead ORDER BY count(*) DESC, first, last, lasts) AS place
    FROM said WHERE first IS NOT NULL OR last IS NOT NULL
    GROUP BY lead, first, last, lasts),
home AS (
    SELECT lead, street_key, house, zip5,
           row_number() OVER (PARTITION BY lead ORDER BY count(*) DESC, street_key, zip5, house) AS place
    FROM said WHERE street_key IS NOT NULL OR zip5 IS NOT NULL
    GROUP BY lead, street_key, house, zip5),
number AS (SELECT lead, list_sort(list_distinct(flatten(list(ids)))) AS ids FROM said GROUP BY lead)
SELECT row_number() OVER (ORDER BY lead, name.place, home.place) - 1 AS pid, lead,
       first, firsts, middle, last, lasts, suffix, dob, coalesce(left(dob, 4), yob) AS yob, ssn9,
       coalesce(right(ssn9, 4), last4) AS ssn4, street_key, house, zip5, email, phone, ids
FROM number JOIN name USING (lead) LEFT JOIN home USING (lead) $joins
WHERE name.place <= $names AND coalesce(home.place, 1) <= $homes
ORDER BY lead, name.place, home.place
"""

_BEST = """
SELECT least(l.lead, r.lead) AS a, greatest(l.lead, r.lead) AS b, max(weight) AS weight,
       bool_or(supported) AS supported, bool_or(pairs.middle) AS middle
FROM pairs JOIN composite l ON l.pid = pairs.a JOIN composite r ON r.pid = pairs.b
WHERE l.lead <> r.lead GROUP BY 1, 2 ORDER BY weight DESC, 1, 2
"""


def make_composites(con: duckdb.DuckDBPyConnection, lead_of: Numbers) -> int:
    """Table ``composite`` of the rows. lead_of: profile → first profile of its row. Returns how many rows."""
    con.register("assigned", pa.table({"pid": np.arange(len(lead_of)), "lead": lead_of}))
    con.execute(_SAID)
    for column, order in _CHOSEN.items():
        con.execute(filled(_ONE, column=column, order=order))
    joins = " ".join(f"LEFT JOIN most_{column} USING (lead)" for column in _CHOSEN)
    con.execute(filled(_COMPOSITE, joins=joins, names=NAMES, homes=HOMES))
    con.unregister("assigned")
    return len(np.unique(lead_of))


def of_rows(con: duckdb.DuckDBPyConnection, pairs: pa.Table) -> pa.Table:
    """Pairs of composites to pairs of rows (by their first profiles), best weight first."""
    con.register("pairs", pairs)
    found = con.sql(_BEST).to_arrow_table()
    con.unregister("pairs")
    return found
