"""What is to review, and what the quality samples say, in the terminal."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from rich.console import Console
from rich.markup import escape
from rich.table import Table

from tocsin.model.elements import catalogue
from tocsin.report.board import Checked

ROWS_SHOWN = 200


def show_queue(made: Mapping[str, Any], console: Console) -> None:
    """Print lists of a review by name: groups, findings, files, owners, judgements."""
    for name, rows in made.items():
        if name == "quality":
            continue
        if not rows:
            console.print(f"No {name} to show.")
            continue
        table = _TABLES[name](rows[:ROWS_SHOWN])
        console.print(table)
        if len(rows) > ROWS_SHOWN:
            console.print(f"… {len(rows) - ROWS_SHOWN:,} more; --json lists all", style="dim")


def _entries(rows: Sequence[Any]) -> Table:
    table = Table(box=None, padding=(0, 1))
    for title in ("id", "data element", "masked", "file and place", "asked"):
        table.add_column(title, overflow="fold", no_wrap=title == "id")
    for title in ("findings", "people"):
        table.add_column(title, justify="right")
    for row in rows:
        table.add_row(
            row.id,
            catalogue()[row.element].name,
            escape(row.masked),
            escape(f"{row.path}: {row.place}"),
            row.question if row.state == "open" else row.state,
            f"{row.findings:,}",
            f"{row.people:,}",
        )
    return table


def _files(rows: Sequence[Any]) -> Table:
    table = Table(box=None, padding=(0, 1))
    for title in ("id", "file", "kind", "characters"):
        table.add_column(title, overflow="fold", no_wrap=title == "id")
    for row in rows:
        table.add_row(row.id, escape(row.path), escape(row.kind), f"{row.chars:,}")
    return table


def _owners(rows: Sequence[Mapping[str, Any]]) -> Table:
    table = Table(box=None, padding=(0, 1))
    for title in ("mention", "name", "place"):
        table.add_column(title, overflow="fold", no_wrap=title == "id")
    for row in rows:
        table.add_row(row["id"], escape(row["name"]), escape(row["place"]))
    return table


def _judgements(rows: Sequence[Mapping[str, Any]]) -> Table:
    table = Table(box=None, padding=(0, 1))
    for title in ("id", "when", "by", "subject", "verdict", "why", "supersedes"):
        table.add_column(title, overflow="fold", no_wrap=title == "id")
    for row in rows:
        verdict = row["verdict"] if row["stands"] else f"[dim]{row['verdict']}, no longer stands[/]"
        table.add_row(
            row["id"],
            row["at"],
            escape(row["by"]),
            row["subject"],
            verdict,
            escape(row["why"] or ""),
            row["supersedes"] or "",
        )
    return table


_TABLES = {
    "groups": _entries,
    "findings": _entries,
    "files": _files,
    "owners": _owners,
    "judgements": _judgements,
}


def show_quality(checked: Checked | None, console: Console) -> None:
    """Print what the quality samples say so far."""
    for line in quality_lines(checked):
        console.print(line, highlight=False, soft_wrap=True)


def quality_lines(checked: Checked | None) -> list[str]:
    """What the quality samples say, a sentence each; none where nobody has looked."""
    lines: list[str] = []
    if checked is None:
        return lines
    if checked.elusion is not None and checked.missing is not None:
        unsure = f", {checked.unsure:,} unsure" if checked.unsure else ""
        lines.append(
            f"Of {checked.looked:,} files without findings drawn at random, {checked.missed:,} held "
            f"personal data{unsure}: elusion {checked.elusion.estimate:.1%} "
            f"({checked.elusion.low:.1%} to {checked.elusion.high:.1%}), at most "
            f"{checked.missing.high:,.0f} of {checked.files:,} such files"
        )
    if checked.recall is not None:
        lines.append(
            f"So something was found in about {checked.recall.estimate:.1%} of the files with personal data "
            f"({checked.recall.low:.1%} to {checked.recall.high:.1%})"
        )
    if checked.precision is not None:
        lines.append(
            f"Of {checked.checked:,} sure findings drawn at random, {checked.wrong:,} were wrong: "
            f"{checked.precision.estimate:.1%} right "
            f"({checked.precision.low:.1%} to {checked.precision.high:.1%})"
        )
    return lines
