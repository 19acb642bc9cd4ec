"""The inventory priced place by place, and made into the scenarios of the risk file."""

from __future__ import annotations

import json
from datetime import date

import pytest
import yaml

from chain import Desk, Finished
from tocsin.model.facts import Role
from tocsin.model.factsfile import parse_facts
from tocsin.readiness import Inventory
from tocsin.response import Silent, drafted, dump_business, happenings, outlooks
from tocsin.risk import Business
from tocsin.risk.breachcost import Interruption
from tocsin.risk.patterns import patterns
from tocsin.risk.severity import Elicited

DAY = date(2026, 12, 1)
NOT = ", ".join(f"{role.value}: no" for role in Role if role is not Role.EMPLOYER)
FACTS = parse_facts(f"organisation: {{name: Example Plumbing LLC, roles: {{employer: yes, {NOT}}}}}")
INVENTORY = Inventory.model_validate(
    yaml.safe_load(
        """
stores:
  - name: Payroll
    kind: share
    encrypted: no
    people: [{kind: employee, residence: CA, elements: [person_name, ssn], people: 140}]
  - name: Customers
    kind: share
    encrypted: no
    people: [{kind: customer, residence: CA, elements: [person_name, drivers_license], people: 3000}]
  - name: Old laptop
    kind: device
    encrypted: yes
    people: [{kind: customer, residence: CA, elements: [person_name, ssn], people: 900}]
"""
    )
)


@pytest.fixture(scope="module")
def found():
    """Every pattern at this inventory."""
    return happenings(FACTS, INVENTORY, DAY, Silent(), Interruption(Elicited(8, 30, 200), 500.0))


def of(found, name: str):
    """One pattern."""
    return next(one for one in found if one.pattern.name == name)


def test_each_place_of_the_inventory_has_its_cost():
    cost = {one.store.name: one.cost for one in outlooks(FACTS, INVENTORY, DAY, Silent())}
    assert cost["Payroll"].exposure.told == 140
    assert cost["Customers"].mean > cost["Payroll"].mean > cost["Old laptop"].mean
    assert [line.key for line in cost["Old laptop"].lines][:2] == ["forensics", "counsel"]


def test_an_intrusion_reaches_everything_at_once_and_stops_work(found):
    intrusion = of(found, "System intrusion")
    assert [cost.exposure.told for cost in intrusion.costs] == [3140]
    assert any(line.key == "interruption" for line in intrusion.costs[0].lines)


def test_an_error_reaches_one_place_at_a_time(found):
    assert [cost.exposure.told for cost in of(found, "Miscellaneous errors").costs] == [140, 3000, 0]


def test_patterns_become_scenarios_that_the_risk_file_takes(found):
    made = drafted(found, name="Example", bear=100_000, frequency="carrier-claims-frequency")
    again = Business.model_validate(yaml.safe_load(dump_business(made.business)))
    assert again == made.business
    intrusion = again.scenarios[0]
    assert intrusion.once_in_years == pytest.approx(1 / (0.0148 * 0.53), abs=0.1)
    assert "two populations" in intrusion.why
    assert sum(intrusion.shares.values()) == pytest.approx(1.0)


def test_what_cannot_be_made_is_said(found):
    left = drafted(found, name="Example", bear=1, frequency="carrier-claims-frequency").left_out
    assert any("no share of it was read" in one for one in left)
    assert any("Social engineering: the inventory names no place of kind mailbox" in one for one in left)


def test_shares_of_the_patterns_are_those_of_one_report():
    assert sum(one.share or 0 for one in patterns().patterns.values()) == pytest.approx(1.0)
    assert sum(one.share_before or 0 for one in patterns().patterns.values()) == pytest.approx(1.0)


def test_the_cost_of_a_case_is_of_the_people_the_law_has_told(finished: Finished, desk: Desk):
    finished.copied_to(desk)
    outcome = desk.run("risk", "breach", "--case", desk.case, "--json", *desk.passphrase)
    assert outcome.code == 0, outcome.said
    said = json.loads(outcome.out)
    assert said["exposure"]["at_most"] >= said["exposure"]["told"] > 0
    assert said["low"] < said["middle"] < said["high"]


def test_a_case_and_an_inventory_at_once_are_refused(desk: Desk):
    outcome = desk.run("risk", "breach")
    assert (outcome.code, "--case CASE, or --inventory" in outcome.said) == (2, True)
