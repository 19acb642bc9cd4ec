"""What an approval is bound to, and what has changed since.

Each part has a name and a digest: ``text:BLOCK:LANGUAGE``, ``conditions:BLOCK``, ``layout``, ``proof:CLASS``,
``law:RULE``, ``contact:NAME (CODE)``; of packets ``packet:ID``, ``form:FORM``, ``law:RULE``. One part that is
not the same voids the approval, and says so in words.
"""

from __future__ import annotations

import dataclasses
import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from importlib.resources import files
from typing import Any

from tocsin.law import Office, load_rules
from tocsin.notices.blocks import Library
from tocsin.notices.contacts import Desk, desks
from tocsin.notices.counsel.overrides import wording_of
from tocsin.notices.planning import local_offices

NO_PROOF = "none"
"""The digest of a proof that has not been made."""

Parts = Mapping[str, str]
"""Name of a part → its digest."""

_LAYOUT = ("templates/letter.typ", "templates/letter/sections.yaml", "envelopes.yaml")


def parts(
    library: Library, proofs: Mapping[str, str], rules: Mapping[str, str], residences: Iterable[str]
) -> dict[str, str]:
    """Everything letters depend on. proofs: class → SHA-256 of its proof. rules: rule id → its version."""
    found = {
        f"text:{block}:{language}": _digest(text) for (block, language), text in wording_of(library).items()
    }
    for block in library.blocks:
        found[f"conditions:{block.id}"] = _digest(_plain({**dataclasses.asdict(block), "text": None}))
    room = files("tocsin.notices")
    found["layout"] = _digest([room.joinpath(name).read_text(encoding="utf-8") for name in _LAYOUT])
    found |= {f"proof:{variant}": digest for variant, digest in proofs.items()}
    found |= law_parts(rules)
    offices = {office.key: office for office in local_offices(sorted(set(residences)))}
    contacts: dict[str, Desk | Office] = {**desks(), **offices}
    for code, contact in contacts.items():
        found[f"contact:{contact.name} ({code})"] = _digest(_plain(dataclasses.asdict(contact)))
    return found


def law_parts(rules: Mapping[str, str]) -> dict[str, str]:
    """The laws of an approval: ``law:RULE`` → its version and the digest of its file. rules: id → version."""
    paths = {entry.id: entry.path for entry in load_rules().entries}
    found = {}
    for rule, version in rules.items():
        text = paths[rule].read_text(encoding="utf-8") if rule in paths else ""
        found[f"law:{rule}"] = f"{version} {_digest(text)}"
    return found


def _digest(value: Any) -> str:
    return hashlib.sha256(json.dumps(value, ensure_ascii=False, sort_keys=True).encode()).hexdigest()


def _plain(value: Any) -> Any:
    """A value as JSON in an order of its own: sets have none."""
    if isinstance(value, Mapping):
        return {str(key): _plain(each) for key, each in value.items()}
    if isinstance(value, frozenset | set):
        return sorted(map(str, value))
    if isinstance(value, list | tuple):
        return [_plain(each) for each in value]
    return value.isoformat() if isinstance(value, date) else value


_CHANGED = {
    "text": "the text of block {} changed",
    "conditions": "the conditions of block {} changed",
    "layout": "the layout of letters changed",
    "proof": "the proof of the letter class {} changed",
    "law": "the law {} changed",
    "packet": "the packet {} says something else",
    "form": "the form {} changed",
    "contact": "the contact {} changed",
}
_NEW = {
    "text": "block {} is new",
    "proof": "the letter class {} is new",
    "law": "the law {} applies now",
    "contact": "the contact {} is new",
}
_GONE = {
    "text": "block {} is gone",
    "proof": "the letter class {} is gone",
    "law": "the law {} applies no longer",
    "contact": "the contact {} is gone",
}

SHOWN = 8
"""Reasons of one sort that are told one by one."""


def voided_by(approved: Parts, now: Parts) -> tuple[str, ...]:
    """What has changed since the approval, in words; empty if it stands."""
    found: dict[tuple[str, str], list[str]] = {}
    for name in dict.fromkeys((*approved, *now)):
        if approved.get(name) == now.get(name):
            continue
        words = _NEW if name not in approved else _GONE if name not in now else _CHANGED
        kind, _, rest = name.partition(":")
        sentence = words.get(kind, _CHANGED.get(kind, "{} changed")).format(rest.replace(":", " in "))
        found.setdefault((kind, words.get(kind, "")), []).append(sentence)
    return tuple(line for group in found.values() for line in _told(group))


def _told(sentences: list[str]) -> Iterator[str]:
    yield from sentences[:SHOWN]
    if len(sentences) > SHOWN:
        yield f"and {len(sentences) - SHOWN:,} more of this sort"


def digest_of(bound: Parts) -> str:
    """One digest over all parts, to be quoted."""
    return _digest(dict(bound))
