"""What a form is filled from, and what an answer is."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from tocsin.law.registers import Office, office_named
from tocsin.model.elements import jurisdictions
from tocsin.model.facts import Facts
from tocsin.notices.filing import Filing
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

    @property
    def earlier(self) -> Filing | None:
        """The latest report that was made under this obligation."""
        return self.filed(self.obligation["id"]) if self.obligation else None

    @property
    def office(self) -> Office | None:
        """The office the report goes to, None where no register has it."""
        name = self.obligation.get("office") if self.obligation else None
        return office_named(name) if name else None

    def filed(self, duty: str) -> Filing | None:
        """The latest report that answers this duty."""
        made = [one for one in self.plan.incident.filings if duty in one.obligations]
        return max(made, key=lambda one: one.on, default=None)
