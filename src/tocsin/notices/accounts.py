"""Lists of exposed account and card numbers for the banks concerned: made in memory, at export.

The caller opens the sealed table of identifying values, hands it over, and encrypts what comes back. Values
are checked again here: only digits and letters leave, so no spreadsheet can read one as a formula.
"""

from __future__ import annotations

import csv
import io
import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import pyarrow as pa

UNKNOWN = "unknown"
"""Key of the list whose bank or brand could not be told."""

_SAFE = re.compile(r"[0-9A-Za-z/-]{1,34}")
_CARD = re.compile(r"\d{12,19}")

# Issuer identification ranges by leading digits (ISO/IEC 7812; the brands' published ranges).
_BRANDS: tuple[tuple[str, int, int, int], ...] = (
    ("amex", 2, 34, 34),
    ("amex", 2, 37, 37),
    ("visa", 1, 4, 4),
    ("mastercard", 2, 51, 55),
    ("mastercard", 4, 2221, 2720),
    ("discover", 4, 6011, 6011),
    ("discover", 3, 644, 649),
    ("discover", 2, 65, 65),
    ("diners", 3, 300, 305),
    ("diners", 2, 36, 36),
    ("diners", 2, 38, 39),
    ("jcb", 4, 3528, 3589),
    ("unionpay", 2, 62, 62),
)


@dataclass(frozen=True, slots=True)
class SealedList:
    """One list, in clear and in memory only. ``key``: routing number or card brand. rows: numbers in it."""

    key: str
    rows: int
    csv: bytes


def bank_lists(identifiers: pa.Table) -> list[SealedList]:
    """Account numbers by the routing number that stands with them (same mention), each number once."""
    routing = _by_mention(identifiers, "routing_number")
    found: dict[str, set[tuple[str, ...]]] = {}
    for mention, account in _values(identifiers, ("financial_account", "iban")):
        known = routing.get(mention, ())
        bank = known[0] if len(known) == 1 and is_routing_number(known[0]) else UNKNOWN
        found.setdefault(bank, set()).add((account,))
    return _lists(found, ("account_number",))


def card_lists(identifiers: pa.Table) -> list[SealedList]:
    """Card numbers with a right check digit, by brand, with the expiry that stands with them; each once."""
    expiry = _by_mention(identifiers, "card_expiry")
    found: dict[str, set[tuple[str, ...]]] = {}
    for mention, number in _values(identifiers, ("payment_card",)):
        if not _CARD.fullmatch(number) or not luhn(number):
            continue
        dates = expiry.get(mention, ())
        found.setdefault(brand(number), set()).add((number, dates[0] if len(dates) == 1 else ""))
    return _lists(found, ("card_number", "expiry"))


@dataclass(frozen=True, slots=True)
class Issuer:
    """A card issuer and how many of its cards are in the files. iin: eight digits, no card number."""

    iin: str
    brand: str
    cards: int


def issuers(identifiers: pa.Table) -> list[Issuer]:
    """Cards with a right check digit by issuer identification number (ISO/IEC 7812-1:2017, eight digits)."""
    numbers = {
        number
        for _, number in _values(identifiers, ("payment_card",))
        if _CARD.fullmatch(number) and luhn(number)
    }
    counted = Counter(number[:8] for number in numbers)
    return [Issuer(iin, brand(iin), cards) for iin, cards in sorted(counted.items())]


def brand(number: str) -> str:
    """The card brand by its leading digits, or ``unknown``."""
    return next(
        (name for name, digits, first, last in _BRANDS if first <= int(number[:digits]) <= last),
        UNKNOWN,
    )


def luhn(digits: str) -> bool:
    """Whether the last digit checks the others (ISO/IEC 7812-1, annex B)."""
    doubled = (int(digit) * (1 + at % 2) for at, digit in enumerate(reversed(digits)))
    return sum(value - 9 if value > 9 else value for value in doubled) % 10 == 0


def is_routing_number(digits: str) -> bool:
    """Whether nine digits pass the check of the American Bankers Association (weights 3, 7, 1)."""
    if not re.fullmatch(r"\d{9}", digits):
        return False
    return sum(int(digit) * (3, 7, 1)[at % 3] for at, digit in enumerate(digits)) % 10 == 0


def _values(identifiers: pa.Table, elements: Iterable[str]) -> Iterable[tuple[str, str]]:
    wanted = frozenset(elements)
    columns = (identifiers[name].to_pylist() for name in ("mention", "element", "value"))
    return (
        (mention, value)
        for mention, element, value in zip(*columns, strict=True)
        if element in wanted and value and _SAFE.fullmatch(value)
    )


def _by_mention(identifiers: pa.Table, element: str) -> Mapping[str, tuple[str, ...]]:
    found: dict[str, tuple[str, ...]] = {}
    for mention, value in _values(identifiers, (element,)):
        found[mention] = tuple(dict.fromkeys((*found.get(mention, ()), value)))
    return found


def _lists(found: Mapping[str, set[tuple[str, ...]]], header: tuple[str, ...]) -> list[SealedList]:
    lists = []
    for key in sorted(found):
        out = io.StringIO()
        writer = csv.writer(out, lineterminator="\r\n")
        writer.writerow(header)
        writer.writerows(sorted(found[key]))
        lists.append(SealedList(key, len(found[key]), out.getvalue().encode()))
    return lists
