"""Our readers and kreuzberg on the same files in one run: who reads more, and at what cost.

    python bench/read_peers.py FOLDER... [--kreuzberg-python PYTHON] [--misses] [--speed-only]

Each side reads file after file in one process; CPU seconds of that process, without its start. Ours are the
readers themselves (``readers.read``, files inside files too) outside containment, whose price is in
``read_corpus.py``; text is what is not a mere property of the document. A side that takes longer than 20 s
over a file is ended and started again. The table is by type, over documents as ``corpora.py`` has it; MB/s
and the ratio (kreuzberg's seconds over ours) count the files both read. Behind it: MB/s of CSV and Parquet to
rows (generated, seed 7).
"""

from __future__ import annotations

import argparse
import csv
import gc
import io
import json
import os
import random
import select
import subprocess
import sys
import time
from collections import defaultdict
from dataclasses import dataclass
from pathlib import Path

from corpora import type_of

SECONDS = 20.0
MAX_DEPTH = 8


@dataclass(frozen=True, slots=True)
class Result:
    """What one side made of one file: characters without blanks, CPU seconds, why it gave none."""

    chars: int
    seconds: float
    error: str


class Side:
    """A process that answers each path with a result; ended and started again when it hangs or dies."""

    def __init__(self, command: list[str]) -> None:
        self._command = command
        self._process: subprocess.Popen[bytes] | None = None

    def read(self, path: Path) -> Result:
        if self._process is None:
            self._process = subprocess.Popen(
                self._command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
            )
        process = self._process
        assert process.stdin is not None and process.stdout is not None
        try:
            process.stdin.write(json.dumps(os.fspath(path)).encode() + b"\n")
            process.stdin.flush()
            ready, _, _ = select.select(
                [process.stdout], [], [], SECONDS + 20.0 * (path.stat().st_size > 5e6)
            )
            line = process.stdout.readline() if ready else b""
        except BrokenPipeError:
            line = b""
        if not line:
            process.kill()
            process.wait()
            self._process = None
            return Result(0, SECONDS, "ended")
        return Result(*json.loads(line))

    def close(self) -> None:
        if self._process is not None:
            self._process.kill()
            self._process.wait()


def answer() -> None:
    """Our side: a path a line, a result a line."""
    from tocsin.intake import readers
    from tocsin.intake.worker import GC_STEPS

    readers.load_all()
    gc.set_threshold(*GC_STEPS)
    for line in sys.stdin:
        path = Path(json.loads(line))
        raw = path.read_bytes()
        began = time.process_time()
        chars = count(path.name, raw)
        print(json.dumps([chars, time.process_time() - began, ""]), flush=True)


def count(name: str, raw: bytes, depth: int = 0) -> int:
    """Characters of all content that is no property, in files inside too. Every part is looked through."""
    from tocsin.intake import readers
    from tocsin.model.content import Child, Message, Shortfall, Table, Text

    total = 0
    for item in readers.read(name, io.BytesIO(raw), len(raw)):
        match item:
            case Child():
                total += count(item.name, item.data, depth + 1) if depth < MAX_DEPTH else 0
            case Table():
                total += sum(map(len, map("".join, item.rows))) + len("".join(item.header or ()))
            case Message():
                total += len(item.text) + len(item.subject)
            case Text():
                total += len(item.text) if item.role != "property" else 0
            case Shortfall():
                pass
    return total


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("folders", nargs="*", type=Path)
    parser.add_argument("--kreuzberg-python", default="", help="interpreter with kreuzberg 4.10")
    parser.add_argument("--misses", action="store_true", help="list what kreuzberg reads and we do not")
    parser.add_argument("--answer", action="store_true", help=argparse.SUPPRESS)
    parser.add_argument("--speed-only", action="store_true")
    parser.add_argument("--rows", type=Path, help="write path, size and both results as lines of JSON")
    arguments = parser.parse_args()
    if arguments.answer:
        answer()
        return
    if not arguments.speed_only:
        compare(arguments)
    speeds()


