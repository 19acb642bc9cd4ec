"""Values that follow their label: ``SSN: 123-45-6789``, ``routing 021000021``, ``born March 4, 1980``."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence, Set
from dataclasses import replace
from functools import lru_cache

from tocsin.detect import address
from tocsin.detect.afar import further_off, told_before
from tocsin.detect.fields import AFTER_LABEL, BARE_LOGIN, CREDENTIALS, WORDY
from tocsin.detect.hits import Hit, NameHit
from tocsin.detect.kinds import KINDS
from tocsin.detect.kinds.credentials import looks_login, looks_secret, unlisted_word
from tocsin.detect.kinds.financial import MASKED_NUMBER
from tocsin.detect.kinds.government import MASKED_SSN, itin, last_four, ssn
from tocsin.detect.kinds.health import icd10
from tocsin.detect.kinds.kind import DESCRIBED, HIDDEN
from tocsin.detect.labels import WAGES, Label, form_phrases, is_label, label_of, label_pattern, prose_phrases
from tocsin.detect.medical import element_of, phrases
from tocsin.detect.nearby import told_by_words
from tocsin.detect.personname import parse
from tocsin.detect.postal import address_at
from tocsin.detect.scanner import Pattern, Stretch, alternatives

_GAP = re.compile(
    r"(?:[ _]?(?:numbers?|num|no|nbr|nr|ids?|code|on file|digits|/itin|/tin)\b)?\.?[ ]"
    r"{0,2}#?(?:[ ]?\([^()\n]{0,20}\))?\"?(?P<pre>[ \t]{0,8})"
    r"(?P<sep>::?|=>?|-{1,2}>?|#|is\b|are\b|was\b|should be\b|of\b|es\b|ending in\b|\|)"
    r"?(?P<space>[ \t]{0,8}(?:\r?\n[ \t]{0,4})?)[\"'<]?",
    re.IGNORECASE,
)
_MASKED = re.compile(rf"{MASKED_SSN}|(?:{HIDDEN}|[ -]){{3,19}}\d{{4}}(?!\d)")
_NUMBERED = frozenset(
    {"medical_record_number", "health_insurance_id", "drivers_license", "state_id", "passport"}
)
"""Fields of numbers longer than a year: four digits without a sign before them are something else."""
_NUMBERED_LABEL = re.compile(r"\b(?:numbers?|no|num|nbr|id)\b|#", re.IGNORECASE)
_FILE_NAMES = frozenset({"photograph", "handwritten_signature"})
"""Fields whose values look like ``name.part`` of a program."""
_TOLD_BY_SIGN = frozenset({*DESCRIBED, "communications", "biometric_other", *_FILE_NAMES})
"""Descriptions: behind a mere *is* or *of* stands the rest of a sentence."""
_MEDICAL = frozenset(["medical_information", "mental_health", "substance_use_record", "prescription"])
WAGES_TOLD = "label.wages"
"""Recogniser of an amount on a tax form that is income too."""
_NAME_VALUE = re.compile(
    r"[A-Z\u00c0-\u00de][\w\u00c0-\u00ff'.-]*(?:,? (?:[A-Z\u00c0-\u00de][\w\u00c0-\u00ff'.-]"
    r"*|de|la|del|los|van|von|der|y|da|di|du|bin)){1,5}"
)
_STRONG_SEPARATORS = frozenset({":", "::", "=", "=>", "->", "|", "-"})


LABELS, NAME_LABELS, FORM_LABELS = "labels", "name labels", "labels of forms"
"""Names of the patterns of labels."""


def value_labels() -> Pattern:
    """Labels of data elements that a value may follow in running text, with the character behind them."""
    return _pattern(LABELS, prose_phrases(), {*KINDS, *_PLACED}, r"[\s:=#|>,;(._*/<\"'`\])?-]")


def form_labels() -> Pattern:
    """Labels that only a sign right behind them shows to be labels: ``Cuenta: 883120045``."""
    written = [phrase for phrase in form_phrases() if phrase not in told_by_words()]
    return _pattern(FORM_LABELS, written, set(KINDS), "[:#]")


def name_labels() -> Pattern:
    """Labels of a person's name."""
    return _pattern(NAME_LABELS, prose_phrases(), {"person_name"}, "[^0-9A-Za-z]")


_PLACED = ("postal_address", "street")


