"""What containment is worth and costs here: the 18 attempts to break out, and milliseconds for each file.

    python bench/containment.py [--files 200]

The attempts are made as the user of this run and, where that is root, as another user too. The cost is the
whole life of a contained reader of a small file, from the fork to its last word, less what reading the same
file takes inside this process; a bare fork stands beside it.
"""

from __future__ import annotations

import argparse
import io
import os
import pickle
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from statistics import median, quantiles

from tocsin.intake import examine, readers, selftest, survey
from tocsin.intake.worker import our_readers
from tocsin.intake.zygote import Zygote

CONTENT = b"name,city\nAnn Lee,Boston\nBo Reed,Salem\n"


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--files", type=int, default=200)
    given = parser.parse_args()
    attempts("root" if os.geteuid() == 0 else "this user", selftest.run())
    if os.geteuid() == 0:
        attempts("another user", _as_another())
    cost(given.files)


def attempts(user: str, result: selftest.SelfTest) -> None:
    """One line for each user."""
    stopped = sum(attempt.stopped for attempt in result.attempts)
    worked = sum(not act.stopped for act in result.acts)
    print(
        f"as {user}: {stopped} of {len(result.attempts)} attempts stopped, {worked} of {len(result.acts)} "
        f"rightful acts worked, {result.milliseconds} ms"
    )
    for attempt in (*(a for a in result.attempts if not a.stopped), *(a for a in result.acts if a.stopped)):
        print("  FAILED:", attempt.name, attempt.detail)
    for gap in result.gaps:
        print("  this host lacks:", gap)


def _as_another() -> selftest.SelfTest:
    receiving, sending = os.pipe()
    if (child := os.fork()) == 0:
        os.setgroups([])
        os.setresgid(12_345, 12_345, 12_345)
        os.setresuid(12_345, 12_345, 12_345)
        os.write(sending, pickle.dumps(selftest.run()))
        os._exit(0)
    os.close(sending)
    with os.fdopen(receiving, "rb") as answer:
        found: selftest.SelfTest = pickle.loads(answer.read())
    os.waitpid(child, 0)
    return found


def cost(files: int) -> None:
    """Median and 95th percentile, milliseconds."""
    with tempfile.TemporaryDirectory(prefix="containment-") as scratch, Zygote(our_readers) as zygote:
        path = Path(scratch) / "people.csv"
        path.write_bytes(CONTENT)
        (source,) = survey([path])
        zygote.wait_until_ready()
        contained = _timed(files, lambda: examine(source, examine_part=lambda *_: None, zygote=zygote))
        plain = _timed(files, lambda: list(readers.read("people.csv", io.BytesIO(CONTENT), len(CONTENT))))
        bare = _timed(files, _bare_fork)
    named = {"contained reader": contained, "the same uncontained": plain, "bare fork": bare}
    for name, times in named.items():
        tail = quantiles(times, n=20)
        print(f"{name:22}{tail[1]:8.2f} ms tenth{median(times):8.2f} ms median{tail[18]:8.2f} ms p95")
    extra, forks = median(contained) - median(plain), median(contained) / median(bare)
    print(f"cost of containment: {extra:.2f} ms median (goal: at most 5 on a quiet machine),")
    print(f"{forks:.1f} times a bare fork at the same load")


def _timed(count: int, act: Callable[[], object]) -> list[float]:
    times = []
    for _ in range(count):
        started = time.perf_counter()
        act()
        times.append(1000 * (time.perf_counter() - started))
    return times


def _bare_fork() -> None:
    if (child := os.fork()) == 0:
        os._exit(0)
    os.waitpid(child, 0)


if __name__ == "__main__":
    main()
