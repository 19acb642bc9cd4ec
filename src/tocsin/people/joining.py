"""Profiles into rows: which pairs are tried, in which order, and how the outcome is written down."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import duckdb
import numpy as np
import pyarrow as pa

from tocsin.model.tables import LINKS, MERGES
from tocsin.people.cluster import Clustering
from tocsin.people.coded import Coded
from tocsin.people.components import Components, firsts, undisputed
from tocsin.people.composites import make_composites, of_rows
from tocsin.people.decided import Settled
from tocsin.people.edges import Edges
from tocsin.people.engine import filled, forget
from tocsin.people.identity import Kept, name_rows
from tocsin.people.policy import shipped
from tocsin.people.profiles import Numbers, Profiles
from tocsin.people.rarity import UNSEEN
from tocsin.people.rosters import attach_by_lists
from tocsin.people.rules import rules
from tocsin.people.scoring import NO_MIDDLE, Scoring
from tocsin.people.settings import Settings

SMALL_SET_DOUBT = 4.0
"""Bits a bare name must weigh more where the set itself says little about how rare names are."""

SPLIT_SHARE = 0.1
"""First guess how many rows of the first round belong to a person who has another."""

WHOLE = "all that both rows know, weight"
"""How a merge of two whole rows is called."""

_COMPARED = {
    "first name": "first",
    "last name": "last",
    "middle name": "middle",
    "suffix": "suffix",
    "birth date": "dob",
    "Social Security number": "ssn9",
    "last four digits": "ssn4",
    "address": "street_key",
    "ZIP code": "zip5",
    "e-mail address": "email",
    "telephone number": "phone",
}

_NAMELESS_KEYS = {
    "same Social Security number": "ssn9",
    "same identifying number": "token",
    "same e-mail address": "email",
}

_NAMELESS = """
WITH k AS (
    SELECT pid, $key AS key, first IS NULL AND last IS NULL AS nameless FROM $source WHERE $key IS NOT NULL)
