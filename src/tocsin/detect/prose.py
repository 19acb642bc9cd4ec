"""Running text: values and names found, then tied together by record, paragraph and document."""

from __future__ import annotations

import re
from bisect import bisect_left
from dataclasses import dataclass, field
from typing import TypeVar

from tocsin.detect import cues
from tocsin.detect.edi import is_edi, read_edi
from tocsin.detect.flat import flatten
from tocsin.detect.gazetteer import key
from tocsin.detect.gridreader import other_numbers, read_grid
from tocsin.detect.hits import Hit, NameHit, Person
from tocsin.detect.inline import LABELS, labelled
from tocsin.detect.kinds import CONTACT
from tocsin.detect.layout import grids
from tocsin.detect.logins import login_lines
from tocsin.detect.names import cued_names, echoes, free_names, introduced_names
from tocsin.detect.owners import Paragraph
from tocsin.detect.regions import regions, scanner
from tocsin.detect.shapes import unlabelled
from tocsin.detect.weigh import SAMPLE_WORDS, weighed

_BLANK_LINE = re.compile(r"\n[ \t\r]*\n\s*")
OUTSIDERS = frozenset({"provider", "contact", "sender", "recipient"})
"""Roles of people who handle data of others."""
CARD_CODES = frozenset({"card_expiry", "card_security_code"})
CONTEXT_ELEMENTS = frozenset(
    {"medical_information", "mental_health", "substance_use_record", "reproductive_health", "prescription"}
)
"""Found by a word alone; only kept where a person is near."""


Found = TypeVar("Found", Hit, NameHit, Hit | NameHit)


@dataclass(slots=True)
class Read:
    """What one text holds."""

    persons: list[Person] = field(default_factory=list)
    unowned: list[Hit] = field(default_factory=list)
    lone_names: list[NameHit] = field(default_factory=list)


class _Taken:
    """Characters already explained, marked in a byte array: first come, first served."""

    def __init__(self, length: int) -> None:
        self._marks = bytearray(length)

    def take(self, start: int, end: int) -> bool:
        """Marks a stretch; False if any of it is taken."""
        if self._marks.find(1, start, end) >= 0:
            return False
        self._marks[start:end] = b"\x01" * (end - start)
        return True

    def any(self, start: int, end: int) -> bool:
        """Whether anything of a stretch is taken."""
        return self._marks.find(1, start, end) >= 0

    def hide(self, data: bytes, start: int) -> bytes:
        """A part of the text, ``start`` in the whole, with zeros for what is taken: no pattern has them."""
        free = int.from_bytes(self._marks[start : start + len(data)].translate(_FREE))
        return (int.from_bytes(data) & free).to_bytes(len(data))


_FREE = bytes([0xFF, 0x00]) + bytes(254)
"""Mask of a character by its mark."""


@dataclass(slots=True)
class _Scan:
    hits: list[Hit] = field(default_factory=list)
    names: list[NameHit] = field(default_factory=list)


def _keep(hit: Hit | NameHit, scan: _Scan, taken: _Taken) -> None:
    if hit.end <= hit.start or not taken.take(hit.start, hit.end):
        return
    if isinstance(hit, NameHit):
        scan.names.append(hit)
    else:
        scan.hits.append(hit)


def _moved(found: Found, by: int) -> Found:
    """What was found in a part of the text, with its place in the whole."""
    if by:
        found.start += by
        found.end += by
        found.label += by if found.label >= 0 else 0
    return found


def _between(found: list[Found], start: int, end: int) -> list[Found]:
    """The part of a list in text order that lies in a stretch."""
    return found[bisect_left(found, start, key=_start) : bisect_left(found, end, key=_start)]


def _start(entry: Hit | NameHit) -> int:
    return entry.start


def _blocks(flat: str, at: int, stop: int) -> list[tuple[int, int]]:
    """Stretches between blank lines."""
    bounds = []
    for match in _BLANK_LINE.finditer(flat, at, stop):
        bounds.append((at, match.start()))
        at = match.end()
    bounds.append((at, stop))
    return [(start, end) for start, end in bounds if end > start]


def _entries(person: Person) -> list[Hit | NameHit]:
    return [*person.hits, *person.names]


class _Directory:
    """Persons of one text by name, so that a part of a name or a repeated one finds its person."""

    def __init__(self) -> None:
        self._full: dict[tuple[str, str], Person] = {}
        self._parts: dict[str, list[Person]] = {}

    def known(self, hit: NameHit) -> Person | None:
        name = hit.name
        if name.given and name.family:
            return self._full.get((key(name.given), key(name.family)))
        named = self._parts.get(key(name.family or name.given), [])
        return named[-1] if named else None

    def add(self, hit: NameHit, person: Person) -> None:
        name = hit.name
        if name.given and name.family:
            self._full[key(name.given), key(name.family)] = person
        for part in (name.given, name.family):
            if part:
                self._parts.setdefault(key(part), []).append(person)


