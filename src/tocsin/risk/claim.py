"""The claim after a breach: what was spent under which agreement, with whose consent, and what is left.

The ledger is only ever added to. A wrong entry is withdrawn by another one, and both stay.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence, Set
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, model_validator

from tocsin.risk.agreements import Agreement
from tocsin.risk.policy import Condition, Policy
from tocsin.risk.settling import ZERO, cents, retention_left, settled

Kind = Literal[
    "estimate", "invoice", "interruption", "recovered", "consent", "notice", "proof_of_loss", "withdrawn"
]
MONEY: frozenset[str] = frozenset({"estimate", "invoice", "interruption", "recovered"})
LOST: frozenset[str] = frozenset({"invoice", "interruption"})
"""What has been spent, or was lost by the worksheet of an interruption."""


class Entry(BaseModel):
    """One line of the ledger.

    on: the day it is of. amount: in ``currency``; rate: dollars for one of it. evidence: SHA-256 of the
    invoice, letter or worksheet. vendor: who was paid, or asked for. withdraws: id of the entry this one
    takes back.
    consent: agreements it was given for, or all of the vendor's where none is named.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    id: str
    at: str
    by: str
    kind: Kind
    on: date
    agreement: Agreement | None = None
    amount: Annotated[Decimal, Field(max_digits=18, decimal_places=2)] | None = None
    currency: Annotated[str, Field(pattern=r"[A-Z]{3}")] = "USD"
    rate: Annotated[Decimal, Field(gt=0)] = Decimal(1)
    vendor: str = ""
    what: str = ""
    evidence: str = ""
    withdraws: str = ""

    @model_validator(mode="after")
    def _complete(self) -> Entry:
        if self.kind in MONEY and (self.amount is None or self.agreement is None):
            raise ValueError("money needs an amount and the agreement it falls under")
        if self.kind == "withdrawn" and not self.withdraws:
            raise ValueError("name the entry that is withdrawn")
        return self

    @property
    def dollars(self) -> Decimal:
        """In dollars, to the cent."""
        return cents((self.amount or ZERO) * self.rate)


@dataclass(frozen=True, slots=True)
class Line:
    """One agreement: expected, spent, what the policy pays of the spent, already paid by it, and what its own
    limit still holds (None: only the aggregate limit)."""

    agreement: Agreement
    estimate: Decimal
    spent: Decimal
    payable: Decimal
    recovered: Decimal
    limit_left: Decimal | None


@dataclass(frozen=True, slots=True)
class Deadline:
    """Something the policy asks for. kind: of the entry that does it. on: the day, where a number of days is
    given."""

    kind: str
    what: str
    words: str
    clause: str
    to: str
    on: date | None
    done: date | None


@dataclass(frozen=True, slots=True)
class Statement:
    """The claim as it stands. at_risk: spending that the insurer may refuse, each with its reason."""

    lines: tuple[Line, ...]
    retention_left: Decimal
    aggregate_left: Decimal
    deadlines: tuple[Deadline, ...]
    at_risk: tuple[str, ...] = field(default=())

    @property
    def spent(self) -> Decimal:
        """All that was spent."""
        return sum((line.spent for line in self.lines), ZERO)

    @property
    def payable(self) -> Decimal:
        """What the policy pays of it."""
        return sum((line.payable for line in self.lines), ZERO)


def standing(entries: Iterable[Entry]) -> list[Entry]:
    """The entries that hold: a withdrawal takes one back, and a withdrawal of it brings it back."""
    kept = list(entries)
    gone: set[str] = set()
    for entry in reversed(kept):
        if entry.kind == "withdrawn" and entry.id not in gone:
            gone.add(entry.withdraws)
    return [entry for entry in kept if entry.kind != "withdrawn" and entry.id not in gone]


