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
