"""Whose a value in running text is: the evidence for each person is added up, and the best must lead clearly.

Evidence is what the words around say (`tocsin.detect.evidence`), what the sentence makes of each name
(`tocsin.detect.standing`), place, and the values that a person already has. How much each piece counts stands
in
``data/owner_weights.yaml``. The sums give a probability for each person and for *nobody named here*; below
the threshold the owner stays unknown.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

from tocsin.detect.answering import Speakers, presents
from tocsin.detect.bearing import Bearing
from tocsin.detect.cues import cues
from tocsin.detect.evidence import pointer
from tocsin.detect.hits import Hit, NameHit, Person
from tocsin.detect.standing import Standing, standings
from tocsin.detect.voices import Talk
from tocsin.detect.weighing import Candidate, likeliest, weights
from tocsin.detect.wording import POSSESSIVE, Wording

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
_OPEN = frozenset(
    {
        "pronoun_fits",
        "pronoun_open",
        "pronoun_unlikely",
        "role_fits",
        "role_alike",
        "role_open",
        "speaker",
        "addressed",
    }
)
_POINTING = frozenset(["his", "her", "he", "she", "role", "my", "your", "unread", "place"])
_UNNAMED = frozenset(["unread", "place"])
_BULLET, _BULLETS = 8, " \t-*\u2022\xb7>#0123456789.)("
_REACH = 12
"""Names on either side that are considered."""


@dataclass(slots=True)
class Paragraph:
    """A stretch of prose with its names and values in order; decides owners.

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
    _speakers: Speakers | None = None
    _wording: Wording = field(init=False)
    _by_place: dict[int, Person] = field(default_factory=dict)
    _places: list[int] = field(default_factory=list)
    _heads: frozenset[int] = frozenset()
    _leads: list[Standing] = field(default_factory=list)
    _spoken_for: set[int] = field(default_factory=set)
    _named: Counter[int] = field(default_factory=Counter)
    _others: list[Standing] = field(default_factory=list)
    _owned: dict[tuple[int, str], str] = field(default_factory=dict)
    _previous: Person | None = None

    def __post_init__(self) -> None:
        entries: list[Hit | NameHit] = [*self.hits, *self.names]
        entries.sort(key=lambda entry: entry.start)
        self._wording = Wording(self.flat, self.start, self.end, entries)
        self.standings = standings(self._wording, self.names)

    def know(self, persons: Sequence[Person]) -> None:
        """Takes the persons of the names, in order; what is said of one name of a person holds for all."""
        groups: dict[int, list[Standing]] = {}
        earlier = {id(s.person): (s,) for s in self.background}
        for standing, person in zip(self.standings, persons, strict=True):
            standing.person = person
            groups.setdefault(id(person), []).append(standing)
            self._by_place[standing.at] = person
        if self.talk is not None:
            self._speakers = Speakers(self.talk, self._wording, self.standings)
            self._heads = self._speakers.heads
        else:
            for standing in self.standings:
                standing.heads = False
                if presents(self._wording.words, standing.at):
                    self.writer = standing.person
        leading = [s for s in self.standings if not s.heads and self._leads_line(s.hit)]
        self._leads = leading if len({id(s.person) for s in leading}) > 1 else []
        self._places = [s.at for s in self.standings]
        self._others = [s for s in self.background if id(s.person) not in groups]
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

    def owner(self, hit: Hit) -> tuple[Person | None, float]:
        """(owner, probability); no owner where nobody leads clearly. To be asked in the order of the text."""
        candidates = self.candidates(hit)
        person, share = likeliest(candidates, weights().of)
        if share < weights().threshold:
            person = None
        self.settle(hit, person)
        return person, share

    def settle(self, hit: Hit, person: Person | None) -> None:
        """Notes whose a value is, for the values behind it."""
        self._previous = person
        if person is not None and hit.element in SINGLE:
            self._owned.setdefault((id(person), hit.element), hit.value)

    def candidates(self, hit: Hit) -> list[Candidate]:
        """Everybody who may own a value, with the evidence; nobody last."""
        at = self._wording.place[id(hit)]
        found = pointer(self._wording, at)
        here = bisect_left(self._places, at)
        before = self.standings[max(0, here - _REACH) : here]
        after = self.standings[here : here + _REACH]
        background = self._others
        shared = Bearing(self, hit, at, found, before, background)
        found = shared.found
        gathered: dict[int, Candidate] = {}
        for standing in (*background, *before, *after):
            evidence = shared.evidence(standing)
            gathered.setdefault(id(standing.person), (standing.person, []))[1].append(evidence)
        nobody = ["nobody"]
        if found.kind in _POINTING and not any(
            e in _OPEN for _, ways in gathered.values() for way in ways for e in way
        ):
            nobody.append("nobody_read" if found.kind in _UNNAMED else "nobody_fits")
        elif found.strange and shared.pointed is None:
            nobody.append("nobody_near")
        return [*gathered.values(), (None, [nobody])]

    def respective(self, hits: Sequence[Hit]) -> dict[int, Person]:
        """Owners of values listed in the order of the names: *A and B have numbers 1 and 2, respectively*."""
        found: dict[int, Person] = {}
        words, sentence, place = self._wording.words, self._wording.sentence, self._wording.place
        if len(hits) > 1 and len(self.standings) > 1:
            found.update(self._side_by_side(hits))
        for i, word in enumerate(words):
            if word not in cues().respectively:
                continue
            inside = [h for h in hits if sentence(place[id(h)]) == sentence(i)]
            named = self._listed(sentence(i)) or self._listed(sentence(i) - 1)
            for element in {h.element for h in inside}:
                values = [h for h in inside if h.element == element]
                if len(values) == len(named) >= 2 or (len(values) == 1 and values[0].label >= 0 and named):
                    found.update({id(h): person for h, person in zip(values, named, strict=False)})
        return found

    def _side_by_side(self, hits: Sequence[Hit]) -> dict[int, Person]:
        """*The SSNs of Ann and Bob are 1 and 2*: as many values as names, each linked by *and* or a comma."""
        words, sentence, place = self._wording.words, self._wording.sentence, self._wording.place
        found: dict[int, Person] = {}
        values = _runs([place[id(h)] for h in hits], words)
        names = _runs(self._places, words)
        of_value = {place[id(h)]: h for h in hits}
        for run in values:
            before = [r for r in names if r[-1] < run[0] and sentence(r[0]) == sentence(run[0])]
            elements = {of_value[i].element for i in run}
            if before and len(before[-1]) == len(run) and len(elements) == 1:
                persons = [self._by_place[i] for i in before[-1]]
                if len({id(p) for p in persons}) == len(run):
                    found.update({id(of_value[i]): p for i, p in zip(run, persons, strict=True)})
        return found

    def _listed(self, number: int) -> list[Person]:
        sentence = self._wording.sentence
        named = (s for s in self.standings if sentence(s.at) == number and not s.outsider)
        return [s.person for s in named if s.person is not None]

    def speaks(self, hit: Hit) -> Person | None:
        """Who says or writes what stands around a value."""
        if self._speakers is not None:
            return self._speakers.person(self._speakers.turn(hit.start))
        return self.writer

    def hears(self, hit: Hit) -> Person | None:
        """To whom what stands around a value is said, where it is said in a talk."""
        return self._speakers.other(self._speakers.turn(hit.start)) if self._speakers is not None else None


_LINKS = frozenset(["and", "y", "&", ",", POSSESSIVE])


def _runs(places: Sequence[int], words: list[str]) -> list[list[int]]:
    """Places of a kind that stand two or more together, with nothing but *and* and commas between."""
    runs: list[list[int]] = []
    for at in places:
        if runs and at - runs[-1][-1] <= 4 and _LINKS.issuperset(words[runs[-1][-1] + 1 : at]):
            runs[-1].append(at)
        else:
            runs.append([at])
    return [run for run in runs if len(run) > 1]
