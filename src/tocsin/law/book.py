"""All rule files as one book. A file is read when somebody asks for it: most incidents concern few places."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from tocsin.law.conditions import RuleError
from tocsin.law.registers import RULES
from tocsin.law.rulefile import Rule, all_clocks, load_rule
from tocsin.law.ruleform import Duty

NATIONWIDE = "US"

_HEAD = re.compile(r"^(id|jurisdiction|reach):[ \t]*([\w-]+)", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Entry:
    """The head of a rule file, read without reading the rest. The fields are those of ``RuleForm``."""

    id: str
    jurisdiction: str
    reach: str
    path: Path


class RuleBook:
    """All rules by id. Federal and contractual rules stand first, because states refer to them."""

    def __init__(self, entries: Collection[Entry]) -> None:
        self._entries = {
            entry.id: entry for entry in sorted(entries, key=lambda e: (e.jurisdiction != NATIONWIDE, e.id))
        }
        self._rules: dict[str, Rule] = {}

    def __iter__(self) -> Iterator[Rule]:
        return (self[id] for id in self._entries)

    def __len__(self) -> int:
        return len(self._entries)

    def __contains__(self, id: object) -> bool:
        return id in self._entries

    def __getitem__(self, id: str) -> Rule:
        """The rule of this id, read now if it was not yet. Raises KeyError, RuleError."""
        if id not in self._rules:
            self._rules[id] = load_rule(self._entries[id].path)
        return self._rules[id]

    @property
    def entries(self) -> Collection[Entry]:
        """The head of every file, in the order of the book."""
        return self._entries.values()

    @property
    def rules(self) -> Mapping[str, Rule]:
        """Every rule by id."""
        return {rule.id: rule for rule in self}

    @property
    def jurisdictions(self) -> frozenset[str]:
        """Places that have a rule."""
        return frozenset(entry.jurisdiction for entry in self.entries)

    def chosen(self, name: str) -> list[Rule]:
        """The rules of a place (``CA``), or the one rule of this id (``US-HIPAA``); or none."""
        return self.of(name) or ([self[name]] if name in self else [])

    def of(self, jurisdiction: str) -> list[Rule]:
        """Every rule of a place (several may exist: general law, insurance law …)."""
        return [self[entry.id] for entry in self.entries if entry.jurisdiction == jurisdiction]


@cache
def load_rules(folder: Path | None = None) -> RuleBook:
    """The book of the files under ``folder`` (default: those of the package). Raises RuleError."""
    return bound(sorted((folder or RULES).rglob("*.yaml")))


def bound(paths: Collection[Path]) -> RuleBook:
    """The book of these files. Raises RuleError."""
    entries: dict[str, Entry] = {}
    for path in paths:
        entry = _entry(path)
        if entry.id in entries:
            raise RuleError(f"{path.name}: the id {entry.id} is used twice")
        entries[entry.id] = entry
    return RuleBook(entries.values())


def _entry(path: Path) -> Entry:
    head = dict(_HEAD.findall(path.read_text(encoding="utf-8")))
    if "id" not in head or "jurisdiction" not in head:
        raise RuleError(f"{path.name}: `id` and `jurisdiction` must stand at the head, each on its line")
    return Entry(head["id"], head["jurisdiction"], head.get("reach", "residents"), path)


def check_references(book: RuleBook) -> None:
    """A duty may name one of another rule; if that rule is there, the duty must be. Raises RuleError."""
    rules = book.rules
    for rule in book:
        for duty in rule.form.duties:
            for name in _foreign(duty):
                owner, _, other = name.partition(".")
                if owner in rules and other not in rules[owner].duty_ids:
                    raise RuleError(f"{rule.path}: duties.{duty.id}: {owner} has no duty '{other}'")


def _foreign(duty: Duty) -> Iterator[str]:
    for instead in duty.instead:
        if instead.by:
            yield instead.by
    for clock in all_clocks(duty.clock):
        yield from (e.removeprefix("sent:") for e in clock.start if e.startswith("sent:") and "." in e)
