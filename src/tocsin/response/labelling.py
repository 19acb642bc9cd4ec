"""Labelling a file of JSON lines with what detection finds, for scoring: no case, no vault, nothing kept."""

from __future__ import annotations

import json
import multiprocessing
import os
from collections import deque
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any

from tocsin.detect.exports import BadRow, column_row, span_row
from tocsin.response.progress import Watcher

Work = Callable[[Mapping[str, Any]], dict[str, Any]]
Batch = tuple[int, list[bytes]]
"""Number of the first line, and the lines."""

WORKS: Mapping[str, Work] = {"spans": span_row, "columns": column_row}

BATCH_BYTES = 128 << 10
"""Lines that go to a process together: enough that the way there costs little."""

AHEAD = 4
"""Batches per process that are under way or wait their turn: memory must not grow with the file."""


class LabellingRefused(Exception):
    """The file cannot be labelled; the message says where and why, never what stands there."""


def label(
    source: Path, target: Path, what: str, *, workers: int, force: bool, watcher: Watcher
) -> tuple[int, int]:
    """Label every line of ``source`` into ``target``, in order; returns rows and what was found in them.

    what: a key of WORKS. The target is there whole or not at all. Raises LabellingRefused.
    """
    if target.exists() and not force:
        raise LabellingRefused(f"{target} is there already. Name a new file, or give --force to replace it.")
    if target.exists() and (not target.is_file() or target.samefile(source)):
        raise LabellingRefused(f"{target} cannot be replaced. Name another file to write to.")
    rows = found = 0
    with source.open("rb") as lines, _whole(target) as out, watcher.work("Labelling", _size(source)) as bar:
        for (_, batch), answers in _answered(_batches(lines), what, workers):
            for answer in answers:
                found += _count(answer)
                out.write(json.dumps(answer, ensure_ascii=False).encode() + b"\n")
            rows += len(answers)
            bar.advance(sum(map(len, batch)))
            bar.say(f"{rows:,} rows")
    return rows, found


def _size(source: Path) -> float:
    return max(source.stat().st_size, 1)


def _count(answer: Mapping[str, Any]) -> int:
    if "spans" in answer:
        return len(answer["spans"])
    return sum(one["type"] is not None for one in answer.get("columns", [answer]))


@contextmanager
def _whole(target: Path) -> Iterator[IO[bytes]]:
    building = target.with_name(f".{target.name}.partial")
    try:
        with building.open("wb") as out:
            yield out
        building.replace(target)
    finally:
        building.unlink(missing_ok=True)


def _batches(lines: IO[bytes]) -> Iterator[Batch]:
    batch: list[bytes] = []
    size, first = 0, 1
    for number, line in enumerate(lines, start=1):
        batch.append(line)
        size += len(line)
        if size >= BATCH_BYTES:
            yield first, batch
            batch, size, first = [], 0, number + 1
    if batch:
        yield first, batch


def _answered(
    batches: Iterator[Batch], what: str, workers: int
) -> Iterator[tuple[Batch, list[dict[str, Any]]]]:
    """Every batch with its answers, in order."""
    if workers < 2:
        yield from ((batch, _checked(_label_batch(what, batch))) for batch in batches)
        return
    pool = ProcessPoolExecutor(workers, mp_context=multiprocessing.get_context("spawn"))
    waiting: deque[tuple[Batch, Future[list[dict[str, Any]] | str]]] = deque()
    try:
        for batch in batches:
            waiting.append((batch, pool.submit(_label_batch, what, batch)))
            if len(waiting) >= AHEAD * workers:
                yield _next(waiting)
        while waiting:
            yield _next(waiting)
    finally:
        pool.shutdown(cancel_futures=True)


def _next(
    waiting: deque[tuple[Batch, Future[list[dict[str, Any]] | str]]],
) -> tuple[Batch, list[dict[str, Any]]]:
    batch, future = waiting.popleft()
    try:
        return batch, _checked(future.result())
    except BrokenProcessPool:
        last = batch[0] + len(batch[1]) - 1
        raise LabellingRefused(
            f"The process that read lines {batch[0]} to {last} ended unexpectedly; nothing was written. Try "
            "--workers 1, and split the file if memory is short."
        ) from None


def _checked(answers: list[dict[str, Any]] | str) -> list[dict[str, Any]]:
    if isinstance(answers, str):
        raise LabellingRefused(answers)
    return answers


def _label_batch(what: str, batch: Batch) -> list[dict[str, Any]] | str:
    """In a process: the answers, or the sentence for the first line that cannot be read."""
    work = WORKS[what]
    answers = []
    for number, line in enumerate(batch[1], start=batch[0]):
        try:
            row = json.loads(line)
        except (ValueError, RecursionError) as error:
            return f"Line {number} is not JSON ({_where(error)}). Nothing was written; mend it and run again."
        if not isinstance(row, dict):
            return f"Line {number} is not a JSON object. Nothing was written; mend it and run again."
        try:
            answers.append(work(row))
        except BadRow as error:
            return f"Line {number}: {error}. Nothing was written; mend it and run again."
    return answers


def _where(error: Exception) -> str:
    """Where a line stops to be JSON; never its content, which the error's own message may quote."""
    if isinstance(error, json.JSONDecodeError):
        return f"column {error.colno}"
    return "not UTF-8" if isinstance(error, UnicodeDecodeError) else "nested too deep"


def workers_here() -> int:
    """A process a core."""
    return os.cpu_count() or 1
