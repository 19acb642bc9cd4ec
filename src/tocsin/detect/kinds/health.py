"""Numbers of patients and members, and what is said about a person's health."""

from __future__ import annotations

import re

from tocsin.detect import checks
from tocsin.detect.kinds.kind import CODE, GROUPS, Kind, by_pattern, free_text, is_blank

ICD10 = r"(?:[A-TV-Z]\d[0-9AB]|U0[79])(?:\.[0-9A-Z]{1,4})?"
"""ICD-10-CM code: category of three characters, up to four more behind a dot."""
MBI_TEXT = (
    r"[1-9][AC-HJKMNP-RT-Y][AC-HJKMNP-RT-Y0-9]\d-?[AC-HJKMNP-RT-Y][AC-HJKMNP-RT-Y0-9]\d-?[AC-HJKMNP-RT-Y]"
    r"{2}\d{2}"
)
_CONDITION_TEXT = (
    r"[A-Za-z0-9][A-Za-z0-9'/+-]*(?:\.\d[0-9A-Z]*)?(?: \(?[A-Za-z0-9][A-Za-z0-9'/+-]*(?:\.\d[0-9A-Z]"
    r"*)?\)?){0,7}"
)


def mbi(text: str) -> str | None:
    """A Medicare beneficiary identifier, or a Medicare claim number of the old form (SSN and a letter)."""
    value = text.replace("-", "").replace(" ", "").upper()
    if len(value) == 11 and checks.mbi(value):
        return value
    return value if re.fullmatch(r"\d{9}[A-DFJKMTW]\d?", value) else None


_medicaid = by_pattern(r"[A-Za-z]{0,2}[\d][\d -]{5,14}[A-Za-z]?", digits=7)


def _medicare_or_medicaid(text: str) -> str | None:
    return mbi(text) or _medicaid(text)


def icd10(text: str) -> str | None:
    """A diagnosis code."""
    return text.upper() if re.fullmatch(ICD10, text, re.IGNORECASE) else None


def condition(text: str) -> str | None:
    """A diagnosis, a procedure code, a National Drug Code, or a description of one."""
    if is_blank(text):
        return None
    if re.fullmatch(r"[A-Za-z]?\d{3,5}[A-Za-z]?(?:\.\w{1,4})?", text):
        return text.upper()
    if re.fullmatch(r"\d{4,5}-\d{3,4}-\d{1,2}", text):
        return text
    return free_text(text)


KINDS = (
    Kind(
        "medical_record_number",
        r"(?:MRN[- ]?)?" + CODE,
        by_pattern(r"(?:MRN[- ]?)?[A-Za-z]{0,3}[- ]?\d[\dA-Za-z-]{2,14}", digits=4),
        0.93,
        "a record number's shape",
    ),
    Kind(
        "health_insurance_id",
        rf"{GROUPS}|[A-Za-z0-9]{{8,13}} \d\d(?![\w/-])|{CODE}",
        by_pattern(r"[A-Za-z0-9][A-Za-z0-9 -]{4,20}", digits=4),
        0.92,
        "a member number's shape",
    ),
    Kind(
        "medicare_medicaid_id",
        MBI_TEXT + r"(?!\w)|" + CODE,
        _medicare_or_medicaid,
        0.97,
        "a Medicare or Medicaid number's shape",
        strong=False,
    ),
    Kind("medical_information", _CONDITION_TEXT, condition, 0.9, "a condition or code"),
    Kind("mental_health", _CONDITION_TEXT, condition, 0.85, "a condition or code"),
    Kind("substance_use_record", _CONDITION_TEXT, condition, 0.8, "words"),
    Kind("reproductive_health", _CONDITION_TEXT, condition, 0.8, "words"),
    Kind("prescription", _CONDITION_TEXT, condition, 0.87, "a medicine or code"),
    Kind("health_claim", CODE, by_pattern(CODE, digits=4), 0.75, "a claim number"),
    Kind("disability", _CONDITION_TEXT, free_text, 0.75, "words"),
    Kind("genetic", _CONDITION_TEXT, free_text, 0.7, "words"),
)
