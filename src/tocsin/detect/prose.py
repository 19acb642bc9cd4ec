"""Running text: values and names found, then tied together by record, paragraph and document."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from functools import partial
from typing import TypeVar

from tocsin.detect import cues
from tocsin.detect.accounts import ACCOUNTS, accounts
from tocsin.detect.aligned import aligned
from tocsin.detect.alike import written_alike
from tocsin.detect.cardtail import card_tails
from tocsin.detect.deaths import mark_deaths
from tocsin.detect.edi import is_edi, read_edi
from tocsin.detect.flat import flatten
from tocsin.detect.formlines import told_apart
from tocsin.detect.gridreader import other_numbers, read_grid
from tocsin.detect.hits import Hit, NameHit, Person
from tocsin.detect.inline import LABELS, labelled
from tocsin.detect.kinds import CONTACT
from tocsin.detect.layout import grids, lines_of
from tocsin.detect.logins import login_lines
from tocsin.detect.mend import mended_labels
from tocsin.detect.names import NOT_ELEMENTS, SURE_ALONE, cued_names, echoes, modelled
from tocsin.detect.nearby import NEARBY, by_nearby_words
from tocsin.detect.owners import Paragraph
from tocsin.detect.phones import telephones
from tocsin.detect.postal import postal_addresses
from tocsin.detect.recognisers import installed, recognised
from tocsin.detect.records import Directory, Record
from tocsin.detect.regions import Places, look, regions, survey
from tocsin.detect.scanner import Stretch
from tocsin.detect.sections import Sections, heading, name_roles, roles_in
from tocsin.detect.shapes import unlabelled
from tocsin.detect.spoken import without_mere_words
from tocsin.detect.standing import Standing, record_standing, writer_standing
from tocsin.detect.taken import Taken
from tocsin.detect.unclaimed import unclaimed
from tocsin.detect.voices import masked, talks
from tocsin.detect.weigh import SAMPLE_WORDS, weighed
from tocsin.detect.writers import Writers, alone_in_line, writers

_BLANK_LINE = re.compile(r"\n[ \t\r]*\n\s*")
OUTSIDERS = frozenset({"provider", "contact", "sender", "recipient"})
"""Roles of people who handle data of others."""
CARD_CODES = frozenset({"card_expiry", "card_security_code"})
CONTEXT_ELEMENTS = frozenset(
    {"medical_information", "mental_health", "substance_use_record", "reproductive_health", "prescription"}
)
"""Found by a word alone; only kept where a person is near."""


_BY_SECTION = 0.85
"""That a part of a form without a name is of the person that it is given to."""
_BACKGROUND = 8
"""Names of earlier paragraphs that a value may go back to."""
Found = TypeVar("Found", Hit, NameHit, Hit | NameHit)


@dataclass(slots=True)
class Read:
    """What one text holds.

    unowned: values of nobody so far. contested: values that may be of one or another of those named around.
    """

    persons: list[Person] = field(default_factory=list)
    unowned: list[Hit] = field(default_factory=list)
    contested: list[Hit] = field(default_factory=list)
    lone_names: list[NameHit] = field(default_factory=list)
    places: list[Hit] = field(default_factory=list)
    unfinished: Callable[[], None] | None = None

    def finish(self) -> None:
        """Names too, in a text without a single value: who is named there matters only if another text of
        the same document has a value without an owner.
        """
        finish, self.unfinished = self.unfinished, None
        if finish is not None:
            finish()


@dataclass(slots=True)
class _Scan:
    hits: list[Hit] = field(default_factory=list)
    names: list[NameHit] = field(default_factory=list)
    places: list[Hit] = field(default_factory=list)
    lone: list[NameHit] = field(default_factory=list)


@dataclass(slots=True)
class _Part:
    """A region whose values are found. flat, data: its text, what tables have explained taken out.

    labels: where labels of values stand in the whole text. asked: whether a number may be a value by its
    sentence alone, for which names are needed.
    """

    start: int
    end: int
    flat: str
    data: bytes
    tables: list[tuple[int, int, list[Person]]]
    scan: _Scan = field(default_factory=_Scan)
    labels: list[Stretch] = field(default_factory=list)
    asked: bool = False


def _keep(hit: Hit | NameHit, scan: _Scan, taken: Taken) -> None:
    if hit.end <= hit.start or not taken.take(hit.start, hit.end):
        return
    if isinstance(hit, NameHit):
        scan.names.append(hit)
    elif hit.element in NOT_ELEMENTS:
        scan.places.append(hit)
    else:
        scan.hits.append(hit)


def _surest(found: Iterable[Found]) -> list[Found]:
    """The surest first, the longer of two as sure."""
    return sorted(found, key=lambda one: (-one.confidence, one.start - one.end))


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


class ProseReader:
    """Reads one text. Use `read`."""

    def __init__(self, text: str) -> None:
        self._flat = flatten(text)
        self._data = self._flat.encode("latin-1")
        self._text = text
        self._read = Read()
        self._people = Directory()
        self._background: list[Standing] = []
        self._taken = Taken(len(text))
        self._known: list[NameHit] = []
        self._sections = Sections()
        self._writers = Writers([])
        self._writer: Person | None = None

    def read(self, *, everywhere: bool) -> Read:
        """Persons with their values, and the values without an owner.

        everywhere: names too where no data element is near; else only around what may be one.
        """
        # What an added recogniser looks for is not known: it sees the whole text.
        whole = everywhere or bool(installed())
        surveyed = None if whole else survey(self._data)
        found = [(0, len(self._flat))] if surveyed is None else regions(self._flat, self._data, surveyed)
        parts = [self._values(start, end, surveyed) for start, end in found]
        if parts:
            self._read.unfinished = partial(self._tie, parts)
        if everywhere or any(part.tables or part.scan.hits or part.asked for part in parts):
            self._read.finish()
        return self._read

    def _tie(self, parts: list[_Part]) -> None:
        """Finds the names and gives the values to their owners."""
        for part in parts:
            self._region(part)
        without_mere_words(self._read.persons, (self._read.unowned, self._read.contested), self._flat)
        self._by_document()
        every = [*self._read.unowned, *self._read.contested, *(h for p in self._read.persons for h in p.hits)]
        if not any(h.element == "payment_card" for h in every):
            self._drop_card_codes()

    def _region(self, part: _Part) -> None:
        for _, _, persons in part.tables:
            self._read.persons.extend(p for p in persons if p.confidence)
            self._read.unowned.extend(h for p in persons if not p.confidence for h in p.hits)
        self._names(part)
        self._into_tables(part.tables, part.scan)
        start, end, scan = part.start, part.end, part.scan
        spoken = talks(self._flat, start, end, scan.names, scan.hits) if scan.hits and scan.names else []
        if scan.hits and scan.names:
            self._writers = writers(self._flat, start, end, scan.names, scan.hits)
        flat = masked(self._flat, spoken)
        for talk in spoken:
            self._blocks(start, talk.start, scan)
            hits, names = (_between(some, talk.start, talk.end) for some in (scan.hits, scan.names))
            self._decide(Paragraph(flat, talk.start, talk.end, hits, names, self._background, talk))
            start = talk.end
        self._blocks(start, end, scan)

    def _blocks(self, start: int, end: int, scan: _Scan) -> None:
        for first, last in _blocks(self._flat, start, end):
            self._block(first, last, scan)

    def _values(self, start: int, end: int, surveyed: Places | None) -> _Part:
        """Tables and values of a region, none overlapping; labelled ones first, then the surest.

        surveyed: places of the patterns in the whole text. What tables have explained is not looked at again.
        """
        taken = self._taken
        tables = self._tables(start, end)
        flat, data = self._flat[start:end], self._data[start:end]
        if taken.any(start, end):
            data = taken.hide(data, start)
            flat = data.decode("latin-1")
            surveyed = None
        part = _Part(start, end, flat, data, tables)
        scan, explained = part.scan, self._explained(start)
        read = mended_labels(flat)
        if read is flat:
            places = look(data, surveyed if len(data) == len(self._data) else None)
        else:
            places = look(read.encode("latin-1"))
        part.labels = [(a + start, b + start) for a, b in places.get(LABELS, ())]
        for labels in (
            labelled(read, places.get(LABELS, ())),
            by_nearby_words(read, places.get(NEARBY, ())),
            accounts(flat, places.get(ACCOUNTS, ())),
        ):
            for hit in labels:
                _keep(_moved(hit, start), scan, taken)
        for hit in list(written_alike(self._flat, scan.hits)):
            _keep(hit, scan, taken)
        shown: list[Hit | NameHit] = [
            *unlabelled(flat, places),
            *postal_addresses(flat, data, explained),
            *telephones(flat, data, explained),
            *recognised(flat),
        ]
        for hit in _surest(shown):
            _keep(_moved(hit, start), scan, taken)
        cards = sorted((h for h in scan.hits if h.element == "payment_card"), key=_start)
        for hit in list(card_tails(self._flat, cards)):
            _keep(hit, scan, taken)
        weighed(scan.hits, self._flat, [(a + start, b + start) for a, b in places.get(SAMPLE_WORDS, ())])
        part.asked = not scan.hits and any(True for _ in self._only_number(part, None))
        return part

    def _only_number(self, part: _Part, named: list[NameHit] | None) -> Iterator[Hit]:
        """A number that only its sentence tells. named: those of the region, None: not looked for yet."""
        taken = self._taken
        return unclaimed(self._flat, part.labels, named, part.scan.hits, lambda a, b: not taken.any(a, b))

    def _explained(self, start: int) -> Callable[[int, int], bool]:
        """Whether a stretch of a part that begins at ``start`` is explained."""
        return lambda first, last: self._taken.all(start + first, start + last)

    def _names(self, part: _Part) -> None:
        """Names of a region, those that its words announce first."""
        scan = part.scan
        for name in _surest(cued_names(part.flat, part.data)):
            _keep(_moved(name, part.start), scan, self._taken)
        self._model_names(part.flat, part.data, part.start, scan)
        for hit in list(self._only_number(part, [*scan.names, *scan.lone])):
            _keep(hit, scan, self._taken)
        scan.hits.sort(key=_start)
        scan.names.sort(key=_start)
        self._read.places.extend(scan.places)
        self._read.lone_names.extend(scan.lone)

    def _model_names(self, flat: str, data: bytes, start: int, scan: _Scan) -> None:
        """Names by their words; single ones after what is left of the full ones is found."""
        told = [_moved(hit, start) for hit in modelled(flat, data, self._explained(start))]
        single = [hit for hit in told if isinstance(hit, NameHit) and hit.partial]
        for hit in told:
            if not isinstance(hit, NameHit) or not hit.partial:
                _keep(hit, scan, self._taken)
        self._known.extend(scan.names)
        for name in list(echoes(flat, self._known, data)):
            _keep(_moved(name, start), scan, self._taken)
        for name in single:
            if name.confidence >= SURE_ALONE:
                _keep(name, scan, self._taken)
            elif self._taken.take(name.start, name.end):
                scan.lone.append(name)

    def _drop_card_codes(self) -> None:
        """Without a card number, three digits and a month are no card's."""
        for person in self._read.persons:
            person.hits = [h for h in person.hits if h.element not in CARD_CODES]
        self._read.unowned = [h for h in self._read.unowned if h.element not in CARD_CODES]
        self._read.contested = [h for h in self._read.contested if h.element not in CARD_CODES]

    def _tables(self, start: int, end: int) -> list[tuple[int, int, list[Person]]]:
        found = []
        lines = lines_of(self._text, start, end)
        for grid in [
            *login_lines(self._text, start, end, lines),
            *grids(self._text, self._data, start, end, lines),
            *aligned(lines),
        ]:
            persons = read_grid(grid)
            for first, last in other_numbers(grid):
                self._taken.take(first, last)
            spans = [entry for person in persons for entry in _entries(person)]
            if not spans or not all(self._taken.take(h.start, h.end) for h in spans):
                continue
            found.append((grid.start, grid.end, persons))
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
            lines = self._lines_of_others(hits, names)
            within = {id(one) for a, b in lines for one in (*_between(hits, a, b), *_between(names, a, b))}
            old = len(self._read.persons)
            rest = [h for h in hits if id(h) not in within], [n for n in names if id(n) not in within]
            self._records(start, *rest)
            before = len(self._read.persons)
            head = next((p for p in self._read.persons[old:before] if p.role != "dependent"), None)
            for first, last in lines:
                self._paragraph(first, last, _between(hits, first, last), _between(names, first, last))
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
            if leads and any(h.start > name.end for h in _between(hits, first, last)):
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
        listed = paragraph.respective(hits)
        for hit in hits:
            name = self._writers.at(hit.start)
            if name is not None:
                paragraph.writer = self._writer_of(name)
            owner, confidence = (listed[id(hit)], 0.95) if id(hit) in listed else paragraph.owner(hit)
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


def read_text(text: str, *, everywhere: bool = False) -> Read:
    """Everything in a text. ``everywhere``: also the names of people of whom nothing is told."""
    if is_edi(text):
        return Read(read_edi(text))
    read = ProseReader(text).read(everywhere=everywhere)
    mark_deaths(text, read.persons)
    return read
