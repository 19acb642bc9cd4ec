"""Containment costs little. Best times of several, so that a busy machine does not blur them."""

from __future__ import annotations

import time

from tocsin.intake import examine, survey
from tocsin.intake.worker import our_readers
from tocsin.intake.zygote import Zygote


def test_a_contained_reader_costs_at_most_5_ms_per_file(zygote, tmp_path):
    (tmp_path / "small").write_text("plain\nx")
    (source,) = survey([tmp_path / "small"])
    times = []
    for _ in range(60):
        started = time.perf_counter()
        (row,) = examine(source, examine_part=lambda *_: None, zygote=zygote)
        times.append(time.perf_counter() - started)
        assert row.outcome == "read"
    assert min(times) < 0.005


def test_a_table_crosses_at_10_mb_in_well_under_a_second(have_read):
    started = time.process_time()  # of our side, which does the checking
    row = have_read("big_table", "100000").top
    spent = time.process_time() - started
    assert (row.outcome, row.cells) == ("read", row.parts * 20 + 100_000 * 20)
    assert row.chars > 30_000_000
    assert spent < 0.7 * row.chars / 10_000_000


def test_the_readers_of_this_package_work_in_containment(tmp_path):
    """What a reader imports, opens or starts late would fail here: nothing can be opened any more."""
    (tmp_path / "people.csv").write_bytes("имя,год\nАня,1970\nБорис,1971\n".encode())
    (source,) = survey([tmp_path / "people.csv"])
    parts = []
    with Zygote(our_readers) as zygote:
        (row,) = examine(source, examine_part=lambda _, part: parts.append(part), zygote=zygote)
    assert (row.kind, row.outcome) == ("csv", "read")
    assert parts[0].header == ("имя", "год")
