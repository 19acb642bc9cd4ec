"""Values that show what they are without a label."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from tocsin.detect.hits import Hit
from tocsin.detect.kinds import KINDS
from tocsin.detect.kinds.financial import major_card
from tocsin.detect.kinds.government import itin, ssn
from tocsin.detect.kinds.health import MBI_TEXT, mbi
from tocsin.detect.medical import element_of, is_icd10, phrases
from tocsin.detect.scanner import Pattern, Stretch, alternatives
from tocsin.detect.weigh import AGAINST, sample_words


@dataclass(frozen=True, slots=True)
class Shape:
    """A pattern that is evidence by itself.

    read: gives (element, value) or None.
    begins: where the value begins, from the text and the match; -1 if there is none after all.
    trim: characters that the pattern reads behind the value, as context.
    """

    name: str
    pattern: str
    read: Callable[[str], tuple[str, str] | None]
    confidence: float
    reason: str
    ignore_case: bool = False
    begins: Callable[[str, int, int], int] | None = None
    trim: int = 0


def _as(element: str) -> Callable[[str], tuple[str, str] | None]:
    read = KINDS[element].read

    def reading(text: str) -> tuple[str, str] | None:
        value = read(text)
        return (KINDS[element].shows, value) if value else None

    return reading


def _card(text: str) -> tuple[str, str] | None:
    digits = major_card(text)
    return ("payment_card", digits) if digits else None


def _taxpayer(text: str) -> tuple[str, str] | None:
    if value := ssn(text):
        return "ssn", value
    return ("itin", value) if (value := itin(text)) else None


def _masked(text: str) -> tuple[str, str] | None:
    return "ssn_last4", text[-4:]


def _mbi(text: str) -> tuple[str, str] | None:
    value = mbi(text)
    return ("medicare_medicaid_id", value) if value and len(value) == 11 else None


def _listed(text: str) -> tuple[str, str] | None:
    element = phrases().get(" ".join(text.lower().split()))
    return (element, " ".join(text.split())) if element else None


def _code(text: str) -> tuple[str, str] | None:
    return (element_of(text), text) if is_icd10(text) else None


def _says(element: str) -> Callable[[str], tuple[str, str] | None]:
    """For marks that show an element and hold no value that could be told apart."""
    return lambda text: (element, " ".join(text.split())[:40])


def _drug_code(text: str) -> tuple[str, str] | None:
    return "prescription", text.split()[-1].lstrip(":#")


def _code_start(flat: str, start: int, end: int) -> int:
    return flat.rindex(" ", start, end) + 1


_LOCAL_PART = re.compile(r"[A-Za-z0-9_][A-Za-z0-9_.+%'-]*\Z")


def _mailbox_start(flat: str, start: int, end: int) -> int:
    """What stands before the sign, read backwards; as long as a mailbox may be named."""
    first = max(0, start - 63)
    match = _LOCAL_PART.search(flat[first : start + 1])
    return first + match.start() if match else -1


_CALL = re.compile(r"\b(?:call|reach|text|phone|dial|fax|contact|answering)(?: \w+){0,3} \Z", re.IGNORECASE)


def _called_number(flat: str, start: int, end: int) -> int:
    """Behind *at*, *on*, *to* or *under* stands a number to call if the words before say so."""
    if not _CALL.search(flat[max(0, start - 60) : start]):
        return -1
    return next(i for i in range(start, end) if flat[i] in "+(" or flat[i].isdigit())


_SHAPES = (
    Shape(
        "email",
        # From the last character before the sign on: what stands before it is read backwards.
        r"[A-Za-z0-9_.+%'-]@(?:[A-Za-z0-9-]+\.)+[A-Za-z]{2,24}\b",
        _as("email_address"),
        0.98,
        "e-mail address",
        begins=_mailbox_start,
    ),
    Shape(
        "taxpayer",
        r"\b\d{3}-\d{2}-\d{4}\b|\b\d{3} \d{2} \d{4}\b",
        _taxpayer,
        0.75,
        "nine digits grouped like a Social Security number, valid area",
    ),
    Shape("masked", r"[*xX#]{3}-?[*xX#]{2}-?\d{4}\b", _masked, 0.8, "masked like a Social Security number"),
    Shape("card", r"\b\d(?:[ -]?\d){12,18}\b", _card, 0.9, "right check digit and issuer of a payment card"),
    Shape(
        "phone",
        r"(?:\+1[ .-]?)?(?:\(\d{3}\) ?|\b\d{3}[.-])\d{3}[ .-]\d{4}\b|\+1 \d{3} \d{3} \d{4}\b"
        r"|\b\d{3} \d{3} \d{4}\b",
        _as("phone_number"),
        0.8,
        "written like a telephone number",
    ),
    Shape(
        "phone_cued",
        r"\b(?:at|on|to|under) \+?\(?\d[\d .()-]{5,18}\d\b",
        _as("phone_number"),
        0.75,
        "a number to call",
        ignore_case=True,
        begins=_called_number,
    ),
    Shape(
        "phone_abroad",
        r"\+\d{1,3}[ .-]?\(?\d[\d .()-]{6,16}\d\b",
        _as("phone_number"),
        0.75,
        "a number with its country's code",
    ),
    Shape(
        "iban",
        r"\b[A-Z]{2}\d{2}(?: ?[A-Z0-9]{4}){3,7}(?: ?[A-Z0-9]{1,3})?\b",
        _as("iban"),
        0.95,
        "right check digits of an IBAN",
    ),
    Shape("mbi", rf"\b(?:{MBI_TEXT})\b", _mbi, 0.75, "pattern of a Medicare identifier"),
    Shape("condition", "", _listed, 0.6, "a condition or medicine by name", ignore_case=True),
    Shape(
        "icd",
        r"\b(?:[A-TV-Z]\d[0-9AB]|U0[79])\.[0-9A-Z]{1,4}\b",
        _code,
        0.6,
        "shape of a diagnosis code in a chapter that exists",
    ),
    Shape(
        "drug_code",
        r"\bNDC[ :#]{1,3}\d{4,5}-\d{3,4}-\d{1,2}\b",
        _drug_code,
        0.85,
        "three groups of a National Drug Code behind NDC",
    ),
    Shape(
        "signed",
        r"(?m)^[ \t]*(?:By: ?)?/s/[ \t]{1,3}[A-Z]"
        r"|\b(?:digitally|electronically|docu|e)[ -]?signed by:?[ \t\r\n]{1,4}[A-Z]"
        r"|\bfirmado (?:digital|electr.nica)mente por:? [A-Z]",
        _says("digital_signature"),
        0.65,
        "words that stand for an electronic signature",
        ignore_case=True,
        trim=1,
    ),
    Shape(
        "signature_block",
        r"-----BEGIN (?:PKCS7|CMS|PGP SIGNATURE|SIGNED MESSAGE)-----",
        _says("digital_signature"),
        0.55,
        "block of a digital signature",
    ),
    Shape(
        "private_key",
        r"-----BEGIN (?:[A-Z]{2,10} )?PRIVATE KEY(?: BLOCK)?-----\s{1,2}"
        r"(?:Proc-Type|Version:|Comment:|[A-Za-z0-9+/]{30})"
        r"|\bPuTTY-User-Key-File-\d: ",
        _says("private_key"),
        0.6,
        "beginning of a private key with its body",
    ),
    Shape(
        "biometric",
        r"\b(?:Rk1SAC|RklSAD|RkFDAD|SUlSAD)[A-Za-z0-9+/]{30}"
        r"|\b(?:464D5200|46495200|46414300|49495200)[0-9A-F]{24}|\b1\.0?01:\d{1,7}\x1d1\.0?02:0\d00",
        _says("biometric"),
        0.85,
        "header of a fingerprint, face or iris record (ISO/IEC 19794, ANSI/NIST-ITL)",
    ),
    Shape(
        "user_token",
        r"\b(?:ghp_[A-Za-z0-9]{36}|github_pat_[A-Za-z0-9_]{60}|glpat-[A-Za-z0-9_-]{20}|xoxp-[0-9A-Za-z-]{40})",
        _says("security_token"),
        0.55,
        "form of a person's access token",
    ),
    Shape(
        "nino",
        r"\b[A-CEGHJ-PR-TW-Z][A-CEGHJ-NPR-TW-Z](?:\d{6}| \d\d \d\d \d\d )[A-D]\b",
        _as("nino"),
        0.75,
        "letters and digits of a National Insurance number",
    ),
    Shape(
        "nir",
        r"\b[12] \d\d (?:0[1-9]|1[0-2]|[2-9]\d) (?:\d\d|2[AB]) \d{3} \d{3} \d\d\b",
        _as("nir"),
        0.75,
        "fields and key of a French social security number",
    ),
    Shape(
        "codice_fiscale",
        r"\b[A-Z]{6}\d\d[A-EHLMPRST]\d\d[A-Z]\d{3}[A-Z]\b",
        _as("codice_fiscale"),
        0.92,
        "sixteen characters and check letter of an Italian tax code",
    ),
    Shape(
        "curp",
        r"\b[A-Z]{4}\d{6}[HMX][A-Z]{5}[A-Z0-9]\d\b",
        _as("curp"),
        0.92,
        "eighteen characters and check digit of a CURP",
    ),
    Shape(
        "icd_cued",
        r"(?:dx|diagnosed with|diagnosis|follow-up of|followup of|treated for|history of|hx of|suffers from)"
        r" [A-TV-Z]\d\d\b",
        _code,
        0.55,
        "diagnosis code after its cue",
        begins=_code_start,
    ),
)


def shape_patterns() -> Iterator[Pattern]:
    """What the scanner has to look for so that `unlabelled` can read it."""
    for shape in _SHAPES:
        expressions = (shape.pattern,) if shape.pattern else _conditions()
        yield Pattern(shape.name, expressions, shape.ignore_case, shape.trim)
    yield sample_words()


def _conditions() -> tuple[str, ...]:
    listed = [re.escape(p).replace(r"\ ", r"\s+") for p in phrases() if p.isascii()]
    return alternatives(listed, r"\b", r"\b", size=25)


def _joined(flat: str, start: int, end: int) -> bool:
    """Whether the candidate is a piece of a longer number or word."""
    before = flat[start - 1] if start else " "
    after = flat[end] if end < len(flat) else " "
    if before.isalnum() or after.isalnum() or before in "_@" or after in "_@":
        return True
    if before in "-/.+$" and start > 1 and flat[start - 2].isdigit():
        return True
    return after in "-/" and end + 1 < len(flat) and flat[end + 1].isdigit()


_NUMBERS = frozenset({"taxpayer", "card", "phone", "masked", "nino", "nir", "codice_fiscale"})
"""Shapes that order numbers and the like have too."""


_CHECKED = frozenset({"card", "nir", "mbi", "iban"})
"""Shapes whose check a number of any other kind passes now and then."""
_GROUPS = re.compile(r"(?:\d{4}([ -])\d{4}\1\d{4}\1\d{4}|\d{4}([ -])\d{6}\2\d{5}|\d{15,16})(?= \d{1,2}\Z)")
"""The groups of a card's number before one or two digits more."""
_CHANCE = 0.5
_ENOUGH = 4


