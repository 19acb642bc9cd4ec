"""What the values of a column look like: shapes, lists of names and towns, ranges, how they repeat.

Every test gives evidence for one field, with the share of values that pass. What the evidence counts stands
in ``data/column_weights.yaml``; here is only what is looked at, where no header explains the column.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

import zipcodes

from tocsin.detect import address, dates
from tocsin.detect.columnprofile import Profile
from tocsin.detect.columnproofs import MANY, Said
from tocsin.detect.gazetteer import given_names, key, surnames
from tocsin.detect.kinds import KINDS
from tocsin.detect.kinds.financial import expiry
from tocsin.detect.kinds.government import itin, ssn_cell
from tocsin.detect.kinds.health import ICD10
from tocsin.detect.lexicon import place_key, places
from tocsin.detect.medical import is_condition
from tocsin.detect.personname import looks_like_name

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
_TOWNS_LOOKED_UP = 40
_STATE = re.compile(
    r"(?:A[KLRZ]|C[AOT]|D[CE]|FL|GA|HI|I[ADLN]|K[SY]|LA|M[ADEINOST]|N[CDEHJMVY]|O[HKR]"
    r"|P[AR]|RI|S[CD]|T[NX]|UT|V[AT]|W[AIVY])\Z"
)
_UK_AREAS = (
    "AB AL B BA BB BD BH BL BN BR BS BT CA CB CF CH CM CO CR CT CV CW DA DD DE DG DH DL DN DT DY E EC "
    "EH EN EX FK FY G GL GU GY HA HD HG HP HR HS HU HX IG IM IP IV JE KA KT KW KY L LA LD LE LL LN LS "
    "LU M ME MK ML N NE NG NN NP NR NW OL OX PA PE PH PL PO PR RG RH RM S SA SE SG SK SL SM SN SO SP "
    "SR SS ST SW SY TA TD TF TN TQ TR TS TW UB W WA WC WD WF WN WR WS WV YO ZE"
)
"""Postcode areas (Royal Mail, "Postcode Address File programmers' guide"); the last two letters of a code are
never C, I, K, M, O or V."""

_UK = re.compile(
    rf"(?:{_UK_AREAS.replace(' ', '|')})\d(?:\d|[A-HJKMNPRSTUVWXY])? ?\d[ABD-HJLNP-UW-Z]{{2}}\Z",
    re.IGNORECASE,
)
_UK_END = re.compile(rf".*\d.*[ ,\n]\s*(?:{_UK.pattern})", re.IGNORECASE | re.DOTALL)
_ZIP = re.compile(r"\d{3,5}(?:-\d{4})?\Z")
_FULL_ZIP = re.compile(r"\d{5}(?:-\d{4})?\Z")
_SECRET = re.compile(r"(?=.*[A-Za-z])(?=.*[\d\W_])\S{5,40}\Z")
_LOGIN = re.compile(r"[a-z][a-z._-]{2,30}\d{0,4}\Z")
_MARKED_LOGIN = re.compile(r"[a-z][._-]?[a-z]*\d|[a-z][._-][a-z]")
_MEMBER = re.compile(r"[A-Z]{1,3}\d{8,12}(?:-\d\d)?\Z|\d{11}\Z|\d{9}-\d\d\Z")
_RECORD = re.compile(r"\d{6,8}\Z")
_MARKED_RECORD = re.compile(r"MRN-?\d{5,9}\Z")
_PASSPORT = re.compile(r"[A-Z]\d{8}\Z|\d{9}\Z")
_LICENSE = re.compile(r"[A-Z]{1,2}\d{6,12}\Z|[A-Z](?:-\d{3}){3}\Z|\d{7,9}\Z")
_MONEY = re.compile(r"\$? ?\d{1,3}(?:,\d{3})*\.\d\d\Z|\d{4,7}\.\d\d\Z")
_LETTERS = re.compile(r"[^\W\d_]{2,}(?:[ '\u2019-]{1,2}[^\W\d_]+){0,3}\Z")
_DIGIT = re.compile(r"\d")


def shapes(told: Profile, *, accounts: bool) -> Iterator[Said]:
    """What the values look like, for a column that no header explains.

    accounts: whether log-ins and secrets are looked for, as in a table without a header.
    """
    if accounts and told.digits < 0.5:
        yield from _of_accounts(told)
    if told.mailed > 0.5:
        return
    if told.digits > 0.9:
        yield from _of_digits(told)
    elif told.numbered < 0.15:
        yield from _of_words(told)
    elif told.lettered > 0.4:
        yield from _of_both(told)
    elif told.lettered < 0.1 and (rate := told.form_rate(_FULL_ZIP.match, 0.9)):
        yield "postal_code", "zip_full", rate
    else:
        yield from _identifiers(told)
    if told.numbered >= 0.65:
        if 7 <= told.typical <= 24:
            yield from _phones(told)
        if 3 <= told.typical <= 32:
            yield from _dates(told)
    if told.lettered < 0.2 and told.digits < 0.5 and (rate := told.rate(_is_pay, 0.95)):
        yield "income", "pay_amounts", rate


def _phones(told: Profile) -> Iterator[Said]:
    if told.digits > 0.9:
        if told.size >= 3 and told.rate(lambda t: len(t) == 10 and _us_phone(t), 1.0):
            yield "phone_number", "phone_ten", 1.0
    elif rate := told.rate(lambda t: _PUNCTUATED_PHONE.match(t) and _us_phone(t), 0.7):
        yield "phone_number", "phone_written", rate
    elif rate := told.rate(lambda t: _ABROAD.match(t) and 8 <= len(_DIGIT.findall(t)) <= 15, 0.9):
        yield "phone_number", "phone_abroad", rate
    elif told.form_rate(_PUNCTUATED_PHONE.match, 0.4) and (rate := told.rate(_us_phone, 0.9)):
        yield "phone_number", "phone_some", rate


def _us_phone(text: str) -> bool:
    value = KINDS["phone_number"].read(text)
    return value is not None and len(value) == 12 and value.startswith("+1") and value[5] not in "01"


def _dates(told: Profile) -> Iterator[Said]:
    if not told.rate(_is_birth, 0.9):
        if (told.digits > 0.9 or told.lettered < 0.1) and (rate := told.rate(expiry, 0.9)):
            yield "card_expiry", "month_and_year", rate
        return
    years = sorted(int(day[:4]) for value in told.values if (day := dates.birth(value)))
    middle, spread = years[len(years) // 2], years[-1] - years[0]
    if middle <= 2010 and (spread >= 8 or len(years) < 3):
        yield "date_of_birth", "birth_spread" if spread >= 25 or len(years) < 8 else "birth_narrow", 1.0


def _is_birth(text: str) -> bool:
    day = dates.birth(text) if len(text) >= 6 else None
    return day is not None and len(day) == 10


def _of_digits(told: Profile) -> Iterator[Said]:
    lengths = {len(form) for form in told.forms if form.isdigit()}
    if lengths <= {7, 8, 9} and (bare := _bare_ssn(told)):
        yield "ssn", bare, 1.0
    if lengths <= {3, 4} and (rate := told.form_rate(_CVV.match, 0.95)):
        yield "card_security_code", "three_digits", rate
    if min(lengths) >= 3 and max(lengths) <= 5 and (rate := told.form_rate(_ZIP.match, 0.9)):
        yield "postal_code", _zips(told, lengths), rate
    if rate := told.form_rate(_ACCOUNT.match, 0.9):
        wide = min(lengths) >= 7 and len(lengths) >= 3
        yield "financial_account", "account_lengths" if wide else "account_digits", rate
    if lengths == {5} and told.counts and (rate := told.rate(_PROCEDURE.match, 0.95)):
        yield "medical_information", "procedure_codes", rate
    yield from _identifiers(told)


def _zips(told: Profile, lengths: set[int]) -> str:
    """Whether digits are ZIP codes: two in five numbers of five digits are, so that many without a miss are
    proof."""
    if lengths != {5}:
        return "zip_short"
    listed = sum(code in zip_codes() for code in told.counts) / len(told.counts)
    if len(told.counts) < 4:
        return "zip_full"
    if listed < 0.9:
        return "zip_unlisted"
    return "zip_listed" if len(told.counts) >= MANY else "zip_full"


@cache
def zip_codes() -> frozenset[str]:
    """Every ZIP code of the table of the ``zipcodes`` package."""
    return frozenset(entry["zip_code"] for entry in zipcodes.list_all())


def _bare_ssn(told: Profile) -> str | None:
    """How likely bare digits are SSNs: all issued, all different and in no order.

    One number of nine digits in eight is none that was issued, so that many values without a miss are proof
    against numbers of any other kind, if they start in all ways. A spreadsheet takes leading zeros away.
    """
    full = sum(len(v) == 9 for v in told.values)
    if full < max(3, 0.6 * told.size) or told.different < 1.0 or told.running():
        return None
    if not told.rate(lambda v: 7 <= len(v) <= 9 and (ssn_cell(v) or itin(v)), 1.0):
        return None
    starts = len({v.zfill(9)[0] for v in told.values})
    return "ssn_bare" if told.size >= 25 and starts >= 6 else "ssn_bare_few"


def _identifiers(told: Profile) -> Iterator[Said]:
    """Shapes of the identifiers that only their neighbours explain."""
    if rate := told.form_rate(_MEMBER.match, 0.95):
        yield "health_insurance_id", "member_shape", rate
    if rate := told.form_rate(_RECORD.match, 0.95):
        yield "medical_record_number", "record_shape", rate
    elif rate := told.rate(_MARKED_RECORD.match, 0.9):
        yield "medical_record_number", "record_marked", rate
    lettered = any(form[0].isalpha() for form in told.forms)
    if lettered and (rate := told.form_rate(_PASSPORT.match, 0.95)):
        yield "passport", "passport_shape", rate
    if lettered and (rate := told.form_rate(_LICENSE.match, 0.95)):
        yield "drivers_license", "licence_shape", rate


def _of_both(told: Profile) -> Iterator[Said]:
    """Values of letters and digits."""
    if rate := told.rate(_whole_address, 0.5):
        yield "postal_address", "whole_address", rate
    elif told.lettered > 0.9 and (rate := told.rate(_STREET.match, 0.7)):
        yield "street", "street_lines", rate
    elif rate := told.rate(_STREET_NAME.match, 0.7):
        yield "street_name", "street_endings", rate
    if rate := told.rate(_UK.match, 0.9):
        yield "postal_code", "uk_postcodes", rate
    if rate := told.rate(_ICD.match, 0.8) or told.rate(_is_condition, 0.4):
        yield "medical_information", "diagnoses", rate
    elif told.different < 1 and (rate := told.rate(_ICD_BARE.match, 0.95)):
        if len({v[0] for v in told.values}) > 2:
            yield "medical_information", "icd_bare", rate
    elif rate := told.rate(_PROCEDURE.match, 0.95):
        yield "medical_information", "procedure_codes", rate
    yield from _identifiers(told)


def _of_words(told: Profile) -> Iterator[Said]:
    """Values without digits."""
    if told.rate(lambda t: len(t) == 2 and _STATE.match(t), 0.95) and told.size >= 2:
        yield "state", "state_codes", 1.0
        return
    if rate := told.rate(_is_condition, 0.4):
        yield "medical_information", "diagnoses", rate
    if rate := told.rate(looks_like_name, 0.5):
        yield "person_name", "full_names" if rate >= 0.65 else "full_names_half", rate
    else:
        yield from _name_part(told)
        if rate := told.rate(_STREET_NAME.match, 0.7):
            yield "street_name", "street_endings", rate
        if len(told.counts) > 4 and (rate := told.rate(_is_town, 0.95)):
            some = list(told.counts)[:_TOWNS_LOOKED_UP]
            listed = sum(place_key(t) in places() for t in some) / len(some)
            yield (
                "city",
                "towns_listed" if listed >= 0.6 else "towns_some" if listed >= 0.3 else "towns_few",
                rate,
            )


def _whole_address(text: str) -> bool:
    if not _STREET.match(text):
        return False
    return _UK_END.match(text) is not None or address.parse(text).state is not None


def _is_town(text: str) -> bool:
    return text[0].isupper() and len(text) > 2 and text.count(" ") < 4


def _is_pay(text: str) -> bool:
    return bool(_MONEY.match(text)) and 10_000 <= float(text.strip("$ ").replace(",", "")) <= 999_999


def _is_condition(text: str) -> bool:
    return bool(_ICD.match(text)) or is_condition(text)


def _name_part(told: Profile) -> Iterator[Said]:
    """Given names or surnames: measured on different words, as a long table says ``Mary`` often."""
    bare = {value for value in told.counts if _LETTERS.match(value)}
    count = sum(told.counts[value] for value in bare)
    forms = {key(value) for value in bare}
    if count < 0.9 * told.size or len(forms) < min(10, 0.5 * count):
        return
    first, last = given_names(), surnames()
    given = sum(first.get(w, 9_999) < 2_000 for w in forms) / len(forms)
    family = sum(last.get(w, 99_999) < 40_000 for w in forms) / len(forms)
    if given >= 0.7 and (given >= family or family < 0.8):
        yield "given", "given_most" if given >= 0.8 else "given_many", given
    elif family >= 0.8:
        yield "family", "family_most", family
    elif family >= 0.5:
        double = sum(w in last or w in first for w in forms) / len(forms)
        parts = sum(any(key(p) in last for p in t.replace("-", " ").split()) for t in bare) / len(bare)
        if parts >= 0.85 and double < 0.98:
            yield "family", "family_double", parts
    elif given >= 0.45 and given > family and told.different > 0.3:
        yield "given", "given_half", given


def _of_accounts(told: Profile) -> Iterator[Said]:
    """Log-in names and secrets, in tables without a header."""
    if told.different > 0.8 and (rate := told.form_rate(_LOGIN.match, 0.9)):
        yield "username", "login_marked" if told.form_rate(_MARKED_LOGIN.search, 0.6) else "login_shape", rate
    mixed = len(told.forms) >= min(6, 0.5 * told.size) and max(told.forms.values()) <= max(1, 0.4 * told.size)
    if told.size >= 2 and mixed and (rate := told.rate(_is_secret, 0.7)):
        yield "password", "secret_shape", rate


def _is_secret(text: str) -> bool:
    return (
        bool(_SECRET.match(text))
        and not _MASHED.match(text)
        and dates.parse(text) is None
        and not _STREET.match(text)
    )


_BANK = re.compile(
    r"\bbank\b|\bbanco\b|credit union|\bsavings\b|\bfederal\b|\bfcu\b|\bfinancial\b", re.IGNORECASE
)


def names_banks(told: Profile) -> bool:
    """Whether the values are names of banks."""
    return told.numbered < 0.3 and told.rate(_BANK.search, 0.6) > 0


def family_words(profiles: list[Profile], fields: list[str]) -> list[str]:
    """Parts of the names of a table, in small letters: log-ins are often made of them."""
    found: set[str] = set()
    for field, told in zip(fields, profiles, strict=True):
        if field in ("person_name", "family"):
            found.update(
                key(part).lower()
                for value in told.counts
                for part in value.replace(",", " ").split()
                if len(part) > 2
            )
    return sorted(found)


def triplets(profiles: list[Profile], fields: list[str]) -> Iterator[tuple[int, str]]:
    """(first column, whose) of further persons at a row's end: name, birth date and SSN, again and again."""
    taken = [bool(field) for field in fields]
    for i in range(1, len(profiles) - 2):
        names, births, numbers = profiles[i : i + 3]
        if (
            not any(taken[i : i + 3])
            and min(names.size, births.size, numbers.size)
            and names.rate(lambda name: " " in name and not _DIGIT.search(name), 1.0)
            and births.rate(lambda t: len(t) >= 6 and dates.birth(t), 0.9)
            and numbers.rate(lambda t: ssn_cell(t) or itin(t), 0.9)
            and numbers.rate(lambda t: len(t) >= 9, 0.5)
            and births.size <= names.size + 1
        ):
            taken[i : i + 3] = [True] * 3
            yield i, f"dependent{i}"
