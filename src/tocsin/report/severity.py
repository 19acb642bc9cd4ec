"""The methods of severity in the terminal: side by side in a few lines, with every factor on demand."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from rich.markup import escape
from rich.table import Table

from tocsin.report.board import Board
from tocsin.report.words import open_questions

SUBJECT_SHOWN = 90
"""Letters of the worst set that the terminal shows."""


def methods(board: Board, *, everything: bool) -> Iterator[Table]:
    """One line a method; ``everything`` adds a table of the factors of each."""
    yield _side_by_side(board)
    if everything:
        yield from (_factors(row) for row in board.methods if row["factors"])


def _side_by_side(board: Board) -> Table:
    table = Table(
        title="How bad it is, method by method (never added up)",
        title_justify="left",
        box=None,
        padding=(0, 1),
    )
    table.add_column("method", no_wrap=True)
    table.add_column("it says", no_wrap=True)
    table.add_column("why", style="dim")
    for row in board.methods:
        table.add_row(escape(row["method"]), _says(row), escape(_why(row)))
    return table


def _says(row: Mapping[str, Any]) -> str:
    number = "" if row["value"] is None else f" ({row['value']:g} of 6)"
    return f"[bold]{escape(row['band'])}[/]{number}"


def _why(row: Mapping[str, Any]) -> str:
    """The first reason and how much is left to a person; of a number, the set of data it stands on."""
    if not row["factors"]:
        return _short(f"worst set: {row['subject']}")
    return f"{row['reasons'][0].rstrip('.')}; {open_questions(row['factors'])}"


def _short(words: str) -> str:
    return words if len(words) <= SUBJECT_SHOWN else words[: SUBJECT_SHOWN - 1] + "…"


def _factors(row: Mapping[str, Any]) -> Table:
    table = Table(title=escape(row["method"]), title_justify="left", box=None, padding=(0, 1), expand=True)
    table.add_column("factor", ratio=2)
    table.add_column("what is known", ratio=3)
    table.add_column("what a person must answer", ratio=3, style="dim")
    for factor in row["factors"]:
        asked = "\n".join(question["question"] for question in factor["open"])
        table.add_row(escape(factor["name"]), escape(factor["finding"]), escape(asked))
    return table
