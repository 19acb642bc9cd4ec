"""From mentions in documents to one row per affected individual, with the reason for every join."""

from tocsin.people.anchors import distinct, meant, pair, subjects
from tocsin.people.decided import DIFFERENT, SAME, UNSURE, Ruling
from tocsin.people.evidence import Outcome
from tocsin.people.explaining import Step, Why, explain, odds, speaks, steps, why
from tocsin.people.exposures import group
from tocsin.people.identity import Kept
from tocsin.people.lists import Listed, from_list
from tocsin.people.queue import PER_THOUSAND, candidate_id
from tocsin.people.resolving import Progress, Resolved, resolve
from tocsin.people.settings import BALANCED, STRICT, Home, Settings
from tocsin.people.sides import Side, Source, masked, sides

__all__ = [
    "BALANCED",
    "DIFFERENT",
    "PER_THOUSAND",
    "SAME",
    "STRICT",
    "UNSURE",
    "Home",
    "Kept",
    "Listed",
    "Outcome",
    "Progress",
    "Resolved",
    "Ruling",
    "Settings",
    "Side",
    "Source",
    "Step",
    "Why",
    "candidate_id",
    "distinct",
    "explain",
    "from_list",
    "group",
    "masked",
    "meant",
    "odds",
    "pair",
    "resolve",
    "sides",
    "speaks",
    "steps",
    "subjects",
    "why",
]
