"""One duty towards one recipient, with its deadline, reasons and sources; and the table of all of them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from typing import Literal

import pyarrow as pa

from tocsin.model.tables import OBLIGATIONS, table

Status = Literal["due", "not_due", "depends", "done", "overdue", "keep"]


@dataclass(frozen=True, slots=True)
class Citation:
    """A source as it stands beside a verdict."""

    citation: str
    url: str
    read_on: str
    words: str


@dataclass(frozen=True, slots=True)
class Obligation:
    """The columns of ``tables.OBLIGATIONS``, in the same order and with the same meaning.

    deadline: ISO date (date and time for clocks in hours) or None; never set by a value that does not bind.
    depends_on: unknown facts that can still change the status; empty unless the status is "depends".
    due_if, not_due_if: the smallest sets of those facts whose answers can settle it each way.
    """

    id: str
    rule: str
    version: str
    jurisdiction: str
    title: str
    recipient: str
    office: str | None
    status: Status
    legal_status: str
    people: int | None
    deadline: str | None
    deadline_text: str
    clock_from: str | None
    clock_amount: int | None
    clock_unit: str
    open_standard: str
    order: tuple[str, ...]
    depends_on: tuple[str, ...]
    due_if: tuple[str, ...]
    not_due_if: tuple[str, ...]
    why: tuple[str, ...]
    channel: tuple[str, ...]
    content: tuple[str, ...]
    forbidden: tuple[str, ...]
    services: tuple[str, ...]
    form: str | None
    sources: tuple[Citation, ...]


def obligations_table(obligations: Iterable[Obligation]) -> pa.Table:
    """The obligations as the table that passes to the next stages."""
    return table(OBLIGATIONS, (asdict(obligation) for obligation in obligations))


def agenda(obligations: Iterable[Obligation]) -> list[Obligation]:
    """What is still to do, earliest first: dated, then without a day, then open, then only to be kept."""
    rank = {"overdue": 0, "due": 0, "depends": 1, "keep": 2}
    open_ = [one for one in obligations if one.status in rank]
    return sorted(open_, key=lambda one: (rank[one.status], one.deadline or "9999", one.id))


def explain(obligation: Obligation) -> list[str]:
    """Why, in plain lines for a lawyer: status, reasons, deadline, sources."""
    lines = [f"{obligation.title} ({obligation.id}): {obligation.status.replace('_', ' ')}"]
    if obligation.legal_status != "in_force":
        lines.append(f"Legal status: {obligation.legal_status.replace('_', ' ')}")
    lines += [f"- {sentence}" for sentence in obligation.why]
    if obligation.deadline_text:
        lines.append(f"Deadline: {obligation.deadline_text}")
    for source in obligation.sources:
        lines.append(f"Source: {source.citation}, read {source.read_on}: {source.words} <{source.url}>")
    return lines
