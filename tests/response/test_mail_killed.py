"""Killed at any moment of packaging, importing and sending again: no piece is lost, none goes out twice."""

from __future__ import annotations

import random
import shutil
import signal
from collections import Counter
from pathlib import Path

import mail_killing
import pytest
from mail_desk import approved, lines

from chain import Desk, Finished, stem
from tocsin.notices.delivery.standing import MAILED, PACKAGED, RETURNED
from tocsin.response.case import Case
from tocsin.response.delivering import ledger_of
from tocsin.response.mailkeeping import sent_letters

LONGEST = {"package": 0.5, "mailed": 0.04, "returned": 0.1, "looked_up": 0.5, "again": 0.4}
"""Seconds of processor time that a step takes at most, about."""

KILLS, SLOW_KILLS = 40, 1_000


@pytest.fixture(scope="module")
def start(finished: Finished, tmp_path_factory: pytest.TempPathFactory) -> Desk:
    """An approved case to begin each round with."""
    folder = tmp_path_factory.mktemp("start")
    desk = Desk.at(folder)
    approved(finished, desk)
    return desk


def test_forty_kills_lose_no_piece_and_send_none_twice(start: Desk, tmp_path: Path):
    assert kill_until(KILLS, start, tmp_path) >= KILLS


@pytest.mark.slow
def test_a_thousand_kills_lose_no_piece_and_send_none_twice(start: Desk, tmp_path: Path):
    assert kill_until(SLOW_KILLS, start, tmp_path) >= SLOW_KILLS


def kill_until(wanted: int, start: Desk, folder: Path) -> int:
    """Run the whole work again and again, killing its steps, until so many died; returns how many."""
    dice, killed, round_ = random.Random(20261201), 0, 0
    while killed < wanted:
        round_ += 1
        desk = Desk(folder / f"round{round_}")
        desk.folder.mkdir()
        shutil.copytree(start.case, desk.case)
        for name in mail_killing.STEPS:
            done, tries = False, 0
            while not done:
                tries += 1
                # After ten deaths in a row the step may live: else a slow machine would never end.
                dies_after = dice.uniform(0.001, LONGEST[name]) if tries <= 10 else 0.0
                code = run(desk.case, name, dies_after)
                assert code in (0, -signal.SIGPROF), (name, code)
                done = code == 0
                killed += not done
                with desk.opened() as case:
                    check(case, desk.folder)
        with desk.opened() as case:
            check_finished(case, desk.folder)
        shutil.rmtree(desk.folder)
    return killed


def run(case: Path, name: str, dies_after: float) -> int | None:
    """One step in a process of its own; its exit code."""
    process = stem().Process(target=mail_killing.step, args=(str(case), name, dies_after))
    process.start()
    process.join(120)
    return process.exitcode


def check(case: Case, folder: Path) -> None:
    """What holds after every death: each attempt entered once, serials unique, no half package."""
    ledger, sent = ledger_of(case), sent_letters(case).to_pylist()
    packaged = Counter((one.piece, one.attempt) for one in ledger.entries if one.state == PACKAGED)
    assert set(packaged.values()) <= {1}
    assert set(packaged) == {(row["piece"], row["attempt"]) for row in sent}
    assert len({row["serial"] for row in sent}) == len(sent)
    for state in (MAILED, RETURNED):
        counted = Counter((one.piece, one.attempt) for one in ledger.entries if one.state == state)
        assert set(counted.values()) <= {1}
    for name in ("first", "again"):
        if (folder / name).exists():
            assert (folder / name / "SHA256SUMS").exists(), "half a package"


def check_finished(case: Case, folder: Path) -> None:
    """What holds at the end: every letter once, those that came back twice, and the vault is whole."""
    ready = {
        row["id"]
        for row in case.need("notices", "notices").to_pylist()
        if row["kind"] == "letter" and row["state"] == "rendered"
    }
    first, again = lines(folder / "first"), lines(folder / "again")
    assert sorted(row["piece"] for row in first) == sorted(ready)
    assert sorted(row["piece"] for row in again) == sorted(ready)[:3]
    assert {row["attempt"] for row in again} == {"2"}
    ledger = ledger_of(case)
    assert {piece: [one.state for one in many] for piece, many in ledger.attempts.items()} == {
        piece: [RETURNED, PACKAGED] if piece in sorted(ready)[:3] else [MAILED] for piece in ready
    }
    assert case.vault.verify()
