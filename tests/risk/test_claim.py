"""The ledger of a claim: to the cent, nothing lost, and what the insurer may refuse is said."""

from __future__ import annotations

import random
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from test_recovery import drawn, laid_out

from tocsin.risk.agreements import COLUMN, Agreement
from tocsin.risk.claim import Entry, standing, statement
from tocsin.risk.policy import Policy
from tocsin.risk.recovery import recovery
from tocsin.risk.settling import cents, settled

POLICY = Policy.model_validate(
    {
        "name": "A",
        "premium": 1_700,
        "aggregate": 1_000_000,
        "retention": 10_000,
        "covers": {"breach_response": {"limit": 250_000}, "liability": {}, "extortion": {}},
        "conditions": {
            "notice": {"words": "as soon as practicable", "clause": "VII.A", "to": "claims@example.com"},
            "proof_of_loss": {"words": "within 90 days", "within_days": 90, "clause": "VII.C"},
            "consent": {"breach_response": "VII.B", "extortion": "VII.B"},
            "panel": ["Panel Forensics LLC"],
        },
    }
)
LEARNED = date(2026, 11, 10)


def entry(number: int, kind: str, **said) -> Entry:
    """A line of the ledger."""
    plain = {"id": f"c{number}", "at": "2026-11-12T10:00:00+00:00", "by": "Ann", "on": "2026-11-12"}
    return Entry.model_validate(plain | {"kind": kind} | said)


def invoice(number: int, amount: str, under: str = "breach_response", **said) -> Entry:
    """An invoice."""
    return entry(number, "invoice", amount=amount, agreement=under, **said)


def state(*entries: Entry):
    """Where the claim stands after these."""
    return statement(POLICY, list(entries), learned=LEARNED)


def test_the_retention_is_used_up_before_the_policy_pays():
    first = state(invoice(1, "4000.00"))
    assert (first.payable, first.retention_left) == (0, Decimal("6000.00"))
    second = state(invoice(1, "4000.00"), invoice(2, "20000.00", "liability"))
    assert (second.payable, second.retention_left) == (Decimal("14000.00"), 0)


def test_a_limit_of_its_own_burns_down():
    made = state(invoice(1, "200000.00"))
    assert next(line for line in made.lines if line.agreement == "breach_response").limit_left == 60_000
    assert made.aggregate_left == Decimal("810000.00")


def test_a_withdrawn_entry_counts_no_more_and_stays():
    entries = [invoice(1, "4000.00"), entry(2, "withdrawn", withdraws="c1")]
    assert state(*entries).spent == 0
    assert [e.id for e in standing([*entries, entry(3, "withdrawn", withdraws="c2")])] == ["c1"]


def test_another_currency_is_taken_at_its_rate():
    assert state(invoice(1, "1000.00", currency="EUR", rate="1.0815")).spent == Decimal("1081.50")


TOLD = entry(90, "notice", on="2026-11-11")


def test_spending_before_consent_is_at_risk():
    assert "without the insurer's consent (VII.B)" in state(TOLD, invoice(1, "100.00")).at_risk[0]


def test_a_consent_covers_spending_up_to_its_amount():
    consent = entry(2, "consent", agreement="breach_response", vendor="Dig Ltd", amount="1000.00")
    bills = [invoice(3, "600.00", vendor="dig ltd"), invoice(4, "600.00", vendor="Dig Ltd")]
    assert [said[:2] for said in state(TOLD, consent, *bills).at_risk] == ["c4"]


def test_a_vendor_of_the_panel_needs_no_consent():
    assert state(TOLD, invoice(1, "100.00", vendor="Panel Forensics LLC")).at_risk == ()


def test_spending_before_the_insurer_was_told_is_at_risk():
    early = invoice(1, "100.00", "liability", on="2026-11-10")
    assert "before the insurer was told (VII.A)" in state(TOLD, early).at_risk[0]


def test_what_was_not_bought_is_said():
    assert "was not bought" in state(TOLD, invoice(1, "100.00", "media")).at_risk[0]


def test_deadlines_are_the_policys_own():
    notice, proof = state(TOLD).deadlines
    assert (notice.on, notice.done) == (None, date(2026, 11, 11))
    assert (proof.on, proof.done) == (date(2027, 2, 8), None)


def test_money_without_an_agreement_is_refused():
    with pytest.raises(ValueError, match="amount and the agreement"):
        entry(1, "invoice", amount="5.00")


def test_ten_thousand_postings_reconcile_to_the_cent():
    dice = random.Random(11)
    entries, held, taken_back = [], {}, {}
    for number in range(10_000):
        if held and dice.random() < 0.15:
            gone = dice.choice(list(held))
            entries.append(entry(number, "withdrawn", withdraws=gone))
            taken_back[f"c{number}"] = (gone, held.pop(gone))
            continue
        if taken_back and dice.random() < 0.05:
            undone = dice.choice(list(taken_back))
            entries.append(entry(number, "withdrawn", withdraws=undone))
            gone, amount = taken_back.pop(undone)
            held[gone] = amount
            continue
        cash = Decimal(dice.randint(1, 5_000_000)) / 100
        money, rate = dice.choice([("USD", "1"), ("EUR", "1.0815"), ("GBP", "1.2703"), ("JPY", "0.006712")])
        made = invoice(number, f"{cash:.2f}", dice.choice(list(Agreement)).value, currency=money, rate=rate)
        entries.append(made)
        held[made.id] = cents(cash * Decimal(rate))
    assert state(*entries).spent == sum(held.values())


@settings(max_examples=200, deadline=None)
@given(st.integers(0, 10**9))
def test_the_cents_of_a_claim_are_those_of_the_simulation(seed):
    made, years = drawn(random.Random(seed))
    for events in years:
        for event in events[:1]:
            said = {a: Decimal(str(amount)) for a, amount in event["losses"].items()}
            paid = settled(made, said, int(event["people"]), Decimal(str(event["hours"])))
            columns = recovery(laid_out([[event]]), made)[0]
            for agreement, amount in paid.items():
                # Every loss and share of a limit is rounded to the cent; the simulation rounds nothing.
                assert float(amount) == pytest.approx(columns[COLUMN[agreement]], abs=0.005 * 2 * len(said))
