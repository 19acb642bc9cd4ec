"""Columns that no header explains, decided by their values, their uniqueness and their neighbours."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from tocsin.detect import address, dates
from tocsin.detect.gazetteer import given_names, key, surnames
from tocsin.detect.kinds import KINDS
from tocsin.detect.kinds.financial import expiry, major_card
from tocsin.detect.kinds.government import itin, ssn, ssn_cell
from tocsin.detect.kinds.health import ICD10, mbi
from tocsin.detect.medical import is_condition
from tocsin.detect.personname import looks_like_name

Test = Callable[[str], object]
Decide = Callable[[Sequence[str]], tuple[str, float, str] | None]
"""Takes a column's values, gives (field, confidence, reason)."""

_DASHED = re.compile(r"\d{3}[- ]\d{2}[- ]\d{4}\Z")
_PUNCTUATED_PHONE = re.compile(r"(?:\+\d|.*[-.() ]).*\Z")
_ICD = re.compile(rf"{ICD10}\Z")
_ICD_BARE = re.compile(r"[A-TV-Z]\d[0-9AB][0-9A-Z]{0,4}\Z")
_PROCEDURE = re.compile(r"[1-9]\d{4}\Z|[A-V]\d{4}\Z")
_MASHED = re.compile(r"[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}\Z|[0-9a-f]{24,}\Z", re.IGNORECASE)
_ABROAD = re.compile(r"\+[1-9][\d .()-]{7,18}\Z")
_CVV = re.compile(r"\d{3,4}\Z")
_ACCOUNT = re.compile(r"\d{6,17}\Z")
_STREET = re.compile(
    r"\d{1,6} \S.* \S|P\.? ?O\.? Box \d"
    r"|(?:C(?:alle|/)|Av(?:enida|da)?\.?|Blvd\.?|Carrera|Cra\.?|Cll\.?|Calzada|Paseo|Camino|Rue|Via) \S.*\d"
    r"|[^\W\d][\w' -]*(?:str(?:a(?:ss|\u00df)e|\.)|weg|platz|gasse|allee) ?\d+ ?[a-z]?\Z",
    re.IGNORECASE,
)
_STREET_NAME = re.compile(
    r"(?:\S+ ){1,4}"
    r"(?:st|street|ave?|avenue|rd|road|ln|lane|dr|drive|ct|court|blvd|way|pl|place|cir|ter|pkwy|hwy|trl)"
    r"(?: [nsew]{1,2})?\Z",
    re.IGNORECASE,
)
_STATE = re.compile(
    r"(?:A[KLRZ]|C[AOT]|D[CE]|FL|GA|HI|I[ADLN]|K[SY]|LA|M[ADEINOST]|N[CDEHJMVY]|O[HKR]"
    r"|P[AR]|RI|S[CD]|T[NX]|UT|V[AT]|W[AIVY])\Z"
)
_ZIP = re.compile(r"\d{3,5}(?:-\d{4})?\Z")
_SECRET = re.compile(r"(?=.*[A-Za-z])(?=.*[\d\W_])\S{5,40}\Z")
_LOGIN = re.compile(r"[a-z][a-z._-]{2,30}\d{0,4}\Z")
_MEMBER = re.compile(r"[A-Z]{1,3}\d{8,12}(?:-\d\d)?\Z|\d{11}\Z|\d{9}-\d\d\Z")
_RECORD = re.compile(r"(?:MRN)?\d{6,8}\Z")
_PASSPORT = re.compile(r"[A-Z]\d{8}\Z|\d{9}\Z")
_LICENSE = re.compile(r"[A-Z]{1,2}\d{6,12}\Z|[A-Z](?:-\d{3}){3}\Z|\d{7,9}\Z")
_MONEY = re.compile(r"\$? ?\d{1,3}(?:,\d{3})*\.\d\d\Z|\d{4,7}\.\d\d\Z")
_NAMED = frozenset({"person_name", "given", "family", "email_address"})


@dataclass(frozen=True, slots=True)
class Guess:
    """What the values of a column say."""

    index: int
    field: str
    confidence: float
    reason: str
    whose: str = ""


def _share(values: Sequence[str], test: Test) -> float:
    return sum(1 for value in values if test(value)) / len(values)


def _most(values: Sequence[str], test: Test, share: float) -> bool:
    """Whether at least this share of the values pass; stops at the miss that is one too many."""
    misses = int((1 - share) * len(values) + 1e-9)
    for value in values:
        if not test(value):
            misses -= 1
            if misses < 0:
                return False
    return True


def _us_phone(text: str) -> bool:
    value = KINDS["phone_number"].read(text)
    return value is not None and len(value) == 12 and value.startswith("+1") and value[5] not in "01"


