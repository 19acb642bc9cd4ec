"""The ENISA severity method: SE = DPC × EI + CB.

Source: ENISA, "Recommendations for a methodology of the assessment of severity of personal data breaches",
working document v1.0, December 2013 (enisa.europa.eu/publications/dbn-severity). The number carries no legal
weight in the United States; it orders incidents and makes the reasoning comparable.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

CONTEXT = {"simple": 1, "behavioural": 2, "financial": 3, "sensitive": 4}
"""Data processing context (DPC): the base score of a class of data, before the circumstances adjust it."""

IDENTIFICATION = {"negligible": 0.25, "limited": 0.5, "significant": 0.75, "maximum": 1.0}
"""Ease of identification (EI)."""

CONFIDENTIALITY = {"none": 0.0, "known_recipients": 0.25, "unknown_recipients": 0.5}
INTEGRITY = {"none": 0.0, "recoverable": 0.25, "unrecoverable": 0.5}
AVAILABILITY = {"none": 0.0, "temporary": 0.25, "full": 0.5}
MALICE = 0.5

Band = Literal["low", "medium", "high", "very high"]


@dataclass(frozen=True, slots=True)
class Score:
    """Severity (0.25 to 6.0) with the three terms it was made of."""

    context: int
    identification: float
    circumstances: float

    @property
    def value(self) -> float:
        """SE = DPC × EI + CB."""
        return self.context * self.identification + self.circumstances

    @property
    def band(self) -> Band:
        """The method's four classes."""
        return band(self.value)


def score(
    data_class: str,
    identification: str,
    *,
    confidentiality: str = "none",
    integrity: str = "none",
    availability: str = "none",
    malicious: bool = False,
    adjustment: int = 0,
) -> Score:
    """Score one combination. ``adjustment`` moves the context within 1 to 4 (volume, vulnerable people,
    public or out-of-date data). Raises KeyError for a word the method does not know."""
    context = min(4, max(1, CONTEXT[data_class] + adjustment))
    circumstances = (
        CONFIDENTIALITY[confidentiality]
        + INTEGRITY[integrity]
        + AVAILABILITY[availability]
        + (MALICE if malicious else 0.0)
    )
    return Score(context, IDENTIFICATION[identification], circumstances)


def band(value: float) -> Band:
    """Below 2 low, below 3 medium, below 4 high, from 4 very high."""
    if value < 2:
        return "low"
    if value < 3:
        return "medium"
    return "high" if value < 4 else "very high"
