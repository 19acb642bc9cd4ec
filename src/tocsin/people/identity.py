"""People keep their ids from run to run: what becomes of a row when its mentions come together or part.

A row that was there before keeps its id as long as most of what it was made of stays together. What happened
to ids is written down, so that a letter sent under one can be followed to the row that holds it now.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence, Set
from dataclasses import dataclass
from functools import cached_property

import duckdb
import pyarrow as pa

from tocsin.model.tables import PEOPLE_EVENTS, table

NEW, MERGED, SPLIT, GONE = "new", "merged", "split", "gone"


@dataclass(frozen=True, slots=True)
class Kept:
    """The run before. person_of: mention → person. run: number of this run, from 1."""

    person_of: Mapping[str, str]
    run: int = 1

    @classmethod
    def of(cls, links: pa.Table | None, events: pa.Table | None) -> Kept:
        """From the LINKS and PEOPLE_EVENTS of the run before, as far as there was one."""
        if links is None:
            return cls({})
        runs = [] if events is None else events["run"].to_pylist()
        return cls(_Pairs(links), max(runs, default=0) + 1)

    @property
    def table(self) -> pa.Table:
        """person_of in columns: ``mention``, ``person``."""
        if isinstance(self.person_of, _Pairs):
            return self.person_of.links.select(["mention", "person"])
        pairs = (pa.array(list(column), pa.string()) for column in (self.person_of, self.person_of.values()))
        return pa.table(dict(zip(("mention", "person"), pairs, strict=True)))


class _Pairs(Mapping[str, str]):
    """LINKS as a mapping; a dictionary is made of it only if somebody looks into it."""

    def __init__(self, links: pa.Table) -> None:
        self.links = links

    @cached_property
    def _all(self) -> dict[str, str]:
        columns = (self.links[name].to_pylist() for name in ("mention", "person"))
        return dict(zip(*columns, strict=True))

    def __getitem__(self, mention: str) -> str:
        return self._all[mention]

    def __iter__(self) -> Iterator[str]:
        return iter(self._all)

    def __len__(self) -> int:
        return int(self.links.num_rows)


_NAMED = """
CREATE TABLE named AS
SELECT row, 'p' || left(sha256('tocsin person' || chr(0) || lead), 20) AS person
FROM (SELECT rows.row, arg_min(profile.lead, pid) AS lead FROM profile JOIN rows USING (pid) GROUP BY ALL)
"""

_SHARED = """
CREATE TABLE shared AS
SELECT rows.row, old.person AS old, count(*) AS n, min(old.mention) AS first
FROM old LEFT JOIN member ON member.id = old.mention LEFT JOIN rows USING (pid) GROUP BY ALL
"""

# The one row with mentions of an old one that has all of these that are left: it keeps the id.
_WHOLE = """
CREATE TABLE whole AS
WITH alive AS (FROM shared WHERE row IS NOT NULL),
rows_ AS (SELECT row FROM alive GROUP BY row HAVING count(*) = 1),
olds AS (SELECT old FROM alive GROUP BY old HAVING count(*) = 1)
SELECT row, old FROM alive WHERE row IN (FROM rows_) AND old IN (FROM olds)
"""


def name_rows(con: duckdb.DuckDBPyConnection, before: Kept) -> pa.Table:
    """Table ``named`` (row → id of the person) of the rows in table ``rows``; PEOPLE_EVENTS of this run.

    Nearly all rows are as they were; only the others are looked at one by one (``carry_over``).
    """
    con.execute(_NAMED)
    if not before.person_of:
        return PEOPLE_EVENTS.empty_table()
    con.register("old", before.table)
    con.execute(_SHARED)
    con.execute(_WHOLE)
    made = con.execute("SELECT row, person FROM named WHERE row NOT IN (SELECT row FROM whole)").fetchall()
    changed = con.execute(
        """SELECT member.id, rows.row FROM member JOIN rows USING (pid)
        WHERE rows.row NOT IN (SELECT row FROM whole)"""
    ).fetchall()
    parted = dict(
        con.execute("SELECT mention, person FROM old WHERE person NOT IN (SELECT old FROM whole)").fetchall()
    )
    taken = {old for (old,) in con.execute("SELECT old FROM whole").fetchall()} if made else set()
    ids, events = carry_over(Kept(parted, before.run), dict(made), changed, taken)
    con.register(
        "renamed",
        pa.table({"row": pa.array(list(ids), pa.int64()), "person": pa.array(ids.values(), pa.string())}),
    )
    con.execute("UPDATE named SET person = whole.old FROM whole WHERE whole.row = named.row")
    con.execute("UPDATE named SET person = renamed.person FROM renamed WHERE renamed.row = named.row")
    con.unregister("renamed")
    con.unregister("old")
    return events


def carry_over(
    before: Kept, made: Mapping[int, str], members: Sequence[tuple[str, int]], kept: Set[str] = frozenset()
) -> tuple[dict[int, str], pa.Table]:
    """The id of each row, and PEOPLE_EVENTS of this run.

    made: for each row the id it would have if it were new. members: mention and row. Each old id goes to one
    row at most: pairs of old and new row are taken by how many mentions they share, of equal ones the old row
    with the first mention first. kept: old ids that other rows have anyway.
    """
    if not before.person_of and not kept:
        return dict(made), PEOPLE_EVENTS.empty_table()
    shared: Counter[tuple[int, str]] = Counter()
    sizes: Counter[int] = Counter()
    first: dict[str, str] = {}
    for mention, row in members:
        sizes[row] += 1
        old = before.person_of.get(mention)
        if old is not None:
            shared[row, old] += 1
    for mention, old in before.person_of.items():
        if old not in first or mention < first[old]:
            first[old] = mention
    ids: dict[int, str] = {}
    taken: dict[str, int] = dict.fromkeys(kept, -1)
    for (row, old), _ in sorted(shared.items(), key=lambda one: (-one[1], first[one[0][1]], made[one[0][0]])):
        if row not in ids and old not in taken:
            ids[row], taken[old] = old, row
    for row in sorted(made.keys() - ids.keys(), key=made.__getitem__):
        ids[row] = _free(made[row], taken)
        taken[ids[row]] = row
    ids = {row: ids[row] for row in made}
    return ids, _events(before, ids, sizes, shared)


def _free(made: str, taken: Mapping[str, int]) -> str:
    """The id itself, unless it went to another row: the first of those made from it that is free."""
    number, ident = 1, made
    while ident in taken:
        number += 1
        ident = "p" + hashlib.sha256(f"{made} {number}".encode()).hexdigest()[:20]
    return ident


def _events(
    before: Kept, ids: Mapping[int, str], sizes: Mapping[int, int], shared: Mapping[tuple[int, str], int]
) -> pa.Table:
    """Old rows that stayed whole under their id are no event."""
    alive = set(ids.values())
    parts: dict[str, dict[int, int]] = {}
    for (row, old), count in shared.items():
        parts.setdefault(old, {})[row] = count
    found: list[tuple[str, str, str | None, int]] = []
    for old, rows in parts.items():
        split = len(rows) > 1
        for row, count in rows.items():
            if ids[row] != old:
                found.append((SPLIT if split or old in alive else MERGED, ids[row], old, count))
    fed = {row for row, _ in shared}
    found += [(NEW, ids[row], None, sizes[row]) for row in ids if row not in fed]
    had = Counter(before.person_of.values())
    found += [(GONE, old, None, count) for old, count in had.items() if old not in parts]
    rows_ = [
        {"run": before.run, "event": event, "person": person, "from": old, "mentions": count}
        for event, person, old, count in sorted(found, key=lambda one: (one[0], one[1], one[2] or ""))
    ]
    return table(PEOPLE_EVENTS, rows_)
