"""The sixteen insuring agreements that cyber policies are made of, as every quote is laid out."""

from __future__ import annotations

from enum import StrEnum


class Agreement(StrEnum):
    """One promise of a policy. What it pays is in ``PAYS``."""

    BREACH_RESPONSE = "breach_response"
    NOTIFICATION = "notification"
    BUSINESS_INTERRUPTION = "business_interruption"
    SYSTEM_FAILURE = "system_failure"
    DEPENDENT_INTERRUPTION = "dependent_interruption"
    DATA_RESTORATION = "data_restoration"
    HARDWARE = "hardware"
    EXTORTION = "extortion"
    FUNDS_TRANSFER_FRAUD = "funds_transfer_fraud"
    UTILITY_FRAUD = "utility_fraud"
    REPUTATION = "reputation"
    LIABILITY = "liability"
    REGULATORY = "regulatory"
    PAYMENT_CARD = "payment_card"
    MEDIA = "media"
    TECHNOLOGY_ERRORS = "technology_errors"


PAYS: dict[Agreement, str] = {
    Agreement.BREACH_RESPONSE: "breach counsel, forensics, call centre, public relations",
    Agreement.NOTIFICATION: "letters to people, and their credit monitoring",
    Agreement.BUSINESS_INTERRUPTION: "income lost and extra cost while own systems are down after an attack",
    Agreement.SYSTEM_FAILURE: "the same after a fault without an attack",
    Agreement.DEPENDENT_INTERRUPTION: "the same when a provider's systems are down",
    Agreement.DATA_RESTORATION: "getting data and programs back",
    Agreement.HARDWARE: "machines that no longer work, or better ones in their place",
    Agreement.EXTORTION: "ransom where lawful, and negotiators",
    Agreement.FUNDS_TRANSFER_FRAUD: "money sent to a thief, and forged invoices",
    Agreement.UTILITY_FRAUD: "telephone and computing time that others used",
    Agreement.REPUTATION: "income lost because customers stay away",
    Agreement.LIABILITY: "claims of people and businesses whose data it was, and their defence",
    Agreement.REGULATORY: "defence before authorities, and fines where they may be insured",
    Agreement.PAYMENT_CARD: "assessments of the card brands",
    Agreement.MEDIA: "claims over what was published",
    Agreement.TECHNOLOGY_ERRORS: "claims of clients over own services",
}

COLUMN: dict[Agreement, int] = {agreement: number for number, agreement in enumerate(Agreement)}
"""The column of an agreement in arrays of losses."""

INTERRUPTIONS = frozenset(
    {Agreement.BUSINESS_INTERRUPTION, Agreement.SYSTEM_FAILURE, Agreement.DEPENDENT_INTERRUPTION}
)
"""Agreements that have a waiting period."""
