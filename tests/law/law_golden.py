"""Reads the golden cases: YAML a lawyer can read, one file per jurisdiction (docs/law-format.md)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pyarrow as pa
import yaml

from tocsin.law import Obligation
from tocsin.model.facts import Facts
from tocsin.model.tables import GROUPS, table


class _PlainWords(yaml.SafeLoader):
    """YAML 1.2: `on`, `off`, `yes` and `no` are words; only true and false are yes and no."""


_PlainWords.yaml_implicit_resolvers = {
    letter: [one for one in rules if one[0] != "tag:yaml.org,2002:bool"]
    for letter, rules in yaml.SafeLoader.yaml_implicit_resolvers.items()
}
_PlainWords.add_implicit_resolver("tag:yaml.org,2002:bool", re.compile("^(?:true|false)$"), list("tf"))

CASES = Path(__file__).parent / "cases"


@dataclass(frozen=True)
class Case:
    """One case: facts, groups of people, and what must come out."""

    name: str
    facts: Facts
    groups: pa.Table
    expect: dict[str, dict[str, Any]]


def read_cases(path: Path) -> Iterator[Case]:
    """Every case of a file; ``given`` is laid under each."""
    raw = yaml.load(path.read_text(encoding="utf-8"), Loader=_PlainWords)
    for case in raw["cases"]:
        facts = merge(
            merge({"organisation": {"name": "Example Furniture Inc."}}, raw.get("given", {})),
            case.get("facts", {}),
        )
        yield Case(
            name=f"{path.stem}: {case['name']}",
            facts=Facts.model_validate(facts),
            groups=people(groups_of(raw.get("who"), case)),
            expect={key: expected(value) for key, value in case["expect"].items()},
        )


def groups_of(who: dict[str, Any] | None, case: dict[str, Any]) -> list[dict[str, Any]]:
    """The people of a case: written out, or the file's usual ``who`` with another number (``n``), other
    elements (``data``) or another trait (``of``)."""
    if "people" in case or who is None:
        return list(case.get("people", []))
    changes = {"people": case.get("n", who["people"]), "elements": case.get("data", who["elements"])}
    return [{**who, **changes, **case.get("of", {})}]


def merge(under: dict[str, Any], over: dict[str, Any]) -> dict[str, Any]:
    """``over`` laid on ``under``, mappings within mappings."""
    merged = dict(under)
    for key, value in over.items():
        both = isinstance(value, dict) and isinstance(merged.get(key), dict)
        merged[key] = merge(merged[key], value) if both else value
    return merged


def people(rows: list[dict[str, Any]]) -> pa.Table:
    """Groups; what a case leaves out is plain data of adult customers."""
    usual = {"protection": "plain", "kind": "customer", "minor": False, "deceased": False}
    return table(GROUPS, [{**usual, **row, "elements": sorted(row["elements"])} for row in rows])


def expected(value: Any) -> dict[str, Any]:
    """A bare word is a status."""
    return {"status": value} if isinstance(value, str) else value


def differences(expect: dict[str, Any], got: Obligation | None) -> list[str]:
    """What differs between an expectation and an obligation, in words."""
    if expect.get("status") == "absent":
        return [] if got is None else [f"is listed ({got.status})"]
    if got is None:
        return ["is not listed"]
    return [line for key, wanted in expect.items() for line in _difference(key, wanted, got)]


def _difference(key: str, wanted: Any, got: Obligation) -> list[str]:
    if key in ("status", "people", "legal_status"):
        have = getattr(got, key)
        return [] if have == wanted else [f"{key} is {have}, not {wanted}"]
    if key == "deadline":
        have = got.deadline
        return (
            []
            if have == (str(wanted) if wanted is not None else None)
            else [f"deadline is {have}, not {wanted}"]
        )
    fragments = {
        "why": " | ".join(got.why),
        "text": got.deadline_text,
        "services": " | ".join(got.services),
        "channel": " | ".join(got.channel),
    }
    if key in fragments:
        return [] if str(wanted) in fragments[key] else [f"{key} lacks '{wanted}': {fragments[key]}"]
    lists = {"content": got.content, "forbidden": got.forbidden, "depends_on": got.depends_on}
    if key in lists:
        missing = set(wanted) - set(lists[key])
        return [f"{key} lacks {sorted(missing)}, has {lists[key]}"] if missing else []
    if key == "content_lacks":
        there = set(wanted) & set(got.content)
        return [f"content has {sorted(there)}"] if there else []
    if key == "services_none":
        return [f"services are {got.services}"] if got.services else []
    return [f"'{key}' cannot be expected"]
