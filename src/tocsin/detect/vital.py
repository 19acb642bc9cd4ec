"""Whether a person has died or is a minor, by what a record says outright.

A column or line of its own (``Deceased: Y``, ``Date of death``) is a flag. A column of many states
(``Status``, ``Notes``) says it in words in the rows that it is true of, and nothing of the others.
"""

from __future__ import annotations

import re

from tocsin.detect import dates
from tocsin.detect.kinds import is_blank

_TRUE = frozenset(
    [
        "y",
        "yes",
        "true",
        "1",
        "t",
        "x",
        "si",
        "sí",
        "deceased",
        "d",
        "dead",
        "decd",
        "dec'd",
        "dec",
        "expired",
        "died",
        "†",
        "death",
        "fallecido",
        "fallecida",
        "difunto",
        "difunta",
        "finado",
        "finada",
        "muerto",
        "muerta",
    ]
)
_FALSE = frozenset(["n", "no", "false", "0", "f", "alive", "living", "a", "vivo", "viva"])
_WORD = r"deceased|dec['\u2019]?d|dead|died|fallecid[oa]|falleci\u00f3|difunt[oa]|finad[oa]"
_DEATH = re.compile(
    rf"(?:{_WORD})(?:[ ,:(-]{{1,3}}(?:on |as of |el )?(?P<on>[\d/. -]{{4,12}})\)?)?"
    r"|(?:\(?d\.|dod:?|date of death:?|death:?|\u2020) ?(?P<day>[\d/. -]{4,12})\)?"
    r"|.{1,30}[ ,/(-](?:deceased|dec['\u2019]d|fallecid[oa]|difunt[oa])\)?",
    re.IGNORECASE,
)
_NOT = re.compile(
    r"\bnot\b|\bno\b|\bnon\b|\?|\bif\b|survivor|survived|parent|mother|father|spouse|husband|wife|child|brother|sister"
    r"|widow|beneficiar|\bof\b (?!death)",
    re.IGNORECASE,
)
"""Words that make it somebody else's death, or no death."""

_STATES = re.compile(
    r"\b(?:status|stat|sts|estatus|situaci[o\u00f3]n|estado|vital|life|disposition|disp|discharge|reason|notes?"
    r"|comments?|remarks|flags?|observaciones|notas)\b",
    re.IGNORECASE,
)
_MACHINE = re.compile(
    r"\b(?:account|acct|card|order|server|device|host|pet|animal|project|ticket|job|task|marital|civil|city|state)\b",
    re.IGNORECASE,
)
_GUARDIAN = re.compile(r"guardian|\btutora?\b", re.IGNORECASE)
_CAMEL = re.compile(r"(?<=[a-z])(?=[A-Z])|_")


def tells_states(header: str) -> bool:
    """Whether a column can say of a person that he has died, in words among other states."""
    words = _CAMEL.sub(" ", header)
    return bool(_STATES.search(words)) and not _MACHINE.search(words)


def names_guardian(header: str) -> bool:
    """Whether a column is of a guardian: whoever has one, and no birth date, is taken for a minor."""
    return bool(_GUARDIAN.search(header))


def says_death(text: str) -> bool:
    """Whether a state or remark says that this person has died."""
    match = _DEATH.fullmatch(text.strip())
    if match is None or _NOT.search(text):
        return False
    day = match["on"] or match["day"]
    return day is None or _is_day(day)


def flag(text: str | None) -> bool | None:
    """What a cell under ``deceased`` says; a date that can be of a death says yes, a blank nothing."""
    said = said_of(text)
    if said is not None or not text or is_blank(text):
        return said
    return True if says_death(text) or _is_day(text) else None


def said_of(text: str | None) -> bool | None:
    """What a yes-or-no cell says."""
    lower = (text or "").strip().lower()
    return True if lower in _TRUE else False if lower in _FALSE else None


def _is_day(text: str) -> bool:
    return dates.birth(text.strip(" .-/")) is not None
