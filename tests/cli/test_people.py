"""``tocsin people``: the queue, decisions that hold, what is undone, and why."""

from __future__ import annotations

import json
from typing import Any

import people_cases
import pytest

from chain import Desk, log_of


@pytest.fixture
def desk(desk: Desk) -> Desk:
    return people_cases.found(desk)


def listed(desk: Desk, command: str, *words: object) -> Any:
    outcome = desk.run("people", command, desk.case, *words, "--json", *desk.passphrase)
    assert outcome.code == 0, outcome.err
    return json.loads(outcome.out)


def asked(desk: Desk, *words: object) -> list[dict[str, Any]]:
    return listed(desk, "queue", *words)["questions"]


def done(desk: Desk, *words: object) -> str:
    outcome = desk.run("people", *words, *desk.passphrase)
    assert outcome.code == 0, outcome.err
    return outcome.said


def people(desk: Desk) -> list[dict[str, Any]]:
    """The people after they were found anew."""
    done(desk, desk.case)
    with desk.opened() as case:
        return case.need("people", "people").to_pylist()


def test_a_decision_joins_two_rows_holds_after_a_rerun_and_is_undone(desk: Desk):
    before = people(desk)
    assert len(before) == 6
    first = asked(desk)[0]
    done(
        desk,
        "decide",
        desk.case,
        first["one"],
        first["other"],
        "same",
        "--why",
        "one desk",
        "--by",
        "A. Counsel",
    )
    assert first["id"] not in [each["id"] for each in asked(desk)]
    after = people(desk)
    assert len(after) == 5
    assert {first["one"], first["other"]} & {row["id"] for row in after}
    [event] = listed(desk, "events")["events"]
    assert (event["event"], event["mentions"]) == ("merged", 1)
    [decision] = listed(desk, "decisions")["decisions"]
    assert (decision["by"], decision["why"], decision["verdict"], decision["stands"]) == (
        "A. Counsel",
        "one desk",
        "same",
        True,
    )
    assert "joined by A. Counsel" in done(desk, "how", desk.case, event["person"])
    done(desk, "undo", desk.case, decision["id"])
    assert sorted(row["id"] for row in people(desk)) == sorted(row["id"] for row in before)
    assert [row["verdict"] for row in listed(desk, "decisions")["decisions"]] == ["same", "withdrawn"]


def test_a_decision_survives_a_file_that_is_read_again_and_one_that_comes_later(desk: Desk):
    first = asked(desk)[0]
    done(desk, "decide", desk.case, first["one"], first["other"], "same")
    assert len(people(desk)) == 5
    share = desk.folder / "share"
    (share / "payroll.csv").rename(share / "moved payroll.csv")  # the same bytes at another path
    (share / "later.csv").write_text(people_cases.roster(3, people_cases.PAIRS[:1]))
    assert desk.scan(share).code == 0
    after = people(desk)
    assert len(after) == 5
    assert max(row["mentions"] for row in after) >= 3


def test_different_is_asked_no_more_and_a_later_same_wins(desk: Desk):
    first = asked(desk)[0]
    pair = first["one"], first["other"]
    done(desk, "decide", desk.case, *pair, "different")
    assert len(people(desk)) == 6
    assert set(pair) not in [{each["one"], each["other"]} for each in asked(desk)]
    done(desk, "decide", desk.case, *pair, "same")
    assert len(people(desk)) == 5
    rows = listed(desk, "decisions")["decisions"]
    assert rows[1]["supersedes"] == rows[0]["id"]
    assert [row["stands"] for row in rows] == [False, True]


def test_pairs_of_one_reason_are_decided_together_only_after_a_preview(desk: Desk):
    first = asked(desk)[0]
    words = ["decide", desk.case, first["one"], first["other"], "same", "--alike"]
    said = done(desk, *words)
    assert "3 pairs: 6 people on the list become 3, 3 rows fewer" in said
    assert listed(desk, "decisions")["decisions"] == []
    done(desk, *words, "--yes")
    assert len(people(desk)) == 3
    batch = {row["batch"] for row in listed(desk, "decisions")["decisions"]}
    assert len(batch) == 1
    done(desk, "undo", desk.case, batch.pop())
    assert len(people(desk)) == 6


def test_why_shows_masks_unless_values_are_asked_for_and_that_is_logged(desk: Desk):
    first = asked(desk)[0]
    masked = done(desk, "why", desk.case, first["one"], first["other"])
    assert "Social Security numbers differ" in masked
    for pair in people_cases.PAIRS:
        assert pair[2] not in masked
        assert pair[3].replace("-", "") not in masked
    shown = done(desk, "why", desk.case, first["one"], first["other"], "--show")
    assert sum(pair[2] in shown for pair in people_cases.PAIRS) == 1
    with desk.opened() as case:
        openings = [entry for entry in log_of(case) if entry["verb"] == "show_values"]
    assert {entry["subject"] for entry in openings} == {first["one"], first["other"]}


def test_ids_that_are_not_there_and_words_that_are_no_verdict_are_refused_in_a_sentence(desk: Desk):
    first = asked(desk)[0]
    for words, said in (
        (("why", desk.case, first["one"], "pnobody"), "There is no person or mention pnobody"),
        (("decide", desk.case, first["one"], "pnobody", "same"), "There is no person or mention pnobody"),
        (("decide", desk.case, first["one"], first["other"], "twins"), "'twins' is none of these"),
        (("decide", desk.case, first["one"], first["one"], "same"), "nothing to decide"),
        (("undo", desk.case, "d0"), "There is no decision d0"),
        (("review", desk.case), "There is no terminal to ask on"),
    ):
        outcome = desk.run("people", *words, *desk.passphrase)
        assert outcome.code == 1
        assert said in outcome.said
    assert listed(desk, "decisions")["decisions"] == []


def test_every_decision_is_in_the_evidence_log_without_a_name(desk: Desk):
    first = asked(desk)[0]
    done(desk, "decide", desk.case, first["one"], first["other"], "unsure", "--why", "ask Zebulon")
    with desk.opened() as case:
        entries = [entry for entry in log_of(case) if entry["verb"] == "decide_people"]
    assert [entry["facts"]["verdict"] for entry in entries] == ["unsure"]
    assert "Zebulon" not in json.dumps(entries)
    flagged = [row for row in people(desk) if "a reviewer was not sure" in (row["review"] or "")]
    assert {row["id"] for row in flagged} == {first["one"], first["other"]}
