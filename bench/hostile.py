"""Hostile and damaged files through the real contained readers: what became of each, and what got out.

    python bench/hostile.py run FOLDER... --out RESULTS.jsonl [--minutes 4.5] [--lanes 2]
    python bench/hostile.py show RESULTS.jsonl [--against OTHER.jsonl]

A run goes in slices: it stops after ``--minutes`` and goes on where it was when called again with the same
``--out`` (status 3: there is more to do). Each slice first proves that its alarms ring, and ends by asking
them. ``show`` prints outcomes by class, crashes, times, memory, and with ``--against`` compares two runs file
by file. The files come from bench/hostile_files.py. Goals: 0 escapes, 0 hangs of the run, 0 files without a
recorded outcome, the parent grows by less than 50 MB.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import os
import signal
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from statistics import median, quantiles
from typing import Any

from hostile_watch import Watch, prove

from tocsin.intake import ItemRow, Pool, SourceFile, examine, survey
from tocsin.intake.items import OUTCOMES

PATIENCE_SECONDS = 240.0
"""One top-level file with all inside it; a lane that takes longer is given up and counts as a hang."""

SILENCE_SECONDS = 300
"""Without any answer for so long the run itself hangs."""

MORE = 3
_CLASSES = (
    ("crashed", "the reader crashed"),
    ("out of time", "the reader took longer"),
    ("out of memory", "memory"),
    ("too much processor time", "processor time"),
    ("too much output or nesting", "the rest was not read"),
    ("too much output or nesting", "nested"),
    ("too much output or nesting", "more "),
)


@dataclass(frozen=True, slots=True)
class Seen:
    """What became of one top-level file with everything inside it; what a lane gives back.

    silent: items without content, children or a reason. digest: of every row but its times.
    """

    outcome: str
    kind: str
    reason: str
    items: int
    silent: int
    chars: int
    stopped: tuple[str, ...]
    milliseconds: int
    digest: str
    lane: int
    lane_kib: int


def look(source: SourceFile) -> Seen:
    """In a lane: read one file and sum it up."""
    started = time.perf_counter()
    rows = examine(source, examine_part=lambda _item, _part: None)
    taken = round((time.perf_counter() - started) * 1000)
    top = rows[0]
    assert top.id == source.id
    facts = [(row.path, row.kind, row.outcome, row.reason, row.parts, row.chars, row.cells) for row in rows]
    return Seen(
        outcome=top.outcome,
        kind=top.kind,
        reason=top.reason,
        items=len(rows),
        silent=sum(_silent(row, rows) for row in rows),
        chars=sum(row.chars for row in rows),
        stopped=tuple(row.reason for row in rows if row.outcome == "stopped"),
        milliseconds=taken,
        digest=hashlib.sha256(repr(facts).encode()).hexdigest()[:20],
        lane=os.getpid(),
        lane_kib=_resident_kib(),
    )


def _silent(row: ItemRow, rows: list[ItemRow]) -> bool:
    if row.outcome not in OUTCOMES:
        return True
    if row.reason or row.parts:
        return False
    return not any(other.parent == row.id for other in rows)


def _resident_kib() -> int:
    status = Path("/proc/self/statm").read_text().split()
    return int(status[1]) * os.sysconf("SC_PAGE_SIZE") // 1024


def run(folders: list[Path], out: Path, minutes: float, lanes: int) -> int:
    """One slice. 0 when every file has a row, MORE when there is more to do, 1 when something is wrong."""
    folders, out = [folder.resolve() for folder in folders], out.resolve()
    done = {row["file"] for row in _rows(out) if "file" in row}
    with tempfile.TemporaryDirectory(prefix="hostile-") as scratch:
        if mute := prove(Path(scratch)):
            print(f"alarms that do not ring on this machine: {', '.join(mute)}")
            return 1
        watch = Watch(Path(scratch))
        sources = [source for source in survey(folders) if source.relative not in done]
        with out.open("a") as written:
            figures = _slice(sources, written, time.monotonic() + 60 * minutes, lanes)
            escapes = watch.rang()
            print(json.dumps({"slice": figures | {"escapes": escapes}}), file=written)
        os.chdir("/")
    left = len(sources) - figures["files"]
    print(f"{figures['files']:,} files in this slice, {left:,} left, {len(escapes)} escapes")
    for escape in escapes:
        print("ESCAPE:", escape)
    return 1 if escapes else MORE if left else 0


def _slice(sources: list[SourceFile], written: Any, until: float, lanes: int) -> dict[str, Any]:
    signal.signal(signal.SIGALRM, _hung)
    files = 0
    first: int | None = None
    with Pool(lanes, look, patience=PATIENCE_SECONDS) as pool:
        signal.alarm(SILENCE_SECONDS)
        for done in pool.run(_in_time(sources, until)):
            signal.alarm(SILENCE_SECONDS)
            row = {"file": done.source.relative, "size": done.source.size, "failure": done.failure}
            print(json.dumps(row | (asdict(done.value) if done.value else {})), file=written, flush=True)
            files += 1
            if files == 100 or first is None:
                first = _resident_kib()
        last = _resident_kib()
        signal.alarm(0)
    return {"files": files, "parent_kib": [first or last, last]}


def _hung(_signal: int, _frame: object) -> None:
    print(f"HANG: no file was finished for {SILENCE_SECONDS} s", file=sys.stderr)
    os._exit(1)


def _in_time(sources: list[SourceFile], until: float) -> Iterator[SourceFile]:
    for source in sources:
        if time.monotonic() >= until:
            return
        yield source


def _rows(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text().splitlines()] if path.exists() else []


def show(path: Path, against: Path | None) -> int:
    """Print the table of one run; 1 if a goal is missed."""
    rows = [row for row in _rows(path) if "file" in row]
    slices = [row["slice"] for row in _rows(path) if "slice" in row]
    seen = [row for row in rows if not row["failure"]]
    lost = [row for row in rows if row["failure"]]
    print(
        f"{'set':34}{'files':>8}{'items':>9}"
        + "".join(f"{name:>14}" for name in OUTCOMES)
        + f"{'median':>8}{'p95 ms':>8}"
    )
    for name in sorted({_set(row) for row in seen}):
        _line(name, [row for row in seen if _set(row) == name])
    _line("all", seen)
    stops = Counter(_class(reason) for row in seen for reason in row["stopped"])
    print("items stopped:", ", ".join(f"{number:,} {name}" for name, number in stops.most_common()) or "none")
    crashes = [row for row in seen if any("crashed" in reason for reason in row["stopped"])]
    print(f"files with a native crash: {len(crashes)}", dict(Counter(row["kind"] for row in crashes)))
    slow = [row for row in seen if any("took longer" in reason for reason in row["stopped"])]
    print(f"files with a time-out: {len(slow)}", dict(Counter(row["kind"] for row in slow)))
    escapes = [escape for one in slices for escape in one["escapes"]]
    hangs = [row for row in lost if "longer than" in row["failure"]]
    silent = sum(row["silent"] for row in seen)
    growth = max((one["parent_kib"][1] - one["parent_kib"][0] for one in slices), default=0) / 1024
    print(f"escapes {len(escapes)}, hangs {len(hangs)}, lanes lost {len(lost) - len(hangs)}, silent {silent}")
    print(
        f"parent's growth, most of {len(slices)} slices: {growth:.1f} MiB; lane's: {_lanes_growth(seen):.1f}"
    )
    for row in lost:
        print("LOST:", row["file"], row["failure"])
    differ = compare(rows, _rows(against)) if against else 0
    return int(bool(escapes or lost or silent or differ or growth > 50))


def _line(name: str, rows: list[dict[str, Any]]) -> None:
    outcomes = Counter(row["outcome"] for row in rows)
    times = [row["milliseconds"] for row in rows]
    tail = quantiles(times, n=20)[18] if len(times) > 1 else sum(times)
    items = sum(row["items"] for row in rows)
    numbers = "".join(f"{outcomes[outcome]:14,}" for outcome in OUTCOMES)
    print(f"{name[:33]:34}{len(rows):8,}{items:9,}{numbers}{median(times or [0]):8,.0f}{tail:8,.0f}")


def _set(row: dict[str, Any]) -> str:
    parts = row["file"].split("/")
    return parts[1] if len(parts) > 2 and not parts[1].isdigit() else parts[0]


def _class(reason: str) -> str:
    return next((name for name, mark in _CLASSES if mark in reason), reason[:40])


def _lanes_growth(rows: list[dict[str, Any]]) -> float:
    """Of the lane that grew most, from its twentieth file on, MiB."""
    by_lane: dict[int, list[int]] = {}
    for row in rows:
        by_lane.setdefault(row["lane"], []).append(row["lane_kib"])
    return (
        max((max(sizes[20:]) - sizes[20] for sizes in by_lane.values() if len(sizes) > 40), default=0) / 1024
    )


def compare(rows: list[dict[str, Any]], others: list[dict[str, Any]]) -> int:
    """Print and count the files whose outcome, reason, kind or amount of content differs between two runs."""
    known = {row["file"]: row for row in others if "file" in row}
    both = [(row, known[row["file"]]) for row in rows if row["file"] in known]
    differ = [(one, other) for one, other in both if one.get("digest") != other.get("digest")]
    print(f"{len(both):,} files in both runs, {len(differ):,} with another result")
    for one, other in differ[:20]:
        words = [f"{row.get('outcome')} ({row.get('reason', '')[:60]})" for row in (one, other)]
        print("DIFFERS:", one["file"], " | ".join(words))
    return len(differ)


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    commands = parser.add_subparsers(dest="command", required=True)
    one = commands.add_parser("run")
    one.add_argument("folders", nargs="+", type=Path)
    one.add_argument("--out", type=Path, required=True)
    one.add_argument("--minutes", type=float, default=4.5)
    one.add_argument("--lanes", type=int, default=2)
    other = commands.add_parser("show")
    other.add_argument("results", type=Path)
    other.add_argument("--against", type=Path)
    given = parser.parse_args()
    if given.command == "run":
        sys.exit(run(given.folders, given.out, given.minutes, given.lanes))
    sys.exit(show(given.results, given.against))


if __name__ == "__main__":
    main()
