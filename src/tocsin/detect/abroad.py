"""Arithmetic of personal numbers of other countries. Numbers come without blanks and dashes, in capitals."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence

from tocsin.detect.checks import luhn

_NINO = re.compile(r"(?!BG|GB|KN|NK|NT|TN|ZZ)[A-CEGHJ-PR-TW-Z][A-CEGHJ-NPR-TW-Z]\d{6}[A-D]\Z")
_DNI_LETTERS = "TRWAGMYFPDXBNJZSQVHLCKE"
_PPSN_LETTERS = "WABCDEFGHIJKLMNOPQRSTUV"
_UTR_DIGITS = "21987654321"
_NIR = re.compile(r"[1278]\d\d(?:0[1-9]|1[0-2]|[2-9]\d)(?:\d\d|2[AB])\d{6}\d\d\Z")
_FISCALE = re.compile(r"[A-Z]{6}[0-9LMNP-V]{2}[A-EHLMPRST][0-9LMNP-V]{2}[A-Z][0-9LMNP-V]{3}[A-Z]\Z")
_CURP = re.compile(r"[A-Z][AEIOUX][A-Z]{2}\d{6}[HMX][A-Z]{5}[A-Z0-9]\d\Z")
_CURP_ORDER = "0123456789ABCDEFGHIJKLMN\u00d1OPQRSTUVWXYZ"
_FISCALE_ODD = (
    *(1, 0, 5, 7, 9, 13, 15, 17, 19, 21, 2, 4, 18),
    *(20, 11, 3, 6, 8, 12, 14, 16, 10, 22, 25, 24, 23),
)
"""Worth of the letters A to Z in odd places; digits count as A to J."""


def _weighted(digits: str, weights: Sequence[int]) -> int:
    return sum(int(c) * w for c, w in zip(digits, weights, strict=False))


def _is_day(year: int, month: int, day: int) -> bool:
    try:
        dt.date(year, month, day)
    except ValueError:
        return False
    return True


def _digits(text: str, count: int) -> bool:
    return len(text) == count and text.isascii() and text.isdigit() and len(set(text)) > 1


def nino(text: str) -> bool:
    """United Kingdom: National Insurance number (HMRC, National Insurance Manual NIM39110)."""
    return _NINO.match(text) is not None


def nhs(text: str) -> bool:
    """England and Wales: NHS number, modulus 11 (NHS Data Dictionary)."""
    return _digits(text, 10) and (11 - _weighted(text, range(10, 1, -1)) % 11) % 11 == int(text[9])


def utr(text: str) -> bool:
    """United Kingdom: unique taxpayer reference, whose first digit is the check digit."""
    return (
        _digits(text, 10) and _UTR_DIGITS[_weighted(text[1:], (6, 7, 8, 9, 10, 5, 4, 3, 2)) % 11] == text[0]
    )


def sin(text: str) -> bool:
    """Canada: social insurance number, Luhn; none begins with 0 or 8."""
    return _digits(text, 9) and text[0] not in "08" and luhn(text)


def steuer_id(text: str) -> bool:
    """Germany: tax number of a person (139b AO), ISO 7064 modulus 11,10; one digit repeats."""
    if not _digits(text, 11) or text[0] == "0":
        return False
    counts = [text[:10].count(c) for c in set(text[:10])]
    if max(counts) not in (2, 3) or sum(n > 1 for n in counts) != 1:
        return False
    product = 10
    for c in text[:10]:
        product = ((int(c) + product) % 10 or 10) * 2 % 11
    return (11 - product) % 10 == int(text[10])


def nir(text: str) -> bool:
    """France: registration number of a person (social security), key 97 (INSEE)."""
    if not _NIR.match(text):
        return False
    body = text[:13].replace("2A", "19").replace("2B", "18")
    return 97 - int(body) % 97 == int(text[13:])


def dni(text: str) -> bool:
    """Spain: DNI of citizens or NIE of foreigners, with its letter (modulus 23)."""
    if not re.fullmatch(r"(?:\d{8}|[XYZ]\d{7})[A-Z]", text):
        return False
    digits = str("XYZ".find(text[0])) + text[1:8] if text[0] in "XYZ" else text[:8]
    return _DNI_LETTERS[int(digits) % 23] == text[-1]


def codice_fiscale(text: str) -> bool:
    """Italy: tax code of a person with its check letter (D.M. 23/12/1976)."""
    if not _FISCALE.match(text):
        return False
    odd = sum(_FISCALE_ODD[int(c) if c.isdigit() else ord(c) - 65] for c in text[0:15:2])
    even = sum(int(c) if c.isdigit() else ord(c) - 65 for c in text[1:15:2])
    return chr(65 + (odd + even) % 26) == text[15]


def bsn(text: str) -> bool:
    """Netherlands: citizen service number, the 11-test."""
    return _digits(text, 9) and (_weighted(text[:8], range(9, 1, -1)) - int(text[8])) % 11 == 0


def pesel(text: str) -> bool:
    """Poland: PESEL, weights 1-3-7-9 and a birth date whose month tells the century."""
    if not _digits(text, 11) or not 1 <= int(text[2:4]) % 20 <= 12 or not 1 <= int(text[4:6]) <= 31:
        return False
    return (10 - _weighted(text[:10], (1, 3, 7, 9) * 3) % 10) % 10 == int(text[10])


def belgian(text: str) -> bool:
    """Belgium: national number, 97 minus the rest; for births since 2000 a 2 goes before."""
    if not _digits(text, 11) or int(text[2:4]) % 20 > 12 or int(text[4:6]) > 31:
        return False
    return any(97 - int(lead + text[:9]) % 97 == int(text[9:]) for lead in ("", "2"))


def personnummer(text: str) -> bool:
    """Sweden: personal number of ten or twelve digits, Luhn over the last ten, with a birth date."""
    if not (_digits(text, 10) or _digits(text, 12)):
        return False
    ten = text[-10:]
    day = int(ten[4:6])
    return _is_day(2000, int(ten[2:4]), day - 60 if day > 60 else day) and luhn(ten)


def ppsn(text: str) -> bool:
    """Ireland: personal public service number, check letter modulus 23."""
    if not re.fullmatch(r"\d{7}[A-W][A-IW]?", text):
        return False
    second = 0 if len(text) == 8 or text[8] == "W" else (ord(text[8]) - 64) * 9
    return _PPSN_LETTERS[(_weighted(text[:7], range(8, 1, -1)) + second) % 23] == text[7]


def tfn(text: str) -> bool:
    """Australia: tax file number, modulus 11."""
    return _digits(text, 9) and _weighted(text, (1, 4, 3, 7, 5, 8, 6, 9, 10)) % 11 == 0


def medicare_au(text: str) -> bool:
    """Australia: Medicare card number of ten digits, or eleven with the person's line."""
    if not (_digits(text, 10) or _digits(text, 11)) or text[0] not in "23456":
        return False
    return _weighted(text[:8], (1, 3, 7, 9) * 2) % 10 == int(text[8])


def abn(text: str) -> bool:
    """Australia: business number, modulus 89; a person's only where a sole trader uses it."""
    if not _digits(text, 11):
        return False
    return _weighted(str(int(text[0]) - 1) + text[1:], (10, 1, 3, 5, 7, 9, 11, 13, 15, 17, 19)) % 89 == 0


def curp(text: str) -> bool:
    """Mexico: population register code with its check digit (RENAPO)."""
    if not _CURP.match(text):
        return False
    total = sum(_CURP_ORDER.index(c) * (18 - i) for i, c in enumerate(text[:17]))
    return (10 - total % 10) % 10 == int(text[17])


def cpf(text: str) -> bool:
    """Brazil: taxpayer number of a person with its two check digits."""
    if not _digits(text, 11):
        return False
    return all(_weighted(text[:n], range(n + 1, 1, -1)) * 10 % 11 % 10 == int(text[n]) for n in (9, 10))