def _pattern(name: str, written: Sequence[str], fields: Set[str], after: str) -> Pattern:
    known = [(p, label_of(p)) for p in written]
    phrases = [
        label_pattern(phrase) for phrase, label in known if label is not None and label.field in fields
    ]
    return Pattern(name, alternatives(phrases, r"\b", after), ignore_case=True, trim=1)


def _masked_hit(label: Label, flat: str, at: int) -> Iterator[Hit]:
    match = _MASKED.match(flat, at)
    if match is None:
        return
    text = match[0]
    if label.field in ("ssn", "ssn_last4", "itin") and (digits := last_four(text)):
        yield Hit(
            match.start(),
            match.end(),
            "ssn_last4",
            digits,
            0.9,
            "label.ssn_last4",
            "masked number behind its label",
        )
    elif label.field in ("payment_card", "financial_account") and (
        masked := MASKED_NUMBER.fullmatch(text.strip())
    ):
        digits = masked[1] or masked[2]
        yield Hit(
            match.start(),
            match.end(),
            label.field,
            digits,
            0.8,
            f"label.{label.field}",
            "masked number behind its label",
            protection="redacted",
        )


def _is_told(field: str, flat: str, label_text: str, gap: re.Match[str], value: str) -> bool:
    """Whether a wordy value is really given here, and not just spoken of."""
    sep, blank = (gap["sep"] or "").lower(), gap["pre"] + gap["space"]
    if field in CREDENTIALS and (is_label(value) or _ends_string(flat, gap, value)):
        return False
    if sep in ("|", "->", "#") or (sep == "-" and not _apart(flat, gap)):
        looks = {"username": looks_login, "password": looks_secret}.get(field)
        return looks is not None and sep != "#" and looks(value)
    if field not in _FILE_NAMES and _is_code(flat, gap, value):
        return False
    if sep in _STRONG_SEPARATORS or len(blank) >= 2:
        return True
    if field in _MEDICAL:
        return value.lower() in phrases() or icd10(value) is not None
    if field == "username" and value.istitle() and _SECOND_NAME.match(flat, gap.end() + len(value)):
        return False
    if field in _TOLD_BY_SIGN:
        return False
    bare = label_text.lower() in BARE_LOGIN - {"login"}
    if field == "username":
        if sep in ("", "of"):
            return looks_login(value) and not is_label(value) and not (bare and value.isalpha())
        return not bare or looks_login(value)
    if not sep and bare:
        return (
            looks_secret(value) and _OF_LOGIN.search(flat, max(0, gap.start() - 70), gap.start()) is not None
        )
    if not sep:
        return looks_secret(value) or unlisted_word(value)
    secret = any(c.isdigit() for c in value) or any(not c.isalnum() for c in value.strip("."))
    return secret or unlisted_word(value)


_OF_LOGIN = re.compile(r"\b(?:user|login|log-in|usuario|account|creds)\w*\b|@\w", re.IGNORECASE)
_SECOND_NAME = re.compile(r" (?:[A-Z]\.? )?[A-Z\xc0-\xde][a-z\xdf-\xff]")


def _ends_string(flat: str, gap: re.Match[str], value: str) -> bool:
    """Whether a quote follows that did not begin before the value: both are words of one string."""
    after = flat[gap.end() + len(value) : gap.end() + len(value) + 1]
    return after in ("'", '"') and flat[gap.end() - 1 : gap.end()] != after


def _apart(flat: str, gap: re.Match[str]) -> bool:
    """Whether a sign between label and value has blanks on both sides."""
    return bool(gap["space"]) and flat[gap.start("sep") - 1] in " \t"


_TYPES = frozenset(
    [
        "str",
        "int",
        "bool",
        "bytes",
        "string",
        "any",
        "optional",
        "object",
        "text",
        "char",
        "varchar",
        "none",
        "null",
    ]
)
"""What programs declare a field to be."""
_NEXT_WORD = re.compile(r" ([a-z]{1,20})\b")


