"""F1 per data element and share of right owners on a set with span truth.

    python bench/detect_spans.py GENERATOR.py [--documents 1200] [--seed 7] [--wrong TYPE]

GENERATOR writes JSON lines (``text``, ``style``, ``spans`` with start, end, type, owner) when called with an
output path, a number of documents and a seed. A hit needs the same type and an intersection over union of at
least 0.5 with a true span, one to one, greedy; only types that the set labels are scored.
"""

from __future__ import annotations

import argparse
import collections
import json
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from tocsin.detect import Span, spans

IOU = 0.5


def overlap(a: Span, start: int, end: int) -> float:
    """Intersection over union of two stretches."""
    common = min(a.end, end) - max(a.start, start)
    return common / (max(a.end, end) - min(a.start, start)) if common > 0 else 0.0


def matched(true: list[dict], found: list[Span]) -> list[Span | None]:
    """For every true span the found one that it is matched with."""
    free = list(found)
    pairs: list[Span | None] = []
    for span in true:
        near = [f for f in free if f.type == span["type"] and overlap(f, span["start"], span["end"]) >= IOU]
        best = max(near, key=lambda f: overlap(f, span["start"], span["end"]), default=None)
        if best is not None:
            free.remove(best)
        pairs.append(best)
    return pairs


def generated(generator: str, documents: int, seed: int) -> list[dict]:
    """The set, made anew."""
    with tempfile.TemporaryDirectory() as folder:
        out = Path(folder) / "set.jsonl"
        subprocess.run([sys.executable, generator, str(out), str(documents), str(seed)], check=True)
        return [json.loads(line) for line in out.read_text().splitlines()]


def owners_right(true: list[dict], pairs: list[Span | None]) -> tuple[int, int, int]:
    """(right, decided, all) elements: an owner is right if the person he is has the truth's names.

    A value that belongs to nobody counts only where it was given to somebody: as wrong.
    """
    votes: dict[int, collections.Counter] = collections.defaultdict(collections.Counter)
    for span, found in zip(true, pairs, strict=True):
        if found is not None and found.owner is not None and span["type"] == "PERSON":
            votes[found.owner][span["owner"]] += 1
    who = {number: count.most_common(1)[0][0] for number, count in votes.items()}
    right = decided = total = 0
    for span, found in zip(true, pairs, strict=True):
        if span["type"] == "PERSON" or found is None or (span["owner"] is None and found.owner not in who):
            continue
        total += 1
        if found.owner in who:
            decided += 1
            right += who[found.owner] == span["owner"]
    return right, decided, total


def main() -> None:
    """Prints both tables."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("generator")
    parser.add_argument("--documents", type=int, default=1200)
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--wrong", help="show misses and false alarms of this type (invented data only)")
    given = parser.parse_args()
    rows = generated(given.generator, given.documents, given.seed)
    types = {span["type"] for row in rows for span in row["spans"]}
    spans(rows[0]["text"])
    started = time.process_time()
    found = [[f for f in spans(row["text"]) if f.type in types] for row in rows]
    seconds = time.process_time() - started
    hit, miss, false = collections.Counter(), collections.Counter(), collections.Counter()
    by_style: dict[str, collections.Counter] = collections.defaultdict(collections.Counter)
    owned: dict[str, list[int]] = collections.defaultdict(lambda: [0, 0, 0])
    for row, mine in zip(rows, found, strict=True):
        true = sorted(row["spans"], key=lambda s: s["start"])
        pairs = matched(true, mine)
        used = {id(p) for p in pairs if p is not None}
        for span, pair in zip(true, pairs, strict=True):
            (hit if pair else miss)[span["type"]] += 1
            by_style[row["style"]]["hit" if pair else "miss"] += 1
            if not pair and given.wrong == span["type"]:
                print("MISS ", row["style"], repr(row["text"][max(0, span["start"] - 40) : span["end"] + 10]))
        for f in mine:
            if id(f) not in used:
                false[f.type] += 1
                by_style[row["style"]]["false"] += 1
                if given.wrong == f.type:
                    print(
                        "FALSE",
                        row["style"],
                        repr(row["text"][max(0, f.start - 40) : f.start]),
                        repr(row["text"][f.start : f.end]),
                    )
        for i, n in enumerate(owners_right(true, pairs)):
            owned[row["style"]][i] += n
    print(f"{'type':12} {'n':>6} {'P':>6} {'R':>6} {'F1':>6}")
    for kind in [*sorted(types), "ALL"]:
        h, m, f = (sum(c.values()) if kind == "ALL" else c[kind] for c in (hit, miss, false))
        p, r = h / max(h + f, 1), h / max(h + m, 1)
        print(f"{kind:12} {h + m:6} {p:6.3f} {r:6.3f} {2 * p * r / max(p + r, 1e-9):6.3f}")
    print(f"\n{'style':12} {'R':>6} {'P':>6}   owner right of found / of decided / decided")
    for style, count in by_style.items():
        right, decided, total = owned[style]
        p, r = (
            count["hit"] / max(count["hit"] + count["false"], 1),
            count["hit"] / max(count["hit"] + count["miss"], 1),
        )
        shares = (right / max(total, 1), right / max(decided, 1), decided / max(total, 1))
        print(f"{style:12} {r:6.3f} {p:6.3f}   {' / '.join(f'{share:.3f}' for share in shares)}")
    right, decided, total = (sum(n[i] for n in owned.values()) for i in range(3))
    print(
        f"owners: {right / max(total, 1):.3f} right of {total} found; "
        f"precision {right / max(decided, 1):.3f} at coverage {decided / max(total, 1):.3f}"
    )
    size = sum(len(row["text"].encode()) for row in rows)
    print(f"\n{size / 1e6 / seconds:.2f} MB/s, {len(rows) / seconds:.0f} documents/s of one core")


if __name__ == "__main__":
    main()
