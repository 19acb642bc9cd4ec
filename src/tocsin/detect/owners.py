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
from tocsin.detect.cues import cues
from tocsin.detect.evidence import Pointer, fits, pointer
from tocsin.detect.gazetteer import key
from tocsin.detect.hits import Hit, NameHit, Person
from tocsin.detect.kinds import CONTACT
from tocsin.detect.standing import Standing, standings
from tocsin.detect.voices import TURN, Talk
from tocsin.detect.weighing import Candidate, likeliest, weights
from tocsin.detect.wording import NAME, POSSESSIVE, Wording

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
_SPELLING = frozenset({"email_address", "username"})
_REACHED = frozenset({"phone_number", "email_address"})
_CLAIMS = frozenset({"bracketed", "held", "behind_possessive", "behind_of"})
_TO_NAME = frozenset({"named", "of", "beside", "has", "reached", "whose", "asked_about", "signs"})
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
_FITTING = frozenset({"pronoun_fits", "pronoun_open", "their"})
_CORRESPONDENTS = frozenset({"sender", "recipient"})
_MATTER = 30
"""Words in front of a value that tell of whose matters it is spoken."""
_THIRD = frozenset(["he", "she", "his", "her", "him", "hers", "they", "their", "él", "ella"])
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
        shared = _Shared(self, hit, at, found, before, background)
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


_POINTING = frozenset(["his", "her", "he", "she", "role", "my", "your", "unread", "place"])
_THIRD_PERSON = frozenset(["his", "her", "he", "she"])
_UNNAMED = frozenset(["unread", "place"])


