"""What planning gives: classes of letters, a piece for each person, and the people who cannot be sent one."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, overload

import numpy as np
import pyarrow as pa

from tocsin.model.tables import NOTICES
from tocsin.notices.compose import Letter
from tocsin.notices.envelope import Envelope
from tocsin.notices.fields import Incident, Reader
from tocsin.notices.pieces import BATCH, Piece, Pieces, piece_ids
from tocsin.notices.solver import Contradiction, Duty, Gap, Selection

OWED = frozenset({"due", "overdue"})
"""Statuses of an obligation under which a notice must go out."""

__all__ = ["BATCH", "OWED", "Left", "LetterClass", "Piece", "Pieces", "Plan", "Unsent", "UnsentPeople"]

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
class Unsent:
    """A person who is owed a letter that cannot be sent. ``reason`` carries no personal data."""

    id: str
    person: str
    jurisdiction: str | None
    obligations: tuple[str, ...]
    variant: str
    language: str
    reason: str


@dataclass(frozen=True, slots=True)
class Left:
    """Why people are left out, and what else is the same for all who are left out for it."""

    jurisdiction: str | None
    obligations: tuple[str, ...]
    variant: str
    language: str
    reason: str


class UnsentPeople(Sequence[Unsent]):
    """The people who cannot be sent a letter, in presort order, as columns."""

    def __init__(self, people: pa.Array, why: np.ndarray[Any, Any], lefts: Sequence[Left]) -> None:
        """people: ids. why: for each the number of what is said of them in ``lefts``."""
        self._people, self._why, self.lefts = people, why, tuple(lefts)

    def __len__(self) -> int:
        return len(self._people)

    @property
    def numbers(self) -> dict[Left, int]:
        """How many are left out for each reason."""
        counts = np.bincount(self._why, minlength=len(self.lefts))
        return {left: int(count) for left, count in zip(self.lefts, counts, strict=True)}

    @overload
    def __getitem__(self, at: int) -> Unsent: ...
    @overload
    def __getitem__(self, at: slice) -> tuple[Unsent, ...]: ...
    def __getitem__(self, at: int | slice) -> Unsent | tuple[Unsent, ...]:
        if isinstance(at, slice):
            return tuple(self[number] for number in range(*at.indices(len(self))))
        if not -len(self) <= at < len(self):
            raise IndexError(f"there are {len(self)} people who cannot be sent a letter")
        at %= len(self)
        left, person = self.lefts[self._why[at]], self._people[at].as_py()
        (ident,) = piece_ids([person], [left.language])
        return Unsent(
            ident.decode(),
            person,
            left.jurisdiction,
            left.obligations,
            left.variant,
            left.language,
            left.reason,
        )

    def tables(self, rows: int) -> Iterator[pa.Table]:
        """NOTICES, at most so many rows at a time."""
        said = {
            "obligations": pa.array([list(left.obligations) for left in self.lefts], pa.list_(pa.string())),
            "jurisdiction": pa.array([left.jurisdiction for left in self.lefts], pa.string()),
            "variant": pa.array([left.variant for left in self.lefts], pa.string()),
            "language": pa.array([left.language for left in self.lefts], pa.string()),
            "reason": pa.array([left.reason for left in self.lefts], pa.string()),
        }
        for start in range(0, len(self), rows):
            people, why = self._people[start : start + rows], pa.array(self._why[start : start + rows])
            columns = {name: values.take(why) for name, values in said.items()}
            ids = piece_ids(people.to_pylist(), columns["language"].to_pylist())
            columns |= {
                "id": pa.array(ids).cast(pa.string()),
                "person": people,
                "recipient": pa.repeat("individuals", len(people)),
                "kind": pa.repeat("letter", len(people)),
                "state": pa.repeat("cannot_be_sent", len(people)),
            }
            yield filled(NOTICES, columns, len(people))


def filled(schema: pa.Schema, columns: Mapping[str, Any], rows: int) -> pa.Table:
    """A table of this schema; a column that is not given is null."""
    arrays = [
        columns[field.name] if field.name in columns else pa.nulls(rows, field.type) for field in schema
    ]
    return pa.table(arrays, schema=schema)


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
    pieces: Sequence[Piece]
    unsent: Sequence[Unsent]
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
        return pa.concat_tables([NOTICES.empty_table(), *self.unsent_tables()])

    def unsent_tables(self, rows: int = 1 << 16) -> Iterator[pa.Table]:
        """The same, at most so many rows at a time."""
        return self.unsent.tables(rows) if isinstance(self.unsent, UnsentPeople) else iter(())

    def left_out_in(self, residence: str | None) -> int:
        """How many people of a place cannot be sent a letter; None: of all places."""
        if isinstance(self.unsent, UnsentPeople):
            counted = self.unsent.numbers.items()
            return sum(count for left, count in counted if residence in {None, left.jurisdiction})
        return sum(1 for one in self.unsent if residence in {None, one.jurisdiction})

    def letters_of(self) -> tuple[int, ...]:
        """How many letters each class has."""
        if isinstance(self.pieces, Pieces):
            return self.pieces.by_class
        counted = Counter(piece.variant for piece in self.pieces)
        return tuple(counted[number] for number in range(len(self.classes)))
