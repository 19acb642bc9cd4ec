"""Profiles into rows: which pairs are tried, in which order, and how the outcome is written down."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

import duckdb
import pyarrow as pa

from tocsin.model.tables import LINKS, MERGES
from tocsin.people.cluster import COLUMNS, Clustering, Edge, Profile
from tocsin.people.components import undisputed
from tocsin.people.composites import make_composites, of_rows
from tocsin.people.decided import Settled
from tocsin.people.engine import filled
from tocsin.people.identity import Kept, carry_over
from tocsin.people.policy import shipped
from tocsin.people.rosters import attach_by_lists
from tocsin.people.rules import rules
from tocsin.people.scoring import NO_MIDDLE, UNSEEN, Scorer
from tocsin.people.settings import Settings

SMALL_SET_DOUBT = 4.0
"""Bits a bare name must weigh more where the set itself says little about how rare names are."""

FETCHED = 100_000
"""Profiles read at a time."""

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
SELECT DISTINCT least(l.pid, r.pid) AS a, greatest(l.pid, r.pid) AS b
FROM k l JOIN k r USING (key) WHERE l.nameless AND l.pid <> r.pid ORDER BY a, b
"""


def join_profiles(
    con: duckdb.DuckDBPyConnection,
    settings: Settings,
    ruled: list[tuple[int, int, int]],
    pairs: pa.Table,
    scorer: Scorer,
    settled: Settled,
) -> Clustering:
    """Join the profiles of the database.

    First what people decided. Then those with a number or a birth date, by rule and then by weight; then
    the sparse ones among themselves; then each sparse one to the single row it fits; then rows with all
    they know; then what lists tell; last the accounts and numbers without a name.
    """
    policy = settings.policy or shipped()
    decided = settled.profiles
    clustering = Clustering(
        profiles(con),
        policy=policy,
        two_numbers=settings.two_numbers,
        together=settled.together,
        apart=settled.apart,
    )
    sparse = {number for number, profile in enumerate(clustering.profiles) if profile.sparse}
    edges = _edges(ruled, pairs, settings, settled.placed(clustering, sparse))
    dense = [edge for edge in edges if edge.a not in sparse and edge.b not in sparse]
    loose = [
        edge
        for edge in edges
        if (edge.a in sparse or edge.b in sparse)
        and (edge.how or (edge.weight or 0) >= settings.sparse_threshold)
    ]
    clustering.start_with(*undisputed(clustering.profiles, dense, [*dense, *loose], sparse, policy, decided))
    clustering.join(dense)
    clustering.join(edge for edge in loose if edge.a in sparse and edge.b in sparse)
    clustering.attach(loose, sparse)
    second_round(con, settings, clustering, scorer)
    attach_by_lists(con, clustering)
    nameless = {number for number, profile in enumerate(clustering.profiles) if profile.nameless}
    edges = list(_nameless_edges(con))
    clustering.join(edge for edge in edges if {edge.a, edge.b} <= nameless)
    clustering.attach(edges, nameless)
    settled.flag(clustering)
    return clustering


def _edges(
    ruled: list[tuple[int, int, int]], pairs: pa.Table, settings: Settings, placed: set[int]
) -> list[Edge]:
    """By rule, then by weight. placed: profiles that bring no other row with them."""
    named = rules(settings.policy or shipped())
    edges = [Edge(a, b, named[rule].how) for a, b, rule in ruled]
    edges += (Edge(a, b, weight=weight) for a, b, weight in _trusted(pairs, settings))
    return [edge for edge in edges if not {edge.a, edge.b} & placed] if placed else edges


def _trusted(pairs: pa.Table, settings: Settings) -> Iterator[tuple[int, int, float]]:
    """The pairs that may be joined; by name alone it takes more."""
    columns = (pairs[name].to_pylist() for name in ("a", "b", "weight", "supported", "middle"))
    for a, b, weight, supported, middle in zip(*columns, strict=True):
        if supported or weight >= settings.name_threshold + (0 if middle else NO_MIDDLE):
            yield a, b, weight


def second_round(
    con: duckdb.DuckDBPyConnection, settings: Settings, clustering: Clustering, scorer: Scorer
) -> None:
    """Compare the rows, each with all its mentions know, and join those that are one person after all."""
    lead_of = first_profiles(clustering)
    rows = make_composites(con, lead_of)
    pairs = of_rows(con, scorer.score("composite", SPLIT_SHARE * rows, settings.threshold))
    doubt = SMALL_SET_DOUBT * UNSEEN / (rows + UNSEEN)
    columns = (pairs[name].to_pylist() for name in ("a", "b", "weight", "supported", "middle"))
    edges = [
        Edge(a, b, weight=weight, whole=True, supported=supported)
        for a, b, weight, supported, middle in zip(*columns, strict=True)
        if weight
        >= (
            settings.row_threshold
            if supported
            else settings.row_name_threshold
            if middle
            else settings.row_bare_threshold + doubt
        )
    ]
    ends = {end for edge in edges for end in (edge.a, edge.b)}
    sparse = {end for end in ends if clustering.row(clustering.row_of[end]).sparse}
    clustering.join_clear(edge for edge in edges if not {edge.a, edge.b} & sparse)
    clustering.join_clear(edge for edge in edges if {edge.a, edge.b} & sparse)


def first_profiles(clustering: Clustering) -> list[int]:
    """For every profile the first profile of its row."""
    first: dict[int, int] = {}
    return [first.setdefault(row, pid) for pid, row in enumerate(clustering.row_of)]


