"""The tamper-evident log: what was done in the case, when, to what, and how many.

Entries are canonical JSON, numbered from 0, and the leaves of a Merkle tree. They hold ids, counts, hashes
and dates only: the log is handed to outsiders and must still verify after the case's data was destroyed.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime

from django.db.models import Max

from tocsin.vault.checkpoint import Checkpoint
from tocsin.vault.errors import Damaged, NotLoggable
from tocsin.vault.merkle import Frontier, leaf_hash
from tocsin.vault.records.models import Entry

Fact = bool | int | str | date
"""What an entry may say about an act: a yes or no, a count, a date, or a short id or hash."""

_VERB = re.compile(r"[a-z][a-z_]{0,39}")
_FACT_NAME = re.compile(r"[a-z][a-z0-9_]{0,39}")
_LOGGABLE = re.compile(
    # In order: an id of ours (item-3fa9, us-ca-1798.82; a file name has other dots); a hash or random id,
    # longer than any card number; a country or state (US, US-CA); a date, or a moment in UTC.
    r"""
      [a-z](?:[a-z0-9_:-]|(?<=[0-9])\.(?=[0-9])){0,63}
    | (?:[a-z0-9]{1,8}:)?[0-9a-f]{20,128}
    | [A-Z]{2}(?:-[A-Z0-9]{1,3})?
    | [0-9]{4}-[0-9]{2}-[0-9]{2}(?:T[0-9:]{5,8}Z)?
    """,
    re.VERBOSE,
)


def entry_text(number: int, at: datetime, verb: str, subject: str, facts: dict[str, Fact]) -> str:
    """One line of the log. Raises NotLoggable, not repeating the value, for anything that may be content."""
    if not _VERB.fullmatch(verb):
        raise NotLoggable("This verb")
    line = {
        "n": number,
        "at": at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
        "verb": verb,
        "subject": _loggable("subject", subject),
        "facts": {_fact_name(name): _loggable(name, value) for name, value in facts.items()},
    }
    return json.dumps(line, sort_keys=True, separators=(",", ":"))


def _fact_name(name: str) -> str:
    if not _FACT_NAME.fullmatch(name):
        raise NotLoggable("This name of a fact")
    return name


def _loggable(name: str, value: Fact) -> bool | int | str:
    if isinstance(value, datetime):
        return value.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, int) or (isinstance(value, str) and _LOGGABLE.fullmatch(value)):
        return value
    raise NotLoggable(f"The value of '{name}'")


class Log:
    """The log of one open case. ``append`` must be called inside the transaction of the act it records."""

    def __init__(self, alias: str) -> None:
        self._alias = alias
        self._frontier = Frontier()

    def append(self, verb: str, subject: str, facts: dict[str, Fact]) -> int:
        """Add an entry and return its number."""
        entries = Entry.objects.using(self._alias)
        number = self.size()
        entries.create(number=number, text=entry_text(number, datetime.now(UTC), verb, subject, facts))
        return number

    def size(self) -> int:
        """Number of entries."""
        newest = Entry.objects.using(self._alias).aggregate(newest=Max("number"))["newest"]
        return 0 if newest is None else int(newest) + 1

    def lines(self, start: int = 0) -> Iterator[str]:
        """The entries from ``start`` on, in order."""
        rows = Entry.objects.using(self._alias).filter(number__gte=start).order_by("number")
        return rows.values_list("text", flat=True).iterator(chunk_size=10_000)

    def head(self) -> tuple[int, bytes]:
        """Number of committed entries and the Merkle root over them. Call outside a transaction."""
        for line in self.lines(self._frontier.size):
            self._frontier.add(leaf_hash(line.encode()))
        return self._frontier.size, self._frontier.root()

    def check(self, checkpoints: Iterable[Checkpoint]) -> None:
        """Compare the log with what was signed earlier. Raises Damaged on the first mismatch.

        A case.db put back from before a checkpoint shows here: its log is shorter than what was signed.
        """
        roots = {checkpoint.size: checkpoint.root for checkpoint in checkpoints}
        frontier = Frontier()
        for line in self.lines():
            frontier.add(leaf_hash(line.encode()))
            signed = roots.get(frontier.size)
            if signed is not None and signed != frontier.root():
                raise Damaged("case.db", f"its log is not the one signed at entry {frontier.size}")
        self._frontier = frontier
        if roots and max(roots) > frontier.size:
            raise Damaged("case.db", f"its log ends before the one signed at entry {max(roots)}")
