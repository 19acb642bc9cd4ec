"""Options that the commands of ``tocsin mail`` share."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Annotated

import typer

from tocsin.cli.output import out
from tocsin.response import MailRefused

By = Annotated[str, typer.Option("--by", help="Who enters it: a person’s name.", show_default=False)]
Column = Annotated[
    list[str] | None,
    typer.Option(
        "--column", metavar="OURS=HEADER", help="What a column is called in this file.", show_default=False
    ),
]


def columns(given: list[str] | None) -> dict[str, str]:
    """``piece=Job Piece ID`` as a pair. Raises MailRefused."""
    pairs = [one.partition("=") for one in given or []]
    if bad := [name for name, sign, title in pairs if not (name and sign and title)]:
        raise MailRefused(f"--column wants OURS=HEADER, not {', '.join(bad)}.")
    return {name.strip(): title.strip() for name, _, title in pairs}


def today(given: datetime | None) -> str:
    """The day that was given, else today, as an ISO date."""
    return (given or datetime.now(UTC)).date().isoformat()


def say(words: str) -> None:
    """A line for people."""
    out.print(words, markup=False, highlight=False, soft_wrap=True)
