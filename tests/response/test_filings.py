"""Reports that were made: the duty is done with its proof, the next one is a supplement, nothing is lost."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest

from chain import Desk, Finished, log_of
from tocsin.model.entered import DELIVERIES
from tocsin.notices.counsel import approval as binding
from tocsin.notices.fields import day
from tocsin.response import Case, CounselRefused, FilingRefused, Silent, filings
from tocsin.response.answers import board
from tocsin.response.filings import record_filing, undo_filing
from tocsin.response.notify import BATCHES, letter_day, letter_inputs
from tocsin.response.packet_approving import approve_packets, keep_copy, packet_states
from tocsin.response.story import assess, write_notices

DUTY = "MA.regulator"
"""A duty of the small share: one person in Massachusetts, any number counts."""


@pytest.fixture
def case(finished: Finished, desk: Desk) -> Iterator[Case]:
    """A copy of the finished case, open, with the law asked and everything written."""
    finished.copied_to(desk)
    with desk.opened() as opened:
        assess(opened, Silent())
        write_notices(opened, Silent())
        yield opened


def packet(case: Case, duty: str = DUTY) -> str:
    """The id of the packet that answers a duty."""
    (found,) = [one.id for one in packet_states(case) if duty in one.obligations]
    return found


def status(case: Case, duty: str = DUTY) -> str:
    rows = case.need("obligations", "assess").to_pylist()
    return next(row["status"] for row in rows if row["id"] == duty)


def filed(case: Case, tmp_path: Path, number: str = "MA-77") -> filings.Filed:
    receipt = tmp_path / "receipt.pdf"
    receipt.write_bytes(b"%PDF-1.7 receipt")
    made = record_filing(case, DUTY, case.day, number, "Ann", receipt)
    assess(case, Silent())
    return made


def test_a_filing_makes_the_duty_done_with_number_and_receipt_on_the_board(case: Case, tmp_path: Path):
    assert status(case) in {"due", "overdue"}
    made = filed(case, tmp_path)
    assert status(case) == "done"
    (line,) = [one for one in board(case).due if one.id == DUTY]
    assert line.status == "done" and line.days is None
    assert "number MA-77" in line.proof and made.evidence[:12] in line.proof
    kept = case.vault.get_document("filed", f"{made.id} receipt.pdf")
    assert kept == b"%PDF-1.7 receipt"
    (row,) = case.need("deliveries", "filed").to_pylist()
    assert set(row) == set(DELIVERIES.names)
    assert (row["channel"], row["state"], row["serial"]) == ("portal", "filed", "MA-77")


def test_one_office_told_is_not_another_office_told(case: Case, tmp_path: Path):
    other = "MA.consumer_affairs"
    before = status(case, other)
    filed(case, tmp_path)
    assert status(case, other) == before != "done"


def test_a_filing_taken_back_leaves_both_entries_and_the_duty_due(case: Case, tmp_path: Path):
    before = status(case)
    made = filed(case, tmp_path)
    undo_filing(case, made.id, "Ann", "wrong state")
    assess(case, Silent())
    assert status(case) == before
    assert case.need("deliveries", "filed").num_rows == 2
    assert not filings.filings(case)
    with pytest.raises(FilingRefused, match="No filing"):
        undo_filing(case, made.id, "Ann")


def test_the_next_report_is_a_supplement_with_what_has_changed_and_no_letter_is_set_anew(
    case: Case, tmp_path: Path
):
    letters, done = letter_inputs(case), set(case.vault.finished(BATCHES))
    filed(case, tmp_path)
    facts = case.facts
    assert letter_inputs(case) == letters
    write_notices(case, Silent())
    assert set(case.vault.finished(BATCHES)) == done
    kept = json.loads(case.vault.get_document("packets", f"{packet(case)}.json") or b"")
    assert kept["fields"]["earlier_number"]["value"] == "MA-77"
    assert not [name for name in kept["fields"] if name.startswith("changed_")]
    actions = facts.incident.model_copy(update={"actions_taken": ["We told the bank."]})
    case.record_facts(facts.model_copy(update={"incident": actions}))
    assess(case, Silent())
    write_notices(case, Silent())
    later = json.loads(case.vault.get_document("packets", f"{packet(case)}.json") or b"")
    assert "We told the bank." in later["fields"]["steps"]["value"]
    again = record_filing(case, DUTY, case.day, "MA-78", "Ann")
    assert again.attempt == 2


@pytest.mark.parametrize(
    ("ident", "days", "by", "words"),
    [
        ("MA.regulatr", 0, "Ann", "Did you mean MA.regulator"),
        (DUTY, 1, "Ann", "has not come yet"),
        (DUTY, 0, " ", "needs a name"),
        ("MA.individuals", 0, "Ann", "piece by piece"),
    ],
)
def test_what_cannot_be_a_filing_is_refused_and_nothing_is_entered(
    case: Case, ident: str, days: int, by: str, words: str
):
    with pytest.raises(FilingRefused, match=words):
        record_filing(case, ident, case.day + timedelta(days), "1", by)
    assert case.table("deliveries") is None


def test_the_log_has_the_filing_and_no_word_of_it(case: Case, tmp_path: Path):
    made = filed(case, tmp_path, "SECRET-NUMBER-9")
    (entry,) = [one for one in log_of(case) if one["verb"] == "record_filing"]
    assert made.id in str(entry) and made.evidence in str(entry)
    assert not [one for one in log_of(case) if "SECRET-NUMBER-9" in str(one) or "receipt.pdf" in str(one)]


def test_packets_are_approved_one_by_one_and_a_gap_must_be_named(case: Case):
    ident = packet(case)
    with pytest.raises(CounselRefused, match="missing"):
        approve_packets(case, "Ann", Silent(), [ident])
    with pytest.raises(CounselRefused, match="by name"):
        approve_packets(case, "Ann", Silent(), gaps=True)
    approved, left = approve_packets(case, "Ann", Silent(), [ident], gaps=True)
    assert [one.id for one in approved] == [ident] and left
    copy = json.loads(case.vault.get_document("packets_approved", f"{ident}.json") or b"")
    assert copy["approval"]["by"] == "Ann"
    assert b"DRAFT" not in (case.vault.get_document("packets_approved", f"{ident}.html") or b"DRAFT")
    assert any(line.startswith("Packets: 1 of") for line in board(case).approvals)


def test_a_change_of_the_answers_voids_the_approval_of_that_packet_alone(case: Case):
    first, second = packet(case), packet(case, "MA.consumer_affairs")
    approve_packets(case, "Ann", Silent(), [first, second], gaps=True)
    record_filing(case, DUTY, case.day, "MA-77", "Ann")
    assess(case, Silent())
    assert not [one for one in packet_states(case) if one.approved]
    write_notices(case, Silent())
    states = {one.id: one for one in packet_states(case)}
    assert states[first].void and not states[first].approved
    assert states[second].approved


def copies(case: Case, ident: str) -> dict[str, bytes | None]:
    """The approved copy of a packet, by its ending."""
    return {
        ending: case.vault.get_document("packets_approved", f"{ident}{ending}")
        for ending in (".pdf", ".html", ".txt", ".json")
    }


def test_a_packet_carries_the_day_it_is_made_and_its_approved_copy_that_of_the_approval_for_good(
    case: Case, monkeypatch: pytest.MonkeyPatch
):
    ident, letters = packet(case, "MA.consumer_affairs"), letter_inputs(case)
    written = letter_day(case)
    assert written is not None
    later = written + timedelta(days=9)
    monkeypatch.setattr(Case, "day", property(lambda _: later))
    record_filing(case, DUTY, written, "MA-77", "Ann")  # so that everything but letters is written again
    assess(case, Silent())
    write_notices(case, Silent())
    assert letter_inputs(case) == letters and letter_day(case) == written
    draft = json.loads(case.vault.get_document("packets", f"{ident}.json") or b"")
    assert draft["prepared_on"] == later.isoformat()
    assert day(later, "en") in (case.vault.get_document("packets", f"{ident}.txt") or b"").decode()
    monkeypatch.setattr("tocsin.response.counselling.now", lambda: "2031-05-06T07:08:09+00:00")
    approve_packets(case, "Ann", Silent(), [ident], gaps=True)
    before = copies(case, ident)
    assert json.loads(before[".json"] or b"")["prepared_on"] == "2031-05-06"
    assert "May 6, 2031" in (before[".txt"] or b"").decode()
    monkeypatch.setattr(Case, "day", property(lambda _: later + timedelta(days=9)))
    record_filing(case, DUTY, written, "MA-78", "Ann")
    assess(case, Silent())
    write_notices(case, Silent())
    (state,) = [one for one in packet_states(case) if one.id == ident]
    assert state.approved, state.void
    keep_copy(case, state)
    assert copies(case, ident) == before


def test_a_change_of_the_law_or_of_the_form_voids_the_approval(case: Case, monkeypatch: pytest.MonkeyPatch):
    ident = packet(case)
    approve_packets(case, "Ann", Silent(), [ident], gaps=True)
    with monkeypatch.context() as patched:
        patched.setattr(
            "tocsin.response.packet_approving.law_parts",
            lambda rules: dict.fromkeys((f"law:{rule}" for rule in rules), "another"),
        )
        state = next(one for one in packet_states(case) if one.id == ident)
        assert any("the law MA changed" in why for why in state.void)
    assert next(one for one in packet_states(case) if one.id == ident).approved
    assert binding.voided_by({"form:X": "1"}, {"form:X": "2"}) == ("the form X changed",)


def test_the_commands_record_list_and_take_back(finished: Finished, desk: Desk, tmp_path: Path):
    finished.copied_to(desk)
    receipt = tmp_path / "r.pdf"
    receipt.write_bytes(b"x")
    done = desk.run(
        *("filed", desk.case, DUTY, "--on", date(2026, 2, 20), "--number", "N-1"),
        *("--evidence", receipt, "--by", "Ann", *desk.passphrase),
    )
    assert done.code == 0, done.said
    assert "number N-1" in done.out
    listed = desk.run("filed", desk.case, "--json", *desk.passphrase)
    (entry,) = json.loads(listed.out)
    assert entry["duties"] == {DUTY: "regulator"}
    undone = desk.run("filed", desk.case, "--undo", entry["id"], *desk.passphrase)
    assert undone.code == 0 and "Taken back" in undone.out
    states = desk.run("counsel", "packets", desk.case, "--json", *desk.passphrase)
    assert states.code == 0 and not [one for one in json.loads(states.out) if one["approved"]]
