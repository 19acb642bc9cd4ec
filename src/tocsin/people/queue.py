"""Which pairs of rows a person should look at: the fewest questions that save the most double letters.

Asked is about rows that were left apart although some of their mentions are alike: just below the threshold,
vetoed by a contradiction, or fitting several rows. The order is people x probability / effort. The
probability that two rows are one person is a logistic function of what is alike and unlike in them, with
weights in ``data/review_weights.yaml`` (how they were fitted is said there).
"""

from __future__ import annotations

import hashlib
import math
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import islice

import duckdb
import numpy as np
import pyarrow as pa

from tocsin.model.tables import CANDIDATES, SEED, table
from tocsin.people.cluster import Clustering
from tocsin.people.edges import Weights as Bits
from tocsin.people.engine import filled
from tocsin.people.evidence import DIFFERENT, MISSING, SAME, Outcome, Weights, best, compare, total
from tocsin.people.profiles import Numbers
from tocsin.people.words import words

FLOOR = -3.0
"""Log2 odds below which two rows are not worth a question."""

PER_THOUSAND = 60
"""Questions for a thousand people on the list: what somebody can answer in an afternoon."""

LEAST = 25
"""Questions that a small list may ask all the same."""

LIKELY = 0.05
"""Probability below which a pair is not asked."""

LOOKED_AT = 200
"""Pairs for a thousand people that are weighed field by field, the likeliest by their strongest mentions."""

DISTINCT = 12
"""Distinct mentions of a row that are compared; more say nothing new."""

FURTHER_LOOK = 0.25
"""Effort of one more distinct mention, in looks."""

AT_RISK = 2
"""People whose notices a pair decides about: either one is told twice, or two are told on one row."""

_PAIRS = (
    "SELECT CAST(a AS BIGINT) AS a, CAST(b AS BIGINT) AS b, CAST($weight AS DOUBLE) AS weight FROM $table"
)
_SOURCES = (("weighed_profile", "weight"), ("ruled", "99"), ("weighed_composite", "weight"))
"""These three are put together here and not by the database, which took them for larger than they are and
compared every profile with every other."""

_FOUND = """
SELECT DISTINCT pid FROM member JOIN source ON source.id = member.id WHERE source.tie IS DISTINCT FROM '$seed'
ORDER BY pid
"""


@dataclass(frozen=True, slots=True)
class Pair:
    """Two rows that may be one. one, other: their numbers. weight: of the strongest mentions.

    total: of both rows, field by field what speaks most for one person. closest: the profile of each that is
    most like one of the other. rivals: other rows that are at least as much like one of them.
    """

    one: int
    other: int
    weight: float
    total: float
    closest: tuple[int, int]
    fields: tuple[Outcome, ...]
    veto: str | None
    looks: float
    rivals: int = 0


def candidates(
    con: duckdb.DuckDBPyConnection,
    clustering: Clustering,
    decided: Iterable[tuple[int, int]],
    per_thousand: float = PER_THOUSAND,
) -> pa.Table:
    """CANDIDATES in their order. Needs table ``named``. decided: pairs of rows that were answered."""
    pairs = likely_pairs(con, clustering, decided)
    most = max(LEAST, round(per_thousand * len(clustering.numbers()) / 1000))
    likely = (pair for pair in pairs if probability(pair) >= LIKELY)
    ranked = sorted(likely, key=lambda pair: (-_rank(pair), pair.one, pair.other))
    asked = list(islice(_telling(ranked), most))
    ids = _looked_up(con, "SELECT row, person FROM named WHERE list_contains(?, row)", [
        row for pair in asked for row in (pair.one, pair.other)])  # fmt: skip
    leads = _looked_up(con, "SELECT pid, lead FROM profile WHERE list_contains(?, pid)", [
        pid for pair in asked for pid in pair.closest])  # fmt: skip
    return table(CANDIDATES, [_row(pair, ids, leads) for pair in asked])