def _checked(shape: Shape, flat: str, stretches: Sequence[Stretch]) -> tuple[Sequence[Stretch], bool]:
    """Those that pass the check, and whether so many of the numbers in a text fail it that these pass it by
    chance.
    """
    good = [(start, end) for start, end in stretches if shape.read(flat[start:end]) is not None]
    return good, len(stretches) >= _ENOUGH and len(good) * 2 < len(stretches)


_MARKS = frozenset({"signed", "signature_block", "private_key", "biometric"})
"""Shapes that are no word or number of their own, so that letters may follow."""


def _without_month(flat: str, start: int, end: int) -> Stretch:
    """A card's groups without the digits behind them, which are the month in which it expires."""
    groups = _GROUPS.match(flat, start, end)
    return (start, groups.end()) if groups else (start, end)


def unlabelled(flat: str, places: Mapping[str, Sequence[Stretch]]) -> Iterator[Hit]:
    """Everything in a text that shows what it is by itself; ``places``: where each shape was seen."""
    for shape in _SHAPES:
        stretches = places.get(shape.name)
        if not stretches:
            continue
        chance = False
        if shape.name == "card":
            stretches = [_without_month(flat, start, end) for start, end in stretches]
        if shape.name in _CHECKED:
            stretches, chance = _checked(shape, flat, stretches)
        for first, end in stretches:
            start = first if shape.begins is None else shape.begins(flat, first, end)
            if start < 0 or (shape.name not in _MARKS and _joined(flat, start, end)):
                continue
            if shape.name in _NUMBERS and AGAINST.search(flat[max(0, start - 24) : start]):
                continue
            reading = shape.read(flat[start:end])
            if reading is not None:
                element, value = reading
                sure, said = shape.confidence, shape.reason
                if chance:
                    sure, said = sure * _CHANCE, f"{said}, as few of the numbers around have"
                yield Hit(start, end, element, value, sure, f"shape.{shape.name}", said)
