"""A person of the notification list as a letter sees them: kind, elements to name, name and salutation."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pyarrow as pa

from tocsin.model.facts import Protection
from tocsin.notices.address import clean
from tocsin.notices.blocks import library

READABLE = frozenset({None, "", "plain", "hashed"})
"""Protections under which an element is named in the letter; ``hashed`` since the method decides."""


def exposed(exposures: pa.Table, protection: Protection) -> dict[str, tuple[tuple[str, ...], str]]:
    """Per person: the elements a letter names (sorted codes) and the weakest protection among them.

    Redacted values are not named. Encrypted ones only if the key went too or nobody knows whether it did.
    """
    named = READABLE if protection.key_taken is False else READABLE | {"encrypted"}
    found: dict[str, set[str]] = {}
    plainly: set[str] = set()
    columns = (exposures[name].to_pylist() for name in ("person", "element", "protection"))
    for person, element, how in zip(*columns, strict=True):
        if how not in named:
            continue
        found.setdefault(person, set()).add(element)
        if how in {None, "", "plain"}:
            plainly.add(person)
    return {
        person: (tuple(sorted(codes)), "plain" if person in plainly else "hashed")
        for person, codes in found.items()
    }


def person_kind(person: Mapping[str, Any]) -> str:
    """adult, minor or deceased; death goes first: a dead child's parents are family, too."""
    if person["deceased"]:
        return "deceased"
    return "minor" if person["minor"] else "adult"


def window_name(name: str, kind: str, language: str) -> tuple[str, ...]:
    """First lines of the address: never more than the relation and the name."""
    words = library().words[language]
    if kind == "minor":
        return (words["to_guardian"], name)
    if kind == "deceased":
        return (words["to_kin"], name)
    return (name,)


def salutation(name: str, kind: str, language: str) -> str:
    """The line that opens the letter."""
    words = library().words[language]
    form = {"adult": "dear", "minor": "dear_guardian", "deceased": "dear_kin"}[kind]
    return words[form].replace("{name}", name)


def full_name(person: Mapping[str, Any]) -> str:
    """The name as a letter writes it, from its parts where the whole is missing."""
    if name := clean(person["name"]):
        return name
    parts = (person["given"], person["middle"], person["family"], person["suffix"])
    return clean(" ".join(str(part) for part in parts if part))
