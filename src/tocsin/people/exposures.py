"""Person × element with where from, and people counted by what the law looks at."""

from __future__ import annotations

import duckdb
import pyarrow as pa

from tocsin.model.elements import catalogue
from tocsin.model.tables import EXPOSURES, GROUPS, PEOPLE
from tocsin.people.engine import filled, opened
from tocsin.people.settings import STRICT, Settings
from tocsin.people.words import words

PROTECTIONS = ("plain", "hashed", "redacted", "encrypted")
"""Weakest first: one plain copy undoes every encrypted one."""

_WORD = 62
"""Elements per integer when a person's set of elements is kept as bits."""


_EXPOSED = """
WITH each AS (
    SELECT who.person, source.item, source.id, unnest(elements) AS element,
           unnest(list_resize(coalesce(protections, []), len(elements))) AS protection
    FROM source JOIN who ON who.mention = source.id),
ranked AS (
    SELECT *, coalesce(nullif(list_position($ladder, protection), 0), 1) AS rank FROM each)
SELECT person, element, $ladder[min(rank)] AS protection,
       list_sort(list(DISTINCT item)) AS items, list_sort(list(DISTINCT id)) AS mentions
FROM ranked WHERE element IS NOT NULL GROUP BY person, element ORDER BY person, element
"""

_GROUPED = """
WITH shown AS (
    SELECT person, $bits,
           coalesce(min($rank) FILTER (NOT contact), min($rank)) AS rank
    FROM exposures JOIN codes USING (element) GROUP BY person),
counted AS (
    SELECT residence, $kept, rank, $kind AS kind, minor, deceased
    FROM people LEFT JOIN shown ON shown.person = people.id),
groups AS (
    SELECT residence, $names, rank, kind, minor, deceased, count(*) AS people FROM counted GROUP BY ALL),
sets AS (
    SELECT $names, list_sort(list(element)) AS elements
    FROM (SELECT DISTINCT $names FROM groups) JOIN codes ON $decoded GROUP BY ALL)
SELECT residence, coalesce(elements, []) AS elements, $ladder[rank] AS protection, kind, minor, deceased,
       people
FROM groups LEFT JOIN sets USING ($names)
ORDER BY people DESC, residence, elements, protection, kind, minor, deceased
"""


def exposures(con: duckdb.DuckDBPyConnection) -> pa.Table:
    """EXPOSURES of the tables ``source`` (mentions) and ``who`` (mention → person): all elements of all.

    A protection that is not one of PROTECTIONS, or missing, counts as plain.
    """
    return con.sql(filled(_EXPOSED, ladder=list(PROTECTIONS))).to_arrow_table().cast(EXPOSURES)


def group(people: pa.Table, exposures: pa.Table, *, settings: Settings = STRICT) -> pa.Table:
    """GROUPS: people alike in residence, elements, protection, kind, age and death; they add up to all.

    protection is the weakest among the elements other than name and contact data, because the name is plain
    nearly always; a person who shows only contact data takes the weakest of that. Of several kinds the one
    with the strongest law counts (see ``data/roles.yaml``).
    """
    with opened(settings) as con:
        con.register("people", people.select(PEOPLE.names))
        con.register("exposures", exposures.select(EXPOSURES.names))
        codes = [
            row[0]
            for row in con.execute("SELECT DISTINCT element FROM exposures ORDER BY element").fetchall()
        ]
        return _grouped(con, codes).cast(GROUPS)


def _grouped(con: duckdb.DuckDBPyConnection, codes: list[str]) -> pa.Table:
    """Sets of elements are added up as bits: ten million lists would not fit in memory."""
    contact = {code for code, element in catalogue().items() if element.family == "contact"}
    con.register(
        "codes",
        pa.table(
            {
                "element": pa.array(codes, pa.string()),
                "word": pa.array([place // _WORD for place in range(len(codes))], pa.int32()),
                "bit": pa.array([1 << place % _WORD for place in range(len(codes))], pa.int64()),
                "contact": pa.array([code in contact for code in codes], pa.bool_()),
            }
        ),
    )
    words_needed = range(max(1, -(-len(codes) // _WORD)))
    sql = filled(
        _GROUPED,
        bits=", ".join(f"bit_or(CASE WHEN word = {n} THEN bit ELSE 0 END) AS bits{n}" for n in words_needed),
        kept=", ".join(f"coalesce(shown.bits{n}, 0) AS bits{n}" for n in words_needed),
        names=", ".join(f"bits{n}" for n in words_needed),
        decoded=" OR ".join(f"(word = {n} AND bits{n} & bit <> 0)" for n in words_needed),
        rank=f"list_position({list(PROTECTIONS)}, protection)",
        ladder=list(PROTECTIONS),
        kind=_kind_sql(),
    )
    return con.sql(sql).to_arrow_table()


def _kind_sql() -> str:
    cases = " ".join(
        f"WHEN list_contains(kinds, '{kind}') THEN '{kind}'" for kind in words("roles")["grouped"]
    )
    return f"CASE {cases} ELSE 'unknown' END"
