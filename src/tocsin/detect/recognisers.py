"""The seam for other recognisers of running text: a spaCy, GLiNER or Presidio model that a user has.

A package registers an object (or a class without arguments) under the entry-point group
``tocsin.recognisers``. What it gives joins what Tocsin finds by itself; where two claim the same characters,
the surer one wins. Nothing is registered by default, and a recogniser runs where all detection runs: on the
user's machine, in a lane of the pool.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from importlib.metadata import entry_points
from typing import Protocol

from tocsin.detect.hits import Hit, NameHit
from tocsin.detect.kinds import KINDS
from tocsin.detect.names import NOT_ELEMENTS
from tocsin.detect.personname import parse
from tocsin.model.elements import catalogue

GROUP = "tocsin.recognisers"


@dataclass(frozen=True, slots=True)
class Recognised:
    """A stretch that a recogniser found.

    start, end: characters of the text it was given.
    element: a code of the catalogue, ``person_name``, or ``place``, ``organisation``, ``people``.
    confidence: above 0, at most 1. reason: in plain words, without the value itself.
    """

    start: int
    end: int
    element: str
    confidence: float
    reason: str


class Recogniser(Protocol):
    """What a plug-in offers."""

    def recognise(self, text: str) -> Iterable[Recognised]:
        """Everything found in a text; pure, the same text gives the same stretches."""


class BadRecogniserError(ValueError):
    """A recogniser gave something that is no stretch of its text or no known element."""


@cache
def installed() -> tuple[tuple[str, Recogniser], ...]:
    """(name, recogniser) of everything registered, in the order of the names."""
    found = []
    for point in sorted(entry_points(group=GROUP), key=lambda p: p.name):
        offered = point.load()
        found.append((point.name, offered() if isinstance(offered, type) else offered))
    return tuple(found)


def recognised(flat: str) -> Iterator[Hit | NameHit]:
    """What the installed recognisers find in a flattened text.

    Raises `BadRecogniserError` if one gives a stretch outside of the text, or an element the catalogue lacks.
    """
    for name, recogniser in installed():
        for found in recogniser.recognise(flat):
            _check(name, found, len(flat))
            hit = _hit(name, found, flat)
            if hit is not None:
                yield hit


def _check(name: str, found: Recognised, length: int) -> None:
    if not 0 <= found.start < found.end <= length or not 0 < found.confidence <= 1:
        message = (
            f"the recogniser {name!r} gave a stretch outside of its text, or a confidence outside of 0 to 1"
        )
        raise BadRecogniserError(message)
    if found.element not in catalogue() and found.element not in NOT_ELEMENTS | {"person_name"}:
        raise BadRecogniserError(f"the recogniser {name!r} gave an element that is not in the catalogue")


def _hit(name: str, found: Recognised, flat: str) -> Hit | NameHit | None:
    text = flat[found.start : found.end]
    if found.element == "person_name":
        written = parse(text)
        if written is None:
            return None
        return NameHit(found.start, found.end, written, found.confidence, partial=not written.given)
    kind = KINDS.get(found.element)
    value = (kind.read(text.strip()) if kind else None) or " ".join(text.split())
    return Hit(found.start, found.end, found.element, value, found.confidence, f"plugin.{name}", found.reason)
