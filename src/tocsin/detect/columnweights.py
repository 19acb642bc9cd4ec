"""How much each piece of evidence counts for a column's kind: ``data/column_weights.yaml``."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from math import exp

from tocsin.model.yamlfile import read_yaml


@dataclass(frozen=True, slots=True)
class Weights:
    """Log odds of each piece of evidence, and its words for a reason (none: it goes without saying)."""

    of: dict[str, float]
    words: dict[str, str]


@cache
def weights() -> Weights:
    """The weights of ``data/column_weights.yaml``."""
    read = read_yaml(files("tocsin.detect").joinpath("data/column_weights.yaml").read_text(encoding="utf-8"))
    entries = {name: entry for group in read.values() for name, entry in group.items()}
    return Weights(
        {name: entry["weight"] for name, entry in entries.items()},
        {name: entry["words"] for name, entry in entries.items() if "words" in entry},
    )


def total(evidence: Iterable[str], of: dict[str, float]) -> float:
    """Log odds of a kind against "nothing", before the other kinds are looked at."""
    return sum(map(of.__getitem__, evidence))


def shares(totals: Sequence[float]) -> list[float]:
    """Probability of each kind among all of them and nothing, whose log odds are 0."""
    powers = [exp(one) for one in totals]
    whole = 1.0 + sum(powers)
    return [power / whole for power in powers]


def _quantity(share: float) -> str:
    return "every value" if share == 1 else "nearly every value" if share >= 0.9 else "the typical value"


def told(evidence: Iterable[str], share: float) -> str:
    """The words of what speaks for a kind, in one phrase. share: of the values that pass the test."""
    weight = weights()
    said = [words for name in evidence if weight.of[name] > 0 and (words := weight.words.get(name))]
    return ", ".join(said).replace("{values}", _quantity(share))
