"""F1 of the name model on the held-out registers.

PYTHONPATH=src:. python scripts/names/score.py [--trained] [--wrong]
"""

from __future__ import annotations

import argparse
import collections

from scripts.names.texts import examples

from tocsin.detect.flat import flatten
from tocsin.detect.namemodel import tagged
from tocsin.detect.runs import runs


def main() -> None:
    """Prints precision, recall and F1 of whole stretches by register and tag."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--texts", type=int, default=1_500)
    parser.add_argument("--seed", type=int, default=99)
    parser.add_argument("--trained", action="store_true", help="score new texts of the trained registers")
    parser.add_argument("--wrong", action="store_true")
    given = parser.parse_args()
    counts: dict[tuple[str, str], collections.Counter[str]] = collections.defaultdict(collections.Counter)
    for register, example in examples(given.texts, given.seed, held_out=not given.trained):
        flat = flatten(example.text)
        covered = [(s, e) for s, e, tag in example.spans if tag == "A"]
        true = {(s, e, tag) for s, e, tag in example.spans if tag != "A"}
        found = set()
        for run in runs(flat, flat.encode("latin-1")):
            for part in tagged(run):
                start, end = run.starts[part.first], run.end(part.last)
                if not any(s <= start < e for s, e in covered):
                    found.add((start, end, part.tag))
        for kind, group in (("hit", true & found), ("miss", true - found), ("false", found - true)):
            for start, end, tag in group:
                counts[register, tag][kind] += 1
                counts["all", tag][kind] += 1
                if given.wrong and kind != "hit":
                    around = flat[max(0, start - 30) : end + 20]
                    print(f"{kind:5} {tag} {register}: {around!r} {flat[start:end]!r}")
    for (register, tag), count in sorted(counts.items()):
        precision = count["hit"] / max(count["hit"] + count["false"], 1)
        recall = count["hit"] / max(count["hit"] + count["miss"], 1)
        f1 = 2 * precision * recall / max(precision + recall, 1e-9)
        number = count["hit"] + count["miss"]
        print(f"{register:14} {tag} P {precision:.3f} R {recall:.3f} F1 {f1:.3f} (n {number})")


if __name__ == "__main__":
    main()
