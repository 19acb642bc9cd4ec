"""Bank accounts, payment cards, wages and tax."""

from __future__ import annotations

import re

from tocsin.detect import checks
from tocsin.detect.issued import samples
from tocsin.detect.kinds.kind import CODE, HIDDEN, Kind, by_pattern, is_blank

_SEPARATORS = str.maketrans("", "", " -.")
_CARD = re.compile(r"\d(?:[ -]?\d){11,18}")
_ROUTING = re.compile(r"\d{9}|\d{8}(?=\Z)|\d{4}-\d{4}-\d")
_EXPIRY = re.compile(
    r"(0?[1-9]|1[0-2])\s?[/-]\s?(?:20)?([2-4]\d)|(20[1-4]\d)-(0[1-9]|1[0-2])|(0[1-9]|1[0-2])(\d\d)"
)
_MONEY = re.compile(r"(?:USD|US\$|\$)?\s?-?\d{1,3}(?:,\d{3})+(?:\.\d+)?|(?:USD|US\$|\$)?\s?-?\d+(?:\.\d+)?")
_MONEY_TEXT = (
    r"(?:USD|US\$|\$)?\s?\d{1,3}(?:,\d{3})*(?:\.\d\d)?(?![\w-])|(?:USD|US\$|\$)?\s?\d+(?:\.\d\d)?(?![\w-])"
)
MASKED_NUMBER = re.compile(
    rf"(?:{HIDDEN}|[ -]|\.){{2,19}}(\d{{2,4}})|\d{{4,6}}[ -]?{HIDDEN}{{4,9}}[ -]?{HIDDEN}{{0,4}}(\d{{4}})"
)


def card(text: str) -> str | None:
    """A card number that some brand issues, with a right check digit, and no test number of a manual."""
    if not _CARD.fullmatch(text):
        return None
    digits = text.translate(_SEPARATORS)
    if not checks.card_brand(digits) or not checks.luhn(digits) or len(set(digits)) <= 2:
        return None
    return None if digits in samples("payment_card") else digits


def major_card(text: str) -> str | None:
    """As `card`, without Maestro: in whose wide ranges one number in ten would pass without a label."""
    digits = card(text)
    return None if digits is None or checks.card_brand(digits) == "Maestro" else digits


def routing(text: str) -> str | None:
    """A routing number; eight digits are one whose leading zero a spreadsheet took away."""
    if not _ROUTING.fullmatch(text):
        return None
    digits = text.translate(_SEPARATORS).zfill(9)
    return digits if checks.aba(digits) else None


def iban(text: str) -> str | None:
    """An IBAN with right check digits."""
    plain = text.replace(" ", "").upper()
    if not re.fullmatch(r"[A-Z]{2}\d{2}[A-Z0-9]{11,30}", plain):
        return None
    return plain if checks.iban(plain) else None


def expiry(text: str) -> str | None:
    """Month and year as MM/YY."""
    match = _EXPIRY.fullmatch(text)
    if match is None:
        return None
    month, year = match[1] or match[4] or match[5], match[2] or (match[3] or "")[2:] or match[6]
    return f"{int(month):02}/{year}"


def money(text: str) -> str | None:
    """An amount; zero and blank are no income."""
    if is_blank(text) or not _MONEY.fullmatch(text):
        return None
    return text.replace(",", "").lstrip("USD$ ")


def _tax(text: str) -> str | None:
    amount = money(text)
    return amount if amount and amount.strip("0.-") else None


numbered = by_pattern(r"[A-Za-z]{0,3}-?\d[\d -]{2,20}\d", digits=4)
COUNTING = "01234567890123456789"


def _account(text: str) -> str | None:
    """An account number; digits that count up or are all the same stand for one in manuals."""
    value = numbered(text)
    if " " in text and card(text):
        return None
    shown = value is not None and (value in COUNTING or (len(set(value)) == 1 and len(value) > 4))
    return None if shown and len(text) >= 8 else value


KINDS = (
    Kind(
        "financial_account",
        r"\d{2,5}(?: \d{2,5}){1,3}(?![\w@]|[ -/]\d)|[A-Z]{0,2}\d[\d-]{3,18}\d(?![\w-])",
        _account,
        0.92,
        "an account number's shape",
    ),
    Kind("financial_access_code", r"\S{3,32}", by_pattern(r"\S{3,32}", upper=False, drop=""), 0.85, "a code"),
    Kind("routing_number", r"\d{9}(?!\d)", routing, 0.98, "nine digits with a right check sum", strong=True),
    Kind(
        "iban", r"[A-Z]{2}\d{2}(?: ?[A-Z0-9]{2,4}){3,8}(?!\w)", iban, 0.98, "right check digits", strong=True
    ),
    Kind(
        "payment_card", r"\d(?:[ -]?\d){11,18}(?!\d)", card, 0.98, "right check digit and issuer", strong=True
    ),
    Kind("card_expiry", r"(?:0?[1-9]|1[0-2])\s?[/-]\s?(?:20)?\d\d(?![\d/-])", expiry, 0.93, "month and year"),
    Kind("card_security_code", r"\d{3,4}(?!\d)", by_pattern(r"\d{3,4}"), 0.95, "three or four digits"),
    Kind("card_pin", r"\d{4,6}(?!\d)", by_pattern(r"\d{4,6}"), 0.85, "four to six digits"),
    Kind("income", _MONEY_TEXT, _tax, 0.85, "an amount of money"),
    Kind("tax_information", _MONEY_TEXT, _tax, 0.9, "an amount of money"),
    Kind("credit_history", r"\d{3}(?!\d)", by_pattern(r"[3-8]\d\d"), 0.85, "a score from 300 to 899"),
    Kind("insurance_policy_number", CODE, by_pattern(CODE, digits=4), 0.8, "an identifier"),
)
