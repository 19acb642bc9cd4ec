"""What the words around a name say of its bearer: role, gender, and the part they play in the sentence."""

from __future__ import annotations

from dataclasses import dataclass, field

from tocsin.detect.cues import Cues, cues
from tocsin.detect.gazetteer import gender_of
from tocsin.detect.hits import NameHit, Person
from tocsin.detect.wording import END, NAME, POSSESSIVE, Wording

_SKIPPED = frozenset(
    [",", ":", "is", "was", "named", "called", "es", "era", "llamado", "llamada", "name", "-"]
)
"""What may stand between a role and the name: ``her son, Tim``; ``the tenant is Ann``."""
_HIT_ROLES = {"provider": "doctor", "contact": "clerk"}
_STOPS = frozenset([END, NAME, ";", ",", ")", "(", ":", "to", "by"])
_GREETINGS = frozenset(["dear", "hi", "hello", "hey", "hola", "estimado", "estimada", "attn", "attention"])
_ADDRESS = {
    "from": "sender",
    "de": "sender",
    "to": "recipient",
    "cc": "recipient",
    "bcc": "recipient",
    "para": "recipient",
}
_CLAUSE_STARTS = frozenset(
    [
        END,
        ",",
        ";",
        ":",
        "and",
        "but",
        "that",
        "because",
        "when",
        "if",
        "after",
        "while",
        "then",
        "y",
        "que",
        "both",
        "-",
    ]
)
_REACH = 4
"""Words between a role and the word that says whose: ``her oldest living son``."""


@dataclass(slots=True, eq=False)
class Standing:
    """A name in its paragraph.

    at: its index in the row of words. tags: roles of the person. gender: ``m``, ``f`` or empty;
    told: by the text, not just by the given name.
    said: what the sentence makes of the name, by the names of the weights.
    heads: it begins a line and a colon follows: a speaker, a heading. greeted: the letter is to this person.
    embedded: named only to say who somebody else is: ``Eve, mother of Tim,``.
    person: the person of the text, once known.
    """

    hit: NameHit
    at: int
    tags: set[str] = field(default_factory=set)
    gender: str = ""
    told: bool = False
    said: list[str] = field(default_factory=list)
    outsider: bool = False
    heads: bool = False
    greeted: bool = False
    embedded: bool = False
    person: Person | None = None


def standings(wording: Wording, names: list[NameHit]) -> list[Standing]:
    """What the paragraph says of each of its names, in order."""
    found: list[Standing] = []
    known = cues()
    for hit in names:
        standing = Standing(hit, wording.place[id(hit)], gender=gender_of(hit.name.given))
        if hit.role in _HIT_ROLES:
            standing.tags.add(_HIT_ROLES[hit.role])
        found.append(standing)
        _roles_before(wording, standing, found, known)
        _sentence_part(wording, standing, found, known)
    by_place = {s.at: s for s in found}
    for standing in found:
        _roles_after(wording, standing, by_place, known)
    for standing in found:
        if standing.embedded:
            standing.said = ["embedded"]
        elif "handles" in standing.said:
            # Who sends a form is what the sentence begins with, not what it is about.
            standing.said = [said for said in standing.said if said not in ("subject", "opens")]
        if standing.tags & known.subjects:
            standing.said.append("concerned")
        if standing.tags & known.outsiders or standing.hit.role in ("sender", "recipient"):
            standing.outsider = True
    return found


def record_standing(person: Person) -> Standing:
    """The person of a form, for the paragraphs after it."""
    hit = person.names[0]
    return Standing(hit, -1, gender=gender_of(hit.name.given), person=person)


def writer_standing(hit: NameHit, person: Person) -> Standing:
    """Who writes the message that a paragraph is part of."""
    return Standing(hit, -1, gender=gender_of(hit.name.given), person=person)


def _tag(standing: Standing, word: str, known: Cues) -> str:
    role = known.role[word]
    standing.tags.add(role)
    if word in known.gender:
        standing.gender, standing.told = known.gender[word], True
    return role


def _roles_before(wording: Wording, standing: Standing, found: list[Standing], known: Cues) -> None:
    """``patient Ann``, ``her son, Tim``, ``Bob's wife Eve``, ``represented by Ann``."""
    words = wording.words
    i = standing.at - 1
    if i >= 0 and words[i] in known.titles and words[i] in known.gender:
        standing.gender, standing.told = known.gender[words[i]], True
    while i >= 0 and words[i] in _SKIPPED:
        i -= 1
    if i < 0:
        return
    word = words[i]
    if word in known.role:
        if i and words[i - 1] == "of":  # "power of attorney"
            return
        role = _tag(standing, word, known)
        if i and (words[i - 1] in known.governs or words[i - 1] == POSSESSIVE):
            standing.said.append("kin")
        possessor = _possessor(wording, i, found[:-1], known)
        if possessor is not None and role in known.converse:
            possessor.tags.add(known.converse[role])
    elif word in known.done_to:
        standing.tags.add(known.done_to[word])
    elif word in known.to and i and words[i - 1] in ("married", "casado", "casada") and len(found) > 1:
        standing.tags.add("spouse")
        found[-2].tags.add("spouse")
    elif word in known.by and i and (role := known.done_by.get(words[i - 1], "")):
        standing.tags.add(role)


