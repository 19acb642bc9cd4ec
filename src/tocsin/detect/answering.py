"""A talk: who speaks in each turn, and what was asked of what somebody answers."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence

from tocsin.detect.cues import cues
from tocsin.detect.evidence import Pointer, point_back
from tocsin.detect.hits import Person
from tocsin.detect.standing import Standing
from tocsin.detect.voices import TURN, Talk
from tocsin.detect.wording import END, NAME, POSSESSIVE, Wording

_BACK = 4
"""Turns at most that an answer is behind its question."""
_FLIPPED = {"your": "my", "my": "your"}


class Speakers:
    """Who speaks when. To be made when the persons of the names are known."""

    def __init__(self, talk: Talk, wording: Wording, standings: Sequence[Standing]) -> None:
        self._talk = talk
        self._wording = wording
        self._starts = [turn.start for turn in talk.turns]
        by_name: dict[int, Standing] = {id(s.hit): s for s in standings}
        self.heads = frozenset(
            by_name[id(t.name)].at for t in talk.turns if t.name is not None and id(t.name) in by_name
        )
        presented: dict[str, Person | None] = {}
        for standing in standings:
            turn = self.turn(standing.hit.start)
            if turn >= 0 and standing.at not in self.heads:
                key = talk.turns[turn].said_by
                if key not in presented and (
                    presents(wording.words, standing.at) or self._answers_who(turn, standing)
                ):
                    presented[key] = standing.person
        self._persons: list[Person | None] = []
        for said in talk.turns:
            head = by_name.get(id(said.name)) if said.name is not None else None
            self._persons.append(head.person if head is not None else presented.get(said.said_by))
        outside = {
            id(person)
            for turn, person in zip(talk.turns, self._persons, strict=True)
            if person is not None and cues().role.get(turn.said_by.split()[0], "") in cues().outsiders
        }
        speaking = {id(person) for person in self._persons if person is not None}
        self._standings = standings
        self._others = frozenset(s.at for s in standings if id(s.person) not in speaking and not s.hit.role)
        for standing in standings:
            standing.heads = id(standing.person) in speaking
            standing.outsider = standing.outsider or id(standing.person) in outside

    def turn(self, char: int) -> int:
        """Number of the turn that a character is in; -1 in front of the first."""
        return bisect_right(self._starts, char) - 1

    def person(self, turn: int) -> Person | None:
        """Who speaks in a turn, if known."""
        return self._persons[turn] if turn >= 0 else None

    def other(self, turn: int) -> Person | None:
        """Whom the speaker of a turn speaks to: the last other speaker, or the next."""
        mine = self._talk.turns[turn].said_by if turn >= 0 else ""
        around = [*range(turn - 1, -1, -1), *range(turn + 1, len(self._persons))]
        return next((self._persons[i] for i in around if self._talk.turns[i].said_by != mine), None)

    def asked(self, at: int, char: int) -> Pointer | None:
        """Whom the question was about that the value at a word answers; None if nothing was asked."""
        turn = self.turn(char)
        if turn <= 0:
            return None
        mine = self._talk.turns[turn].said_by
        skipped = 0
        while turn - skipped > 0 and skipped < _BACK and self._talk.turns[turn - skipped].said_by == mine:
            skipped += 1
        if self._talk.turns[turn - skipped].said_by == mine:
            return None
        written = self._wording.written
        stop = at
        for _ in range(skipped):
            stop = _before(written, stop)
        start = _before(written, stop)
        said = self._wording.words[start:stop]
        if "?" not in written[start:stop] and not cues().asking.intersection(said):
            return None
        found = Pointer()
        end = stop
        while end > start and not found.kind:
            end = point_back(self._wording, end, found, start)
        if found.at in self.heads:
            found = Pointer()
        found.kind = _FLIPPED.get(found.kind, found.kind)
        if not found.kind:
            named = [i for i in range(start, stop) if self._wording.words[i] == NAME and i in self._others]
            if named:
                found.kind, found.at = "asked_about", named[-1]
            elif cues().readers.intersection(said):
                found.kind = "my"
        return found

    def talked_of(self, at: int, char: int) -> Person | None:
        """The last person named in this turn or the few before who does not speak himself."""
        turn = self.turn(char)
        start = self._talk.turns[max(turn - _BACK + 1, 0)].start
        for standing in reversed(self._standings):
            if standing.hit.start < start:
                break
            if standing.at < at and standing.at in self._others:
                return standing.person
        return None

    def _answers_who(self, turn: int, standing: Standing) -> bool:
        """``Who am I speaking with? - Ann Lee.``"""
        words, at = self._wording.words, standing.at
        before = at - 1
        while before >= 0 and words[before] not in (END, ":") and at - before < 4:
            before -= 1
        opens = before >= 1 and words[before] == ":" and self._wording.words[before - 1] != NAME
        opens = opens and (at + 1 == len(words) or words[at + 1] in (END, ",", "."))
        if not opens or turn <= 0:
            return False
        start = _before(self._wording.written, _before(self._wording.written, at))
        asked = words[start:before]
        return (
            "name" in asked or "who" in asked or "nombre" in asked or "quién" in asked or "speaking" in asked
        )


def _before(written: Sequence[str], at: int) -> int:
    """Index of the mark that begins the turn before a word."""
    at -= 1
    while at > 0 and written[at] != TURN:
        at -= 1
    return max(at, 0)


def presents(words: Sequence[str], at: int) -> bool:
    """Whether the words around a name make it the speaker's own: ``this is Ann``, ``I, Ann,``, ``Ann
    speaking``."""
    before = words[at - 1] if at else END
    further = words[at - 2] if at > 1 else END
    after = words[at + 1] if at + 1 < len(words) else END
    if after == POSSESSIVE:
        return False
    if before in ("i'm", "soy", "llamo", "habla") or after in ("speaking", "here", "calling"):
        return True
    if before in ("is", "es", "am", "name's", "are"):
        return (further, before) in _PRESENTING
    if before == "," and further in ("i", "yo"):
        return True
    return before in ("it's", "con") and further in (":", END)


_PRESENTING = frozenset(
    [("this", "is"), ("name", "is"), ("i", "am"), ("it", "is"), ("nombre", "es"), ("my", "name's")]
)
