"""What a policy pays: by hand for what brokers ask about, and against a clerk's arithmetic for anything."""

from __future__ import annotations

import random

import numpy as np
import pytest
from clerk import settle
from hypothesis import given, settings
from hypothesis import strategies as st

from tocsin.risk.agreements import COLUMN, INTERRUPTIONS, Agreement
from tocsin.risk.policy import Policy, PolicyError, read_policy
from tocsin.risk.recovery import Events, recovery


def policy(**said) -> Policy:
    """A policy of a million with a retention of 10,000, and what is said otherwise."""
    plain = {"name": "A", "premium": 1_700, "aggregate": 1_000_000, "retention": 10_000}
    return Policy.model_validate(plain | said)


def year_of(*events: dict) -> Events:
    """One year's events from losses by agreement."""
    losses = np.zeros((len(events), len(Agreement)))
    for number, event in enumerate(events):
        for agreement, amount in event.items():
            if agreement in COLUMN:
                losses[number, COLUMN[agreement]] = amount
    people = np.array([float(event.get("people", 0)) for event in events])
    hours = np.array([float(event.get("hours", 0)) for event in events])
    return Events(np.zeros(len(events), dtype=np.int64), losses, people, hours)


def paid(made: Policy, *events: dict) -> list[float]:
    """What is paid for each event of a year."""
    return recovery(year_of(*events), made).sum(axis=1).tolist()


def test_the_retention_of_an_event_is_borne_once():
    made = policy(covers={"breach_response": {}, "liability": {}})
    assert paid(made, {"breach_response": 30_000, "liability": 50_000}) == [70_000]


def test_every_agreement_has_its_own_retention_where_the_form_says_so():
    made = policy(retentions="each", covers={"breach_response": {"retention": 0}, "liability": {}})
    assert paid(made, {"breach_response": 30_000, "liability": 50_000}) == [70_000]
    assert paid(made, {"breach_response": 30_000, "liability": 5_000}) == [30_000]


def test_an_agreement_that_was_not_bought_pays_nothing():
    assert paid(policy(covers={"liability": {}}), {"extortion": 250_000}) == [0]


def test_the_aggregate_is_used_up_over_the_year():
    made = policy(retention=0, covers={"liability": {}})
    assert paid(made, {"liability": 700_000}, {"liability": 700_000}, {"liability": 1}) == [
        700_000,
        300_000,
        0,
    ]


def test_letters_counted_in_people_stand_beside_the_aggregate():
    made = policy(retention=0, covers={"notification": {"people": 25_000, "outside": True}, "liability": {}})
    big = {"notification": 100_000, "people": 50_000, "liability": 1_000_000}
    assert paid(made, big) == [1_050_000]


def test_a_waiting_period_as_qualifier_pays_from_the_first_hour():
    interruption = {"waiting": {"hours": 10, "as": "qualifier"}}
    made = policy(covers={"business_interruption": interruption})
    assert paid(made, {"business_interruption": 60_000, "hours": 8}) == [0]
    assert paid(made, {"business_interruption": 60_000, "hours": 20}) == [50_000]


def test_a_waiting_period_as_retention_takes_the_larger_of_the_two():
    interruption = {"waiting": {"hours": 10, "as": "retention"}}
    made = policy(covers={"business_interruption": interruption})
    assert paid(made, {"business_interruption": 60_000, "hours": 20}) == [30_000]
    assert paid(made, {"business_interruption": 60_000, "hours": 120}) == [50_000]


def test_coinsurance_leaves_a_share_with_the_insured():
    made = policy(covers={"extortion": {"insured_share": 0.5, "limit": 100_000}})
    assert paid(made, {"extortion": 110_000}) == [50_000]
    assert paid(made, {"extortion": 510_000}) == [100_000]


def test_a_policy_file_that_makes_no_sense_is_refused_with_the_place(tmp_path):
    file = tmp_path / "quote.yaml"
    file.write_text("{name: A, premium: 1, aggregate: 1, retention: 0, covers: {liability: {people: 5}}}")
    with pytest.raises(PolicyError, match="only letters are counted in people"):
        read_policy(file)


