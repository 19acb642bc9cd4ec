"""What the facts and the counted groups say, under the names that ``methods.yaml`` uses. None: not known."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any

from tocsin.model.elements import catalogue, jurisdictions
from tocsin.model.facts import Facts

Value = bool | int | str | None
Group = Mapping[str, Any]

NAMES_SHOWN = 6
"""Data elements and measures that a sentence names; the rest is counted."""


def any_of(values: Iterable[bool | None]) -> bool | None:
    """True if one is true, else unknown if one is unknown, else False."""
    seen = set(values)
    return True if True in seen else None if None in seen else False


def all_of(values: Iterable[bool | None]) -> bool | None:
    """False if one is false, else unknown if one is unknown, else True."""
    seen = set(values)
    return False if False in seen else None if None in seen else True


def of_incident(facts: Facts) -> dict[str, Value]:
    """What happened, to whom it went, and what was done since."""
    incident, intrusion, found = facts.incident, facts.incident.intrusion, facts.incident.harm
    touches = {
        "accessed": intrusion.accessed,
        "copied or taken": intrusion.acquired,
        "used": intrusion.used,
        "made public or passed on": intrusion.released,
    }
    return {
        "accessed": intrusion.accessed,
        "acquired": intrusion.acquired,
        "used": intrusion.used,
        "released": intrusion.released,
        "touched": any_of(touches.values()),
        "breached": any_of([*touches.values(), intrusion.ransomware]),
        "what_happened": ", ".join(words for words, happened in touches.items() if happened),
        "ransomware": intrusion.ransomware,
        "intentional": intrusion.intentional,
        "good_faith_employee": intrusion.good_faith_employee,
        "recipients_known": intrusion.recipients_known,
        "returned_or_destroyed": intrusion.returned_or_destroyed,
        "actor": intrusion.actor or "",
        "kind": incident.kind,
        "misuse_seen": found.misuse_seen,
        "written_down": found.written_down_on is not None,
        "investigated": found.investigated,
        "actions": _named(incident.actions_taken),
        "organisation_kind": facts.organisation.kind or "",
        "roles": _named([_words(role) for role, has in facts.organisation.roles.items() if has]),
    }


def of_protection(facts: Facts, groups: Sequence[Group]) -> dict[str, Value]:
    """Whether the data can be read: what was found in the files and what the facts say of the incident."""
    said = facts.incident.protection
    found = bool(groups) and all(group["protection"] == "encrypted" for group in groups)
    encrypted = True if found else said.encrypted
    safe = None if said.key_taken is None else not said.key_taken
    return {
        "encrypted": encrypted,
        "key_taken": said.key_taken,
        "unreadable": all_of([encrypted, safe]),
    }


def of_people(groups: Sequence[Group], marked: Collection[str]) -> dict[str, Value]:
    """How many they are, how easily told apart, and with which data. marked: what the method singles out."""
    elements: Counter[str] = Counter()
    for group in groups:
        for code in group["elements"]:
            elements[code] += group["people"] or 0
    codes = [code for code, _ in sorted(elements.items(), key=lambda pair: (-pair[1], pair[0]))]
    people = _count(groups)
    uncounted = any(group["people"] is None for group in groups)
    return {
        "people": people,
        "people_or_more": bool(groups) and (people > 0 or uncounted),
        "uncounted": uncounted,
        "people_words": _people_words(people, uncounted),
        "elements": _named([catalogue()[code].name for code in codes]),
        "marked_people": _number(group for group in groups if set(marked) & set(group["elements"])),
        "marked_elements": _named([catalogue()[code].name for code in codes if code in marked]),
        "named": _number(group for group in groups if "person_name" in group["elements"]),
        "identified": _number(group for group in groups if _identified(group["elements"])),
        "patients": _number(group for group in groups if group["kind"] in {"patient", "member"}),
        "minors": _number(group for group in groups if group["minor"]),
        "age_unknown": _number(group for group in groups if group["minor"] is None),
    }


def consequences(groups: Sequence[Group], named: Mapping[str, str], marked: Collection[str]) -> str:
    """What such data can lead to, in the method's own words. named: family of data → consequence."""
    codes = {code for group in groups for code in group["elements"]}
    families = {catalogue()[code].family for code in codes} | ({"marked"} if codes & set(marked) else set())
    return ", ".join(dict.fromkeys(words for family, words in named.items() if family in families))


def where(places: Sequence[str], groups: Sequence[Group]) -> str:
    """The places and how many live in each: European Economic Area (40) and United Kingdom (2)."""
    words = []
    for place in places:
        here = [group for group in groups if lives_in(group, place)]
        if _number(here):
            number = "" if len(places) == 1 else f" ({_number(here)})"
            words.append(f"the {jurisdictions()[place]}{number}")
    return " and ".join(words)


def lives_in(group: Group, place: str) -> bool:
    """Whether the people of a group live there; a code with a hyphen lies in the place before it."""
    residence = group["residence"] or ""
    return bool(residence == place or residence.startswith(f"{place}-"))


def without_residence(groups: Sequence[Group]) -> str:
    """How many people are of unknown residence, in words; empty: nobody."""
    return _number(group for group in groups if not group["residence"])


def _count(groups: Iterable[Group]) -> int:
    return sum(group["people"] or 0 for group in groups)


def _number(groups: Iterable[Group]) -> str:
    """How many people, in words; empty: nobody. A group that is not counted is some people, not nobody."""
    counted = [group["people"] for group in groups if group["people"] != 0]
    total = sum(people or 0 for people in counted)
    if None not in counted:
        return f"{total:,}" if total else ""
    return f"at least {total:,}" if total else "an unknown number"


def _people_words(people: int, uncounted: bool) -> str:
    if uncounted:
        return f"{people:,} people and more not yet counted" if people else "an unknown number of people"
    return "1 person" if people == 1 else f"{people:,} people"


def _identified(elements: Collection[str]) -> bool:
    """A name with a unique number or a birth date."""
    primary = any(catalogue()[code].identifier == "primary" for code in elements)
    return "person_name" in elements and (primary or "date_of_birth" in elements)


def _named(words: Sequence[str]) -> str:
    """Data elements have commas in their names, so semicolons stand between them."""
    shown = "; ".join(word.rstrip(". ") for word in words[:NAMES_SHOWN])
    return f"{shown} and {len(words) - NAMES_SHOWN} more" if len(words) > NAMES_SHOWN else shown


def _words(role: str) -> str:
    return role.replace("_", " ").replace("hipaa", "HIPAA").replace("glba", "GLBA")
