"""The same people on DuckDB and on Spark: wall, processor seconds, and whether every table is the same.

    python bench/people_spark.py [--mentions 10000 100000] [--master local[2]] [--seed 1] [--twice]

Mentions of the synthetic set. Processor seconds of Spark are those of this process and of Java; starting Java
is told apart. --twice: Spark runs a second time in the same session, when its code is compiled. Wall time
depends on the machine's other users.
"""

from __future__ import annotations

import argparse
import os
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import fields
from pathlib import Path
from typing import Any

import people_synthetic
import pyarrow as pa
import pyarrow.parquet as pq

from tocsin.people import Resolved, here, resolve
from tocsin.response import spark_engine

TICKS = os.sysconf("SC_CLK_TCK")


def processor() -> float:
    """Processor seconds of this process and of the Java it started."""
    total = time.process_time()
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            name, _, rest = stat.read_text().rpartition(")")
        except OSError:
            continue  # ended meanwhile
        parts = rest.split()
        if name.endswith("(java") and int(parts[1]) == os.getpid():
            total += (int(parts[11]) + int(parts[12])) / TICKS
    return total


@contextmanager
def told(what: str, mentions: int) -> Iterator[None]:
    """Prints a line of the table."""
    wall, used = time.perf_counter(), processor()
    yield
    print(
        f"{what:14}{mentions:12,}{time.perf_counter() - wall:10.1f} s{processor() - used:10.1f} CPU s",
        flush=True,
    )


def differing(one: Resolved, other: Resolved) -> list[str]:
    """Names of the tables that are not the same."""
    tables = [field.name for field in fields(Resolved) if isinstance(getattr(one, field.name), pa.Table)]
    return [name for name in tables if not getattr(one, name).equals(getattr(other, name))]


def made(mentions: int, seed: int) -> tuple[pa.Table, pa.Table]:
    """MENTIONS and IDENTIFIERS of the synthetic set."""
    with tempfile.TemporaryDirectory() as scratch:
        people_synthetic.write(Path(scratch), mentions, seed)
        read: Any = pq.read_table
        return read(Path(scratch, "mentions.parquet")), read(Path(scratch, "identifiers.parquet"))


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--mentions", type=int, nargs="+", default=[10_000, 100_000])
    parser.add_argument("--master", default="local[2]")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--twice", action="store_true")
    arguments = parser.parse_args()
    sets = {count: made(count, arguments.seed) for count in arguments.mentions}
    print(f"{'engine':14}{'mentions':>12}{'wall':>12}{'processor':>16}")
    found = {}
    for count, given in sets.items():
        with told("DuckDB", count):
            found[count] = resolve(*given, engine=here)
    wall = time.perf_counter()
    with spark_engine(arguments.master) as engine:
        print(f"starting Spark {time.perf_counter() - wall:.1f} s")
        for count, given in sets.items():
            for _ in range(2 if arguments.twice else 1):
                with told("Spark", count):
                    other = resolve(*given, engine=engine)
                apart = differing(found[count], other)
                print(f"  {'every table is the same' if not apart else 'NOT THE SAME: ' + ', '.join(apart)}")


if __name__ == "__main__":
    main()
