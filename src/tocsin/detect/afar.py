"""Values that do not stand right behind their label: further on, in an answer, misread, or before it."""

from __future__ import annotations

import re
from collections.abc import Iterator

from tocsin.detect.fields import AFTER_LABEL, BARE_LOGIN, CREDENTIALS, WORDY
from tocsin.detect.hits import Hit
from tocsin.detect.kinds import KINDS
from tocsin.detect.kinds.credentials import looks_login, looks_secret
from tocsin.detect.labels import Label, is_label
from tocsin.detect.mend import mended_number
from tocsin.detect.reach import is_alone, places_of_value, value_before
from tocsin.detect.weigh import AGAINST, OTHER_NUMBER

_YEAR = re.compile(r"(?:19|20)\d\d")
_DATED = re.compile(r"\d{1,4}[/.-]\d{1,2}[/.-]\d{1,4}")
_NUMERIC = frozenset(
    {"ssn", "itin", "payment_card", "routing_number", "financial_account", "phone_number", "date_of_birth"}
)
"""Fields of digits alone: letters that look like digits are misread ones."""
_DIGIT = re.compile(r"\d")
_AROUND_SIGN = re.compile(r" ?([-./]) ?")
_PART = re.compile(r"[._-]")
_AMOUNT = re.compile(r"\b(?:of|de|\$) \Z")
_QUOTED = ("',", '",', "')", '")')
"""Behind a label that is a string of a program."""
_FAR = 100
"""Characters behind a label in which its value must begin."""
_CONTEXT = 0.95
"""Factor on the confidence of a value that does not stand right behind its label."""
_ONLY_BEHIND = (WORDY - CREDENTIALS) | {
    "income",
    "tax_information",
    "credit_history",
    "geolocation",
    "ip_address",
}
"""Words and numbers of any kind: only what stands right behind the label is meant."""
_TOLD_AFTER = frozenset(
    {
        "drivers_license",
        "passport",
        "medical_record_number",
        "health_insurance_id",
        "financial_account",
        "routing_number",
        "state_id",
        "ssn",
        "payment_card",
    }
)
_SHORTEST_BEFORE = 6


def further_off(label: Label, label_text: str, flat: str, end: int) -> Iterator[Hit]:
    """The value of a label behind further words, in the answer to a question, or with misread digits."""
    kind = KINDS.get(label.field)
    if kind is None or label.field in _ONLY_BEHIND:
        return
    if label_text.lower() in BARE_LOGIN and flat.find("?", end, end + 30) < 0:
        return
    if label.field in CREDENTIALS and flat.startswith(_QUOTED, end):
        return
    if label.field not in CREDENTIALS and not _DIGIT.search(flat, end, end + _FAR):
        return
    for at, apart in ((end, False), *places_of_value(flat, end)):
        found = _read_at(label.field, flat, at, mended=at == end)
        if found is None or not _believed(label, label_text, flat, at, found[0], apart=apart):
            continue
        text, length = found
        value = kind.read(_AROUND_SIGN.sub(r"\1", text.strip()))
        if value is not None:
            said = f"{kind.shape} behind \u201c{' '.join(label_text.split())}\u201d and more words"
            sure = round(kind.confidence * _CONTEXT, 3)
            yield Hit(at, at + length, kind.shows, value, sure, f"label.{label.field}", said)
            return


def told_before(label: Label, label_text: str, flat: str, after: int, start: int) -> Iterator[Hit]:
    """The value of a label that stands before it in the sentence."""
    kind = KINDS.get(label.field)
    if kind is None or label.field not in _TOLD_AFTER:
        return
    found = value_before(flat, after, start)
    if found is None:
        return
    before = flat[max(0, found[0] - 24) : found[0]]
    if AGAINST.search(before) or OTHER_NUMBER.search(before):
        return
    at, text = found
    whole = AFTER_LABEL[label.field].fullmatch(text) is not None and not _YEAR.fullmatch(text)
    if whole and len(text) >= _SHORTEST_BEFORE and not _DATED.fullmatch(text) and (value := kind.read(text)):
        said = f"{kind.shape} before \u201c{' '.join(label_text.split())}\u201d"
        sure = round(kind.confidence * _CONTEXT, 3)
        yield Hit(at, at + len(text), kind.shows, value, sure, f"label.{label.field}", said)


def _read_at(field: str, flat: str, at: int, *, mended: bool) -> tuple[str, int] | None:
    """(text, length) of a value at a place. mended: only where its digits were misread."""
    if field in _NUMERIC and (number := mended_number(flat[at : at + 30])):
        return number, len(number)
    match = None if mended else AFTER_LABEL[field].match(flat, at)
    return (match[0], len(match[0])) if match and match[0] else None


def _believed(label: Label, label_text: str, flat: str, at: int, text: str, *, apart: bool) -> bool:
    """Whether what stands there can only be the value: a word of no text, or a number that is no date."""
    field, end = label.field, at + len(text)
    if field in CREDENTIALS:
        if any(map(is_label, _PART.split(text))) or flat[end : end + 1] in tuple("([{=/"):
            return False
        if text.isalpha() and flat[at - 2 : at - 1] == ",":
            return False
        if (apart or label_text.lower() in BARE_LOGIN) and not (apart and is_alone(flat, end)):
            return False
        return looks_login(text) if field == "username" else looks_secret(text)
    if field == "financial_account" and _AMOUNT.search(flat, max(0, at - 5), at):
        return False
    if field == "date_of_birth":
        return len(text) > 4
    if field in ("card_expiry", "card_security_code"):
        return flat[end : end + 1] not in ("-", "/", ".") or not flat[end + 1 : end + 2].isdigit()
    return sum(map(str.isdigit, text)) >= 4 and not _YEAR.fullmatch(text) and not _DATED.fullmatch(text)
