"""Kills while mail and e-mail go out: what was lost, what went twice.

    python bench/mail_kills.py [--kills 1000] [--seed 1] [--minutes 4] [--only mail email houses]

A process that packages, imports, sends again or hands over is ended by the kernel at a random moment of
its run; then it is started again. After each death and at the end the ledger is held against what was
written, and against what the servers have: real SMTP with STARTTLS, and a mail house that answers late,
twice, with errors or not at all. A piece lost or sent twice ends the run with a failed assertion, so a line
that is printed is one without any. Cases are small, so that a kill is cheap.
"""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path

TOP = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(TOP / "tests"), str(TOP / "tests" / "response")]
os.environ["TOCSIN_TEST_LIGHT_KEYS"] = "1"
os.environ["PYTHONPATH"] = os.pathsep.join([*sys.path[:2], os.environ.get("PYTHONPATH", "")])

import mail_desk  # noqa: E402
import test_emailing_killed  # noqa: E402
import test_mail_houses  # noqa: E402
import test_mail_killed  # noqa: E402

import chain  # noqa: E402
from mailserver import mail_server  # noqa: E402


def mail(finished: chain.Finished, folder: Path, kills: int, seed: int, seconds: float) -> Counter[str]:
    """Deaths by step of packaging, reports, returned mail, look-ups and re-mailing."""
    start = chain.Desk.at(_new(folder / "start"))
    mail_desk.approved(finished, start)
    return test_mail_killed.kill_until(kills, start, folder, seed, seconds)


def email(finished: chain.Finished, folder: Path, kills: int, seed: int, seconds: float) -> Counter[str]:
    """Deaths while sending, and how many messages were in doubt afterwards."""
    desk = finished.copied_to(chain.Desk.at(_new(folder / "email")))
    with mail_server(folder) as server:
        return test_emailing_killed.go_through(desk, server, 9 * kills, kills, seed, seconds)


def houses(finished: chain.Finished, folder: Path, kills: int, seed: int, seconds: float) -> Counter[str]:
    """Deaths while ordering from Lob and PostGrid, half each; rounds and letters ordered."""
    start = chain.Desk.at(_new(folder / "start"))
    mail_desk.approved(finished, start)
    counted: Counter[str] = Counter()
    for key in test_mail_houses.HOUSES:
        counted += test_mail_houses.kill_orders(start, folder, key, kills // 2, seed, seconds / 2)
    return counted


def _new(folder: Path) -> Path:
    folder.mkdir()
    return folder


RUNS = {"mail": mail, "email": email, "houses": houses}


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--kills", type=int, default=1_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--minutes", type=float, default=1e6, help="No new round after so long (each).")
    parser.add_argument("--only", nargs="*", choices=list(RUNS), default=list(RUNS))
    given = parser.parse_args()
    print(f"{'what':8} {'kills':>6} {'wall s':>7}  by step, or what was in doubt")
    with tempfile.TemporaryDirectory(prefix="mail-kills") as name:
        folder = Path(name)
        finished = chain.respond_to_small_share(_new(folder / "finished"))
        for what in given.only:
            begun = time.monotonic()
            counted = RUNS[what](finished, _new(folder / what), given.kills, given.seed, 60 * given.minutes)
            kills = counted["kills"] if "kills" in counted else counted.total()
            told = ", ".join(f"{number:,} {key}" for key, number in counted.items() if key != "kills")
            print(f"{what:8} {kills:6,} {time.monotonic() - begun:7.0f}  {told}", flush=True)


if __name__ == "__main__":
    main()
