"""What comes out of a folder of files, by type: text or rows, part of it, or the reason why not.

    python bench/read_corpus.py FOLDER... [--lanes 2] [--reasons 12]

Prints a line for each type (items, with content, read in part, refused, stopped, MB, seconds of readers,
MB/s) and the most frequent reasons. The corpora of public test files are fetched apart and are not part of
the repository; give the folders that hold them.
"""

from __future__ import annotations

import argparse
from collections import Counter, defaultdict
from pathlib import Path

from tocsin.intake import ItemRow, Pool, SourceFile, examine, survey


def read(source: SourceFile) -> list[ItemRow]:
    """In a lane: the rows of one file with everything inside it."""
    return examine(source, examine_part=lambda _item, _part: None)


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("folders", nargs="+", type=Path)
    parser.add_argument("--lanes", type=int, default=2)
    parser.add_argument("--reasons", type=int, default=12)
    arguments = parser.parse_args()
    rows: list[ItemRow] = []
    lost = 0
    with Pool(arguments.lanes, read) as pool:
        for done in pool.run(survey(arguments.folders)):
            rows += done.value or []
            lost += done.value is None
    show(rows, lost, arguments.reasons)


def show(rows: list[ItemRow], lost: int, reasons: int) -> None:
    """The table, all files at the top and inside others alike, and the sum of those at the top."""
    by_kind: defaultdict[str, list[ItemRow]] = defaultdict(list)
    for row in rows:
        by_kind[row.kind].append(row)
    labels = ("content", "in part", "refused", "stopped", "MB")
    print(f"{'type':14}{'items':>7}{''.join(f'{label:>9}' for label in labels)}{'s':>8}{'MB/s':>8}")
    for kind, found in sorted(by_kind.items(), key=lambda pair: -len(pair[1])):
        line(kind, found)
    inside = {row.parent for row in rows if row.chars and row.parent}
    top = [row for row in rows if row.parent is None]
    line("all at the top", top)
    with_content = sum(bool(row.chars or row.id in inside) for row in top)
    share = with_content / max(1, len(top))
    print(f"{with_content:,} of {len(top):,} files ({share:.1%}) gave text or rows, or a file inside did")
    print(f"{lost:,} files without any row (must be 0)")
    said = Counter(row.reason for row in rows if row.reason)
    for reason, number in said.most_common(reasons):
        print(f"{number:6,}  {reason[:130]}")


def line(kind: str, rows: list[ItemRow]) -> None:
    outcomes = Counter(row.outcome for row in rows)
    size, seconds = sum(row.size for row in rows) / 1e6, sum(row.milliseconds for row in rows) / 1000
    content = sum(bool(row.chars) for row in rows)
    numbers = [outcomes["read_in_part"], outcomes["refused"], outcomes["stopped"]]
    cells = "".join(f"{number:9,}" for number in numbers)
    rate = size / max(seconds, 1e-3)
    print(f"{kind:14}{len(rows):7,}{content:9,}{cells}{size:9,.1f}{seconds:8,.1f}{rate:8,.1f}")


if __name__ == "__main__":
    main()
