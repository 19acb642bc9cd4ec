"""What became of every piece, read from the ledger of deliveries. Pure: entries in, standing out.

A piece is one letter to one person; an attempt is one physical letter of it with a serial of its own.
The state of an attempt is the furthest that any standing entry says: reports come late and out of order, and
a piece on its way back is scanned as delivered when it reaches the sender.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, NamedTuple

import pyarrow as pa

MAIL, SUBSTITUTE_CHANNEL = "mail", "substitute"
PACKAGED, SPOILED, PRINTED, MAILED, IN_TRANSIT = "packaged", "spoiled", "printed", "mailed", "in_transit"
SENDING, ACCEPTED = "sending", "accepted"
"""Of a letter through a mail house: it is being ordered; the house has taken it."""
FORWARDED, DELIVERED, RETURNED, WITHDRAWN = "forwarded", "delivered", "returned", "withdrawn"
SUBSTITUTE = "substitute"

ORDER = (
    *(PACKAGED, SENDING, ACCEPTED, SPOILED, PRINTED, MAILED, IN_TRANSIT, FORWARDED, DELIVERED),
    *(RETURNED, WITHDRAWN),
    SUBSTITUTE,
)
"""States of a letter, each further than those before it."""

BOUNCED = "bounced"
_NOTED = frozenset({"delayed", "complaint"})

OUT = frozenset({MAILED, IN_TRANSIT, FORWARDED, DELIVERED, "sent"})
"""States in which a notice counts as given unless more is heard; ``sent`` is an e-mail's."""

NOT_REACHED = frozenset({RETURNED, WITHDRAWN, BOUNCED, "refused"})
"""States after which the person has not been reached by this attempt."""

_RANK = {state: rank for rank, state in enumerate(ORDER)}


class Entry(NamedTuple):
    """A line of the ledger, as in model/tables.py DELIVERIES."""

    id: str
    at: str
    by: str
    piece: str
    person: str | None
    attempt: int
    channel: str
    state: str
    on: str | None
    code: str | None
    why: str | None
    batch: str | None
    serial: str | None
    address: str | None
    evidence: str | None
    withdraws: str | None


@dataclass(slots=True)
class Attempt:
    """One sheet of paper (or one e-mail) of a piece, and the entries about it in the order they came."""

    piece: str
    person: str | None
    number: int
    channel: str
    entries: list[Entry] = field(default_factory=list)

    @property
    def last(self) -> Entry:
        """The entry that says how far it got.

        Of a letter the furthest state, of equals the newest entry. Of an e-mail the newest entry, except that
        what is only noted changes nothing and a bounce stands.
        """
        if self.channel == MAIL:
            return max(enumerate(self.entries), key=lambda pair: (_RANK.get(pair[1].state, 0), pair[0]))[1]
        telling = [entry for entry in self.entries if entry.state not in _NOTED] or self.entries
        bounced = next((entry for entry in telling if entry.state == BOUNCED), None)
        return bounced or telling[-1]

    @property
    def state(self) -> str:
        """The furthest state that an entry says."""
        return self.last.state

    @property
    def serial(self) -> str | None:
        """Its serial, null for an e-mail without one."""
        return next((entry.serial for entry in self.entries if entry.serial), None)

    @property
    def address(self) -> str | None:
        """Keyed fingerprint of the address it went to."""
        return next((entry.address for entry in self.entries if entry.address), None)

    def has(self, state: str) -> Entry | None:
        """The first entry with this state, or None."""
        return next((entry for entry in self.entries if entry.state == state), None)


