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

BLOCKS = (["given", "family"], ["birth_date"], ["ssn"], ["email"], ["family", "last4"], ["street", "given"])
LIKE = ("given", "family", "street", "email")
SAME = ("birth_date", "ssn", "last4", "postal_code", "city")
FILLED = 0.02
"""A column that fewer rows than this fill is not compared."""


def main() -> None:
    frame = pandas.read_csv(sys.argv[1], dtype=str)
    filled = {column for column in frame.columns if frame[column].notna().mean() > FILLED}
    indexer = recordlinkage.Index()
    for block in BLOCKS:
        if filled.issuperset(block):
            indexer.block(block)
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
