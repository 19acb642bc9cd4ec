"""The typed fields of templates: facts by their path, and words derived from facts, person and place.

A field gives text, or None when the fact is not yet known. ``Letterhead`` and ``Reader`` hold everything a
class of letters depends on; nothing of a single person is in them.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from pydantic import BaseModel

from tocsin.model.elements import catalogue, jurisdictions
from tocsin.model.facts import Address, Facts
from tocsin.notices.filing import Filing
from tocsin.notices.offices import attorney_general

MONTHS: Mapping[str, tuple[str, ...]] = {
    "en": (
        "January",
        "February",
        "March",
        "April",
        "May",
        "June",
        "July",
        "August",
        "September",
        "October",
        "November",
        "December",
    ),
    "es": (
        "enero",
        "febrero",
        "marzo",
        "abril",
        "mayo",
        "junio",
        "julio",
        "agosto",
        "septiembre",
        "octubre",
        "noviembre",
        "diciembre",
    ),
}


@dataclass(frozen=True, slots=True)
class Reader:
    """Whom a class of letters speaks to.

    residence: jurisdiction code or None. kind: adult / minor / deceased, or with a
    representative represented / estate; everyone, in public notices.
    elements: sorted codes that were exposed. code: whether these recipients have activation codes. months:
    how long their service runs, 0: as the facts say.
    """

    residence: str | None
    kind: str
    language: str
    elements: tuple[str, ...]
    code: bool = False
    months: int = 0


@dataclass(frozen=True)
class Incident:
    """What all letters of a case share.

    on: the date letters carry. people: affected in all; people_in: by jurisdiction code (None: residence not
    known). elements_in: how many people had each element exposed, by jurisdiction code.
    statements: the organisation's own words for slots that no fact carries, by slot.
    filings: reports to offices that were made and recorded.
    """

    facts: Facts
    on: date
    people: int
    people_in: Mapping[str | None, int]
    elements_in: Mapping[str | None, Mapping[str, int]] = field(default_factory=dict)
    statements: Mapping[str, str] = field(default_factory=dict)
    filings: tuple[Filing, ...] = ()


ASKS: Mapping[str, str] = {
    "when": "incident.dates.occurred_from",
    "phone": "organisation.toll_free",
    "place": "the State or place",
    "people_here": "how many live there",
    "agencies": "incident.law_enforcement",
    "holder": "incident.holds",
    "state_office": "the attorney general’s contact",
    "organisation_address": "organisation.address",
    "contact_address": "organisation.address",
    "months": "incident.services.months",
}
"""What to find out when a derived field has no value."""


def asked_for(name: str) -> str:
    """What must become known for a field to have a value, as people look for it."""
    return ASKS.get(name, name)


def fact(facts: Facts, path: str) -> Any:
    """The value at a dotted path (``incident.dates.discovered``), None when not known.

    Raises AttributeError for a path that does not exist.
    """
    value: Any = facts
    for name in path.split("."):
        if value is None:
            return None
        value = getattr(value, name)
    return value


def day(value: date, language: str) -> str:
    """A date as a letter writes it."""
    month = MONTHS[language][value.month - 1]
    return (
        f"{value.day} de {month} de {value.year}"
        if language == "es"
        else f"{month} {value.day}, {value.year}"
    )


def listed(items: list[str], language: str) -> str:
    """``a``, ``a and b``, ``a, b, and c``."""
    joint = "y" if language == "es" else "and"
    if len(items) < 3:
        return f" {joint} ".join(items)
    comma = "" if language == "es" else ","
    return f"{', '.join(items[:-1])}{comma} {joint} {items[-1]}"


def postal(address: Address) -> str | None:
    """An address on one line, None when no street is known."""
    if not address.street:
        return None
    place = " ".join(part for part in (address.state, address.postal_code) if part)
    return ", ".join(part for part in (address.street, address.city, place, address.country) if part)


def written(value: Any, language: str) -> str | None:
    """A fact's value as words; None stays None."""
    if value is None:
        return None
    if isinstance(value, bool):
        return {("en", True): "yes", ("en", False): "no", ("es", True): "sí", ("es", False): "no"}[
            language, value
        ]
    if isinstance(value, date):
        return day(value, language)
    if isinstance(value, int):
        return f"{value:,}"
    if isinstance(value, Address):
        return postal(value)
    if isinstance(value, BaseModel):
        return getattr(value, "name", None)
    if isinstance(value, list):
        return "\n".join(text for text in (written(item, language) for item in value) if text) or None
    return str(value)


