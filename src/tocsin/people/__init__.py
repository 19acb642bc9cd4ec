"""From mentions in documents to one row per affected individual, with the reason for every join."""

from typing import TYPE_CHECKING

from tocsin.on_demand import imported_on_demand

if TYPE_CHECKING:
    from tocsin.people.anchors import distinct, meant, pair, subjects
    from tocsin.people.bare import Bare, NoMentions, answered, from_bare
    from tocsin.people.decided import DIFFERENT, SAME, UNSURE, Ruling
    from tocsin.people.engines import Engine, here
    from tocsin.people.evidence import Outcome
    from tocsin.people.explaining import Step, Why, explain, odds, speaks, steps, why
    from tocsin.people.exposures import group
    from tocsin.people.identity import Kept
    from tocsin.people.lists import Listed, Seeds, from_list, from_seed
    from tocsin.people.newer import SOURCES as ADDRESS_SOURCES
    from tocsin.people.newer import readdress
    from tocsin.people.places import postal_line
    from tocsin.people.queue import PER_THOUSAND, candidate_id
    from tocsin.people.resolving import Progress, Resolved, resolve
    from tocsin.people.settings import BALANCED, STRICT, Home, Settings
    from tocsin.people.sides import Side, Source, masked, sides
    from tocsin.people.spark_engine import SparkEngine
    from tocsin.people.spark_sql import JarMissing, SparkFailed, similarity_jar

__all__ = [
    "ADDRESS_SOURCES",
    "BALANCED",
    "DIFFERENT",
    "PER_THOUSAND",
    "SAME",
    "STRICT",
    "UNSURE",
    "Bare",
    "Engine",
    "Home",
    "JarMissing",
    "Kept",
    "Listed",
    "NoMentions",
    "Outcome",
    "Progress",
    "Resolved",
    "Ruling",
    "Seeds",
    "Settings",
    "Side",
    "Source",
    "SparkEngine",
    "SparkFailed",
    "Step",
    "Why",
    "answered",
    "candidate_id",
    "distinct",
    "explain",
    "from_bare",
    "from_list",
    "from_seed",
    "group",
    "here",
    "masked",
    "meant",
    "odds",
    "pair",
    "postal_line",
    "readdress",
    "resolve",
    "sides",
    "similarity_jar",
    "speaks",
    "steps",
    "subjects",
    "why",
]

imported_on_demand(__name__)
