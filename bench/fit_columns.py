"""Draws the weights of column evidence from their priors towards registers of invented people.

    PYTHONPATH=src:bench python bench/fit_columns.py [--write]

A multinomial logit over the kinds of each column, with a ridge around the priors set by hand. It learns from
`column_training` and the development registers of `column_registers`, with their headers, without, and with
some of them unknown; some tables are dirty, some spliced of two. The held-out registers are not touched. How
strong the ridge is, and how well the probabilities hold, is found by leaving whole registers out.
"""

from __future__ import annotations

import argparse
import random
import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from itertools import pairwise
from math import exp, log
from pathlib import Path

import column_registers
import column_training
import yaml
from detect_columns import SCORED

from tocsin.detect import TYPES
from tocsin.detect.columnevidence import around, candidates, company_of, decided
from tocsin.detect.columnprofile import Profile
from tocsin.detect.columntypes import PARTS_TOO
from tocsin.detect.labels import NOTHING
from tocsin.detect.persons import element_of_part

FILE = Path(__file__).resolve().parent.parent / "src/tocsin/detect/data/column_weights.yaml"
SEED = 17
SEEDS = (1, 2, 3)
LENGTHS = ((25, 220), (60, 400), (4, 14))
SPLICED = 40
FOLDS = 5
RIDGES = (0.3, 1.0)
STEPS = 70
FIELDS = {
    "given": "given", "GIVEN": "given", "family": "family", "FAMILY": "family",
    "city": "city", "CITY": "city", "uk town": "city", "state": "state",
    "zip": "postal_code", "zip lost": "postal_code", "uk": "postal_code", "UK joined": "postal_code",
    "bcrypt": "password_hash", "ip": "ip_address",
}  # fmt: skip
"""What a maker's values are, where the type of the measure does not tell."""

Case = tuple[str, list[tuple[list[str], bool]], bool]
"""(register, evidence of each kind and whether it is right, whether nothing is right)"""


def type_of(field: str) -> str:
    element = PARTS_TOO.get(field) or element_of_part(field)
    return TYPES.get(element, "none")


def registers() -> Iterator[tuple[str, dict[str, tuple[str, str]]]]:
    yield "training", column_training.TRAINING
    yield "development", column_registers.DEVELOPMENT


