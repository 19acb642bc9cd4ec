"""Whose a value in running text is: the evidence for each person is added up, and the best must lead clearly.

Evidence is what the words around say (`tocsin.detect.evidence`), what the sentence makes of each name
(`tocsin.detect.standing`), place, and the values that a person already has. How much each piece counts stands
in ``data/owner_weights.yaml``. The sums give a probability for each person and for *nobody named here*; below
the threshold the owner stays unknown.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence

from tocsin.detect.bearing import Bearing
from tocsin.detect.cues import cues
from tocsin.detect.evidence import pointer
from tocsin.detect.hits import Hit, Person
from tocsin.detect.paragraph import Paragraph
from tocsin.detect.weighing import Candidate, likeliest, weights
from tocsin.detect.wording import POSSESSIVE

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
_LINKS = frozenset(["and", "y", "&", ",", POSSESSIVE])
_REACH = 12
"""Names on either side that are considered."""


def owner_of(paragraph: Paragraph, hit: Hit) -> tuple[Person | None, float]:
    """(owner, probability); no owner where nobody leads clearly. To be asked in the order of the text."""
    person, share = likeliest(candidates(paragraph, hit), weights().of)
    if share < weights().threshold:
        person = None
    paragraph.settle(hit, person)
    return person, share


def candidates(paragraph: Paragraph, hit: Hit) -> list[Candidate]:
    """Everybody who may own a value, with the evidence; nobody last."""
    at = paragraph.wording.place[id(hit)]
    found = pointer(paragraph.wording, at)
    here = bisect_left(paragraph.places, at)
    before = paragraph.standings[max(0, here - _REACH) : here]
    after = paragraph.standings[here : here + _REACH]
    background = paragraph.others
    shared = Bearing(paragraph, hit, at, found, before, background)
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


def respective(paragraph: Paragraph, hits: Sequence[Hit]) -> dict[int, Person]:
    """Owners of values listed in the order of the names: *A and B have numbers 1 and 2, respectively*."""
    found: dict[int, Person] = {}
    words, sentence, place = paragraph.wording.words, paragraph.wording.sentence, paragraph.wording.place
    if len(hits) > 1 and len(paragraph.standings) > 1:
        found.update(_side_by_side(paragraph, hits))
    for i, word in enumerate(words):
        if word not in cues().respectively:
            continue
        inside = [h for h in hits if sentence(place[id(h)]) == sentence(i)]
        named = _listed(paragraph, sentence(i)) or _listed(paragraph, sentence(i) - 1)
        for element in {h.element for h in inside}:
            values = [h for h in inside if h.element == element]
            if len(values) == len(named) >= 2 or (len(values) == 1 and values[0].label >= 0 and named):
                found.update({id(h): person for h, person in zip(values, named, strict=False)})
    return found


def _side_by_side(paragraph: Paragraph, hits: Sequence[Hit]) -> dict[int, Person]:
    """*The SSNs of Ann and Bob are 1 and 2*: as many values as names, each linked by *and* or a comma."""
    words, sentence, place = paragraph.wording.words, paragraph.wording.sentence, paragraph.wording.place
    found: dict[int, Person] = {}
    values = _runs([place[id(h)] for h in hits], words)
    names = _runs(paragraph.places, words)
    of_value = {place[id(h)]: h for h in hits}
    for run in values:
        before = [r for r in names if r[-1] < run[0] and sentence(r[0]) == sentence(run[0])]
        elements = {of_value[i].element for i in run}
        if before and len(before[-1]) == len(run) and len(elements) == 1:
            persons = [paragraph.by_place[i] for i in before[-1]]
            if len({id(p) for p in persons}) == len(run):
                found.update({id(of_value[i]): p for i, p in zip(run, persons, strict=True)})
    return found


def _listed(paragraph: Paragraph, number: int) -> list[Person]:
    sentence = paragraph.wording.sentence
    named = (s for s in paragraph.standings if sentence(s.at) == number and not s.outsider)
    return [s.person for s in named if s.person is not None]


def _runs(places: Sequence[int], words: list[str]) -> list[list[int]]:
    """Places of a kind that stand two or more together, with nothing but *and* and commas between."""
    runs: list[list[int]] = []
    for at in places:
        if runs and at - runs[-1][-1] <= 4 and _LINKS.issuperset(words[runs[-1][-1] + 1 : at]):
            runs[-1].append(at)
        else:
            runs.append([at])
    return [run for run in runs if len(run) > 1]
