"""Which words name a condition or a medicine."""

from __future__ import annotations

import re
from functools import cache

from tocsin.detect.gazetteer import words

_GROUPS = {
    "conditions": "medical_information",
    "mental": "mental_health",
    "substance": "substance_use_record",
    "reproductive": "reproductive_health",
    "drugs": "prescription",
}


@cache
def phrases() -> dict[str, str]:
    """Every listed phrase in lower case with its element."""
    return {phrase.lower(): element for group, element in _GROUPS.items() for phrase in words(group)}


def is_condition(text: str) -> bool:
    """Whether a whole cell is a listed condition or medicine."""
    return text.lower() in phrases()


def element_of(text: str, otherwise: str = "medical_information") -> str:
    """The narrowest health element that a description falls under."""
    lower = text.lower()
    if lower in phrases():
        return phrases()[lower]
    if len(lower) <= 8 and (chapter := _CHAPTER.match(lower)):
        return _CHAPTER_ELEMENT[chapter.lastgroup or ""]
    return otherwise


_CHAPTER = re.compile(
    r"(?P<substance>f1\d)|(?P<mental>f\d\d)|(?P<reproductive>o(?:\d\d|9a)|z3[0-49]|z3a)(?![a-z0-9]{5})"
)
_CHAPTER_ELEMENT = {
    "substance": "substance_use_record",
    "mental": "mental_health",
    "reproductive": "reproductive_health",
}
_LAST = {"d": 89, "e": 89, "h": 95, "k": 95, "p": 96, "t": 88}
"""Last category of the ICD-10-CM letters that do not go up to 99."""


def is_icd10(code: str) -> bool:
    """Whether the first three characters are a category of ICD-10-CM (CDC, tabular list 2026)."""
    letter, rest = code[:1].lower(), code[1:3].upper()
    if letter == "u":
        return rest in ("07", "09")
    return not rest.isdigit() or int(rest) <= _LAST.get(letter, 99)
