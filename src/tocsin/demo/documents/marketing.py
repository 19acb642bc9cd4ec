"""Marketing/: newsletter readers known by e-mail only, a page with contacts, pages without anybody."""

from __future__ import annotations

import html

from ..columns import columns
from ..desk import Desk
from ..people import Person
from ..writers.delimited import delimited

_TOPICS = ("whitening", "payroll-tax-calendar", "sealants", "w2-deadlines", "implants-faq", "holiday-hours")


def write(desk: Desk) -> None:
    """Everything in Marketing/."""
    readers = desk.people.readers()
    half = len(readers) // 2
    _newsletter(desk, "Marketing/newsletter_subscribers.csv", "email", readers[:half])
    _newsletter(desk, "Marketing/webinar_leads.csv", "email full", readers[half:])
    _contacts(desk)
    for topic in _TOPICS:
        title = topic.replace("-", " ").title()
        body = f"<p>Everything you always wanted to know about {topic.replace('-', ' ')}.</p>"
        desk.save(f"Marketing/site/{topic}.html", _page(title, body))


def _newsletter(desk: Desk, path: str, keys: str, readers: list[Person]) -> None:
    grid = desk.grid(path, columns(desk.rng(path), keys), readers, desk.pen(path))
    desk.save(path, delimited(grid.header, grid.rows))


def _contacts(desk: Desk) -> None:
    """A saved web page of the client portal: one contact person for each of some client firms."""
    path = "Marketing/client_contacts.html"
    rows: list[str] = []
    for client in desk.people.clients[:40]:
        for person in desk.people.employees(client.index)[:1]:
            desk.ledger.saw(path, person, ("person_name", "email_address", "phone_number"))
            cells = (client.name, f"{person.first} {person.last}", person.email, desk.pen(path).phone(person))
            rows.append("<tr>" + "".join(f"<td>{html.escape(cell)}</td>" for cell in cells) + "</tr>")
    head = "<tr><th>Client</th><th>Contact</th><th>E-mail</th><th>Phone</th></tr>"
    desk.save(path, _page("Client contacts", f"<table>{head}{''.join(rows)}</table>"))


def _page(title: str, body: str) -> str:
    name = html.escape(title)
    head = f'<head><meta charset="utf-8"><title>{name}</title></head>'
    return f'<!DOCTYPE html>\n<html lang="en">{head}<body><h1>{name}</h1>{body}</body></html>\n'
