"""What speaks for and against two mentions being one person: outcome and weight of each field.

The weights are those of the scoring: m and u of the level that applies, and for a common or rare value its
own frequency in the place of u. Together with the prior they add up to the weight that Splink gives the pair.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

import duckdb
import pyarrow as pa

from tocsin.model.tables import MODEL, table
from tocsin.people.description import COMPARISONS, Compare, Level
from tocsin.people.engine import filled

SAME, SIMILAR, DIFFERENT, MISSING = "same", "similar", "different", "missing"
PRIOR = "prior"

_COLUMNS = (
    *("first", "firsts", "middle", "last", "lasts", "suffix", "dob", "yob", "ssn9", "ssn4"),
    *("street_key", "house", "zip5", "city_key", "email", "phone", "ids"),
)
_FREQUENT = tuple(sorted({one.frequency for each in COMPARISONS for one in each.levels if one.frequency}))
_FREQUENCY_OF = [
    [None, *(_FREQUENT.index(level.frequency) if level.frequency else None for level in each.levels)]
    for each in COMPARISONS
]
"""For every comparison and level the column whose value's frequency stands in the place of u."""

_COMPARED = """
WITH paired AS (
    SELECT compared.a, compared.b, $columns
    FROM compared JOIN profile l ON l.pid = compared.a JOIN profile r ON r.pid = compared.b)
SELECT a, b, $levels, $frequencies FROM paired $joins ORDER BY a, b
"""


@dataclass(frozen=True, slots=True)
class Outcome:
    """One field of two mentions. level: which outcome of the comparison. weight: log2 odds it adds."""

    field: str
    outcome: str
    level: str
    weight: float


@dataclass(frozen=True, slots=True)
class Weights:
    """What pairs are compared with. prior: log2 odds before anything is compared. m: by field and level."""

    prior: float
    m: Mapping[tuple[str, str], float]

    @classmethod
    def of(cls, model: pa.Table) -> Weights:
        """From MODEL."""
        rows = model.to_pylist()
        prior = next(row["m"] for row in rows if row["field"] == PRIOR)
        m = {(row["field"], row["level"]): row["m"] for row in rows if row["field"] != PRIOR}
        return cls(math.log2(prior / (1 - prior)), m)


def model_table(prior: float, m: Mapping[tuple[str, str], float]) -> pa.Table:
    """MODEL of a prior probability and the values of m learned, by Splink's column name and level."""
    rows = [{"field": PRIOR, "level": PRIOR, "m": prior, "u": None}]
    rows += [
        {
            "field": each.field,
            "level": level.name,
            "m": m.get((each.column, level.name), level.m),
            "u": level.u,
        }
        for each in COMPARISONS
        for level in each.levels
    ]
    return table(MODEL, rows)


def compare(
    con: duckdb.DuckDBPyConnection, pairs: Sequence[tuple[int, int]], weights: Weights
) -> dict[tuple[int, int], tuple[Outcome, ...]]:
    """Every field of each pair of profiles, in the order of the description.

    Needs tables ``profile`` and, for how frequent values are, ``frequency_profile_<column>`` (``scoring``).
    """
    if not pairs:
        return {}
    con.register(
        "compared",
        pa.table(
            {
                "a": pa.array([pair[0] for pair in pairs], pa.int64()),
                "b": pa.array([pair[1] for pair in pairs], pa.int64()),
            }
        ),
    )
    rows = con.execute(_sql()).fetchall()
    con.unregister("compared")
    outcomes = _Outcomes(weights)
    return {(row[0], row[1]): outcomes.of(row[2:]) for row in rows}


@cache
def _sql() -> str:
    return filled(
        _COMPARED,
        columns=", ".join(f"l.{name} AS {name}_l, r.{name} AS {name}_r" for name in _COLUMNS),
        levels=", ".join(_case(each) for each in COMPARISONS),
        frequencies=", ".join(f"frequency_profile_{name}.tf_{name}" for name in _FREQUENT),
        joins=" ".join(
            f"LEFT JOIN frequency_profile_{name} ON frequency_profile_{name}.{name} = paired.{name}_l"
            for name in _FREQUENT
        ),
    )


def _case(compare: Compare) -> str:
    """SQL: place of the level that applies, from 1; 0 where one side says nothing."""
    *tried, _ = compare.levels
    whens = " ".join(f"WHEN {level.sql} THEN {number}" for number, level in enumerate(tried, start=1))
    return f"CASE WHEN {compare.missing} THEN 0 {whens} ELSE {len(compare.levels)} END"


class _Outcomes:
    """Makes outcomes from what the SQL gives, each one once: many pairs are alike in a field."""

    def __init__(self, weights: Weights) -> None:
        self._weights = weights
        self._made: dict[tuple[int, int, float | None], Outcome] = {}

    def of(self, row: Sequence[Any]) -> tuple[Outcome, ...]:
        """From the places of the levels, then the frequencies of the values."""
        end = len(COMPARISONS)
        found = []
        for number, place in enumerate(row[:end]):
            column = _FREQUENCY_OF[number][place]
            key = (number, place, None if column is None else row[end + column])
            outcome = self._made.get(key)
            if outcome is None:
                outcome = self._made[key] = self._new(*key)
            found.append(outcome)
        return tuple(found)

    def _new(self, number: int, place: int, frequency: float | None) -> Outcome:
        compare = COMPARISONS[number]
        if place == 0:
            return Outcome(compare.field, MISSING, MISSING, 0.0)
        level = compare.levels[place - 1]
        m = self._weights.m.get((compare.field, level.name), level.m)
        weight = math.log2(m / (frequency or level.u))
        return Outcome(compare.field, _outcome(level), level.name, weight)


def _outcome(level: Level) -> str:
    return level.name if level.name in (SAME, DIFFERENT) else SIMILAR


def total(outcomes: Sequence[Outcome], weights: Weights) -> float:
    """Log2 odds that the two are one person."""
    return weights.prior + sum(one.weight for one in outcomes)


def best(pairs: Sequence[Sequence[Outcome]]) -> tuple[Outcome, ...]:
    """Of several pairs of mentions of two rows, field by field what speaks most for one person.

    A field that only some mentions have is compared where both sides have it.
    """
    told = []
    for same_field in zip(*pairs, strict=True):
        said = [one for one in same_field if one.outcome != MISSING]
        told.append(max(said, key=lambda one: one.weight) if said else same_field[0])
    return tuple(told)
