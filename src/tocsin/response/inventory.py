"""What a breach of each place where data is kept would ask for, and what that place could do without."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import PurePosixPath

import pyarrow as pa

from tocsin import law, people
from tocsin.law import Obligation
from tocsin.model.facts import Dates, Facts, HarmFindings, Incident, Intrusion, Protection
from tocsin.model.tables import GROUPS, table
from tocsin.readiness import Held, Inventory, Store
from tocsin.response.case import Case
from tocsin.response.costing import Duty, exposure
from tocsin.response.progress import Watcher
from tocsin.risk.breachcost import BreachCost, Exposure, breach_cost

_OPEN = frozenset({"due", "overdue"})
QUESTIONS = 3
NAME = "person_name"
"""What no place can do without: advice to leave names out helps nobody."""
_KINDS = frozenset({"employee", "patient", "customer", "student"})


@dataclass(frozen=True, slots=True)
class Without:
    """How many people at most would have to be told if a kind of data were not kept in this place."""

    element: str
    told: int


@dataclass(frozen=True, slots=True)
class Outlook:
    """A theft of everything in one place, discovered on a day.

    told: people who must be told by law, each counted once. at_most: with those whose being told hangs on
    facts nobody knows yet. offices: other notices that are due. depends: duties that hang on such facts.
    first: the first day on which something is due, and what. without: what not keeping a kind of data would
    change, the most first. questions: whose answers in the facts would settle most of what is open.
    cost: of such a theft.
    """

    store: Store
    people: int
    places: tuple[str, ...]
    told: int
    at_most: int
    offices: int
    depends: int
    first: date | None
    first_what: str
    without: tuple[Without, ...]
    questions: tuple[str, ...]
    cost: BreachCost


def outlooks(facts: Facts, inventory: Inventory, day: date, watcher: Watcher) -> list[Outlook]:
    """Every place, the one with most people to tell first. Of the facts only the organisation counts."""
    found = []
    with watcher.work("Asking the law", float(len(inventory.stores))) as bar:
        for store in inventory.stores:
            bar.say(store.name)
            found.append(_outlook(facts, store, day))
            bar.advance(1.0)
    return sorted(found, key=lambda one: (-one.at_most, -one.people, one.store.name))


def _outlook(facts: Facts, store: Store, day: date) -> Outlook:
    asked = _stolen(facts, store, day)
    groups = _groups(store.people, encrypted=bool(store.encrypted))
    obligations = law.evaluate(asked, groups)
    due = [one for one in obligations if one.status in _OPEN]
    open_ = [one for one in obligations if one.status in _OPEN or one.status == "depends"]
    at_most = _told(asked, groups, open_)
    unsettled = [one for one in obligations if one.status == "depends" and one.recipient == "individuals"]
    dated = sorted((one.deadline, one.title) for one in due if one.deadline is not None)
    first, what = dated[0] if dated else (None, "")
    return Outlook(
        store=store,
        people=sum(count.people or 0 for count in store.people),
        places=tuple(sorted({str(count.residence) for count in store.people if count.residence})),
        told=_told(asked, groups, due),
        at_most=at_most,
        offices=sum(one.recipient != "individuals" for one in due),
        depends=sum(one.status == "depends" for one in obligations),
        first=date.fromisoformat(str(first)[:10]) if first else None,
        first_what=what,
        without=tuple(_without(asked, store, at_most)),
        questions=tuple(question for _, question, _ in law.needs_of(unsettled, asked)[:QUESTIONS]),
        cost=breach_cost(exposure(asked, groups, map(_duty, obligations))),
    )


def _duty(one: Obligation) -> Duty:
    return Duty(one.id, one.recipient, one.status, one.services)


def exposure_of_stores(facts: Facts, stores: Sequence[Store], day: date) -> Exposure:
    """What decides the cost of a theft of everything in these places at once, each person counted once for
    every place: the same people in two places count twice, since an inventory names nobody."""
    encrypted = [store for store in stores if store.encrypted]
    taken = [store for store in stores if not store.encrypted]
    # A place that is encrypted adds nobody who must be told, unless all of them are.
    count = taken or encrypted
    asked = _stolen(facts, count[0].model_copy(update={"encrypted": _alike(count)}), day)
    rows = [held for store in count for held in store.people]
    groups = _groups(rows, encrypted=not taken)
    return exposure(asked, groups, map(_duty, law.evaluate(asked, groups)))


def _alike(stores: Sequence[Store]) -> bool | None:
    """Whether all are encrypted, None where that is not known of one."""
    said = {store.encrypted for store in stores}
    return None if None in said else False not in said


def _stolen(facts: Facts, store: Store, day: date) -> Facts:
    """The facts of a theft as bad as one can be: on purpose, from computers, with harm to be expected."""
    incident = Incident(
        kind="hacking",
        dates=Dates(occurred_from=day, discovered=day, reasonable_belief=day, determined_breach=day),
        medium="computerised",
        data_of_others=False,
        intrusion=Intrusion(accessed=True, acquired=True, intentional=True, good_faith_employee=False),
        harm=HarmFindings(investigated=True, harm_reasonably_likely=True),
        protection=Protection(encrypted=store.encrypted, key_taken=False if store.encrypted else None),
        people=None,
    )
    return Facts(organisation=facts.organisation, incident=incident, as_of=day)


def _groups(counts: Iterable[Held], *, encrypted: bool, leaving_out: str = "") -> pa.Table:
    rows = []
    for count in counts:
        elements = sorted(element for element in count.elements if element != leaving_out)
        if elements:
            rows.append(
                {
                    "residence": count.residence,
                    "elements": elements,
                    "protection": "encrypted" if encrypted else "plain",
                    "kind": count.kind or "unknown",
                    "minor": count.minors,
                    "deceased": count.deceased,
                    "people": count.people,
                }
            )
    return table(GROUPS, rows)


def _told(facts: Facts, groups: pa.Table, obligations: Sequence[Obligation]) -> int:
    duties = [one.id for one in obligations if one.recipient == "individuals"]
    covers = law.coverage(facts, groups)
    return sum(row["people"] or 0 for row in groups.to_pylist() if any(covers(duty, row) for duty in duties))


def _without(facts: Facts, store: Store, at_most: int) -> Iterable[Without]:
    """Kinds of data that are the reason why people would have to be told."""
    kept = Counter(element for count in store.people for element in count.elements)
    found = []
    for element in kept.keys() - {NAME}:
        groups = _groups(store.people, encrypted=bool(store.encrypted), leaving_out=element)
        obligations = law.evaluate(facts, groups) if groups.num_rows else []
        open_ = [one for one in obligations if one.status in _OPEN or one.status == "depends"]
        left = _told(facts, groups, open_) if open_ else 0
        if left < at_most:
            found.append(Without(element, left))
    return sorted(found, key=lambda one: (one.told, one.element))


def inventory_of(case: Case) -> Inventory:
    """An inventory from a scan of the business's own shares: a place for each folder at the top.

    Counts only. Raises NotYet when nobody was looked for yet.
    """
    rows, exposures = case.need("people", "people"), case.need("exposures", "people")
    items = case.need("items", "scan")
    place_of = dict(zip(items["id"].to_pylist(), map(_place, items["path"].to_pylist()), strict=True))
    stores = []
    for place in sorted(set(place_of.values())):
        inside = [
            any(place_of.get(item) == place for item in found) for found in exposures["items"].to_pylist()
        ]
        here = exposures.filter(pa.array(inside, pa.bool_()))
        counts = _counts(people.group(rows, here)) if here.num_rows else []
        if counts:
            stores.append(Store(name=place, where=place, people=counts))
    return Inventory(stores=stores)


def _place(path: str) -> str:
    """The folder below the source that a file is in; files directly in the source are together."""
    parts = PurePosixPath(path.split(" » ", 1)[0]).parts
    return "/".join(parts[:2]) if len(parts) > 2 else parts[0]


def _counts(groups: pa.Table) -> list[Held]:
    """People alike in residence and kinds of data, added up."""
    found: Counter[tuple[str | None, str | None, tuple[str, ...], bool, bool]] = Counter()
    for row in groups.to_pylist():
        kind = row["kind"] if row["kind"] in _KINDS else None
        key = (row["residence"], kind, tuple(row["elements"]), bool(row["minor"]), bool(row["deceased"]))
        found[key] += row["people"] or 0
    return [
        Held(residence=place, kind=kind, elements=list(elements), people=number, minors=minors, deceased=dead)
        for (place, kind, elements, minors, dead), number in sorted(found.items(), key=lambda one: -one[1])
        if elements
    ]
