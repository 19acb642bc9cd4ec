"""The story of a response, in the order it happens. The only place that knows this order.

Every stage is a function over tables: it runs when what it is made from has changed, and not otherwise.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc

from tocsin import __version__, harm, law, people
from tocsin.model.facts import Facts
from tocsin.model.tables import GROUPS, NEEDS, UNOWNED, table
from tocsin.response import filings, judging, ledger, lists, matching, moving, notify
from tocsin.response.case import Case, NotYet, edition
from tocsin.response.progress import Watcher, shares
from tocsin.response.scan import Lanes, scan

PEOPLE_TABLES = (
    "people",
    "links",
    "exposures",
    "merges",
    "people_events",
    "candidates",
    "model",
    "addresses",
    "flags",
    "unowned",
)
"""What ``find_people`` makes."""


def respond(
    case: Case, sources: Sequence[Path], people_list: Path | None, pool: Lanes | None, watcher: Watcher
) -> None:
    """From stolen files (or a list, or counts) to letters and packets."""
    if sources:
        assert pool is not None
        scan(case, sources, pool, watcher)
    if people_list is not None:
        assert pool is not None
        lists.take_list(case, people_list, pool, watcher)
    if case.has_scan or lists.has_list(case):
        find_people(case, watcher)
    assess(case, watcher)
    write_notices(case, watcher)


def find_people(case: Case, watcher: Watcher, *, engine: people.Engine = people.here) -> None:
    """Whose was it: mentions become one row per individual. engine: where; the rows are the same."""
    mentions, identifiers = lists.all_mentions(case)
    settings, home = matching.settings(case), matching.home(case)
    inputs = ("mentions", *lists.TABLES)
    made_from = case.digest(
        *inputs,
        extra=f"people {__version__} {settings} {home} {judging.digest(case)} {ledger.digest(case)} "
        f"{moving.digest(case)}",
    )
    with watcher.work("Finding whose it was", 1.0) as bar:

        def stage() -> dict[str, pa.Table]:
            events = case.table("people_events")
            found = people.resolve(
                mentions,
                identifiers,
                settings=settings,
                home=home,
                progress=shares(bar),
                decisions=ledger.rulings(case),
                before=people.Kept.of(case.table("links"), events),
                per_thousand=people.PER_THOUSAND,
                engine=engine,
            )
            _say_what_waits(found, watcher)
            rows, addresses = people.readdress(
                found.people, found.addresses, found.links, moving.standing(case)
            )
            return {
                "people": rows,
                "links": found.links,
                "exposures": found.exposures,
                "merges": found.merges,
                "people_events": pa.concat_tables([events, found.events])
                if events is not None
                else found.events,
                "candidates": found.candidates,
                "model": found.model,
                "addresses": addresses,
                "flags": found.flags,
                "unowned": _unowned(judging.judged(case).findings if case.has_scan else None),
            }

        case.make(PEOPLE_TABLES, made_from, stage)


def _say_what_waits(found: people.Resolved, watcher: Watcher) -> None:
    if found.overruled:
        watcher.note(
            f"Decisions about people that later ones contradict: {', '.join(sorted(found.overruled))}. "
            "The later ones hold."
        )
    if found.waiting:
        watcher.note(
            f"Decisions about people whose mentions are not there now: {', '.join(sorted(found.waiting))}."
        )


def _unowned(findings: pa.Table | None) -> pa.Table:
    """What was found and could be tied to nobody, by item and element."""
    if findings is None:
        return UNOWNED.empty_table()
    alone = findings.filter(pc.is_null(findings["mention"]))
    counted = alone.group_by(["item", "element"]).aggregate([("element", "count")])
    counted = counted.rename_columns(["item", "element", "findings"]).cast(UNOWNED)
    return counted.sort_by([("item", "ascending"), ("element", "ascending")])


def assess(case: Case, watcher: Watcher) -> None:
    """Which laws, and how bad: groups of people who are alike to the law, duties, severity."""
    facts, day = case.facts, case.day
    made_from = case.digest(
        "people",
        "exposures",
        extra=f"law {__version__} {edition('tocsin.law')} {edition('tocsin.harm')} {day} "
        f"{facts.model_dump_json()} {filings.digest(case)}",
    )
    with watcher.work("Asking the law", 1.0):

        def stage() -> dict[str, pa.Table]:
            groups = _groups(case, facts)
            asked = filings.told(case, facts).model_copy(update={"as_of": day})
            obligations = law.evaluate(asked, groups)
            needs = [dict(zip(NEEDS.names, need, strict=True)) for need in law.needs_of(obligations, asked)]
            return {
                "groups": groups,
                "obligations": law.obligations_table(obligations),
                "needs": table(NEEDS, needs),
                "severity": harm.assess(facts, groups),
            }

        case.make(("groups", "obligations", "needs", "severity"), made_from, stage)


def write_notices(case: Case, watcher: Watcher) -> None:
    """The right words to everyone: letters to people, packets to offices and businesses."""
    if case.table("obligations") is None:
        raise NotYet("The law has not been asked yet: run `tocsin assess` first.")
    notify.write(case, watcher, os.cpu_count() or 1)


def _groups(case: Case, facts: Facts) -> pa.Table:
    """People found in files, and people known by number only."""
    rows, exposures = case.table("people"), case.table("exposures")
    found = (
        people.group(rows, exposures) if rows is not None and exposures is not None else GROUPS.empty_table()
    )
    counted = [
        {
            "residence": entry.residence,
            "elements": sorted(entry.elements),
            "protection": "plain",
            "kind": "unknown",
            "minor": entry.minors,
            "deceased": entry.deceased,
            "people": entry.people,
        }
        for entry in facts.incident.people or []
    ]
    if not counted and rows is None:
        raise NotYet(
            "Nobody is known to be affected yet: give the stolen FOLDER, a --list of people, or counts under "
            "incident: people: in the facts."
        )
    return pa.concat_tables([found, table(GROUPS, counted)])
