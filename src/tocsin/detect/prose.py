"""Running text: tables, values and names found, then given to their owners (`tocsin.detect.tying`)."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from functools import partial

from tocsin.detect.accounts import ACCOUNTS, accounts
from tocsin.detect.aligned import aligned
from tocsin.detect.alike import written_alike
from tocsin.detect.cardtail import card_tails
from tocsin.detect.deaths import mark_deaths
from tocsin.detect.edi import is_edi, read_edi
from tocsin.detect.flat import flatten
from tocsin.detect.gridreader import other_numbers, read_grid
from tocsin.detect.hits import Hit, NameHit, Person, Read
from tocsin.detect.inline import LABELS, labelled
from tocsin.detect.layout import grids, lines_of
from tocsin.detect.logins import login_lines
from tocsin.detect.mend import mended_labels
from tocsin.detect.names import NOT_ELEMENTS, SURE_ALONE, cued_names, echoes, modelled
from tocsin.detect.nearby import NEARBY, by_nearby_words
from tocsin.detect.phones import telephones
from tocsin.detect.postal import postal_addresses
from tocsin.detect.recognisers import installed, recognised
from tocsin.detect.regions import Places, look, regions, survey
from tocsin.detect.scanner import Stretch
from tocsin.detect.shapes import unlabelled
from tocsin.detect.spoken import without_mere_words
from tocsin.detect.taken import Taken
from tocsin.detect.tying import Found, Tying, between, in_order
from tocsin.detect.unclaimed import unclaimed
from tocsin.detect.weigh import SAMPLE_WORDS, weighed

CARD_CODES = frozenset({"card_expiry", "card_security_code"})


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


def _entries(person: Person) -> list[Hit | NameHit]:
    return [*person.hits, *person.names]


class ProseReader:
    """Reads one text. Use `read`."""

    def __init__(self, text: str) -> None:
        self._flat = flatten(text)
        self._data = self._flat.encode("latin-1")
        self._text = text
        self._read = Read()
        self._taken = Taken(len(text))
        self._known: list[NameHit] = []
        self._tying = Tying(self._flat, self._read)

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
        self._tying.only_person()
        every = [*self._read.unowned, *self._read.contested, *(h for p in self._read.persons for h in p.hits)]
        if not any(h.element == "payment_card" for h in every):
            self._drop_card_codes()

    def _region(self, part: _Part) -> None:
        for _, _, persons in part.tables:
            self._read.persons.extend(p for p in persons if p.confidence)
            self._read.unowned.extend(h for p in persons if not p.confidence for h in p.hits)
        self._names(part)
        self._into_tables(part.tables, part.scan)
        self._tying.part(part.start, part.end, part.scan.hits, part.scan.names)

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
        cards = sorted((h for h in scan.hits if h.element == "payment_card"), key=in_order)
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
        scan.hits.sort(key=in_order)
        scan.names.sort(key=in_order)
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
            inside = between(scan.hits, start, end)
            names = between(scan.names, start, end)
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


def read_text(text: str, *, everywhere: bool = False) -> Read:
    """Everything in a text. ``everywhere``: also the names of people of whom nothing is told."""
    if is_edi(text):
        return Read(read_edi(text))
    read = ProseReader(text).read(everywhere=everywhere)
    mark_deaths(text, read.persons)
    return read
