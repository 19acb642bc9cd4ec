"""What the readers make of files, written out in clear so that anyone can check a reader. Needs no case."""

from __future__ import annotations

import json
import os
import shutil
import tempfile
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from functools import partial
from pathlib import Path
from typing import IO, Any

from tocsin.intake import ItemRow, Pool, SourceFile, examine, survey
from tocsin.intake.worker import our_readers
from tocsin.model.content import Message, Part, Table
from tocsin.response.progress import Watcher

PATIENCE_SECONDS = 5 * 3600.0


class ReadingRefused(Exception):
    """Nothing was read; the message says what to do."""


@dataclass(frozen=True, slots=True)
class ItemsRead:
    """How many items ended how, and where their content stands."""

    outcomes: dict[str, int]
    target: Path


@dataclass(frozen=True, slots=True)
class Spooled:
    """The rows of one top-level file, waiting for their turn."""

    path: Path
    outcomes: Counter[str]


class ReadingPool(Pool[Spooled]):
    """Lanes, and the folder they write to."""

    def __init__(self, lanes: int, spool: Path, passwords: Sequence[str]) -> None:
        load = partial(our_readers, tuple(passwords))
        super().__init__(lanes, partial(_read, spool), load=load, patience=PATIENCE_SECONDS)
        self.spool = spool


@contextmanager
def reading_lanes(target: Path, count: int | None, passwords: Sequence[str] = ()) -> Iterator[ReadingPool]:
    """Lanes that write what they read beside ``target``. Raises ReadingRefused if that is there already."""
    if os.path.lexists(target):
        raise ReadingRefused(f"{target} is there already. Name a new file, or remove that one first.")
    if not target.parent.is_dir():
        raise ReadingRefused(f"There is no folder {target.parent} to write to.")
    spool = Path(tempfile.mkdtemp(prefix=f".{target.name}.", dir=target.parent))  # for its owner only
    try:
        with ReadingPool(count or os.cpu_count() or 1, spool, passwords) as pool:
            yield pool
    finally:
        shutil.rmtree(spool, ignore_errors=True)


def read_items(sources: Sequence[Path], target: Path, pool: ReadingPool, watcher: Watcher) -> ItemsRead:
    """One JSON object a line for every item, in the order of the files; all of it or no file at all."""
    files = sorted(survey(sources), key=lambda source: os.fsencode(source.relative))
    if not files:
        raise ReadingRefused(f"There is no file in {', '.join(str(source) for source in sources)}.")
    order = {source.id: number for number, source in enumerate(files)}
    waiting: dict[int, Spooled] = {}
    outcomes: Counter[str] = Counter()
    building = target.with_name(f".{target.name}.partial")
    following = 0
    try:
        with (
            os.fdopen(os.open(building, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as out,
            watcher.work("Reading the files", max(1, sum(source.size for source in files))) as bar,
        ):
            for done in pool.run(files):
                waiting[order[done.source.id]] = done.value or _lost(
                    pool.spool, done.source, done.failure or ""
                )
                while following in waiting:
                    _append(waiting.pop(following), out, outcomes)
                    following += 1
                bar.advance(done.source.size)
        building.replace(target)
    finally:
        building.unlink(missing_ok=True)
    return ItemsRead(dict(outcomes), target)


def _append(found: Spooled, out: IO[bytes], outcomes: Counter[str]) -> None:
    """Move one file's rows to the end."""
    outcomes.update(found.outcomes)
    with found.path.open("rb") as lines:
        shutil.copyfileobj(lines, out)
    found.path.unlink()


class _Parts:
    """What the items of one top-level file say, in one file in the order of reading.

    One for all: an archive may hold more items than a process may open files.
    """

    def __init__(self, file: IO[bytes]) -> None:
        self._file = file
        self._where: defaultdict[str, list[tuple[int, int]]] = defaultdict(list)
        self._end = 0

    def take(self, item: str, part: Part) -> None:
        """One more part of an item."""
        said = json.dumps(_said(part), ensure_ascii=False).encode()
        self._file.write(said)
        self._where[item].append((self._end, len(said)))
        self._end += len(said)

    def of(self, item: str) -> Iterator[bytes]:
        """The parts of an item, each as JSON."""
        for begin, length in self._where.get(item, ()):
            self._file.seek(begin)
            yield self._file.read(length)


def _read(spool: Path, source: SourceFile) -> Spooled:
    """In a lane: the items of one top-level file as lines of a file in ``spool``."""
    with tempfile.TemporaryFile(dir=spool) as file:
        parts = _Parts(file)
        rows = examine(source, examine_part=parts.take)
        return _spooled(spool, source, rows, parts.of)


def _spooled(
    spool: Path, source: SourceFile, rows: Sequence[ItemRow], parts: Callable[[str], Iterable[bytes]]
) -> Spooled:
    target = spool / source.id
    with target.open("wb") as out:
        for row in rows:
            _write(row, parts(row.id), out)
    return Spooled(target, Counter(row.outcome for row in rows))


def _write(row: ItemRow, parts: Iterable[bytes], out: IO[bytes]) -> None:
    said = {key: value for key, value in asdict(row).items() if key != "parts"}
    out.write(json.dumps(said, ensure_ascii=False).encode()[:-1] + b', "parts": [')
    for number, part in enumerate(parts):
        out.write(b", " * bool(number) + part)
    out.write(b"]}\n")


def _lost(spool: Path, source: SourceFile, reason: str) -> Spooled:
    row = ItemRow(source.id, None, source.shown, "", "unknown", source.size, "stopped", reason)
    return _spooled(spool, source, [row], lambda _: ())


def _said(part: Part) -> dict[str, Any]:
    kind = "table" if isinstance(part, Table) else "message" if isinstance(part, Message) else "text"
    return {"part": kind} | asdict(part)
