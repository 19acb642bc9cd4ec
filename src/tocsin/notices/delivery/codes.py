"""Why a piece came back, and what the codes of address look-ups say. The codes are data: ``codes.yaml``."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from tocsin.model.yamlfile import read_yaml

NOT_TOLD = "not_told"
"""The reason of a piece that came back without a word."""

NEXT = ("look_up", "remail", "same", "kin", "count")
CLASSES = ("moved", "address", "person", "carrier")

_NEXT_WORDS = {
    "look_up": "ask for a new address (people export --for lookup)",
    "remail": "send it again to the new address (mail remail)",
    "same": "send it again to the same address (mail remail --same)",
    "kin": "find the next of kin or personal representative",
    "count": "count it toward substitute notice",
}


@dataclass(frozen=True, slots=True)
class Reason:
    """Why a piece came back. kind: one of CLASSES. next: one of NEXT, what to do about it."""

    key: str
    says: str
    kind: str
    next: str
    uncertain: str = ""

    @property
    def advice(self) -> str:
        """What to do about it, in plain words."""
        return _NEXT_WORDS[self.next]


@dataclass(frozen=True, slots=True)
class LookedUp:
    """What a code of a look-up says. what: new (address given), gone (moved, none to be had), same."""

    says: str
    what: str


def reason_of(untrusted_code: str) -> Reason | None:
    """The reason behind a letter of the Address Change Service or the mark on a piece; None if unknown."""
    text = _plain(untrusted_code)
    return _by_mark().get(text) if text else None


def reasons() -> dict[str, Reason]:
    """Every reason by its key."""
    return {
        key: Reason(key, row["says"], row["class"], row["next"], row.get("uncertain", ""))
        for key, row in _data()["reasons"].items()
    }


def ncoa(code: str) -> LookedUp | None:
    """What a return code of the change-of-address file says. None for one that is not known."""
    text = code.strip().upper()
    row = _data()["ncoa"]["codes"].get(text.zfill(2) if text.isdigit() else text)
    return LookedUp(row["says"], row["what"]) if row else None


def dpv(code: str) -> tuple[str, bool] | None:
    """What a delivery point code says, and whether mail is delivered there; None if unknown."""
    row = _data()["dpv"]["codes"].get(code.strip().upper()[:1])
    return (row["says"], row["usable"]) if row else None


def state_of(untrusted_word: str) -> str | None:
    """The state of the ledger that a printer's or a tracking word means; None if it is unknown."""
    return _by_word().get(_plain(untrusted_word.replace("_", " ")))


@cache
def _by_word() -> dict[str, str]:
    return {
        _plain(word.replace("_", " ")): state for state, words in _data()["status"].items() for word in words
    }


@cache
def _by_mark() -> dict[str, Reason]:
    found = {}
    for key, row in _data()["reasons"].items():
        names = [row.get("acs", "").lower(), key.replace("_", " "), *row["marks"]]
        found.update({name.strip(): reasons()[key] for name in names if name.strip()})
    return found


def _plain(text: str) -> str:
    return " ".join(re.sub(r"[^a-z0-9 ]+", " ", text.lower()).split())


@cache
def _data() -> dict[str, Any]:
    text = files("tocsin.notices.delivery").joinpath("codes.yaml").read_text(encoding="utf-8")
    return dict(read_yaml(text))
