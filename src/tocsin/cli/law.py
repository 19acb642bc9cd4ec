"""``tocsin law``: the law as Tocsin holds it, for counsel to check. Needs no case."""

from __future__ import annotations

import sys
from typing import Annotated

import typer

from tocsin.response import show_law

law_app = typer.Typer(no_args_is_help=True, help="The law as Tocsin holds it, with its sources.")


@law_app.callback()
def law() -> None:
    """The law as Tocsin holds it, with its sources."""


@law_app.command()
def show(
    place: Annotated[str, typer.Argument(help="A place (CA) or a rule (US-HIPAA).", show_default=False)],
) -> None:
    """Print every value of a place's rules with section, words, address and the day it was read."""
    sys.stdout.write(show_law(place.upper()))
