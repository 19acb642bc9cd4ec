"""Where every draw comes from."""

from __future__ import annotations

from random import Random


def generator(seed: int, name: str) -> Random:
    """The generator of one thing (the population, a document), independent of all others of the same seed."""
    return Random(f"{seed}/{name}")  # noqa: S311 - invented data must come out the same; nothing here is secret
