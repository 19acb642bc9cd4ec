"""Ctrl-C and kill -9 at any moment: the same command goes on, and the end is the same as without."""

from __future__ import annotations

import random
import signal
import subprocess
import time
from collections import Counter
from importlib import import_module

from chain import Desk, Finished, log_of, sorted_rows
from tocsin.response.case import SCAN, Case

KEYED = {"fingerprint"}
"""Columns made with a key of the case: they differ from case to case."""

BY_THE_CLOCK = {"milliseconds"}
COMPARED = ("items", "findings", "mentions", "identifiers", "people", "links", "exposures", "groups")
LATER_STAGES = ("obligations", "severity", "notices")
ROUNDS = 7


def keep_every_file() -> None:
    """In the command's process: save each file as soon as it is read, so that there is more to interrupt."""
    # By its name in full: the package has a function of the name of this module.
    import_module("tocsin.response.scan").KEEP_AFTER_SECONDS = 0.0


def content(case: Case) -> dict[str, list[str]]:
    """Every table, in an order of its own."""
    made = {}
    for name in (*COMPARED, *LATER_STAGES):
        table = case.table(name)
        assert table is not None, name
        made[name] = sorted_rows(table, [*KEYED, *BY_THE_CLOCK])
    return made


def documents(case: Case) -> Counter[str]:
    """How many documents of which kind there are."""
    return Counter(reference.kind for reference in case.vault.list_documents())


def test_stopped_at_any_moment_it_resumes_and_ends_as_if_undisturbed(finished: Finished, desk: Desk):
    dice, ended = random.Random(20260223), []
    for number in range(ROUNDS):
        how = signal.SIGINT if number % 2 else signal.SIGKILL
        how_it_ends = -signal.SIGKILL if how == signal.SIGKILL else 130
        started = desk.start(*desk.responding(finished.share), prepare=keep_every_file)
        time.sleep(dice.uniform(0.05, 2.5))
        started.signal(how)
        outcome = started.wait()
        ended.append(outcome.code)
        whole = 0 if "What is due" in outcome.out else how_it_ends  # it may be faster than the signal
        assert outcome.code in (whole, how_it_ends), outcome.err
        assert "Traceback" not in outcome.said
    assert any(ended), "not one of them was stopped in time"
    outcome = desk.respond(finished.share)
    assert outcome.code == 0, outcome.err
    with desk.opened() as case, finished.desk.opened() as undisturbed:
        assert content(case) == content(undisturbed)
        assert documents(case) == documents(undisturbed)
        assert case.vault.verify()
        parts = [
            entry for entry in log_of(case) if (entry["verb"], entry["subject"]) == ("append_part", SCAN)
        ]
        assert sum(entry["facts"]["done"] for entry in parts) == len(case.vault.finished(SCAN)) == 11


def test_after_a_kill_only_files_not_yet_saved_are_read(finished: Finished, desk: Desk):
    started = desk.start(*desk.responding(finished.share), prepare=keep_every_file)
    saved = wait_for_saved_files(desk)
    started.signal(signal.SIGKILL)
    started.wait()
    with desk.opened() as case:
        before = case.vault.finished(SCAN)
        assert len(before) >= saved > 0
    outcome = desk.respond(finished.share)
    assert outcome.code == 0, outcome.err
    with desk.opened() as case:
        parts = [
            entry for entry in log_of(case) if (entry["verb"], entry["subject"]) == ("append_part", SCAN)
        ]
        assert sum(entry["facts"]["done"] for entry in parts) == 11


def wait_for_saved_files(desk: Desk) -> int:
    """Until the case has at least two blobs of results; how many."""
    until = time.monotonic() + 60
    while time.monotonic() < until:
        found = len(list((desk.case / "vault" / "blobs").glob("*")))
        saved = found - 3  # the facts, the names of sources, and one that may not be committed yet
        if saved > 0:
            return saved
        time.sleep(0.002)
    raise AssertionError("nothing was ever saved")


def test_ctrl_c_says_that_the_work_is_saved_and_leaves_no_process(finished: Finished, desk: Desk):
    started = desk.start(*desk.responding(finished.share), prepare=keep_every_file)
    wait_for_saved_files(desk)
    group = started.process.pid
    started.signal(signal.SIGINT)
    outcome = started.wait()
    assert (outcome.code, "Traceback" in outcome.said) == (130, False)
    assert "run the same command again to go on" in outcome.said
    assert not processes_of_group(group)


def processes_of_group(group: int | None) -> list[str]:
    """Processes still alive in a process group, after a moment to die."""
    for _ in range(100):
        found = subprocess.run(["ps", "-o", "stat=,args=", "-g", str(group)], capture_output=True, text=True)
        alive = [line for line in found.stdout.splitlines() if not line.startswith("Z")]
        if not alive:
            return []
        time.sleep(0.05)
    return alive


def test_a_changed_fact_is_not_lost_when_the_rerun_is_killed(finished: Finished, desk: Desk):
    finished.copied_to(desk)
    path = desk.case / "incident.yaml"
    path.write_text(path.read_text().replace("misuse_seen: unknown", "misuse_seen: true"))
    started = desk.start(*desk.responding(finished.share))
    time.sleep(1.0)
    started.signal(signal.SIGKILL)
    started.wait()
    assert desk.respond(finished.share).code == 0
    with desk.opened() as case:
        assert case.facts.incident.harm.misuse_seen is True
        made_from = case.vault.table_ref("obligations")
        assert made_from is not None
    again = desk.respond(finished.share)
    assert again.code == 0
    with desk.opened() as case:
        assert case.vault.table_ref("obligations") == made_from
