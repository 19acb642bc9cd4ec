"""Answering one field of a form: known, estimated, or missing with who could be asked."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Literal

from tocsin.model.elements import catalogue
from tocsin.notices.answers import ANSWERS
from tocsin.notices.case import Answer, Case
from tocsin.notices.fields import day, fact, written
from tocsin.notices.forms import Field
from tocsin.notices.people_answers import codes_here

Status = Literal["known", "estimated", "missing"]


@dataclass(frozen=True, slots=True)
class Filled:
    """One answered field. ``value`` of a missing one says whom to ask. source: where the answer comes from.

    options: the list to choose from. limit: characters the portal takes, 0 where none is known.
    """

    id: str
    label: str
    value: str
    status: Status
    required: bool
    source: str = ""
    options: tuple[str, ...] = ()
    limit: int = 0

    @property
    def over(self) -> int:
        """Characters too many for the portal."""
        return max(0, len(self.value) - self.limit) if self.limit and self.status != "missing" else 0


def fill(field: Field, case: Case) -> Filled:
    """The field with its answer."""
    answer = _answer(field, case)
    known = answer is not None and bool(answer.value)
    status: Status = "missing" if not known else "estimated" if answer and answer.estimated else "known"
    value = answer.value if known and answer else f"missing: ask {field.ask}"
    return Filled(
        field.id, field.label, value, status, field.required, field.source, field.options, field.limit
    )


def asked(field: Field, case: Case) -> bool:
    """Whether the form asks this here: false where a fact it hangs on is known and says otherwise."""
    for path, values in (field.when or {}).items():
        words = written(fact(case.facts, path), "en")
        if words is not None and words not in values:
            return False
    return True


def _answer(field: Field, case: Case) -> Answer | None:
    kind, _, name = field.source.partition(".")
    if field.picks is not None:
        return _picked(field.picks, codes_here(case))
    if field.source.startswith("@"):
        answer = ANSWERS[field.source[1:]](case)
        return _in_options(answer, field, case) if field.source == "@report_type" else answer
    if kind in _OWN:
        return _OWN[kind](case, name)
    raw = fact(case.facts, field.source)
    if field.choices is not None:
        chosen = field.choices.get(str(raw))
        return Answer(chosen) if chosen else None
    words = written(raw, "en")
    return Answer(_one_line(words)) if words else None


def _in_options(answer: Answer | None, field: Field, case: Case) -> Answer | None:
    """The kind of report in the form's own words: it lists the first report first, the later one second."""
    if answer is None or len(field.options) < 2:
        return answer
    return Answer(field.options[1 if case.earlier else 0], answer.estimated)


def _statement(case: Case, name: str) -> Answer | None:
    value = case.plan.incident.statements.get(name)
    return Answer(value) if value else None


def _earlier(case: Case, name: str) -> Answer | None:
    """``number`` or ``on`` of the report made before under this duty, or the report under another duty."""
    if name not in {"number", "on"}:
        made = case.filed(name)
        number = f", number {made.number}" if made and made.number else ""
        return Answer(f"{day(made.on, 'en')}{number}") if made else None
    if case.earlier is None:
        return Answer("None: this is the first report.")
    return Answer(day(case.earlier.on, "en") if name == "on" else case.earlier.number)


_OWN: Mapping[str, Callable[[Case, str], Answer | None]] = {"statement": _statement, "earlier": _earlier}


def _picked(picks: Mapping[str, tuple[str, ...]], codes: list[str]) -> Answer | None:
    """Every option of the office that was exposed; what none of them covers is named as other."""
    found = [option for option, elements in picks.items() if not set(elements).isdisjoint(codes)]
    covered = {code for elements in picks.values() for code in elements}
    names = {"person_name", *covered}
    other = [catalogue()[code].name for code in codes if code not in names]
    more = [f"Other: {', '.join(other)}"] if other else []
    return Answer("; ".join([*found, *more])) if found or more else None


def _one_line(words: str) -> str:
    """A list as one line: sentences follow each other, other items are parted by semicolons."""
    items = words.split("\n")
    return (" " if all(item.endswith(".") for item in items) else "; ").join(items)
