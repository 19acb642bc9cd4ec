"""Lanes: processes that examine one top-level file after another, and survive what they examine.

The parent forks a nursery early; the nursery imports the parsers and forks lanes; each lane forks a zygote
of its own. So a lane that dies can be replaced by one forked from the nursery, which never saw a key or a
finding. A lane holds one file at a time and waits until its result is taken: that is the back-pressure.
"""

from __future__ import annotations

import contextlib
import os
import signal
import traceback
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from multiprocessing import Pipe
from multiprocessing.connection import Connection, wait
from multiprocessing.reduction import recv_handle, send_handle
from pathlib import PurePath
from typing import Generic, TypeVar

from tocsin.intake import lane, worker
from tocsin.intake.items import SourceFile
from tocsin.intake.sandbox import die_with
from tocsin.intake.worker import Readers

R = TypeVar("R")

_READY = "ready"
_LANE_DIED = "the process examining this file ended unexpectedly"


class PoolBroken(Exception):
    """Lanes cannot be started; says why, without any content."""


@dataclass(frozen=True, slots=True)
class Done(Generic[R]):
    """One file finished: the value of ``work``, or why there is none (one sentence, no content)."""

    source: SourceFile
    value: R | None
    failure: str | None = None


class Pool(Generic[R]):
    """N lanes running ``work``. Make it early, in the main thread, before keys are in memory.

    Use as a context manager: leaving it, by whatever exception, ends every lane and every reader; on Linux
    so does the death of this process.
    """

    def __init__(
        self,
        lanes: int,
        work: Callable[[SourceFile], R],
        load: Callable[[], Readers] = worker.our_readers,
    ) -> None:
        """work: runs in the lanes and may call ``examine``; its result is pickled. load: see ``Zygote``.

        Raises PoolBroken when the parsers or the lanes cannot be started.
        """
        self._closed = False
        ours, theirs = Pipe()
        parent = os.getpid()
        self._nursery_pid = os.fork()
        if self._nursery_pid == 0:
            _nurse(work, load, theirs, parent)
        theirs.close()
        self._nursery: Connection = ours
        self._lanes: list[Connection] = []
        try:
            self._lanes = [self._ask_for_lane() for _ in range(lanes)]
            for connection in self._lanes:
                _await_ready(connection)
        except BaseException:
            self.close()
            raise

    def __enter__(self) -> Pool[R]:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def run(self, sources: Iterable[SourceFile]) -> Iterator[Done[R]]:
        """Examine every source; results come in the order they are finished.

        Sources are drawn as lanes become free, and a lane keeps its result until it is asked for, so
        neither list is ever held. Raises PoolBroken when a lane that died cannot be replaced.
        """
        waiting = iter(sources)
        busy: dict[Connection, SourceFile] = {}
        for connection in list(self._lanes):
            self._hand_next(connection, waiting, busy)
        while busy:
            for ready in wait(list(busy)):
                assert isinstance(ready, Connection)
                source = busy.pop(ready)
                done = self._receive(ready, source)
                free = ready if done is not None else self._replace(ready)
                self._hand_next(free, waiting, busy)
                yield done if done is not None else Done(source, None, _LANE_DIED)

    def close(self) -> None:
        """End the nursery, and with it every lane, zygote and reader."""
        if self._closed:
            return
        self._closed = True
        for connection in (self._nursery, *self._lanes):
            connection.close()
        with contextlib.suppress(ProcessLookupError):
            os.kill(self._nursery_pid, signal.SIGKILL)
        with contextlib.suppress(ChildProcessError):
            os.waitpid(self._nursery_pid, 0)

    def _hand_next(
        self, connection: Connection, waiting: Iterator[SourceFile], busy: dict[Connection, SourceFile]
    ) -> None:
        source = next(waiting, None)
        if source is None:
            return
        try:
            connection.send(source)
        except OSError:  # it died idle; the file is not to blame
            connection = self._replace(connection)
            connection.send(source)
        busy[connection] = source

    def _receive(self, connection: Connection, source: SourceFile) -> Done[R] | None:
        """A lane's result, or None if the lane is dead."""
        try:
            value, failure = connection.recv()
        except (EOFError, OSError):
            return None
        return Done(source, value, failure)

    def _replace(self, dead: Connection) -> Connection:
        dead.close()
        fresh = self._ask_for_lane()
        self._lanes[self._lanes.index(dead)] = fresh
        _await_ready(fresh)
        return fresh

    def _ask_for_lane(self) -> Connection:
        try:
            self._nursery.send("lane")
            answer = self._nursery.recv()
            if answer == _READY:
                return Connection(recv_handle(self._nursery))
        except (EOFError, OSError):
            answer = "the process that starts lanes ended"
        raise PoolBroken(answer)


def _await_ready(connection: Connection) -> None:
    try:
        answer = connection.recv()
    except (EOFError, OSError):
        answer = "a lane ended while it was starting"
    if answer != _READY:
        raise PoolBroken(answer)


# --- in the nursery and in the lanes -----------------------------------------------------------------


def _nurse(
    work: Callable[[SourceFile], object], load: Callable[[], Readers], line: Connection, parent: int
) -> None:
    """The whole life of the nursery. Never returns."""
    try:
        _settle(line, parent)
        signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # nobody waits for a lane: the kernel buries it
        failure = _load(load)
        nursery = os.getpid()
        while line.recv() == "lane":
            if failure is not None:
                line.send(failure)
                continue
            ours, theirs = Pipe()
            pid = os.fork()
            if pid == 0:
                _run_lane(work, load, theirs, nursery)
            theirs.close()
            line.send(_READY)
            send_handle(line, ours.fileno(), parent)
            ours.close()
    finally:
        os._exit(0)


def _load(load: Callable[[], Readers]) -> str | None:
    """Import the parsers once, for every lane to inherit; why not, if that fails."""
    try:
        load().load_all()
        worker.preload()
    except Exception as error:  # noqa: BLE001 - whatever an import raises is an answer to the parent
        return f"the readers could not be loaded ({_place(error)})"
    return None


def _run_lane(
    work: Callable[[SourceFile], object], load: Callable[[], Readers], line: Connection, nursery: int
) -> None:
    """The whole life of a lane. Never returns."""
    try:
        _settle(line, nursery)
        signal.signal(signal.SIGCHLD, signal.SIG_DFL)
        lane.prepare(load).wait_until_ready()
        line.send(_READY)
        while True:
            line.send(_worked(work, line.recv()))
    finally:
        os._exit(0)


def _worked(work: Callable[[SourceFile], object], source: SourceFile) -> tuple[object, str | None]:
    try:
        return work(source), None
    except Exception as error:  # noqa: BLE001 - one file's failure must not end the run; it is told
        return None, f"the examination failed ({_place(error)})"


def _settle(line: Connection, parent: int) -> None:
    """Leave Ctrl-C to the parent, hold nothing of it but the line, and do not outlive it."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    die_with(parent)
    os.closerange(3, line.fileno())
    os.closerange(line.fileno() + 1, 1 << 20)


def _place(error: BaseException) -> str:
    """Kind and code line of an error; never its message, which may quote a stolen file."""
    frames = traceback.extract_tb(error.__traceback__)
    where = f" at {PurePath(frames[-1].filename).name}:{frames[-1].lineno}" if frames else ""
    return type(error).__name__ + where
