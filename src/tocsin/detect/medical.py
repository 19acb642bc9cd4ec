"""Which words name a condition or a medicine."""

from __future__ import annotations

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
    code = lower[:3]
    if len(lower) <= 8 and code[:1] == "f" and code[1:3].isdigit():
        return "substance_use_record" if code[1] == "1" else "mental_health"
    return otherwise
