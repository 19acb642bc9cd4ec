"""How the people of a case are matched: the settings, and the organisation's own particulars."""

from __future__ import annotations

import dataclasses
from datetime import date

from tocsin import people
from tocsin.model.facts import Facts
from tocsin.response.case import Case


def settings(case: Case) -> people.Settings:
    """Strict, and the day on which somebody was a minor or not."""
    return dataclasses.replace(people.STRICT, incident_date=_incident_day(case.facts))


def home(case: Case) -> people.Home:
    """The organisation's own particulars, which stand in everyone's file and tell nobody apart."""
    organisation = case.facts.organisation
    domains = {mail.rpartition("@")[2].lower() for mail in (organisation.contact.email,) if mail}
    return people.Home(
        state=organisation.address.state,
        street=organisation.address.street,
        postal_code=organisation.address.postal_code,
        phones=frozenset(phone for phone in (organisation.contact.phone, organisation.toll_free) if phone),
        email_domains=frozenset(domains),
    )


def _incident_day(facts: Facts) -> date | None:
    dates = facts.incident.dates
    return dates.occurred_from or dates.discovered or facts.as_of
