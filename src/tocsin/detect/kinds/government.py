"""Numbers that a government gives to a person."""

from __future__ import annotations

import re

from tocsin.detect import checks
from tocsin.detect.kinds.kind import CODE, GROUPS, HIDDEN, Kind, by_pattern

_NINE = re.compile(r"(\d{3})([- .]?)(\d{2})\2(\d{4})")
_NINE_TEXT = r"\d{3}(?:-\d{2}-\d{4}| \d{2} \d{4}|\.\d{2}\.\d{4}|\d{6})(?![\d-])"
_MASKED = re.compile(rf"{HIDDEN}{{3}}[- ]?{HIDDEN}{{2}}[- ]?(\d{{4}})|(?:{HIDDEN}|-){{1,9}}(\d{{4}})")
_SHORT = re.compile(r"\d{7,8}(?:\.0)?|\d{9}\.0")
MASKED_SSN = rf"{HIDDEN}{{3}}-?{HIDDEN}{{2}}-?\d{{4}}(?!\d)"


def ssn(text: str) -> str | None:
    """Nine digits of an SSN that can have been issued."""
    match = _NINE.fullmatch(text)
    if match is None:
        return None
    digits = match[1] + match[3] + match[4]
    return digits if checks.ssn(digits) else None


def ssn_cell(text: str) -> str | None:
    """As `ssn`, and with the leading zeros given back that a spreadsheet took away."""
    found = ssn(text)
    if found is None and _SHORT.fullmatch(text):
        digits = text.removesuffix(".0").zfill(9)
        return digits if checks.ssn(digits) else None
    return found


def itin(text: str) -> str | None:
    """Nine digits in the ranges of individual taxpayer numbers."""
    match = _NINE.fullmatch(text)
    if match is None or text[0] != "9":
        return None
    digits = match[1] + match[3] + match[4]
    return digits if checks.itin(digits) else None


def last_four(text: str) -> str | None:
    """The visible digits of a masked number."""
    match = _MASKED.fullmatch(text)
    return (match[1] or match[2]) if match else None


def _last_four_cell(text: str) -> str | None:
    return text.zfill(4) if re.fullmatch(r"\d{1,4}", text) else last_four(text)


_license = by_pattern(r"[A-Za-z0-9*][A-Za-z0-9 *-]{4,19}", digits=4)
_passport = by_pattern(r"[A-Za-z]{0,2} ?\d{6,9}|[A-Za-z]\d \d{6,7}", digits=6)
_code = by_pattern(CODE, digits=4)

_NO_EIN = frozenset(
    ["00", "07", "08", "09", "17", "18", "19", "28", "29", "49", "69", "70", "78", "79", "89", "96", "97"]
)
"""Prefixes that no campus of the IRS gives out (IRS, "How EINs are assigned and valid EIN prefixes")."""


def ein(text: str) -> str | None:
    """An employer identification number."""
    digits = text.replace("-", "")
    if not re.fullmatch(r"\d\d-?\d{7}", text) or digits[:2] in _NO_EIN or len(set(digits)) == 1:
        return None
    return digits


KINDS = (
    Kind("ssn", _NINE_TEXT, ssn, 0.97, "nine digits, valid area and group", strong=True),
    Kind("ssn_last4", r"\d{4}(?!\d)", _last_four_cell, 0.8, "four digits"),
    Kind("itin", _NINE_TEXT, itin, 0.97, "nine digits in the taxpayer number ranges", strong=True),
    Kind(
        "other_tax_id",
        CODE,
        by_pattern(CODE + "|[A-Za-z]{4}[0-9]{6}[A-Za-z0-9]{3,8}", digits=5),
        0.7,
        "an identifier",
    ),
    Kind("irs_ip_pin", r"\d{6}(?!\d)", by_pattern(r"\d{6}"), 0.9, "six digits"),
    Kind("drivers_license", rf"{GROUPS}|{CODE}", _license, 0.9, "a licence number's shape"),
    Kind("state_id", CODE, _license, 0.85, "an identification number's shape"),
    Kind(
        "passport",
        r"[A-Za-z]{0,2} ?\d{6,9}(?!\w)|[A-Za-z]\d \d{6,7}(?!\w)",
        _passport,
        0.93,
        "a passport number's shape",
    ),
    Kind("military_id", CODE, _code, 0.85, "an identifier"),
    Kind("tribal_id", CODE, _code, 0.8, "an identifier"),
    Kind("student_id", CODE, _code, 0.85, "an identifier"),
    Kind("voter_id", CODE, _code, 0.85, "an identifier"),
    Kind(
        "alien_registration",
        r"[Aa]?-?[\dA-Za-z]{7,13}(?!\w)",
        by_pattern(r"[A-Za-z]{0,3}[- ]?[\d-]{7,13}", digits=7),
        0.9,
        "an A-number's shape",
    ),
    Kind("other_government_id", CODE, _code, 0.7, "an identifier"),
    # Below the threshold by itself: only a person who trades alone makes it a person's (`weigh.py`).
    Kind("ein", r"\d\d-?\d{7}(?!\d)", ein, 0.45, "an employer number's digits", element="other_tax_id"),
)
