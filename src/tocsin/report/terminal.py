"""The board in the terminal."""

from __future__ import annotations

from collections.abc import Sequence

from rich.console import Console, Group, RenderableType
from rich.markup import escape
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from tocsin.report.board import OUTCOMES, Board, Due
from tocsin.report.review import quality_lines
from tocsin.report.severity import methods
from tocsin.report.words import DISCLAIMER, days_away, number, size

STATES_SHOWN = 12
ELEMENTS_SHOWN = 12
DUTIES_SHOWN = 24
QUESTIONS_SHOWN = 6
FACTS_SHOWN = 3


def show(board: Board, console: Console, *, everything: bool = False) -> None:
    """Print the board. ``everything`` lifts the limits on rows."""
    console.rule(f"[bold]{escape(board.organisation)}[/] · {escape(board.title)} · {board.as_of:%d %B %Y}")
    console.print(Padding(_headline(board), (1, 2, 0, 2)))
    if board.elements or board.states:
        side = Table.grid(padding=(0, 4))
        side.add_row(_elements(board, everything), _states(board, everything))
        console.print(Padding(side, (1, 2, 0, 2)))
    if len(board.methods) > 1:
        for part in methods(board, everything=everything):
            console.print(Padding(part, (1, 2, 0, 2)))
    show_duties(board, console, everything=everything)


def show_duties(board: Board, console: Console, *, everything: bool = False) -> None:
    """Print what is due, what hangs on unknown facts, what is to be kept, and what to find out next."""
    parts: list[RenderableType] = []
    if board.due:
        parts.append(_duties("What is due", board.due, everything))
    if board.open:
        parts.append(_open(board, everything))
    if board.keep:
        parts.append(_duties("To be kept until", board.keep, everything))
    if board.unruled:
        parts.append(_unruled(board))
    if board.questions:
        parts.append(_questions(board, everything))
    for part in parts:
        console.print(Padding(part, (1, 2, 0, 2)))
    console.print(Padding(Text(DISCLAIMER, style="dim"), (1, 2, 1, 2)))


def _headline(board: Board) -> RenderableType:
    lines = []
    if board.files:
        parts = [f"{count:,} {OUTCOMES[name]}" for name, count in board.outcomes.items()]
        lines.append(
            f"[bold]{board.files:,}[/] files and files inside files ({size(board.bytes)}): {', '.join(parts)}"
        )
    if board.people:
        notes = [f"{len(board.states)} places of residence"]
        notes += [f"{board.contact_only:,} with contact details only"] if board.contact_only else []
        notes += (
            [f"{board.residence_unknown:,} whose residence is not known"] if board.residence_unknown else []
        )
        notes += [f"{board.minors:,} minors"] if board.minors else []
        notes += [f"{board.deceased:,} deceased"] if board.deceased else []
        notes += [f"{board.to_review:,} to look at"] if board.to_review else []
        lines.append(f"[bold]{board.people:,}[/] affected individuals: {', '.join(notes)}")
    if board.unowned:
        found = sum(count for _, count in board.unowned)
        lines.append(
            f"[bold]{found:,}[/] findings whose owner is not known, in {len(board.unowned_files):,} files: "
            "somebody has to look (the report lists them)"
        )
    if board.checked and (board.checked.to_review or board.checked.decided):
        lines.append(
            f"[bold]{board.checked.to_review:,}[/] groups of findings to review, {board.checked.decided:,} "
            "decided (`tocsin review`)"
        )
    lines += quality_lines(board.checked)
    if board.letters or board.packets:
        missing = f", {board.letters_not_sendable:,} cannot be posted" if board.letters_not_sendable else ""
        lines.append(
            f"[bold]{board.letters:,}[/] letters{missing} and [bold]{board.packets:,}[/] packets written"
        )
    if board.mail:
        lines.append(
            f"Mail: [bold]{board.mail['out']:,}[/] out, {board.mail['packaged']:,} at the printer, "
            f"{board.mail['waiting']:,} not packaged; {board.mail['returned']:,} came back, "
            f"{board.mail['substitute']:,} told by substitute notice (`tocsin mail who`)"
        )
    lines += [escape(line) for line in board.approvals]
    if board.severity:
        worst = board.severity[0]
        lines.append(f"Severity: [bold]{worst['band']}[/] ({worst['method']}, {number(worst['value'])})")
    return Group(*lines) if lines else Text("Nothing has been read yet.")


