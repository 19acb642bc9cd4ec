"""Draws the weights of owner evidence from their priors towards the development half of the owner prose.

    PYTHONPATH=src:bench python bench/fit_owners.py [--write]

A conditional logit over the candidates of each value, every pattern counting the same, with a ridge around
the priors set by hand. How strong the ridge is, and how well the probabilities hold, is found by leaving
patterns out.
"""

from __future__ import annotations

import argparse
import random
import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from math import exp, log
from pathlib import Path

import owner_prose
import yaml

from tocsin.detect import owners, tying
from tocsin.detect.hits import Hit, Person
from tocsin.detect.paragraph import Paragraph
from tocsin.detect.prose import ProseReader

FILE = Path(__file__).resolve().parent.parent / "src/tocsin/detect/data/owner_weights.yaml"
TEXTS = 4
SEED = 41
FOLDS = 6
RIDGES = (0.3, 1.0, 3.0)
STEPS = 60
NEARLY = 0.01
"""Log loss that makes no difference."""
Case = tuple[str, list[list[list[str]]], int]
"""(pattern, ways of evidence per candidate, number of the right candidate)"""


def cases(half: str) -> list[Case]:
    """Every value found whose owner's name was found too: how often names are missed is not learned here."""
    found: list[Case] = []
    for row in owner_prose.rows(half, TEXTS * len(list(owner_prose.patterns(half))), SEED):
        found.extend(_of_text(row))
    return found


def _of_text(row: dict) -> Iterable[Case]:
    found: list[Case] = []

    def owner(paragraph: Paragraph, hit: Hit) -> tuple[Person | None, float]:
        span = next(
            (s for s in row["spans"] if s["start"] <= hit.start < s["end"] and s["type"] != "PERSON"), None
        )
        candidates = owners.candidates(paragraph, hit)
        right = None
        if span is not None:
            places = {(s["start"], s["end"]) for s in row["spans"] if s["owner"] == span["owner"]}
            for number, (person, _) in enumerate(candidates):
                if person is not None and any(
                    n.start < e and s < n.end for n in person.names for s, e in places
                ):
                    right = person
                    found.append((row["style"], [ways for _, ways in candidates], number))
                    break
        # The values before are taken as known, so that one mistake does not teach another.
        paragraph.settle(hit, right)
        return right, 0.9

    original = tying.owner_of
    tying.owner_of = owner  # type: ignore[assignment]
    try:
        ProseReader(row["text"]).read(everywhere=True)
    finally:
        tying.owner_of = original  # type: ignore[assignment]
    return found


def shares(case: Case, weight: dict[str, float]) -> tuple[list[float], list[list[str]]]:
    """Probability of each candidate and the evidence that counted."""
    of = weight.__getitem__
    rated = [max((sum(map(of, way)), n) for n, way in enumerate(ways)) for ways in case[1]]
    best = [ways[n] for ways, (_, n) in zip(case[1], rated, strict=True)]
    sums = [total for total, _ in rated]
    top = max(sums)
    powers = [exp(s - top) for s in sums]
    return [p / sum(powers) for p in powers], best


def fit(known: Sequence[Case], prior: dict[str, float], ridge: float) -> dict[str, float]:
    """Weights by gradient descent with a step per weight (Rprop-like sizes kept small)."""
    weight = dict(prior)
    counts: dict[str, int] = defaultdict(int)
    for case in known:
        counts[case[0]] += 1
    moment: dict[str, float] = defaultdict(float)
    for step in range(STEPS):
        slope: dict[str, float] = {e: ridge * (weight[e] - prior[e]) for e in weight}
        for case in known:
            probable, best = shares(case, weight)
            for number, (share, way) in enumerate(zip(probable, best, strict=True)):
                error = (share - (number == case[2])) / counts[case[0]]
                for e in way:
                    slope[e] += error
        rate = 0.15 / (1 + step / 40)
        for e, by in slope.items():
            if e.startswith("nobody"):
                continue
            moment[e] = 0.8 * moment[e] + by
            weight[e] -= rate * moment[e] / 5
    return weight


