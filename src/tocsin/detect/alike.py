"""Numbers written exactly like one that a label told: the second of a list, the right one of a correction.

``licence numbers of Ann Lee and Dale Stone are D1234567 and S7654321``; ``not MRN 0081234 but 0081243``.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache

from tocsin.detect.hits import Hit
from tocsin.detect.kinds import KINDS
from tocsin.detect.weigh import AGAINST

_FIELDS = frozenset(
    {
        "drivers_license",
        "state_id",
        "passport",
        "medical_record_number",
        "health_insurance_id",
        "financial_account",
        "student_id",
        "employee_id",
        "alien_registration",
        "health_claim",
        "insurance_policy_number",
    }
)
"""Numbers with a form that their issuer gives to all of them."""
_BEFORE, _AFTER = 160, 360
_SHORTEST = 6
_CONFIDENCE = 0.78
_PARAGRAPH = re.compile(r"\n[ \t\r]*\n")
_LINK = re.compile(
    r"(?:[,;:()/&'\u2019\"-]|\b(?:and|y|or|o|e|not|no|but|sino|pero|instead|rather|than|of|replaced|by"
    r"|corrected|changed|to|"
    r"was|is|are|were|while|whereas|respectively|the|other|his|her|for|de|del|en|lugar|should|read|be"
    r"|now|one|mother|"
    r"father|wife|husband|son|daughter|former|latter|first|second|has|have|had|holds|belongs?|que|es"
    r"|el|la|neither|nor)\b"
    r"|\b[A-Z\xc0-\xde][\w'.-]*|\s)*",
)
_LONGEST_LINK = 90


@lru_cache(maxsize=2_000)
def _like(text: str) -> re.Pattern[str]:
    """What is written like a number: a letter for a letter, a digit for a digit."""
    form = "".join(r"\d" if c.isdigit() else "[A-Z]" if c.isalpha() else re.escape(c) for c in text)
    return re.compile(rf"(?<![\w@.$/-]){form}(?![\w@]|[./-]\w)")


def written_alike(flat: str, told: Sequence[Hit]) -> Iterator[Hit]:
    """Further values of elements that labels told; ``told``: those hits."""
    for hit in told:
        text = flat[hit.start : hit.end]
        if hit.label < 0 or hit.element not in _FIELDS or sum(map(str.isalnum, text)) < _SHORTEST:
            continue
        before = _PARAGRAPH.split(flat[max(0, hit.start - _BEFORE) : hit.start])[-1]
        after = _PARAGRAPH.split(flat[hit.end : hit.end + _AFTER])[0]
        first, last = hit.start - len(before), hit.end + len(after)
        lettered = any(map(str.isalpha, text))
        for match in _like(text).finditer(flat, first, last):
            if match.start() != hit.start and _meant(
                flat, hit, match.start(), match.end(), lettered=lettered
            ):
                yield _hit(hit, match)


def _meant(flat: str, hit: Hit, start: int, end: int, *, lettered: bool) -> bool:
    """Whether the words around allow a number to be what the hit is; digits alone need words of a "
    "list between."""
    if AGAINST.search(flat[max(0, start - 24) : start]):
        return False
    between = flat[hit.end : start] if start > hit.start else flat[end : hit.label]
    return lettered or (len(between) <= _LONGEST_LINK and _LINK.fullmatch(between) is not None)


def _hit(hit: Hit, match: re.Match[str]) -> Hit:
    value = KINDS[hit.element].read(match[0]) or match[0]
    reason = "written like a number near it whose label tells what it is"
    return Hit(match.start(), match.end(), hit.element, value, _CONFIDENCE, "alike", reason)
