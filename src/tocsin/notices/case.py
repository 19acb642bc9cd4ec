"""What a form is filled from, and what an answer is."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from tocsin.model.elements import jurisdictions
from tocsin.model.facts import Facts
from tocsin.notices.letterplan import Plan


@dataclass(frozen=True, slots=True)
class Answer:
    """What goes into a field. estimated: true until the count or date is final."""

    value: str
    estimated: bool = False


@dataclass(frozen=True)
class Case:
    """What a form is filled from: the plan, and the obligation it answers (a row of OBLIGATIONS, or None)."""

    plan: Plan
    jurisdiction: str | None
    obligation: Mapping[str, Any] | None = None

    @property
    def facts(self) -> Facts:
        """The facts of the case."""
        return self.plan.incident.facts

    @property
    def residence(self) -> str | None:
        """The place whose residents the form is about; None for federal and private recipients."""
        return (
            self.jurisdiction if self.jurisdiction in jurisdictions() and self.jurisdiction != "US" else None
        )