def _bare_ssn(values: Sequence[str]) -> float:
    """How likely bare digits are SSNs, 0 if some cannot be: all issued, all different and in no order.

    One number of nine digits in eight is none that was issued, so that many values without a miss are proof
    against numbers of any other kind, if they start in all ways. A spreadsheet takes leading zeros away.
    """
    full = sum(len(v) == 9 for v in values)
    if full < max(3, 0.6 * len(values)) or not all(
        v.isdigit() and 7 <= len(v) <= 9 and (ssn_cell(v) or itin(v)) for v in values
    ):
        return 0.0
    if len(set(values)) < len(values) or (
        len(values) > 3 and values in (sorted(values), sorted(values)[::-1])
    ):
        return 0.0
    starts = len({v.zfill(9)[0] for v in values})
    return 0.85 if len(values) >= 25 and starts >= 6 else 0.6


def _proven(values: Sequence[str]) -> tuple[str, float, str] | None:
    """Fields whose values prove themselves."""
    if _most(values, lambda t: "@" in t and KINDS["email_address"].read(t), 0.8):
        return "email_address", 0.95, "values are e-mail addresses"
    if _most(values, itin, 0.9):
        return "itin", 0.8, "values are in the ranges of taxpayer numbers"
    if _most(values, lambda t: _DASHED.match(t) and (ssn(t) or itin(t)), 0.85):
        return "ssn", 0.93, "values have the dashes and number ranges of Social Security numbers"
    if _most(values, lambda t: len(t) >= 13 and major_card(t), 0.9) and len(values) >= 2:
        return "payment_card", 0.93, "all check digits are right and the issuers exist"
    if _most(values, mbi, 0.9) and _most(values, lambda t: not t.isdigit(), 0.9):
        return "medicare_medicaid_id", 0.9, "values have the pattern of Medicare identifiers"
    if _most(values, lambda t: len(t) >= 15 and KINDS["iban"].read(t), 0.9):
        return "iban", 0.95, "all check digits are right"
    if len(values) >= 3 and _most(values, lambda t: len(t) == 9 and KINDS["routing_number"].read(t), 0.98):
        return "routing_number", 0.9, "all values pass the routing number check sum"
    return None


def _one_name(guess: tuple[str, float, str] | None, fields: Sequence[str]) -> tuple[str, float, str] | None:
    """Beside whole names a column of words is no part of a name, but a city."""
    parts = guess is not None and guess[0] in ("given", "family") and "person_name" in fields
    return None if parts else guess


def _whole_address(text: str) -> bool:
    return bool(_STREET.match(text)) and address.parse(text).state is not None


def _name_part(values: Sequence[str]) -> tuple[str, float, str] | None:
    """Given names or surnames: measured on different words, as a long table says ``Mary`` often."""
    bare = [value for value in values if _LETTERS.match(value)]
    words = list({key(value) for value in bare})
    if len(bare) < 0.9 * len(values) or len(words) < min(10, 0.5 * len(bare)):
        return None
    given = _share(words, lambda w: w in given_names() and given_names()[w] < 2_000)
    family = _share(words, lambda w: w in surnames() and surnames()[w] < 40_000)
    if given >= 0.8 and given >= family:
        return "given", 0.9, "values are given names"
    if family >= 0.8:
        return "family", 0.8, "values are surnames"
    if given >= 0.7 and family < given:
        return "given", 0.8, "values are given names"
    double = _share(words, lambda w: w in surnames() or w in given_names())
    parts = _share(bare, lambda t: any(key(part) in surnames() for part in t.replace("-", " ").split()))
    if parts >= 0.85 and family >= 0.5 and double < 0.98:
        return "family", 0.75, "values are surnames, some of them double"
    return None


_LETTERS = re.compile(r"[^\W\d_]{2,}(?:[ '\u2019-]{1,2}[^\W\d_]+){0,3}\Z")


def _contact(values: Sequence[str]) -> tuple[str, float, str] | None:
    if _most(values, lambda t: _PUNCTUATED_PHONE.match(t) and _us_phone(t), 0.7):
        return "phone_number", 0.93, "values are written as telephone numbers"
    if _most(values, lambda t: _ABROAD.match(t) and 8 <= sum(map(str.isdigit, t)) <= 15, 0.9):
        return "phone_number", 0.9, "values are written as international telephone numbers"
    if _most(values, looks_like_name, 0.5):
        return "person_name", 0.93, "values are given names with surnames"
    if guess := _name_part(values):
        return guess
    if _most(values, _whole_address, 0.5):
        return "postal_address", 0.75, "values are whole addresses"
    if _most(values, _STREET.match, 0.7) and _most(values, lambda t: any(c.isalpha() for c in t), 0.9):
        return "street", 0.85, "values are street lines"
    if _most(values, _STREET_NAME.match, 0.7):
        return "street_name", 0.75, "values end in the words of streets"
    if _most(values, _STATE.match, 0.95) and len(values) >= 2:
        return "state", 0.7, "values are state codes"
    return None


