"""The running picture of ``tocsin impact`` in the terminal."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Protocol

from rich.console import Console, Group, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from tocsin.model.elements import catalogue

KINDS_SHOWN = 20
FIGURES = 2
"""Digits of an estimate that are shown: more would seem surer than it is."""


class Range(Protocol):
    """An estimate with the ends of its 95 % interval."""

    @property
    def low(self) -> float: ...
    @property
    def estimate(self) -> float: ...
    @property
    def high(self) -> float: ...


class KindSeen(Protocol):
    """One data element: files that hold it, people whose it is."""

    @property
    def element(self) -> str: ...
    @property
    def files(self) -> Range: ...
    @property
    def people(self) -> Range: ...


class PictureSeen(Protocol):
    """What the response knows so far."""

    @property
    def read(self) -> int: ...
    @property
    def all_files(self) -> int: ...
    @property
    def people_seen(self) -> int: ...
    @property
    def people(self) -> Range: ...
    @property
    def not_seen(self) -> float: ...
    @property
    def kinds(self) -> tuple[KindSeen, ...]: ...


def impact(picture: PictureSeen, seconds: float, *, everything: bool = False) -> RenderableType:
    """The picture as a page for the terminal. seconds: since the reading began."""
    parts: list[RenderableType] = [_headline(picture, seconds)]
    if picture.kinds:
        parts.append(Padding(_kinds(picture, everything), (1, 0)))
    parts.append(Text(_caution(picture), style="dim"))
    return Padding(Group(*parts), (1, 2, 0, 2))


def show_impact(picture: PictureSeen, console: Console, seconds: float, *, everything: bool = False) -> None:
    """Print the picture."""
    console.print(impact(picture, seconds, everything=everything))


def _headline(picture: PictureSeen, seconds: float) -> Text:
    share = picture.read / picture.all_files if picture.all_files else 1.0
    line = Text(f"{picture.read:,} of {picture.all_files:,} files looked at ({share:.0%}), {seconds:.0f} s\n")
    line.append(f"{_about(picture.people, picture.read < picture.all_files)}", style="bold")
    line.append(f" people affected{_between(picture.people)}; {picture.people_seen:,} seen so far")
    return line


def _kinds(picture: PictureSeen, everything: bool) -> Table:
    table = Table(box=None, padding=(0, 1))
    table.add_column("data element")
    for title in ("files", "between", "people", "between"):
        table.add_column(title, justify="right", style="dim" if title == "between" else "")
    limit = len(picture.kinds) if everything else KINDS_SHOWN
    for kind in picture.kinds[:limit]:
        name = catalogue()[kind.element].name
        table.add_row(
            name if len(name) <= 44 else name[:43] + "…",
            *(_cell(kind.files) + _cell(kind.people)),
        )
    if len(picture.kinds) > limit:
        table.add_row(f"[dim]… {len(picture.kinds) - limit} more; --all shows them[/]")
    return table


def _cell(found: Range) -> tuple[str, str]:
    open_ = found.high - found.low >= 1
    ends = f"{_figures(found.low, math.floor):,} – {_figures(found.high, math.ceil):,}" if open_ else ""
    return f"{_figures(found.estimate, round) if open_ else round(found.estimate):,}", ends


def _about(found: Range, open_: bool) -> str:
    return f"About {_figures(found.estimate, round):,}" if open_ else f"{round(found.estimate):,}"


def _between(found: Range) -> str:
    if found.high - found.low < 1:
        return ""
    return f" (between {_figures(found.low, math.floor):,} and {_figures(found.high, math.ceil):,})"


def _figures(value: float, to: Callable[[float], int]) -> int:
    """The value cut to its first digits, down for the lower end and up for the upper one."""
    if value < 10**FIGURES:
        return int(to(value))
    step: int = 10 ** (int(math.log10(value)) + 1 - FIGURES)
    return int(to(value / step)) * step


def _caution(picture: PictureSeen) -> str:
    if picture.read == picture.all_files:
        return "Every file is looked at. People are counted by quick keys; `tocsin people` merges with care."
    return (
        "95 % intervals from a random sample by kind and size of file. A kind of data not listed is in at "
        f"most {math.ceil(picture.not_seen):,} files. A file unlike all others is foreseen by no sample; "
        "people are counted by quick keys."
    )