def _is_code(flat: str, gap: re.Match[str], value: str) -> bool:
    """Whether a value is a name in a program (``user = auth[0]``) or the first word of a sentence."""
    if value.lower() in _TYPES:
        return True
    after = flat[gap.end() + len(value) : gap.end() + len(value) + 1]
    if after in ("(", "[", "{") and after:
        return True
    call = re.match(r"(?:[A-Za-z_.]+|[A-Za-z_]\w*(?:\.[A-Za-z_]\w*)+)[(\[{]", value)
    if call or re.fullmatch(r"[a-z_]+(?:\.[a-z_]+)+", value):
        return True
    quoted = flat[gap.end() - 1 : gap.end()] in ("'", '"')
    if quoted or not value.replace("_", "").isalpha():
        return False
    spaced = gap["sep"] == "=" and flat[gap.start("sep") - 1] in " \t"
    if spaced or gap["sep"] != ":" or not value.islower():
        return spaced
    following = _NEXT_WORD.match(flat, gap.end() + len(value))
    return following is not None and label_of(following[1]) is None


def _value_hit(label: Label, label_text: str, flat: str, gap: re.Match[str]) -> Iterator[Hit]:
    kind = KINDS[label.field]
    sep, space = (gap["sep"] or "").lower(), gap["pre"] + gap["space"]
    if label.field in WORDY and "\n" in space and not sep:
        return
    match = AFTER_LABEL[label.field].match(flat, gap.end())
    if match is None or not match[0]:
        return
    text, end = match[0], match.end()
    if label.field == "financial_account" and sep == "of" and not _NUMBERED_LABEL.search(label_text + gap[0]):
        return
    if label.field in _NUMBERED and sep not in _STRONG_SEPARATORS and re.fullmatch(r"\d{4}", text):
        return
    if sep == "=" and "&" in text:
        text = text[: text.index("&")]
    if label.field in WORDY:
        text = (
            text.rstrip(".,;:)\"'>")
            if label.field not in ("password", "email_account_credentials")
            else text.rstrip(',;"')
        )
        end = gap.end() + len(text)
        if not text or not _is_told(label.field, flat, label_text, gap, text):
            return
    end = gap.end() + len(text)
    for element, read in ((label.field, kind.read), *_ALTERNATIVES.get(label.field, ())):
        value = read(text.strip())
        if value is None:
            continue
        code = element_of(value) if element == "medical_information" else KINDS[element].shows
        protection = "hashed" if code == "password_hash" else "plain"
        recogniser = f"label.{element if KINDS[element].element else code}"
        reason = _reason(element, label_text)
        yield Hit(gap.end(), end, code, value, kind.confidence, recogniser, reason, protection)
        return


@lru_cache(maxsize=4_000)
def _reason(element: str, label_text: str) -> str:
    """Remembered, for a file has few labels and says them often."""
    return f"{KINDS[element].shape} behind \u201c{' '.join(label_text.split())}\u201d"


_ALTERNATIVES = {
    "username": (("email_address", KINDS["email_address"].read),),
    "ssn": (("itin", itin),),
    "itin": (("ssn", ssn),),
    "other_tax_id": (("itin", itin), ("ssn", ssn)),
    "password": (("password_hash", KINDS["password_hash"].read),),
    "financial_account": (("iban", KINDS["iban"].read),),
}


_ZIP = re.compile(r"\b\d{5}(?:-\d{4})?\s*\Z")


def _address_hit(flat: str, at: int) -> Iterator[Hit]:
    match = address.FULL.match(flat, at) or address.WHOLE_LINES.match(flat, at)
    if match:
        end = match.start() + len(match[0].rstrip(" ,\n"))
        if _ZIP.search(match[0]) is None:
            end = max(end, address_at(flat, at) or 0)
        yield Hit(
            match.start(),
            end,
            "postal_address",
            flat[match.start() : end],
            0.93,
            "label.postal_address",
            "address behind its label",
        )


def _line_start(flat: str, position: int) -> bool:
    return not flat[flat.rfind("\n", 0, position) + 1 : position].strip(" \t*-\u2022\"'|>")


def _name_hit(label: Label, flat: str, start: int, gap: re.Match[str]) -> Iterator[NameHit]:
    strong = bool(gap["sep"] in _STRONG_SEPARATORS or len(gap["pre"]) >= 2 or "\n" in gap["space"])
    if not strong or not (_line_start(flat, start) or gap["sep"] in (":", "=")):
        return
    match = _NAME_VALUE.match(flat, gap.end())
    if match is None or label_of(match[0]) is not None:
        return
    text = match[0].rstrip(".,") if not match[0].endswith((" Jr.", " Sr.")) else match[0]
    name = parse(text)
    if name and name.given and name.family:
        end = gap.end() + len(text)
        yield NameHit(gap.end(), end, name, 0.93, role=label.role, whose=label.whose, label=start)


