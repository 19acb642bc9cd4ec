"""Reading every stolen file: contained readers and recognisers in lanes, results kept as they come."""

from __future__ import annotations

import dataclasses
import os
import time
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass
from enum import StrEnum
from functools import partial
from pathlib import Path
from typing import Protocol

import pyarrow as pa

from tocsin.detect import Detector, compile_patterns
from tocsin.intake import DEFAULT_LIMITS, Done, ItemRow, Pool, SourceFile, examine
from tocsin.intake.worker import Readers, our_readers
from tocsin.model.content import Part, Table
from tocsin.model.tables import ITEMS, TABLES, table
from tocsin.response.case import SCAN, SCANNED, Case
from tocsin.response.copies import Copies
from tocsin.response.excerpt import Wanted, excerpt
from tocsin.response.progress import Watcher
from tocsin.response.sources import key, surveyed

KEEP_AFTER_SECONDS = 2.0
"""Finished files are saved at least this often, so that little is done twice after a crash."""

PATIENCE_SECONDS = 5 * 3600.0
"""One top-level file may take this long in all. It is above the reading budget, so that only a recogniser
that hangs meets it; the file then ends as ``stopped`` and the run goes on."""

KEEP_AFTER_BYTES = 64 << 20
"""… or when this much has come together in memory."""


OCR_LIMITS = dataclasses.replace(DEFAULT_LIMITS, memory_bytes=3 << 30, seconds=3600.0, seconds_cap=4 * 3600.0)
"""A page takes seconds of a processor and half a gigabyte."""


class Purpose(StrEnum):
    """What a lane reads a file for."""

    SCAN = "scan"
    LIST = "list"
    SHOW = "show"
    OCR = "ocr"


@dataclass(frozen=True, slots=True)
class Task(SourceFile):
    """A file for a lane, with the one key a lane gets: that of the fingerprints."""

    fingerprint_key: bytes = b""
    purpose: Purpose = Purpose.SCAN
    wanted: Wanted | None = None

    @classmethod
    def of(
        cls,
        source: SourceFile,
        key: bytes,
        purpose: Purpose = Purpose.SCAN,
        wanted: Wanted | None = None,
    ) -> Task:
        """The task of reading ``source``."""
        return cls(
            source.id,
            source.path,
            source.relative,
            source.size,
            source.mtime_ns,
            source.refusal,
            fingerprint_key=key,
            purpose=purpose,
            wanted=wanted,
        )


Tables = dict[str, pa.Table]


class Lanes(Protocol):
    """Whatever reads files: the processes of ``lanes``, or Spark."""

    def run(self, sources: Iterable[SourceFile]) -> Iterator[Done[Tables]]:
        """Read every source; each comes back once, with its tables or the reason why there are none."""
        ...


class NothingThere(Exception):
    """None of the sources has a file; the message names them."""


_copies = Copies()
"""Of the process this is: a lane reads one file after another."""


def lanes(count: int | None = None, passwords: Sequence[str] = ()) -> Pool[Tables]:
    """The processes that read the files. Make them before the vault is open: they must not hold its keys.

    passwords: tried on locked files, and nothing else is.
    """
    load = partial(prepared, tuple(passwords))
    return Pool(count or os.cpu_count() or 1, read_file, load=load, patience=PATIENCE_SECONDS)


def prepared(passwords: Sequence[str], *, ocr: bool = False) -> Readers:
    """The parsers and the automata of detection, made once for every lane."""
    compile_patterns()
    return our_readers(passwords, ocr=ocr)


def read_file(source: SourceFile) -> Tables:
    """In a lane: one top-level file with all inside it, as pieces of the four scan tables."""
    assert isinstance(source, Task)
    if source.purpose is Purpose.LIST:
        return _read_list(source)
    if source.wanted is not None:
        return _show(source, source.wanted)
    parts: dict[str, list[Part]] = {}
    detector = Detector(source.fingerprint_key)
    limits = OCR_LIMITS if source.purpose is Purpose.OCR else DEFAULT_LIMITS
    _copies.enter((source.purpose, source.fingerprint_key))
    rows = examine(
        source,
        limits=limits,
        examine_part=lambda item, part: parts.setdefault(item, []).append(part),
        recall=_copies.recall,
    )
    # Taken out one by one: what is read is not kept.
    found = _copies.finish(rows, detector.examine_all((item, parts.pop(item)) for item in list(parts)))
    return {
        "items": _items(source.id, rows),
        "findings": found.findings,
        "mentions": found.mentions,
        "identifiers": found.identifiers,
    }


