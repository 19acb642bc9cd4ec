"""recordlinkage's unsupervised ECM on a CSV of mentions: `python bench/people_ecm.py IN.csv OUT.txt`.

Alone in its file because recordlinkage needs an older pandas than this repository: `people_truth.py` calls
it with an interpreter that has it (``--ecm-python``). IN has the columns given, family, birth_date, street,
city, postal_code, ssn, last4, email, one mention a row; OUT gets one number a line, the component of the row.
Blocks and comparisons are those of the package's own example, as far as the columns are filled.
"""

from __future__ import annotations

import sys
from pathlib import Path

import pandas
import recordlinkage

BLOCKS = {
    ("given",): ("given", "family"),
    ("family",): ("family", "last4"),
    ("birth_date",): ("birth_date", "given"),
    ("ssn",): ("ssn", "given"),
    ("postal_code",): ("street", "given"),
    ("email",): ("email", "given"),
}
"""Columns in which pairs agree, and what is used instead where that would be too many pairs."""

MOST_PAIRS = 1_000_000
LIKE = ("given", "family", "street", "email")
SAME = ("birth_date", "ssn", "last4", "postal_code", "city")
FILLED = 0.02
"""A column that fewer rows than this fill is not compared."""


def main() -> None:
    frame = pandas.read_csv(sys.argv[1], dtype=str)
    filled = {column for column in frame.columns if frame[column].notna().mean() > FILLED}
    indexer = recordlinkage.Index()
    for wide, narrow in BLOCKS.items():
        if not filled.issuperset(wide):
            continue
        sizes = frame.groupby(list(wide)).size()
        block = wide if (sizes * (sizes - 1) // 2).sum() <= MOST_PAIRS else narrow
        if filled.issuperset(block):
            indexer.block(list(block))
    candidates = indexer.index(frame)
    compare = recordlinkage.Compare()
    for column in LIKE:
        if column in filled:
            compare.string(column, column, method="jarowinkler", threshold=0.85)
    for column in SAME:
        if column in filled:
            compare.exact(column, column)
    features = compare.compute(candidates, frame)
    parent = list(range(len(frame)))

    def find(one: int) -> int:
        while parent[one] != one:
            parent[one] = parent[parent[one]]
            one = parent[one]
        return one

    for left, right in recordlinkage.ECMClassifier().fit_predict(features.astype(int)):
        parent[find(right)] = find(left)
    Path(sys.argv[2]).write_text("".join(f"{find(row)}\n" for row in range(len(frame))), encoding="ascii")


if __name__ == "__main__":
    main()
