"""What a breach would cost, from a case or from a place of the inventory: the law says who is told."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any, NamedTuple

import pyarrow as pa

from tocsin import law
from tocsin.model.facts import Facts, Role
from tocsin.model.tables import GROUPS, table
from tocsin.response.case import Case
from tocsin.risk.breachcost import BreachCost, Exposure, Interruption, breach_cost
from tocsin.risk.costs import costs

SURE = frozenset({"due", "overdue", "done"})
MAYBE = SURE | {"depends"}
MONTHS = 12
"""Of monitoring, where no law of the case asks for more: as in Cal. Civ. Code 1798.82(d)(2)(G)."""
_MONTHS = re.compile(r"^(\d+) months: ")


class Duty(NamedTuple):
    """What is needed of an obligation here."""

    id: str
    recipient: str
    status: str
    services: Sequence[str]


def exposure(facts: Facts, groups: pa.Table, duties: Iterable[Duty]) -> Exposure:
    """What decides the cost of a breach of these people. groups: of schema GROUPS."""
    open_ = [one for one in duties if one.status in MAYBE]
    to_people = [one for one in open_ if one.recipient == "individuals"]
    covers = law.coverage(facts, groups)
    sure = [one.id for one in to_people if one.status in SURE]
    told = at_most = offered = 0
    places: Counter[str] = Counter()
    for row in groups.to_pylist():
        number = row["people"] or 0
        if not any(covers(one.id, row) for one in to_people):
            continue
        at_most += number
        told += number if any(covers(duty, row) for duty in sure) else 0
        offered += number if not set(row["elements"]).isdisjoint(costs().offered_for) else 0
        places[row["residence"] or "ZZ"] += number
    offices = Counter(one.status in SURE for one in open_ if one.recipient != "individuals")
    roles = (Role.HIPAA_COVERED_ENTITY, Role.HIPAA_BUSINESS_ASSOCIATE)
    return Exposure(
        told=told,
        at_most=at_most,
        places=dict(places),
        offered=offered / at_most if at_most else 0.0,
        months=max((_months(one.services) for one in to_people), default=MONTHS),
        offices=offices[True],
        open_offices=offices[False],
        health=any(facts.organisation.is_role(role) for role in roles),
        employees=facts.organisation.employees,
    )


def _months(services: Iterable[str]) -> int:
    found = [int(match[1]) for line in services if (match := _MONTHS.match(line))]
    return max(found, default=MONTHS)


def exposure_of(case: Case) -> Exposure:
    """Of a case whose law was asked. Raises NotYet."""
    rows = case.need("obligations", "assess").to_pylist()
    duties = [Duty(row["id"], row["recipient"], row["status"], row["services"] or ()) for row in rows]
    groups = case.need("groups", "assess")
    if not groups.num_rows:
        groups = table(GROUPS, _counted(case.facts))
    return exposure(case.facts, groups, duties)


def _counted(facts: Facts) -> Iterable[Mapping[str, Any]]:
    """People known by number only, as rows of GROUPS."""
    for count in facts.incident.people or ():
        yield {
            "residence": count.residence,
            "elements": sorted(count.elements),
            "protection": "plain",
            "kind": "unknown",
            "minor": count.minors,
            "deceased": count.deceased,
            "people": count.people,
        }


def cost_of(found: Exposure, *, by_post: float = 1.0, interruption: Interruption | None = None) -> BreachCost:
    """The cost of a breach. by_post: share of the people who get a letter, the others an e-mail."""
    return breach_cost(replace(found, by_post=by_post, interruption=interruption))
