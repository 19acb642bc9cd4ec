"""A person of the notification list as a letter sees them: kind, name and salutation."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from tocsin.notices.address import clean
from tocsin.notices.blocks import library

SALUTATIONS: Mapping[str, str] = {"adult": "dear", "minor": "dear_guardian", "deceased": "dear_kin"}
"""The words of the library that open a letter, by kind of person; ``{name}`` stands for the name."""


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
    return words[SALUTATIONS[kind]].replace("{name}", name)


def full_name(person: Mapping[str, Any]) -> str:
    """The name as a letter writes it, from its parts where the whole is missing."""
    if name := clean(person["name"]):
        return name
    parts = (person["given"], person["middle"], person["family"], person["suffix"])
    return clean(" ".join(str(part) for part in parts if part))
