"""The story of a response, in the order it happens. The only place that knows this order.

Every stage is a function over tables: it runs when what it is made from has changed, and not otherwise.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pyarrow as pa

from tocsin import harm, law, people
from tocsin.model.facts import Facts
from tocsin.model.tables import GROUPS, table
from tocsin.response import lists, notify
from tocsin.response.case import Case, NotYet
from tocsin.response.progress import Watcher
from tocsin.response.scan import Lanes, scan


def respond(
    case: Case, sources: Sequence[Path], people_list: Path | None, pool: Lanes | None, watcher: Watcher
) -> None:
    """From stolen files (or a list, or counts) to letters and packets."""
    if sources:
        assert pool is not None
        scan(case, sources, pool, watcher)
    if people_list is not None:
        assert pool is not None
        lists.take_list(case, people_list, pool)
    if case.has_scan or lists.has_list(case):
        find_people(case, watcher)
    assess(case, watcher)
    write_notices(case, watcher)


def find_people(case: Case, watcher: Watcher) -> None:
    """Whose was it: mentions become one row per individual."""
    mentions, identifiers = lists.all_mentions(case)
    home, incident_day = _home(case.facts), _incident_day(case.facts)
    made_from = case.digest(
        "mentions", "identifiers", *lists.TABLES, extra=f"people {people.VERSION} {home} {incident_day}"
    )
    with watcher.work("Finding whose it was", 1.0) as bar:
        done = 0.0

        def step(words: str, share: float) -> None:
            nonlocal done
            bar.say(words)
            bar.advance(max(share - done, 0.0))
            done = max(done, share)

        def stage() -> dict[str, pa.Table]:
            found = people.resolve(
                mentions, identifiers, home=home, incident_date=incident_day, progress=step
            )
            return {"people": found.people, "links": found.links, "exposures": found.exposures}

        case.make({name: name for name in ("people", "links", "exposures")}, made_from, stage)


def assess(case: Case, watcher: Watcher) -> None:
    """Which laws, and how bad: groups of people who are alike to the law, duties, severity."""
    facts, day = case.facts, case.day
    made_from = case.digest("people", "exposures", extra=f"law {law.VERSION} {day} {facts.model_dump_json()}")
    with watcher.work("Asking the law", 1.0):

        def stage() -> dict[str, pa.Table]:
            groups = _groups(case, facts)
            asked = facts.model_copy(update={"as_of": day})
            return {
                "groups": groups,
                "obligations": law.obligations_table(law.evaluate(asked, groups)),
                "severity": harm.assess(facts, groups),
            }

        case.make({name: name for name in ("groups", "obligations", "severity")}, made_from, stage)


def write_notices(case: Case, watcher: Watcher) -> None:
    """The right words to everyone: letters to people, packets to offices and businesses."""
    if case.table("obligations") is None:
        raise NotYet("The law has not been asked yet: run `tocsin assess` first.")
    notify.write(case, watcher)


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


def _home(facts: Facts) -> people.Home:
    organisation = facts.organisation
    return people.Home(
        name=organisation.name,
        street=organisation.address.street,
        postal_code=organisation.address.postal_code,
        phones=tuple(p for p in (organisation.contact.phone, organisation.toll_free) if p),
        email=organisation.contact.email,
    )


def _incident_day(facts: Facts) -> str:
    dates = facts.incident.dates
    day = dates.occurred_from or dates.discovered or facts.as_of
    return day.isoformat() if day else ""
