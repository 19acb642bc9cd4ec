"""The process that readers are forked from: small, early, with every parser imported.

A lane talks to its zygote over one local socket: start a reader on this open file, finish that reader.
The zygote is the readers' parent, so it alone knows how each of them ended; it parses nothing itself.
"""

from __future__ import annotations

import contextlib
import fcntl
import gc
import os
import signal
import struct
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from multiprocessing import Pipe
from multiprocessing.connection import Connection
from multiprocessing.reduction import recv_handle, send_handle

from tocsin.intake import worker
from tocsin.intake.sandbox import Bounds, close_all_but, die_with
from tocsin.intake.worker import Readers

_START = struct.Struct("<cQQQ")
_FINISH = struct.Struct("<cQ")
_STARTED = struct.Struct("<q")
_FINISHED = struct.Struct("<iQ")
_READY = b"ready"
_GRACE_SECONDS = 0.2
_PIPE_BYTES = 1 << 20


class ZygoteLost(Exception):
    """The zygote ended unexpectedly; a new one is needed."""


@dataclass(frozen=True, slots=True)
class Exit:
    """How a reader ended. code: exit status, or the negative signal. peak_bytes: most memory resident."""

    code: int
    peak_bytes: int


@dataclass(frozen=True, slots=True)
class Reader:
    """A running reader: its own pid, its zygote's, and the end of the pipe its frames arrive at."""

    pid: int
    zygote: int
    frames: int


class Zygote:
    """A lane's handle on its zygote. Use as a context manager, or ``close`` it."""

    def __init__(self, load: Callable[[], Readers] = worker.our_readers) -> None:
        """Fork the zygote from this process, which should be small and have one thread.

        load: imports the readers, in the zygote.
        """
        self._load = load
        self._fork()

    def _fork(self) -> None:
        ours, theirs = Pipe()
        parent = os.getpid()
        self.pid = os.fork()
        if self.pid == 0:
            _live(self._load, theirs, parent)
        theirs.close()
        self._line: Connection = ours
        self._ready = False

    def __enter__(self) -> Zygote:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def wait_until_ready(self) -> None:
        """Return once every parser is loaded. Raises ZygoteLost, naming the error, if one cannot be."""
        if self._ready:
            return
        try:
            answer = self._line.recv_bytes()
        except (OSError, EOFError) as error:
            raise ZygoteLost("it ended while loading the readers") from error
        if answer != _READY:
            raise ZygoteLost(f"the readers could not be loaded ({answer.decode()})")
        self._ready = True

    def start(self, name: str, size: int, source: int, bounds: Bounds) -> Reader:
        """Fork a contained reader for the open file ``source``.

        Raises ZygoteLost, and BlockingIOError when the system has no room for another process.
        """
        self.wait_until_ready()
        receiving, sending = os.pipe()
        try:
            self._line.send_bytes(
                _START.pack(b"S", size, bounds.memory_bytes, bounds.cpu_seconds)
                + name.encode("utf-8", "surrogatepass")
            )
            send_handle(self._line, source, self.pid)
            send_handle(self._line, sending, self.pid)
            (pid,) = _STARTED.unpack(self._line.recv_bytes())
        except (OSError, EOFError) as error:
            os.close(receiving)
            raise ZygoteLost from error
        finally:
            os.close(sending)
        if pid < 0:
            os.close(receiving)
            raise BlockingIOError("no more processes can be started")
        _widen(receiving)
        return Reader(pid, self.pid, receiving)

    def finish(self, reader: Reader) -> Exit:
        """Give a reader that has fallen silent a moment to end by itself, and say how it ended."""
        self._order(b"F", reader)
        try:
            return Exit(*_FINISHED.unpack(self._line.recv_bytes()))
        except (OSError, EOFError) as error:
            raise ZygoteLost from error

    def kill(self, reader: Reader) -> None:
        """End a reader at once. Does not wait: taking a process apart need not hold up the next file."""
        self._order(b"K", reader)

    def _order(self, letter: bytes, reader: Reader) -> None:
        os.close(reader.frames)
        if reader.zygote != self.pid:
            raise ZygoteLost("this reader ended with the zygote it came from")
        try:
            self._line.send_bytes(_FINISH.pack(letter, reader.pid))
        except OSError as error:
            raise ZygoteLost from error

    def restart(self) -> None:
        """Fork a new zygote in place of one that was lost."""
        self.close()
        self._fork()

    def close(self) -> None:
        """End the zygote and with it every reader."""
        self._line.close()
        with contextlib.suppress(ProcessLookupError):
            os.kill(self.pid, signal.SIGKILL)
        with contextlib.suppress(ChildProcessError):
            os.waitpid(self.pid, 0)


