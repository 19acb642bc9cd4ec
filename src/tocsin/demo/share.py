"""The stolen share as a whole: every family of documents in its folders, and the truth about them."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from .desk import Desk
from .documents import (
    claims,
    containers,
    damage,
    databases,
    finance,
    hr,
    it,
    mail,
    marketing,
    operations,
    patients,
    payroll,
    scans,
)
from .people import make_people
from .truth import Truth

Progress = Callable[[str, int, int], None]
"""Told the name of the family being written, how many are done and how many there are."""

DEFAULT_PEOPLE = 20_000
DEFAULT_SEED = 2026

_FAMILIES: tuple[tuple[str, Callable[[Desk], None]], ...] = (
    ("Payroll", payroll.write),
    ("Patients", patients.write),
    ("Databases", databases.write),
    ("Claims", claims.write),
    ("HR", hr.write),
    ("Marketing", marketing.write),
    ("Finance", finance.write),
    ("IT", it.write),
    ("Operations", operations.write),
    ("Scans", scans.write),
    ("Mail", mail.write),
    ("Archives", containers.write),
    ("Damaged files", damage.write),
)


def make_share(
    folder: Path,
    *,
    people: int = DEFAULT_PEOPLE,
    seed: int = DEFAULT_SEED,
    progress: Progress | None = None,
) -> Truth:
    """Writes the share of *people* invented individuals into *folder* and gives the truth about it.

    The same count and seed give the same bytes. The truth is returned, not written: keep it outside the
    share (`Truth.write`).

    Raises FileExistsError if *folder* holds anything, so that real and invented data never mix.
    """
    folder.mkdir(parents=True, exist_ok=True)
    if any(folder.iterdir()):
        raise FileExistsError(f"{folder} is not empty")
    tell = progress or (lambda _name, _done, _total: None)
    total = len(_FAMILIES) + 1
    tell("People", 0, total)
    desk = Desk(folder, make_people(people, seed), seed)
    for done, (name, write) in enumerate(_FAMILIES, 1):
        tell(name, done, total)
        write(desk)
    tell("Done", total, total)
    return desk.ledger.truth(seed, desk.people)
