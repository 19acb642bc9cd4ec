"""Persons of one text: by the names they go by, and by the label lines of a form."""

from __future__ import annotations

from dataclasses import dataclass, field

from tocsin.detect.gazetteer import key
from tocsin.detect.hits import Hit, NameHit, Person

_TOLD_APART = frozenset({"provider", "sender", "recipient"})
"""Roles that tell apart people who share a part of their names."""


class Directory:
    """Persons of one text by name, so that a part of a name or a repeated one finds its person."""

    def __init__(self) -> None:
        self._full: dict[tuple[str, str], Person] = {}
        self._parts: dict[str, list[Person]] = {}

    def known(self, hit: NameHit, role: str = "") -> Person | None:
        """Whose name it is. role: what the text makes of the bearer: a doctor may share a patient's
        surname."""
        name = hit.name
        if name.given and name.family:
            return self._full.get((key(name.given), key(name.family))) or self._so_far_in_part(hit, role)
        named = self._parts.get(key(name.family or name.given), [])
        if role in _TOLD_APART:
            alike = [p for p in named if p.role == role]
            if alike or role == "provider":
                return alike[-1] if alike else None
        else:
            alike = [p for p in named if p.role != "provider"]
        return alike[-1] if alike else named[-1] if named else None

    def _so_far_in_part(self, hit: NameHit, role: str) -> Person | None:
        """The only person that so far went by a part of this full name: ``Mr. Lee``, and later ``Ann
        Lee``."""
        found: list[Person] = []
        for part in (hit.name.family, hit.name.given):
            alike = [
                p
                for p in self._parts.get(key(part), [])
                if not any(n.name.given and n.name.family for n in p.names)
            ]
            found.extend(p for p in alike if (p.role == "provider") == (role == "provider"))
        return found[0] if found and all(p is found[0] for p in found) else None

    def add(self, hit: NameHit, person: Person) -> None:
        """Notes a name of a person."""
        name = hit.name
        if name.given and name.family:
            self._full[key(name.given), key(name.family)] = person
        for part in (name.given, name.family):
            if part:
                self._parts.setdefault(key(part), []).append(person)


@dataclass(slots=True)
class Record:
    """Consecutive label lines that speak of one person, and of those the labels name beside them.

    roles: of whom the heading speaks.
    """

    entries: list[Hit | NameHit] = field(default_factory=list)
    roles: frozenset[str] = frozenset()

    def _key(self, entry: Hit | NameHit) -> tuple[str, str]:
        return ("person_name" if isinstance(entry, NameHit) else entry.element, entry.whose)

    def repeats(self, entry: Hit | NameHit) -> bool:
        """Whether a label comes again, so that a new record begins with it."""
        if (
            entry.label < 0
            or entry.whose
            or self._key(entry)[0]
            in (
                "phone_number",
                "email_address",
                "postal_address",
                "income",
                "tax_information",
                "medical_information",
                "prescription",
            )
        ):
            return False
        mine = [e for e in self.entries if e.label >= 0 and self._key(e) == self._key(entry)]
        return bool(mine)

    def add(self, entry: Hit | NameHit) -> None:
        """Takes a further value or name into the record."""
        self.entries.append(entry)

    def _headed(self, found: dict[str, Person]) -> Person | None:
        """The record's own person; who is named in its first line, if nobody else is."""
        main, first = found.get(""), self.entries[0] if self.entries else None
        if main is None or main.names or not isinstance(first, NameHit) or len(found) != 2:
            return main
        found[first.whose].hits.extend(main.hits)
        del found[""]
        return None

    def persons(self) -> dict[str, Person]:
        """Person per ``whose``, the record's own under the empty string."""
        found: dict[str, Person] = {}
        labelled_names = any(isinstance(e, NameHit) and e.label >= 0 and not e.whose for e in self.entries)
        for entry in self.entries:
            person = found.setdefault(
                entry.whose, Person(role=entry.whose.rstrip("0123456789"), confidence=0.97)
            )
            if isinstance(entry, Hit):
                person.hits.append(entry)
            elif entry.label >= 0 or entry.whose or not labelled_names:
                person.names.append(entry)
                person.role = person.role or entry.role
        main = self._headed(found)
        for person in found.values():
            if person.role == "dependent":
                person.guardian = main
        return found
