"""Activation codes for identity services: who is owed how many months, and which code serves whom.

Every person gets one code at most and every code goes to one person; when there are too few nobody gets one.
"""

from __future__ import annotations

import bisect
import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from tocsin.notices.letterplan import Plan

PRODUCTS = ("adult", "minor")
"""Kinds of service there are codes for. The file of a person who has died is closed, not watched."""

PRODUCT_OF: Mapping[str, str] = {"adult": "adult", "represented": "adult", "minor": "minor"}
"""Kind of letter → the service that its person gets."""

OPEN = " (if "
"""Stands in the line of a service that hangs on a fact not yet known: nobody is owed it so far."""

_MONTHS = re.compile(r"(\d+) months")


@dataclass(frozen=True, slots=True)
class Need:
    """One person who is owed a code. months: the least that every law in play is content with."""

    person: str
    product: str
    months: int


@dataclass(frozen=True, slots=True)
class Code:
    """One code. id: says nothing of the code."""

    id: str
    product: str
    months: int


@dataclass(frozen=True, slots=True)
class Short:
    """How many codes are missing of a product with at least so many months."""

    product: str
    months: int
    missing: int

    def __str__(self) -> str:
        return f"{self.missing:,} more for {self.product}s with {self.months} months or more"


def needs(plan: Plan, services: Mapping[str, Iterable[str]], *, everyone: bool = False) -> list[Need]:
    """Who is owed a code. services: by obligation id, lines such as ``24 months: credit monitoring``.

    everyone: also those whom no law owes one, for as long as the letter offers.
    """
    offered = plan.incident.facts.incident.services.months or 0
    found = []
    for piece in plan.pieces:
        group = plan.classes[piece.variant]
        kind = PRODUCT_OF.get(group.reader.kind)
        if kind is None:
            continue
        lines = [line for ident in group.obligations for line in services.get(ident, ()) if OPEN not in line]
        months = [int(given[1]) for line in lines if (given := _MONTHS.match(line))]
        if months or everyone:
            found.append(Need(piece.person, kind, max([*months, offered if everyone else 0])))
    return found


def allot(wanted: Iterable[Need], free: Iterable[Code]) -> tuple[dict[str, Code], tuple[Short, ...]]:
    """A code for each person, the shortest that is long enough; or what is missing, and then no code at all.

    Needs are served from the shortest up, so that nobody takes a long code that another cannot do without.
    """
    given: dict[str, Code] = {}
    missing: Counter[tuple[str, int]] = Counter()
    there = list(free)
    stock = {name: sorted((c.months, c.id) for c in there if c.product == name) for name in PRODUCTS}
    for need in sorted(wanted, key=lambda one: (one.product, one.months, one.person)):
        codes = stock[need.product]
        at = bisect.bisect_left(codes, (need.months, ""))
        if at == len(codes):
            missing[need.product, need.months] += 1
            continue
        months, ident = codes.pop(at)
        given[need.person] = Code(ident, need.product, months)
    if missing:
        return {}, tuple(Short(product, months, n) for (product, months), n in sorted(missing.items()))
    return given, ()