class Ledger:
    """The standing entries of a case by piece and attempt. What was taken back is left out."""

    def __init__(self, entries: Iterable[Entry]) -> None:
        self.all = list(entries)
        taken_back = {entry.withdraws for entry in self.all if entry.withdraws}
        # Mostly nothing was taken back, and then there is one list and not two.
        self.entries = (
            self.all
            if not taken_back
            else [
                entry
                for entry in self.all
                if not entry.withdraws and entry.id not in taken_back and act_of(entry.id) not in taken_back
            ]
        )
        self._taken_back = taken_back
        self.attempts: dict[str, list[Attempt]] = {}
        self.substitutes: dict[str, Entry] = {}
        for entry in self.entries:
            if entry.state == SUBSTITUTE:
                if entry.person:
                    self.substitutes[entry.person] = entry
                continue
            of_piece = self.attempts.setdefault(entry.piece, [])
            for attempt in of_piece:
                if attempt.number == entry.attempt and attempt.channel == entry.channel:
                    break
            else:
                attempt = Attempt(entry.piece, entry.person, entry.attempt, entry.channel)
                of_piece.append(attempt)
            attempt.entries.append(entry)
        for attempts in self.attempts.values():
            attempts.sort(key=lambda one: one.number)

    @classmethod
    def of(cls, table: pa.Table | None) -> Ledger:
        """From the table, or an empty one for None."""
        return cls.read(() if table is None else (table,))

    @classmethod
    def read(cls, parts: Iterable[pa.Table]) -> Ledger:
        """From the parts of the table, some rows at a time: what is alike in many rows is kept once."""
        return cls(_entries(parts))

    @cached_property
    def by_serial(self) -> dict[str, Attempt]:
        """Attempts that have a serial."""
        return {
            serial: attempt
            for attempts in self.attempts.values()
            for attempt in attempts
            if (serial := attempt.serial)
        }

    def is_standing(self, ident: str) -> bool:
        """Whether an entry or act with this id was made and not taken back."""
        return ident not in self._taken_back and any(
            ident in (entry.id, act_of(entry.id)) for entry in self.entries
        )

    def latest(self, piece: str, channel: str = MAIL) -> Attempt | None:
        """The last attempt of a piece through a channel, or None if there was none."""
        return next((one for one in reversed(self.attempts.get(piece, ())) if one.channel == channel), None)

    def reached(self, piece: str) -> bool:
        """Whether an attempt through any channel is out and has not come back."""
        return any(attempt.state in OUT for attempt in self.attempts.get(piece, ()))

    def state_of(self, piece: str, person: str | None) -> str:
        """How a piece stands over all attempts: the best news, then substitute notice, then the latest."""
        attempts = self.attempts.get(piece, [])
        for attempt in reversed(attempts):
            if attempt.state in OUT:
                return attempt.state
        if person in self.substitutes:
            return SUBSTITUTE
        return attempts[-1].state if attempts else ""

    def batches(self) -> dict[str, Counter[str]]:
        """For each package: how many of its pieces an entry says were packaged, printed, mailed and so on."""
        found: dict[str, Counter[str]] = {}
        for attempts in self.attempts.values():
            for attempt in attempts:
                first = attempt.has(PACKAGED)
                if first is not None and first.batch:
                    states = {entry.state for entry in attempt.entries}
                    found.setdefault(first.batch, Counter()).update(states)
        return found


_READ = 16_384
"""Rows taken into Python at a time."""


def _entries(parts: Iterable[pa.Table]) -> Iterator[Entry]:
    known: dict[Any, Any] = {}
    for part in parts:
        for batch in part.select(Entry._fields).to_batches(max_chunksize=_READ):
            columns = (
                values if name == "id" else [known.setdefault(value, value) for value in values]
                for name, values in zip(Entry._fields, map(pa.Array.to_pylist, batch.columns), strict=True)
            )
            yield from map(Entry._make, zip(*columns, strict=True))


def act_of(entry: str) -> str:
    """The act that an entry was made in: its id up to the point."""
    return entry.partition(".")[0]


@dataclass(frozen=True, slots=True)
class Difference:
    """A piece for which printed, mailed and manifest do not agree."""

    piece: str
    attempt: int
    serial: str | None
    batch: str | None
    what: str


@dataclass(frozen=True, slots=True)
class Reconciled:
    """The three counts of one package, and every piece in which they differ."""

    batch: str
    manifest: int
    printed: int
    mailed: int
    differences: tuple[Difference, ...]

    @property
    def agrees(self) -> bool:
        """Printed = mailed = manifest, piece by piece."""
        return not self.differences


def reconcile(ledger: Ledger, manifests: Mapping[str, Sequence[tuple[str, int]]]) -> list[Reconciled]:
    """Compare the ledger with the manifests. manifests: package → its (piece, attempt), in order."""
    attempts = {
        (one.piece, one.number): one
        for many in ledger.attempts.values()
        for one in many
        if one.channel == MAIL
    }
    found = []
    for batch, pieces in manifests.items():
        printed = mailed = 0
        different = []
        for piece, number in pieces:
            attempt = attempts.get((piece, number))
            states = {entry.state for entry in attempt.entries} if attempt else set()
            mailed_now = bool(states & {MAILED, IN_TRANSIT, FORWARDED, DELIVERED, RETURNED})
            printed_now = PRINTED in states or mailed_now
            printed += printed_now
            mailed += mailed_now
            if what := _difference(states, printed_now, mailed_now):
                serial = attempt.serial if attempt else None
                different.append(Difference(piece, number, serial, batch, what))
        found.append(Reconciled(batch, len(pieces), printed, mailed, tuple(different)))
    return found


def _difference(states: set[str], printed: bool, mailed: bool) -> str:
    if not states:
        return "in the manifest and not in the ledger"
    if WITHDRAWN in states:
        return (
            "withdrawn, but printed or mailed all the same" if printed else "withdrawn before it was printed"
        )
    if SPOILED in states and not printed:
        return "spoiled and not printed again"
    if not printed:
        return "not reported as printed"
    return "" if mailed else "printed and not reported as mailed"
