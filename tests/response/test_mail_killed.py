"""Killed at any moment of packaging, importing and sending again: no piece is lost, none goes out twice."""

from __future__ import annotations

import math
import random
import shutil
import signal
import time
from collections import Counter
from pathlib import Path

import mail_killing
import pytest
from mail_desk import approved, lines

from chain import Desk, Finished, stem
from tocsin.notices.delivery.standing import MAILED, PACKAGED, RETURNED
from tocsin.response.case import Case
from tocsin.response.delivering import ledger_of

KILLS, SLOW_KILLS = 40, 1_000


@pytest.fixture(scope="module")
def start(finished: Finished, tmp_path_factory: pytest.TempPathFactory) -> Desk:
    """An approved case to begin each round with."""
    folder = tmp_path_factory.mktemp("start")
    desk = Desk.at(folder)
    approved(finished, desk)
    return desk


def test_forty_kills_lose_no_piece_and_send_none_twice(start: Desk, tmp_path: Path):
    assert kill_until(KILLS, start, tmp_path).total() >= KILLS


@pytest.mark.slow
def test_a_thousand_kills_lose_no_piece_and_send_none_twice(start: Desk, tmp_path: Path):
    assert kill_until(SLOW_KILLS, start, tmp_path).total() >= SLOW_KILLS


def kill_until(
    wanted: int, start: Desk, folder: Path, seed: int = 20261201, seconds: float = math.inf
) -> Counter[str]:
    """Run the whole work again and again, killing its steps, until so many died; deaths by step.

    seconds: no new round is begun after so long.
    """
    until = time.monotonic() + seconds
    dice, killed, round_ = random.Random(seed), Counter[str](), 0
    longest = spent_undisturbed(start, folder)
    while killed.total() < wanted and time.monotonic() < until:
        round_ += 1
        desk = begin(start, folder / f"round{round_}")
        for name in mail_killing.STEPS:
            done, tries = False, 0
            while not done:
                tries += 1
                # After ten deaths in a row the step may live: else a slow machine would never end.
                dies_after = dice.uniform(0.001, longest[name]) if tries <= 10 else 0.0
                code = run(desk.case, name, dies_after)
                assert code in (0, -signal.SIGALRM), (name, code)
                done = code == 0
                killed[name] += not done
        with desk.opened() as case:
            mail_killing.check(case, desk.folder)
            check_finished(case, desk.folder)
        shutil.rmtree(desk.folder)
    return killed


def begin(start: Desk, folder: Path) -> Desk:
    """A copy of the approved case."""
    desk = Desk(folder)
    desk.folder.mkdir()
    shutil.copytree(start.case, desk.case)
    return desk


def spent_undisturbed(start: Desk, folder: Path) -> dict[str, float]:
    """Seconds that each step takes: deaths are drawn over the whole of it."""
    desk = begin(start, folder / "undisturbed")
    for name in mail_killing.STEPS:
        assert run(desk.case, name, 0.0) == 0
    spent = {name: float((desk.folder / f"{name}.spent").read_text()) for name in mail_killing.STEPS}
    shutil.rmtree(desk.folder)
    return spent


def run(case: Path, name: str, dies_after: float) -> int | None:
    """One step in a process of its own; its exit code."""
    process = stem().Process(target=mail_killing.step, args=(str(case), name, dies_after))
    process.start()
    process.join(120)
    return process.exitcode


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
