"""From mentions to people: the order of the steps."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import pyarrow as pa

from tocsin.people import rules
from tocsin.people.engine import opened
from tocsin.people.exposures import exposures
from tocsin.people.homes import lend_homes
from tocsin.people.joining import join_profiles, write_down
from tocsin.people.policy import shipped
from tocsin.people.prepare import prepare
from tocsin.people.rows import people
from tocsin.people.scoring import Scorer
from tocsin.people.settings import STRICT, Home, Settings

Progress = Callable[[str, float], None]
"""Called with the name of the step that begins and the share of the work that is done, 0..1."""


@dataclass(frozen=True, slots=True)
class Resolved:
    """The notification list, and how it came about. report: counts by name, for the board and the minutes."""

    people: pa.Table
    links: pa.Table
    exposures: pa.Table
    report: dict[str, Any] = field(default_factory=dict)


def resolve(
    mentions: pa.Table,
    identifiers: pa.Table,
    *,
    settings: Settings = STRICT,
    home: Home | None = None,
    progress: Progress | None = None,
) -> Resolved:
    """One row per affected individual, from MENTIONS and IDENTIFIERS.

    The same mentions give the same rows to the byte, in whatever order they come. Nothing is written to disk.
    """
    tell = progress or (lambda _step, _share: None)
    with opened(settings) as con:
        tell("names, addresses and numbers", 0.0)
        prepared = prepare(con, mentions, identifiers, home or Home())
        tell("rules", 0.25)
        ruled = rules.apply(con, settings.policy or shipped())
        tell("comparing pairs", 0.3)
        train = prepared.mentions >= settings.train_from
        scorer = Scorer(con)
        pairs = scorer.score("profile", 2 * len(ruled), settings.threshold, train=train)
        tell("joining", 0.7)
        clustering = join_profiles(con, settings, ruled, pairs, scorer)
        links, counts = write_down(con, clustering)
        tell("rows", 0.8)
        rows = lend_homes(people(con, settings.incident_date, home or Home()), links, mentions)
        tell("exposures", 0.95)
        exposed = exposures(con)
    tell("done", 1.0)
    report = {
        "mentions": mentions.num_rows,
        "business contacts left out": prepared.contacts,
        "distinct profiles": prepared.profiles,
        "people": rows.num_rows,
        "pairs by rule": len(ruled),
        "pairs by weight": pairs.num_rows,
        "mentions linked by rule": counts["rule"],
        "mentions linked by weight": counts["weight"],
        "mentions with the same details": counts["same details"],
        "mentions alone": counts["alone"],
        "refused": dict(sorted(clustering.vetoes.items())),
        "fit several people": len(clustering.reviews),
        "residence not known": rows["residence"].null_count,
        "without a name": rows["name"].null_count,
        "for review": sum(1 for text in rows["review"].to_pylist() if text),
        "placeholders set aside": {kind: count for kind, count in prepared.demoted.items() if count},
        "keys too common to compare": scorer.dropped,
        "model": "learned from these mentions" if train else "start values",
        "settings": settings.name,
    }
    return Resolved(rows, links, exposed, report)
