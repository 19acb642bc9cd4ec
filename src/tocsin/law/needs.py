"""What to find out next: every unknown fact that matters, as a question, with what it would change."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

import pyarrow as pa

from tocsin.law.book import RuleBook
from tocsin.law.engine import evaluate
from tocsin.law.obligation import Obligation
from tocsin.law.reasons import question
from tocsin.model.facts import Dates, Facts

SHOWN = 3


def needs(facts: Facts, groups: pa.Table, rules: RuleBook | None = None) -> list[tuple[str, str, str]]:
    """(fact path, question in plain words, what it would change), what changes most first."""
    return needs_of(evaluate(facts, groups, rules), facts)


def needs_of(obligations: Iterable[Obligation], facts: Facts) -> list[tuple[str, str, str]]:
    """The same, from obligations already worked out."""
    settles: dict[str, list[str]] = defaultdict(list)
    dates: dict[str, list[str]] = defaultdict(list)
    for one in sorted(obligations, key=_weight):
        for path in one.depends_on:
            settles[path].append(one.title)
        start = _missing_start(one, facts)
        if start is not None:
            dates[start].append(one.title)
    found = [(path, settles.get(path, []), dates.get(path, [])) for path in {*settles, *dates}]
    found.sort(key=lambda need: (-len(need[1]) - len(need[2]), need[0]))
    return [(path, question(path), _effect(duties, deadlines)) for path, duties, deadlines in found]


def _weight(one: Obligation) -> tuple[bool, bool]:
    """What is owed for sure and to people comes first in a list that is cut."""
    return one.status == "depends", one.recipient != "individuals"


def _missing_start(obligation: Obligation, facts: Facts) -> str | None:
    start = (obligation.clock_from or "").removeprefix("year_end:")
    if obligation.status not in ("due", "depends") or start not in Dates.model_fields:
        return None
    return f"incident.dates.{start}" if getattr(facts.incident.dates, start) is None else None


def _effect(duties: list[str], deadlines: list[str]) -> str:
    parts = []
    if duties:
        parts.append(f"whether {_list(duties)}")
    if deadlines:
        parts.append(f"by when: {_list(deadlines)}")
    return "; ".join(parts)


def _list(titles: list[str]) -> str:
    shown = "; ".join(titles[:SHOWN])
    return f"{shown} (and {len(titles) - SHOWN} more)" if len(titles) > SHOWN else shown