def compare(arguments: argparse.Namespace) -> None:
    """Both sides over all documents, and the table."""
    paths = [
        path
        for folder in arguments.folders
        for path in sorted(folder.rglob("*"))
        if path.is_file() and (found := type_of(path.as_posix())) and found[0] != "picture"
    ]
    ours = Side([sys.executable, __file__, "--answer"])
    theirs = Side([arguments.kreuzberg_python, str(Path(__file__).with_name("read_kreuzberg.py"))])
    groups: defaultdict[str, list[tuple[Path, Result, Result]]] = defaultdict(list)
    lines: list[str] = []
    try:
        for path in paths:
            row = path, ours.read(path), theirs.read(path) if arguments.kreuzberg_python else Result(0, 0, "")
            groups[(type_of(path.as_posix()) or ("",))[0]].append(row)
            lines.append(json.dumps([str(path), path.stat().st_size, *map(_plain, row[1:])]))
    finally:
        ours.close()
        theirs.close()
    if arguments.rows:
        arguments.rows.write_text("\n".join(lines) + "\n", "utf-8")
    show(groups)
    if arguments.misses:
        for path, our, their in (row for rows in groups.values() for row in rows):
            if their.chars and not our.chars:
                print(f"  only kreuzberg ({their.chars:,} characters): {path}")


def _plain(result: Result) -> list[object]:
    return [result.chars, result.seconds, result.error]


def show(groups: dict[str, list[tuple[Path, Result, Result]]]) -> None:
    """A line a type: how many each reads, and the cost on those that both read."""
    heads = ("files", "ours", "kreuz.", "both", "MB", "ours s", "kreuz. s", "MB/s", "ratio")
    print(f"{'type':30}" + "".join(f"{name:>9}" for name in heads))
    everything = [row for rows in groups.values() for row in rows]
    for group, rows in [*sorted(groups.items(), key=lambda pair: -len(pair[1])), ("all", everything)]:
        both = [row for row in rows if row[1].chars and row[2].chars]
        size = sum(row[0].stat().st_size for row in both) / 1e6
        our, their = sum(row[1].seconds for row in both), sum(row[2].seconds for row in both)
        read = [sum(bool(row[side].chars) for row in rows) for side in (1, 2)]
        counts = "".join(f"{number:9,}" for number in (len(rows), *read, len(both)))
        rate, ratio = size / max(our, 1e-6), their / max(our, 1e-6)
        print(f"{group:30}{counts}{size:9.1f}{our:9.2f}{their:9.2f}{rate:9.1f}{ratio:9.2f}")


def speeds() -> None:
    """CSV and Parquet to rows: a payroll of 29 columns, as large as the one of detection.md."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    from tocsin.intake import readers
    from tocsin.intake.worker import GC_STEPS
    from tocsin.model.content import Table

    readers.load_all()
    gc.set_threshold(*GC_STEPS)
    rows = payroll(random.Random(7), 150_000)
    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerows(rows)
    columns = list(zip(*rows[1:], strict=True))
    table = pa.table({name: pa.array(column) for name, column in zip(rows[0], columns, strict=True)})
    plain, packed = io.BytesIO(), io.BytesIO()
    pq.write_table(table, plain, compression="none", use_dictionary=False)
    pq.write_table(table, packed)
    for name, raw in (
        ("payroll.csv", text.getvalue().encode()),
        ("payroll.parquet", plain.getvalue()),
        ("payroll, snappy.parquet", packed.getvalue()),
    ):
        began = time.process_time()
        found = sum(
            len(item.rows)
            for item in readers.read(name, io.BytesIO(raw), len(raw))
            if isinstance(item, Table)
        )
        spent = time.process_time() - began
        size, cells = len(raw) / 1e6, found * len(rows[0]) / 1e6
        rates = f"{size / spent:8.1f} MB/s{cells / spent:7.1f} M cells/s"
        print(f"{name:30}{found:10,} rows{size:8.1f} MB{spent:7.2f} s{rates}")


def payroll(chance: random.Random, many: int) -> list[list[str]]:
    """A header and rows of invented employees with amounts; about 190 bytes a row."""
    header = ["employee_id", "first_name", "last_name", "ssn", "birth_date", "street", "city", "state", "zip"]
    header += [f"box_{number}" for number in range(20)]
    letters = "abcdefghijklmnopqrstuvwxyz"
    words = ["".join(chance.choices(letters, k=chance.randint(4, 9))).capitalize() for _ in range(3_000)]
    rows = [header]
    for number in range(many):
        row = [f"{number:07}", chance.choice(words), chance.choice(words)]
        row += [f"{chance.randint(900, 999)}-00-{chance.randint(1000, 9999)}"]
        row += [f"19{chance.randint(40, 99)}-{chance.randint(1, 12):02}-{chance.randint(1, 28):02}"]
        row += [f"{chance.randint(1, 9999)} {chance.choice(words)} St", chance.choice(words), "WI"]
        row += [f"{chance.randint(53000, 54999)}"]
        row += [
            f"{chance.randint(0, 9_999_999) / 100:.2f}" if chance.random() < 0.6 else "" for _ in range(20)
        ]
        rows.append(row)
    return rows


if __name__ == "__main__":
    main()
