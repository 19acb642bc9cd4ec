"""A column of a table with what it holds."""

from __future__ import annotations

from dataclasses import dataclass

from tocsin.detect import dates
from tocsin.detect.kinds import abroad
from tocsin.detect.kinds.kind import DESCRIBED

PARTS = frozenset(
    [
        "person_name",
        "given",
        "middle",
        "family",
        "family2",
        "suffix",
        "maiden",
        "street",
        "street_number",
        "street_name",
        "street2",
        "postal_address",
        "city",
        "state",
        "postal_code",
        "city_state_zip",
        "country",
        "deceased",
        "minor",
        "relation",
        "security_question",
    ]
)
"""Fields without a reader of their own: they only serve the mention."""

NEEDS_PEOPLE = frozenset(
    [
        "medical_information",
        "income",
        "tax_information",
        "ip_address",
        "geolocation",
        "license_plate",
        "employee_id",
        "student_id",
        "username",
        *DESCRIBED,
        "health_claim",
        "prescription",
        "disability",
        "card_expiry",
        "card_security_code",
        "card_pin",
        "other_tax_id",
        "other_government_id",
        "insurance_policy_number",
        "digital_signature",
        "handwritten_signature",
        "financial_access_code",
        "ssn_last4",
        "credit_history",
        "security_token",
        "genetic",
        "biometric",
        "mental_health",
        "substance_use_record",
        "password_hash",
        "health_insurance_id",
        "financial_account",
        "date_of_birth",
        "password",
        "biometric_other",
        "communications",
        "photograph",
        "license_plate_reader",
        "mothers_maiden_name",
        "parents_surname_before_marriage",
        "reproductive_health",
        *(kind.code for kind in abroad.KINDS if not kind.strong),
    ]
)
"""Elements that mean something only in a table that has people or accounts in it."""


@dataclass(frozen=True, slots=True)
class Column:
    """What one column of a table holds.

    field: an element, a part of the mention, or the empty string.
    whose, role: as in `Label`.
    """

    index: int
    field: str = ""
    whose: str = ""
    role: str = ""
    confidence: float = 0.0
    reason: str = ""
    order: dates.Order = "mdy"
    by_header: bool = False
