"""The whole chain on a share of files, stage by stage: speed, memory and, on the demo's share, accuracy.

./run bench                      the demo's share of 20,000 invented people
./run bench FOLDER …             files of your own (counts and speed only)
./run bench --people 2000        a smaller demo share
"""

from __future__ import annotations

import argparse
import os
import platform
import resource
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))
from scoring import Score, score

from tocsin import response
from tocsin.demo import Truth, incident_facts, make_share
from tocsin.model.factsfile import parse_facts
from tocsin.response.progress import Bar, Silent

UNKNOWN_INCIDENT = "organisation: {name: Benchmark}\nincident: {dates: {discovered: 2026-11-01}}"
"""Facts for folders of the user's: nothing known but a day to count from."""

PASSPHRASE = "measured on invented people only"


class Clock:
    """A watcher that keeps how long each stage took (seconds, wall)."""

    def __init__(self) -> None:
        self.stages: list[tuple[str, float]] = []

    @contextmanager
    def work(self, what: str, total: float | None) -> Iterator[Bar]:
        """Time one stage."""
        start = time.perf_counter()
        yield Silent()
        self.stages.append((what, time.perf_counter() - start))

    def note(self, words: str) -> None:
        """Nobody reads along."""


def main() -> None:
    """Run and print a table in Markdown, ready for RESULTS.md."""
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    arguments.add_argument("folders", nargs="*", type=Path)
    arguments.add_argument("--people", type=int, default=20_000)
    arguments.add_argument("--lanes", type=int, default=None)
    given = arguments.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        sources, truth = given.folders, None
        if not sources:
            start = time.perf_counter()
            truth = make_share(Path(scratch) / "share", people=given.people)
            print(f"share of {given.people:,} invented people made in {time.perf_counter() - start:.1f} s\n")
            sources = [Path(scratch) / "share"]
        measure(sources, Path(scratch) / "case", truth, given.lanes)


def measure(sources: list[Path], folder: Path, truth: Truth | None, lanes: int | None) -> None:
    """One run over ``sources``, printed."""
    clock = Clock()
    facts = incident_facts(truth) if truth else parse_facts(UNKNOWN_INCIDENT)
    start = time.perf_counter()
    response.check_containment(clock)
    with response.lanes(lanes) as pool, response.create(folder, PASSPHRASE, facts) as case:
        ready = time.perf_counter() - start
        response.respond(case, sources, None, pool, clock)
        board = response.board(case)
        names = ("items", "mentions", "identifiers", "people", "links", "exposures")
        tables = {name: case.table(name) for name in names}
    total = time.perf_counter() - start
    print(
        f"{datetime.now(UTC):%Y-%m-%d}, {os.cpu_count()} cores, Python {platform.python_version()}, "
        f"duckdb {version('duckdb')}, splink {version('splink')}, typst {version('typst')}\n"
    )
    print("| stage | seconds | rate |\n|---|---|---|")
    print(f"| self-test, lanes, keys | {ready:.1f} | |")
    for what, seconds in clock.stages:
        print(f"| {what} | {seconds:.1f} | {_rate(what, seconds, board)} |")
    print(f"| **all** | **{total:.1f}** | |")
    own, children = (
        resource.getrusage(who).ru_maxrss / 1024 for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)
    )
    print(f"\npeak memory: main process {own:,.0f} MiB, largest child {children:,.0f} MiB")
    outcomes = ", ".join(f"{count:,} {name.replace('_', ' ')}" for name, count in board.outcomes.items())
    print(f"items: {board.files:,} ({outcomes}); people: {board.people:,}; letters: {board.letters:,}")
    if truth is not None:
        _print_score(score(truth, tables))


def _rate(what: str, seconds: float, board: response.Board) -> str:
    if what.startswith("Reading"):
        return f"{board.bytes / 1e6 / seconds:.1f} MB/s, {board.files / seconds:,.0f} files/s"
    if what.startswith("Finding"):
        return f"{board.people / seconds:,.0f} people/s"
    if what.startswith("Writing"):
        return f"{board.letters / seconds:,.0f} letters/s"
    return ""


def _print_score(found: Score) -> None:
    print("\n| person list against the truth | |\n|---|---|")
    print(f"| people exposed in readable files | {found.people:,} |\n| rows | {found.rows:,} |")
    for name in ("unnotified", "extra", "mixed"):
        count = getattr(found, name)
        print(f"| {name} | {count:,} ({found.per_thousand(count):.1f} per 1,000) |")
    share = found.residence_right / max(found.residence_known, 1)
    print(f"| residence right | {share:.1%} of {found.residence_known:,} with an address in a file |")
    print(
        f"| person × element | precision {found.element_precision:.3f}, recall {found.element_recall:.3f} |"
    )


if __name__ == "__main__":
    main()
