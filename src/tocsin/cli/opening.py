"""Opening what a command works on: the lanes first, then the case."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tocsin import response
from tocsin.cli.options import EngineKind, NoPassphrase, read_passphrase, read_passwords
from tocsin.cli.output import err
from tocsin.cli.watcher import TerminalWatcher
from tocsin.model.factsfile import load_facts
from tocsin.response import Case, Engine, Lanes


def watcher() -> TerminalWatcher:
    """Shows progress on standard error."""
    return TerminalWatcher(err)


@contextmanager
def opened_lanes(
    needed: object, count: int | None, spark: str | None = None, passwords: Path | None = None
) -> Iterator[Lanes | None]:
    """Lanes are made first: before a passphrase or key is in this process's memory.

    spark: a master of Spark to read on instead. passwords: a list to try on locked files.
    """
    words = read_passwords(passwords)
    if words and spark is not None:
        raise NoPassphrase("A list of passwords is not sent to other machines. Read without --spark.")
    if not needed:
        yield None
        return
    response.check_containment(watcher())
    with response.lanes(count, words) if spark is None else response.spark_lanes(spark) as pool:
        yield pool


@contextmanager
def opened_engine(kind: EngineKind, master: str) -> Iterator[Engine]:
    """Where mentions are compared and joined; Spark is started before a passphrase is read."""
    if kind is EngineKind.DUCKDB:
        yield response.here
        return
    with watcher().work("Starting Spark", None), response.spark_engine(master) as engine:
        yield engine


@contextmanager
def opened_case(
    folder: Path, passphrase_file: Path | None, passphrase_fd: int | None, facts: Path | None = None
) -> Iterator[Case]:
    """The case in a folder; with facts, given or beside it, a new one is made."""
    fresh = response.is_new(folder)
    given = load_facts(facts) if facts is not None else response.facts_beside(folder)
    if fresh and given is None:
        raise response.no_case(folder)
    passphrase = read_passphrase(passphrase_file, passphrase_fd, new=fresh)
    with (
        response.create(folder, passphrase, given)
        if fresh
        else response.open_case(folder, passphrase) as opened
    ):
        if given is not None and opened.record_facts(given):
            watcher().note("The facts have changed; what depends on them is worked out anew.")
        yield opened
