"""The language of conditions in rule files: parsed once, checked against the facts model, then evaluated.

Grammar (YAML):

    acquired                                  a word of facts.Intrusion
    ssn                                       a data element (only where people are judged)
    {all: [...]}  {any: [...]}  {not: ...}  {at_least: 2, of: [...]}
    {role: hipaa_covered_entity}              also with licensed_in: CA
    {fact: incident.kind, in: [vendor]}       also is, gt, ge, lt, le, known
    {ask: account_opens_without_code}         a legal question (law/questions.yaml)
    {ask: bound_by_contract, presumed: false} in an excuse only: nobody has it who does not claim it
    {term: good_faith_acquisition}            a condition defined once in law/terms.yaml
    {kind: [patient]}  {minor: true}  {deceased: true}     about a group of people
    {protection: [hashed]}                    how the group's data was protected
    {duty: individuals, is: due}              another duty of the same rule (also not_due)
"""

from __future__ import annotations

import re
from collections.abc import Callable, Hashable, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from typing import Any, get_args

from pydantic import BaseModel

from tocsin.law.logic import NO, YES, Truth, at_least, every, some, unknown
from tocsin.model.elements import catalogue
from tocsin.model.facts import Facts, Intrusion, Role


class RuleError(ValueError):
    """A rule file cannot be used as it is. The message says where and what is wrong."""


@dataclass(frozen=True, slots=True)
class Group:
    """People who are alike in the eyes of the law. The fields are those of ``tables.GROUPS``.

    alike: equal for groups that differ in residence and size only.
    """

    residence: str | None
    elements: frozenset[str]
    protection: str | None
    kind: str | None
    minor: bool | None
    deceased: bool | None
    people: int | None
    alike: Hashable


@dataclass(slots=True)
class Situation:
    """What a condition is asked about: the facts, one group (or none), and the duties already judged."""

    facts: Facts
    group: Group | None = None
    duties: Mapping[str, Truth] = field(default_factory=dict)


Condition = Callable[[Situation], Truth]
"""A parsed condition."""

_EXCUSE = re.compile(r"\.instead\.\d+|harm\.exempt_when|breach\.except")
_WORDS = frozenset(Intrusion.model_fields) - {"actor"}
_COMPARE: Mapping[str, Callable[[Any, Any], bool]] = {
    "is": lambda have, want: have == want,
    "in": lambda have, want: have in want,
    "gt": lambda have, want: have > want,
    "ge": lambda have, want: have >= want,
    "lt": lambda have, want: have < want,
    "le": lambda have, want: have <= want,
}


@dataclass(frozen=True, slots=True)
class Parser:
    """Turns YAML into conditions. ``terms``: raw conditions by name; ``questions``: keys to be asked."""

    terms: Mapping[str, Any] = field(default_factory=dict)
    questions: frozenset[str] = frozenset()

    def parse(self, raw: Any, where: str) -> Condition:
        """The condition written in YAML. Raises RuleError that names the place."""
        if isinstance(raw, bool):
            return _constant(raw)
        if isinstance(raw, str):
            return self._word(raw, where)
        if isinstance(raw, list):
            raise RuleError(f"{where}: a list stands alone; write `all:` or `any:` before it")
        if not isinstance(raw, dict) or not raw:
            raise RuleError(f"{where}: this is not a condition: {raw!r}")
        return self._mapping(raw, where)

    def _word(self, word: str, where: str) -> Condition:
        if word in _WORDS:
            return _fact(f"incident.intrusion.{word}", {"is": True}, where)
        if word in catalogue():
            return _elements("any", frozenset({word}))
        raise RuleError(f"{where}: '{word}' is neither a word about the intrusion nor a data element")

    def _mapping(self, raw: dict[str, Any], where: str) -> Condition:
        head = next(iter(raw))
        if head in ("all", "any"):
            return self._joined(head, _only(raw, {head}, where)[head], f"{where}.{head}")
        if head == "not":
            inner = self.parse(_only(raw, {"not"}, where)["not"], f"{where}.not")
            return lambda s: ~inner(s)
        if head == "at_least":
            number = int(_only(raw, {"at_least", "of"}, where)["at_least"])
            parts = [self.parse(part, f"{where}.of") for part in raw["of"]]
            return lambda s: at_least(number, (part(s) for part in parts))
        if head == "term":
            name = _only(raw, {"term"}, where)["term"]
            if name not in self.terms:
                raise RuleError(f"{where}: the term '{name}' is not in terms.yaml")
            return self.parse(self.terms[name], f"{where}.term {name}")
        if head == "ask":
            return self._ask(_only(raw, {"ask", "presumed"}, where), where)
        return _leaf(head, raw, where)

    def _joined(self, head: str, raw: list[Any], where: str) -> Condition:
        """All or any of these; the data elements among them, mostly many, are looked up in one go."""
        codes = frozenset(one for one in raw if isinstance(one, str) and one in catalogue())
        parts = [self.parse(one, where) for one in raw if not isinstance(one, str) or one not in codes]
        if codes:
            parts.insert(0, _elements(head, codes))
        join = every if head == "all" else some
        return parts[0] if len(parts) == 1 else lambda s: join(part(s) for part in parts)

    def _ask(self, raw: dict[str, Any], where: str) -> Condition:
        key = raw["ask"]
        if key not in self.questions:
            raise RuleError(f"{where}: the question '{key}' is not in questions.yaml")
        if "presumed" not in raw:
            return lambda s: _answer(s.facts, key)
        if raw["presumed"] is not False or not _EXCUSE.search(where):
            raise RuleError(f"{where}: only an excuse may be `presumed: false`, until it is claimed")
        return lambda s: _answer(s.facts, key) if s.facts.incident.answers.get(key) is not None else NO


