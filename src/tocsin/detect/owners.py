"""Whose a value in a sentence is: every name of the paragraph is scored, and the best must lead clearly.

The order of evidence: words that name the holder (``belongs to``, ``'s``, brackets, ``respectively``), then
roles (a doctor, an agent or a sender handles data of others), then pronouns, then the nearest name before.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from tocsin.detect import cues
from tocsin.detect.hits import Hit, NameHit, Person
from tocsin.detect.kinds import CONTACT

MARGIN = 0.15
"""A lead smaller than this is no decision: the owner stays unknown."""

_SENTENCE_END = re.compile(r"(?<=[a-z\d)\"'][a-z\d)\"'][.!?])\s+(?=[A-Z\"'(])|\n[ \t]*\n")
_POSSESSIVE = re.compile(r"(?:'s?|\u2019s?)\s")
_DIRECTLY = frozenset({"", "<", "(", "[", ","})
_REACH = 12
"""Names on either side that are considered."""


@dataclass(slots=True)
class Standing:
    """A name in its paragraph with what the words around say of it."""

    hit: NameHit
    person: Person
    outsider: bool = False
    topic: bool = False
    holder: bool = False
    recipient: bool = False
    kin: bool = False
    gender: str = ""


@dataclass(slots=True)
class Paragraph:
    """A stretch of prose with its names; decides owners."""

    flat: str
    start: int
    end: int
    names: list[Standing] = field(default_factory=list)
    _bounds: list[int] = field(default_factory=list)

    def __post_init__(self) -> None:
        text = self.flat[self.start : self.end]
        self._bounds = [self.start + m.end() for m in _SENTENCE_END.finditer(text)]

    def sentence(self, position: int) -> int:
        """Number of the sentence at a position."""
        return sum(1 for bound in self._bounds if bound <= position)

    def stand(self, hit: NameHit, person: Person) -> None:
        """Takes a name up, with its role from the words around it."""
        before = self.flat[max(self.start, hit.start - 160) : hit.start]
        after = self.flat[hit.end : hit.end + 40]
        outsider = hit.role in ("provider", "contact", "sender", "recipient") or bool(
            cues.outsider(before[-60:], after)
        )
        standing = Standing(
            hit,
            person,
            outsider,
            cues.topic(before[-60:]),
            cues.held_by(before[-80:]),
            cues.recipient(before),
            bool(cues.kin(before[-60:])),
            cues.gender(before[-30:]),
        )
        possessor = cues.kin_of(before[-40:])
        if possessor and self.names:
            self.names[-1].gender = self.names[-1].gender or possessor
        for other in self.names:
            if other.person is person:
                standing.outsider = standing.outsider or (other.outsider and not standing.topic)
                standing.gender = standing.gender or other.gender
        self.names.append(standing)

    def owner(self, hit: Hit) -> tuple[Person | None, float]:
        """(owner, confidence); no owner where the best name does not lead."""
        at = hit.label if 0 <= hit.label < hit.start else hit.start
        scores: dict[int, float] = {}
        persons: dict[int, Person] = {}
        for standing, score in self._scored(hit, at):
            key = id(standing.person)
            persons[key] = standing.person
            scores[key] = max(scores.get(key, -9.0), score)
        if not scores:
            return None, 0.0
        ranking = sorted(scores, key=lambda key: -scores[key])
        best = scores[ranking[0]]
        lead = best - scores[ranking[1]] if len(ranking) > 1 else 1.0
        if best <= 0 or lead < MARGIN:
            return None, 0.0
        return persons[ranking[0]], min(0.95, 0.6 + 0.3 * lead)

    def _scored(self, hit: Hit, at: int) -> list[tuple[Standing, float]]:
        before = [n for n in self.names if n.hit.end <= hit.start][-_REACH:]
        after = [n for n in self.names if n.hit.start >= hit.end][:_REACH]
        lead_in = self.flat[max(self.start, hit.start - 90) : hit.start]
        scored = [(n, self._before(n, before[i + 1 :], hit, at, lead_in)) for i, n in enumerate(before)]
        scored += [(n, self._after(n, i, hit)) for i, n in enumerate(after)]
        which = cues.ranked(lead_in)
        if which is not None:
            pair = self._last_pair(before, hit)
            if pair:
                scored = [(n, score + (5.0 if n.person is pair[which] else 0.0)) for n, score in scored]
        return scored

    def _last_pair(self, before: Sequence[Standing], hit: Hit) -> tuple[Person, Person] | None:
        """The two persons of *former* and *latter*: the first two of the sentence that names both."""
        for number in range(self.sentence(hit.start), -1, -1):
            there = list(
                {id(n.person): n.person for n in before if self.sentence(n.hit.start) == number}.values()
            )
            if len(there) >= 2:
                return there[0], there[1]
        return None

    def _before(self, name: Standing, nearer: Sequence[Standing], hit: Hit, at: int, lead_in: str) -> float:
        between = len({id(n.person) for n in nearer if not n.outsider and n.person is not name.person})
        if (
            hit.element in CONTACT
            and self.flat[name.hit.end : hit.start].strip() in _DIRECTLY
            and hit.label < 0
        ):
            return 6.0
        score = 1.0 - 0.4 * between
        if self.sentence(name.hit.start) == self.sentence(hit.start):
            score += 0.3
        if _POSSESSIVE.match(self.flat, name.hit.end) and at - name.hit.end <= 4 + 30:
            score += 2.0
        score += 0.8 * name.holder + 0.6 * (name.topic or name.kin) - 0.9 * name.recipient
        if name.outsider and not name.holder and not (hit.element in CONTACT and self._only_outsiders()):
            score -= 2.0
        wanted = cues.pronoun(lead_in)
        if wanted and name.gender:
            score += 0.9 if wanted == name.gender else -1.5
        return score

    def _only_outsiders(self) -> bool:
        """Whether the paragraph names nobody but those who handle data: a signature block, a header."""
        return all(name.outsider for name in self.names)

    def _after(self, name: Standing, order: int, hit: Hit) -> float:
        between = self.flat[hit.end : name.hit.start]
        if order == 0 and between.strip() == "(" and self.flat[name.hit.end : name.hit.end + 1] == ")":
            return 5.0
        if len(between) > 200 or self.sentence(name.hit.start) != self.sentence(hit.start):
            return -1.0
        if cues.held_by(between):
            return 4.0
        return 0.3 - 0.2 * order - 2.0 * name.outsider

    def respective(self, hits: Sequence[Hit]) -> dict[int, Person]:
        """Owners of values listed in the order of the names: *A and B have numbers 1 and 2, respectively*."""
        found: dict[int, Person] = {}
        for match in re.finditer(
            r"\brespectively\b|\brespectivamente\b", self.flat[self.start : self.end], re.IGNORECASE
        ):
            number = self.sentence(self.start + match.start())
            inside = [h for h in hits if self.sentence(h.start) == number]
            named = [n.person for n in self.names if self.sentence(n.hit.start) == number]
            for element in {h.element for h in inside}:
                values = sorted((h for h in inside if h.element == element), key=lambda h: h.start)
                if len(values) == len(named) >= 2:
                    found.update({id(h): person for h, person in zip(values, named, strict=True)})
        return found
