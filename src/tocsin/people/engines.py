"""Where profiles become rows: on this machine, or on Spark with the same outcome (``spark_engine``)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

import duckdb
import pyarrow as pa

from tocsin.people import rules
from tocsin.people.cluster import Clustering
from tocsin.people.coded import Coded
from tocsin.people.decided import Settled
from tocsin.people.engine import give_back
from tocsin.people.joining import join_profiles
from tocsin.people.lost import share_lost
from tocsin.people.policy import shipped
from tocsin.people.profiles import Profiles
from tocsin.people.scoring import Scorer
from tocsin.people.settings import Settings


@dataclass(frozen=True, slots=True)
class Task:
    """What an engine is asked. train: learn m from these profiles. floor: log2 odds from which pairs are
    kept for review, None: none are."""

    settings: Settings
    settled: Settled
    train: bool
    floor: float | None


@dataclass(frozen=True, slots=True)
class Matched:
    """What an engine gives back. model: MODEL.

    by_rule, by_weight: pairs. dropped: keys too common to compare. lost: of the likely pairs the share that
    was not compared for that, 0..1; None: not estimated.
    """

    clustering: Clustering
    model: pa.Table
    by_rule: int
    by_weight: int
    dropped: int
    lost: float | None = None


class Tell(Protocol):
    """Is told the step that begins and the share of the work that is done, 0..1."""

    def __call__(self, step: str, share: float, /) -> None: ...


class Engine(Protocol):
    """Joins the profiles of the database (tables ``source``, ``mention``, ``profile``, ``member``).

    Leaves there what the review queue reads: ``weighed_profile``, ``weighed_composite``, ``composite``,
    ``ruled``, ``model_profile`` and ``frequency_profile_<column>``.
    """

    def __call__(self, con: duckdb.DuckDBPyConnection, task: Task, tell: Tell, /) -> Matched: ...


def here(con: duckdb.DuckDBPyConnection, task: Task, tell: Tell) -> Matched:
    """The engine on this machine."""
    settings = task.settings
    tell("rules", 0.25)
    ruled = rules.apply(con, settings.policy or shipped())
    tell("comparing pairs", 0.3)
    profiles = Profiles.read(con)
    things = Coded.of(con, profiles)
    scorer = Scorer(con, task.floor, settings.threads)
    pairs = scorer.score("profile", things, 2 * ruled.num_rows, settings.threshold, train=task.train)
    model = con.table("model_profile").to_arrow_table()
    give_back()
    lost = share_lost(scorer, pairs, ruled, settings.threshold)
    tell("joining", 0.7)
    compared = (profiles, things)
    clustering = join_profiles(con, settings, ruled, pairs, scorer, task.settled, compared)
    return Matched(clustering, model, ruled.num_rows, pairs.num_rows, scorer.dropped, lost)
