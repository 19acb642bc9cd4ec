"""The claim of a case, by its commands: kept encrypted, logged, undone and written out."""

from __future__ import annotations

import csv
import io
import json

from chain import Desk, Finished, log_of

POLICY = """
name: A
premium: 1700
aggregate: 1000000
retention: 1000
covers: {breach_response: {}, liability: {}}
conditions:
  notice: {words: as soon as practicable, clause: VII.A}
  consent: {breach_response: VII.B}
"""


def claim(desk: Desk, *words: object) -> str:
    """``tocsin claim …`` that must end well; what it printed."""
    outcome = desk.run("claim", words[0], desk.case, *words[1:], *desk.passphrase)
    assert outcome.code == 0, outcome.said
    return outcome.out


def test_a_claim_from_policy_to_proof_of_loss(finished: Finished, desk: Desk):
    finished.copied_to(desk)
    (desk.folder / "policy.yaml").write_text(POLICY)
    (desk.folder / "bill.pdf").write_bytes(b"%PDF- a bill")
    claim(desk, "policy", "policy.yaml")
    claim(desk, "add", "notice", "--what", "e-mail to the insurer", "--by", "Ann")
    bill = [
        "--under",
        "breach_response",
        "--amount",
        "5,000.00",
        "--vendor",
        "=Dig",
        "--evidence",
        "bill.pdf",
    ]
    claim(desk, "add", "invoice", *bill, "--by", "Ann")
    shown = json.loads(claim(desk, "show", "--json"))
    assert [line["payable"] for line in shown["lines"] if line["agreement"] == "breach_response"] == [
        "4000.00"
    ]
    assert "without the insurer's consent" in shown["at_risk"][0]
    claim(desk, "proof", "proof.csv")
    rows = list(csv.DictReader(io.StringIO((desk.folder / "proof.csv").read_text())))
    assert (rows[0]["dollars"], rows[0]["vendor"], len(rows[0]["sha256"])) == ("5000.00", "'=Dig", 64)
    claim(desk, "undo", shown["entries"][1]["id"], "--why", "a double", "--by", "Ann")
    assert json.loads(claim(desk, "show", "--json"))["at_risk"] == []
    with desk.opened() as case:
        assert [entry["verb"] for entry in log_of(case)].count("claim") == 3
    kept = b"".join(path.read_bytes() for path in desk.case.rglob("*") if path.is_file())
    assert b"a bill" not in kept and b"e-mail to the insurer" not in kept


def test_what_the_policy_asks_for_stands_on_the_board_until_it_is_done(finished: Finished, desk: Desk):
    finished.copied_to(desk)
    (desk.folder / "policy.yaml").write_text(POLICY)
    claim(desk, "policy", "policy.yaml")

    def shown() -> list[str]:
        outcome = desk.run("status", desk.case, "--json", *desk.passphrase)
        assert outcome.code == 0, outcome.said
        return [due["title"] for due in json.loads(outcome.out)["due"] if due["recipient"] == "insurer"]

    assert "Tell the insurer of the event" in shown()
    claim(desk, "add", "notice", "--by", "Ann")
    assert "Tell the insurer of the event" not in shown()


def test_a_case_without_a_policy_says_to_give_it(finished: Finished, desk: Desk):
    finished.copied_to(desk)
    outcome = desk.run("claim", "show", desk.case, *desk.passphrase)
    assert (outcome.code, "tocsin claim policy" in outcome.said) == (1, True)


def test_an_entry_that_is_not_there_cannot_be_taken_back(finished: Finished, desk: Desk):
    finished.copied_to(desk)
    outcome = desk.run("claim", "undo", desk.case, "c00", "--by", "Ann", *desk.passphrase)
    assert (outcome.code, "There is no entry c00" in outcome.said) == (1, True)


SHEET = """
stopped_at: 2026-11-10T06:00
restored_at: 2026-11-12T18:00
made_by: B. Keeper
revenue: {expected: 90000.00, actual: 30000.00, basis: mean of the same weekdays of eight weeks}
expenses:
  - {what: payroll, expected: 50000.00, actual: 50000.00}
  - {what: goods, expected: 20000.00, actual: 10000.00}
extra_expense: [{what: rented machines, amount: 2500.00, evidence: bill 12}]
"""


def test_a_worksheet_is_claimed_by_the_policys_terms_and_stands_in_the_proof(finished: Finished, desk: Desk):
    finished.copied_to(desk)
    terms = "{business_interruption: {waiting: {hours: 10, as: retention}, clause: II.C}}"
    (desk.folder / "policy.yaml").write_text(POLICY.replace("{breach_response: {}, liability: {}}", terms))
    (desk.folder / "sheet.yaml").write_text(SHEET)
    claim(desk, "policy", "policy.yaml")
    said = json.loads(claim(desk, "interruption", "sheet.yaml", "--json", "--by", "Ann"))
    assert (said["income_loss"], said["total"], said["hours"]) == ("50000.00", "52500.00", "60.00")
    shown = json.loads(claim(desk, "show", "--json"))
    assert shown["lines"][0]["payable"] == "43750.00"
    assert any("first 10.0 of 60.00 hours stays with you" in one for one in shown["at_risk"])
    (desk.folder / "sheet.yaml").write_text(SHEET.replace("2500.00", "3000.00"))
    claim(desk, "interruption", "sheet.yaml", "--by", "Ann")
    claim(desk, "proof", "proof.csv")
    rows = list(csv.DictReader(io.StringIO((desk.folder / "proof.csv").read_text())))
    assert [row["dollars"] for row in rows] == ["50000.00", "3000.00"]
    assert "net income expected 20000.00 + continuing expenses 60000.00" in rows[0]["what"]
    assert rows[1]["what"] == "extra expense: rented machines bill 12"
    assert len(json.loads(claim(desk, "show", "--json"))["entries"]) == 3
