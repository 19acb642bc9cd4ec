"""What planning gives: classes of letters, a piece for each person, and the people who cannot be sent one."""

from __future__ import annotations

import re
from dataclasses import dataclass

import pyarrow as pa

from tocsin.model.tables import NOTICES, table
from tocsin.notices.address import SetLine
from tocsin.notices.compose import Letter
from tocsin.notices.envelope import Envelope
from tocsin.notices.fields import Incident, Reader
from tocsin.notices.solver import Contradiction, Duty, Gap, Selection

BATCH = 5_000
"""Letters in a print batch: the most that print houses like to take as one file."""

OWED = frozenset({"due", "overdue"})
"""Statuses of an obligation under which a notice must go out."""

_MONTHS = re.compile(r"(\d+) months")


@dataclass(frozen=True, slots=True)
class LetterClass:
    """People who get the same words. ``obstacle``: why none of them can be sent, or None."""

    variant: str
    reader: Reader
    obligations: tuple[str, ...]
    selection: Selection
    letter: Letter
    obstacle: str | None


@dataclass(frozen=True, slots=True)
class Piece:
    """One letter to one person, ready to be set. Holds personal data; it never leaves memory as it is.

    barcode: digits of its Intelligent Mail barcode; empty: it carries none.
    """

    id: str
    person: str
    variant: int
    address: tuple[SetLine, ...]
    salutation: str
    code: str
    barcode: str = ""


@dataclass(frozen=True, slots=True)
class Unsent:
    """A person who is owed a letter that cannot be sent. ``reason`` carries no personal data."""

    id: str
    person: str
    jurisdiction: str | None
    obligations: tuple[str, ...]
    variant: str
    language: str
    reason: str


@dataclass(frozen=True)
class Plan:
    """All letters of a case.

    pieces: in presort order (country, ZIP code); batch n is pieces[n*5000:(n+1)*5000].
    not_owed: people to whom no duty in force reaches. confirm: contacts somebody must confirm before sending.
    """

    incident: Incident
    duties: tuple[Duty, ...]
    obligations: pa.Table
    classes: tuple[LetterClass, ...]
    pieces: tuple[Piece, ...]
    unsent: tuple[Unsent, ...]
    not_owed: int
    confirm: tuple[str, ...]
    envelope: Envelope

    @property
    def batches(self) -> int:
        """How many print batches there are."""
        return -(-len(self.pieces) // BATCH)

    @property
    def contradictions(self) -> tuple[Contradiction, ...]:
        """Every contradiction between laws, each once."""
        return tuple(dict.fromkeys(c for group in self.classes for c in group.selection.contradictions))

    @property
    def gaps(self) -> tuple[Gap, ...]:
        """Every required statement that cannot be made yet, each once."""
        return tuple(dict.fromkeys(gap for group in self.classes for gap in group.selection.gaps))

    @property
    def shortfalls(self) -> tuple[str, ...]:
        """Services the laws ask for that the organisation does not offer for long enough, as sentences."""
        offered = self.incident.facts.incident.services.months or 0
        owed = {obligation for group in self.classes for obligation in group.obligations}
        return tuple(
            f"{duty.source} asks for {service}; offered: {offered} months"
            for duty in self.duties
            if duty.id in owed
            for service in duty.services
            if (months := _MONTHS.match(service)) and int(months[1]) > offered
        )

    def not_sent(self) -> pa.Table:
        """NOTICES rows of people who cannot be sent a letter; they count toward substitute notice."""
        rows = [
            {
                "id": one.id,
                "obligations": list(one.obligations),
                "recipient": "individuals",
                "jurisdiction": one.jurisdiction,
                "person": one.person,
                "kind": "letter",
                "variant": one.variant,
                "language": one.language,
                "state": "cannot_be_sent",
                "reason": one.reason,
            }
            for one in self.unsent
        ]
        return table(NOTICES, rows)
