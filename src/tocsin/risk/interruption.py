"""The business-interruption worksheet: what was lost while work stood still, to the cent.

Forms of this kind pay "net profit or loss that would have been earned" and "continuing normal operating
expenses", and apart from it the extra expense of keeping on (as Beazley explains its own wording,
beazley.com/en-GB/cyber-customer-centre, "Policy wording", read 2026-12-01). Worked out both ways, which must
agree: net income expected + expenses that went on - revenue still earned, and revenue lost - expenses saved.
"""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from pathlib import Path
from typing import Annotated

import yaml
from pydantic import BaseModel, ConfigDict, Field, field_validator, model_validator

from tocsin.model.yamlfile import read_yaml
from tocsin.risk.agreements import INTERRUPTIONS, Agreement
from tocsin.risk.policy import Policy
from tocsin.risk.settling import ZERO, cents

Money = Annotated[Decimal, Field(ge=0, max_digits=18, decimal_places=2)]


class WorksheetError(ValueError):
    """The worksheet cannot be used. The message says what to change."""


class _Form(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Revenue(_Form):
    """Of the hours that work stood still. expected: without the event; actual: all the same; made_up: of what
    was lost, sold afterwards. basis: from which books, and how worked out."""

    expected: Money
    actual: Money
    made_up: Money = ZERO
    basis: Annotated[str, Field(min_length=10)]


class Expense(_Form):
    """A cost of the business in these hours. expected: without the event; actual: as it went on."""

    what: Annotated[str, Field(min_length=1)]
    expected: Money
    actual: Money

    @model_validator(mode="after")
    def _not_dearer(self) -> Expense:
        if self.actual > self.expected:
            raise ValueError(
                f"{self.what}: what is above the expected {self.expected} belongs in extra_expense"
            )
        return self


class Extra(_Form):
    """Spent only because of the event, to keep work going. evidence: invoice number or file."""

    what: Annotated[str, Field(min_length=1)]
    amount: Money
    evidence: str = ""


class Worksheet(_Form):
    """One interruption.

    agreement: business_interruption, system_failure or dependent_interruption. stopped_at, restored_at: local
    time, both in the same zone. made_by: who made it, from the books.
    """

    agreement: Agreement = Agreement.BUSINESS_INTERRUPTION
    stopped_at: datetime
    restored_at: datetime
    revenue: Revenue
    expenses: Annotated[tuple[Expense, ...], Field(min_length=1)]
    extra_expense: tuple[Extra, ...] = ()
    made_by: Annotated[str, Field(min_length=1)]

    @field_validator("agreement")
    @classmethod
    def _interrupts(cls, agreement: Agreement) -> Agreement:
        if agreement not in INTERRUPTIONS:
            raise ValueError(f"{agreement} pays no interruption")
        return agreement

    @model_validator(mode="after")
    def _in_order(self) -> Worksheet:
        try:
            stood_still = self.stopped_at < self.restored_at
        except TypeError:
            raise ValueError("give both times with a zone, or both without") from None
        if not stood_still:
            raise ValueError("restored_at must be after stopped_at")
        if self.revenue.made_up > max(self.revenue.expected - self.revenue.actual, ZERO):
            raise ValueError("no more can be made up than was lost")
        return self

    @property
    def hours(self) -> Decimal:
        """That work stood still, to the hundredth."""
        seconds = Decimal((self.restored_at - self.stopped_at).total_seconds())
        return (seconds / 3600).quantize(Decimal("0.01"))

    @property
    def net_income_expected(self) -> Decimal:
        """Net profit, or loss below 0, that would have been earned."""
        return cents(self.revenue.expected - sum((one.expected for one in self.expenses), ZERO))

    @property
    def continuing(self) -> Decimal:
        """Expenses that went on."""
        return cents(sum((one.actual for one in self.expenses), ZERO))

    @property
    def saved(self) -> Decimal:
        """Expenses that did not have to be paid."""
        return cents(sum((one.expected - one.actual for one in self.expenses), ZERO))

    @property
    def still_earned(self) -> Decimal:
        """Revenue in these hours and what was made up afterwards."""
        return cents(self.revenue.actual + self.revenue.made_up)

    @property
    def income_loss(self) -> Decimal:
        """Net income expected and continuing expenses, less what was still earned; never below 0."""
        return max(self.net_income_expected + self.continuing - self.still_earned, cents(ZERO))

    @property
    def extra(self) -> Decimal:
        """Extra expense."""
        return cents(sum((one.amount for one in self.extra_expense), ZERO))

    @property
    def total(self) -> Decimal:
        """Income loss and extra expense, before the policy's waiting period, retention and limits."""
        return self.income_loss + self.extra


def read_worksheet(text: str, name: str) -> Worksheet:
    """Raises WorksheetError."""
    try:
        return Worksheet.model_validate(read_yaml(text))
    except (yaml.YAMLError, ValueError) as error:
        raise WorksheetError(f"{name}: {error}") from error


def read_worksheet_file(path: Path) -> Worksheet:
    """Raises WorksheetError."""
    try:
        return read_worksheet(path.read_text(encoding="utf-8"), str(path))
    except (OSError, UnicodeDecodeError) as error:
        raise WorksheetError(f"{path}: {error}") from error


def objections(policy: Policy, worksheet: Worksheet) -> list[str]:
    """What the policy's own terms take off it, in sentences: not bought, waiting period, longest time."""
    cover = policy.covers.get(worksheet.agreement)
    if cover is None:
        return [f"{worksheet.agreement}: this agreement was not bought"]
    clause = f" ({cover.clause})" if cover.clause else ""
    found = []
    if cover.waiting is not None:
        waited = Decimal(str(cover.waiting.hours))
        if worksheet.hours <= waited:
            found.append(
                f"work stood still for {worksheet.hours} hours, not longer than the {waited} to wait{clause}"
            )
        elif cover.waiting.as_ == "retention":
            found.append(
                f"the loss of the first {waited} of {worksheet.hours} hours stays with you, taken as spread "
                f"evenly over them{clause}"
            )
    if cover.longest_hours is not None and worksheet.hours > Decimal(str(cover.longest_hours)):
        found.append(f"only the first {cover.longest_hours:g} of {worksheet.hours} hours are paid{clause}")
    return found


TEMPLATE = """\
# What was lost while work stood still. Every amount is of these hours only, from your books; to the cent.
# Then: tocsin claim interruption CASE THIS_FILE

agreement: business_interruption   # system_failure: without an attack; dependent_interruption: at a provider
stopped_at:                        # 2026-11-10T06:40
restored_at:                       # when work could go on as before, even if it did not
made_by:                           # who filled this in
revenue:
  expected:                        # without the event, 84000.00
  actual:                          # all the same
  made_up: 0                       # of what was lost, sold afterwards
  basis:                           # from which books, and how worked out
expenses:                          # the costs of these hours: what they would have been, and what went on
  - {what: payroll, expected: , actual: }
  - {what: rent and leases, expected: , actual: }
  - {what: goods and materials, expected: , actual: }
extra_expense: []                  # - {what: rented machines, amount: 1250.00, evidence: bill 12}
"""
