"""Notices that name nobody: the page for the website (substitute notice) and the release for the media.

They are made of the letter's blocks for every element and every law in play: what one law requires is said,
what one forbids is not, and where two disagree nothing is written before somebody chose which laws the notice
serves.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import cache
from importlib.resources import files
from typing import Any

from tocsin.law.registers import office
from tocsin.model.yamlfile import read_yaml
from tocsin.notices.blocks import Library, block_of, library
from tocsin.notices.channels.allowed import Way
from tocsin.notices.channels.paper import Paper
from tocsin.notices.compose import letterhead, section_nodes
from tocsin.notices.contacts import desks
from tocsin.notices.document import Card, Cards, Heading, Node, Paragraph, Run
from tocsin.notices.fields import Incident, Reader, day, field_value
from tocsin.notices.figures import FIGURES, TAX
from tocsin.notices.markup import inline
from tocsin.notices.offices import attorney_general, card
from tocsin.notices.solver import Contradiction, Demand, Duty, Gap, Selection, demand, select

_DAYS = re.compile(r"_(\d+)_days$")
OFFICES_ASKED = frozenset({"state_ag_contact", "state_agencies_contact", "identity_theft_agencies_statement"})
"""Slots that are answered by the offices of a place."""

EVERYONE = "everyone"
"""The kind of reader that fields speak of when nobody is meant."""

PAGE_MEANS = ("website", "home_page")
"""How means of substitute notice that are a page on the website begin."""


@dataclass(frozen=True, slots=True)
class Standing:
    """How long the page must stay: the longest time a law in play asks for. source: of that law."""

    days: int
    source: str


@dataclass(frozen=True, slots=True)
class PublicNotice:
    """A notice for everybody, marked where something is open. stays: None if no law in play names a time."""

    paper: Paper
    contradictions: tuple[Contradiction, ...]
    gaps: tuple[Gap, ...]
    stays: Standing | None
    until: date | None

    @property
    def problems(self) -> tuple[str, ...]:
        """One sentence each."""
        return (*map(str, self.contradictions), *map(str, self.gaps))


@dataclass(frozen=True)
class Public:
    """What a notice for everybody depends on.

    duties: to tell individuals, those the notice is to serve. ways: how each may be done (substitute notice).
    elements: of anybody. residences: places of the people. minors: whether there are any.
    """

    incident: Incident
    duties: tuple[Duty, ...]
    ways: tuple[Way, ...]
    elements: tuple[str, ...]
    residences: tuple[str, ...]
    minors: bool
    source: Library


@cache
def _texts() -> Mapping[str, Any]:
    text = files("tocsin.notices").joinpath("templates", "public", "notice.yaml").read_text(encoding="utf-8")
    return dict(read_yaml(text))


def public_library(source: Library) -> Library:
    """The letter's blocks less those that speak to one recipient, and the blocks of public notices."""
    out = set(_texts()["leave_out"])
    own = [block_of(entry) for entry in _texts()["blocks"]]
    order = list(source.headings)
    kept = [block for block in source.blocks if block.id not in out]
    first = [block for block in own if block.section in {"opening", "what_information"}]
    last = [block for block in own if block not in first]
    blocks = sorted([*first, *kept, *last], key=lambda block: order.index(block.section))
    return replace(source, blocks=tuple(blocks))


def stays(ways: Iterable[Way]) -> Standing | None:
    """The longest time that a law in play wants the page to stay."""
    found = [
        Standing(int(days[1]), way.source)
        for way in ways
        for means, _ in way.substitute
        for each in means
        if each.startswith(PAGE_MEANS) and (days := _DAYS.search(each))
    ]
    return max(found, key=lambda one: one.days, default=None)


def web_notice(given: Public, language: str, posted: date) -> PublicNotice:
    """The page for the website. posted: the day it goes up."""
    chosen, clashes = chosen_for(given, language)
    staying = stays(given.ways)
    until = posted + timedelta(days=staying.days) if staying else None
    nodes = list(_body(given, chosen, language))
    if until:
        words = _texts()["words"][language]["until"].replace("{date}", day(until, language))
        nodes.append(Paragraph((Run(words),)))
    head = (tuple(letterhead(given.incident)), (day(posted, language),))
    title = f"{_texts()['words'][language]['title']}: {given.incident.facts.organisation.name}"
    return PublicNotice(Paper(title, language, tuple(nodes), head), clashes, chosen.gaps, staying, until)


def media_release(given: Public, language: str, on: date) -> PublicNotice:
    """The release for the media: the same words, with whom journalists can reach."""
    chosen, clashes = chosen_for(given, language)
    words = _texts()["words"][language]
    reader = public_reader(given, language)
    title = inline(words["release"], lambda name: field_value(name, given.incident, reader))
    organisation = given.incident.facts.organisation
    contact = organisation.contact
    reach = (contact.name, contact.title, contact.phone or organisation.toll_free, contact.email)
    nodes = [
        *_body(given, chosen, language),
        Heading(words["contact"], level=2),
        Paragraph((Run(", ".join(part for part in reach if part)),)),
        Paragraph((Run(words["end"]),)),
    ]
    head = (tuple(letterhead(given.incident)), (day(on, language),))
    return PublicNotice(Paper(title, language, tuple(nodes), head), clashes, chosen.gaps, None, None)


def public_reader(given: Public, language: str, kind: str = "adult") -> Reader:
    """Everybody: blocks are chosen as for an adult, and filled in for ``EVERYONE``."""
    return Reader(None, kind, language, given.elements)


def chosen_for(
    given: Public, language: str, *, everything: bool = False
) -> tuple[Selection, tuple[Contradiction, ...]]:
    """The blocks of a notice to everybody. everything: also what a law forbids to say to its people."""
    asked, clashes = demand(given.duties)
    if everything:
        asked = Demand(asked.required, {})
    own = public_library(given.source)
    found = select(given.incident, public_reader(given, language), asked, own)
    blocks = found.blocks
    if given.minors:
        parents = Reader(None, "minor", language, given.elements)
        more = {block.id for block in select(given.incident, parents, asked, own).blocks}
        wanted = {block.id for block in blocks} | (more & {"public.minors"})
        blocks = tuple(block for block in own.blocks if block.id in wanted)
    return Selection(blocks, clashes, found.gaps, asked), clashes


def _body(given: Public, chosen: Selection, language: str) -> Iterator[Node]:
    def agencies(_: Incident, __: Reader, ___: Demand) -> tuple[Node, ...]:
        """The FTC, the IRS for tax data, and the offices of every place whose law asks for them."""
        names = ["ftc"] if TAX.isdisjoint(given.elements) else ["ftc", "irs"]
        return (Cards((*(desks()[name].card() for name in names), *_offices(given))),)

    figures = {**FIGURES, "agencies": agencies}
    yield from section_nodes(given.incident, public_reader(given, language, EVERYONE), chosen, figures)


def _offices(given: Public) -> Iterator[Card]:
    asking = {duty.jurisdiction for duty in given.duties if OFFICES_ASKED & set(duty.content)}
    for place in sorted(asking & set(given.residences)):
        general = attorney_general(place)
        keys = [general.key] if general else []
        for key in dict.fromkeys([*keys, *library().state_agencies.get(place, ())]):
            known = office(key)
            if known is not None:
                yield card(known)
