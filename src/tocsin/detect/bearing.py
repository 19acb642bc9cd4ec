"""What the words, the talk, the message and the form around one value say of each person named."""

from __future__ import annotations

from dataclasses import dataclass, field

from tocsin.detect.answering import Speakers
from tocsin.detect.cues import cues
from tocsin.detect.evidence import Pointer, fits
from tocsin.detect.gazetteer import key
from tocsin.detect.hits import Hit, NameHit, Person
from tocsin.detect.kinds import CONTACT
from tocsin.detect.paragraph import Paragraph
from tocsin.detect.standing import Standing
from tocsin.detect.voices import TURN
from tocsin.detect.wording import NAME

_SPELLING = frozenset({"email_address", "username"})
_REACHED = frozenset({"phone_number", "email_address"})
_CLAIMS = frozenset({"bracketed", "held", "behind_possessive", "behind_of"})
_TO_NAME = frozenset({"named", "of", "beside", "has", "reached", "whose", "asked_about", "signs"})
_FITTING = frozenset({"pronoun_fits", "pronoun_open", "their"})
_CORRESPONDENTS = frozenset({"sender", "recipient"})
_MATTER = 30
"""Words in front of a value that tell of whose matters it is spoken."""
_THIRD = frozenset(["he", "she", "his", "her", "him", "hers", "they", "their", "él", "ella"])
_THIRD_PERSON = frozenset(["his", "her", "he", "she"])


@dataclass(slots=True)
class Bearing:
    """What holds for all candidates of one value; `evidence` of each."""

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
        by_place = paragraph.by_place
        if self.found.kind == "reached" and self.hit.element not in _REACHED:
            self.found.kind = ""
        if self.found.at in paragraph.heads or (
            self.found.kind == "place" and self.hit.element not in _REACHED
        ):
            self.found.kind = ""
        paragraph.spoken_for.update(i for i, said in self.found.behind.items() if said == "behind_next")
        self.pointed = by_place[self.found.at] if self.found.kind in _TO_NAME else None
        self.speaker = paragraph.speaks(self.hit)
        if paragraph.speakers is not None:
            self._in_turn(paragraph.speakers)
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
        if (
            last is not None
            and last.hit.role == "sender"
            and last.greeted is False
            and last.at not in self.paragraph.heads
        ):
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
        """What the turn makes of a value that nothing in it points away from: an answer, or the
        speaker's own."""
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
            self.pointed = self.paragraph.by_place[asked.at] if asked.kind in _TO_NAME else None
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
        for standing in reversed(self.paragraph.leads):
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
        """Of whose matters the words in front of a value speak: the writer's or the reader's; empty for
        others'."""
        words, known = self.paragraph.wording.words, cues()
        for i in range(self.at - 1, max(-1, self.at - _MATTER), -1):
            word = words[i]
            if self.paragraph.wording.written[i] == TURN:
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
        sentence = self.paragraph.wording.sentence
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
        sentence = self.paragraph.wording.sentence
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
        sentence = self.paragraph.wording.sentence
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
            if order == 0 and standing.at in self.paragraph.spoken_for:
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
            return self.paragraph.by_place[found.not_at] is standing.person
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
        held = paragraph.owned.get((id(person), self.hit.element))
        if held is not None and held != self.hit.value:
            evidence.append("has_another")
        elif paragraph.previous is person:
            evidence.append("chained" if self.found.chained else "owned_before")
        if self.spelling:
            if self.spelling[id(person)]:
                evidence.append("spelled")
            elif any(self.spelling.values()):
                evidence.append("spelled_elsewhere")


def _spells(letters: str, hit: NameHit) -> bool:
    """Whether the letters of a mailbox or login hold a name: ``annlee``, ``alee``, ``ann``."""
    family, given = key(hit.name.family), key(hit.name.given)
    return (len(family) > 2 and family in letters) or (len(given) > 2 and given in letters)
