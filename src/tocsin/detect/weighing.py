"""How much each piece of evidence counts, and who is the likeliest owner: ``data/owner_weights.yaml``."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from math import exp

from tocsin.detect.hits import Person
from tocsin.model.yamlfile import read_yaml


@dataclass(frozen=True, slots=True)
class Weights:
    """Weight of each piece of evidence, and the least probability of an owner."""

    of: dict[str, float]
    threshold: float


@cache
def weights() -> Weights:
    """The weights of ``data/owner_weights.yaml``."""
    read = read_yaml(files("tocsin.detect").joinpath("data/owner_weights.yaml").read_text(encoding="utf-8"))
    return Weights({name: entry["weight"] for name, entry in read["evidence"].items()}, read["threshold"])


Candidate = tuple[Person | None, list[list[str]]]
"""A person, and for each of his names the evidence that he is the owner. None: nobody named here."""


def likeliest(candidates: Sequence[Candidate], weight: dict[str, float]) -> tuple[Person | None, float]:
    """The person with the highest sum, and its probability among all candidates."""
    of = weight.__getitem__
    sums = [max([sum(map(of, way)) for way in ways]) for _, ways in candidates]
    best = max(range(len(sums)), key=sums.__getitem__)
    return candidates[best][0], 1.0 / sum(exp(s - sums[best]) for s in sums)