def drawn(dice: random.Random) -> tuple[Policy, list[list[dict]]]:
    """A policy and some years of events, any of which a form could say."""

    def money(most: float) -> float:
        return round(dice.uniform(0, most), 2)

    covers = {}
    for agreement in dice.sample(list(Agreement), dice.randint(1, len(Agreement))):
        cover: dict = {"insured_share": dice.choice([1.0, 1.0, 0.9, 0.5]), "outside": dice.random() < 0.2}
        for name, most in (("limit", 800_000), ("each_event", 400_000), ("retention", 60_000)):
            if dice.random() < 0.4:
                cover[name] = money(most)
        if agreement is Agreement.NOTIFICATION and dice.random() < 0.5:
            cover["people"] = dice.randint(0, 60_000)
        if agreement in INTERRUPTIONS:
            if dice.random() < 0.7:
                cover["waiting"] = {
                    "hours": dice.choice([0, 8, 12, 24]),
                    "as": dice.choice(["qualifier", "retention"]),
                }
            if dice.random() < 0.4:
                cover["longest_hours"] = dice.choice([24, 72, 2160])
        covers[agreement] = cover
    shared = []
    alike = [agreement for agreement, cover in covers.items() if not cover["outside"]]
    if len(alike) > 1 and dice.random() < 0.5:
        together = dice.sample(alike, dice.randint(2, len(alike)))
        shared = [{"agreements": together, "limit": money(600_000)}]
    made = policy(
        shared=shared,
        aggregate=money(2_000_000),
        retention=money(50_000),
        retentions=dice.choice(["single", "each"]),
        covers=covers,
    )
    years = [
        [
            {
                "losses": {a: money(500_000) for a in Agreement if dice.random() < 0.4},
                "people": dice.choice([0, 0, dice.randint(1, 50_000)]),
                "hours": dice.choice([0, 0, round(dice.uniform(0, 400), 1)]),
            }
            for _ in range(dice.randint(0, 4))
        ]
        for _ in range(4)
    ]
    return made, years


def laid_out(years: list[list[dict]]) -> Events:
    """The same events in columns."""
    flat = [(number, event) for number, events in enumerate(years) for event in events]
    losses = np.array([[event["losses"].get(a, 0.0) for a in Agreement] for _, event in flat])
    return Events(
        np.array([number for number, _ in flat], dtype=np.int64),
        losses.reshape(len(flat), len(Agreement)),
        np.array([float(event["people"]) for _, event in flat]),
        np.array([event["hours"] for _, event in flat]),
    )


def check(dice: random.Random) -> None:
    """Columns and clerk agree to the cent."""
    made, years = drawn(dice)
    got = recovery(laid_out(years), made)
    wanted = [payment for events in years for payment in settle(made, events)]
    for row, payment in zip(got, wanted, strict=True):
        for agreement in Agreement:
            assert row[COLUMN[agreement]] == pytest.approx(payment.get(agreement, 0.0), abs=0.005)


def test_columns_and_clerk_agree_to_the_cent():
    for seed in range(1_000):
        check(random.Random(seed))


@pytest.mark.slow
def test_columns_and_clerk_agree_to_the_cent_for_ten_thousand_policies():
    for seed in range(1_000, 11_000):
        check(random.Random(seed))


@settings(max_examples=150, deadline=None)
@given(st.integers(0, 10**9))
def test_nobody_is_paid_more_than_was_lost_nor_more_than_the_limit(seed):
    made, years = drawn(random.Random(seed))
    events = laid_out(years)
    got = recovery(events, made)
    assert np.all(got >= 0) and np.all(got <= events.losses + 0.005)
    inside = [COLUMN[a] for a, cover in made.covers.items() if not cover.outside]
    for number in range(len(years)):
        assert got[events.year == number][:, inside].sum() <= made.aggregate + 0.01


@settings(max_examples=150, deadline=None)
@given(st.integers(0, 10**9), st.floats(1.0, 500_000.0))
def test_a_higher_aggregate_never_pays_less(seed, more):
    made, years = drawn(random.Random(seed))
    higher = made.model_copy(update={"aggregate": made.aggregate + more})
    events = laid_out(years)
    assert recovery(events, higher).sum() >= recovery(events, made).sum() - 0.01


@settings(max_examples=150, deadline=None)
@given(st.integers(0, 10**9), st.floats(1.0, 100_000.0))
def test_a_higher_retention_never_pays_more_for_a_single_event(seed, more):
    made, years = drawn(random.Random(seed))
    higher = made.model_copy(update={"retention": made.retention + more})
    for events in years:
        for event in events:
            alone = laid_out([[event]])
            assert recovery(alone, higher).sum() <= recovery(alone, made).sum() + 0.01
