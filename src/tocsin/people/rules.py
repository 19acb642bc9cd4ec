"""Rules a lawyer would sign: pairs of profiles that are one person without any weighing."""

from __future__ import annotations

from dataclasses import dataclass

import duckdb
import pyarrow as pa

from tocsin.people.engine import filled
from tocsin.people.policy import Identifier, Policy

_FIRST_FITS = (
    "(l.first = r.first OR list_contains(l.firsts, r.first) OR list_contains(r.firsts, l.first) "
    "OR (least(length(l.first), length(r.first)) = 1 AND left(l.first, 1) = left(r.first, 1)) "
    "OR jaro_winkler_similarity(l.first, r.first) >= 0.92)"
)
_LAST_FITS = (
    "(l.last = r.last OR list_has_any(l.lasts, r.lasts) OR jaro_winkler_similarity(l.last, r.last) >= 0.92)"
)
_MIDDLE_FITS = "(l.middle IS NULL OR r.middle IS NULL OR left(l.middle, 1) = left(r.middle, 1))"
_SUFFIX_FITS = "(l.suffix IS NULL OR r.suffix IS NULL OR l.suffix = r.suffix)"


@dataclass(frozen=True, slots=True)
class Rule:
    """how: as the link says it. key: equal on both sides. fit: places in FITS. token: an id."""

    how: str
    key: str
    fit: tuple[str, ...]
    token: bool = False

    @property
    def fits(self) -> str:
        """SQL over ``l``, ``r``."""
        return " AND ".join(FITS[one] for one in self.fit)


FITS = {
    "first": _FIRST_FITS,
    "first exactly": (
        "(l.first = r.first OR list_contains(l.firsts, r.first) OR list_contains(r.firsts, l.first))"
    ),
    "last": _LAST_FITS,
    "last exactly": "l.last = r.last",
    "middle": _MIDDLE_FITS,
    "suffix": _SUFFIX_FITS,
}


def rules(policy: Policy) -> tuple[Rule, ...]:
    """The rules of the policy, the strongest first: it is applied to all pairs before a weaker one."""
    return tuple(_rule(one) for one in policy.joining)


def _rule(identifier: Identifier) -> Rule:
    assert identifier.join is not None
    fit = identifier.join.fit
    key = "token" if identifier.field == "ids" else identifier.field
    if "last exactly" in fit:
        key = f"{key} || ' ' || last"
    return Rule(identifier.join.how, key, tuple(fit), identifier.field == "ids")


PAIRS = """
WITH k AS (SELECT p.*, $key AS rule_key FROM profile p $join WHERE $key IS NOT NULL)
SELECT DISTINCT l.pid AS a, r.pid AS b, $number AS rule
FROM k l JOIN k r ON l.rule_key = r.rule_key AND l.pid < r.pid
WHERE $fits
"""


def apply(con: duckdb.DuckDBPyConnection, policy: Policy) -> pa.Table:
    """Pairs of profile numbers (``a`` < ``b``) with the place of the strongest ``rule``, in a fixed order."""
    con.execute("CREATE TABLE token AS SELECT pid, unnest(ids) AS token FROM profile")
    con.execute("CREATE TABLE ruled (a BIGINT, b BIGINT, rule TINYINT)")
    for number, rule in enumerate(rules(policy)):
        join = "JOIN token t ON t.pid = p.pid" if rule.token else ""
        pairs = filled(PAIRS, key=rule.key, join=join, number=number, fits=rule.fits)
        con.execute(f"INSERT INTO ruled {pairs}")
    return con.sql(
        "SELECT a, b, CAST(min(rule) AS BIGINT) AS rule FROM ruled GROUP BY a, b ORDER BY rule, a, b"
    ).to_arrow_table()


_BETWEEN = """
WITH k AS (SELECT p.*, $key AS rule_key FROM profile p $join WHERE $key IS NOT NULL)
SELECT 1 FROM k l JOIN k r ON l.rule_key = r.rule_key
WHERE list_contains(?, l.pid) AND list_contains(?, r.pid) AND $fits LIMIT 1
"""


def between(con: duckdb.DuckDBPyConnection, one: list[int], other: list[int], policy: Policy) -> str | None:
    """The strongest rule that joins a profile of the one list to a profile of the other, or None."""
    for rule in rules(policy):
        join = "JOIN (SELECT pid, unnest(ids) AS token FROM profile) t ON t.pid = p.pid" if rule.token else ""
        sql = filled(_BETWEEN, key=rule.key, join=join, fits=rule.fits)
        if con.execute(sql, [one, other]).fetchall():
            return rule.how
    return None
