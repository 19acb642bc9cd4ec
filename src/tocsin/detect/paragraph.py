"""A stretch of prose with its names and values in order, and what is known of the people in it so far."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

from tocsin.detect.answering import Speakers, presents
from tocsin.detect.hits import Hit, NameHit, Person
from tocsin.detect.standing import Standing, standings
from tocsin.detect.voices import Talk
from tocsin.detect.wording import Wording

SINGLE = frozenset(
    [
        "ssn",
        "itin",
        "date_of_birth",
        "drivers_license",
        "passport",
        "medical_record_number",
        "health_insurance_id",
        "medicare_medicaid_id",
    ]
)
"""Elements of which a person has one."""
_BULLET, _BULLETS = 8, " \t-*\u2022\xb7>#0123456789.)("


@dataclass(slots=True)
class Paragraph:
    """A stretch of prose with its names and values in order.

    background: the names of the paragraph before, and who writes and is written to.
    talk: the turns, where the stretch is one; `flat` is then as `Talk.masked` gives it.
    writer: who writes here, as far as a header, a sign-off or the writer tells.
    section: whose the part of a form is, if it names nobody.
    """

    flat: str
    start: int
    end: int
    hits: list[Hit]
    names: list[NameHit]
    background: list[Standing] = field(default_factory=list)
    talk: Talk | None = None
    writer: Person | None = None
    section: Person | None = None
    standings: list[Standing] = field(init=False)
    speakers: Speakers | None = None
    wording: Wording = field(init=False)
    by_place: dict[int, Person] = field(default_factory=dict)
    places: list[int] = field(default_factory=list)
    heads: frozenset[int] = frozenset()
    leads: list[Standing] = field(default_factory=list)
    spoken_for: set[int] = field(default_factory=set)
    _named: Counter[int] = field(default_factory=Counter)
    others: list[Standing] = field(default_factory=list)
    owned: dict[tuple[int, str], str] = field(default_factory=dict)
    previous: Person | None = None

    def __post_init__(self) -> None:
        entries: list[Hit | NameHit] = [*self.hits, *self.names]
        entries.sort(key=lambda entry: entry.start)
        self.wording = Wording(self.flat, self.start, self.end, entries)
        self.standings = standings(self.wording, self.names)

    def know(self, persons: Sequence[Person]) -> None:
        """Takes the persons of the names, in order; what is said of one name of a person holds for all."""
        groups: dict[int, list[Standing]] = {}
        earlier = {id(s.person): (s,) for s in self.background}
        for standing, person in zip(self.standings, persons, strict=True):
            standing.person = person
            groups.setdefault(id(person), []).append(standing)
            self.by_place[standing.at] = person
        if self.talk is not None:
            self.speakers = Speakers(self.talk, self.wording, self.standings)
            self.heads = self.speakers.heads
        else:
            for standing in self.standings:
                standing.heads = False
                if presents(self.wording.words, standing.at):
                    self.writer = standing.person
        leading = [s for s in self.standings if not s.heads and self._leads_line(s.hit)]
        self.leads = leading if len({id(s.person) for s in leading}) > 1 else []
        self.places = [s.at for s in self.standings]
        self.others = [s for s in self.background if id(s.person) not in groups]
        for number, here in groups.items():
            if len(here) == 1 and number not in earlier:
                continue
            group = [*here, *earlier.get(number, ())]
            tags = set().union(*(s.tags for s in group))
            gender = next((s.gender for s in sorted(group, key=lambda s: not s.told) if s.gender), "")
            told = any(s.told for s in group)
            outsider = any(s.outsider for s in group)
            for standing in group:
                standing.tags, standing.gender, standing.told, standing.outsider = (
                    tags,
                    gender,
                    told,
                    outsider,
                )

    def _leads_line(self, hit: NameHit) -> bool:
        """Whether a name begins its line, but for a bullet or a number."""
        first = max(self.flat.rfind("\n", 0, hit.start) + 1, self.start)
        return hit.start - first < _BULLET and not self.flat[first : hit.start].strip(_BULLETS)

    def settle(self, hit: Hit, person: Person | None) -> None:
        """Notes whose a value is, for the values behind it."""
        self.previous = person
        if person is not None and hit.element in SINGLE:
            self.owned.setdefault((id(person), hit.element), hit.value)

    def speaks(self, hit: Hit) -> Person | None:
        """Who says or writes what stands around a value."""
        if self.speakers is not None:
            return self.speakers.person(self.speakers.turn(hit.start))
        return self.writer

    def hears(self, hit: Hit) -> Person | None:
        """To whom what stands around a value is said, where it is said in a talk."""
        return self.speakers.other(self.speakers.turn(hit.start)) if self.speakers is not None else None
