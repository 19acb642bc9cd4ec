"""Masked forms and keyed fingerprints: what may be shown and joined in place of a value."""

from __future__ import annotations

import hashlib
import hmac
import re

FINGERPRINT_BYTES = 16
_LAST_FOUR = frozenset({"ssn", "ssn_last4", "itin", "financial_account", "payment_card", "iban"})
_SHOWN = re.compile(r"[0-9A-Za-z]")


class Sealer:
    """HMAC-SHA-256 under the key of the case, cut to 16 bytes."""

    def __init__(self, key: bytes) -> None:
        self._key = key

    def __call__(self, element: str, value: str) -> bytes:
        """Fingerprint of a normalised value and its element: equal digits of two kinds differ."""
        message = f"{element}\0{value}".encode("utf-8", "surrogatepass")
        return hmac.digest(self._key, message, hashlib.sha256)[:FINGERPRINT_BYTES]


def masked(element: str, value: str) -> str:
    """The form that may be shown: at most the last four digits, else stars of the value's shape.

    ``value`` is the normalised value. Secrets give a fixed number of stars, so that not even their length
    is told.
    """
    if element == "ssn_last4":
        return "***-**-" + value[-4:]
    if element in ("ssn", "itin"):
        return f"***-**-{value[-4:]}"
    if element in _LAST_FOUR:
        return "*" * max(len(value) - 4, 4) + (value[-4:] if len(value) >= 8 else "")
    return "********"


def masked_many(element: str, values: list[str]) -> list[str]:
    """`masked` for a whole column."""
    if element in ("ssn", "itin", "ssn_last4"):
        return ["***-**-" + value[-4:] for value in values]
    if element in _LAST_FOUR:
        return [masked(element, value) for value in values]
    return [masked(element, "")] * len(values)