def _possessor(wording: Wording, i: int, before: list[Standing], known: Cues) -> Standing | None:
    """Who has the person whose role stands at ``i``: ``her`` by gender, ``Bob's`` by name."""
    words = wording.words
    for j in range(i - 1, max(-1, i - 1 - _REACH), -1):
        word = words[j]
        if word == POSSESSIVE and j and words[j - 1] == NAME:
            possessor = next((s for s in before if s.at == j - 1), None)
            if possessor is not None:
                possessor.embedded = True
            return possessor
        gender = {"his": "m", "her": "f", "their": ""}.get(known.governs.get(word, ""))
        if gender is not None:
            # "Ann called about her son": the subject of the sentence has him. What the text tells of a
            # person goes before what the given name lets one think.
            same = [s for s in before if wording.sentence(s.at) == wording.sentence(i)]
            likely = [s for s in same or before if not gender or s.gender in ("", gender)]
            rest = [s for s in same or before if not s.told]
            possessor = likely[0] if likely else rest[-1] if rest else None
            if possessor is not None and gender:
                possessor.gender, possessor.told = gender, True
            return possessor
        if word in (END, NAME, ";"):
            return None
    return None


def _roles_after(wording: Wording, standing: Standing, by_place: dict[int, Standing], known: Cues) -> None:
    """``Ann, the tenant``, ``Eve (mother)``, ``Eve, mother of Tim``, ``Ann is the claimant``, ``Bob Roe,
    MD``."""
    words, n = wording.words, len(wording.words)
    i = standing.at + 1
    if i >= n:
        return
    if words[i] == POSSESSIVE:
        roles = [known.role[w] for w in words[i + 1 : i + 4] if w in known.role]
        standing.tags.update(known.converse[role] for role in roles[:1] if role in known.converse)
        return
    opened = words[i] in (",", "(", "is", "was", "-", "es", "era", "fue", "as")
    if words[i] in known.does:
        standing.tags.add(known.does[words[i]])
    if opened:
        i += 1
    whose: Standing | None = None
    introduced = False
    for j in range(i, min(n, i + 4)):
        word = words[j]
        if word in known.role:
            follower = words[j + 1] if j + 1 < n else ""
            if not opened and j == i and follower not in known.topic:
                return
            role = _tag(standing, word, known)
        if i and (words[i - 1] in known.governs or words[i - 1] == POSSESSIVE):
            standing.said.append("kin")
            if follower in known.topic and j + 2 < n:
                at = j + 2 + (words[j + 2] in known.determiners or words[j + 2] in known.titles)
                whose = by_place.get(at)
            if whose is not None:
                whose.embedded = opened and words[standing.at + 1] in (",", "(")
                if role in known.converse:
                    whose.tags.add(known.converse[role])
            return
        if word in known.departments and (opened or words[j - 1] in ("in", "from", "de")):
            standing.tags.add("clerk")
            return
        if word == NAME and opened and j + 1 < n and words[j + 1] == POSSESSIVE:
            whose = by_place[j]
        elif word in known.governs or word in known.determiners or word == POSSESSIVE:
            introduced = True
        elif (not introduced and word not in ("in", "from", "at")) or word in _STOPS or word in known.topic:
            return


def _sentence_part(wording: Wording, standing: Standing, found: list[Standing], known: Cues) -> None:
    """Whether the name is what the sentence is about, its subject, or only a party of its action."""
    words, at = wording.words, standing.at
    i = at - 1
    while i >= 0 and (words[i] in known.determiners or words[i] in known.role or words[i] in known.titles):
        i -= 1
    before = words[i] if i >= 0 else END
    if before == ":" and i:
        before = _headed(words, i - 1, standing, known)
    first = len(found) == 1 or wording.sentence(found[-2].at) != wording.sentence(at)
    if before in known.source and i and words[i - 1] in known.papers:
        standing.said.append("topic")
    elif before in known.source:
        standing.said.append("after_from")
    elif before in known.topic:
        standing.said.append("topic")
    elif before in known.to:
        standing.said.append("after_to")
    elif before in known.by:
        held = i and words[i - 1] in known.holding
        standing.said.append("after_by") if not held else None
    elif before in _GREETINGS:
        standing.greeted = True
    elif before not in _CLAUSE_STARTS and before != NAME:
        if before in known.recording:
            standing.said.append("recorded")
        elif before not in ("is", "was", "es", "era"):
            standing.said.append("object")
    elif first or before in ("that", "que"):
        standing.said.append("subject")
    if standing.hit.role == "recipient":
        standing.greeted = True
    if first and wording.sentence(at) == 0 and before not in known.to:
        standing.said.append("opens")
    standing.heads = at + 1 < len(words) and words[at + 1] == ":" and (at == 0 or words[at - 1] == END)
    following = _after_aside(words, at + 1)
    if following in known.handling:
        standing.said.append("handles")


def _headed(words: list[str], i: int, standing: Standing, known: Cues) -> str:
    """What a heading in front of a name makes of it: ``Re: Ann``, ``To: Ann``."""
    head, starts = words[i], i == 0 or words[i - 1] == END
    if starts and head in _ADDRESS and not standing.hit.role:
        standing.hit.role = _ADDRESS[head]
    return head if starts and head in known.topic else ":"


def _after_aside(words: list[str], i: int) -> str:
    """The word behind a name, past a bracket or an insertion between commas."""
    n = len(words)
    if i < n and words[i] in ("(", ","):
        close = ")" if words[i] == "(" else ","
        for j in range(i + 1, min(n, i + 6)):
            if words[j] == close:
                i = j + 1
                break
    if i < n and words[i] in ("from", "in", "at", "of", "with", "de", "en"):
        for j in range(i + 1, min(n, i + 5)):
            if words[j] in cues().handling or words[j] in (END, NAME):
                return words[j]
    while i < n and words[i] in ("was", "is", "are", "has", "had", "also", "then", "just", "in"):
        i += 1
    return words[i] if i < n else END
