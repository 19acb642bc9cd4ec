"""Ten rewritten forms: everything that decides what is paid is data, and is applied as a clerk would."""

from __future__ import annotations

import random
from pathlib import Path

import pytest
import yaml
from clerk import settle
from test_recovery import laid_out

from tocsin.risk.agreements import COLUMN, INTERRUPTIONS, Agreement
from tocsin.risk.policy import Policy, PolicyError, read_policy
from tocsin.risk.recovery import recovery

FILES = sorted((Path(__file__).parent / "policies").glob("*.yaml"))
FORMS = {file.stem: read_policy(file) for file in FILES}


def years(seed: int) -> list[list[dict]]:
    """Years of events large enough to meet every limit."""
    dice = random.Random(seed)

    def event() -> dict:
        touched = [agreement for agreement in Agreement if dice.random() < 0.5]
        return {
            "losses": {agreement: round(dice.lognormvariate(11.5, 1.6), 2) for agreement in touched},
            "people": dice.choice([0, dice.randint(1, 120_000)]),
            "hours": dice.choice([0, round(dice.uniform(0, 5_000), 1)]),
        }

    return [[event() for _ in range(dice.randint(1, 4))] for _ in range(60)]


def test_there_are_ten_of_them_and_no_two_say_the_same():
    assert len(FORMS) == 10
    assert len({form.model_dump_json(exclude={"name", "premium"}) for form in FORMS.values()}) == 10


@pytest.mark.parametrize("name", FORMS)
def test_no_term_is_left_to_free_text(name):
    form = FORMS[name]
    assert form.notes == ""
    assert form.trigger is not None
    assert form.retroactive is not None
    assert all(cover.clause for cover in form.covers.values())
    assert all(shared.clause for shared in form.shared)
    for agreement in INTERRUPTIONS & form.covers.keys():
        assert form.covers[agreement].waiting is not None


def test_between_them_they_use_every_term_there_is():
    covers = [cover for form in FORMS.values() for cover in form.covers.values()]
    used = {name for cover in covers for name in cover.model_fields_set}
    assert used == {"limit", "each_event", "people", "retention", "insured_share", "outside", "waiting",
                    "longest_hours", "clause"}  # fmt: skip
    assert {cover.waiting.as_ for cover in covers if cover.waiting} == {"qualifier", "retention"}
    assert {form.retentions for form in FORMS.values()} == {"single", "each"}
    assert {form.defence for form in FORMS.values()} == {"inside", "outside"}
    assert any(form.shared for form in FORMS.values())
    assert {agreement for form in FORMS.values() for agreement in form.covers} == set(Agreement)


@pytest.mark.parametrize("name", FORMS)
def test_each_pays_what_a_clerk_would(name):
    form, drawn = FORMS[name], years(len(name))
    columns, row = recovery(laid_out(drawn), form), 0
    for events in drawn:
        for paid in settle(form, events):
            for agreement, amount in paid.items():
                assert columns[row, COLUMN[agreement]] == pytest.approx(amount, abs=0.005)
            row += 1


@pytest.mark.parametrize("name", FORMS)
def test_none_pays_more_than_its_limits_in_a_year(name):
    form, drawn = FORMS[name], years(5)
    columns, row = recovery(laid_out(drawn), form), 0
    inside = [COLUMN[a] for a, cover in form.covers.items() if not cover.outside]
    for events in drawn:
        part = columns[row : row + len(events)]
        row += len(events)
        assert part[:, inside].sum() <= form.aggregate + 0.01
        for shared in form.shared:
            assert part[:, [COLUMN[a] for a in shared.agreements]].sum() <= shared.limit + 0.01
        for agreement, cover in form.covers.items():
            if cover.limit is not None:
                assert part[:, COLUMN[agreement]].sum() <= cover.limit + 0.01


COVERS = {"liability": {}, "regulatory": {}, "hardware": {"outside": True}}


def test_a_shared_limit_is_used_up_by_all_its_agreements():
    made = Policy.model_validate(
        {
            "name": "A",
            "premium": 1,
            "aggregate": 1_000_000,
            "retention": 0,
            "covers": {"funds_transfer_fraud": {}, "utility_fraud": {}},
            "shared": [{"agreements": ["funds_transfer_fraud", "utility_fraud"], "limit": 100_000}],
        }
    )
    year = [
        {
            "losses": {Agreement.FUNDS_TRANSFER_FRAUD: 90_000.0, Agreement.UTILITY_FRAUD: 30_000.0},
            "people": 0,
            "hours": 0,
        },
        {"losses": {Agreement.UTILITY_FRAUD: 5_000.0}, "people": 0, "hours": 0},
    ]
    paid = recovery(laid_out([year]), made)
    assert paid.sum(axis=1).tolist() == [100_000, 0]
    assert paid[0, COLUMN[Agreement.FUNDS_TRANSFER_FRAUD]] == pytest.approx(75_000)


@pytest.mark.parametrize(
    ("shared", "says"),
    [
        ([{"agreements": ["media", "liability"], "limit": 1}], "not bought"),
        ([{"agreements": ["liability", "regulatory"], "limit": 1}] * 2, "one shared limit only"),
        ([{"agreements": ["liability", "hardware"], "limit": 1}], "all stand inside or all outside"),
    ],
)
def test_a_shared_limit_that_makes_no_sense_is_refused(tmp_path, shared, says):
    plain = {
        "name": "A",
        "premium": 1,
        "aggregate": 1,
        "retention": 0,
        "covers": COVERS,
    }
    file = tmp_path / "q.yaml"
    file.write_text(yaml.safe_dump(plain | {"shared": shared}))
    with pytest.raises(PolicyError, match=says):
        read_policy(file)