def labelled(flat: str, places: Sequence[Stretch]) -> Iterator[Hit | NameHit]:
    """Everything in a text that stands behind a label of the vocabulary; ``places``: where labels are."""
    after = 0
    for start, end in places:
        if start < after or (end < len(flat) and flat[end].isalnum()):
            continue
        if start and not flat[start - 1].isascii() and flat[start - 1].isalpha():
            start -= 1  # noqa: PLW2901 - the automaton sees no letter in the accented first one
        label_text = flat[start:end]
        label = label_of(label_text + " number") if flat.startswith(("#", " #"), end) else None
        label = label or label_of(label_text)
        if label is None:
            continue
        gap = _GAP.match(flat, end)
        if gap is None or _in_a_name(flat, start, gap):
            continue
        hits = list(_of_label(label, label_text, flat, start, gap)) or list(
            further_off(label, label_text, flat, end)
        )
        hits = hits or list(told_before(label, label_text, flat, after, start))
        if not hits:
            continue
        whose = _with_owner_words(label, flat, start).whose
        for hit in _with_further(hits, flat, flat[start : gap.end()]):
            hit.label = min(start, hit.start)
            hit.whose = hit.whose or whose
            after = max(after, hit.end)
            yield hit


_KEYWORD = re.compile(r"(?:\b(?:class|def|function|elif|except|import) |::)\Z")


def _in_a_name(flat: str, start: int, gap: re.Match[str]) -> bool:
    """Whether a label is part of a name in a program or an address: ``class Pass``, ``my-account-15240``."""
    before = flat[start - 1] if start else ""
    if before in " :" and _KEYWORD.search(flat, max(0, start - 10), start):
        return True
    joined = before in ("-", "/") and gap["sep"] == "-"
    return joined and not gap["pre"] and not gap["space"]


_FURTHER = re.compile(r"(?: ?\([^()\n]{1,60}\))?(?:, and | and | & | y |[,;] ?)(?=[A-Z0-9])")
_PLURAL = re.compile(
    r"\b(?:numbers|nos|ids|licen[cs]es|accounts|cards|passports|ssns|numeros|números)\b", re.IGNORECASE
)
_LONGEST_LIST = 50


def _with_further(hits: Sequence[Hit | NameHit], flat: str, lead: str) -> Iterator[Hit | NameHit]:
    """The further values of a list after a plural label: ``numbers 1 (Ann), 2 (Bob) and 3``."""
    for hit in hits:
        yield hit
        if not isinstance(hit, Hit) or hit.element in WORDY or not _FURTHER.match(flat, hit.end):
            continue
        if not _PLURAL.search(lead):
            continue
        last = hit
        for _ in range(_LONGEST_LIST):
            link = _FURTHER.match(flat, last.end)
            match = AFTER_LABEL[hit.element].match(flat, link.end()) if link else None
            value = KINDS[hit.element].read(match[0]) if match else None
            if match is None or value is None:
                break
            last = replace(last, start=match.start(), end=match.end(), value=value)
            yield last


_OWNER_WORDS = re.compile(r"(?:^|[\n,;|])[ \t]*((?:[A-Za-z]+[ /]?){1,2}\d?)(?:'s)?[ _-]\Z")


def _with_owner_words(label: Label, flat: str, start: int) -> Label:
    """``Spouse SSN``: the words right before the label on its line can say whose it is."""
    if not start or flat[start - 1] not in " _-":
        return label
    before = _OWNER_WORDS.search(flat[max(0, start - 30) : start])
    if before is None:
        return label
    whole = label_of(before[1] + " " + label.field.replace("_", " "))
    if whole is None or not whole.whose:
        return label
    return Label(label.field, whole.whose, whole.role, label.exact)


def _of_label(
    label: Label, label_text: str, flat: str, start: int, gap: re.Match[str]
) -> Iterator[Hit | NameHit]:
    if label.field == "person_name":
        yield from _name_hit(label, flat, start, gap)
    elif label.field in ("postal_address", "street"):
        yield from _address_hit(flat, gap.end())
    elif label.field == "tax_information" and WAGES.search(label_text):
        for hit in _value_hit(label, label_text, flat, gap):
            yield replace(hit, recogniser=WAGES_TOLD)
    elif label.field in KINDS:
        hits = list(_value_hit(label, label_text, flat, gap)) or list(_masked_hit(label, flat, gap.end()))
        yield from hits
