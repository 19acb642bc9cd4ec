"""Whose the values of a text are: label lines, talks and paragraphs, in the order of the text."""

from __future__ import annotations

import re
from bisect import bisect_left
from typing import TypeVar

from tocsin.detect import cues
from tocsin.detect.formlines import told_apart
from tocsin.detect.hits import Hit, NameHit, Person, Read
from tocsin.detect.kinds import CONTACT
from tocsin.detect.owners import owner_of, respective
from tocsin.detect.paragraph import Paragraph
from tocsin.detect.records import Directory, Record
from tocsin.detect.sections import Sections, heading, name_roles, roles_in
from tocsin.detect.standing import Standing, record_standing, writer_standing
from tocsin.detect.voices import masked, talks
from tocsin.detect.writers import Writers, alone_in_line, writers

_BLANK_LINE = re.compile(r"\n[ \t\r]*\n\s*")
OUTSIDERS = frozenset({"provider", "contact", "sender", "recipient"})
"""Roles of people who handle data of others."""
_BY_SECTION = 0.85
"""That a part of a form without a name is of the person that it is given to."""
_BACKGROUND = 8
"""Names of earlier paragraphs that a value may go back to."""
Found = TypeVar("Found", Hit, NameHit, Hit | NameHit)


def between(found: list[Found], start: int, end: int) -> list[Found]:
    """The part of a list in text order that lies in a stretch."""
    return found[bisect_left(found, start, key=in_order) : bisect_left(found, end, key=in_order)]


def in_order(entry: Hit | NameHit) -> int:
    """Key of the order in the text."""
    return entry.start


def _blocks(flat: str, at: int, stop: int) -> list[tuple[int, int]]:
    """Stretches between blank lines."""
    bounds = []
    for match in _BLANK_LINE.finditer(flat, at, stop):
        bounds.append((at, match.start()))
        at = match.end()
    bounds.append((at, stop))
    return [(start, end) for start, end in bounds if end > start]


