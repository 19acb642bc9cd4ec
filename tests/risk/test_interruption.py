"""The worksheet of an interruption: net income and continuing expenses, by the policy, to the cent."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from tocsin.risk.agreements import Agreement
from tocsin.risk.interruption import TEMPLATE, Worksheet, WorksheetError, objections, read_worksheet
from tocsin.risk.policy import Policy
from tocsin.risk.settling import settled

SHEET = """
stopped_at: 2026-11-10T06:40
restored_at: 2026-11-12T18:40
made_by: B. Keeper
revenue: {expected: 84000.00, actual: 12000.00, made_up: 4000.00, basis: mean of eight weeks}
expenses:
  - {what: payroll, expected: 30000.00, actual: 30000.00}
  - {what: rent, expected: 6000.00, actual: 6000.00}
  - {what: goods, expected: 28000.00, actual: 4000.00}
extra_expense:
  - {what: rented machines, amount: 2500.50, evidence: bill 12}
"""
MADE = read_worksheet(SHEET, "sheet")


def policy(**cover) -> Policy:
    """A policy that buys interruption on these terms."""
    plain = {"name": "A", "premium": 1, "aggregate": 1_000_000, "retention": 5_000}
    return Policy.model_validate(plain | {"covers": {"business_interruption": cover}})


def paid(terms: Policy, sheet: Worksheet = MADE) -> Decimal:
    """What the policy pays of the worksheet."""
    return settled(terms, {sheet.agreement: sheet.total}, 0, sheet.hours)[sheet.agreement]


def test_income_lost_is_net_income_and_continuing_expenses_less_what_was_earned():
    # 84,000 - 64,000 = 20,000 net; + 40,000 that went on; - (12,000 + 4,000) earned.
    assert (MADE.net_income_expected, MADE.continuing, MADE.still_earned) == (20_000, 40_000, 16_000)
    assert MADE.income_loss == Decimal("44000.00")
    assert MADE.total == Decimal("46500.50")


def test_the_hours_are_from_stop_to_restoration():
    assert MADE.hours == Decimal("60.00")


MONEY = st.decimals(0, 10**7, places=2)


@given(MONEY, MONEY, st.lists(st.tuples(MONEY, MONEY), min_size=1, max_size=6))
def test_both_ways_of_working_it_out_agree_to_the_cent(expected, actual, costs):
    sheet = Worksheet.model_validate(
        {
            "stopped_at": "2026-11-10T06:40",
            "restored_at": "2026-11-12T18:40",
            "made_by": "B",
            "revenue": {"expected": expected, "actual": actual, "basis": "the books of October"},
            "expenses": [{"what": "x", "expected": max(one), "actual": min(one)} for one in costs],
        }
    )
    assert sheet.income_loss == max(expected - actual - sheet.saved, 0)


def test_a_loss_that_would_have_been_made_anyway_is_not_paid():
    said = yaml.safe_load(SHEET)
    said["revenue"] |= {"expected": 60_000, "actual": 0, "made_up": 0}
    sheet = Worksheet.model_validate(said)
    assert sheet.net_income_expected == -4_000
    assert sheet.income_loss == 36_000  # less than the 40,000 that went on


def test_a_waiting_period_that_only_decides_leaves_all_hours_paid():
    assert paid(policy(waiting={"hours": 10, "as": "qualifier"})) == Decimal("41500.50")


def test_a_waiting_period_that_is_a_retention_keeps_its_hours():
    # 10 of 60 hours: 7,750.08, more than the retention of 5,000.
    assert paid(policy(waiting={"hours": 10, "as": "retention"})) == Decimal("38750.42")


def test_an_interruption_within_the_waiting_period_is_not_paid():
    terms = policy(waiting={"hours": 72, "as": "qualifier"}, clause="II.C")
    assert paid(terms) == 0
    assert objections(terms, MADE) == [
        "work stood still for 60.00 hours, not longer than the 72.0 to wait (II.C)"
    ]


def test_hours_beyond_the_longest_are_not_paid():
    terms = policy(longest_hours=30)
    assert paid(terms) == Decimal("18250.25")
    assert objections(terms, MADE) == ["only the first 30 of 60.00 hours are paid"]


def test_what_was_not_bought_is_said():
    other = MADE.model_copy(update={"agreement": Agreement.SYSTEM_FAILURE})
    assert objections(policy(), other) == ["system_failure: this agreement was not bought"]


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"restored_at": datetime(2026, 11, 9)}, "must be after"),
        ({"restored_at": "2026-11-12T18:40Z"}, "both without"),
        ({"agreement": "media"}, "pays no interruption"),
        ({"expenses": [{"what": "payroll", "expected": 1, "actual": 2}]}, "belongs in extra_expense"),
        ({"expenses": []}, "at least 1"),
        ({"revenue": {"expected": 5, "actual": 1, "made_up": 5, "basis": "the books of October"}}, "made up"),
        ({"revenue": {"expected": "1.005", "actual": 1, "basis": "the books of October"}}, "2 decimal"),
    ],
)
def test_a_worksheet_that_cannot_be_is_refused(change, says):
    with pytest.raises(WorksheetError, match=says):
        read_worksheet(yaml.safe_dump(yaml.safe_load(SHEET) | change), "sheet")


def test_the_template_asks_and_claims_nothing():
    with pytest.raises(WorksheetError, match="stopped_at"):
        read_worksheet(TEMPLATE, "sheet")