def _looked_up(con: duckdb.DuckDBPyConnection, sql: str, numbers: list[int]) -> dict[int, str]:
    return dict(con.execute(sql, [sorted(set(numbers))]).fetchall())


def _telling(ranked: Iterable[Pair]) -> Iterator[Pair]:
    """Without the pairs that the pairs before them settle if they are true: of three rows two pairs."""
    root: dict[int, int] = {}

    def find(row: int) -> int:
        root.setdefault(row, row)
        while root[row] != row:
            root[row] = root[root[row]]
            row = root[row]
        return row

    for pair in ranked:
        one, other = find(pair.one), find(pair.other)
        if one != other:
            root[other] = one
            yield pair


def likely_pairs(
    con: duckdb.DuckDBPyConnection, clustering: Clustering, decided: Iterable[tuple[int, int]]
) -> list[Pair]:
    """Rows left apart that may be one, with all that speaks for and against."""
    skipped = {tuple(sorted(pair)) for pair in decided}
    most = looked_at(clustering) + len(skipped)
    asked = [pair for pair in likeliest_across(con, clustering, most) if pair not in skipped]
    weights = Weights.of(con.table("model_profile").to_arrow_table())
    return _with_rivals(_weighed(con, clustering, asked, weights))


def likeliest_across(
    con: duckdb.DuckDBPyConnection, clustering: Clustering, most: int
) -> list[tuple[int, int]]:
    """The pairs of different rows with the strongest pair of mentions between them, at most so many."""
    row_of = rows_found(con, clustering)
    a, b, weight = _pairs_of_profiles(con)
    one, other = row_of[a], row_of[b]
    apart = (one != other) & (one >= 0) & (other >= 0)
    low, high = np.minimum(one, other)[apart], np.maximum(one, other)[apart]
    order = np.lexsort((high, low, -weight[apart]))
    low, high = low[order], high[order]
    # Of one pair of rows the strongest comes first and stays.
    _, first = np.unique(low * len(row_of) + high, return_index=True)
    kept = np.sort(first)[:most]
    return list(zip(low[kept].tolist(), high[kept].tolist(), strict=True))


def _pairs_of_profiles(con: duckdb.DuckDBPyConnection) -> tuple[Numbers, Numbers, Bits]:
    """Profiles that were weighed, or that a rule speaks for (as heavy as anything can be); their weight."""
    found = [
        con.sql(filled(_PAIRS, table=table, weight=weight)).to_arrow_table() for table, weight in _SOURCES
    ]
    if found[2].num_rows:
        lead = con.sql("SELECT pid, lead FROM composite ORDER BY pid").to_arrow_table()
        leads = np.full(int(lead["pid"].to_numpy().max()) + 1, -1, np.int64)
        leads[lead["pid"].to_numpy()] = lead["lead"].to_numpy()
        a, b = (leads[found[2][end].to_numpy()] for end in ("a", "b"))
        found[2] = pa.table({"a": a, "b": b, "weight": found[2]["weight"]})
    a, b, weight = (np.concatenate([one[name].to_numpy() for one in found]) for name in ("a", "b", "weight"))
    return a, b, weight


def rows_found(con: duckdb.DuckDBPyConnection, clustering: Clustering) -> Numbers:
    """Row of every profile; -1 for rows that only the list of the business shows."""
    row_of = clustering.row_of
    seeds = con.execute("SELECT count(*) FROM source WHERE tie = ?", [SEED]).fetchall()[0][0]
    if not seeds:
        return row_of
    found = con.sql(filled(_FOUND, seed=SEED)).to_arrow_table()["pid"].to_numpy()
    seen = np.zeros(len(row_of), np.bool_)
    seen[row_of[found]] = True
    return np.where(seen[row_of], row_of, -1)


