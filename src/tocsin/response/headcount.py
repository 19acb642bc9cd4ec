"""Counting people while files are still being read, by keys that are quick to compare.

Two mentions are one person here if they share a taxpayer number, an e-mail address and first name, or a
name with birth date or address. People of one name are one unless their taxpayer numbers or birth dates
differ. That joins two of the same name of whom each is known by half, and keeps one apart whose name was
misspelt or changed; the merge that ``people`` makes afterwards is more careful. This one is for a first
figure, and nothing of it leaves memory.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

import pyarrow as pa

from tocsin.people.words import words

_COLUMNS = (
    *("id", "role", "name", "given", "family", "birth_date", "street", "postal_code", "email", "phone"),
    "elements",
)
_TAXPAYER = frozenset({"ssn", "itin"})
_LETTERS = re.compile(r"[^\W\d_]+")

Trace = frozenset[tuple[int, frozenset[str]]]
"""The files one person was seen in, each with the elements of theirs it holds."""


@dataclass(slots=True)
class _Known:
    """Taxpayer numbers and birth dates of one person."""

    numbers: set[str] = field(default_factory=set)
    born: set[str] = field(default_factory=set)

    @property
    def weight(self) -> int:
        return 2 * bool(self.numbers) + bool(self.born)

    def learn(self, key: tuple[str, ...]) -> None:
        if key[0] == "number":
            self.numbers.add(key[1])
        elif key[0] == "born":
            self.born.add(key[-1])

    def take(self, other: _Known) -> None:
        self.numbers |= other.numbers
        self.born |= other.born

    def fits(self, other: _Known) -> bool:
        """Whether nothing says that these are two."""
        return not (
            (self.numbers and other.numbers and self.numbers.isdisjoint(other.numbers))
            or (self.born and other.born and self.born.isdisjoint(other.born))
        )


def _last(person: dict[int, int], root: int) -> int:
    while person[root] != root:
        root = person[root]
    return root


@dataclass(slots=True)
class HeadCount:
    """People of the files added so far."""

    _parent: list[int] = field(default_factory=list)
    _nodes: dict[tuple[str, ...], int] = field(default_factory=dict)
    _sets: dict[frozenset[str], int] = field(default_factory=dict)
    _rows: list[tuple[int, int, int]] = field(default_factory=list)
    _named: dict[tuple[str, ...], set[int]] = field(default_factory=dict)
    _owner: dict[str, int] = field(default_factory=dict)

    def add(self, file: int, mentions: pa.Table, identifiers: pa.Table) -> None:
        """Take the mentions of one file."""
        numbers = _numbers(identifiers)
        seen: set[tuple[int, int]] = set()
        for row in _people(mentions):
            kinds = self._kinds(row["elements"] or ())
            name = _name(row)
            own = numbers.get(row["id"], {})
            loose = _loose(row, own)
            keys = list(_keys(row, name, own))
            keys = keys or ([("name", *name)] if name else [("loose", value) for value in loose])
            if not keys:
                continue
            node = self._join(keys)
            if keys[0][0] != "loose":
                for value in loose:
                    self._owner.setdefault(value, node)
            if name:
                self._named.setdefault(name, set()).add(node)
            seen.add((node, kinds))
        self._rows += [(node, file, kinds) for node, kinds in seen]

    def traces(self) -> Mapping[Trace, int]:
        """How many people left each trace; people of one table share theirs, so that these are few."""
        whose = self._people()
        of_person: dict[int, set[tuple[int, int]]] = defaultdict(set)
        for node, file, kinds in self._rows:
            of_person[whose[node]].add((file, kinds))
        sets = list(self._sets)
        counted = Counter(frozenset(seen) for seen in of_person.values())
        traces: Counter[Trace] = Counter()
        for seen, people in counted.items():
            files: dict[int, frozenset[str]] = {}
            for file, kinds in seen:
                files[file] = files.get(file, frozenset()) | sets[kinds]
            traces[frozenset(files.items())] += people
        return traces

    def _people(self) -> list[int]:
        """For each node its person: what shares a key, then what shares a name and does not contradict."""
        known: dict[int, _Known] = defaultdict(_Known)
        for key, node in self._nodes.items():
            known[self._root(node)].learn(key)
        person = {root: root for root in known}
        for nodes in self._named.values():
            own = sorted({self._root(node) for node in nodes}, key=lambda root: (-known[root].weight, root))
            apart: list[int] = []
            for root in own:
                same = next((one for one in apart if known[person[one]].fits(known[root])), None)
                if same is None or person[root] != root:
                    apart.append(root)
                elif person[same] != root:
                    person[root] = person[same]
                    known[person[same]].take(known[root])
        for key, node in self._nodes.items():
            if key[0] == "loose" and key[1] in self._owner:
                person[self._root(node)] = self._root(self._owner[key[1]])
        return [_last(person, self._root(node)) for node in range(len(self._parent))]

    def _kinds(self, elements: Iterable[str]) -> int:
        return self._sets.setdefault(frozenset(elements), len(self._sets))

    def _node(self, key: tuple[str, ...]) -> int:
        node = self._nodes.setdefault(key, len(self._parent))
        if node == len(self._parent):
            self._parent.append(node)
        return node

    def _join(self, keys: Iterable[tuple[str, ...]]) -> int:
        roots = {self._root(self._node(key)) for key in keys}
        first = min(roots)
        for root in roots:
            self._parent[root] = first
        return first

    def _root(self, node: int) -> int:
        while self._parent[node] != node:
            self._parent[node] = self._parent[self._parent[node]]
            node = self._parent[node]
        return node


def _numbers(identifiers: pa.Table) -> dict[str, dict[str, str]]:
    """Fingerprints by mention and element."""
    found: dict[str, dict[str, str]] = {}
    columns = (identifiers[name].to_pylist() for name in ("mention", "element", "fingerprint"))
    for mention, element, fingerprint in zip(*columns, strict=True):
        if fingerprint is not None:
            found.setdefault(mention, {})[element] = fingerprint.hex()
    return found


def _people(mentions: pa.Table) -> Iterator[dict[str, Any]]:
    """Mentions of people; business contacts without data of their own are none."""
    roles = words("roles")
    contact, harmless = frozenset(roles["contact"]), frozenset(roles["contact_elements"])
    for row in mentions.select(list(_COLUMNS)).to_pylist():
        if (row["role"] or "").lower() not in contact or not harmless.issuperset(row["elements"] or ()):
            yield row


def _name(row: dict[str, Any]) -> tuple[str, ...]:
    """First and last name in small letters; empty unless both are known."""
    parts = [_LETTERS.findall((row[part] or "").lower()) for part in ("given", "family")]
    return (parts[0][0], parts[1][-1]) if all(parts) else ()


def _keys(row: dict[str, Any], name: tuple[str, ...], numbers: dict[str, str]) -> Iterator[tuple[str, ...]]:
    """What alone tells a person, for whoever has a name or a taxpayer number."""
    yield from (("number", number) for code, number in numbers.items() if code in _TAXPAYER)
    if not name:
        return
    if row["email"]:
        yield ("email", row["email"].strip().lower(), name[0])
    if row["birth_date"] and len(row["birth_date"]) == 10:
        yield ("born", *name, row["birth_date"])
    if row["street"] and row["postal_code"]:
        yield ("home", *name, row["postal_code"][:5], *re.findall(r"\d+", row["street"])[:1])


def _loose(row: dict[str, Any], numbers: dict[str, str]) -> list[str]:
    """Address and further numbers: whose they are is known where they stand beside a name."""
    own = [number for code, number in numbers.items() if code not in _TAXPAYER]
    return [row["email"].strip().lower(), *own] if row["email"] else own
