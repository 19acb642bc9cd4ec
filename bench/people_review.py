"""What reviewing brings: the queue of pairs, answered by a reviewer who knows the truth of the pseudopeople
sample.

    python bench/people_review.py [--view sparse|full] [--noise 1|4] [--years 2019,2020,2021] [--seed 1]
                                  [--balanced] [--per-thousand 60]
    python bench/people_review.py --fit src/tocsin/people/data/review_weights.yaml

Needs the extra ``bench``. Mentions and measures are those of ``people_pseudopeople.py``. Asked are at most
``--per-thousand`` pairs for a thousand true people, in the order of the queue, in one round. The reviewer
says "same" where the person of most mentions of both rows is one, else "different".

``--fit`` fits the probability that a pair is one person on the years 2019-21 (seed 1, noise 1 and 4, strict
and balanced): logistic regression with a ridge, on all pairs that the queue weighs.
"""

from __future__ import annotations

import argparse
import time
from collections import Counter, defaultdict
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import people_pseudopeople as sample
import pyarrow as pa
import yaml

from tocsin.people import BALANCED, DIFFERENT, SAME, STRICT, Resolved, Ruling, distinct, queue, resolve

RIDGE = 3.0
SETS = [(noise, balanced) for noise in (1, 4) for balanced in (False, True)]
HEAD = """# Log odds that two rows of the review queue are one person (people/queue.py: features).
# Fitted by bench/people_review.py --fit on invented people of the pseudopeople sample, tax years 2019-21.
"""


def rows_of(mentions: pa.Table, result: Resolved) -> list[str]:
    links = result.links
    owner = dict(zip(links["mention"].to_pylist(), links["person"].to_pylist(), strict=True))
    return [owner[mention] for mention in mentions["id"].to_pylist()]


def owners(truth: Sequence[str], rows: Sequence[Any]) -> dict[Any, str]:
    """The person of most mentions of each row."""
    inside: dict[Any, Counter[str]] = defaultdict(Counter)
    for person, row in zip(truth, rows, strict=True):
        inside[row][person] += 1
    return {row: min((-n, person) for person, n in counts.items())[1] for row, counts in inside.items()}


def answers(result: Resolved, owner: dict[str, str], most: int) -> list[Ruling]:
    """What a reviewer who knows the truth says to the first ``most`` pairs of the queue."""
    asked = result.candidates.to_pylist()[:most]
    people = {row[side] for row in asked for side in ("one", "other")}
    leads = distinct(people, result.links, result.merges)
    return [
        Ruling(
            row["id"],
            SAME if owner[row["one"]] == owner[row["other"]] else DIFFERENT,
            leads[row["one"]],
            leads[row["other"]],
            "the truth",
            "2026-01-01",
        )
        for row in asked
    ]


def reviewed(arguments: argparse.Namespace) -> None:
    said, numbers, truth = sample.mentions(arguments)
    settings = BALANCED if arguments.balanced else STRICT
    processor = time.process_time()
    plain = resolve(said, numbers, settings=settings)
    alone = time.process_time() - processor
    processor = time.process_time()
    before = resolve(said, numbers, settings=settings, per_thousand=arguments.per_thousand)
    queued = time.process_time() - processor
    assert plain.links.equals(before.links), "asking must not change the list"
    rows = rows_of(said, before)
    most = int(arguments.per_thousand * len(set(truth)) / 1000)
    rulings = answers(before, owners(truth, rows), most)
    after = resolve(said, numbers, settings=settings, decisions=rulings)
    told = [sample.measured(truth, each) for each in (rows, rows_of(said, after))]
    true = sum(ruling.verdict == SAME for ruling in rulings)
    print(f"{'':22}{'before':>12}{'after':>12}")
    for name in ("F1", "B3 F1", "un-notified / 1,000", "extra / 1,000", "mixed / 1,000 rows", "rows"):
        print(f"{name:22}{told[0][name]:12.4f}{told[1][name]:12.4f}")
    print(
        f"asked {len(rulings):,} ({1000 * len(rulings) / told[0]['people']:.1f} per 1,000 people), ", end=""
    )
    print(f"true {true:,} ({true / max(len(rulings), 1):.3f})")
    print(f"processor seconds: {alone:.1f} without a queue, {queued:.1f} with it")


def fitted(arguments: argparse.Namespace) -> None:
    told: list[tuple[dict[str, float], bool]] = []
    for noise, balanced in SETS:
        arguments.noise = noise
        said, numbers, truth = sample.mentions(arguments)
        told += weighed(said, numbers, truth, balanced)
    names = sorted({name for known, _ in told for name in known})
    facts = np.array([[known.get(name, 0.0) for name in names] for known, _ in told])
    found = regression(facts, np.array([float(same) for _, same in told]), names.index("bias"))
    kept = {name: round(float(weight), 2) for name, weight in zip(names, found, strict=True)}
    counted = f"# {len(told):,} pairs, {sum(same for _, same in told):,} of them one person.\n"
    arguments.fit.write_text(HEAD + counted + yaml.safe_dump({"weights": kept}, sort_keys=True))


def weighed(
    said: pa.Table, numbers: pa.Table, truth: list[str], balanced: bool
) -> list[tuple[dict[str, float], bool]]:
    """What the queue knows of each pair it weighs, and whether the pair is one person."""
    person = dict(zip(said["id"].to_pylist(), truth, strict=True))
    told: list[tuple[dict[str, float], bool]] = []
    unfitted = queue.likely_pairs

    def listening(con: Any, clustering: Any, decided: Any) -> list[queue.Pair]:
        pairs = unfitted(con, clustering, decided)
        members = con.execute("SELECT id, pid FROM member").fetchall()
        owner = owners(
            [person[ident] for ident, _ in members], [clustering.row_of[pid] for _, pid in members]
        )
        told.extend((queue.features(pair), owner[pair.one] == owner[pair.other]) for pair in pairs)
        return pairs

    queue.likely_pairs = listening
    try:
        resolve(said, numbers, settings=BALANCED if balanced else STRICT, per_thousand=1)
    finally:
        queue.likely_pairs = unfitted
    return told


def regression(facts: np.ndarray, same: np.ndarray, bias: int) -> np.ndarray:
    """Weights of a logistic regression with a ridge, by Newton's method; the bias is not drawn to zero."""
    weights, ridge = np.zeros(facts.shape[1]), np.full(facts.shape[1], RIDGE)
    ridge[bias] = 0.01
    for _ in range(50):
        likely = 1 / (1 + np.exp(-facts @ weights))
        slope = facts.T @ (same - likely) - ridge * weights
        curve = (facts * (likely * (1 - likely))[:, None]).T @ facts + np.diag(ridge)
        step = np.linalg.solve(curve, slope)
        weights += step
        if np.abs(step).max() < 1e-6:
            break
    return weights


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--view", choices=["sparse", "full"], default="sparse")
    parser.add_argument("--noise", type=float, default=1)
    parser.add_argument("--years", default="2019,2020,2021")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--balanced", action="store_true")
    parser.add_argument("--per-thousand", type=float, default=60)
    parser.add_argument("--fit", type=Path, metavar="FILE")
    arguments = parser.parse_args()
    if arguments.fit:
        fitted(arguments)
    else:
        reviewed(arguments)


if __name__ == "__main__":
    main()
