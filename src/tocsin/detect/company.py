"""What a value keeps company with: it makes an unlabelled one surer, and the reason says it."""

from __future__ import annotations

from collections.abc import Collection, Sequence

_TOLD = {
    "person_name": "a name",
    "date_of_birth": "a birth date",
    "ssn": "a Social Security number",
    "postal_address": "an address",
    "payment_card": "a card number",
    "financial_account": "an account number",
    "medical_record_number": "a record number",
    "username": "a log-in",
    "email_address": "an e-mail address",
}
"""What is worth saying, the most telling first."""
_MOST = 2
LABELLESS = "shape."
"""Recognisers that go by the value alone begin so."""
_CLOSER = 0.5
"""Share of the way to certainty that a named owner brings to a value without a label."""


def company(others: Collection[str]) -> Sequence[str]:
    """The elements that are worth saying beside one of them; once for all values of a person."""
    return [code for code in _TOLD if code in others][: _MOST + 1]


def beside(element: str, company: Sequence[str]) -> str:
    """``, beside a name and a birth date``: for a reason; empty where the value stands alone."""
    told = [_TOLD[code] for code in company if code != element][:_MOST]
    return f", beside {' and '.join(told)}" if told else ""


def with_owner(confidence: float, recogniser: str, *, named: bool) -> float:
    """The confidence of a value of a text, by whether it has an owner with a name."""
    if not named or not recogniser.startswith(LABELLESS):
        return confidence
    return round(confidence + (1 - confidence) * _CLOSER, 3)