def field_value(name: str, incident: Incident, reader: Reader) -> str | None:
    """The text of a field: a derived one (``DERIVED``), ``statement.SLOT``, or a fact's path."""
    if name in DERIVED:
        return DERIVED[name](incident, reader)
    if name.startswith("statement."):
        return incident.statements.get(name.removeprefix("statement."))
    return written(fact(incident.facts, name), reader.language)


def _when(incident: Incident, reader: Reader) -> str | None:
    dates, language = incident.facts.incident.dates, reader.language
    first, last = dates.occurred_from, dates.occurred_to
    if first and last and first != last:
        words = "entre el {} y el {}" if language == "es" else "between {}, and {}"
        return words.format(day(first, language), day(last, language))
    known = first or last
    if known is None:
        return None
    return f"el {day(known, language)}" if language == "es" else f"on {day(known, language)}"


def _phone(incident: Incident, _: Reader) -> str | None:
    return incident.facts.organisation.toll_free or incident.facts.organisation.contact.phone


def _place(_: Incident, reader: Reader) -> str | None:
    return jurisdictions()[reader.residence] if reader.residence else None


def _people(incident: Incident, _: Reader) -> str | None:
    return f"{incident.people:,}"


def _people_here(incident: Incident, reader: Reader) -> str | None:
    return f"{incident.people_in.get(reader.residence, 0):,}" if reader.residence else None


def _agencies(incident: Incident, reader: Reader) -> str | None:
    known = incident.facts.incident.law_enforcement
    names = [contact.organisation or contact.name for contact in known or ()]
    return listed([name for name in names if name], reader.language) or None


def _holder(incident: Incident, reader: Reader) -> str | None:
    return listed([hold.agency for hold in incident.facts.incident.holds or ()], reader.language) or None


def _whose(_: Incident, reader: Reader) -> str:
    words = {
        "adult": "your",
        "minor": "your child’s",
        "deceased": "your family member’s",
        "represented": "the named person’s",
        "estate": "the named person’s",
        "everyone": "personal",
    }
    return words[reader.kind]


def _person(_: Incident, reader: Reader) -> str:
    words = {
        "en": {
            "adult": "you",
            "minor": "your child",
            "deceased": "your family member",
            "represented": "the person named above",
            "estate": "the person named above",
            "everyone": "people",
        },
        "es": {
            "adult": "usted",
            "minor": "su hijo o hija",
            "deceased": "su familiar",
            "represented": "la persona nombrada arriba",
            "estate": "la persona nombrada arriba",
            "everyone": "personas",
        },
    }
    return words[reader.language][reader.kind]


def _elements(_: Incident, reader: Reader) -> str:
    known = catalogue()
    names = [known[code].es if reader.language == "es" else known[code].name for code in reader.elements]
    return listed(names, reader.language)


def _state_office(_: Incident, reader: Reader) -> str | None:
    office = attorney_general(reader.residence)
    return office.name if office else None


def _organisation_address(incident: Incident, _: Reader) -> str | None:
    return postal(incident.facts.organisation.address)


def _contact_address(incident: Incident, _: Reader) -> str | None:
    organisation = incident.facts.organisation
    return postal(organisation.contact.address) or postal(organisation.address)


def _months(incident: Incident, reader: Reader) -> str | None:
    """Of the recipient's own service where a code was given out, else of the offer."""
    return written(reader.months or incident.facts.incident.services.months, reader.language)


DERIVED: Mapping[str, Callable[[Incident, Reader], str | None]] = {
    "when": _when,
    "phone": _phone,
    "place": _place,
    "people": _people,
    "people_here": _people_here,
    "agencies": _agencies,
    "holder": _holder,
    "whose": _whose,
    "person": _person,
    "elements": _elements,
    "state_office": _state_office,
    "organisation_address": _organisation_address,
    "contact_address": _contact_address,
    "months": _months,
}
