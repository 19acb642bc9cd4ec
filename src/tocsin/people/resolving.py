"""From mentions to people: the order of the steps."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import duckdb
import pyarrow as pa
import pyarrow.compute as pc

from tocsin.model.tables import ADDRESSES, CANDIDATES, FLAGS
from tocsin.people import decided, queue
from tocsin.people.addresses import addresses
from tocsin.people.decided import Ruling, Settled
from tocsin.people.engine import forget, opened
from tocsin.people.engines import Engine, Matched, Task, here
from tocsin.people.exposures import exposures
from tocsin.people.flags import flags
from tocsin.people.homes import lend_homes
from tocsin.people.identity import Kept
from tocsin.people.joining import Written, write_down
from tocsin.people.parking import Parking, Waiting, parking
from tocsin.people.policy import shipped
from tocsin.people.prepare import Prepared, prepare
from tocsin.people.rarity import RARE
from tocsin.people.reliable import blurred, without_dates
from tocsin.people.rows import people
from tocsin.people.settings import STRICT, Home, Settings

OF_PROFILES = (
    *("profile", "member", "token", "ruled", "rows", "named", "joins", "reviews", "old", "shared", "whole"),
    *("composite", "scored_profile", "weighed_profile", "weighed_composite", "model_profile"),
    *("model_composite", *(f"frequency_profile_{column}" for column in RARE)),
)
"""What nobody asks for once people have their names: the profiles, and how they were joined."""

OF_ROWS = (
    *("mention", "address", "address_rank", "place", "chosen_address", "fact", "age", "lives", "where_from"),
    *("lived", "guess", "looked"),
    *(f"chosen_{name}" for name in ("given", "middle", "family", "suffix", "birth", "email", "phone")),
)
"""What nobody asks for once the rows are written."""

Progress = Callable[[str, float], None]
"""Called with the name of the step that begins and the share of the work that is done, 0..1."""


@dataclass(frozen=True, slots=True)
class Resolved:
    """The notification list, and how it came about. report: counts by name, for the board and the minutes.

    merges, events, candidates, model: MERGES, PEOPLE_EVENTS of this run, CANDIDATES, MODEL.
    overruled, waiting: ids of decisions that a later one contradicts, and of those whose mentions are not
    there.
    """

    people: pa.Table
    links: pa.Table
    exposures: pa.Table
    merges: pa.Table
    events: pa.Table
    candidates: pa.Table
    model: pa.Table
    overruled: list[str] = field(default_factory=list)
    waiting: list[str] = field(default_factory=list)
    report: dict[str, Any] = field(default_factory=dict)
    addresses: pa.Table = field(default_factory=ADDRESSES.empty_table)
    flags: pa.Table = field(default_factory=FLAGS.empty_table)


def resolve(
    mentions: pa.Table,
    identifiers: pa.Table,
    *,
    settings: Settings = STRICT,
    home: Home | None = None,
    progress: Progress | None = None,
    decisions: Sequence[Ruling] = (),
    before: Kept | None = None,
    per_thousand: float = 0,
    engine: Engine = here,
) -> Resolved:
    """One row per affected individual, from MENTIONS and IDENTIFIERS.

    The same mentions give the same rows to the byte, in whatever order they come. Nothing is written to
    disk but, of a very large set, tables that wait, encrypted (``parking``).

    decisions: what people decided about who is one person, oldest first; they go before everything else.
    before: the run before, whose ids the people keep. per_thousand: pairs to review for a thousand people.
    engine: where profiles are compared and joined; the rows are the same wherever it is.
    """
    tell, home = progress or (lambda _step, _share: None), home or Home()
    wanted = mentions.num_rows >= settings.park_from
    with opened(settings) as con, parking(settings.parked_in, wanted=wanted) as aside:
        tell("names, addresses and numbers", 0.0)
        prepared = prepare(con, mentions, identifiers, home)
        settled = decided.settle(con, decisions)
        joined = _joined(
            con, settings, prepared, settled, before or Kept({}), per_thousand, engine, aside, tell
        )
        tell("rows", 0.8)
        rows = people(con, settings.incident_date, home)
        chosen, flagged = addresses(con), flags(con, home)
        forget(con, *OF_ROWS)
        tell("exposures", 0.95)
        exposed = exposures(con)
        forget(con, "source", "who")
        links, merges = joined.links.table(), joined.merges.table()
    rows = lend_homes(rows, links, mentions)
    tell("done", 1.0)
    report = joined.report | {
        "mentions": mentions.num_rows,
        "people": rows.num_rows,
        "residence not known": rows["residence"].null_count,
        "without a name": rows["name"].null_count,
        "for review": pc.sum(pc.not_equal(pc.fill_null(rows["review"], ""), "")).as_py() or 0,
    }
    return Resolved(
        people=rows,
        links=links,
        exposures=exposed,
        merges=merges,
        events=joined.events,
        candidates=joined.candidates,
        model=joined.model,
        overruled=settled.overruled,
        waiting=settled.waiting,
        report=report,
        addresses=chosen,
        flags=flagged,
    )


@dataclass(frozen=True, slots=True)
class _Joined:
    """What is left of the profiles once people have their names: tables for the case, and counts."""

    links: Waiting
    merges: Waiting
    events: pa.Table
    candidates: pa.Table
    model: pa.Table
    report: dict[str, Any]


def _joined(
    con: duckdb.DuckDBPyConnection,
    settings: Settings,
    prepared: Prepared,
    settled: Settled,
    before: Kept,
    per_thousand: float,
    engine: Engine,
    aside: Parking,
    tell: Progress,
) -> _Joined:
    """Join the profiles and name the rows; of the database tables ``source``, ``mention``, ``who`` and
    ``looked`` are left."""
    dates_blurred = blurred(con)
    if dates_blurred:
        settings = replace(settings, policy=without_dates(settings.policy or shipped()))
    train = prepared.mentions >= settings.train_from
    aside.take(con, "mention")
    matched = engine(con, Task(settings, settled, train, queue.FLOOR if per_thousand else None), tell)
    written = write_down(con, matched.clustering, before)
    asked = CANDIDATES.empty_table()
    if per_thousand:
        asked = queue.candidates(con, matched.clustering, settled.answered(matched.clustering), per_thousand)
    report = _report(prepared, settled, written, matched, settings)
    report |= {
        "birth dates too unreliable to keep people apart": dates_blurred,
        "model": "learned from these mentions" if train else "start values",
        "pairs to review": asked.num_rows,
    }
    found = _Joined(
        aside.lay_aside(written.links),
        aside.lay_aside(written.merges),
        written.events,
        asked,
        matched.model,
        report,
    )
    del matched, written
    forget(con, *OF_PROFILES)
    aside.bring_back(con)
    return found


def _report(
    prepared: Prepared, settled: Settled, written: Written, matched: Matched, settings: Settings
) -> dict[str, Any]:
    """Counts by name, as far as they are known once profiles are joined."""
    clustering, counts = matched.clustering, written.counts
    return {
        "business contacts left out": prepared.contacts,
        "distinct profiles": prepared.profiles,
        "pairs by rule": matched.by_rule,
        "pairs by weight": matched.by_weight,
        "mentions linked by rule": counts.get("rule", 0),
        "mentions linked by weight": counts.get("weight", 0),
        "mentions with the same details": counts.get("same details", 0),
        "mentions alone": counts.get("alone", 0),
        "refused": dict(sorted(clustering.vetoes.items())),
        "fit several people": len(clustering.reviews),
        "placeholders set aside": {kind: count for kind, count in prepared.demoted.items() if count},
        "keys too common to compare": matched.dropped,
        "likely pairs not compared, share": None if matched.lost is None else round(matched.lost, 4),
        "settings": settings.name,
        "joined by people": len(settled.together),
        "decisions overruled by later ones": len(settled.overruled),
        "decisions whose mentions are not there": len(settled.waiting),
    }
