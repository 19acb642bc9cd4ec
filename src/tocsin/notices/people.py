"""A person of the notification list as a letter sees them: kind, name and salutation."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from tocsin.notices.address import clean
from tocsin.notices.blocks import library

SALUTATIONS: Mapping[str, str] = {
    "adult": "dear",
    "minor": "dear_guardian",
    "deceased": "dear_kin",
    "represented": "dear_representative",
    "estate": "dear_estate",
}
"""The words of the library that open a letter, by kind of person; ``{name}`` stands for the name."""

RELATIONS: Mapping[str, str] = {
    "minor": "to_guardian",
    "deceased": "to_kin",
    "represented": "to_representative",
    "estate": "to_estate",
}
"""The words above the name in the window, by kind of person."""

ROLES: Mapping[str, Mapping[str, str]] = {
    "parent": {"minor": "minor"},
    "legal_guardian": {"minor": "minor", "adult": "represented"},
    "conservator": {"minor": "minor", "adult": "represented"},
    "attorney_in_fact": {"adult": "represented"},
    "executor": {"deceased": "estate"},
    "administrator": {"deceased": "estate"},
    "next_of_kin": {"deceased": "deceased"},
}
"""Role of a representative → kind of person it can be for → kind of letter. A power of attorney ends with
death, an executor has nothing to do before it: a role that does not fit the person is not used."""


@dataclass(frozen=True, slots=True)
class Representative:
    """Who acts for a person, by name. street empty: letters go to the person's own address."""

    name: str
    role: str
    street: str = ""
    city: str = ""
    state: str = ""
    postal_code: str = ""
    country: str = ""

    def fits(self, person: Mapping[str, Any]) -> bool:
        """Whether somebody in this role can act for this person."""
        return person_kind(person) in ROLES[self.role]

    def addressed(self, person: Mapping[str, Any]) -> Mapping[str, Any]:
        """The person's row with the address that letters go to."""
        if not self.street:
            return person
        own = ("street", "city", "state", "postal_code", "country")
        return {**person, **{name: getattr(self, name) for name in own}}

    def stands_for(self, name: str, language: str) -> str:
        """``as Legal Guardian of NAME``."""
        return f"{library().words[language][f'as_{self.role}']} {name}"


def person_kind(person: Mapping[str, Any], representative: Representative | None = None) -> str:
    """adult, minor or deceased; death goes first: a dead child's parents are family, too.

    With a representative whose role fits, an adult is represented and a dead person's is an estate.
    """
    kind = "deceased" if person["deceased"] else "minor" if person["minor"] else "adult"
    return ROLES[representative.role].get(kind, kind) if representative else kind


def window_name(
    name: str, kind: str, language: str, representative: Representative | None = None
) -> tuple[str, ...]:
    """First lines of the address: never more than the relation and the name."""
    if representative is not None:
        return (representative.name, representative.stands_for(name, language))
    return (library().words[language][RELATIONS[kind]], name) if kind in RELATIONS else (name,)


def salutation(name: str, kind: str, language: str, representative: Representative | None = None) -> str:
    """The line that opens the letter."""
    words = library().words[language]
    if representative is not None:
        both = f"{representative.name}, {representative.stands_for(name, language)}"
        return words["dear"].replace("{name}", both)
    return words[SALUTATIONS[kind]].replace("{name}", name)


def full_name(person: Mapping[str, Any]) -> str:
    """The name as a letter writes it, from its parts where the whole is missing."""
    if name := clean(person["name"]):
        return name
    parts = (person["given"], person["middle"], person["family"], person["suffix"])
    return clean(" ".join(str(part) for part in parts if part))
