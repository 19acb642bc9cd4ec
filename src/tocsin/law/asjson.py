"""The law and its verdicts as plain data, for other programs and for counsel's spreadsheets."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import asdict
from datetime import date
from typing import Any

from tocsin.law.glance import glance
from tocsin.law.obligation import Obligation
from tocsin.law.registers import ask, shared
from tocsin.law.rulefile import Rule


def rule_json(rule: Rule, day: date) -> dict[str, Any]:
    """The whole of a rule: at a glance on ``day``, and every block with its validity, status and sources.

    terms, asks: what the names in ``{term: …}`` and ``{ask: …}`` mean.
    """
    whole = rule.form.model_dump(mode="json", by_alias=True)
    return {
        "id": rule.id,
        "jurisdiction": rule.jurisdiction,
        "as_of": day.isoformat(),
        "at_a_glance": glance(rule, day).json(),
        "rule": whole,
        "terms": {name: shared("terms.yaml")[name] for name in sorted(_named("term", whole, deep=True))},
        "asks": {key: ask(key) for key in sorted(_named("ask", whole, deep=True))},
    }


def _named(key: str, value: Any, *, deep: bool) -> set[str]:
    """Names used under ``key`` anywhere in a value; ``deep``: also inside the terms it uses."""
    found: set[str] = set()
    if isinstance(value, list):
        for one in value:
            found |= _named(key, one, deep=deep)
    elif isinstance(value, Mapping):
        for name, inner in value.items():
            if name == key and isinstance(inner, str):
                found.add(inner)
            if name == "term" and deep and inner in shared("terms.yaml"):
                found |= _named(key, shared("terms.yaml")[inner], deep=deep)
            found |= _named(key, inner, deep=deep)
    return found


def obligation_json(one: Obligation) -> dict[str, Any]:
    """One verdict. deadline: {date, amount, unit, from, text}; order: [{relation, duty}]."""
    row = asdict(one)
    deadline = {
        "date": row.pop("deadline"),
        "amount": row.pop("clock_amount"),
        "unit": row.pop("clock_unit"),
        "from": row.pop("clock_from"),
        "text": row.pop("deadline_text"),
    }
    order = [dict(zip(("relation", "duty"), line.split(":", 1), strict=True)) for line in row.pop("order")]
    return {**row, "deadline": deadline, "order": order}


def obligations_json(obligations: Iterable[Obligation]) -> list[dict[str, Any]]:
    """Verdicts in the order given."""
    return [obligation_json(one) for one in obligations]
