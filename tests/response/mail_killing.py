"""One step of the mail in a process of its own that dies at a moment given before, as by kill -9."""

from __future__ import annotations

import signal
import sys
import time
from collections import Counter
from pathlib import Path

from mail_desk import BY, IN_CLEAR

from chain import PASSPHRASE
from tocsin.notices.delivery.columns import Sheet
from tocsin.notices.delivery.standing import MAILED, PACKAGED, RETURNED
from tocsin.response import Silent, moving, open_case, packaging, remailing, returning
from tocsin.response.case import Case
from tocsin.response.delivering import ledger_of
from tocsin.response.mailkeeping import Job, sent_letters
from tocsin.response.story import find_people

JOB = Job(printer="Acme Print", mailer="123456", service="300")
SMALL = 2
"""Letters in a batch, so that a package has several files to die between."""


def step(case_folder: str, name: str, dies_after: float) -> None:
    """Open the case, see that it is whole, then do one step. dies_after: seconds into it, 0 for never.

    The kernel ends the process at that moment, wherever it is: nothing of ours runs any more.
    """
    for module in [one for name, one in sys.modules.items() if name.startswith("tocsin.")]:
        if getattr(module, "BATCH", None) == 5_000:
            module.BATCH = SMALL  # type: ignore[attr-defined]
    folder = Path(case_folder)
    with open_case(folder, PASSPHRASE) as case:
        check(case, folder.parent)
        if dies_after:
            signal.signal(signal.SIGALRM, signal.SIG_DFL)
            signal.setitimer(signal.ITIMER_REAL, dies_after)
        begun = time.monotonic()
        STEPS[name](case, folder.parent)
        signal.setitimer(signal.ITIMER_REAL, 0)
        (folder.parent / f"{name}.spent").write_text(str(time.monotonic() - begun))


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


def _package(case: Case, beside: Path) -> None:
    if not (beside / "first").exists():
        packaging.package(case, beside / "first", JOB, IN_CLEAR, Silent(), by=BY)


def _mailed(case: Case, beside: Path) -> None:
    rows = tuple({"piece": piece, "status": "mailed"} for piece in sorted(ledger_of(case).attempts))
    returning.confirm(case, _report("mailed.csv", rows), BY, state=None, on="2026-03-02")


def _returned(case: Case, beside: Path) -> None:
    place = {"street": "77 New Street", "city": "Albany", "state": "NY", "postal_code": "12207"}
    pieces = sorted(ledger_of(case).attempts)[:3]
    rows = tuple({"piece": piece, "reason": "A"} | place for piece in pieces)
    returning.returned(case, _report("returned.csv", rows), BY, on="2026-03-09")


def _looked_up(case: Case, beside: Path) -> None:
    """Addresses that come later than the pieces: for people whose mail is out."""
    people = sorted({one.person for many in ledger_of(case).attempts.values() for one in many if one.person})
    given = [moving.Given(person, "ncoa", deceased=True, why="a look-up") for person in people[3:]]
    moving.record(case, given, BY, "0" * 64)
    find_people(case, Silent())


def _again(case: Case, beside: Path) -> None:
    if not (beside / "again").exists():
        remailing.remail(case, beside / "again", IN_CLEAR, Silent(), by=BY)


def _report(name: str, rows: tuple[dict[str, str], ...]) -> returning.Report:
    content = "\n".join(";".join(row.values()) for row in rows).encode()
    return returning.Report(name, content, Sheet(rows, tuple(rows[0]) if rows else (), ()))


STEPS = {
    "package": _package,
    "mailed": _mailed,
    "returned": _returned,
    "looked_up": _looked_up,
    "again": _again,
}
"""The steps in the order of the work; each may be called again after it died."""