def _widen(pipe: int) -> None:
    """A wider pipe means fewer switches between reader and lane; where forbidden, the usual one serves."""
    if sys.platform == "linux":
        with contextlib.suppress(OSError):
            fcntl.fcntl(pipe, fcntl.F_SETPIPE_SZ, _PIPE_BYTES)


# --- in the zygote -----------------------------------------------------------------------------------


def _live(load: Callable[[], Readers], line: Connection, parent: int) -> None:
    """The whole life of the zygote. Never returns."""
    try:
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        signal.signal(signal.SIGTERM, signal.SIG_DFL)
        close_all_but((line.fileno(),))  # no database of the lane's, no pipe whose end someone waits for
        die_with(parent)
        gc.disable()  # collecting what the lane left behind could wait for threads that a fork does not have
        readers = _loaded(load, line)
        gc.freeze()  # a reader's collector would otherwise touch, and so copy, every page
        _serve(readers, line)
    finally:
        os._exit(1)


def _loaded(load: Callable[[], Readers], line: Connection) -> Readers:
    try:
        readers = load()
        readers.load_all()
        worker.preload()
    except BaseException as error:
        line.send_bytes(type(error).__name__.encode())
        raise
    return readers


def _serve(readers: Readers, line: Connection) -> None:
    """Answer the lane until it hangs up, which ends this process and so every reader."""
    line.send_bytes(_READY)
    dying: list[int] = []
    while True:
        order = line.recv_bytes()
        letter = order[:1]
        if letter == b"S":
            line.send_bytes(_STARTED.pack(_start(readers, line, order)))
        elif letter == b"F":
            ended = _end(_FINISH.unpack(order)[1])
            line.send_bytes(_FINISHED.pack(ended.code, ended.peak_bytes))
        else:
            pid = _FINISH.unpack(order)[1]
            os.kill(pid, signal.SIGKILL)
            dying.append(pid)
        dying = [pid for pid in dying if os.waitpid(pid, os.WNOHANG)[0] == 0]


def _start(readers: Readers, line: Connection, order: bytes) -> int:
    """Fork a reader; its pid, or -1 if the system has no room for one more process."""
    _, size, memory_bytes, cpu_seconds = _START.unpack_from(order)
    name = order[_START.size :].decode("utf-8", "surrogatepass")
    source, sink = recv_handle(line), recv_handle(line)
    zygote = os.getpid()
    try:
        pid = os.fork()
    except OSError:
        pid = -1
    if pid == 0:
        worker.work(readers, name, size, source, sink, Bounds(memory_bytes, cpu_seconds), zygote)
    os.close(source)
    os.close(sink)
    return pid


def _end(pid: int) -> Exit:
    """Reap a reader. One that has said its last word but lingers is killed after a moment."""
    patience = time.monotonic() + _GRACE_SECONDS
    pause = 0.0002
    while True:
        if time.monotonic() >= patience:
            os.kill(pid, signal.SIGKILL)
            _, status, usage = os.wait4(pid, 0)
            break
        ended, status, usage = os.wait4(pid, os.WNOHANG)
        if ended:
            break
        time.sleep(pause)
        pause *= 1.5
    return Exit(os.waitstatus_to_exitcode(status), usage.ru_maxrss * 1024)
