"""How long and how much memory: mentions of the synthetic set, normalised and resolved, by step.

    python bench/people_scale.py [--mentions 1000000] [--seed 1] [--memory 4GB] [--threads 2]
        [--park] [--late]

``--late`` holds back a tenth of the mentions, drawn at random over all people and documents, resolves the
rest, and then everything: what the second run takes of the first one's time, and how many ids survive it.
``--park`` lays waiting tables aside on disk, encrypted, whatever the size (a run does so by itself from two
million mentions on). Prints processor seconds, wall time and the peak of memory by step, what blocks left
out, and the score against the truth. The tables are read from Parquet before the clock starts. Wall time
depends on the machine's other users.
"""

from __future__ import annotations

import argparse
import os
import random
import resource
import tempfile
import threading
import time
from dataclasses import replace
from pathlib import Path

import people_synthetic
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
from people_measures import measured

from tocsin.people import STRICT, Kept, Resolved, Settings, resolve


class Clock:
    """Processor seconds, wall time and peak of memory between the steps that a run reports."""

    def __init__(self) -> None:
        self._at, self._wall, self._step = time.process_time(), time.perf_counter(), ""
        self._peak, self._ended = resident(), threading.Event()
        threading.Thread(target=self._watch, daemon=True).start()

    def _watch(self) -> None:
        while not self._ended.wait(0.02):
            self._peak = max(self._peak, resident())

    def tell(self, step: str, _share: float) -> None:
        now, wall = time.process_time(), time.perf_counter()
        if self._step:
            used, took = now - self._at, wall - self._wall
            print(f"{self._step:32}{used:10.1f} CPU s{took:10.1f} s{self._peak:10,} MiB", flush=True)
        if step == "done":
            self._ended.set()
        self._at, self._wall, self._step, self._peak = now, wall, step, resident()


def resident() -> int:
    """Memory of this process now, in MiB."""
    pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") // 2**20


def earlier(said: pa.Table, numbers: pa.Table, settings: Settings) -> Kept:
    """The run before the late mentions came, a tenth of all; prints what it took."""
    rng = random.Random(1)
    mentions = said.filter(pa.array([rng.random() >= 0.1 for _ in range(said.num_rows)]))
    own = numbers.filter(pc.is_in(numbers["mention"], value_set=mentions["id"]))
    started = time.process_time()
    before = resolve(mentions, own, settings=settings)
    print(f"{'all but a tenth':32}{time.process_time() - started:10.1f} CPU s")
    return Kept.of(before.links, before.events)


def events(result: Resolved, before: Kept) -> None:
    """How many of the people there were before have their id still."""
    ids, now = set(before.person_of.values()), set(result.people["id"].to_pylist())
    print(f"{'ids there were before':32}{len(ids):14,}\n{'of them kept':32}{len(ids & now):14,}")
    for event in pc.value_counts(result.events["event"]).to_pylist():
        print(f"{'event: ' + event['values']:32}{event['counts']:14,}")


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--mentions", type=int, default=1_000_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--memory", default="")
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--late", action="store_true")
    parser.add_argument("--park", action="store_true")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch)
        people_synthetic.write(folder, arguments.mentions, arguments.seed)
        said, numbers = (pq.read_table(folder / f"{name}.parquet") for name in ("mentions", "identifiers"))
        truth = pq.read_table(folder / "truth.parquet")
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    settings = replace(STRICT, memory_limit=arguments.memory, threads=arguments.threads)
    if arguments.park:
        settings = replace(settings, park_from=1)
    kept = earlier(said, numbers, settings) if arguments.late else None
    started, clock = time.process_time(), Clock()
    result = resolve(said, numbers, settings=settings, progress=clock.tell, before=kept)
    print(f"{'all':32}{time.process_time() - started:10.1f} CPU s")
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    print(f"peak {peak:,} MiB, of it {before:,} before (imports and the tables given)")
    owner = dict(zip(truth["mention"].to_pylist(), truth["person"].to_pylist(), strict=True))
    true = [owner[mention] for mention in result.links["mention"].to_pylist()]
    for name, value in measured(true, result.links["person"].to_pylist()).items():
        print(f"{name:32}{value:14,.4f}" if isinstance(value, float) else f"{name:32}{value:14,}")
    for name in ("keys too common to compare", "likely pairs not compared, share"):
        print(f"{name:32}{result.report[name]:14,}")
    if kept is not None:
        events(result, kept)


if __name__ == "__main__":
    main()
