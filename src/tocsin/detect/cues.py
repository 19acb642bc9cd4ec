"""The words around a name or a value that say whose the value is."""

from __future__ import annotations

import re

_OUTSIDERS = re.compile(
    r"\b(?:(?P<provider>dr\.?|doctor|physician|nurse|surgeon|therapist|dentist|psychiatrist|provider|médico)"
    r"|(?P<contact>(?:our|the|his|her|their|an?) (?:agent|broker|attorney|lawyer|clerk|"
    r"witness|adjuster|accountant|assistant|"
    r"caseworker|recruiter|representative|supervisor|manager)|agent|broker|attorney|witness|"
    r"notary|clerk|supervisor|manager|"
    r"(?:forwarded|sent|prepared|signed|reviewed|approved|used|seen|referred|witnessed|"
    r"entered|processed|handled|reported|"
    r"submitted|verified|collected|taken|written|notarized|stolen|found) by))[,:]?\s+(?:dr\.? )?\Z",
    re.IGNORECASE,
)
_OUTSIDER_AFTER = re.compile(
    r"\s*\((?:HR|Payroll|Human Resources|Claims|Billing|IT|Legal|Finance|agent|clerk|notary|"
    r"attorney|manager|supervisor)\b"
    r"|,? (?:MD|RN|DO|NP|Esq|CPA)\b|, (?:our|the|an?) (?:agent|clerk|attorney|manager|notary|witness|broker)"
    r"|\s+(?:\([^()]{1,20}\) )?(?:asked|forwarded|wrote|e-?mailed|notes|noted|reports|"
    r"reported|processed|entered|verified|confirmed|"
    r"signed off|reviewed|approved)\b",
    re.IGNORECASE,
)
_KIN = {
    "spouse": re.compile(r"\b(?:spouse|wife|husband|partner|esposa|esposo)(?: is|,|:)?\s+\Z", re.IGNORECASE),
    "dependent": re.compile(
        r"\b(?:dependent|child|son|daughter|minor|stepson|stepdaughter|hijo|hija)s?(?: is|,|:)?\s+\Z",
        re.IGNORECASE,
    ),
    "beneficiary": re.compile(r"\bbeneficiary(?: is|,|:)?\s+\Z", re.IGNORECASE),
    "guardian": re.compile(
        r"\b(?:mother|father|parent|guardian|mom|dad|madre|padre)(?: is|,|:)?\s+\Z", re.IGNORECASE
    ),
}
_MALE = re.compile(
    r"\b(?:son|father|brother|husband|nephew|grandson|uncle|dad|mr\.?|hijo|padre|esposo|sr\.)(?: is|,)?\s+\Z",
    re.IGNORECASE,
)
_FEMALE = re.compile(
    (
        r"\b(?:daughter|mother|sister|wife|niece|granddaughter|aunt|mom|mrs\.?|ms\.?|miss|"
        r"hija|madre|esposa|sra\.)(?: is|,)?\s+\Z"
    ),
    re.IGNORECASE,
)
_KIN_OF = re.compile(
    (
        r"\b(?P<pronoun>her|his) (?:late |minor |young |older |younger )?(?:son|daughter|mother|"
        r"father|brother|sister|husband|wife|nephew|niece|grandson|granddaughter|child|spouse|"
        r"partner)\b[ ,]*\Z"
    ),
    re.IGNORECASE,
)
_PRONOUN = re.compile(r"\b(?P<pronoun>her|his|she|he)\b[^.;\n]{0,40}\Z", re.IGNORECASE)
_RANKED = re.compile(r"\bthe (?P<which>former|latter|first|second)(?:'s)?\b[^.;\n]{0,50}\Z", re.IGNORECASE)
_HELD_BY = re.compile(
    r"(?:\b(?:belong(?:s|ed|ing)? to|(?:is |was )?(?:issued|registered|assigned|given|"
    r"held) (?:to|by)|in the name of|owned by|pertenece a|is that of)"
    r"(?: (?:the |our )?(?:patient|employee|customer|member|client))?)\s+(?:mr\.? |mrs\.? |ms\.? |dr\.? )?\Z",
    re.IGNORECASE,
)
_TOPIC = re.compile(
    r"\b(?:form|forms|record|records|file|chart|account|statement|card|behalf|application|"
    r"claim|information|info|data|details|"
    r"paperwork|policy|for|about|regarding|re|concerning|set up|on|update|add|enroll|patient|"
    r"employee|customer|member|client)"
    r"(?: (?:of|for|from|on|file for))?:?\s+(?:mr\.? |mrs\.? |ms\.? )?\Z",
    re.IGNORECASE,
)
_RECIPIENT = re.compile(
    (
        r"\b(?:sent|forwarded|gave|e-?mailed|faxed|mailed|handed|passed|spoke|talked|copied)"
        r"\b[^.\n]{0,120}\b(?:to|with) (?:our |the )?\Z"
    ),
    re.IGNORECASE,
)
_NEGATED = re.compile(r"\b(?:not|isn't|never|rather than|instead of)\b[^.\n]{0,20}\Z", re.IGNORECASE)


def outsider(before: str, after: str) -> str:
    """``provider`` or ``contact`` if the words make a person one who only handles the data, else empty."""
    match = _OUTSIDERS.search(before)
    if match:
        return "provider" if match["provider"] else "contact"
    return "contact" if _OUTSIDER_AFTER.match(after) else ""


def kin(before: str) -> str:
    """``spouse``, ``dependent``, ``guardian`` or ``beneficiary`` from the words before a name."""
    for role, pattern in _KIN.items():
        if pattern.search(before):
            return role
    return ""


def gender(before: str) -> str:
    """``m`` or ``f`` where a title or a kinship word before the name tells it."""
    if _MALE.search(before):
        return "m"
    return "f" if _FEMALE.search(before) else ""


def kin_of(before: str) -> str:
    """Gender of the person whose kin is named next: ``her son`` gives ``f``."""
    match = _KIN_OF.search(before)
    return {"her": "f", "his": "m"}[match["pronoun"].lower()] if match else ""


def pronoun(before: str) -> str:
    """Gender of the pronoun that governs a value, or empty."""
    match = _PRONOUN.search(before)
    return {"her": "f", "she": "f", "his": "m", "he": "m"}[match["pronoun"].lower()] if match else ""


def ranked(before: str) -> int | None:
    """0 for *the former*, 1 for *the latter*."""
    match = _RANKED.search(before)
    return {"former": 0, "first": 0, "latter": 1, "second": 1}[match["which"].lower()] if match else None


def held_by(between: str) -> bool:
    """Whether the words between a value and a later name make the name its holder."""
    return bool(_HELD_BY.search(between)) and not _NEGATED.search(between[-60:])


def topic(before: str) -> bool:
    """Whether the words before a name make that person what the sentence is about: ``the form of``."""
    return bool(_TOPIC.search(before))


def recipient(before: str) -> bool:
    """Whether the name is the one something was sent to."""
    return bool(_RECIPIENT.search(before))
