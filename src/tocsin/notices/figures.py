"""The built parts of a letter: the table of the person's own elements, contact cards, code box, signature."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from tocsin.law.registers import office
from tocsin.model.elements import catalogue
from tocsin.notices.blocks import library
from tocsin.notices.contacts import desks
from tocsin.notices.document import Cards, CodeBox, Node, Signature, Table
from tocsin.notices.fields import Incident, Reader
from tocsin.notices.offices import attorney_general, card
from tocsin.notices.solver import Demand

BUREAUS = ("equifax", "experian", "transunion")
TAX = frozenset({"ssn", "itin", "other_tax_id", "irs_ip_pin", "tax_information"})

FAMILIES: Mapping[str, Mapping[str, str]] = {
    "en": {
        "contact": "Contact details",
        "identity": "Identity",
        "government_id": "Government numbers",
        "financial": "Money and accounts",
        "credential": "Log-in details",
        "health": "Health",
        "biometric": "Body and signature",
        "work": "Work",
        "insurance": "Insurance",
        "location": "Location and devices",
        "special": "Other",
    },
    "es": {
        "contact": "Datos de contacto",
        "identity": "Identidad",
        "government_id": "Números oficiales",
        "financial": "Dinero y cuentas",
        "credential": "Datos de acceso",
        "health": "Salud",
        "biometric": "Cuerpo y firma",
        "work": "Trabajo",
        "insurance": "Seguros",
        "location": "Ubicación y aparatos",
        "special": "Otros",
    },
}


def elements_table(_: Incident, reader: Reader, __: Demand) -> tuple[Node, ...]:
    """What of this person was exposed, one row a family, in the order of the catalogue."""
    rows: dict[str, list[str]] = {}
    for code, element in catalogue().items():
        if code in reader.elements:
            rows.setdefault(element.family, []).append(
                _printed(element.es if reader.language == "es" else element.name)
            )
    words = library().words[reader.language]
    body = tuple(
        (FAMILIES[reader.language][family], _capital("; ".join(names))) for family, names in rows.items()
    )
    return (Table((words["kind"], words["involved"]), body, (1.0, 2.4)),)


def bureaus(_: Incident, __: Reader, ___: Demand) -> tuple[Node, ...]:
    """The three nationwide consumer reporting agencies."""
    return (Cards(tuple(desks()[code].card() for code in BUREAUS)),)


def agencies(_: Incident, reader: Reader, asked: Demand) -> tuple[Node, ...]:
    """The FTC; the IRS for tax data; the offices of the person's own place where the law asks for them."""
    cards = [desks()["ftc"].card()]
    if not TAX.isdisjoint(reader.elements):
        cards.append(desks()["irs"].card())
    general = attorney_general(reader.residence)
    codes = [general.key] if general else []
    if "state_agencies_contact" in asked.required:
        codes = list(dict.fromkeys([*codes, *library().state_agencies.get(reader.residence or "", ())]))
    elif (
        "state_ag_contact" not in asked.required and "identity_theft_agencies_statement" not in asked.required
    ):
        codes = []
    return (Cards((*cards, *(card(known) for code in codes if (known := office(code)) is not None))),)


def code_box(_: Incident, reader: Reader, __: Demand) -> tuple[Node, ...]:
    """The activation code, for recipients who have one."""
    return (CodeBox(library().words[reader.language]["code"]),) if reader.code else ()


def signature(incident: Incident, reader: Reader, _: Demand) -> tuple[Node, ...]:
    """Who signs: the contact person if known, and the organisation."""
    organisation = incident.facts.organisation
    person = ", ".join(part for part in (organisation.contact.name, organisation.contact.title) if part)
    greeting = "Atentamente," if reader.language == "es" else "Sincerely,"
    lines = (*([person] if person else []), organisation.name)
    return (Signature(greeting, lines),)


def _printed(name: str) -> str:
    """The catalogue is typed with straight apostrophes; a letter has curved ones."""
    return name.replace("'", "’")


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


Figure = Callable[[Incident, Reader, Demand], tuple[Node, ...]]
"""Makes a built part of a letter."""

FIGURES: Mapping[str, Figure] = {
    "elements_table": elements_table,
    "bureaus": bureaus,
    "agencies": agencies,
    "code_box": code_box,
    "signature": signature,
}
