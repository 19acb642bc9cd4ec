"""Health claims and eligibility answers in the X12 format: loops of segments, each loop one person.

Segments after ASC X12 005010: NM1 (name and member number), N3 and N4 (address), DMG (birth date), CLM
(claim), HI (diagnoses), REF*SY (SSN). A loop of a person begins with NM1*IL (subscriber), NM1*QC (patient) or
NM1*03 (dependent); every other NM1 ends it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from tocsin.detect import checks, dates
from tocsin.detect.hits import Hit, NameHit, Person
from tocsin.detect.medical import element_of
from tocsin.detect.personname import Name

_HEAD = re.compile(r"\s*ISA(.).{60,140}?(.)\s*(?:GS|ST|TA1)\1", re.DOTALL)
_PEOPLE = {"IL": "patient", "QC": "patient", "03": "dependent", "74": "patient", "70": "patient"}
_REASON = "field of an X12 health transaction"


@dataclass(slots=True)
class _Segment:
    """One segment with the offset of each of its elements."""

    fields: list[str]
    starts: list[int]

    def get(self, index: int) -> str:
        return self.fields[index].strip() if index < len(self.fields) else ""


def is_edi(text: str) -> bool:
    """Whether a text is an X12 interchange."""
    return _HEAD.match(text) is not None


def _segments(text: str) -> Iterator[_Segment]:
    head = _HEAD.match(text)
    if head is None:
        return
    separator, end = head[1], head[2]
    at = 0
    for piece in text.split(end):
        blank = len(piece) - len(piece.lstrip())
        fields = piece[blank:].split(separator)
        starts = [at + blank]
        for item in fields[:-1]:
            starts.append(starts[-1] + len(item) + len(separator))
        yield _Segment(fields, starts)
        at += len(piece) + 1


def read_edi(text: str) -> list[Person]:
    """The persons of an interchange, in order."""
    persons: list[Person] = []
    current: Person | None = None
    for segment in _segments(text):
        tag = segment.get(0)
        if tag == "NM1":
            current = _named(segment)
            if current:
                persons.append(current)
        elif current is not None:
            current.hits.extend(_of_segment(tag, segment, current))
    return persons


def _named(segment: _Segment) -> Person | None:
    role = _PEOPLE.get(segment.get(1))
    family, given, middle, suffix = (segment.get(i).title() for i in (3, 4, 5, 7))
    if role is None or segment.get(2) != "1" or not family:
        return None
    name = Name(" ".join(filter(None, (given, middle, family, suffix))), given, middle, family, suffix)
    end = (
        segment.starts[4] + len(segment.fields[4])
        if len(segment.fields) > 4
        else segment.starts[3] + len(family)
    )
    person = Person(role=role, tie="record", confidence=0.97, said=name)
    person.names.append(NameHit(segment.starts[3], end, name, 0.97, role=role))
    if segment.get(8) in ("MI", "II", "C1") and segment.get(9):
        person.hits.append(_hit("health_insurance_id", segment, 9, segment.get(9).upper()))
    return person


def _hit(element: str, segment: _Segment, index: int, value: str) -> Hit:
    start = segment.starts[index]
    return Hit(start, start + len(segment.fields[index]), element, value, 0.95, f"edi.{element}", _REASON)


def _of_segment(tag: str, segment: _Segment, person: Person) -> Iterator[Hit]:
    if tag == "N3" and segment.get(1):
        person.place["street"] = segment.get(1).title()
        yield _hit("postal_address", segment, 1, segment.get(1))
    elif tag == "N4":
        parts = {"city": segment.get(1).title(), "state": segment.get(2), "postal_code": segment.get(3)}
        person.place.update({key: value for key, value in parts.items() if value})
    elif tag == "DMG" and (born := dates.birth(segment.get(2))):
        yield _hit("date_of_birth", segment, 2, born)
    elif tag == "CLM" and segment.get(1):
        yield _hit("health_claim", segment, 1, segment.get(1))
    elif tag == "REF" and segment.get(1) == "SY" and checks.ssn(segment.get(2).zfill(9)):
        yield _hit("ssn", segment, 2, segment.get(2).zfill(9))
    elif tag == "HI":
        yield from _diagnoses(segment)


def _diagnoses(segment: _Segment) -> Iterator[Hit]:
    for index in range(1, len(segment.fields)):
        qualifier, _, code = segment.get(index).partition(":")
        code = code.split(":")[0]
        if qualifier in ("ABK", "ABF", "BK", "BF") and code:
            dotted = code if len(code) <= 3 else f"{code[:3]}.{code[3:]}"
            yield _hit(element_of(dotted), segment, index, dotted)
