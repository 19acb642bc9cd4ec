"""Conditions and medicines named in running text: of somebody, or what the text is about?

An article on an illness names it a hundred times beside the names of its authors. A word alone is therefore
kept in a note of a few lines, where the sentence speaks of a person (*her asthma*, *the patient*, *Ann Lee
has asthma*), where it follows a label at the head of its line, or where the one it was given to has other
values of a record. A code of a diagnosis or medicine is no mere word.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

from tocsin.detect.cues import Cues, cues
from tocsin.detect.hits import Hit, NameHit, Person
from tocsin.detect.kinds import CONTACT

CONTEXT_ELEMENTS = frozenset(
    {"medical_information", "mental_health", "substance_use_record", "reproductive_health", "prescription"}
)
"""Found by a word alone; only kept where a person is near."""
SPOKEN = CONTEXT_ELEMENTS | {"genetic"}
"""Elements that a word alone may name."""
_NO_RECORD = SPOKEN | CONTACT | {"username", "income", "tax_information", "ip_address", "digital_signature"}
"""Elements that texts for everyone have too: they make no record."""

_NOTE = 1_500
"""Characters of a text that is a note and no article."""
_FEW = 4
"""Conditions that a note names."""
_REACH = 200
_STOP = re.compile(r"[.!?][\"')\]]*\s|\n\s*\n|\n[ \t]*[-*\u2022]")
_WORD = re.compile(r"[^\W\d_]+(?:'[^\W\d_]+)?")
_BESIDE = 3
"""Words between a name and the verb that says what its bearer has."""


def told(hit: Hit, flat: str, names: Sequence[NameHit]) -> bool:
    """Whether the sentence of a condition says it of a person; ``names``: those of the text, in order."""
    line = flat.rfind("\n", 0, hit.start) + 1
    leads = hit.label >= 0 and not flat[line : hit.label].strip(" \t*-|>\"'")
    if leads and any(mark in flat[hit.label : hit.start] for mark in ":=#\t|"):
        return True
    start, end = _sentence(hit, flat)
    sentence = flat[start:end]
    known = cues()
    if _REFERENCE.search(sentence):
        return False
    words = [word.lower().removesuffix("'s") for word in _WORD.findall(sentence)]
    if any(_points(before, word, known) for before, word in pairwise(["", *words])):
        return True
    if any(known.governs.get(word) == "your" for word in words) and any(n.role == "recipient" for n in names):
        return True
    return any(_has(flat[name.end : hit.start]) for name in names if start <= name.start < hit.start)


def _points(before: str, word: str, known: Cues) -> bool:
    """Whether a word speaks of one person who is no doctor or clerk: *her*, *the patient*, *my son*."""
    if word in known.speakers or known.governs.get(word) in _ONE:
        return True
    return known.role.get(word) in known.subjects and before in _DEFINITE


_DEFINITE = frozenset({"the", "this", "our", "el", "la", "nuestro", "nuestra"})
"""In front of a role: it is somebody's; *a patient*, *patients* are anybody."""


_ONE = frozenset({"his", "her", "he", "she", "my", "whose"})
"""Words for one person; *your* is one only in a letter."""


def _sentence(hit: Hit, flat: str) -> tuple[int, int]:
    first = max(0, hit.start - _REACH)
    start = max((match.end() for match in _STOP.finditer(flat, first, hit.start)), default=first)
    following = _STOP.search(flat, hit.end, min(len(flat), hit.end + _REACH))
    return start, following.start() if following else min(len(flat), hit.end + _REACH)


_REFERENCE = re.compile(
    r"\bet al\b|\bdoi\b|\bPMID\b|\bISBN\b|\bpp\. ?\d|\bvol\. ?\d|\(\d{4}\)", re.IGNORECASE
)
"""What a list of literature has and a word about a person has not."""


def _has(behind: str) -> bool:
    """Whether a verb that says what somebody has stands close behind the name, or the condition itself."""
    words = [word.lower() for word in _WORD.findall(behind[:60])[:_BESIDE]]
    ailing = cues().ailing
    return any(word in ailing for word in words) or behind.lstrip()[:1] in ("(", ":", "-", "\u2013")


def without_mere_words(persons: Sequence[Person], others: Sequence[list[Hit]], flat: str) -> None:
    """Takes the conditions that nobody is said to have from persons, and from the lists of unowned values."""
    hits = [hit for group in (*others, *(p.hits for p in persons)) for hit in group]
    if len(flat) <= _NOTE and sum(map(_mere_word, hits)) <= _FEW:
        return
    names = sorted((n for p in persons for n in p.names if n.start >= 0), key=lambda n: n.start)

    def left(hits: list[Hit]) -> list[Hit]:
        return [hit for hit in hits if not _mere_word(hit) or told(hit, flat, names)]

    recorded = any(map(_of_record, hits))
    for person in persons:
        if person.row is None and not any(map(_of_record, person.hits)):
            person.hits = left(person.hits)
    if not recorded:
        for group in others:
            group[:] = left(group)


def _mere_word(hit: Hit) -> bool:
    return hit.element in SPOKEN and not any(map(str.isdigit, hit.value))


def _of_record(hit: Hit) -> bool:
    return hit.element not in _NO_RECORD
