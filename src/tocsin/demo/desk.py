"""The desk every document is written at: where files are saved and noted, and where pens come from."""

from __future__ import annotations

import os
from datetime import UTC, datetime
from pathlib import Path
from random import Random

from .columns import Column, Grid, fill
from .pen import Pen
from .people import Person, Population
from .seeded import generator
from .truth import CHILD_SIGN, Ledger, Reach

_NEWEST = int(datetime(2026, 2, 9, tzinfo=UTC).timestamp())
_YEAR = 365 * 24 * 3600


class Desk:
    """Saves files below one folder and notes them in the ledger.

    Every document draws from a generator of its own, named by its path, so that one more file changes none of
    the others.
    """

    def __init__(self, folder: Path, population: Population, seed: int) -> None:
        self.people = population
        self.ledger = Ledger()
        self._folder = folder
        self._seed = seed

    def rng(self, path: str) -> Random:
        """The generator of one document."""
        return generator(self._seed, path)

    def pen(self, path: str, *, old: bool = False, formal: bool = False) -> Pen:
        """The hand one document is written in."""
        return Pen.draw(generator(self._seed, f"pen/{path}"), old=old, formal=formal)

    def grid(
        self, path: str, layout: list[Column], rows: list[Person] | list[list[Person]], pen: Pen
    ) -> Grid:
        """A table of people written into *path* (and noted); a row is one person or several."""
        grouped = [row if isinstance(row, list) else [row] for row in rows]
        return fill(layout, grouped, pen, self.ledger, path)

    def saw_all(
        self, path: str, persons: list[Person], elements: tuple[str, ...], *, tax_number: bool = False
    ) -> None:
        """Notes the same elements for several persons; *tax_number*: also the SSN or ITIN each has."""
        for person in persons:
            own = (("ssn",) if person.ssn else ("itin",)) if tax_number else ()
            self.ledger.saw(path, person, (*elements, *own))

    def save(self, path: str, data: bytes | str, *, reach: Reach = "plain") -> None:
        """Writes one file of the share and notes it. *path* is relative, with ``/``."""
        target = self._folder / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(data.encode() if isinstance(data, str) else data)
        stamp = _NEWEST - self.rng(f"stamp/{path}").randrange(3 * _YEAR)
        os.utime(target, (stamp, stamp))
        self.ledger.file(path, reach=reach)

    def member(self, container: str, name: str) -> str:
        """Notes a file inside *container* and gives its path for the ledger."""
        path = f"{container}{CHILD_SIGN}{name}"
        self.ledger.file(path)
        return path

    def copy(self, source: str, target: str) -> None:
        """The same file once more in another place."""
        self.save(target, (self._folder / source).read_bytes())
        self.ledger.copy(source, target)

    def read(self, path: str) -> bytes:
        """A file written before."""
        return (self._folder / path).read_bytes()