def looked_at(clustering: Clustering) -> int:
    """How many pairs of rows are weighed field by field, besides those that were answered."""
    return max(10 * LEAST, LOOKED_AT * len(clustering.numbers()) // 1000)


def _weighed(
    con: duckdb.DuckDBPyConnection,
    clustering: Clustering,
    asked: Sequence[tuple[int, int]],
    weights: Weights,
) -> list[Pair]:
    members = {row: sorted(clustering.members(row))[:DISTINCT] for pair in asked for row in pair}
    every = {(min(a, b), max(a, b)) for one, other in asked for a in members[one] for b in members[other]}
    outcomes = compare(con, sorted(every), weights)
    made = []
    for one, other in asked:
        between = {(a, b): outcomes[min(a, b), max(a, b)] for a in members[one] for b in members[other]}
        closest = max(between, key=lambda pair: (total(between[pair], weights), -pair[0], -pair[1]))
        fields = best(list(between.values()))
        distinct = len(members[one]) + len(members[other])
        made.append(
            Pair(
                one,
                other,
                total(between[closest], weights),
                total(fields, weights),
                closest,
                fields,
                clustering.refusal(one, other),
                1 + FURTHER_LOOK * (distinct - 2),
            )
        )
    return made


def _with_rivals(pairs: Sequence[Pair]) -> list[Pair]:
    """Each pair with the number of rows that are at least as like one of its two as the other is."""
    weights: dict[int, list[float]] = defaultdict(list)
    for pair in pairs:
        for row in (pair.one, pair.other):
            weights[row].append(pair.total)
    return [
        replace(
            pair,
            rivals=max(sum(weight >= pair.total for weight in weights[row]) for row in (pair.one, pair.other))
            - 1,
        )
        for pair in pairs
    ]


def features(pair: Pair) -> dict[str, float]:
    """What the probability is made of."""
    told = {
        "bias": 1.0,
        "weight of the closest": max(-10.0, min(pair.weight, 30.0)) / 10,
        "weight of the rows": max(-20.0, min(pair.total, 40.0)) / 10,
        "rivals": math.log2(1 + pair.rivals),
    }
    if pair.veto:
        told[f"veto: {pair.veto}"] = 1.0
    for one in pair.fields:
        if one.outcome != MISSING:
            told[f"{one.field}: {one.level}"] = 1.0
    return told


def probability(pair: Pair) -> float:
    """That the two rows are one person."""
    weights = words("review_weights")["weights"]
    odds = sum(value * weights.get(name, 0.0) for name, value in features(pair).items())
    return 1 / (1 + math.exp(-max(-30.0, min(odds, 30.0))))


def reason(pair: Pair) -> str:
    """What is alike and unlike, in words: pairs of one reason can be decided together."""
    alike = [
        one.field if one.outcome == SAME else f"{one.field} ({one.level})"
        for one in pair.fields
        if one.outcome not in (MISSING, DIFFERENT)
    ]
    unlike = [one.field for one in pair.fields if one.outcome == DIFFERENT]
    text = f"alike: {', '.join(alike) or 'nothing'}; unlike: {', '.join(unlike) or 'nothing'}"
    return f"{text}; kept apart because {pair.veto}" if pair.veto else text


def _rank(pair: Pair) -> float:
    return AT_RISK * probability(pair) / pair.looks


def candidate_id(one: str, other: str) -> str:
    """Id of a pair of people."""
    return "q" + hashlib.sha256("\0".join(sorted((one, other))).encode()).hexdigest()[:12]


def _row(pair: Pair, ids: Mapping[int, str], leads: Mapping[int, str]) -> dict[str, object]:
    one, other = (ids[pair.one], ids[pair.other])
    return {
        "id": candidate_id(one, other),
        "one": one,
        "other": other,
        "one_mention": leads[pair.closest[0]],
        "other_mention": leads[pair.closest[1]],
        "weight": pair.total,
        "probability": probability(pair),
        "veto": pair.veto or "",
        "reason": reason(pair),
        "people": AT_RISK,
        "looks": pair.looks,
        "rank": _rank(pair),
        "fields": [
            {"field": one.field, "outcome": one.outcome, "level": one.level, "weight": one.weight}
            for one in pair.fields
        ],
    }