def _elements(board: Board, everything: bool) -> Table:
    table = Table(title="What was taken", title_justify="left", box=None, padding=(0, 1))
    table.add_column("data element")
    table.add_column("people", justify="right")
    limit = len(board.elements) if everything else ELEMENTS_SHOWN
    for _, name, people in board.elements[:limit]:
        table.add_row(name if len(name) <= 44 else name[:43] + "…", f"{people:,}")
    if len(board.elements) > limit:
        table.add_row(f"[dim]… {len(board.elements) - limit} more[/]", "")
    return table


def _states(board: Board, everything: bool) -> Table:
    table = Table(title="How many where", title_justify="left", box=None, padding=(0, 1))
    table.add_column("place")
    table.add_column("people", justify="right")
    states = list(board.states.items())
    limit = len(states) if everything else STATES_SHOWN
    for code, people in states[:limit]:
        table.add_row(code, f"{people:,}")
    if len(states) > limit:
        table.add_row(
            f"[dim]… {len(states) - limit} more[/]", f"[dim]{sum(n for _, n in states[limit:]):,}[/]"
        )
    if board.residence_unknown:
        table.add_row("[dim]not known[/]", f"{board.residence_unknown:,}")
    return table


def _duties(title: str, duties: list[Due], everything: bool) -> Table:
    table = Table(title=title, title_justify="left", box=None, padding=(0, 1), expand=True)
    table.add_column("by", no_wrap=True)
    table.add_column("", no_wrap=True)
    table.add_column("what", ratio=3)
    table.add_column("people", justify="right", no_wrap=True)
    table.add_column("how the day was worked out", ratio=4, style="dim")
    limit = len(duties) if everything else DUTIES_SHOWN
    for duty in duties[:limit]:
        urgent = duty.days is not None and duty.days < 8 and duty.status != "done"
        table.add_row(
            f"{duty.deadline:%d %b %Y}" if duty.deadline else "no day",
            Text(_how_far(duty), style="bold red" if urgent else ""),
            escape(duty.title),
            f"{duty.people:,}" if duty.people is not None else "",
            escape(duty.proof or duty.when or duty.standard),
        )
    if len(duties) > limit:
        table.add_row("…", "", f"{len(duties) - limit} more; --all shows them", "", "")
    return table


def _how_far(duty: Due) -> str:
    if duty.status in {"done", "keep"}:
        return {"done": "done", "keep": ""}[duty.status]
    return days_away(duty.days)


def _open(board: Board, everything: bool) -> Table:
    table = Table(title="Depends on what is not yet known", title_justify="left", box=None, padding=(0, 1))
    table.add_column("what")
    table.add_column("hangs on", style="dim")
    limit = len(board.open) if everything else DUTIES_SHOWN // 2
    for duty in board.open[:limit]:
        table.add_row(escape(duty.title), escape(_few(duty.depends_on)))
    if len(board.open) > limit:
        table.add_row(f"… {len(board.open) - limit} more; --all shows them", "")
    return table


def _few(facts: Sequence[str]) -> str:
    shown = ", ".join(facts[:FACTS_SHOWN])
    return f"{shown} and {len(facts) - FACTS_SHOWN} more" if len(facts) > FACTS_SHOWN else shown


def _unruled(board: Board) -> RenderableType:
    people = sum(duty.people or 0 for duty in board.unruled)
    places = ", ".join(duty.place for duty in board.unruled)
    return Group(
        f"[bold]Places whose law Tocsin does not hold yet[/] ({people:,} people): counsel must look it up",
        Text(places),
    )


def _questions(board: Board, everything: bool) -> Table:
    table = Table(title="To find out next", title_justify="left", box=None, padding=(0, 1))
    table.add_column("question")
    table.add_column("what it would change", style="dim")
    limit = len(board.questions) if everything else QUESTIONS_SHOWN
    for question in board.questions[:limit]:
        table.add_row(escape(question.question), escape(question.changes))
    return table
