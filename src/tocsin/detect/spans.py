"""The engine's view of a text as labelled spans, for measuring it on data with span truth."""

from __future__ import annotations

from typing import NamedTuple

from tocsin.detect.context import context_spans
from tocsin.detect.flat import flatten
from tocsin.detect.hits import Person, Read
from tocsin.detect.prose import read_text

TYPES = {
    "person_name": "PERSON",
    "ssn": "SSN",
    "ssn_last4": "SSN4",
    "itin": "ITIN",
    "drivers_license": "DL",
    "passport": "PASSPORT",
    "financial_account": "BANK",
    "routing_number": "ROUTING",
    "payment_card": "CARD",
    "card_security_code": "CVV",
    "card_expiry": "EXP",
    "username": "USERNAME",
    "password": "PASSWORD",
    "online_account_credentials": "PASSWORD",
    "email_account_credentials": "PASSWORD",
    "date_of_birth": "DOB",
    "medical_record_number": "MRN",
    "health_insurance_id": "HEALTHPLAN",
    "medicare_medicaid_id": "MBI",
    "medical_information": "DIAG",
    "mental_health": "DIAG",
    "substance_use_record": "DIAG",
    "reproductive_health": "DIAG",
    "postal_address": "LOC",
    "phone_number": "PHONE",
    "email_address": "EMAIL",
    "iban": "IBAN",
    "ip_address": "IP",
    "place": "LOC",
    "organisation": "ORG",
    "people": "NRP",
}
"""Names of the yardstick's types by element; other elements keep their code."""


class Span(NamedTuple):
    """A found stretch. owner: number of the person in this text, None if unknown."""

    start: int
    end: int
    type: str
    owner: int | None


def spans(text: str) -> list[Span]:
    """Names and data elements of a text with their owners, in order."""
    return spans_of(read_text(text, everywhere=True), text)


def spans_of(read: Read, text: str) -> list[Span]:
    """The same of a text that is read already, and, of nobody, the days and countries it names."""
    found: list[Span] = []
    for number, person in enumerate(read.persons):
        found.extend(_of(person, number))
    found.extend(
        Span(h.start, h.end, TYPES.get(h.element, h.element), None) for h in (*read.unowned, *read.contested)
    )
    found.extend(Span(h.start, h.end, TYPES[h.element], None) for h in read.places)
    found.extend(Span(n.start, n.end, "PERSON", None) for n in read.lone_names)
    found.extend(_context(text, found))
    return sorted(set(found), key=lambda span: (span.start, span.end, span.type))


def _context(text: str, found: list[Span]) -> list[Span]:
    """What nothing found overlaps."""
    taken = bytearray(len(text))
    for span in found:
        if 0 <= span.start < span.end:
            taken[span.start : span.end] = b"\x01" * (span.end - span.start)
    around = context_spans(flatten(text), lambda start, end: taken.find(1, start, end) < 0)
    return [Span(start, end, kind, None) for start, end, kind in around]


def _of(person: Person, number: int) -> list[Span]:
    names = [Span(n.start, n.end, "PERSON", number) for n in person.names]
    return names + [Span(h.start, h.end, TYPES.get(h.element, h.element), number) for h in person.hits]
