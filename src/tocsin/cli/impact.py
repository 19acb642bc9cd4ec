"""``tocsin impact``: within minutes, what was taken and about how many people it concerns."""

from __future__ import annotations

import dataclasses
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated

import typer
from rich.console import RenderableType
from rich.live import Live

from tocsin import response
from tocsin.cli.opening import opened_case, opened_lanes
from tocsin.cli.options import CaseFolder, Json, PassphraseFd, PassphraseFile
from tocsin.cli.output import err, out, print_json
from tocsin.model.elements import catalogue
from tocsin.report import impact as page
from tocsin.report import show_impact


def impact(
    case: CaseFolder,
    sources: Annotated[
        list[Path] | None,
        typer.Argument(help="Folders or files that were stolen; default: those the case knows."),
    ] = None,
    minutes: Annotated[float, typer.Option(help="Stop after so many minutes.", min=0)] = 5.0,
    sample: Annotated[
        int | None, typer.Option(help="Stop when so many files are looked at.", min=1, show_default=False)
    ] = None,
    facts: Annotated[
        Path | None, typer.Option("--facts", help="Facts file, to start a new case.", show_default=False)
    ] = None,
    everything: Annotated[bool, typer.Option("--all", help="Show every data element.")] = False,
    passphrase_file: PassphraseFile = None,
    passphrase_fd: PassphraseFd = None,
    lanes: Annotated[int | None, typer.Option(help="Processes; default: one a core.", min=1)] = None,
    as_json: Json = False,
) -> None:
    """Read a random sample of the files first, and show what was taken while it grows.

    For the first call with counsel, long before every file is read: kinds of data, files that hold them, and
    about how many people, each with a 95 % interval. The sample is drawn by kind and size of file, larger
    files more often. Stop it at any time with Ctrl-C; what was read is kept in the case, encrypted, and
    `tocsin respond` reads none of it again. Started again, it goes on with the same sample.
    """
    response.check_sources(sources or [], None)
    started = time.monotonic()
    with (
        opened_lanes(True, lanes) as pool,
        opened_case(case, passphrase_file, passphrase_fd, facts) as opened,
    ):
        assert pool is not None
        last: list[response.Picture] = []
        try:
            with _shown(last, started, live=err.is_terminal and not as_json, everything=everything):
                last.append(
                    response.look(opened, sources or [], pool, last.append, most=sample, seconds=60 * minutes)
                )
        finally:
            if last:
                _finish(last[-1], time.monotonic() - started, as_json=as_json, everything=everything)
    if not as_json and last[-1].read < last[-1].all_files:
        out.print(f"Next: the same command reads on; tocsin respond --case {case} FOLDER reads the rest.")


@contextmanager
def _shown(
    pictures: list[response.Picture], started: float, *, live: bool, everything: bool
) -> Iterator[None]:
    """Show the newest picture, again and again, for as long as the block runs."""
    if not live:
        yield
        return

    def newest() -> RenderableType:
        if not pictures:
            return "  Drawing the sample and starting to read …"
        return page(pictures[-1], time.monotonic() - started, everything=everything)

    with Live(get_renderable=newest, console=err, refresh_per_second=2, transient=True):
        yield


def _finish(picture: response.Picture, seconds: float, *, as_json: bool, everything: bool) -> None:
    if not as_json:
        show_impact(picture, out, seconds, everything=everything)
        return
    made = dataclasses.asdict(picture) | {"seconds": round(seconds, 1), "confidence": 0.95}
    for kind in made["kinds"]:
        kind["name"] = catalogue()[kind["element"]].name
    print_json(made)
