"""Whether a person may be told by e-mail: every duty that reaches them allows it, and they have agreed."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from tocsin.model.yamlfile import read_yaml

_ADDRESS = re.compile(
    r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@(?=.{4,253}$)([A-Za-z0-9-]{1,63}\.)+[A-Za-z]{2,63}"
)


@dataclass(frozen=True, slots=True)
class Way:
    """How the law lets one duty be done: the methods of its rule file, and what they never may be."""

    source: str
    methods: tuple[str, ...]
    never: tuple[str, ...] = ()
    substitute: tuple[tuple[tuple[str, ...], str], ...] = ()
    """Means and condition of each substitute notice."""


@cache
def rules() -> Mapping[str, Any]:
    """``email_rules.yaml``."""
    text = files("tocsin.notices.channels").joinpath("email_rules.yaml").read_text(encoding="utf-8")
    return dict(read_yaml(text))


def consent_kinds() -> Mapping[str, str]:
    """Kinds of consent a record may have, in words."""
    return dict(rules()["consents"])


def way_of(obligation: Mapping[str, Any]) -> Way:
    """The ways of an obligation (a row of OBLIGATIONS)."""
    citations = [one["citation"] for one in obligation["sources"] or () if one["citation"]]
    source = f"{obligation['jurisdiction']}: {citations[0]}" if citations else obligation["id"]
    methods, never, substitute = [], [], []
    for line in obligation["channel"] or ():
        if line.startswith("never: "):
            never.append(line.removeprefix("never: "))
        elif line.startswith("substitute: "):
            means, _, when = line.removeprefix("substitute: ").partition(" if ")
            substitute.append((tuple(means.split(", ")), when))
        else:
            methods.append(line)
    return Way(source, tuple(methods), tuple(never), tuple(substitute))


def paper_because(
    kind: str, elements: Collection[str], ways: Iterable[Way], consents: Collection[str], address: str
) -> str | None:
    """Why this person gets paper, in words without personal data; None if e-mail is allowed.

    kind: adult / minor / deceased. consents: kinds on record, not withdrawn. address: consented to.
    """
    if kind != "adult":
        return "the letter goes to somebody else: the family or a parent, who has not agreed to e-mail"
    if not consents:
        return "no consent to e-mail on record"
    if not usable(address):
        return "the e-mail address on record cannot be written to"
    mailbox = next((one for one in rules()["mailbox"]["any_of"] if set(one) <= set(elements)), None)
    if mailbox:
        return f"a stranger may be able to read the mailbox ({', '.join(mailbox)} exposed)"
    reasons = (_barred(way, elements, consents) for way in ways)
    return next((reason for reason in reasons if reason), None)


def usable(address: str) -> bool:
    """Whether an address is one that every mail server takes: ASCII, no quoting, no route, a real domain."""
    local = address.partition("@")[0]
    return bool(_ADDRESS.fullmatch(address)) and ".." not in local and local.strip(".") == local


def _barred(way: Way, elements: Collection[str], consents: Collection[str]) -> str | None:
    for line in way.never:
        when = rules()["never"].get(line, [])
        if not when or set(when) & set(elements):
            return f"{way.source}: never {line}"
    known = rules()["methods"]
    allowing = [known.get(method, {"any_of": []}) for method in way.methods if _electronic(method)]
    if any(set(one["any_of"]) & set(consents) for one in allowing):
        return None
    if not allowing:
        return f"{way.source}: no e-mail among the ways of the rule"
    wanted = sorted({kind for one in allowing for kind in one["any_of"]})
    why = next((one["why"] for one in allowing if "why" in one), "")
    return f"{way.source}: " + (f"asks for {' or '.join(wanted)} on record" if wanted else why or "no e-mail")


def _electronic(method: str) -> bool:
    return method in rules()["methods"] or method.startswith("email")
