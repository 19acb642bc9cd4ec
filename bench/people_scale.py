"""How long and how much memory: mentions of the synthetic set, normalised and resolved, by step.

    python bench/people_scale.py [--mentions 1000000] [--seed 1] [--memory 2GB] [--threads 2]

Prints processor seconds by step, the peak of the process, what blocks left out, and the score against the
truth. The tables are read from Parquet before the clock starts. Wall time depends on the
machine's other users.
"""

from __future__ import annotations

import argparse
import resource
import tempfile
import time
from dataclasses import replace
from pathlib import Path

import people_synthetic
import pyarrow.parquet as pq
from people_measures import measured

from tocsin.people import STRICT, resolve


class Clock:
    """Processor seconds between the steps that a run reports."""

    def __init__(self) -> None:
        self._at, self._wall, self._step = time.process_time(), time.perf_counter(), ""

    def tell(self, step: str, _share: float) -> None:
        now, wall = time.process_time(), time.perf_counter()
        if self._step:
            print(f"{self._step:32}{now - self._at:10.1f} CPU s{wall - self._wall:10.1f} s", flush=True)
        self._at, self._wall, self._step = now, wall, step


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--mentions", type=int, default=1_000_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--memory", default="2GB")
    parser.add_argument("--threads", type=int, default=2)
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch)
        people_synthetic.write(folder, arguments.mentions, arguments.seed)
        said, numbers = (pq.read_table(folder / f"{name}.parquet") for name in ("mentions", "identifiers"))
        truth = pq.read_table(folder / "truth.parquet")
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    settings = replace(STRICT, memory_limit=arguments.memory, threads=arguments.threads)
    started, clock = time.process_time(), Clock()
    result = resolve(said, numbers, settings=settings, progress=clock.tell)
    print(f"{'all':32}{time.process_time() - started:10.1f} CPU s")
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    print(f"peak {peak:,} MiB, of it {before:,} before (imports and the tables given)")
    owner = dict(zip(truth["mention"].to_pylist(), truth["person"].to_pylist(), strict=True))
    true = [owner[mention] for mention in result.links["mention"].to_pylist()]
    for name, value in measured(true, result.links["person"].to_pylist()).items():
        print(f"{name:32}{value:14,.4f}" if isinstance(value, float) else f"{name:32}{value:14,}")
    print(f"{'keys too common to compare':32}{result.report['keys too common to compare']:14,}")


if __name__ == "__main__":
    main()
