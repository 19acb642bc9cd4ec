"""Arithmetic of the numbers: check digits and the ranges in which a number can have been issued."""

from __future__ import annotations

import re

from tocsin.detect.issued import samples

_DOUBLED = str.maketrans("0123456789", "0246813579")
_ABA_WEIGHTS = (3, 7, 1, 3, 7, 1, 3, 7, 1)
_DISTRICTS = (
    "Boston",
    "New York",
    "Philadelphia",
    "Cleveland",
    "Richmond",
    "Atlanta",
    "Chicago",
    "St. Louis",
    "Minneapolis",
    "Kansas City",
    "Dallas",
    "San Francisco",
)


def luhn(digits: str) -> bool:
    """ISO/IEC 7812-1 annex B."""
    doubled = digits[-2::-2].translate(_DOUBLED)
    return sum(map(int, digits[-1::-2] + doubled)) % 10 == 0


def card_brand(digits: str) -> str | None:
    """Brand by issuer number and length, or None if no brand issues such a number."""
    n = len(digits)
    two, four = int(digits[:2]), int(digits[:4])
    if digits[0] == "4" and n in (13, 16, 19):
        return "Visa"
    if n == 16 and (51 <= two <= 55 or 2221 <= four <= 2720):
        return "Mastercard"
    if n == 15 and two in (34, 37):
        return "American Express"
    if n == 16 and (four == 6011 or two == 65 or 644 <= int(digits[:3]) <= 649):
        return "Discover"
    if n == 14 and (two in (36, 38, 39) or 300 <= int(digits[:3]) <= 305):
        return "Diners Club"
    if (n == 16 and 3528 <= four <= 3589) or (n == 15 and four in (1800, 2131)):
        return "JCB"
    if 12 <= n <= 19 and (two == 50 or 56 <= two <= 69):
        return "Maestro"
    return None


def aba(digits: str) -> bool:
    """Routing number of nine digits: Federal Reserve district in range and the 3-7-1 check sum."""
    district = int(digits[:2])
    if not (1 <= district <= 12 or 21 <= district <= 32 or 61 <= district <= 72 or district == 80):
        return False
    return sum(
        int(c) * w for c, w in zip(digits, _ABA_WEIGHTS, strict=True)
    ) % 10 == 0 and digits not in samples("routing_number")


def reserve_district(digits: str) -> str | None:
    """Federal Reserve district of a routing number; None for the Treasury and travellers' cheques.

    Thrift institutions have 20, electronic numbers 60 added (ABA, "Routing Number Policy").
    """
    number = int(digits[:2]) % 20
    return _DISTRICTS[number - 1] if 1 <= number <= 12 and digits[:2] != "80" else None


def ssn(digits: str) -> bool:
    """Whether nine digits can be a Social Security number that was issued to a person.

    Area 000, 666 and 900-999, group 00 and serial 0000 were never issued (SSA POMS RM 10201.035).
    """
    area = digits[:3]
    if area in ("000", "666") or area[0] == "9" or digits[3:5] == "00" or digits[5:] == "0000":
        return False
    return digits not in samples("ssn") and digits != digits[0] * 9


def itin(digits: str) -> bool:
    """Whether nine digits are in the ranges of individual taxpayer numbers (IRS, IRM 3.21.263)."""
    group = int(digits[3:5])
    return (
        digits[0] == "9"
        and digits not in samples("itin")
        and (50 <= group <= 65 or 70 <= group <= 88 or 90 <= group <= 92 or 94 <= group <= 99)
    )


IBAN_LENGTHS = {
    code: int(length)
    for length, codes in (
        ("15", "NO"),
        ("16", "BE"),
        ("18", "DK FI FO GL NL SD FK"),
        ("19", "MK SI"),
        ("20", "AT BA EE KZ LT LU XK MN"),
        ("21", "CH HR LI LV"),
        ("22", "BG BH CR DE GB GE IE ME RS VA"),
        ("23", "AE GI IL IQ OM SO TL"),
        ("24", "AD CZ ES MD PK RO SA SE SK TN VG"),
        ("25", "LY PT ST"),
        ("26", "IS TR"),
        ("27", "BI DJ FR GR IT MC MR SM"),
        ("28", "AL AZ BY CY DO GT HN HU LB NI PL SV"),
        ("29", "BR EG PS QA UA"),
        ("30", "JO KW MU YE"),
        ("31", "MT SC"),
        ("32", "LC"),
        ("33", "RU"),
    )
    for code in codes.split()
}
"""Characters of an IBAN by country (SWIFT, IBAN Registry)."""


def iban(text: str) -> bool:
    """ISO 13616: a country that issues them, its length, and the check digits, modulus 97."""
    if IBAN_LENGTHS.get(text[:2]) != len(text) or text in samples("iban"):
        return False
    turned = text[4:] + text[:4]
    return int("".join(str(int(c, 36)) for c in turned)) % 97 == 1


_MBI = re.compile(
    r"[1-9][AC-HJKMNP-RT-Y][AC-HJKMNP-RT-Y0-9]\d[AC-HJKMNP-RT-Y][AC-HJKMNP-RT-Y0-9]\d[AC-HJKMNP-RT-Y]"
    r"{2}\d{2}\Z"
)


def mbi(text: str) -> bool:
    """Medicare beneficiary identifier of eleven characters (CMS, "Understanding the MBI format")."""
    return bool(_MBI.match(text)) and text not in samples("medicare_medicaid_id")


def phone(digits: str) -> bool:
    """Ten digits that the North American numbering plan can assign."""
    return digits[0] in "23456789" and digits[3] in "23456789" and digits[1:3] != "11" and digits[4:6] != "11"


def clabe(digits: str) -> bool:
    """A Mexican bank account of 18 digits (CLABE): weights 3, 7 and 1, last digits of the products."""
    if len(digits) != 18 or not digits.isdigit():
        return False
    total = sum(int(c) * w % 10 for c, w in zip(digits[:17], (3, 7, 1) * 6, strict=False))
    return -total % 10 == int(digits[17])