SELECT DISTINCT least(l.pid, r.pid) AS a, greatest(l.pid, r.pid) AS b, $rule AS rule
FROM k l JOIN k r USING (key) WHERE l.nameless AND l.pid <> r.pid ORDER BY a, b
"""


def join_profiles(
    con: duckdb.DuckDBPyConnection,
    settings: Settings,
    ruled: pa.Table,
    pairs: pa.Table,
    scorer: Scoring,
    settled: Settled,
    compared: tuple[Profiles, Coded],
) -> Clustering:
    """Join the profiles of the database. compared: what they say, in columns.

    First what people decided. Then those with a number or a birth date, by rule and then by weight; then
    the sparse ones among themselves; then each sparse one to the single row it fits; then rows with all
    they know; then what lists tell; last the accounts and numbers without a name.
    """
    clustering = Clustering(
        compared[0],
        policy=settings.policy or shipped(),
        two_numbers=settings.two_numbers,
        together=settled.together,
        apart=settled.apart,
    )
    first_round(clustering, settings, ruled, pairs, settled)
    second_round(con, settings, clustering, scorer, compared[1])
    attach_by_lists(con, clustering)
    nameless, edges = clustering.profiles.nameless, _nameless_edges(con)
    clustering.join(edges.take(nameless[edges.a] & nameless[edges.b]))
    clustering.attach(edges, nameless)
    settled.flag(clustering)
    return clustering


def first_round(
    clustering: Clustering, settings: Settings, ruled: pa.Table, pairs: pa.Table, settled: Settled
) -> None:
    """Join mention by mention. ruled, pairs: what rules and weights speak for."""
    sparse = clustering.profiles.sparse
    edges = _edges(ruled, pairs, settings)
    placed = settled.placed(clustering, sparse)
    if placed:
        edges = edges.take(~(np.isin(edges.a, sorted(placed)) | np.isin(edges.b, sorted(placed))))
    touches = sparse[edges.a] | sparse[edges.b]
    trusted = (edges.how > 0) | (edges.weight >= settings.sparse_threshold)
    dense, loose = edges.take(~touches), edges.take(touches & trusted)
    every, count = dense.followed_by(loose), len(sparse)
    whole = Components.along(count, every.a, every.b)
    kernel = Components.along(count, dense.a, dense.b).of
    decided = np.zeros(count, np.bool_)
    decided[sorted(settled.profiles)] = True
    groups = undisputed(clustering.profiles, whole.of, kernel, clustering.policy, decided)
    clustering.start_with(groups, whole.of, every.take(whole.used & groups[every.a]))
    clustering.join(dense)
    clustering.join(loose.take(sparse[loose.a] & sparse[loose.b]))
    clustering.attach(loose, sparse)


def _edges(ruled: pa.Table, pairs: pa.Table, settings: Settings) -> Edges:
    """By rule, then by weight as far as it may be trusted; by name alone it takes more."""
    names = [rule.how for rule in rules(settings.policy or shipped())]
    a, b, weight, supported, middle = columns(pairs, "a", "b", "weight", "supported", "middle")
    needed = settings.name_threshold + np.where(middle, 0.0, NO_MIDDLE)
    trusted = supported | (weight >= needed)
    by_weight = Edges.by_weight(a[trusted], b[trusted], weight[trusted])
    a, b, rule = columns(ruled, "a", "b", "rule")
    return Edges.by_rule(a, b, rule, names).followed_by(by_weight)


def columns(table: pa.Table, *names: str) -> list[Any]:
    """Columns without nulls as arrays."""
    return [table[name].to_numpy() for name in names]


def second_round(
    con: duckdb.DuckDBPyConnection,
    settings: Settings,
    clustering: Clustering,
    scorer: Scoring,
    profiles: Coded,
) -> None:
    """Compare the rows, each with all its mentions know, and join those that are one person after all."""
    composites = make_composites(profiles, first_profiles(clustering))
    con.register("composite", composites.table)
    rows = composites.rows
    found = scorer.score("composite", composites.things, SPLIT_SHARE * rows, settings.threshold)
    pairs = of_rows(composites, found)
    doubt = SMALL_SET_DOUBT * UNSEEN / (rows + UNSEEN)
    a, b, weight, supported, middle = columns(pairs, "a", "b", "weight", "supported", "middle")
    by_name = np.where(middle, settings.row_name_threshold, settings.row_bare_threshold + doubt)
    enough = weight >= np.where(supported, settings.row_threshold, by_name)
    edges = Edges.by_weight(a[enough], b[enough], weight[enough], supported[enough])
    touches = clustering.sparse(edges.a) | clustering.sparse(edges.b)
    clustering.join_clear(edges.take(~touches))
    clustering.join_clear(edges.take(touches))


def first_profiles(clustering: Clustering) -> Numbers:
    """For every profile the first profile of its row."""
    return firsts(clustering.row_of)


def _nameless_edges(con: duckdb.DuckDBPyConnection) -> Edges:
    found = []
    for rule, key in enumerate(_NAMELESS_KEYS.values()):
        source = "profile JOIN token USING (pid)" if key == "token" else "profile"
        sql = filled(_NAMELESS, key=key, source=source, rule=rule)
        found.append(con.sql(sql).to_arrow_table())
    a, b, rule = columns(pa.concat_tables(found), "a", "b", "rule")
    return Edges.by_rule(a, b, rule, list(_NAMELESS_KEYS))


@dataclass(frozen=True, slots=True)
class Written:
    """The outcome of the clustering as tables. counts: of mentions, by how they were linked."""

    links: pa.Table
    merges: pa.Table
    events: pa.Table
    counts: Mapping[str, int]


_LINKED = """
CREATE TABLE linked AS
WITH sized AS (SELECT rows.row, count(*) AS n FROM member JOIN rows USING (pid) GROUP BY ALL),
told AS (
    SELECT rows.pid, rows.row,
           CASE WHEN j.number IS NULL AND sized.n = 1 THEN 'alone'
                WHEN j.number IS NULL THEN 'the same details in every mention'
                WHEN j.how <> '' THEN j.how
                ELSE printf('weight %.1f: ', j.weight) || j.same
           END AS how,
           CASE WHEN coalesce(j.how, 'alone') = '' THEN j.weight END AS weight,
           CASE WHEN j.number IS NULL AND sized.n = 1 THEN 'alone' WHEN j.number IS NULL THEN 'same details'
                WHEN j.how <> '' THEN 'rule' ELSE 'weight' END AS kind
    FROM rows JOIN sized USING (row) LEFT JOIN joins j ON j.number = rows.link)
