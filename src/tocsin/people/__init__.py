"""From mentions in documents to one row per affected individual, with the reason for every join."""

from tocsin.people.bare import Bare, NoMentions, answered, from_bare
from tocsin.people.explaining import explain
from tocsin.people.exposures import group
from tocsin.people.lists import Listed, Seeds, from_list, from_seed
from tocsin.people.places import postal_line
from tocsin.people.resolving import Progress, Resolved, resolve
from tocsin.people.settings import BALANCED, STRICT, Home, Settings

__all__ = [
    "BALANCED",
    "STRICT",
    "Bare",
    "Home",
    "Listed",
    "NoMentions",
    "Progress",
    "Resolved",
    "Seeds",
    "Settings",
    "answered",
    "explain",
    "from_bare",
    "from_list",
    "from_seed",
    "group",
    "postal_line",
    "resolve",
]
