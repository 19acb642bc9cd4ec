"""``tocsin review``: what is asked first, what a decision changes, and that none is ever lost."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest
from test_new_in_a_terminal import Terminal

from chain import PEOPLE, Desk, letter, log_of, roster

OPEN = PEOPLE[6], PEOPLE[7]
"""Whose numbers stand in a note without a name."""

NOTE = "".join(f"Open questions\n\nSSN: {one.ssn}\n\n" for one in OPEN)


@pytest.fixture
def reviewed(desk: Desk) -> Desk:
    """A case with a roster, a note whose numbers belong to nobody, and files without personal data."""
    share = desk.folder / "share"
    (share / "HR").mkdir(parents=True)
    (share / "HR" / "roster.csv").write_text(roster(PEOPLE[:4]))
    (share / "HR" / "note.txt").write_text(NOTE)
    (share / "HR" / "copy of note.txt").write_text(NOTE)
    for number in range(6):
        (share / f"tea {number}.txt").write_text(f"The price of tea in week {number} was what it was.\n")
    assert desk.scan(share).code == 0
    return desk


def listed(desk: Desk, *words: object) -> dict:
    outcome = desk.run("review", desk.case, *words, "--json", *desk.passphrase)
    assert outcome.code == 0, outcome.err
    return json.loads(outcome.out)


def groups(desk: Desk, *words: object) -> list[dict]:
    return listed(desk, "--list", *words)["groups"]


def decide(desk: Desk, *words: object) -> None:
    outcome = desk.run("review", desk.case, *words, *desk.passphrase)
    assert outcome.code == 0, outcome.err


def counted(desk: Desk) -> tuple[int, int]:
    """Findings without an owner after the people were found anew, and how many people there are."""
    assert desk.run("people", desk.case, *desk.passphrase).code == 0
    with desk.opened() as case:
        unowned = case.need("unowned", "people")["findings"].to_pylist()
        return sum(unowned), case.need("people", "people").num_rows


def test_what_has_no_owner_is_asked_once_for_all_copies_with_what_it_touches(reviewed: Desk):
    [group] = groups(reviewed)
    assert (group["element"], group["findings"], group["ownerless"], group["copies"]) == ("ssn", 4, 4, 2)
    assert group["people"] == 2
    assert group["masked"].startswith("***-**-")
    assert group["context"] == "running text"
    shown = reviewed.run("review", reviewed.case, "--list", *reviewed.passphrase).said
    assert group["id"][:10] in shown
    assert "***-**-" in shown


def test_no_removes_the_findings_undo_brings_them_back_and_both_stay_on_record(reviewed: Desk):
    [group] = groups(reviewed)
    assert counted(reviewed) == (4, 4)
    decide(reviewed, "--decide", f"{group['id']}=no", "--why", "numbers of a test", "--by", "A. Reviewer")
    assert groups(reviewed) == []
    assert counted(reviewed) == (0, 4)
    [made] = listed(reviewed, "--judgements")["judgements"]
    assert (made["by"], made["why"], made["verdict"], made["stands"]) == (
        "A. Reviewer",
        "numbers of a test",
        "no",
        True,
    )
    decide(reviewed, "--undo", made["id"], "--by", "B. Reviewer")
    assert counted(reviewed) == (4, 4)
    assert [one["id"] for one in groups(reviewed)] == [group["id"]]
    both = listed(reviewed, "--judgements")["judgements"]
    assert [(one["verdict"], one["stands"]) for one in both] == [("no", False), ("withdrawn", False)]
    assert both[1]["supersedes"] == made["id"]


def test_a_later_decision_supersedes_the_earlier_one(reviewed: Desk):
    [group] = groups(reviewed)
    decide(reviewed, "--decide", f"{group['id']}=no")
    decide(reviewed, "--decide", f"{group['id']}=yes")
    first, second = listed(reviewed, "--judgements")["judgements"]
    assert (first["stands"], second["stands"], second["supersedes"]) == (False, True, first["id"])
    assert counted(reviewed) == (4, 4)
    assert [one["state"] for one in groups(reviewed, "--all")] == ["yes"]


def test_a_decision_holds_after_the_file_is_read_again_from_elsewhere(reviewed: Desk):
    [group] = groups(reviewed)
    decide(reviewed, "--decide", f"{group['id']}=no")
    note = reviewed.folder / "share" / "HR" / "note.txt"
    os.utime(note, ns=(1, 1))
    (reviewed.folder / "share" / "moved here.txt").write_text(NOTE)
    assert reviewed.scan(reviewed.folder / "share").code == 0
    assert groups(reviewed) == []
    assert counted(reviewed)[0] == 0


def test_an_owner_makes_it_that_person_s_exposure(reviewed: Desk):
    [group] = groups(reviewed)
    (reviewed.folder / "share" / "HR" / "who.txt").write_text(
        f"Name: {OPEN[0].name}\nDate of birth: {OPEN[0].born}\nEmail: {OPEN[0].email}\n"
    )
    assert reviewed.scan(reviewed.folder / "share").code == 0
    with reviewed.opened() as case:
        mentions = case.need("mentions", "scan").to_pylist()
        owner = next(row["id"] for row in mentions if row["name"] == OPEN[0].name)
    decide(reviewed, "--decide", f"{group['id']}=owner:{owner}")
    unowned, people = counted(reviewed)
    assert (unowned, people) == (0, 5)
    with reviewed.opened() as case:
        names = {row["id"]: row["name"] for row in case.need("people", "people").to_pylist()}
        ssn = [
            names[row["person"]]
            for row in case.need("exposures", "people").to_pylist()
            if row["element"] == "ssn"
        ]
    assert OPEN[0].name in ssn


def test_single_findings_are_listed_and_decided_one_by_one(reviewed: Desk):
    [group] = groups(reviewed)
    one, other = listed(reviewed, "--within", group["id"])["findings"]
    decide(reviewed, "--decide", f"{one['id']}=no", "--decide", f"{other['id']}=unsure")
    assert counted(reviewed)[0] == 2


def test_many_decisions_come_from_a_file_or_none_does(reviewed: Desk):
    [group] = groups(reviewed)
    path = reviewed.folder / "decisions.jsonl"
    path.write_text(
        json.dumps({"id": group["id"], "verdict": "no", "why": "a"}) + '\n{"id": "gnone", "verdict": "no"}\n'
    )
    outcome = reviewed.run("review", reviewed.case, "--from", path, *reviewed.passphrase)
    assert (outcome.code, "gnone" in outcome.said) == (1, True)
    assert listed(reviewed, "--judgements")["judgements"] == []
    path.write_text('{"verdict": "no"}\n')
    assert (
        "Line 1 of decisions.jsonl"
        in reviewed.run("review", reviewed.case, "--from", path, *reviewed.passphrase).said
    )
    path.write_text(json.dumps({"id": group["id"], "verdict": "no", "why": "a"}) + "\n\n")
    decide(reviewed, "--from", path)
    assert [one["why"] for one in listed(reviewed, "--judgements")["judgements"]] == ["a"]


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--decide", "gnothing=no"], "--list"),
        (["--decide", "ID=perhaps"], "yes, no, owner:MENTION, unsure"),
        (["--decide", "ID=owner:nobody.1"], "--owners"),
        (["--decide", "ID"], "ID=VERDICT"),
        (["--undo", "jnothing"], "--judgements"),
        (["--within", "gnothing"], "--list"),
        ([], "--decide"),
    ],
)
def test_what_cannot_be_done_is_said_with_what_to_do(reviewed: Desk, words: list[str], said: str):
    [group] = groups(reviewed)
    words = [word.replace("ID", group["id"]) for word in words]
    outcome = reviewed.run("review", reviewed.case, *words, *reviewed.passphrase)
    assert (outcome.code, "Traceback" in outcome.said) == (1, False)
    assert said in outcome.said
    assert listed(reviewed, "--judgements")["judgements"] == []


def test_before_anything_was_read_it_says_to_scan(desk: Desk):
    facts = desk.folder / "facts.yaml"
    assert desk.run("impact", desk.case, "--facts", facts, *desk.passphrase).code == 1
    outcome = desk.run("review", desk.case, "--list", *desk.passphrase)
    assert (outcome.code, "tocsin scan" in outcome.said) == (1, True)


def test_every_decision_is_in_the_evidence_log_and_nobody_is_named_anywhere(reviewed: Desk):
    [group] = groups(reviewed)
    secret = "because of Zebulon Quackenbush"
    decide(reviewed, "--decide", f"{group['id']}=no", "--why", secret, "--by", "Q. Reviewer-Testperson")
    with reviewed.opened() as case:
        entries = [entry for entry in log_of(case) if entry["verb"] == "judge"]
        assert case.vault.verify()
    assert [entry["subject"] for entry in entries] == [group["id"]]
    assert entries[0]["facts"]["verdict"] == "no"
    canaries = [secret, "Reviewer-Testperson", *(word for one in PEOPLE for word in one.secrets)]
    content = b"".join(path.read_bytes() for path in reviewed.case.rglob("*") if path.is_file())
    content += json.dumps(entries).encode()
    assert not [word for word in canaries if word.encode() in content]


def test_a_sample_of_files_without_findings_gives_the_elusion_rate_on_the_board(reviewed: Desk):
    drawn = listed(reviewed, "--quality", "--sample", 5)
    assert len(drawn["files"]) == 5
    assert all(one["path"].startswith("share/tea") for one in drawn["files"])
    words = [word for one in drawn["files"][:4] for word in ("--decide", f"{one['id']}=clean")]
    decide(reviewed, "--quality", *words, "--decide", f"{drawn['files'][4]['id']}=missed")
    again = listed(reviewed, "--quality", "--sample", 5)
    assert [one["id"] not in {each["id"] for each in drawn["files"]} for one in again["files"]] == [True]
    found = again["quality"]
    assert (found["files"], found["looked"], found["missed"]) == (6, 5, 1)
    assert found["elusion"] == pytest.approx({"low": 0.00505, "estimate": 0.2, "high": 0.71642}, abs=1e-4)
    assert found["recall"]["low"] < found["recall"]["estimate"] < 1
    status = reviewed.run("status", reviewed.case, *reviewed.passphrase)
    assert "elusion 20.0% (0.5% to 71.6%)" in status.said
    board = json.loads(reviewed.run("status", reviewed.case, "--json", *reviewed.passphrase).out)
    assert board["checked"]["missed"] == 1


def test_sure_findings_are_checked_by_sample_too(reviewed: Desk):
    drawn = listed(reviewed, "--quality", "--sample", 3)["findings"]
    assert len(drawn) == 3
    assert all(one["confidence"] >= 0.8 and not one["ownerless"] for one in drawn)
    words = [word for one in drawn for word in ("--decide", f"{one['id']}=yes")]
    decide(reviewed, "--quality", *words)
    found = listed(reviewed, "--quality")["quality"]
    assert (found["checked"], found["wrong"], found["precision"]["estimate"]) == (3, 0, 1.0)


def at_terminal(desk: Desk, *words: object) -> Terminal:
    return Terminal(desk.folder, "review", str(desk.case), *map(str, words), *desk.passphrase)


def press(terminal: Terminal, key: str) -> None:
    os.write(terminal.line, key.encode())


def test_at_a_terminal_one_key_decides_the_content_is_shown_on_request_and_undo_takes_it_back(reviewed: Desk):
    with at_terminal(reviewed) as terminal:
        terminal.wait_for("A decision settles 4 findings")
        assert not any(one.ssn in terminal.shown for one in PEOPLE)
        terminal.wait_for("quit")
        press(terminal, "c")
        terminal.wait_for("any key goes back")
        assert OPEN[0].ssn.replace("-", "") in terminal.shown.replace("-", "").replace("▶", "")
        press(terminal, " ")
        terminal.wait_for("quit")
        press(terminal, "n")
        terminal.wait_for("Why?")
        terminal.type("not real")
        assert terminal.end() == 0
    assert groups(reviewed) == []
    with reviewed.opened() as case:
        assert [e["subject"][0] for e in log_of(case) if e["verb"] == "show_content"] == ["g"]
        text = "\n".join(case.vault.log_lines())
    assert not any(one.ssn in text for one in PEOPLE)


def test_leaving_in_the_middle_keeps_what_was_decided(reviewed: Desk):
    (reviewed.folder / "share" / "second.txt").write_text(f"Notes\n\nSSN: {PEOPLE[5].ssn}\n")
    assert reviewed.scan(reviewed.folder / "share").code == 0
    with at_terminal(reviewed) as terminal:
        terminal.wait_for("1 of 2")
        terminal.wait_for("quit")
        press(terminal, "u")
        terminal.wait_for("Why?")
        terminal.type("")
        terminal.wait_for("2 of 2")
        terminal.wait_for("quit")
        press(terminal, "\x03")
        assert terminal.end() == 130
    assert len(groups(reviewed)) == 1
    assert [one["verdict"] for one in listed(reviewed, "--judgements")["judgements"]] == ["unsure"]


def test_at_a_terminal_files_of_the_quality_sample_are_asked_about(reviewed: Desk):
    with at_terminal(reviewed, "--quality", "--sample", 2) as terminal:
        for number in (1, 2):
            terminal.wait_for(f"file {number} of 2")
            terminal.wait_for("quit")
            press(terminal, "k")
            terminal.wait_for("Why?")
            terminal.type("")
        terminal.wait_for("Is it what it is taken for?")
        terminal.wait_for("quit")
        press(terminal, "q")
        terminal.wait_for("Of 2 files without findings drawn at random, 0 held personal data")
        assert terminal.end() == 0


def test_the_letter_of_the_small_share_needs_no_review(desk: Desk):
    """What is sure and has an owner is not asked about."""
    (desk.folder / "share").mkdir()
    (desk.folder / "share" / "roster.csv").write_text(roster(PEOPLE))
    assert desk.scan(desk.folder / "share").code == 0
    assert groups(desk) == []
    assert letter(PEOPLE[0])
    assert isinstance(desk.case, Path)