def statement(
    policy: Policy, entries: Sequence[Entry], *, learned: date, people: int = 0, hours: Decimal = ZERO
) -> Statement:
    """Where the claim stands. learned: the day the business learned of the event."""
    held = standing(entries)
    spent, expected, back = _sums(held, LOST), _sums(held, {"estimate"}), _sums(held, {"recovered"})
    payable = settled(policy, spent, people, hours)
    inside = sum((amount for a, amount in payable.items() if not policy.covers[a].outside), ZERO)
    touched = dict.fromkeys([*policy.covers, *spent, *expected, *back])
    lines = []
    for agreement in touched:
        cover = policy.covers.get(agreement)
        pays = payable.get(agreement, ZERO)
        limit = None if cover is None or cover.limit is None else Decimal(str(cover.limit)) - pays
        figures = (expected.get(agreement, ZERO), spent.get(agreement, ZERO), pays, back.get(agreement, ZERO))
        lines.append(Line(agreement, *figures, limit))
    return Statement(
        lines=tuple(lines),
        retention_left=retention_left(policy, spent, people, hours),
        aggregate_left=Decimal(str(policy.aggregate)) - inside,
        deadlines=_deadlines(policy, held, learned),
        at_risk=tuple(_at_risk(policy, held)),
    )


def _sums(entries: Iterable[Entry], kinds: Set[str]) -> dict[Agreement, Decimal]:
    found: dict[Agreement, Decimal] = {}
    for entry in entries:
        if entry.kind in kinds and entry.agreement is not None:
            found[entry.agreement] = found.get(entry.agreement, ZERO) + entry.dollars
    return found


def _deadlines(policy: Policy, entries: Sequence[Entry], learned: date) -> tuple[Deadline, ...]:
    asked: list[tuple[str, str, Condition | None]] = [
        ("Tell the insurer of the event", "notice", policy.conditions.notice),
        ("Send the proof of loss", "proof_of_loss", policy.conditions.proof_of_loss),
    ]
    found = []
    for what, kind, condition in asked:
        if condition is None:
            continue
        days = condition.within_days
        done = min((entry.on for entry in entries if entry.kind == kind), default=None)
        until = learned + timedelta(days=days) if days is not None else None
        found.append(Deadline(kind, what, condition.words, condition.clause, condition.to, until, done))
    return tuple(found)


def _at_risk(policy: Policy, entries: Sequence[Entry]) -> Iterable[str]:
    told = min((entry.on for entry in entries if entry.kind == "notice"), default=None)
    for entry in entries:
        if entry.kind != "invoice" or entry.agreement is None:
            continue
        said = f"{entry.id}: {entry.dollars:,.2f} under {entry.agreement}"
        clause = policy.conditions.consent.get(entry.agreement)
        if entry.agreement not in policy.covers:
            yield f"{said}: this agreement was not bought"
        elif clause is not None and not _consented(entry, policy, entries):
            yield f"{said}: spent without the insurer's consent ({clause})"
        elif policy.conditions.notice is not None and (told is None or entry.on < told):
            yield f"{said}: spent before the insurer was told ({policy.conditions.notice.clause})"


def _consented(spent: Entry, policy: Policy, entries: Sequence[Entry]) -> bool:
    """Whether a vendor of the panel was paid, or a consent stands that all spent under it stays within."""
    if spent.vendor and spent.vendor.lower() in {name.lower() for name in policy.conditions.panel}:
        return True
    for consent in entries:
        if consent.kind != "consent" or consent.on > spent.on or not _speaks_of(consent, spent):
            continue
        before = entries[: entries.index(spent) + 1]
        used = sum((e.dollars for e in before if e.kind == "invoice" and _speaks_of(consent, e)), ZERO)
        if consent.amount is None or used <= consent.dollars:
            return True
    return False


def _speaks_of(consent: Entry, spent: Entry) -> bool:
    return consent.agreement in (None, spent.agreement) and consent.vendor.lower() in (
        "",
        spent.vendor.lower(),
    )
