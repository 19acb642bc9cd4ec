"""What it saves to read the same content once: processor time with and without, and that nothing is lost.

    python bench/copies.py FOLDER [--times 3] [--boxes 0]

Reads FOLDER as one lane does, once without any knowledge of copies and once with it, and compares what was
found row by row. ``--times`` puts the whole folder beside itself so many times first (in a scratch folder),
as back-ups and shared drives do; ``--boxes N`` puts every mail (.eml) into N boxes, each time under other
headers.
"""

from __future__ import annotations

import argparse
import hashlib
import os
import shutil
import tempfile
import time
from collections.abc import Callable
from dataclasses import asdict
from importlib import import_module
from pathlib import Path

import pyarrow as pa

from tocsin.detect import Detector, alreadyread, compile_patterns
from tocsin.intake import DEFAULT_LIMITS, Pool, SourceFile, examine, survey
from tocsin.model.content import Part
from tocsin.model.tables import ITEMS, table

scan = import_module("tocsin.response.scan")
KEY = b"a key of no case, for this bench"
FOUND = ("findings", "mentions", "identifiers")


def apart(source: SourceFile) -> dict[str, pa.Table]:
    """In a lane: as it was before copies were known."""
    alreadyread.LEAST_CHARS = 1 << 60
    parts: dict[str, list[Part]] = {}
    rows = examine(
        source, limits=DEFAULT_LIMITS, examine_part=lambda item, part: parts.setdefault(item, []).append(part)
    )
    found = Detector(KEY).examine_all((item, parts.pop(item)) for item in list(parts))
    items = table(ITEMS, [asdict(row) | {"source": source.id} for row in rows])
    return {
        "items": items,
        "findings": found.findings,
        "mentions": found.mentions,
        "identifiers": found.identifiers,
    }


def run(folder: Path, work: Callable[[SourceFile], dict[str, pa.Table]]) -> tuple[dict[str, pa.Table], float]:
    """All tables, and the seconds of processor time of the lane and its readers."""
    sources = sorted(survey([folder]), key=lambda source: (-source.size, source.id))
    tasks = [scan.Task.of(source, KEY) for source in sources]
    pieces = []
    with Pool(1, work, load=lambda: scan.prepared(())) as pool:
        before = _lane_seconds()
        for done in pool.run(tasks):
            assert done.value is not None, done.failure
            pieces.append(done.value)
        spent = _lane_seconds() - before
    tables = {name: pa.concat_tables([piece[name] for piece in pieces]) for name in ("items", *FOUND)}
    return tables, spent


def _lane_seconds() -> float:
    """User and system time of every process below this one, finished or not."""
    ticks = os.sysconf("SC_CLK_TCK")
    below, total = {os.getpid()}, 0.0
    stats = []
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                stats.append((int(entry.name), (entry / "stat").read_text().rpartition(")")[2].split()))
            except OSError:
                continue
    for _ in range(6):
        below |= {pid for pid, fields in stats if int(fields[1]) in below}
    for pid, fields in stats:
        if pid in below and pid != os.getpid():
            total += sum(map(int, fields[11:15])) / ticks
    return total


def digest(tables: dict[str, pa.Table], name: str) -> str:
    """Of the rows, whatever their order."""
    rows = sorted(map(str, tables[name].to_pylist()))
    return hashlib.sha256("\n".join(rows).encode()).hexdigest()


def multiplied(folder: Path, scratch: Path, times: int, boxes: int) -> Path:
    """The folder beside itself, and its mails in boxes."""
    for number in range(times):
        shutil.copytree(folder, scratch / "share" / f"copy {number}", symlinks=True)
    mails = sorted(folder.rglob("*.eml"))
    for box in range(boxes):
        place = scratch / "share" / f"box {box}"
        place.mkdir(parents=True)
        for number, path in enumerate(mails):
            head = f"Delivered-To: box{box}@example.com\nX-Number: {box}.{number}\n"
            (place / f"{number}.eml").write_bytes(head.encode() + path.read_bytes())
    return scratch / "share"


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("folder", type=Path)
    parser.add_argument("--times", type=int, default=3)
    parser.add_argument("--boxes", type=int, default=0)
    given = parser.parse_args()
    compile_patterns()
    with tempfile.TemporaryDirectory(prefix="copies-") as scratch:
        folder = multiplied(given.folder, Path(scratch), given.times, given.boxes)
        results = {}
        for name, work in (("apart", apart), ("once", scan.read_file)):
            started = time.perf_counter()
            tables, spent = run(folder, work)
            results[name] = tables
            copies = tables["items"].num_rows - tables["items"]["same_as"].null_count
            print(
                f"{name:6} {tables['items'].num_rows:7,} items, {copies:7,} of them copies, "
                f"{tables['findings'].num_rows:8,} findings, {tables['mentions'].num_rows:7,} mentions: "
                f"{spent:7.1f} s of a processor, {time.perf_counter() - started:6.1f} s by the clock"
            )
    for name in FOUND:
        same = digest(results["apart"], name) == digest(results["once"], name)
        print(f"{name}: {'the same rows' if same else 'ROWS DIFFER'}")


if __name__ == "__main__":
    main()
