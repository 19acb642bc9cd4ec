"""Progress bars in the terminal; one line a stage where there is no terminal."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.progress import BarColumn, Progress, SpinnerColumn, TaskID, TextColumn, TimeElapsedColumn

from tocsin.response.progress import Bar


class TerminalBar:
    """A bar of a Rich progress display."""

    def __init__(self, progress: Progress, task: TaskID) -> None:
        self._progress = progress
        self._task = task

    def advance(self, steps: float = 1) -> None:
        """Move the bar on."""
        self._progress.advance(self._task, steps)

    def say(self, words: str) -> None:
        """Show what is being worked on, after the bar."""
        self._progress.update(self._task, words=words)


class TerminalWatcher:
    """Shows stages on a console (standard error, so that ``--json`` stays clean)."""

    def __init__(self, console: Console) -> None:
        self._console = console

    @contextmanager
    def work(self, what: str, total: float | None) -> Iterator[Bar]:
        """Show a bar while the stage runs, and keep its last state on the screen."""
        progress = Progress(
            SpinnerColumn(finished_text="[green]✓[/]"),
            TextColumn("{task.description}"),
            BarColumn(bar_width=32),
            TextColumn("{task.percentage:>3.0f} %"),
            TimeElapsedColumn(),
            TextColumn("[dim]{task.fields[words]}[/]"),
            console=self._console,
        )
        with progress:
            task = progress.add_task(f"{what:<28}", total=total, words="")
            yield TerminalBar(progress, task)
            done = progress.tasks[0].total or 1
            progress.update(task, completed=done, total=done)

    def note(self, words: str) -> None:
        """One line above the bars."""
        self._console.print(words, highlight=False, markup=False)
