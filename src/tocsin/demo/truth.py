"""What is really in the share: who, in which file, with which data elements.

The ledger is filled while the files are written, by the same call that writes a value, so truth and content
cannot drift apart. It is kept outside the share: the product never sees it, a benchmark does.

A file inside a container is written as intake shows it: ``Archive.zip » inner.zip » roster.csv``.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import date
from pathlib import Path
from typing import Literal

from tocsin.model.elements import catalogue

from .people import Person, Population

Reach = Literal["plain", "image", "locked", "damaged", "empty"]
"""What stands between a reader and the values: nothing; a picture of text (needs OCR); a password; damage
that leaves part or nothing readable; or there is nothing in the file."""

CHILD_SIGN = " » "
"""Between a container and what is inside it."""
_ACCOUNT_NAMES = frozenset({"username", "email_address"})
_SECRETS = frozenset({"password", "security_question_answer"})


@dataclass(frozen=True, slots=True)
class TruePerson:
    """One individual of the share, with everything that tells them apart from others.

    former_last: the family name in older files, blank if it never changed.
    residence: code of ``model/jurisdictions.yaml``; None for those of whom the firm has no address at all.
    residence_told: some file has an address in the person's own record; else it can only be inferred, as for
        a child listed beside a parent.
    addresses: current first, as street line, city, state, ZIP.
    """

    id: str
    first: str
    middle: str
    last: str
    suffix: str
    former_last: str
    born: str
    ssn: str
    itin: str
    email: str
    phone: str
    residence: str | None
    residence_told: bool
    addresses: tuple[tuple[str, str, str, str], ...]
    minor: bool
    deceased: bool
    guardian: str | None


@dataclass(frozen=True, slots=True)
class TrueFile:
    """One file of the share, or one member of a container. same_as: the path of an identical file."""

    path: str
    reach: Reach
    kind: str
    same_as: str | None = None


@dataclass(frozen=True, slots=True)
class Appearance:
    """A person in a file, with the elements of theirs it holds (codes of ``model/elements.yaml``)."""

    person: str
    file: str
    elements: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Truth:
    """The whole answer to "whose data was taken?". clients: the firms whose payroll was run."""

    seed: int
    clients: tuple[str, ...]
    persons: tuple[TruePerson, ...]
    files: tuple[TrueFile, ...]
    appearances: tuple[Appearance, ...]

    def exposures(self, reach: Iterable[Reach] = ("plain",)) -> dict[str, set[str]]:
        """Elements by person over the files of the given *reach*."""
        within = set(reach)
        readable = {file.path for file in self.files if file.reach in within}
        found: dict[str, set[str]] = defaultdict(set)
        for seen in self.appearances:
            if seen.file in readable:
                found[seen.person].update(seen.elements)
        return dict(found)

    def write(self, path: Path) -> None:
        """Writes the truth as JSON. *path* must lie outside the share."""
        path.write_text(json.dumps(asdict(self), ensure_ascii=False, separators=(",", ":")), encoding="utf-8")

    @classmethod
    def read(cls, path: Path) -> Truth:
        """The truth written by `write`."""
        raw = json.loads(path.read_text(encoding="utf-8"))
        return cls(
            seed=raw["seed"],
            clients=tuple(raw["clients"]),
            persons=tuple(
                TruePerson(**{**row, "addresses": tuple(tuple(a) for a in row["addresses"])})
                for row in raw["persons"]
            ),
            files=tuple(TrueFile(**row) for row in raw["files"]),
            appearances=tuple(
                Appearance(row["person"], row["file"], tuple(row["elements"])) for row in raw["appearances"]
            ),
        )


class Ledger:
    """Collects the truth while the share is written."""

    def __init__(self) -> None:
        self._files: dict[str, TrueFile] = {}
        self._seen: dict[str, dict[str, set[str]]] = {}

    def file(self, path: str, *, reach: Reach = "plain", same_as: str | None = None) -> None:
        """Notes a file or a member of a container."""
        kind = path.rpartition(".")[2].lower()
        self._files[path] = TrueFile(path, reach, kind, same_as)

    def saw(self, path: str, person: Person, elements: Iterable[str]) -> None:
        """Notes that *path* holds these elements of *person*."""
        self._seen.setdefault(path, {}).setdefault(person.id, set()).update(elements)

    def copy(self, source: str, target: str, *, reach: Reach = "plain") -> None:
        """Notes *target* as holding what *source* held, and what was inside it; whole only if ``plain``."""
        for path in [p for p in self._files if p == source or p.startswith(source + CHILD_SIGN)]:
            twin = target + path[len(source) :]
            self.file(twin, reach=reach, same_as=path if reach == "plain" else None)
            for person, elements in self._seen.get(path, {}).items():
                self._seen.setdefault(twin, {}).setdefault(person, set()).update(elements)

    def truth(self, seed: int, population: Population) -> Truth:
        """Everything noted, in a fixed order.

        Raises KeyError if a note names an element the catalogue does not have.
        """
        known = catalogue()
        appearances: list[Appearance] = []
        for path in sorted(self._seen):
            for person, elements in sorted(self._seen[path].items()):
                whole = elements | _joined(elements)
                appearances.append(Appearance(person, path, tuple(sorted(known[e].code for e in whole))))
        located = {seen.person for seen in appearances if "postal_address" in seen.elements}
        files = tuple(self._files[path] for path in sorted(self._files))
        everyone = tuple(_true_person(p, residence_told=p.id in located) for p in population.persons)
        clients = tuple(client.name for client in population.clients)
        return Truth(seed, clients, everyone, files, tuple(appearances))


def _joined(elements: set[str]) -> set[str]:
    """Elements the law makes out of two that stand together."""
    if elements & _ACCOUNT_NAMES and elements & _SECRETS:
        return {"online_account_credentials"}
    return set()


def _true_person(person: Person, *, residence_told: bool) -> TruePerson:
    homes = [home for home in (person.address, person.former) if home is not None]
    return TruePerson(
        id=person.id,
        first=person.first,
        middle=person.middle,
        last=person.last,
        suffix=person.suffix,
        former_last=person.maiden,
        born=_iso(person.born),
        ssn=person.ssn,
        itin=person.itin,
        email=person.email,
        phone=person.phone,
        residence=person.address.state if person.address else None,
        residence_told=residence_told,
        addresses=tuple((home.line, home.city, home.state, home.zip) for home in homes),
        minor=person.minor,
        deceased=person.died is not None,
        guardian=person.guardian or None,
    )


def _iso(day: date) -> str:
    return day.isoformat()
