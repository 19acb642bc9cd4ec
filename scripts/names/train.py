"""Trains the name model: ``PYTHONPATH=src:. python scripts/names/train.py [--texts 30000] [--out FILE]``.

A linear-chain CRF (python-crfsuite, L-BFGS with L1 and L2) over runs of capitalised words. The same seed
gives the same weights. Held-out registers are scored at the end; they never enter the training.
"""

from __future__ import annotations

import argparse
import collections
import gzip
import json
import random
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import pycrfsuite
from scripts.names.texts import Example, examples

from tocsin.detect.flat import flatten
from tocsin.detect.namemodel import SCALE, TAGS, features
from tocsin.detect.runs import Run, runs

OUT = Path(__file__).resolve().parents[2] / "src/tocsin/detect/data/name_model.json.gz"
SEED = 20
ALONE = 0.35
"""Share of runs learned without the words around, so that the templates' phrases do not carry everything."""


def labelled_runs(example: Example) -> Iterator[tuple[Run, list[str]]]:
    """Runs of a text with the tag of each word; runs inside addresses and e-mails belong to other rules."""
    flat = flatten(example.text)
    for run in runs(flat, flat.encode("latin-1")):
        tags = []
        for at, start in enumerate(run.starts):
            inside = (tag for first, end, tag in example.spans if first <= start and run.end(at) <= end + 1)
            tags.append(next(inside, "N"))
        if "A" not in tags:
            yield run, tags


def fit(texts: int, seed: int, folder: Path) -> Path:
    """Trains on invented texts; gives crfsuite's model file."""
    trainer = pycrfsuite.Trainer(verbose=False, algorithm="lbfgs")
    trainer.set_params({"c1": 0.25, "c2": 0.02, "max_iterations": 110, "feature.possible_transitions": True})
    chance = random.Random(seed)
    for _, example in examples(texts, seed, held_out=False):
        for run, tags in labelled_runs(example):
            trainer.append(features(run, alone=chance.random() < ALONE), tags)
    model = folder / "model.crfsuite"
    trainer.train(str(model))
    return model


def weights(model: Path) -> dict[str, object]:
    """Weights of a trained model, rounded, grouped by equal values."""
    tagger = pycrfsuite.Tagger()
    tagger.open(str(model))
    info = tagger.info()
    by_feature: dict[str, list[int]] = collections.defaultdict(lambda: [0, 0, 0, 0])
    for (name, tag), value in info.state_features.items():
        by_feature[name][TAGS.index(tag)] = round(value * SCALE)
    grouped: dict[str, list[str]] = collections.defaultdict(list)
    for name, values in sorted(by_feature.items()):
        if any(abs(v) > 3 for v in values):
            grouped[" ".join(map(str, values))].append(name)
    moves = [[round(info.transitions.get((a, b), 0.0), 3) for b in TAGS] for a in TAGS]
    return {"features": dict(sorted(grouped.items())), "transitions": moves}


def save(stored: dict[str, object], out: Path) -> None:
    """Writes the weights, packed, without a date."""
    plain = json.dumps(stored, ensure_ascii=False, separators=(",", ":")).encode("utf-8")
    out.write_bytes(gzip.compress(plain, 9, mtime=0))


def main() -> None:
    """Trains and saves."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--texts", type=int, default=30_000)
    parser.add_argument("--seed", type=int, default=SEED)
    parser.add_argument("--out", type=Path, default=OUT)
    given = parser.parse_args()
    started = time.process_time()
    with tempfile.TemporaryDirectory() as folder:
        save(weights(fit(given.texts, given.seed, Path(folder))), given.out)
    print(f"{time.process_time() - started:.0f} s, {given.out.stat().st_size / 1e3:.0f} kB")


if __name__ == "__main__":
    main()
