"""The words around a name or a value that say whose the value is: ``data/cue_words.yaml`` by word."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from tocsin.model.yamlfile import read_yaml


@dataclass(frozen=True, slots=True)
class Cues:
    """The vocabulary, ready to look up.

    role: role by word (``tenant``); outsiders: roles that only handle data.
    subjects: roles of those whose data a record holds.
    alike: roles that a role may stand for, itself among them.
    converse: role of the possessor by the role of whom he has.
    voices: speakers of a talk that are no roles: ``me``. asking: words of a request for a value.
    selves, readers: words for who writes and who is written to, not only as an owner: ``I``, ``you``.
    presents: words that give the speaker's name: ``this is Ann``. recording: what is done to whom a
    record is of.
    source: prepositions of whom something comes from. places: who is reached there is no person.
    headings: words of the headings of forms. kin: roles of relatives.
    papers: what comes from a person and concerns him: ``the form from Ann``.
    firms: in a label in front of a name: it is a firm's.
    gender: ``m`` or ``f`` by word that tells it. governs: how a word refers to a person: ``his``, ``my``.
    """

    role: dict[str, str]
    outsiders: frozenset[str]
    providers: frozenset[str]
    subjects: frozenset[str]
    alike: dict[str, frozenset[str]]
    converse: dict[str, str]
    gender: dict[str, str]
    governs: dict[str, str]
    determiners: frozenset[str]
    titles: frozenset[str]
    abbreviations: frozenset[str]
    topic: frozenset[str]
    to: frozenset[str]
    by: frozenset[str]
    holding: frozenset[str]
    having: frozenset[str]
    ailing: frozenset[str]
    speakers: frozenset[str]
    handling: frozenset[str]
    departments: frozenset[str]
    negations: frozenset[str]
    instead: frozenset[str]
    but: frozenset[str]
    respectively: frozenset[str]
    does: dict[str, str]
    done_to: dict[str, str]
    done_by: dict[str, str]
    voices: frozenset[str]
    asking: frozenset[str]
    selves: frozenset[str]
    readers: frozenset[str]
    presents: frozenset[str]
    recording: frozenset[str]
    source: frozenset[str]
    places: frozenset[str]
    headings: frozenset[str]
    kin: frozenset[str]
    papers: frozenset[str]
    firms: frozenset[str]


_GOVERNORS = ("his", "her", "he", "she", "their", "my", "your", "whose", "first", "second")


@cache
def cues() -> Cues:
    """The vocabulary."""
    source = files("tocsin.detect").joinpath("data/cue_words.yaml").read_text(encoding="utf-8")
    read: dict[str, Any] = read_yaml(source)
    roles: dict[str, str] = {}
    for role, listed in read["roles"].items():
        for word in listed:
            roles.setdefault(word, role)
    return Cues(
        role=roles,
        outsiders=frozenset(read["outsiders"]),
        providers=frozenset(read["providers"]),
        subjects=frozenset(read["subjects"]),
        alike={role: _alike(role, read["alike"]) for role in read["roles"]},
        converse=read["converse"],
        gender=dict.fromkeys(read["male"], "m") | dict.fromkeys(read["female"], "f"),
        governs={word: kind for kind in _GOVERNORS for word in read[kind]},
        does=read["does"],
        done_to=read["done_to"],
        done_by=read["done_by"],
        negations=frozenset(read["not"]),
        **{name: frozenset(read[name]) for name in _PLAIN},
    )


_PLAIN = (
    "determiners",
    "titles",
    "abbreviations",
    "topic",
    "to",
    "by",
    "holding",
    "having",
    "ailing",
    "speakers",
    "handling",
    "departments",
    "instead",
    "but",
    "respectively",
    "voices",
    "asking",
    "selves",
    "readers",
    "presents",
    "recording",
    "source",
    "places",
    "headings",
    "kin",
    "papers",
    "firms",
)


def _alike(role: str, groups: list[list[str]]) -> frozenset[str]:
    return frozenset({role}.union(*(group for group in groups if role in group)))


MENTION_ROLES = {
    "child": "dependent",
    "dependent": "dependent",
    "spouse": "spouse",
    "parent": "guardian",
    "guardian": "guardian",
    "beneficiary": "beneficiary",
}
"""Roles of a mention by role in the text; those who only handle data are providers or contacts."""


def mention_role(tags: set[str]) -> str:
    """The role a mention gets from what the text says of its person; empty for nothing of note."""
    if not tags:
        return ""
    known = cues()
    if tags & known.providers:
        return "provider"
    if tags & known.outsiders:
        return "contact"
    return next((role for tag, role in MENTION_ROLES.items() if tag in tags), "")
