"""Profiles into rows: which pairs are tried, in which order, and how the outcome is written down."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterable, Iterator

import duckdb
import pyarrow as pa

from tocsin.model.tables import LINKS
from tocsin.people.cluster import COLUMNS, Clustering, Edge, Profile
from tocsin.people.components import undisputed
from tocsin.people.composites import make_composites, of_rows
from tocsin.people.engine import filled
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
) -> Clustering:
    """Join the profiles of the database.

    First those with a number or a birth date, by rule and then by weight; then the sparse ones among
    themselves; then each sparse one to the single row it fits, or that its list tells; last the accounts and
    numbers without a name.
    """
    policy = settings.policy or shipped()
    profiles = _profiles(con)
    sparse = {number for number, profile in enumerate(profiles) if profile.sparse}
    named = rules(policy)
    by_rule = [Edge(a, b, named[rule].how) for a, b, rule in ruled]
    scored = [Edge(a, b, weight=weight) for a, b, weight in _trusted(pairs, settings)]
    dense = [edge for edge in (*by_rule, *scored) if edge.a not in sparse and edge.b not in sparse]
    loose = [
        edge
        for edge in (*by_rule, *scored)
        if (edge.a in sparse or edge.b in sparse)
        and (edge.how or (edge.weight or 0) >= settings.sparse_threshold)
    ]
    groups = undisputed(profiles, dense, [*dense, *loose], sparse, policy)
    clustering = Clustering(profiles, groups=groups, policy=policy, two_numbers=settings.two_numbers)
    _link_groups(clustering, groups, (*dense, *loose))
    clustering.join(dense)
    clustering.join(edge for edge in loose if edge.a in sparse and edge.b in sparse)
    clustering.attach(loose, sparse)
    second_round(con, settings, clustering, scorer)
    attach_by_lists(con, clustering)
    nameless = {number for number, profile in enumerate(profiles) if profile.nameless}
    edges = list(_nameless_edges(con))
    clustering.join(edge for edge in edges if {edge.a, edge.b} <= nameless)
    clustering.attach(edges, nameless)
    return clustering


def _link_groups(clustering: Clustering, groups: list[list[int]], edges: Iterable[Edge]) -> None:
    """Of every member of an undisputed group the strongest pair it stands in."""
    grouped = {member for members in groups for member in members}
    for edge in edges:
        if edge.a in grouped and edge.b in grouped:
            clustering.links.setdefault(edge.a, edge)
            clustering.links.setdefault(edge.b, edge)


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


def _profiles(con: duckdb.DuckDBPyConnection) -> list[Profile]:
    columns = ", ".join(COLUMNS)
    found = con.execute(filled("SELECT $columns FROM profile ORDER BY pid", columns=columns))
    profiles: list[Profile] = []
    while rows := found.fetchmany(FETCHED):
        profiles += [Profile(*row) for row in rows]
    return profiles


def _nameless_edges(con: duckdb.DuckDBPyConnection) -> Iterator[Edge]:
    for how, key in _NAMELESS_KEYS.items():
        source = "profile JOIN token USING (pid)" if key == "token" else "profile"
        rows = con.execute(filled(_NAMELESS, key=key, source=source)).fetchall()
        yield from (Edge(int(a), int(b), how) for a, b in rows)


def write_down(con: duckdb.DuckDBPyConnection, clustering: Clustering) -> tuple[pa.Table, Counter[str]]:
    """Tables ``who`` (mention → person) and ``looked`` (person → review); LINKS; counts by how.

    A person's id is made from the id of the first mention, so it stays while that mention does.
    """
    leads = [row[0] for row in con.execute("SELECT lead FROM profile ORDER BY pid").fetchall()]
    firsts = first_profiles(clustering)
    ids = {pid: person_id(leads[pid]) for pid in set(firsts)}
    members = con.execute("SELECT id, pid FROM member ORDER BY id").fetchall()
    person = [ids[firsts[pid]] for _, pid in members]
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
    _register_looked(con, clustering, [ids[firsts[pid]] for pid in looked], looked)
    return pa.table(
        {"mention": mentions, "person": person, "how": how, "weight": weight}, schema=LINKS
    ), counts


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