def profiles(con: duckdb.DuckDBPyConnection) -> list[Profile]:
    """Every distinct profile of the database, in the order of their numbers."""
    columns = ", ".join(COLUMNS)
    found = con.execute(filled("SELECT $columns FROM profile ORDER BY pid", columns=columns))
    every: list[Profile] = []
    while rows := found.fetchmany(FETCHED):
        every += [Profile(*row) for row in rows]
    return every


def _nameless_edges(con: duckdb.DuckDBPyConnection) -> Iterator[Edge]:
    for how, key in _NAMELESS_KEYS.items():
        source = "profile JOIN token USING (pid)" if key == "token" else "profile"
        rows = con.execute(filled(_NAMELESS, key=key, source=source)).fetchall()
        yield from (Edge(int(a), int(b), how) for a, b in rows)


@dataclass(frozen=True, slots=True)
class Written:
    """The outcome of the clustering as tables. ids: of people, by row. counts: of mentions, by link."""

    ids: dict[int, str]
    links: pa.Table
    merges: pa.Table
    events: pa.Table
    counts: Counter[str]


def write_down(con: duckdb.DuckDBPyConnection, clustering: Clustering, before: Kept) -> Written:
    """Tables ``who`` (mention → person) and ``looked`` (person → review); LINKS, MERGES, PEOPLE_EVENTS.

    A person's id is made from the id of the first mention; from then on it stays with the row (``identity``).
    """
    leads = [row[0] for row in con.execute("SELECT lead FROM profile ORDER BY pid").fetchall()]
    row_of = clustering.row_of
    made = {row_of[pid]: person_id(leads[pid]) for pid in set(first_profiles(clustering))}
    members = con.execute("SELECT id, pid FROM member ORDER BY id").fetchall()
    ids, events = carry_over(before, made, [(mention, row_of[pid]) for mention, pid in members])
    person = [ids[row_of[pid]] for _, pid in members]
    sizes = Counter(person)
    texts = {pid: _how(clustering, pid) for pid in range(len(leads))}
    how, weight, counts = [], [], Counter[str]()
    for (_, pid), owner in zip(members, person, strict=True):
        text, value, kind = texts[pid]
        if kind == "alone" and sizes[owner] > 1:
            text, kind = "the same details in every mention", "same details"
        how.append(text)
        weight.append(value)
        counts[kind] += 1
    mentions = [member[0] for member in members]
    con.register(
        "who", pa.table({"mention": pa.array(mentions, pa.string()), "person": pa.array(person, pa.string())})
    )
    looked = sorted(
        set(clustering.reviews) | {pid for pid, p in enumerate(clustering.profiles) if p.nameless}
    )
    _register_looked(con, clustering, [ids[row_of[pid]] for pid in looked], looked)
    links = pa.table({"mention": mentions, "person": person, "how": how, "weight": weight}, schema=LINKS)
    return Written(ids, links, _merges(clustering, ids, leads), events, counts)


def _merges(clustering: Clustering, ids: dict[int, str], leads: list[str]) -> pa.Table:
    steps, row_of = Counter[int](), clustering.row_of
    step = []
    for edge in clustering.merges:
        steps[row_of[edge.a]] += 1
        step.append(steps[row_of[edge.a]])
    return pa.table(
        {
            "person": [ids[row_of[edge.a]] for edge in clustering.merges],
            "step": step,
            "one": [leads[edge.a] for edge in clustering.merges],
            "other": [leads[edge.b] for edge in clustering.merges],
            "how": [edge.how or (WHOLE if edge.whole else "") for edge in clustering.merges],
            "weight": [edge.weight for edge in clustering.merges],
        },
        schema=MERGES,
    )


def _register_looked(
    con: duckdb.DuckDBPyConnection, clustering: Clustering, owners: list[str], looked: list[int]
) -> None:
    found: dict[str, tuple[str | None, bool]] = {}
    for pid, owner in zip(looked, owners, strict=True):
        text, account = found.get(owner, (None, False))
        is_account = any(token.startswith("username:") for token in clustering.profiles[pid].ids)
        found[owner] = (text or clustering.reviews.get(pid), account or is_account)
    con.register(
        "looked",
        pa.table(
            {
                "person": pa.array(list(found), pa.string()),
                "review": pa.array([text for text, _ in found.values()], pa.string()),
                "account": pa.array([account for _, account in found.values()], pa.bool_()),
            }
        ),
    )


def _how(clustering: Clustering, pid: int) -> tuple[str, float | None, str]:
    """What the link says, its weight, and whether rule, weight or nothing joined the profile."""
    edge = clustering.links.get(pid)
    if edge is None:
        return "alone", None, "alone"
    if edge.how:
        return edge.how, None, "rule"
    one, other = clustering.profiles[edge.a], clustering.profiles[edge.b]
    same = [
        field
        for field, column in _COMPARED.items()
        if getattr(one, column) is not None and getattr(one, column) == getattr(other, column)
    ]
    if "Social Security number" in same:
        same.remove("last four digits")
    return f"weight {edge.weight:.1f}: {', '.join(same) or 'similar details'}", edge.weight, "weight"


def person_id(lead: str) -> str:
    """Id of the person whose first mention has this id; it tells nothing about them."""
    return "p" + hashlib.sha256(b"tocsin person\0" + lead.encode()).hexdigest()[:20]
