"""Lanes: processes that examine one top-level file after another, and survive what they examine.

The parent forks a nursery early; the nursery imports the parsers and forks lanes; each lane forks a zygote
of its own. So a lane that dies can be replaced by one forked from the nursery, which never saw a key or a
finding. A lane holds one file at a time and waits until its result is taken: that is the back-pressure.
"""

from __future__ import annotations

import contextlib
import math
import os
import signal
import time
import traceback
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from multiprocessing import Pipe
from multiprocessing.connection import Connection, wait
from multiprocessing.reduction import recv_handle, send_handle
from pathlib import PurePath
from typing import Generic, Self, TypeVar

from tocsin.intake import worker
from tocsin.intake.items import SourceFile
from tocsin.intake.lane import prepare
from tocsin.intake.reading import signal_name
from tocsin.intake.sandbox import close_all_but, die_with, forbid_core_dumps
from tocsin.intake.worker import Readers

R = TypeVar("R")

_READY = "ready"


class PoolBroken(Exception):
    """Lanes cannot be started; says why, without any content."""


@dataclass(frozen=True, slots=True)
class Done(Generic[R]):
    """One file finished: the value of ``work``, or why there is none (one sentence, no content)."""

    source: SourceFile
    value: R | None
    failure: str | None = None


@dataclass(slots=True)
class _Lane:
    """A lane as the parent sees it. source: what it is working on. until: when patience ends (monotonic)."""

    pid: int
    line: Connection
    source: SourceFile | None = None
    until: float = math.inf


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
        patience: float | None = None,
    ) -> None:
        """work: runs in the lanes and may call ``examine``; its result is pickled. load: see ``Zygote``.

        patience: seconds one file may take in all, detection included; then its lane is replaced.
        Raises PoolBroken when the parsers or the lanes cannot be started.
        """
        self._patience = math.inf if patience is None else patience
        self._closed = False
        self._ending = ""
        ours, theirs = Pipe()
        parent = os.getpid()
        self._nursery_pid = os.fork()
        if self._nursery_pid == 0:
            _nurse(work, load, theirs, parent)
        theirs.close()
        self._nursery: Connection = ours
        self._lanes: list[_Lane] = []
        try:
            for _ in range(lanes):
                self._lanes.append(self._ask_for_lane())
            for lane in self._lanes:
                _await_ready(lane)
        except BaseException:
            self.close()
            raise

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def run(self, sources: Iterable[SourceFile]) -> Iterator[Done[R]]:
        """Examine every source; results come in the order they are finished. One run at a time.

        Sources are drawn as lanes become free, and a lane keeps its result until it is asked for, so
        neither list is ever held. Raises PoolBroken when a lane that died cannot be replaced.
        """
        waiting = iter(sources)
        for lane in self._lanes:
            if lane.source is not None:  # from a run that was given up
                self._replace(lane)
            self._hand_next(lane, waiting)
        while any(lane.source for lane in self._lanes):
            for lane, answered in self._wait():
                done = self._receive(lane) if answered else self._give_up(lane)
                self._hand_next(lane, waiting)
                yield done

    def _wait(self) -> list[tuple[_Lane, bool]]:
        """Lanes that answered (or died), and those whose time is up without an answer."""
        busy = [lane for lane in self._lanes if lane.source]
        until = min(lane.until for lane in busy)
        timeout = None if until == math.inf else max(0.0, until - time.monotonic())
        ready = set(wait([lane.line for lane in busy], timeout))
        now = time.monotonic()
        return [(lane, lane.line in ready) for lane in busy if lane.line in ready or lane.until <= now]

    def close(self) -> None:
        """End the nursery, and with it every lane, zygote and reader."""
        if self._closed:
            return
        self._closed = True
        for line in (self._nursery, *(lane.line for lane in self._lanes)):
            line.close()
        with contextlib.suppress(ProcessLookupError):
            os.kill(self._nursery_pid, signal.SIGKILL)
        with contextlib.suppress(ChildProcessError):
            os.waitpid(self._nursery_pid, 0)

    def _hand_next(self, lane: _Lane, waiting: Iterator[SourceFile]) -> None:
        source = next(waiting, None)
        if source is None:
            return
        try:
            lane.line.send(source)
        except OSError:  # it died idle; the file is not to blame
            self._replace(lane)
            lane.line.send(source)
        lane.source, lane.until = source, time.monotonic() + self._patience

    def _receive(self, lane: _Lane) -> Done[R]:
        """A lane's result; a lane that died instead is replaced."""
        source = lane.source
        assert source is not None
        try:
            value, failure = lane.line.recv()
        except (EOFError, OSError):
            ending = self._replace(lane)
            return Done(source, None, f"the process examining this file ended unexpectedly ({ending})")
        lane.source = None
        return Done(source, value, failure)

    def _give_up(self, lane: _Lane) -> Done[R]:
        source = lane.source
        assert source is not None
        self._replace(lane)
        return Done(source, None, f"examining this file took longer than {self._patience:g} s")

    def _replace(self, lane: _Lane) -> str:
        """End a lane, put a fresh one in its place, and say how the old one ended."""
        lane.line.close()
        fresh = self._ask_for_lane(lane.pid)
        lane.line, lane.source, lane.until = fresh.line, None, math.inf
        ending, lane.pid = self._ending, fresh.pid
        _await_ready(lane)
        return ending

    def _ask_for_lane(self, bury: int = 0) -> _Lane:
        """A new lane from the nursery, which first buries the old one if there is one."""
        try:
            self._nursery.send(bury)
            answer, self._ending, pid = self._nursery.recv()
            if answer == _READY:
                return _Lane(pid, Connection(recv_handle(self._nursery)))
        except (EOFError, OSError):
            answer = "the process that starts lanes ended"
        raise PoolBroken(answer)


def _await_ready(lane: _Lane) -> None:
    try:
        answer = lane.line.recv()
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
        failure = _load(load)
        nursery = os.getpid()
        while True:
            ending = _bury(line.recv())
            if failure is not None:
                line.send((failure, ending, 0))
                continue
            ours, theirs = Pipe()
            pid = os.fork()
            if pid == 0:
                _run_lane(work, load, theirs, nursery)
            theirs.close()
            line.send((_READY, ending, pid))
            send_handle(line, ours.fileno(), parent)
            ours.close()
    finally:
        os._exit(0)


def _bury(pid: int) -> str:
    """End a lane of ours for good, and say how it ended."""
    if pid == 0:
        return ""
    time.sleep(0.01)  # its pipe closed a moment ago: let it finish dying of what it died of
    os.kill(pid, signal.SIGKILL)
    code = os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])
    return signal_name(-code) if code < 0 else f"exit status {code}"


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
        prepare(load).wait_until_ready()
        forbid_core_dumps()
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
    close_all_but((line.fileno(),))


def _place(error: BaseException) -> str:
    """Kind and code line of an error; never its message, which may quote a stolen file."""
    frames = traceback.extract_tb(error.__traceback__)
    where = f" at {PurePath(frames[-1].filename).name}:{frames[-1].lineno}" if frames else ""
    return type(error).__name__ + where
