"""What a user asks of the law itself, without a case: a state, the table of all, what changed, is it fit."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any, Literal

from tocsin import law
from tocsin.model.elements import jurisdictions
from tocsin.model.facts import Facts
from tocsin.model.factsfile import load_facts
from tocsin.model.tables import GROUPS

MatrixFormat = Literal["html", "csv", "md"]


class UnknownPlace(LookupError):
    """There is neither such a place nor such a rule."""

    def __init__(self, place: str) -> None:
        super().__init__(
            f"{place} is neither a place nor a rule. Give a state by two letters (AZ) or a rule (US-HIPAA)."
        )


def show_law(place: str, day: date) -> str:
    """The rules of a place, or one rule, as plain text with sources. Raises UnknownPlace."""
    _known(place)
    return law.show(place, day)


def law_json(place: str, day: date) -> list[dict[str, Any]]:
    """The same as plain data, one entry a rule. Raises UnknownPlace."""
    _known(place)
    return [law.rule_json(rule, day) for rule in law.load_rules().chosen(place)]


def _known(place: str) -> None:
    if place not in jurisdictions() and place not in law.load_rules():
        raise UnknownPlace(place)


def law_matrix(day: date, style: MatrixFormat, places: Sequence[str] = ()) -> str:
    """The table of all laws, or of some places and rules. Raises UnknownPlace."""
    for place in places:
        _known(place)
    book = law.load_rules()
    rules = [rule for place in places for rule in book.chosen(place)] if places else list(book)
    rows = law.matrix(rules, day)
    if style == "csv":
        return law.as_csv(rows)
    return law.as_html(rows, day) if style == "html" else law.as_markdown(rows, day)


def law_changes(first: date, last: date) -> list[law.Change]:
    """What changed between two days, in every rule."""
    return law.diff(law.load_rules(), first, last)


def law_check(day: date) -> law.Report:
    """Whether the law as recorded is complete, with sources and recently read."""
    return law.check(law.load_rules(), day)


def duties_from(path: Path, day: date) -> tuple[Facts, list[law.Obligation]]:
    """Every duty under the facts of a file; people are those counted in it. Raises FactsError."""
    facts = load_facts(path)
    asked = facts if facts.as_of else facts.model_copy(update={"as_of": day})
    return asked, law.evaluate(asked, GROUPS.empty_table())


def harm_tests_from(path: Path, day: date) -> list[law.HarmQuestion]:
    """Every test of harm that decides something under the facts of a file. Raises FactsError."""
    facts, obligations = duties_from(path, day)
    return law.harm_questions(facts, obligations)
