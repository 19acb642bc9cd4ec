"""What is found in running text before it has an owner."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from tocsin.detect.personname import Name


@dataclass(slots=True, eq=False)
class Hit:
    """A value in running text.

    start, end: characters in the text it was found in.
    element: code of the catalogue; ``person_name`` for names.
    value: normalised.
    whose: from the label: ``spouse``, ``dependent1``, or empty.
    label: start of its label, or -1 where the value stands without one.
    """

    start: int
    end: int
    element: str
    value: str
    confidence: float
    recogniser: str
    reason: str
    protection: str = "plain"
    whose: str = ""
    label: int = -1


@dataclass(slots=True, eq=False)
class NameHit:
    """A person's name in running text.

    role: what the words around say of this person: ``patient``, ``provider``, ``sender`` ... or empty.
    label: start of the label (``Name:``), or -1.
    partial: only a given or only a family name; it points to a full name elsewhere.
    """

    start: int
    end: int
    name: Name
    confidence: float
    role: str = ""
    whose: str = ""
    label: int = -1
    partial: bool = False


@dataclass(slots=True, eq=False)
class Person:
    """A person (or an account without a name) of one text, with what belongs to them.

    tie: how the parts were tied together: row, record, list, message, document.
    confidence: that they belong together.
    """

    names: list[NameHit] = field(default_factory=list)
    hits: list[Hit] = field(default_factory=list)
    role: str = ""
    tie: str = "record"
    confidence: float = 0.9
    guardian: Person | None = None
    row: int | None = None
    said: Name | None = None
    place: dict[str, str] = field(default_factory=dict)

    @property
    def name(self) -> Name | None:
        """The name put together from columns, or the fullest name of this person in the text."""
        if self.said is not None:
            return self.said
        full = [hit.name for hit in self.names]
        return max(full, key=lambda n: len(n.written) if n.given and n.family else 0) if full else None


@dataclass(slots=True)
class Read:
    """What one text holds.

    unowned: values of nobody so far. contested: values that may be of one or another of those named around.
    """

    persons: list[Person] = field(default_factory=list)
    unowned: list[Hit] = field(default_factory=list)
    contested: list[Hit] = field(default_factory=list)
    lone_names: list[NameHit] = field(default_factory=list)
    places: list[Hit] = field(default_factory=list)
    unfinished: Callable[[], None] | None = None

    def finish(self) -> None:
        """Names too, in a text without a single value: who is named there matters only if another text of
        the same document has a value without an owner.
        """
        finish, self.unfinished = self.unfinished, None
        if finish is not None:
            finish()
