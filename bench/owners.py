"""How often the right person gets a value in prose: right of found, right of decided, share decided.

    PYTHONPATH=src:bench python bench/owners.py [--half NAME] [--texts 4] [--seed 5]

Per pattern for what is there to learn from; of the held-out sets only totals are shown, so that nobody learns
from them.
``named``: the same for values whose owner's name was found; what is missing to the first line is missed
names.
"""

from __future__ import annotations

import argparse
import collections

import owner_prose
from detect_spans import matched, owners_right

from tocsin.detect import owners, spans, weighing

THRESHOLDS = (0.5, 0.7, 0.8, 0.85, 0.9, 0.95)


def counted(row: dict) -> collections.Counter:
    """Counts of one text: elements, found, decided, right; and the same of elements whose owner is named."""
    true = sorted(row["spans"], key=lambda span: span["start"])
    pairs = matched(true, spans(row["text"]))
    right, decided, found = owners_right(true, pairs)
    seen = {t["owner"] for t, p in zip(true, pairs, strict=True) if t["type"] == "PERSON" and p is not None}
    known = [
        p if t["type"] == "PERSON" or t["owner"] in seen else None for t, p in zip(true, pairs, strict=True)
    ]
    named_right, named_decided, named = owners_right(true, known)
    return collections.Counter(
        right=right,
        decided=decided,
        found=found,
        elements=sum(t["type"] != "PERSON" for t in true),
        named_right=named_right,
        named_decided=named_decided,
        named=named,
    )


def line(name: str, count: collections.Counter, prefix: str = "", of: str = "found") -> str:
    """One line of the table."""
    right, decided = count[prefix + "right"], count[prefix + "decided"]
    shares = (right / max(count[of], 1), right / max(decided, 1), decided / max(count[of], 1))
    return f"{name:24} {count[of]:6}  {'  '.join(f'{share:.3f}' for share in shares)}"


def main() -> None:
    """Prints the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--half", choices=owner_prose.HALVES, default="development")
    parser.add_argument("--texts", type=int, default=4, help="texts per pattern")
    parser.add_argument("--seed", type=int, default=5)
    parser.add_argument("--thresholds", action="store_true", help="totals for several thresholds")
    given = parser.parse_args()
    rows = owner_prose.rows(given.half, given.texts * len(list(owner_prose.patterns(given.half))), given.seed)
    print(f"{'':24} values  right of found / of decided / decided")
    if given.thresholds:
        held = owners.weights()
        for threshold in THRESHOLDS:
            changed = weighing.Weights(held.of, threshold)
            owners.weights = lambda changed=changed: changed  # type: ignore[assignment]
            total = sum((counted(row) for row in rows), collections.Counter())
            print(line(f"threshold {threshold}", total))
            print(line("  named", total, "named_", "named"))
        return
    by: dict[str, collections.Counter] = collections.defaultdict(collections.Counter)
    for row in rows:
        by[row["style"]].update(counted(row))
    if not given.half.endswith("heldout"):
        for name, count in by.items():
            print(line(name, count))
    total = sum(by.values(), collections.Counter())
    print(line("all", total))
    print(line("named", total, "named_", "named"))


if __name__ == "__main__":
    main()