def _of_people(values: Sequence[str], fields: Sequence[str]) -> tuple[str, float, str] | None:
    """Fields that are believed only in a table with names in it."""
    likely = _bare_ssn(values)
    if likely > 0.6 or (likely and "routing_number" not in fields):
        return "ssn", likely, "nine digits in the ranges of Social Security numbers, in a table of people"
    if _most(values, _is_birth, 0.9):
        births = (dates.birth(value) for value in values)
        years = sorted(int(day[:4]) for day in births if day)
        if years[len(years) // 2] <= 2010 and (years[-1] - years[0] >= 8 or len(years) < 3):
            return "date_of_birth", 0.9, "dates spread like birth dates, in a table of people"
    if _most(values, _ICD.match, 0.8) or _most(values, _is_condition, 0.4):
        return "medical_information", 0.9, "values are diagnosis codes or conditions"
    if (
        _most(values, _ICD_BARE.match, 0.95)
        and len(set(values)) < len(values)
        and len({v[0] for v in values}) > 2
    ):
        return "medical_information", 0.75, "values are diagnosis codes without their dots"
    coded = "medical_information" in fields and 1 < len(set(values)) < 0.7 * len(values)
    if coded and _most(values, _PROCEDURE.match, 0.95):
        return "medical_information", 0.65, "procedure codes beside diagnoses"
    if _most(values, expiry, 0.9) and "payment_card" in fields:
        return "card_expiry", 0.85, "month and year beside a card number"
    if _most(values, _CVV.match, 0.95) and "payment_card" in fields:
        return "card_security_code", 0.8, "three or four digits beside a card number"
    if _most(values, _ACCOUNT.match, 0.9) and "routing_number" in fields:
        return "financial_account", 0.85, "digits beside a routing number"
    return None


def _is_birth(text: str) -> bool:
    day = dates.birth(text) if len(text) >= 6 else None
    return day is not None and len(day) == 10


def _weak(values: Sequence[str], fields: Sequence[str]) -> tuple[str, float, str] | None:
    """Identifiers that only the company of other columns explains; the least sure of all."""
    known = set(fields)
    if all(len(v) == 10 and v.isdigit() and _us_phone(v) for v in values) and len(values) >= 3:
        return "phone_number", 0.6, "ten digits that can all be telephone numbers, in a table of people"
    if _most(values, _us_phone, 0.9) and _most(values, _PUNCTUATED_PHONE.match, 0.4):
        return "phone_number", 0.7, "values are telephone numbers"
    if known & {"medical_information"}:
        if _most(values, _MEMBER.match, 0.95):
            return "health_insurance_id", 0.55, "member numbers' shape beside health columns"
        if _most(values, _RECORD.match, 0.95):
            return "medical_record_number", 0.55, "record numbers' shape beside health columns"
    if known & {"date_of_birth", "ssn"} and _most(values, _is_pay, 0.95):
        return "income", 0.6, "amounts of a year's pay, in a table of people"
    if "date_of_birth" in known:
        if _most(values, _PASSPORT.match, 0.95) and any(v[0].isalpha() for v in values):
            return "passport", 0.55, "passport numbers' shape beside birth dates"
        if _most(values, _LICENSE.match, 0.95) and any(v[0].isalpha() for v in values):
            return "drivers_license", 0.55, "licence numbers' shape beside birth dates"
    return None


def _beside_state(
    index: int, fields: Sequence[str], samples: Sequence[Sequence[str]]
) -> tuple[str, float, str] | None:
    """The city stands before its state or ZIP code, the ZIP code behind them; its first zero may be lost."""
    values = samples[index]
    after = fields[index + 1] if index + 1 < len(fields) else ""
    before = fields[index - 1] if index else ""
    if after in ("state", "postal_code") and _most(values, _is_town, 0.95) and len(set(values)) > 4:
        return "city", 0.8, "words in front of the state"
    zips = _most(values, _ZIP.match, 0.9)
    if before == "state" and zips:
        return "postal_code", 0.85, "ZIP codes behind the state"
    street = before in ("street", "street_name") or (
        index > 1 and fields[index - 2] in ("street", "street_name")
    )
    if street and _most(values, _FULL_ZIP.match, 0.9) and len(set(values)) > 0.5 * len(values):
        return "postal_code", 0.7, "five digits behind a street"
    return None


_FULL_ZIP = re.compile(r"\d{5}(?:-\d{4})?\Z")


def _is_town(text: str) -> bool:
    return text[0].isupper() and len(text) > 2 and text.count(" ") < 4 and not any(map(str.isdigit, text))


def _is_pay(text: str) -> bool:
    return bool(_MONEY.match(text)) and 10_000 <= float(text.strip("$ ").replace(",", "")) <= 999_999


def _is_condition(text: str) -> bool:
    return bool(_ICD.match(text)) or is_condition(text)


def _of_accounts(
    values: Sequence[str], fields: Sequence[str], names: Sequence[str]
) -> tuple[str, float, str] | None:
    """User names, often made of the row's names, and the secrets beside them."""
    different = len(set(values)) > 0.8 * len(values)
    logins = different and _most(values, _LOGIN.match, 0.9)
    if logins and names and _most(values, lambda v: any(n in v for n in names), 0.6):
        return "username", 0.85, "values are made from the names of the same table"
    if logins and "username" not in fields and _most(values, _MARKED_LOGIN.search, 0.6):
        return "username", 0.7, "values are written as log-in names, in a table of accounts"
    accounts = "username" in fields or "email_address" in fields
    if accounts and "password" not in fields and len(values) >= 2 and _most(values, _is_secret, 0.7):
        if len({_OUTLINE.sub("9", v) for v in values}) < 0.5 * len(values):
            return None
        return "password", 0.75, "letters with digits or signs beside a log-in"
    return None


_MARKED_LOGIN = re.compile(r"[a-z][._-]?[a-z]*\d|[a-z][._-][a-z]")
_OUTLINE = re.compile(r"\d")


def _is_secret(text: str) -> bool:
    return (
        bool(_SECRET.match(text))
        and not _MASHED.match(text)
        and dates.parse(text) is None
        and not _STREET.match(text)
    )


def _dependents(fields: list[str], samples: Sequence[Sequence[str]]) -> Iterator[Guess]:
    """Further persons at the end of a row: name, birth date and SSN, again and again."""
    for i in range(1, len(samples) - 2):
        names, births, numbers = samples[i : i + 3]
        if (
            names
            and not any(fields[i : i + 3])
            and all(" " in name and not any(map(str.isdigit, name)) for name in names)
            and births
            and _most(births, lambda t: len(t) >= 6 and dates.birth(t), 0.9)
            and numbers
            and _most(numbers, lambda t: ssn_cell(t) or itin(t), 0.9)
            and len(births) <= len(names) + 1
        ):
            for index, field in enumerate(("person_name", "date_of_birth", "ssn"), start=i):
                fields[index] = "dependent"
                yield Guess(
                    index, field, 0.7, "name, birth date and SSN of a further person", f"dependent{i}"
                )


def _family_words(fields: Sequence[str], samples: Sequence[Sequence[str]]) -> list[str]:
    words: set[str] = set()
    for field, values in zip(fields, samples, strict=True):
        if field in ("person_name", "family"):
            words.update(
                key(part).lower()
                for value in values
                for part in value.replace(",", " ").split()
                if len(part) > 2
            )
    return sorted(words)


def _if_named(fields: list[str], decide: Decide) -> Decide:
    """The decision only in a table that has names or e-mail addresses (looked up when it is asked)."""
    return lambda values: decide(values) if _NAMED & set(fields) else None


UNKNOWN_HEADER = 0.9
"""What a guess from values keeps of its probability under a header that we do not know."""


def by_values(
    fields: list[str], samples: Sequence[Sequence[str]], open_columns: Sequence[int], *, has_header: bool
) -> Iterator[Guess]:
    """Guesses for the columns that no header explains. ``fields`` is filled as columns are decided.

    open_columns: those that may be guessed from their values and neighbours.
    """
    if not has_header:
        yield from _dependents(fields, samples)
    certainty = UNKNOWN_HEADER if has_header else 1.0
    of_people = _if_named(fields, lambda values: _of_people(values, fields))
    weak = _if_named(fields, lambda values: _weak(values, fields))
    passes: list[Decide] = [
        _proven,
        lambda values: _one_name(_contact(values), fields),
        of_people,
        of_people,
        weak,
    ]
    if not has_header:
        passes += [lambda values: _of_accounts(values, fields, _family_words(fields, samples))] * 2
    for decide in passes:
        for index in open_columns:
            if fields[index] or not samples[index]:
                continue
            guess = decide(samples[index]) or _beside_state(index, fields, samples)
            if guess:
                field, likely, reason = guess
                fields[index] = field
                sure = likely if decide is _proven else round(certainty * likely, 3)
                yield Guess(index, field, sure, reason)