def _leaf(head: str, raw: dict[str, Any], where: str) -> Condition:
    if head == "fact":
        return _fact(raw["fact"], {key: value for key, value in raw.items() if key != "fact"}, where)
    if head == "role":
        _only(raw, {"role", "licensed_in"}, where)
        return _role(raw["role"], raw.get("licensed_in"), where)
    if head in ("kind", "protection"):
        wanted = _only(raw, {head}, where)[head]
        return _of_group(head, frozenset(wanted))
    if head in ("minor", "deceased"):
        return _of_group(head, frozenset({_only(raw, {head}, where)[head]}))
    if head == "duty":
        _only(raw, {"duty", "is"}, where)
        return _duty(raw["duty"], raw.get("is", "due"), where)
    raise RuleError(f"{where}: '{head}' is not a condition Tocsin knows")


def _only(raw: dict[str, Any], allowed: set[str], where: str) -> dict[str, Any]:
    extra = raw.keys() - allowed
    if extra:
        raise RuleError(f"{where}: {', '.join(sorted(extra))} does not belong here")
    return raw


def _constant(value: bool) -> Condition:
    truth = YES if value else NO
    return lambda s: truth


def _elements(head: str, codes: frozenset[str]) -> Condition:
    """Whether all or any of these data elements are there."""

    def has(s: Situation) -> Truth:
        if s.group is None:
            return NO
        have = s.group.elements
        return YES if (codes <= have if head == "all" else not codes.isdisjoint(have)) else NO

    return has


def _of_group(column: str, wanted: frozenset[Any]) -> Condition:
    def matches(s: Situation) -> Truth:
        have = getattr(s.group, column) if s.group is not None else None
        if have is None or have == "unknown":
            return unknown(f"groups.{column}")
        return Truth(have in wanted, used=frozenset({(f"groups.{column}", str(have))}))

    return matches


def _duty(name: str, wanted: str, where: str) -> Condition:
    if wanted not in ("due", "not_due"):
        raise RuleError(f"{where}: a duty `is` due or not_due")

    def judged(s: Situation) -> Truth:
        truth = s.duties[name]
        return truth if wanted == "due" else ~truth

    return judged


def _role(name: str, licensed_in: str | None, where: str) -> Condition:
    if name not in {role.value for role in Role}:
        raise RuleError(f"{where}: '{name}' is not a role of an organisation")
    role = Role(name)
    path = f"organisation.roles.{name}"

    def held(s: Situation) -> Truth:
        has = s.facts.organisation.is_role(role)
        if has is None:
            return unknown(path)
        if not has or licensed_in is None:
            return Truth(has, used=frozenset({(path, _words(has))}))
        places = s.facts.organisation.licensed_in.get(role)
        if places is None:
            return unknown(f"organisation.licensed_in.{name}")
        return Truth(licensed_in in places, used=frozenset({(path, "licensed in " + ", ".join(places))}))

    return held


def _fact(path: str, tests: Mapping[str, Any], where: str) -> Condition:
    check_path(path, where)
    if len(tests) != 1 or not tests.keys() <= {*_COMPARE, "known"}:
        raise RuleError(f"{where}: a fact needs exactly one of is, in, gt, ge, lt, le, known")
    (operator, wanted), *_ = tests.items()

    def holds(s: Situation) -> Truth:
        have = read_fact(s.facts, path)
        if operator == "known":
            return Truth((have is not None) is wanted, used=frozenset({(path, _words(have))}))
        if have is None:
            return unknown(path)
        return Truth(_COMPARE[operator](have, wanted), used=frozenset({(path, _words(have))}))

    return holds


def _answer(facts: Facts, key: str) -> Truth:
    path = f"question.{key}"
    value = facts.incident.answers.get(key)
    if value is None:
        return unknown(path)
    return Truth(bool(value), used=frozenset({(path, _words(value))}))


def read_fact(facts: Facts, path: str) -> Any:
    """The value at a dotted path; None is not yet known. Lists count as their length."""
    value: Any = facts
    for name in path.split("."):
        value = getattr(value, name, None)
        if value is None:
            return None
    return len(value) if isinstance(value, list) else value


def check_path(path: str, where: str) -> None:
    """Raises RuleError unless the facts model has this path."""
    if path not in _known_paths():
        raise RuleError(f"{where}: there is no fact '{path}'")


@cache
def _known_paths() -> frozenset[str]:
    found: set[str] = set()
    _walk(Facts, "", found)
    return frozenset(found)


def _walk(model: type[BaseModel], prefix: str, found: set[str]) -> None:
    for name, info in model.model_fields.items():
        path = prefix + name
        found.add(path)
        for part in (info.annotation, *get_args(info.annotation)):
            if isinstance(part, type) and issubclass(part, BaseModel):
                _walk(part, f"{path}.", found)


def _words(value: Any) -> str:
    if value is None:
        return "not yet known"
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, date):
        return value.isoformat()
    return str(value)