@dataclass(slots=True)
class _Shared:
    """What holds for all candidates of one value."""

    paragraph: Paragraph
    hit: Hit
    at: int
    found: Pointer
    before: list[Standing]
    background: list[Standing]
    pointed: Person | None = field(init=False)
    claimed: Person | None = field(init=False)
    order: dict[int, int] = field(init=False)
    alone: Person | None = field(init=False)
    subject: Person | None = None
    ranked: list[Person] = field(init=False)
    speaker: Person | None = field(init=False)
    talked_of: Person | None = None
    voice: Person | None = None
    matter: str = ""
    led_by: Person | None = None
    led: str = ""
    sole: Person | None = None
    exact: bool = field(init=False)
    spelling: dict[int, bool] = field(init=False)

    def __post_init__(self) -> None:
        paragraph = self.paragraph
        by_place = paragraph._by_place
        if self.found.kind == "reached" and self.hit.element not in _REACHED:
            self.found.kind = ""
        if self.found.at in paragraph._heads or (self.found.kind == "place" and self.hit.element not in _REACHED):
            self.found.kind = ""
        paragraph._spoken_for.update(i for i, said in self.found.behind.items() if said == "behind_next")
        self.pointed = by_place[self.found.at] if self.found.kind in _TO_NAME else None
        self.speaker = paragraph.speaks(self.hit)
        if paragraph._speakers is not None:
            self._in_turn(paragraph._speakers)
        elif not self.found.kind:
            self.matter = self._matter()
        if not self.found.kind and self.hit.element in CONTACT:
            self._signed()
        self.voice = self._voice_meant()
        self.claimed = None
        for i, said in self.found.behind.items():
            if said in _CLAIMS:
                self.claimed = by_place[i]
        self.order = {}
        for standing in reversed(self.before):
            if not (standing.outsider or standing.embedded or standing.heads):
                self.order.setdefault(id(standing.person), len(self.order))
        self.alone = self._alone()
        self.subject = self._subject()
        self._list()
        self.sole = self._sole()
        self.ranked = self._ranked() if self.found.kind in ("first", "second") else []
        self.exact = self.found.kind == "role" and any(
            self.found.role in s.tags for s in (*self.background, *paragraph.standings)
        )
        self.spelling = {}
        if self.hit.element in _SPELLING:
            letters = "".join(c for c in self.hit.value.partition("@")[0] if c.isalpha()).upper()
            for standing in (*self.background, *paragraph.standings):
                spelled = self.spelling.get(id(standing.person), False) or _spells(letters, standing.hit)
                self.spelling[id(standing.person)] = spelled

    def _signed(self) -> None:
        """A telephone number or address right under the name that signs is the writer's."""
        last = self.before[-1] if self.before else None
        if last is not None and last.hit.role == "sender" and last.greeted is False and last.at not in self.paragraph._heads:
            self.found.kind, self.found.at, self.pointed = "signs", last.at, last.person

    def _voice_meant(self) -> Person | None:
        """Whom *my* or *your* means, if that is known."""
        if self.found.kind == "my":
            return self.speaker
        if self.found.kind != "your":
            return None
        hears = self.paragraph.hears(self.hit)
        if hears is not None:
            return hears
        greeted = {id(s.person): s.person for s in (*self.background, *self.before) if s.greeted}
        return next(iter(greeted.values())) if len(greeted) == 1 else None

    def _in_turn(self, speakers: Speakers) -> None:
        """What the turn makes of a value that nothing in it points away from: an answer, or the speaker's own."""
        if self.found.kind:
            return
        turn = speakers.turn(self.hit.start)
        if turn < 0:
            return
        for standing in reversed(self.before):
            if speakers.turn(standing.hit.start) != turn:
                break
            if not standing.heads:
                return
        asked = speakers.asked(self.at, self.hit.start)
        self.talked_of = speakers.talked_of(self.at, self.hit.start)
        if asked is None:
            self.matter = self._matter() or "states"
        elif asked.kind:
            asked.behind, asked.chained = self.found.behind, self.found.chained
            self.found = asked
            self.pointed = self.paragraph._by_place[asked.at] if asked.kind in _TO_NAME else None
        else:
            self.matter = "answers"

    def _subject(self) -> Person | None:
        """The last person a sentence began with, those aside who only handle data."""
        for standing in reversed(self.before):
            said = standing.said
            if "subject" in said and not (standing.outsider or standing.heads or "handles" in said):
                return standing.person
        return None

    def _list(self) -> None:
        """Whose line or item of a list the value stands in."""
        for standing in reversed(self.paragraph._leads):
            if standing.at < self.at:
                same = self.paragraph.flat.find("\n", standing.hit.end, self.hit.start) < 0
                self.led_by, self.led = standing.person, "line_leads" if same else "item_leads"
                return

    def _sole(self) -> Person | None:
        """The only person named so far, those aside who write, read or only handle data."""
        found: Person | None = None
        for standing in (*self.background, *self.before):
            if standing.outsider or standing.heads or standing.person is found:
                continue
            if standing.hit.role in _CORRESPONDENTS or standing.person is self.speaker:
                continue
            if found is not None:
                return None
            found = standing.person
        return found

    def _matter(self) -> str:
        """Of whose matters the words in front of a value speak: the writer's or the reader's; empty for others'."""
        words, known = self.paragraph._wording.words, cues()
        for i in range(self.at - 1, max(-1, self.at - _MATTER), -1):
            word = words[i]
            if self.paragraph._wording.written[i] == TURN:
                return ""
            if word in known.selves:
                return "own_matter"
            if word in known.readers:
                return "reader_matter"
            if word == NAME or word in _THIRD:
                return ""
        return ""

    def _alone(self) -> Person | None:
        """The only person named before the value in its sentence, those aside who only handle data."""
        sentence = self.paragraph._wording.sentence
        here: Person | None = None
        for standing in reversed(self.before):
            if sentence(standing.at) != sentence(self.at):
                break
            if standing.outsider or standing.embedded or standing.heads or standing.person is here:
                continue
            if here is not None:
                return None
            here = standing.person
        return here

    def _ranked(self) -> list[Person]:
        """The two persons of *former* and *latter*: the first two of the nearest sentence that names two."""
        sentence = self.paragraph._wording.sentence
        for number in range(sentence(self.at), -1, -1):
            there = {id(s.person): s.person for s in self.before if sentence(s.at) == number and s.person}
            if len(there) >= 2:
                return list(there.values())[:2]
        return []

    def evidence(self, standing: Standing) -> list[str]:
        """Names of the weights that count for or against a name."""
        person, found = standing.person, self.found
        background = standing in self.background
        evidence: list[str] = []
        ahead = standing.at > self.at
        # Where words point to somebody, it says nothing of the others how near or how prominent they are.
        open_ = (self.pointed is None and self.voice is None) or ahead
        if open_:
            self._place(standing, background, evidence)
        said = found.behind.get(standing.at) if not background else None
        direct = said in _CLAIMS or (self.pointed is not None and standing.at == found.at and not background)
        # Words that give the value to this very name go before the part its bearer plays.
        if not direct and open_:
            self._part(standing, background, evidence)
        if self.pointed is not None:
            if person is not self.pointed:
                evidence.append("pointed_elsewhere")
            elif direct and said not in _CLAIMS:
                evidence.append(found.kind)
        elif found.kind:
            self._pointed_by_words(standing, background, evidence)
        elif self.matter:
            self._voice(standing, evidence)
        if self.claimed is not None and person is not self.claimed:
            evidence.append("claimed_behind")
        self._other_values(person, evidence)
        return evidence

    def _voice(self, standing: Standing, evidence: list[str]) -> None:
        """What the value is to who speaks and who is spoken to, if no word points to anybody."""
        if self.talked_of is not None and self.talked_of is standing.person:
            evidence.append("talked_of")
        if self.matter in ("own_matter", "answers", "states"):
            if self.speaker is not None and self.speaker is standing.person:
                evidence.append(self.matter)
        elif self.matter == "reader_matter":
            hears = self.paragraph.hears(self.hit)
            if standing.greeted if hears is None else hears is standing.person:
                evidence.append(self.matter)

    def _part(self, standing: Standing, background: bool, evidence: list[str]) -> None:
        if standing.at > self.at:
            evidence.extend([said for said in standing.said if said not in ("subject", "opens")])
        elif not background:
            evidence.extend(standing.said)
            if self.subject is not None:
                mine = self.subject is standing.person
                evidence.append("last_subject" if mine else "past_subject")
        if standing.heads:
            evidence.append("heads_line")
        if standing.hit.role in _CORRESPONDENTS:
            evidence.append("correspondent")
        elif background and self.speaker is standing.person:
            evidence.append("writes")
        elif standing.outsider:
            evidence.append("outsider_contact" if self.hit.element in CONTACT else "outsider")

    def _place(self, standing: Standing, background: bool, evidence: list[str]) -> None:
        if self.sole is not None and self.sole is standing.person:
            evidence.append("sole")
        if background:
            evidence.append("paragraph_passed" if self.order else "paragraph_before")
            if "topic" in standing.said:
                evidence.append("topic_before")
            if self.paragraph.section is not None:
                mine = self.paragraph.section is standing.person
                evidence.append("section" if mine else "section_elsewhere")
            alone = not self.order and self.sole is None and self.matter != "reader_matter"
            if alone and self.speaker is standing.person:
                evidence.append("writer_alone")
            return
        sentence = self.paragraph._wording.sentence
        apart = sentence(self.at) - sentence(standing.at)
        if standing.at > self.at:
            evidence.append(self.found.behind.get(standing.at, "behind_far" if apart else "behind"))
            return
        order = self.order.get(id(standing.person))
        if order is not None:
            evidence.append("nearest" if order == 0 else "second" if order == 1 else "farther")
            if len(self.order) == 1:
                evidence.append("alone_so_far")
            if order == 0 and self.hit.element in CONTACT:
                evidence.append("nearest_contact")
            if order == 0 and standing.at in self.paragraph._spoken_for:
                evidence.append("spoken_for")
        if self.led_by is not None:
            evidence.append(self.led if self.led_by is standing.person else "led_elsewhere")
        if not apart and self.alone is standing.person:
            evidence.append("alone_here")
        if "opens" in standing.said and self.hit.element in CONTACT:
            evidence.append("opens_contact")
        evidence.append("same_sentence" if not apart else "previous_sentence" if apart == 1 else "earlier")

    def _has_whom(self, standing: Standing) -> bool:
        """Whether the role spoken of is of a person that this one has: not *my* SSN but my mother's."""
        found = self.found
        if found.not_at >= 0:
            return self.paragraph._by_place[found.not_at] is standing.person
        return found.not_of == "my" and self.speaker is not None and self.speaker is standing.person

    def _pointed_by_words(self, standing: Standing, background: bool, evidence: list[str]) -> None:
        kind = self.found.kind
        if kind == "my":
            mine = self.voice is not None and self.voice is standing.person
            evidence.append("speaker" if mine else "not_speaker")
        elif kind == "your":
            mine = standing.greeted if self.voice is None else self.voice is standing.person
            evidence.append("addressed" if mine else "not_addressed")
        elif kind == "their" and standing.greeted:
            evidence.append("their_reader")
        elif kind in ("first", "second"):
            if self.ranked:
                mine = self.ranked[kind == "second"] is standing.person
                evidence.append("rank_fits" if mine else "rank_misfits")
        elif kind in _THIRD_PERSON and self.speaker is standing.person:
            evidence.append("pronoun_misfits")
        elif kind == "role" and self._has_whom(standing):
            evidence.append("role_misfits")
        elif said := fits(standing, self.found, cues(), exact=self.exact):
            evidence.append(said)
            before = standing.at < self.at and not standing.heads and standing.hit.role not in _CORRESPONDENTS
            if said in _FITTING and before and "subject" in standing.said:
                evidence.append("pronoun_subject")

    def _other_values(self, person: Person | None, evidence: list[str]) -> None:
        paragraph = self.paragraph
        held = paragraph._owned.get((id(person), self.hit.element))
        if held is not None and held != self.hit.value:
            evidence.append("has_another")
        elif paragraph._previous is person:
            evidence.append("chained" if self.found.chained else "owned_before")
        if self.spelling:
            if self.spelling[id(person)]:
                evidence.append("spelled")
            elif any(self.spelling.values()):
                evidence.append("spelled_elsewhere")


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


def _spells(letters: str, hit: NameHit) -> bool:
    """Whether the letters of a mailbox or login hold a name: ``annlee``, ``alee``, ``ann``."""
    family, given = key(hit.name.family), key(hit.name.given)
    return (len(family) > 2 and family in letters) or (len(given) > 2 and given in letters)