def _read_list(source: SourceFile) -> Tables:
    """In a lane: the largest table of a file as rows of cells, its header first."""
    pieces: dict[str, list[Table]] = {}
    examine(
        source,
        examine_part=lambda _, part: (
            pieces.setdefault(part.place, []).append(part)
            if isinstance(part, Table) and part.header
            else None
        ),
    )
    if not pieces:
        return {}
    longest = max(pieces.values(), key=lambda parts: sum(len(part.rows) for part in parts))
    cells = [longest[0].header or (), *(row for part in longest for row in part.rows)]
    return {"rows": pa.table({"cells": pa.array([list(row) for row in cells], pa.list_(pa.string()))})}


def _show(source: SourceFile, wanted: Wanted) -> Tables:
    """In a lane: what somebody asked to see."""
    places, texts = zip(*shown, strict=True) if (shown := excerpt(source, wanted)) else ((), ())
    return {"shown": pa.table({"place": pa.array(places, pa.string()), "text": pa.array(texts, pa.string())})}


def scan(case: Case, sources: Sequence[Path], pool: Lanes, watcher: Watcher) -> None:
    """Read all files that are not read yet. Raises NothingThere."""
    finished = case.vault.finished(SCAN)
    found = surveyed(case, sources, finished)
    if not found:
        raise NothingThere(f"There is no file in {', '.join(str(source) for source in sources)}.")
    tasks = _tasks(case, [source for source in found if key(source) not in finished])
    size = sum(source.size for source in tasks)
    if len(tasks) < len(found):
        watcher.note(f"{len(found) - len(tasks):,} of {len(found):,} files are read already")
    kept = Kept(case)
    with watcher.work("Reading the files", max(size, 1)) as bar:
        for done in pool.run(tasks):
            kept.take(done)
            bar.advance(done.source.size)
            bar.say(f"{kept.files:,} of {len(tasks):,} files")
        kept.save()
    case.forget_scanned()


def _tasks(case: Case, sources: list[SourceFile]) -> list[Task]:
    """The largest first, so that the last lane does not finish long after the others."""
    secret = case.vault.purpose_key("fingerprint")
    tasks = [Task.of(source, secret) for source in sources]
    return sorted(tasks, key=lambda task: (-task.size, task.id))


def _items(source: str, rows: Sequence[ItemRow]) -> pa.Table:
    """Which copy a lane happened to read is not kept: ``items_of`` names the first of them by path."""
    return table(ITEMS, [asdict(row) | {"source": source, "same_as": None} for row in rows])


def _failed(source: SourceFile, reason: str) -> Tables:
    row = ItemRow(source.id, None, source.shown, "", "unknown", source.size, "stopped", reason)
    return {"items": _items(source.id, [row]), **{name: TABLES[name].empty_table() for name in SCANNED[1:]}}


class Kept:
    """Results waiting to be saved together."""

    def __init__(self, case: Case, suffix: str = "") -> None:
        """suffix: put after the key each file is finished under."""
        self._case = case
        self._suffix = suffix
        self._pieces: dict[str, list[pa.Table]] = {name: [] for name in SCANNED}
        self._keys: list[str] = []
        self._bytes = 0
        self._since = time.monotonic()
        self.files = 0

    def take(self, done: Done[Tables]) -> Tables:
        """Take one file's results and give them back; save when enough has come together."""
        pieces = done.value if done.failure is None else None
        pieces = pieces or _failed(done.source, done.failure or "no result came back")
        for name, piece in pieces.items():
            self._pieces[name].append(piece)
            self._bytes += piece.nbytes
        self._keys.append(key(done.source) + self._suffix)
        self.files += 1
        if self._bytes > KEEP_AFTER_BYTES or time.monotonic() - self._since > KEEP_AFTER_SECONDS:
            self.save()
        return pieces

    def save(self) -> None:
        """Save what has come together, in one transaction."""
        if self._keys:
            joined = {name: pa.concat_tables(self._pieces[name]) for name in SCANNED}
            self._case.vault.append_part(SCAN, joined, self._keys)
        self._pieces = {name: [] for name in SCANNED}
        self._keys, self._bytes, self._since = [], 0, time.monotonic()
