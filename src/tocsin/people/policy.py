"""The identifier policy, which is data: who may hold an identifier, and what a disagreement means."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Literal

import yaml

from tocsin.model.yamlfile import read_yaml
from tocsin.people.words import words

Measure = Literal["edits", "digits", "date", "name", "initial", "value"]
_CLASSES = {"primary", "secondary", "tertiary"}
_MEASURES = {"edits", "digits", "date", "name", "initial", "value"}
_KEYS = {
    *("field", "name", "class", "join", "differs", "reason"),
    *("instead_of", "unless", "two_numbers", "likely", "one_sided"),
}
FIELDS = frozenset(
    [
        "first",
        "middle",
        "last",
        "suffix",
        "dob",
        "yob",
        "ssn9",
        "ssn4",
        "ids",
        "street_key",
        "zip5",
        "email",
        "phone",
    ]  # columns of ``profile``
)


class PolicyError(ValueError):
    """The policy file does not say what it must; the message says where."""


@dataclass(frozen=True, slots=True)
class Likely:
    """Overrules a disagreement by weight (log2 odds). by_name: the weight where nothing but names agrees.

    near: agree or differ by no more than the policy allows them. alone: only where neither row fits anybody
    else. two_numbers: only with Settings.two_numbers.
    """

    same: tuple[str, ...]
    without: tuple[str, ...]
    weight: float
    by_name: float
    near: tuple[str, ...] = ()
    alone: bool = False
    two_numbers: bool = False


@dataclass(frozen=True, slots=True)
class Join:
    """Joins without weighing. fit: what else must fit ("last exactly", or within nicknames and slips)."""

    how: str
    fit: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Identifier:
    """One identifier, as ``data/identifier_policy.yaml`` describes its keys."""

    field: str
    name: str
    kind: str
    join: Join | None = None
    measure: Measure | None = None
    more_than: int = 0
    reason: str = ""
    instead_of: str | None = None
    unless: tuple[tuple[str, ...], ...] = ()
    two_numbers: tuple[tuple[str, ...], ...] = ()
    likely: tuple[Likely, ...] = ()
    needs: tuple[str, ...] = ()
    needs_reason: str = ""


@dataclass(frozen=True, slots=True)
class Twins:
    """The pattern of twins: what agrees, which numbers follow each other so closely, what does not agree."""

    same: tuple[str, ...]
    near_not_same: tuple[str, ...]
    within: int
    not_same: tuple[str, ...]
    reason: str


@dataclass(frozen=True, slots=True)
class Policy:
    """A version and its identifiers, in the order in which contradictions are looked for."""

    version: int
    identifiers: tuple[Identifier, ...]
    twins: Twins | None

    @property
    def telling(self) -> tuple[Identifier, ...]:
        """Identifiers whose disagreement keeps two rows apart."""
        return tuple(one for one in self.identifiers if one.measure)

    @property
    def joining(self) -> tuple[Identifier, ...]:
        """Identifiers whose agreement joins two rows of one name, strongest first."""
        return tuple(one for one in self.identifiers if one.join)


@cache
def shipped() -> Policy:
    """The policy that comes with Tocsin."""
    return read(words("identifier_policy"))


def load(path: Path) -> Policy:
    """The policy in a user's file. Raises PolicyError if it is not one."""
    try:
        raw = read_yaml(path.read_text(encoding="utf-8"))
    except yaml.YAMLError as error:
        raise PolicyError(f"{path.name} is not YAML") from error
    if not isinstance(raw, dict):
        raise PolicyError(f"{path.name} has no keys")
    return read(raw)


def read(raw: Mapping[str, Any]) -> Policy:
    """A policy from its YAML form, checked: an unknown key, class, measure or identifier is an error."""
    _only(raw, {"version", "identifiers", "twins"}, "the policy")
    if not isinstance(raw.get("version"), int) or not isinstance(raw.get("identifiers"), list):
        raise PolicyError("a policy has a version (a whole number) and a list of identifiers")
    identifiers = tuple(_identifier(one) for one in raw["identifiers"])
    fields = [one.field for one in identifiers]
    if len(set(fields)) < len(fields):
        raise PolicyError("an identifier stands twice in the policy")
    twins = raw.get("twins")
    return Policy(raw["version"], identifiers, _twins(twins) if twins else None)


def _identifier(raw: Mapping[str, Any]) -> Identifier:
    _only(raw, _KEYS, f"identifier {raw.get('field')}")
    _known([raw.get("field", "")])
    if raw.get("class") not in _CLASSES:
        raise PolicyError(f"{raw['field']}: class is one of {', '.join(sorted(_CLASSES))}")
    differs, join = raw.get("differs"), raw.get("join")
    for fit in join["fit"] if join else ():
        _known([fit.removesuffix(" exactly")])
    one_sided = raw.get("one_sided") or {"needs": [], "reason": ""}
    _known(one_sided["needs"])
    if differs and (differs.get("by") not in _MEASURES or not raw.get("reason")):
        raise PolicyError(f"{raw['field']}: differs needs a known measure and a reason")
    if differs and raw["class"] == "tertiary":
        raise PolicyError(f"{raw['field']}: a person may have several; it cannot keep people apart")
    return Identifier(
        field=raw["field"],
        name=raw["name"],
        kind=raw["class"],
        join=Join(join["how"], tuple(join["fit"])) if join else None,
        measure=differs["by"] if differs else None,
        more_than=int(differs["more_than"]) if differs else 0,
        reason=raw.get("reason", ""),
        instead_of=raw.get("instead_of"),
        unless=_lists(raw.get("unless", ())),
        two_numbers=_lists(raw.get("two_numbers", ())),
        likely=tuple(_likely(one) for one in raw.get("likely", ())),
        needs=tuple(one_sided["needs"]),
        needs_reason=one_sided["reason"],
    )


def _likely(raw: Mapping[str, Any]) -> Likely:
    _only(raw, {"same", "near", "without", "weight", "by_name", "alone", "two_numbers"}, "likely")
    _known([*raw["same"], *raw.get("near", ()), *raw["without"]])
    return Likely(
        tuple(raw["same"]),
        tuple(raw["without"]),
        float(raw["weight"]),
        float(raw["by_name"]),
        near=tuple(raw.get("near", ())),
        alone=bool(raw.get("alone", False)),
        two_numbers=bool(raw.get("two_numbers", False)),
    )


def _twins(raw: Mapping[str, Any]) -> Twins:
    _only(raw, {"same", "near_not_same", "within", "not_same", "reason"}, "twins")
    _known([*raw["same"], *raw["near_not_same"], *raw["not_same"]])
    return Twins(
        tuple(raw["same"]),
        tuple(raw["near_not_same"]),
        int(raw["within"]),
        tuple(raw["not_same"]),
        raw["reason"],
    )


def _lists(raw: Any) -> tuple[tuple[str, ...], ...]:
    for one in raw:
        _known(one)
    return tuple(tuple(one) for one in raw)


def _known(fields: list[str]) -> None:
    for name in fields:
        if name not in FIELDS:
            raise PolicyError(f"no identifier is called {name}")


def _only(raw: Mapping[str, Any], keys: set[str], where: str) -> None:
    strange = sorted(set(raw) - keys)
    if strange:
        raise PolicyError(f"{where}: unknown key {strange[0]}")
