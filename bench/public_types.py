"""Labels of the public presidio-research set in the words of our yardstick; its others are not scored."""

PUBLIC_TYPES = {
    "PERSON": "PERSON",
    "CREDIT_CARD": "CARD",
    "PHONE_NUMBER": "PHONE",
    "EMAIL_ADDRESS": "EMAIL",
    "IBAN_CODE": "IBAN",
    "US_SSN": "SSN",
    "US_DRIVER_LICENSE": "DL",
    "IP_ADDRESS": "IP",
    "DATE_TIME": "DATE",
    "GPE": "LOC",
    "STREET_ADDRESS": "LOC",
    "ORGANIZATION": "ORG",
    "NRP": "NRP",
}
"""Titles, ages, ZIP codes and domains are left out."""
