"""People who are alike share a class of letters: which duties reach them, and what their letter says."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import pyarrow as pa

from tocsin.notices.blocks import Library
from tocsin.notices.compose import Composer, Letter
from tocsin.notices.fields import Incident, Reader
from tocsin.notices.letterplan import OWED, LetterClass
from tocsin.notices.solver import Chooser, Contradiction, Demand, Duty, Ruling, Selection, demand

FEDERAL = "US"

Covers = Callable[[str, Mapping[str, Any]], bool]
"""Whether an obligation (its id) covers people like this (a row of GROUPS without the count)."""


@dataclass(frozen=True, slots=True)
class Alike:
    """What letters look at in a person. relation: the first of PEOPLE.kinds. code: has an activation code.

    months: how long its service runs, 0: as the facts say.
    """

    residence: str | None
    kind: str
    elements: tuple[str, ...]
    protection: str
    relation: str
    language: str
    code: bool
    months: int = 0


@dataclass(frozen=True, slots=True)
class Verdict:
    """What people who are alike get. number: of their class, None if no duty reaches them.

    reason: why no letter can be written to any of them; None and no class: nobody owes them one.
    """

    reader: Reader
    duties: tuple[Duty, ...]
    number: int | None
    reason: str | None


def duties_in(obligations: pa.Table) -> tuple[tuple[Duty, str, str], ...]:
    """Each duty to individuals with its status and what it depends on."""
    found = []
    for row in obligations.to_pylist():
        if row["recipient"] != "individuals" or row["status"] not in OWED | {"depends"}:
            continue
        citations = [source["citation"] for source in row["sources"] or () if source["citation"]]
        duty = Duty(
            id=row["id"],
            jurisdiction=row["jurisdiction"],
            source=f"{row['jurisdiction']}: {citations[0]}" if citations else row["id"],
            content=tuple(row["content"] or ()),
            forbidden=tuple(row["forbidden"] or ()),
            services=tuple(row["services"] or ()),
        )
        found.append((duty, row["status"], ", ".join(row["depends_on"] or ())))
    return tuple(found)


class Classes:
    """The classes of a case, made as they are asked for. ``made``: in the order of their numbers."""

    def __init__(
        self,
        incident: Incident,
        duties: tuple[tuple[Duty, str, str], ...],
        rulings: Iterable[Ruling],
        covers: Covers | None,
        body_top: float,
        source: Library | None,
    ) -> None:
        self._duties, self._rulings = duties, tuple(rulings)
        self._covers, self._chooser = covers, Chooser(incident, source)
        self._asked: dict[tuple[Duty, ...], tuple[Demand, tuple[Contradiction, ...]]] = {}
        self._composer = Composer(incident, body_top=body_top)
        self._number_of: dict[tuple[Reader, tuple[Duty, ...]], int] = {}
        self._owed: dict[Alike, tuple[tuple[Duty, ...], str]] = {}
        self.made: list[LetterClass] = []

    def verdict(self, people: Alike) -> Verdict:
        """What is to become of these people."""
        duties, open_question = self._owed_to(people)
        reader = Reader(
            people.residence, people.kind, people.language, people.elements, people.code, people.months
        )
        if duties:
            number = self._class(reader, duties)
            return Verdict(reader, duties, number, self.made[number].obstacle)
        reason = None
        if open_question:
            reason = f"not settled yet whether this person must be told: {open_question}"
        elif not people.residence:
            reason = "residence not known, so no law could be chosen"
        return Verdict(reader, duties, None, reason)

    def _owed_to(self, people: Alike) -> tuple[tuple[Duty, ...], str]:
        """Duties that reach these people, and the open question if one of them still depends on a fact."""
        if people not in self._owed:
            group = {
                "residence": people.residence,
                "elements": list(people.elements),
                "protection": people.protection,
                "kind": people.relation,
                "minor": people.kind == "minor",
                "deceased": people.kind in {"deceased", "estate"},
            }
            reached = [
                (duty, status, depends)
                for duty, status, depends in self._duties
                if duty.jurisdiction in {people.residence, FEDERAL}
                and (self._covers is None or self._covers(duty.id, group))
            ]
            sure = tuple(duty for duty, status, _ in reached if status in OWED)
            unsettled = "; ".join(
                f"{duty.id} depends on {depends}" for duty, status, depends in reached if status not in OWED
            )
            self._owed[people] = (sure, unsettled)
        return self._owed[people]

    def _class(self, reader: Reader, duties: tuple[Duty, ...]) -> int:
        key = (reader, duties)
        if key not in self._number_of:
            self._number_of[key] = len(self.made)
            self.made.append(self._new_class(reader, duties))
        return self._number_of[key]

    def _new_class(self, reader: Reader, duties: tuple[Duty, ...]) -> LetterClass:
        if duties not in self._asked:
            self._asked[duties] = demand(duties, self._rulings)
        asked, clashes = self._asked[duties]
        found = self._chooser.select(reader, asked)
        chosen = Selection(found.blocks, clashes, found.gaps, asked)
        problems = [*map(str, clashes), *map(str, chosen.gaps)]
        letter = self._composer.letter(reader, chosen, draft=bool(problems))
        return LetterClass(
            variant=_variant(reader, letter),
            reader=reader,
            obligations=tuple(duty.id for duty in duties),
            selection=chosen,
            letter=letter,
            obstacle="; ".join(problems) or None,
        )


def _variant(reader: Reader, letter: Letter) -> str:
    """``CA/adult/en/ssn+payment_card/1f0c2a``: readable, and different wherever the words differ."""
    shown = "+".join(reader.elements[:3]) + (
        f"+{len(reader.elements) - 3}more" if len(reader.elements) > 3 else ""
    )
    return f"{reader.residence or 'US'}/{reader.kind}/{reader.language}/{shown}/{letter.digest[:6]}"