def spliced() -> dict[str, tuple[str, str]]:
    """The first half of one register with the second half of another: neighbours that are chance."""
    rng = random.Random(SEED)
    whole = {f"{group} {name}": made for group, texts in registers() for name, made in texts.items()}
    found = {}
    for _ in range(SPLICED):
        (first, (locale, before)), (second, (_, after)) = rng.sample(sorted(whole.items()), 2)
        left, right = before.split(";"), after.split(";")
        halves = [*left[: (len(left) + 1) // 2], *right[len(right) // 2 :]]
        found[f"{first}+{second}"] = (locale, ";".join(halves))
    return found


def parents(name: str) -> set[str]:
    """The registers of which a table is made."""
    return set(name.removeprefix("spliced ").split("+"))


def cases() -> list[Case]:
    """Every column that can be something, with each register seen in three ways."""
    found: list[Case] = []
    for group, texts in (*registers(), ("spliced", spliced())):
        makers = {
            name: [part.split("|")[2].strip() for part in text.split(";")]
            for name, (_, text) in texts.items()
        }
        for seed in SEEDS:
            for rows in LENGTHS:
                made = column_registers.tables(texts, seed, rows, column_training.MAKERS)
                for name, table in made.items():
                    rng = random.Random(f"{seed} {rows} {name}")
                    for way in ("headers", "hidden", "some"):
                        dirty = _dirtied(table, rng, way) if seed != SEEDS[0] else table
                        found += _of_table(f"{group} {name}", dirty, makers[name], way, rng)
    return found


def _dirtied(
    table: Sequence[column_registers.Column], rng: random.Random, way: str
) -> list[column_registers.Column]:
    """Every second column with blanks, remarks and slips among its values; some columns are empty."""
    found = []
    for header, kind, values in table:
        share = rng.choice((0, 0, 0.05, 0.15, 0.3, 0.5 if way == "headers" else 0))
        if way == "headers" and rng.random() < 0.03:
            values = [""] * len(values)
        found.append((header, kind, [_slip(text, rng) if rng.random() < share else text for text in values]))
    return found


def _slip(text: str, rng: random.Random) -> str:
    at = rng.randrange(len(text)) if text else 0
    return rng.choice(("", "", "N/A", "see file", text[:at] + text[at + 1 :], text[:at], text + "?"))


def _of_table(
    name: str, table: Sequence[column_registers.Column], makers: Sequence[str], way: str, rng: random.Random
) -> Iterator[Case]:
    header = None if way == "hidden" else [header for header, _, _ in table]
    if header is not None and way == "some":
        header = [f"col_{at}" if rng.random() < 0.35 else text for at, text in enumerate(header)]
    profiles = [Profile(values) for _, _, values in table]
    every = candidates(header, profiles)
    fields = ["" if column.field == NOTHING else column.field for column in decided(header, profiles, {})]
    company = company_of(fields, profiles, every)
    for (_, truth, _), maker, able in zip(table, makers, every, strict=True):
        if not able or "?" in truth:
            continue
        kinds = []
        for one in able:
            evidence = [*one.evidence, *around(one, company)]
            kinds.append((evidence, _is_right(one.column.field, one.column.by_header, truth, maker)))
        yield name, kinds, truth == "none"


def _is_right(field: str, by_header: bool, truth: str, maker: str) -> bool:
    if maker in FIELDS:
        return field == FIELDS[maker] and (truth != "none" or type_of(field) not in SCORED)
    if truth == "none":
        return by_header and type_of(field) not in SCORED
    return type_of(field) == truth


def shares(case: Case, weight: dict[str, float]) -> tuple[list[float], float]:
    """Probability of each kind, and of all that are right together."""
    powers = [exp(sum(map(weight.__getitem__, evidence))) for evidence, _ in case[1]]
    whole = 1.0 + sum(powers)
    right = sum(power for power, (_, good) in zip(powers, case[1], strict=True) if good) + case[2]
    return [power / whole for power in powers], right / whole


def fit(known: Sequence[Case], prior: dict[str, float], ridge: float) -> dict[str, float]:
    """Weights by gradient descent with a step of its own for each weight (Adam)."""
    weight = dict(prior)
    first: dict[str, float] = defaultdict(float)
    second: dict[str, float] = defaultdict(float)
    scale = 1 / (len(SEEDS) * len(LENGTHS))
    for step in range(1, STEPS + 1):
        slope = {name: ridge * (value - prior[name]) for name, value in weight.items()}
        for case in known:
            likely, right = shares(case, weight)
            for (evidence, good), share in zip(case[1], likely, strict=True):
                error = scale * (share - (share / max(right, 1e-9) if good else 0.0))
                for name in evidence:
                    slope[name] += error
        rate = 0.25 / (1 + step / 30)
        for name, by in slope.items():
            first[name] = 0.8 * first[name] + 0.2 * by
            second[name] = 0.95 * second[name] + 0.05 * by * by
            even = (first[name] / (1 - 0.8**step)) / ((second[name] / (1 - 0.95**step)) ** 0.5 + 1e-6)
            weight[name] -= rate * even
    return weight


def loss(known: Sequence[Case], weight: dict[str, float]) -> float:
    """Mean log loss, every column alike."""
    return sum(-log(max(shares(case, weight)[1], 1e-9)) for case in known) / len(known)


def left_out(
    known: Sequence[Case], prior: dict[str, float], ridge: float
) -> list[tuple[Case, dict[str, float]]]:
    """Each column with weights that have not seen its register."""
    names = sorted(set().union(*(parents(case[0]) for case in known)))
    random.Random(SEED).shuffle(names)
    judged = []
    for fold in range(FOLDS):
        out = set(names[fold::FOLDS])
        weight = fit([case for case in known if not parents(case[0]) & out], prior, ridge)
        judged.extend((case, weight) for case in known if case[0] in out)
    return judged


def report(judged: Sequence[tuple[Case, dict[str, float]]]) -> None:
    """How often the likeliest kind is right, by its probability."""
    rated = []
    for case, weight in judged:
        likely, _ = shares(case, weight)
        best = max(range(len(likely)), key=likely.__getitem__)
        rated.append((likely[best], case[1][best][1]))
    print("probability   columns   mean  right")
    steps = (0, 0.1, 0.3, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95, 0.99, 1.01)
    for low, high in pairwise(steps):
        some = [(p, right) for p, right in rated if low <= p < high]
        if some:
            mean, right = sum(p for p, _ in some) / len(some), sum(r for _, r in some) / len(some)
            print(f"{low:.2f} to {min(high, 1):.2f}  {len(some):7}  {mean:5.3f}  {right:5.3f}")
    error = sum(abs(p - right) ** 2 for p, right in rated) / len(rated)
    print(f"Brier score {error:.4f} over {len(rated)} columns")


def main() -> None:
    """Prints the fit; with ``--write`` puts the weights into the file."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--write", action="store_true")
    given = parser.parse_args()
    text = FILE.read_text(encoding="utf-8")
    prior = {
        name: float(entry["prior"])
        for group in yaml.safe_load(text).values()
        for name, entry in group.items()
    }
    known = cases()
    print(f"{len(known)} columns; log loss with the priors {loss(known, prior):.3f}")
    tried, kept = {}, {}
    for ridge in RIDGES:
        kept[ridge] = left_out(known, prior, ridge)
        tried[ridge] = sum(loss([case], weight) for case, weight in kept[ridge]) / len(known)
        print(f"ridge {ridge}: log loss of registers left out {tried[ridge]:.4f}")
    ridge = min(tried, key=lambda r: tried[r])
    report(kept[ridge])
    weight = fit(known, prior, ridge)
    print(f"fitted with ridge {ridge}: log loss {loss(known, weight):.4f}")
    if given.write:
        for name, value in weight.items():
            text = re.sub(rf"(?m)^(  {name}: \{{prior: [-\d.]+, weight: )[-\d.]+", rf"\g<1>{value:.2f}", text)
        FILE.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
