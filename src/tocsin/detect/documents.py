"""Texts and messages of one item.

Values without an owner wait for the end: in a document with one person they are that person's.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from tocsin.detect.alreadyread import read_body
from tocsin.detect.found import Collector
from tocsin.detect.hits import Hit, NameHit, Person, Read
from tocsin.detect.kinds import CONTACT
from tocsin.detect.kinds.contact import EMAIL
from tocsin.detect.mentions import TextEmitter
from tocsin.detect.personname import parse
from tocsin.detect.prose import read_text
from tocsin.detect.recognisers import installed
from tocsin.detect.seal import Sealer
from tocsin.detect.tying import OUTSIDERS
from tocsin.model.content import Message, Text

MAX_HELD_TEXTS = 64
"""Texts of one item that are kept until its end; with more, the item is no single-person document."""

_MAILBOX = re.compile(rf"\"?(?P<name>[^<>\"@]{{0,80}}?)\"?\s*<?(?P<email>{EMAIL})>?")


@dataclass(slots=True)
class _Held:
    place: str
    offset: int
    read: Read


@dataclass(slots=True)
class DocumentReader:
    """Reads the texts of one item."""

    collector: Collector
    sealer: Sealer
    _held: list[_Held] = field(default_factory=list)
    _many: bool = False
    _emitter: TextEmitter = field(init=False)

    def __post_init__(self) -> None:
        self._emitter = TextEmitter(self.collector, self.sealer)

    def text(self, part: Text) -> None:
        """Takes one text."""
        self._hold(_Held(part.place, part.start, read_text(part.text)))

    def message(self, part: Message) -> None:
        """Takes one message. Sender and recipients are people, but not those the body speaks of."""
        body = f"{part.subject}\n\n{part.text}"
        read = _finished(body) if installed() else read_body(body, _finished)
        ends = [_correspondent(part.sender, "sender")]
        ends += [_correspondent(address, "recipient") for address in part.recipients]
        known = [end for end in ends if end is not None]
        _merge_correspondents(read, known)
        read.persons = [*known, *read.persons]
        self._hold(_Held(part.place, -len(part.subject) - 2, read))
        self._write_held(final=False)

    def close(self) -> None:
        """Writes what waited."""
        self._write_held(final=not self._many)
        self._emitter.flush()

    def _hold(self, held: _Held) -> None:
        self._held.append(held)
        if len(self._held) > MAX_HELD_TEXTS:
            self._many = True
            self._write_held(final=False)

    def _write_held(self, *, final: bool) -> None:
        if final and any(held.read.unowned for held in self._held):
            for held in self._held:
                held.read.finish()
            self._give_to_only_person()
        for held in self._held:
            nobodys = [*held.read.unowned, *held.read.contested]
            self._emitter.write(held.place, held.offset, held.read.persons, nobodys)
        self._held = []

    def _give_to_only_person(self) -> None:
        """One subject in all texts of the item: the unowned values on its other pages are theirs too."""
        subjects = [(h, p) for h in self._held for p in h.read.persons if p.role not in OUTSIDERS and p.names]
        subjects = subjects or self._addressees()
        names = {(p.name.given, p.name.family) for _, p in subjects if p.name}
        if len(names) != 1:
            return
        first = subjects[0][1]
        for held in self._held:
            rest, held.read.unowned = held.read.unowned, []
            if not rest:
                continue
            here = next((p for h, p in subjects if h is held), None)
            if here is None:
                here = Person(names=first.names, role=first.role, tie="document", confidence=0.7)
                held.read.persons.append(here)
            here.hits.extend(rest)
            if any(hit.element not in CONTACT for hit in rest):
                here.tie, here.confidence = "document", min(here.confidence, 0.7)

    def _addressees(self) -> list[tuple[_Held, Person]]:
        """Where nobody else is named, a letter speaks of the one it greets: its person is a subject."""
        greeted = [(h, p) for h in self._held for p in h.read.persons if p.role == "recipient" and p.names]
        for _, person in greeted:
            person.role = "subject"
        return greeted


def _finished(text: str) -> Read:
    read = read_text(text)
    read.finish()
    return read


def _correspondent(written: str, role: str) -> Person | None:
    """A person from a mail header: ``Ann Lee <ann@example.com>``."""
    match = _MAILBOX.search(written)
    if match is None:
        return None
    person = Person(role=role, tie="message", confidence=0.95)
    name = parse(match["name"].strip()) if match["name"].strip() else None
    if name and name.given:
        person.names.append(NameHit(-1, -1, name, 0.95, role=role))
    reason = "address in the message's header"
    person.hits.append(Hit(0, 0, "email_address", match["email"].lower(), 0.95, "message.header", reason))
    return person


def _merge_correspondents(read: Read, known: list[Person]) -> None:
    """A person of the body who only closes or is greeted is the sender or recipient of the header."""
    for person in list(read.persons):
        name = person.name
        if name is None or person.role not in ("sender", "recipient"):
            continue
        for end in known:
            other = end.name
            if other and (name.given or name.family) in (other.given, other.family):
                end.hits.extend(person.hits)
                read.persons.remove(person)
                break
