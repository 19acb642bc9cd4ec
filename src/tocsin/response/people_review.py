"""The queue of pairs of people, what is shown of each, and what a decision would change."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from tocsin import people
from tocsin.response import ledger
from tocsin.response.case import Case
from tocsin.response.lists import all_mentions
from tocsin.response.reviewing import ReviewRefused

OPEN = "open"
FIELDS = (
    *(
        "first name",
        "middle name",
        "last name",
        "suffix",
        "tax number",
        "last four",
        "birth date",
        "birth year",
    ),
    *("address", "ZIP code", "e-mail address", "telephone number", "other number"),
)
"""In the order in which they are shown."""


@dataclass(frozen=True, slots=True)
class Question:
    """Are these two one person? one, other: ids of people. probability: that they are. weight: log2 odds.

    reason: what is alike and unlike; questions of one reason can be decided together. affected: people whose
    notice depends on it. state: open, or the verdict that stands; decision: its id.
    """

    id: str
    one: str
    other: str
    probability: float
    weight: float
    veto: str
    reason: str
    affected: int
    rank: float
    fields: tuple[people.Outcome, ...]
    state: str = OPEN
    decision: str | None = None


@dataclass(frozen=True, slots=True)
class Line:
    """One field of a sheet: the values of both rows, masked unless they were asked for."""

    field: str
    one: tuple[str, ...]
    other: tuple[str, ...]
    outcome: str
    weight: float
    words: str


@dataclass(frozen=True, slots=True)
class Sheet:
    """Two rows side by side. sources: where the mentions of each stand."""

    lines: tuple[Line, ...]
    one_sources: tuple[str, ...]
    other_sources: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Preview:
    """What a decision on several pairs would change, before it is made.

    affected: people whose rows change. groups: rows that would be left of theirs. merged: rows that would be
    gone. letters: fewer letters, None while none are planned. contradicted: answers "different" it overrules.
    """

    pairs: int
    merged: int
    groups: int
    affected: int
    letters: int | None
    contradicted: int


def questions(case: Case, *, everything: bool = False) -> list[Question]:
    """Pairs to decide, what most helps first. everything: also those that are decided."""
    made = case.need("candidates", "people find").to_pylist()
    decided = ledger.between(case)
    found = []
    for row in made:
        answer = decided.get(frozenset((row["one"], row["other"])))
        if answer is not None and not everything:
            continue
        found.append(_question(row, answer))
    return sorted(found, key=lambda one: one.state != OPEN)


def open_questions(case: Case) -> int:
    """How many pairs nobody has decided; none before the people are found."""
    return 0 if case.table("candidates") is None else len(questions(case))


def _question(row: Mapping[str, Any], answer: Mapping[str, Any] | None) -> Question:
    return Question(
        **{name: row[name] for name in ("id", "one", "other", "probability", "weight", "veto", "reason")},
        affected=row["people"],
        rank=row["rank"],
        fields=tuple(people.Outcome(**one) for one in row["fields"]),
        state=answer["verdict"] if answer else OPEN,
        decision=answer["id"] if answer else None,
    )


class Sheets:
    """Makes the sheets of a sitting: what every one needs is read once."""

    def __init__(self, case: Case) -> None:
        self._case = case
        self._mentions, self._identifiers = all_mentions(case)
        self._links = case.need("links", "people find")
        items = case.table("items")
        rows = [] if items is None else items.select(["id", "path"]).to_pylist()
        self._paths = {row["id"]: row["path"] for row in rows}

    def of(self, question: Question, *, show: bool = False) -> Sheet:
        """The sheet of a question. show: the values themselves, which is logged."""
        return self.between(question.one, question.other, question.fields, show=show)

    def between(
        self, one: str, other: str, outcomes: Iterable[people.Outcome], *, show: bool = False
    ) -> Sheet:
        """The sheet of two people or mentions."""
        if show:
            self._case.vault.log("show_values", one)
            self._case.vault.log("show_values", other)
        groups = {name: self.mentions_of(name) for name in (one, other)}
        made = people.sides(groups, self._mentions, self._identifiers)
        return Sheet(
            tuple(_lines(made[one], made[other], list(outcomes), show)),
            *(tuple(self.where(source) for source in made[name].sources) for name in (one, other)),
        )

    def mentions_of(self, ident: str) -> list[str]:
        """The mentions of a person, or the mention of this id. Raises ReviewRefused."""
        own = self._links.filter(pc.equal(self._links["person"], ident))["mention"].to_pylist()
        if own:
            return [str(each) for each in own]
        if not pc.any(pc.equal(self._links["mention"], ident)).as_py():
            raise ReviewRefused(
                f"There is no person or mention {ident} on this list. "
                "`tocsin people queue CASE` shows the ids."
            )
        return [ident]

    def person_of(self, ident: str) -> str:
        """The person this is, or whose mention it is."""
        return str(
            self._links.filter(pc.equal(self._links["mention"], self.mentions_of(ident)[0]))["person"][
                0
            ].as_py()
        )

    def places(self, mentions: Iterable[str]) -> dict[str, str]:
        """Where each mention stands, in words."""
        side = people.sides({"": list(mentions)}, self._mentions, self._identifiers)[""]
        return {source.mention: self.where(source) for source in side.sources}

    def where(self, source: people.Source) -> str:
        """File, place, row and part in it."""
        row = f"row {source.row:,}" if source.row is not None else ""
        parts = (self._paths.get(source.item, source.item), source.place, row, source.role)
        return ", ".join(part for part in parts if part)

    @property
    def everything(self) -> tuple[pa.Table, pa.Table]:
        """All mentions and identifying values."""
        return self._mentions, self._identifiers


def _lines(
    one: people.Side, other: people.Side, outcomes: list[people.Outcome], show: bool
) -> Iterable[Line]:
    told = {outcome.field: outcome for outcome in outcomes}
    for field in FIELDS:
        sides = [
            tuple(value if show else people.masked(field, value) for value in side.values.get(field, ()))
            for side in (one, other)
        ]
        outcome = told.get(field) or people.Outcome(field, "missing", "missing", 0.0)
        if any(sides):
            words = people.speaks(outcome)
            level = outcome.level if outcome.level != outcome.outcome else ""
            yield Line(
                field,
                sides[0],
                sides[1],
                f"{outcome.outcome} ({level})" if level else outcome.outcome,
                outcome.weight,
                words,
            )


def alike(asked: Sequence[Question], question: Question) -> list[Question]:
    """The open questions of the same reason, the question itself among them."""
    return [each for each in asked if each.reason == question.reason and each.state == OPEN]


def preview(case: Case, asked: Sequence[Question]) -> Preview:
    """What the answer "same" to all of these would change."""
    root: dict[str, str] = {}

    def find(person: str) -> str:
        root.setdefault(person, person)
        while root[person] != person:
            root[person] = root[root[person]]
            person = root[person]
        return person

    for question in asked:
        root[find(question.other)] = find(question.one)
    groups: dict[str, set[str]] = {}
    for person in list(root):
        groups.setdefault(find(person), set()).add(person)
    apart = [pair for pair, row in ledger.between(case).items() if row["verdict"] == people.DIFFERENT]
    return Preview(
        pairs=len(asked),
        merged=len(root) - len(groups),
        groups=len(groups),
        affected=len(root),
        letters=_letters_saved(case, groups.values()),
        contradicted=sum(
            1 for pair in apart if len(pair) == 2 and any(pair <= group for group in groups.values())
        ),
    )


def _letters_saved(case: Case, groups: Iterable[set[str]]) -> int | None:
    notices = case.table("notices")
    if notices is None:
        return None
    letters = notices.filter(pc.and_(pc.equal(notices["kind"], "letter"), pc.is_valid(notices["person"])))
    told = set(letters["person"].to_pylist())
    return sum(max(len(group & told) - 1, 0) for group in groups)
