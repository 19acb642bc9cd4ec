"""One zygote for all tests, and a short way to have one file read by an acting reader."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from contained_acts import acting_readers

from tocsin.intake import ItemRow, Limits, examine, survey
from tocsin.intake.zygote import Zygote
from tocsin.model.content import Part


@pytest.fixture(scope="session")
def zygote() -> Iterator[Zygote]:
    with Zygote(acting_readers) as zygote:
        zygote.wait_until_ready()
        yield zygote


@dataclass(frozen=True)
class Outcome:
    """Rows of a top-level file, and the parts handed on, with their item's id."""

    rows: list[ItemRow]
    parts: list[tuple[str, Part]]

    @property
    def top(self) -> ItemRow:
        return self.rows[0]


@pytest.fixture
def have_read(zygote: Zygote, tmp_path: Path) -> Callable[..., Outcome]:
    """Have a file with this act (and its argument) read."""

    def read(act: str, argument: str = "", limits: Limits | None = None) -> Outcome:
        path = tmp_path / "file.act"
        path.write_text(f"{act}\n{argument}")
        parts: list[tuple[str, Part]] = []
        (source,) = survey([path])
        rows = examine(
            source,
            limits=limits or Limits(),
            examine_part=lambda item, part: parts.append((item, part)),
            zygote=zygote,
        )
        return Outcome(rows, parts)

    return read
