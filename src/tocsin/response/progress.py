"""How long work tells of itself, without knowing who watches."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Protocol


class Bar(Protocol):
    """One piece of work on its way."""

    def advance(self, steps: float = 1) -> None:
        """So many more steps are done."""

    def say(self, words: str) -> None:
        """What is being worked on now."""


class Watcher(Protocol):
    """Whoever watches: a terminal, a test, nobody."""

    @contextmanager
    def work(self, what: str, total: float | None) -> Iterator[Bar]:
        """A stage begins. total: number of steps, or None when it cannot be known."""
        yield Silent()

    def note(self, words: str) -> None:
        """One line worth knowing."""


class Silent:
    """Watches nothing; also its own bar."""

    def advance(self, steps: float = 1) -> None:
        """Nobody looks."""

    def say(self, words: str) -> None:
        """Nobody listens."""

    def note(self, words: str) -> None:
        """Nobody reads."""

    @contextmanager
    def work(self, what: str, total: float | None) -> Iterator[Bar]:
        """A stage begins unseen."""
        yield self


def shares(bar: Bar) -> Callable[[str, float], None]:
    """Progress told as a share of the whole becomes steps of a bar."""
    told = 0.0

    def step(words: str, share: float) -> None:
        nonlocal told
        bar.say(words)
        bar.advance(share - told)
        told = share

    return step
