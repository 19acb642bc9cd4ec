"""Pairs of people to decide, why two are one or two, decisions and events, in the terminal."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Protocol

from rich.console import Console
from rich.markup import escape
from rich.table import Table

ROWS_SHOWN = 200
SOURCES_SHOWN = 6


class _Line(Protocol):
    field: str
    one: tuple[str, ...]
    other: tuple[str, ...]
    outcome: str
    weight: float
    words: str


def show_questions(rows: Sequence[Any], console: Console) -> None:
    """Print the queue: pairs of people that may be one."""
    if not rows:
        console.print("Nothing is left to decide. `--all` shows what was decided.")
        return
    table = _table("pair", "chance", "weight", "what is alike and unlike", "state")
    for row in rows[:ROWS_SHOWN]:
        table.add_row(
            f"{row.one} {row.other}",
            f"{row.probability:.0%}",
            f"{row.weight:+.1f}",
            escape(row.reason),
            row.state,
        )
    _print(table, rows, console)


def preview_lines(seen: Any, verdict: str) -> list[str]:
    """What one answer for several pairs would change, in words."""
    if verdict != "same":
        return [f"{seen.pairs:,} pairs of {seen.affected:,} people stay apart; no row changes."]
    letters = "" if seen.letters is None else f" {seen.letters:,} letters fewer."
    lines = [
        f"{seen.pairs:,} pairs: {seen.affected:,} people on the list become {seen.groups:,}, "
        f"{seen.merged:,} rows fewer.{letters}"
    ]
    if seen.contradicted:
        lines.append(f"{seen.contradicted:,} earlier answers “different” would no longer hold.")
    return lines


def show_decisions(rows: Sequence[Mapping[str, Any]], console: Console) -> None:
    """Print the ledger."""
    if not rows:
        console.print("Nothing was decided yet.")
        return
    table = _table("id", "when", "by", "people", "verdict", "why", "supersedes", "bulk")
    for row in rows[:ROWS_SHOWN]:
        stands = row["stands"] or row["verdict"] == "withdrawn"
        table.add_row(
            row["id"],
            row["at"],
            escape(row["by"]),
            " ".join(row["people"]),
            row["verdict"] if stands else f"[dim]{row['verdict']}, no longer stands[/]",
            escape(row["why"] or ""),
            row["supersedes"] or "",
            row["batch"] or "",
        )
    _print(table, rows, console)


def show_events(rows: Sequence[Mapping[str, Any]], console: Console) -> None:
    """Print what became of ids."""
    if not rows:
        console.print("Every id stands for the same row as in the first run.")
        return
    table = _table("run", "event", "person", "from", "mentions")
    for row in rows[:ROWS_SHOWN]:
        table.add_row(str(row["run"]), row["event"], row["person"], row["from"] or "", f"{row['mentions']:,}")
    _print(table, rows, console)


def show_reasons(reasons: Any, console: Console) -> None:
    """Print why two are one person or two."""
    console.print(sheet_table(reasons.sheet.lines, reasons.one, reasons.other))
    for name, sources in (
        (reasons.one, reasons.sheet.one_sources),
        (reasons.other, reasons.sheet.other_sources),
    ):
        for source in sources[:SOURCES_SHOWN]:
            console.print(f"{name} stands in {source}", markup=False, highlight=False, soft_wrap=True)
        if len(sources) > SOURCES_SHOWN:
            console.print(f"{name} stands in {len(sources) - SOURCES_SHOWN:,} more places", highlight=False)
    for sentence in reasons.sentences:
        console.print(sentence, markup=False, highlight=False, soft_wrap=True)


def sheet_table(lines: Sequence[_Line], one: str, other: str) -> Table:
    """Two rows side by side, field by field."""
    table = _table("field", one, other, "", "weight", "speaks")
    for line in lines:
        table.add_row(
            line.field,
            escape("; ".join(line.one)),
            escape("; ".join(line.other)),
            line.outcome,
            f"{line.weight:+.1f}" if line.outcome != "missing" else "",
            line.words,
        )
    return table


def _table(*titles: str) -> Table:
    table = Table(box=None, padding=(0, 1))
    for title in titles:
        fold = title not in ("chance", "weight", "run", "mentions")
        table.add_column(title, overflow="fold" if fold else "ellipsis", justify="left" if fold else "right")
    return table


def _print(table: Table, rows: Sequence[Any], console: Console) -> None:
    console.print(table)
    if len(rows) > ROWS_SHOWN:
        console.print(f"… {len(rows) - ROWS_SHOWN:,} more; --json lists all", style="dim")
