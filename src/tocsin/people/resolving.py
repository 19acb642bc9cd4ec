"""From mentions to people: the order of the steps."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

import pyarrow as pa

from tocsin.model.tables import ADDRESSES, CANDIDATES, FLAGS
from tocsin.people import decided, queue
from tocsin.people.addresses import addresses
from tocsin.people.decided import Ruling
from tocsin.people.engine import opened
from tocsin.people.engines import Engine, Task, here
from tocsin.people.exposures import exposures
from tocsin.people.flags import flags
from tocsin.people.homes import lend_homes
from tocsin.people.identity import Kept
from tocsin.people.joining import write_down
from tocsin.people.prepare import prepare
from tocsin.people.rows import people
from tocsin.people.settings import STRICT, Home, Settings

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

    The same mentions give the same rows to the byte, in whatever order they come. Nothing is written to disk.

    decisions: what people decided about who is one person, oldest first; they go before everything else.
    before: the run before, whose ids the people keep. per_thousand: pairs to review for a thousand people.
    engine: where profiles are compared and joined; the rows are the same wherever it is.
    """
    tell = progress or (lambda _step, _share: None)
    with opened(settings) as con:
        tell("names, addresses and numbers", 0.0)
        prepared = prepare(con, mentions, identifiers, home or Home())
        settled = decided.settle(con, decisions)
        train = prepared.mentions >= settings.train_from
        task = Task(settings, settled, train, queue.FLOOR if per_thousand else None)
        matched = engine(con, task, tell)
        clustering = matched.clustering
        written = write_down(con, clustering, before or Kept({}))
        links, counts = written.links, written.counts
        asked = CANDIDATES.empty_table()
        if per_thousand:
            answered = settled.answered(clustering)
            asked = queue.candidates(con, clustering, answered, per_thousand)
        tell("rows", 0.8)
        rows = lend_homes(people(con, settings.incident_date, home or Home()), links, mentions)
        chosen, flagged = addresses(con), flags(con, home or Home())
        tell("exposures", 0.95)
        exposed = exposures(con)
    tell("done", 1.0)
    report = {
        "mentions": mentions.num_rows,
        "business contacts left out": prepared.contacts,
        "distinct profiles": prepared.profiles,
        "people": rows.num_rows,
        "pairs by rule": matched.by_rule,
        "pairs by weight": matched.by_weight,
        "mentions linked by rule": counts.get("rule", 0),
        "mentions linked by weight": counts.get("weight", 0),
        "mentions with the same details": counts.get("same details", 0),
        "mentions alone": counts.get("alone", 0),
        "refused": dict(sorted(clustering.vetoes.items())),
        "fit several people": len(clustering.reviews),
        "residence not known": rows["residence"].null_count,
        "without a name": rows["name"].null_count,
        "for review": sum(1 for text in rows["review"].to_pylist() if text),
        "placeholders set aside": {kind: count for kind, count in prepared.demoted.items() if count},
        "keys too common to compare": matched.dropped,
        "likely pairs not compared, share": None if matched.lost is None else round(matched.lost, 4),
        "model": "learned from these mentions" if train else "start values",
        "settings": settings.name,
        "joined by people": len(settled.together),
        "decisions overruled by later ones": len(settled.overruled),
        "decisions whose mentions are not there": len(settled.waiting),
        "pairs to review": asked.num_rows,
    }
    return Resolved(
        people=rows,
        links=links,
        exposures=exposed,
        merges=written.merges,
        events=written.events,
        candidates=asked,
        model=matched.model,
        overruled=settled.overruled,
        waiting=settled.waiting,
        report=report,
        addresses=chosen,
        flags=flagged,
    )