class ProseReader:
    """Reads one text. Use `read`."""

    def __init__(self, text: str) -> None:
        self._flat = flatten(text)
        self._data = self._flat.encode("latin-1")
        self._text = text
        self._read = Read()
        self._people = _Directory()
        self._last: Person | None = None
        self._taken = _Taken(len(text))
        self._known: list[NameHit] = []

    def read(self, *, everywhere: bool) -> Read:
        """Persons with their values, and the values without an owner.

        everywhere: names too where no data element is near; else only around what may be one.
        """
        size = len(self._flat)
        for start, end in [(0, size)] if everywhere else regions(self._flat, self._data):
            self._region(start, end)
        self._by_document()
        every = [*self._read.unowned, *(h for p in self._read.persons for h in p.hits)]
        if not any(h.element == "payment_card" for h in every):
            self._drop_card_codes()
        return self._read

    def _region(self, start: int, end: int) -> None:
        tables = self._tables(start, end)
        scan = self._scan(start, end, hide=self._taken.any(start, end))
        self._into_tables(tables, scan)
        for first, last in _blocks(self._flat, start, end):
            self._block(first, last, scan)

    def _scan(self, start: int, end: int, *, hide: bool) -> _Scan:
        """Values and names of a region, none overlapping; labelled ones first, then the surest.

        hide: what tables have explained is not looked at again.
        """
        scan, taken = _Scan(), self._taken
        flat, data = self._flat[start:end], self._data[start:end]
        if hide:
            data = taken.hide(data, start)
            flat = data.decode("latin-1")
        places = scanner().find(data)
        for hit in labelled(flat, places[LABELS]):
            _keep(_moved(hit, start), scan, taken)
        for hit in sorted(unlabelled(flat, places), key=lambda h: (-h.confidence, h.start - h.end)):
            _keep(_moved(hit, start), scan, taken)
        weighed(scan.hits, self._flat, [(a + start, b + start) for a, b in places[SAMPLE_WORDS]])
        full = [*cued_names(flat, data), *free_names(flat, data), *introduced_names(flat, data)]
        for name in sorted(full, key=lambda n: (-n.confidence, n.start - n.end)):
            _keep(_moved(name, start), scan, taken)
        self._known.extend(scan.names)
        for name in list(echoes(flat, self._known, data)):
            _keep(_moved(name, start), scan, taken)
        scan.hits.sort(key=_start)
        scan.names.sort(key=_start)
        return scan

    def _drop_card_codes(self) -> None:
        """Without a card number, three digits and a month are no card's."""
        for person in self._read.persons:
            person.hits = [h for h in person.hits if h.element not in CARD_CODES]
        self._read.unowned = [h for h in self._read.unowned if h.element not in CARD_CODES]

    def _tables(self, start: int, end: int) -> list[tuple[int, int, list[Person]]]:
        found = []
        for grid in [*login_lines(self._text, start, end), *grids(self._text, self._data, start, end)]:
            persons = read_grid(grid)
            for first, last in other_numbers(grid):
                self._taken.take(first, last)
            spans = [entry for person in persons for entry in _entries(person)]
            if not spans or not all(self._taken.take(h.start, h.end) for h in spans):
                continue
            found.append((grid.start, grid.end, persons))
            self._read.persons.extend(p for p in persons if p.confidence)
            self._read.unowned.extend(h for p in persons if not p.confidence for h in p.hits)
        return found

    def _into_tables(self, tables: list[tuple[int, int, list[Person]]], scan: _Scan) -> None:
        """Values of columns that were not typed still belong to the person of their row."""
        for start, end, persons in tables:
            inside = _between(scan.hits, start, end)
            names = _between(scan.names, start, end)
            if inside:
                self._give_to_rows(inside, start, persons)
            self._read.lone_names.extend(names)
            gone = {id(entry) for entry in (*inside, *names)}
            scan.hits = [h for h in scan.hits if id(h) not in gone] if inside else scan.hits
            scan.names = [n for n in scan.names if id(n) not in gone] if names else scan.names

    def _give_to_rows(self, hits: list[Hit], start: int, persons: list[Person]) -> None:
        by_line: dict[int, Person] = {}
        for person in persons:
            if person.confidence:
                first = min(entry.start for entry in _entries(person))
                by_line.setdefault(self._flat.count("\n", start, first), person)
        for hit in hits:
            row = by_line.get(self._flat.count("\n", start, hit.start))
            (row.hits if row else self._read.unowned).append(hit)

    def _block(self, start: int, end: int, scan: _Scan) -> None:
        hits = _between(scan.hits, start, end)
        names = _between(scan.names, start, end)
        if not hits and not names:
            return
        leading = [h for h in hits if h.label >= 0 and self._leads_line(h.label)]
        if len(leading) >= 2 or any(n.label >= 0 and self._leads_line(n.label) for n in names):
            self._records(hits, names)
        else:
            self._paragraph(start, end, hits, names)

    def _leads_line(self, position: int) -> bool:
        line = self._flat[self._flat.rfind("\n", 0, position) + 1 : position]
        return (len(line) < 40 and not line.strip(" \t*-\"'|>#")) or bool(
            re.fullmatch(r"[ \t]*(?:[A-Za-z]+[ _]){1,2}", line)
        )

    def _records(self, hits: list[Hit], names: list[NameHit]) -> None:
        """Label lines: a record ends where the name or a label comes again."""
        record = _Record()
        entries: list[Hit | NameHit] = [*hits, *names]
        for entry in sorted(entries, key=_start):
            if record.repeats(entry):
                self._close(record)
                record = _Record()
            record.add(entry)
        self._close(record)

    def _close(self, record: _Record) -> None:
        persons = record.persons()
        main = persons.get("")
        if main and not main.names:
            self._orphan(main)
        for person in persons.values():
            if not person.names and person is main:
                continue
            for hit in person.names:
                self._people.add(hit, person)
            self._read.persons.append(person)
            self._last = main if main and main.names else self._last

    def _orphan(self, record: Person) -> None:
        """A record without a name: an account of its own, or values that wait for the document's person."""
        codes = {h.element for h in record.hits}
        if codes & {"username", "email_address"} and codes & {
            "password",
            "password_hash",
            "email_account_credentials",
        }:
            self._read.persons.append(record)
        else:
            self._read.unowned.extend(record.hits)

    def _paragraph(self, start: int, end: int, hits: list[Hit], names: list[NameHit]) -> None:
        paragraph = Paragraph(self._flat, start, end)
        for name in names:
            person = self._person_of(name, paragraph)
            paragraph.stand(name, person)
            if paragraph.names[-1].outsider and not person.role:
                person.role = "contact"
        listed = paragraph.respective(hits)
        for hit in hits:
            owner, confidence = (listed[id(hit)], 0.95) if id(hit) in listed else paragraph.owner(hit)
            if owner is None:
                self._read.unowned.append(hit)
                continue
            owner.hits.append(hit)
            owner.confidence = min(owner.confidence, confidence)

    def _person_of(self, hit: NameHit, paragraph: Paragraph) -> Person:
        before = self._flat[max(0, hit.start - 60) : hit.start]
        person = self._people.known(hit)
        if person is None:
            role = hit.role or cues.outsider(before, self._flat[hit.end : hit.end + 40]) or cues.kin(before)
            person = Person(role=role, tie="record", confidence=0.95)
            if role == "dependent" and paragraph.names:
                person.guardian = paragraph.names[-1].person
            self._read.persons.append(person)
        person.names.append(hit)
        self._people.add(hit, person)
        return person

    def _by_document(self) -> None:
        """What is left goes to the document's only person, if there is only one."""
        subjects = [p for p in self._read.persons if p.role not in OUTSIDERS and p.names]
        if len(subjects) != 1 or subjects[0].row is not None:
            return
        rest, self._read.unowned = self._read.unowned, []
        subjects[0].hits.extend(rest)
        if any(h.element not in CONTACT for h in rest):
            subjects[0].tie = "document"
            subjects[0].confidence = min(subjects[0].confidence, 0.75)


@dataclass(slots=True)
class _Record:
    """Consecutive label lines that speak of one person, and of those the labels name beside them."""

    entries: list[Hit | NameHit] = field(default_factory=list)

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
            elif entry.label >= 0 or not labelled_names:
                person.names.append(entry)
                person.role = person.role or entry.role
        main = found.get("")
        for person in found.values():
            if person.role == "dependent":
                person.guardian = main
        return found


def read_text(text: str, *, everywhere: bool = False) -> Read:
    """Everything in a text. ``everywhere``: also the names of people of whom nothing is told."""
    if is_edi(text):
        return Read(read_edi(text))
    return ProseReader(text).read(everywhere=everywhere)
