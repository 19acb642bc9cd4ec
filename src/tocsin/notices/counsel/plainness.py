"""Whether proposed words are harder to read than those before. English only, as the measure is."""

from __future__ import annotations

from collections.abc import Iterator

from tocsin.notices.markup import FIELD
from tocsin.notices.readability import readability

GRADE, SENTENCE = 8.0, 25
"""The goals of letters: a US school year, and words in the longest sentence."""


def harder(before: str, after: str, language: str) -> str:
    """What is worse than before and beyond the goals, as a sentence; blank if nothing is."""
    return "; ".join(_worse(before, after)) if language == "en" else ""


def _worse(before: str, after: str) -> Iterator[str]:
    was, now = (readability(FIELD.sub("Name", text).replace("**", "")) for text in (before, after))
    if now.grade > max(was.grade, GRADE):
        yield f"reads at grade {now.grade:.1f}, before {was.grade:.1f}; letters aim at {GRADE:.0f}"
    if now.longest > max(was.longest, SENTENCE):
        yield f"has a sentence of {now.longest} words; letters aim at {SENTENCE}"
    if new := [hedge for hedge in now.hedges if hedge not in was.hedges]:
        yield f"hedges: “{'”, “'.join(new)}”"
