"""What the user decides: how careful the matching is, whose home it is, and the day of the incident."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from tocsin.people.policy import Policy


@dataclass(frozen=True, slots=True)
class Settings:
    """How mentions become people.

    threshold: log2 odds a pair must have to be joined when no rule joins it.
    sparse_threshold: the same for a mention that has no number and no birth date of its own.
    name_threshold: the same where nothing but the name and its middle initial agree; without one, more.
    row_threshold: the same for two rows, each with all its mentions know, where more than the name agrees.
    row_name_threshold: for two rows where only the name and its middle initial agree.
    row_bare_threshold: for two rows where only first and last name agree, a middle name not known of both.
    two_numbers: whether one full name may have two Social Security numbers, at one address or by weight. So
        looks a second number of a worker, and so look a father and son of one name.
    incident_date: decides who was a minor; None: nobody's age is known.
    train_from: mentions from which the model learns from the data itself (expectation maximisation).
    park_from: mentions from which tables that wait for a later step are laid aside on disk, encrypted under a
        key that only this run knows (``parking``). parked_in: the folder for them; None: the machine's for
        temporary files.
    memory_limit: of the database in memory, in DuckDB's notation; empty: half of the machine's memory.
    policy: what each identifier means; None: the one that comes with Tocsin.
    """

    name: str = "strict"
    threshold: float = 1.0
    sparse_threshold: float = 3.0
    name_threshold: float = 3.0
    row_threshold: float = 9.0
    row_name_threshold: float = 4.0
    row_bare_threshold: float = 1.5
    two_numbers: bool = False
    incident_date: date | None = None
    train_from: int = 1_000
    threads: int = 2
    memory_limit: str = ""
    park_from: int = 2_000_000
    parked_in: Path | None = field(default=None, repr=False)
    policy: Policy | None = None


STRICT = Settings()
"""The default: a person who is told twice costs a stamp, a person who is not told costs more."""

BALANCED = Settings(
    name="balanced",
    threshold=0.0,
    sparse_threshold=2.0,
    name_threshold=1.0,
    row_threshold=6.0,
    row_name_threshold=2.0,
    row_bare_threshold=0.5,
    two_numbers=True,
)
"""Fewer double letters, some more people mixed up."""


@dataclass(frozen=True, slots=True)
class Home:
    """The organisation's own particulars. They stand in everyone's file and tell nobody apart.

    state: alone, without street and ZIP code, it may be a form's default.
    email_domains: mailboxes there are chosen for nobody of whom another is known.
    """

    state: str | None = None
    street: str | None = None
    postal_code: str | None = None
    phones: frozenset[str] = field(default_factory=frozenset)
    email_domains: frozenset[str] = field(default_factory=frozenset)