SELECT member.id AS mention, named.person, told.how, told.weight, told.kind
FROM member JOIN told USING (pid) JOIN named USING (row) ORDER BY mention
"""

_MERGED = """
SELECT named.person,
       CAST(row_number() OVER (PARTITION BY rows.row ORDER BY j."order") AS INTEGER) AS step,
       l.lead AS one, r.lead AS other,
       CASE WHEN j.how = '' AND j.whole THEN $whole ELSE j.how END AS how, j.weight
FROM joins j JOIN rows ON rows.pid = j.a JOIN named USING (row)
JOIN profile l ON l.pid = j.a JOIN profile r ON r.pid = j.b ORDER BY j."order"
"""

_LOOKED = """
CREATE TABLE looked AS
SELECT named.person, arg_min(reviews.text, reviews.pid) AS review,
       bool_or(len(list_filter(profile.ids, lambda token: starts_with(token, 'username:'))) > 0) AS account
FROM profile JOIN rows USING (pid) JOIN named USING (row) LEFT JOIN reviews USING (pid)
WHERE reviews.pid IS NOT NULL OR (profile.first IS NULL AND profile.last IS NULL) GROUP BY named.person
"""


def write_down(con: duckdb.DuckDBPyConnection, clustering: Clustering, before: Kept) -> Written:
    """Tables ``who`` (mention → person) and ``looked`` (person → review); LINKS, MERGES, PEOPLE_EVENTS.

    A person's id is made from the id of the first mention; from then on it stays with the row (``identity``).
    """
    _register(con, clustering)
    events = name_rows(con, before)
    con.execute(_LINKED)
    con.execute(_LOOKED)
    links = con.sql("SELECT mention, person, how, weight FROM linked").to_arrow_table().cast(LINKS)
    con.register("who", links.select(["mention", "person"]))
    merges = con.sql(filled(_MERGED, whole=f"'{WHOLE}'")).to_arrow_table()
    counts = dict(con.execute("SELECT kind, count(*) FROM linked GROUP BY kind").fetchall())
    forget(con, "linked")
    return Written(links, merges.cast(MERGES), events, counts)


def _register(con: duckdb.DuckDBPyConnection, clustering: Clustering) -> None:
    """Tables ``rows`` (profile → row, the join that brought it), ``joins``, ``reviews``."""
    numbers = np.arange(len(clustering.row_of))
    rows = {"pid": numbers, "row": clustering.row_of, "link": clustering.merges.link}
    con.register("rows", pa.table(rows))
    joins = clustering.merges.table()
    same = _same_details(clustering.profiles, joins["a"].to_numpy(), joins["b"].to_numpy())
    con.register("joins", joins.append_column("same", same.cast(pa.string())))
    reviews = clustering.reviews
    con.register(
        "reviews",
        pa.table(
            {"pid": pa.array(list(reviews), pa.int64()), "text": pa.array(reviews.values(), pa.string())}
        ),
    )


def _same_details(profiles: Profiles, one: Numbers, other: Numbers) -> pa.Array:
    """For each pair of profiles the fields in which they are the same, in words."""
    bits = np.zeros(len(one), np.int64)
    for place, column in enumerate(_COMPARED.values()):
        codes = profiles.column(column)
        bits |= ((codes[one] == codes[other]) & (codes[one] >= 0)).astype(np.int64) << place
    seen, where = np.unique(bits, return_inverse=True)
    words = [_said(bits) for bits in seen.tolist()]
    return pa.DictionaryArray.from_arrays(where.astype(np.int32), pa.array(words, pa.string()))


def _said(bits: int) -> str:
    same = [field for place, field in enumerate(_COMPARED) if bits >> place & 1]
    if "Social Security number" in same and "last four digits" in same:
        same.remove("last four digits")
    return ", ".join(same) or "similar details"


def person_id(lead: str) -> str:
    """Id of the person whose first mention has this id; it tells nothing about them."""
    return "p" + hashlib.sha256(b"tocsin person\0" + lead.encode()).hexdigest()[:20]
