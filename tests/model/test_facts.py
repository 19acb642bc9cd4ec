"""Facts: unknown is a value, contradictions are named, nothing is silently dropped."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tocsin.model.facts import Facts, Role
from tocsin.model.factsfile import FactsError, dump_facts, load_facts, parse_facts

MINIMAL = "organisation: {name: Saguaro}\n"


def test_what_is_not_said_is_unknown_not_no():
    facts = parse_facts(MINIMAL)
    assert facts.organisation.is_role(Role.BANK) is None
    assert facts.incident.intrusion.acquired is None
    assert facts.incident.holds is None


def test_unknown_may_be_written_out_and_comes_back_the_same():
    facts = parse_facts(MINIMAL + "incident: {kind: unknown, dates: {discovered: Unknown}, holds: unknown}")
    assert facts == parse_facts(MINIMAL)
    assert parse_facts(dump_facts(facts)) == facts


def test_no_is_kept_apart_from_unknown():
    facts = parse_facts("organisation: {name: S, roles: {bank: no}}")
    assert facts.organisation.is_role(Role.BANK) is False


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("incident: {dates: {occurred_from: 2026-03-02, discovered: 2026-03-01}}", "before it occurred"),
        ("incident: {dates: {occurred_from: 2026-03-02, occurred_to: 2026-03-01}}", "ended"),
        ("incident: {people: [{residence: QQ, elements: [ssn]}]}", "not a place Tocsin knows"),
        ("incident: {people: [{residence: AZ, elements: [shoe_size]}]}", "not in the catalogue"),
        ("incident: {discoverd: 2026-03-01}", "check the spelling"),
    ],
)
def test_facts_that_cannot_be_true_are_refused_with_a_sentence(text, sentence):
    with pytest.raises(FactsError, match=sentence):
        parse_facts(MINIMAL + text)


def test_a_missing_file_says_which_command_writes_one(tmp_path):
    with pytest.raises(FactsError, match="tocsin new"):
        load_facts(tmp_path / "incident.yaml")


@pytest.mark.parametrize("text", ["", "- a list", "a: [", "\tx"])
def test_a_file_that_is_no_facts_file_is_refused(text):
    with pytest.raises(FactsError):
        parse_facts(text)


def test_the_day_of_a_notice_is_written_as_on_and_answers_settle_legal_questions():
    facts = parse_facts(
        MINIMAL
        + "incident: {notified: [{recipient: individuals, on: 2026-11-20}],"
        + " answers: {account_opens_without_code: no}}"
    )
    assert facts.incident.notified[0].on == date(2026, 11, 20)
    assert facts.incident.answers == {"account_opens_without_code": False}
    assert parse_facts(dump_facts(facts)) == facts


maybe_day = st.none() | st.dates(date(2020, 1, 1), date(2030, 1, 1))


@given(discovered=maybe_day, encrypted=st.none() | st.booleans(), people=st.none() | st.integers(0, 10**8))
def test_every_fact_survives_the_file(discovered, encrypted, people):
    facts = Facts.model_validate(
        {
            "organisation": {"name": "S", "address": {"state": "AZ"}},
            "incident": {
                "dates": {"discovered": discovered},
                "protection": {"encrypted": encrypted},
                "people": [{"residence": None, "elements": ["ssn"], "people": people}],
            },
        }
    )
    assert parse_facts(dump_facts(facts)) == facts
