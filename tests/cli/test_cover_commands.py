"""The cost of a breach, scenarios and applications in the terminal."""

from __future__ import annotations

import json
import zipfile

import pytest
from typer.testing import CliRunner

from tocsin.cli.application import application_app
from tocsin.cli.claim import claim_app
from tocsin.cli.risk import risk_app
from tocsin.risk import read_business
from tocsin.risk.interruption import TEMPLATE

INVENTORY = """
stores:
  - {name: Payroll, kind: share, encrypted: no,
     people: [{kind: employee, residence: CA, elements: [person_name, ssn], people: 140}]}
"""


@pytest.fixture(autouse=True)
def desk(tmp_path, monkeypatch):
    """A folder with an inventory and facts."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "inventory.yaml").write_text(INVENTORY)
    (tmp_path / "incident.yaml").write_text("organisation: {name: Example LLC, employees: 140}")
    return tmp_path


def run(app, *words: str):
    """A command."""
    return CliRunner().invoke(app, list(words))


def test_the_cost_of_a_place_with_its_page(desk):
    made = run(
        risk_app, "breach", "--inventory", "inventory.yaml", "--store", "Payroll", "--page", "cost.html"
    )
    assert made.exit_code == 0, made.output
    assert "in nine of ten such breaches" in " ".join(made.output.split())
    page = (desk / "cost.html").read_text()
    assert page.count("<svg") == 2
    assert "What a theft of “Payroll” would cost" in page


def test_hours_need_what_one_costs_and_a_store_must_be_there():
    there = ("breach", "--inventory", "inventory.yaml")
    assert run(risk_app, *there, "--store", "Payroll", "--hours", "1,2,3").exit_code == 2
    assert run(risk_app, *there, "--store", "Payroll", "--hours", "3,2,1", "--margin", "5").exit_code == 2
    assert run(risk_app, *there, "--store", "Cellar").exit_code == 2


def test_scenarios_are_a_risk_file_that_runs(desk):
    made = run(risk_app, "scenarios", "inventory.yaml", "risk.yaml", "--bear", "90000")
    assert made.exit_code == 0, made.output
    business = read_business(desk / "risk.yaml")
    assert [one.name for one in business.scenarios] == [
        "System intrusion",
        "Miscellaneous errors",
        "Privilege misuse",
    ]
    assert run(risk_app, "run", "risk.yaml", "--years", "2000").exit_code == 0


def test_a_frequency_that_is_not_published_is_refused():
    assert run(risk_app, "scenarios", "inventory.yaml", "--frequency", "mine").exit_code == 2


def test_every_price_is_listed_with_its_address():
    said = run(risk_app, "prices").output
    assert "https://omb.report/icr/202311-3084-002" in said.replace("\n", "")
    assert set(json.loads(run(risk_app, "prices", "--json").output)) >= {"items", "settlements", "sources"}


def test_an_application_from_answer_to_broker(desk):
    (desk / "proof.csv").write_text("x")
    words = ["answer", "a.jsonl", "mfa", "yes", "--where", "e-mail", "--scope", "all", "--proof", "proof.csv"]
    made = run(application_app, *words, "--dated", "2026-01-05", "--signer", "Ann, owner")
    assert made.exit_code == 0, made.output
    found = json.loads(run(application_app, "check", "a.jsonl", "--json").output)
    assert len(found["answers"]) == 1
    assert run(application_app, "export", "a.jsonl", "broker.zip").exit_code == 0
    with zipfile.ZipFile(desk / "broker.zip") as packed:
        assert "proofs/proof.csv" in packed.namelist()
    assert run(application_app, "questions").exit_code == 0


def test_an_empty_worksheet_is_written_and_not_over_another(desk):
    assert run(claim_app, "interruption", "case", "sheet.yaml", "--new").exit_code == 0
    assert (desk / "sheet.yaml").read_text() == TEMPLATE
    assert run(claim_app, "interruption", "case", "sheet.yaml", "--new").exit_code == 1
