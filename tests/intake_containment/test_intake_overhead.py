"""Containment costs little. Best times of several, so that a busy machine does not blur them."""

from __future__ import annotations

import os
import time
from collections.abc import Callable

from tocsin.intake import examine, survey
from tocsin.intake.worker import our_readers
from tocsin.intake.zygote import Zygote


def fork_and_wait() -> None:
    child = os.fork()
    if child == 0:
        os._exit(0)
    os.waitpid(child, 0)


def best_seconds(act: Callable[[], object]) -> float:
    times = []
    for _ in range(60):
        started = time.perf_counter()
        act()
        times.append(time.perf_counter() - started)
    return min(times)


def test_a_contained_reader_costs_a_few_bare_forks(zygote, tmp_path):
    """Two to three on a quiet machine, where a bare fork takes 1 to 2 ms."""
    (tmp_path / "small").write_text("plain\nx")
    (source,) = survey([tmp_path / "small"])
    bare = best_seconds(fork_and_wait)
    contained = best_seconds(lambda: examine(source, examine_part=lambda *_: None, zygote=zygote))
    assert contained < 6 * bare


def test_a_table_crosses_at_10_mb_in_well_under_a_second(have_read):
    started = time.process_time()  # of our side, which does the checking
    row = have_read("big_table", "100000").top
    spent = time.process_time() - started
    assert (row.outcome, row.cells) == ("read", row.parts * 20 + 100_000 * 20)
    assert row.chars > 30_000_000
    assert spent < 0.7 * row.chars / 10_000_000


def test_the_readers_of_this_package_work_in_containment(tmp_path):
    """What a reader imports, opens or starts late would fail here: nothing can be opened any more."""
    (tmp_path / "people.csv").write_bytes(b"name,city\nAnn Lee,Boston\nBo Reed,Salem\n")
    (source,) = survey([tmp_path / "people.csv"])
    parts = []
    with Zygote(our_readers) as zygote:
        (row,) = examine(source, examine_part=lambda _, part: parts.append(part), zygote=zygote)
    assert (row.kind, row.outcome) == ("csv", "read")
    assert parts[0].header == ("name", "city")
