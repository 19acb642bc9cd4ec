"""The name model: its weights are those its trainer makes, and nothing about a real person went in."""

import random
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def trainer(monkeypatch):
    monkeypatch.syspath_prepend(str(ROOT))
    for name in [n for n in sys.modules if n == "scripts" or n.startswith("scripts.")]:
        monkeypatch.delitem(sys.modules, name)
    from scripts.names import train

    return train


def test_training_twice_on_the_same_seed_gives_the_same_weights(trainer, tmp_path):
    first, again = (trainer.weights(trainer.fit(150, 3, tmp_path)) for _ in range(2))
    assert first == again
    assert first != trainer.weights(trainer.fit(150, 4, tmp_path))


def test_texts_of_held_out_registers_are_not_trained_on(trainer):
    from scripts.names.texts import examples, registers

    held_out = {name for name, (out, _) in registers().items() if out}
    assert len(held_out) >= 3
    assert not held_out & {register for register, _ in examples(300, 1, held_out=False)}


def test_the_weights_are_small():
    assert (ROOT / "src/tocsin/detect/data/name_model.json.gz").stat().st_size < 1_000_000


def test_the_fast_scores_are_the_sums_of_the_features():
    from tocsin.detect import namemodel
    from tocsin.detect.flat import flatten
    from tocsin.detect.runs import runs

    rng = random.Random(2)
    words = [
        "Ann",
        "Lee",
        "Paris",
        "and",
        "Bank",
        "of",
        "the",
        "Tomomi",
        ",",
        "12",
        "said",
        "Group",
        "New",
        "York",
    ]
    for _ in range(60):
        sentence = flatten(" ".join(rng.choices(words, k=9)))
        for run in runs(sentence, sentence.encode("latin-1")):
            fast = namemodel._local(run)
            slow = [namemodel._sum(names) for names in namemodel.features(run)]
            for a, b in zip(fast, slow, strict=True):
                assert a == pytest.approx(b)
