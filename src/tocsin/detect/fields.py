"""What the readers of labels have to know of the fields: how a value looks, and which can be any word."""

from __future__ import annotations

import re

from tocsin.detect.kinds import KINDS
from tocsin.detect.kinds.kind import DESCRIBED

AFTER_LABEL = {code: re.compile(kind.after_label) for code, kind in KINDS.items()}
"""Pattern of a value behind its label, by field."""
WORDY = frozenset(
    [
        "username",
        "password",
        "financial_access_code",
        "email_account_credentials",
        "security_question_answer",
        "mothers_maiden_name",
        "medical_information",
        "mental_health",
        "substance_use_record",
        "prescription",
        "disability",
        "genetic",
        *DESCRIBED,
        "biometric",
        "digital_signature",
        "handwritten_signature",
        "reproductive_health",
        "license_plate",
        "license_plate_reader",
        "biometric_other",
        "communications",
        "photograph",
        "parents_surname_before_marriage",
    ]
)
"""Fields whose values can be ordinary words: they need a sign between label and value."""
BARE_LOGIN = frozenset({"user", "usuario", "pass", "login", "pw", "mail"})
"""Labels of log-ins that are ordinary words too."""
CREDENTIALS = frozenset({"username", "password", "email_account_credentials"})