def loss(known: Sequence[Case], weight: dict[str, float]) -> float:
    """Mean log loss, every pattern alike."""
    by: dict[str, list[float]] = defaultdict(list)
    for case in known:
        by[case[0]].append(-log(max(shares(case, weight)[0][case[2]], 1e-9)))
    return sum(sum(v) / len(v) for v in by.values()) / len(by)


def left_out(
    known: Sequence[Case], prior: dict[str, float], ridge: float
) -> list[tuple[Case, dict[str, float]]]:
    """Each case with weights that have not seen a pattern of its kind."""
    kinds = sorted({_kind(case) for case in known})
    random.Random(SEED).shuffle(kinds)
    judged = []
    for fold in range(FOLDS):
        out = set(kinds[fold::FOLDS])
        weight = fit([c for c in known if _kind(c) not in out], prior, ridge)
        judged.extend((c, weight) for c in known if _kind(c) in out)
    return judged


def _kind(case: Case) -> str:
    """What a pattern is one of: ``chat``, ``police``. Patterns of a kind are left out together."""
    return case[0].partition("_")[0]


def report(judged: Sequence[tuple[Case, dict[str, float]]]) -> None:
    """How often the likeliest is right, by probability; precision and coverage by threshold."""
    rated = []
    for case, weight in judged:
        probable, _ = shares(case, weight)
        best = max(range(len(probable)), key=probable.__getitem__)
        rated.append((probable[best], best == case[2], case[1][best] is case[1][-1]))
    print("probability   values  mean  right")
    for low, high in (
        (0, 0.5),
        (0.5, 0.6),
        (0.6, 0.7),
        (0.7, 0.8),
        (0.8, 0.9),
        (0.9, 0.95),
        (0.95, 0.99),
        (0.99, 1.01),
    ):
        some = [(p, right) for p, right, _ in rated if low <= p < high]
        if some:
            mean, right = sum(p for p, _ in some) / len(some), sum(r for _, r in some) / len(some)
            print(f"{low:.2f} to {high:.2f}  {len(some):6} {mean:6.3f} {right:6.3f}")
    for threshold in (0.5, 0.6, 0.7, 0.75, 0.8, 0.85, 0.9, 0.95):
        decided = [right for p, right, nobody in rated if p >= threshold and not nobody]
        share = sum(decided) / max(len(decided), 1)
        print(f"threshold {threshold:.2f}: precision {share:.3f} at coverage {len(decided) / len(rated):.3f}")


def main() -> None:
    """Prints the fit; with ``--write`` puts the weights into the file."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--write", action="store_true")
    given = parser.parse_args()
    text = FILE.read_text(encoding="utf-8")
    prior = {name: float(entry["prior"]) for name, entry in yaml.safe_load(text)["evidence"].items()}
    known = cases("development")
    print(f"{len(known)} values; log loss with the priors {loss(known, prior):.3f}")
    tried = {}
    kept = {}
    for ridge in RIDGES:
        judged = kept[ridge] = left_out(known, prior, ridge)
        by: dict[str, list[float]] = defaultdict(list)
        for case, weight in judged:
            by[case[0]].append(-log(max(shares(case, weight)[0][case[2]], 1e-9)))
        tried[ridge] = sum(sum(v) / len(v) for v in by.values()) / len(by)
        print(f"ridge {ridge}: log loss of patterns left out {tried[ridge]:.3f}")
    # Of ridges that do as well, the strongest: it keeps nearest to what was set by hand.
    ridge = max(r for r in tried if tried[r] < min(tried.values()) + NEARLY)
    report(kept[ridge])
    weight = fit(known, prior, ridge)
    print(f"fitted with ridge {ridge}: log loss {loss(known, weight):.3f}")
    if given.write:
        for name, value in weight.items():
            text = re.sub(rf"(?m)^(  {name}: \{{prior: [-\d.]+, weight: )[-\d.]+", rf"\g<1>{value:.2f}", text)
        FILE.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