class Tying:
    """Gives the values of one text to their owners, into ``read``. One use; parts come in order."""

    def __init__(self, flat: str, read: Read) -> None:
        self._flat = flat
        self._read = read
        self._people = Directory()
        self._background: list[Standing] = []
        self._sections = Sections()
        self._writers = Writers([])
        self._writer: Person | None = None

    def part(self, start: int, end: int, hits: list[Hit], names: list[NameHit]) -> None:
        """Decides the values of a part of the text; both lists are in order."""
        spoken = talks(self._flat, start, end, names, hits) if hits and names else []
        if hits and names:
            self._writers = writers(self._flat, start, end, names, hits)
        flat = masked(self._flat, spoken)
        for talk in spoken:
            self._blocks(start, talk.start, hits, names)
            here = (between(hits, talk.start, talk.end), between(names, talk.start, talk.end))
            self._decide(Paragraph(flat, talk.start, talk.end, *here, self._background, talk))
            start = talk.end
        self._blocks(start, end, hits, names)

    def _blocks(self, start: int, end: int, hits: list[Hit], names: list[NameHit]) -> None:
        for first, last in _blocks(self._flat, start, end):
            self._block(first, last, between(hits, first, last), between(names, first, last))

    def _block(self, start: int, end: int, hits: list[Hit], names: list[NameHit]) -> None:
        if not hits and not names:
            return
        leading = [h for h in hits if h.label >= 0 and self._leads_line(h.label)]
        if len(leading) >= 2 or any(n.label >= 0 and self._leads_line(n.label) for n in names):
            lines = self._lines_of_others(hits, names)
            within = {id(one) for a, b in lines for one in (*between(hits, a, b), *between(names, a, b))}
            old = len(self._read.persons)
            rest = [h for h in hits if id(h) not in within], [n for n in names if id(n) not in within]
            self._records(start, *rest)
            before = len(self._read.persons)
            head = next((p for p in self._read.persons[old:before] if p.role != "dependent"), None)
            for first, last in lines:
                self._paragraph(first, last, between(hits, first, last), between(names, first, last))
            for person in self._read.persons[before:]:
                if person.role == "dependent" and person.guardian is None:
                    person.guardian = head
        elif not names and len(leading) == len(hits) and self._sections.whose(frozenset()):
            self._records(start, hits, [])
        else:
            old = len(self._read.persons)
            self._paragraph(start, end, hits, names)
            self._note_section(start, names, self._read.persons[old:])

    def _note_section(self, start: int, names: list[NameHit], new: list[Person]) -> None:
        """A part of a form that begins with a heading and a name without a label."""
        roles = roles_in(heading(self._flat, start, names[0].start)) if names and new else frozenset()
        if roles:
            self._sections.add(roles, new[0])

    def _lines_of_others(self, hits: list[Hit], names: list[NameHit]) -> list[tuple[int, int]]:
        """Lines among label lines that begin with a name and tell of it: ``Emma Lee, child, born …``."""
        lines = []
        for name in names:
            first = self._flat.rfind("\n", 0, name.start) + 1
            last = self._flat.find("\n", name.end)
            last = last if last >= 0 else len(self._flat)
            leads = name.label < 0 and not name.partial and not self._flat[first : name.start].strip(" \t*-")
            if leads and any(h.start > name.end for h in between(hits, first, last)):
                lines.append((first, last))
        return lines

    def _leads_line(self, position: int) -> bool:
        line = self._flat[self._flat.rfind("\n", 0, position) + 1 : position]
        return (len(line) < 40 and not line.strip(" \t*-\"'|>#")) or bool(
            re.fullmatch(r"[ \t]*(?:[A-Za-z]+[ _]){1,2}", line)
        )

    def _records(self, start: int, hits: list[Hit], names: list[NameHit]) -> None:
        """Label lines: a record ends where the name or a label comes again, and at a heading."""
        record = Record()
        for entry in told_apart(self._flat, [*hits, *names]):
            head = heading(self._flat, start, entry.label if entry.label >= 0 else entry.start)
            if head or record.repeats(entry) or self._begins_item(entry, record):
                self._close(record)
                record = Record(roles=roles_in(head))
            record.add(entry)
            start = entry.end
        self._close(record)

    def _begins_item(self, entry: Hit | NameHit, record: Record) -> bool:
        """Whether a name without a label stands on a line of its own, and the record has a name."""
        if not isinstance(entry, NameHit) or entry.label >= 0 or entry.partial:
            return False
        named = any(isinstance(e, NameHit) and e.label < 0 and not e.partial for e in record.entries)
        first = self._flat.rfind("\n", 0, entry.start) + 1
        return named and (alone_in_line(self._flat, entry) or bool(roles_in(self._flat[first : entry.start])))

    def _close(self, record: Record) -> None:
        persons = record.persons()
        main = persons.get("")
        if main and not main.names:
            self._orphan(main, record.roles)
        elif main:
            roles = [record.roles, *(name_roles(self._flat, name) for name in main.names)]
            self._sections.add(frozenset().union(*roles), main)
        for whose, person in persons.items():
            if whose and person.names:
                roles = [
                    record.roles,
                    roles_in(person.role),
                    *(name_roles(self._flat, n) for n in person.names),
                ]
                self._sections.add(frozenset().union(*roles) or frozenset([whose]), person)
        for person in persons.values():
            if not person.names and person is main:
                continue
            for hit in person.names:
                self._people.add(hit, person)
            self._read.persons.append(person)
        if main and main.names:
            self._remember([record_standing(main)])

    def _orphan(self, record: Person, roles: frozenset[str]) -> None:
        """A record without a name: an account of its own, or values that wait for the document's person."""
        codes = {h.element for h in record.hits}
        if codes & {"username", "email_address"} and codes & {
            "password",
            "password_hash",
            "email_account_credentials",
        }:
            self._read.persons.append(record)
            return
        owner = self._sections.whose(roles)
        if owner is None:
            self._read.unowned.extend(record.hits)
            return
        owner.hits.extend(record.hits)
        owner.confidence = min(owner.confidence, _BY_SECTION)

    def _paragraph(self, start: int, end: int, hits: list[Hit], names: list[NameHit]) -> None:
        writing = self._writing(hits)
        known = [s for s in writing if all(s.person is not b.person for b in self._background)]
        background = [*self._background, *known]
        section = self._section_of(start, hits) if hits and not names else None
        if section is not None and all(s.person is not section for s in background):
            background.append(record_standing(section))
        paragraph = Paragraph(self._flat, start, end, hits, names, background, None, self._writer, section)
        self._decide(paragraph)
        self._writer = paragraph.writer

    def _section_of(self, start: int, hits: list[Hit]) -> Person | None:
        """Whose the part of a form is that names nobody."""
        first = hits[0].label if hits[0].label >= 0 else hits[0].start
        person = self._sections.whose(roles_in(heading(self._flat, start, first)))
        return person if person is not None and person.names else None

    def _writing(self, hits: list[Hit]) -> list[Standing]:
        """Who writes around the values, as far as headers and sign-offs tell."""
        found: dict[int, Standing] = {}
        for hit in hits:
            name = self._writers.at(hit.start)
            if name is not None and id(name) not in found:
                found[id(name)] = writer_standing(name, self._writer_of(name))
        return list(found.values())

    def _writer_of(self, name: NameHit) -> Person:
        """The person of a name that signs or heads a message, which may stand farther down."""
        person = self._people.known(name, name.role)
        if person is None:
            person = Person(role=name.role, tie="record", confidence=0.95)
            self._read.persons.append(person)
            self._people.add(name, person)
        return person

    def _decide(self, paragraph: Paragraph) -> None:
        """Owners of the values of a paragraph."""
        hits = paragraph.hits
        paragraph.know([self._person_of(standing, paragraph) for standing in paragraph.standings])
        listed = respective(paragraph, hits)
        for hit in hits:
            name = self._writers.at(hit.start)
            if name is not None:
                paragraph.writer = self._writer_of(name)
            owner, confidence = (listed[id(hit)], 0.95) if id(hit) in listed else owner_of(paragraph, hit)
            if owner is None:
                several = len({id(s.person) for s in (*paragraph.standings, *self._background)}) > 1
                (self._read.contested if several else self._read.unowned).append(hit)
                continue
            owner.hits.append(hit)
            owner.confidence = min(owner.confidence, confidence)
        self._remember(paragraph.standings)

    def _remember(self, standings: list[Standing]) -> None:
        """Whom the next paragraph may speak of: the persons of this one, and who writes and is written to."""
        if standings:
            kept = [s for s in self._background if s.hit.role in ("sender", "recipient")]
            self._background = [*kept, *standings][-_BACKGROUND:]

    def _person_of(self, standing: Standing, paragraph: Paragraph) -> Person:
        hit = standing.hit
        role = hit.role or cues.mention_role(standing.tags)
        person = self._people.known(hit, role)
        if person is None:
            person = Person(role=role, tie="record", confidence=0.95)
            if role == "dependent":
                before = [s for s in paragraph.standings if s.at < standing.at and s.person]
                person.guardian = before[-1].person if before else None
            self._read.persons.append(person)
        elif not person.role and standing.outsider:
            person.role = role or "contact"
        standing.person = person
        person.names.append(hit)
        self._people.add(hit, person)
        return person

    def only_person(self) -> None:
        """What is left goes to the document's only person, if there is only one."""
        subjects = [p for p in self._read.persons if p.role not in OUTSIDERS and p.names]
        if len(subjects) != 1 or subjects[0].row is not None:
            return
        rest, self._read.unowned = self._read.unowned, []
        subjects[0].hits.extend(rest)
        if any(h.element not in CONTACT for h in rest):
            subjects[0].tie = "document"
            subjects[0].confidence = min(subjects[0].confidence, 0.75)
