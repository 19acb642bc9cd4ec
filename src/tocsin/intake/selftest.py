"""Try to break out of containment, at every start, and say what was stopped.

A contained process of ours makes 18 attempts with raw calls of the C library, as code planted in a parser
would, and two things a reader must still be able to do. Source of the list: the attempts of Tocsin's threat
model; each stands for a class (one socket family, one way to a new process).
"""

from __future__ import annotations

import contextlib
import ctypes
import mmap
import os
import select
import signal
import sys
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass

from tocsin.intake.budget import GIB, MIB
from tocsin.intake.sandbox import Bounds, contain, gaps

_BOUNDS = Bounds(memory_bytes=512 * MIB, cpu_seconds=5)
_TIMEOUT_SECONDS = 5.0

_AF_UNIX, _AF_INET, _SOCK_STREAM, _SOCK_DGRAM = 1, 2, 1, 2
_PTRACE_SEIZE = 0x4206  # attaches without stopping the other process, should it succeed
_CLONE_NEWUSER = 0x1000_0000
_IO_URING_SETUP = 425


@dataclass(frozen=True, slots=True)
class Attempt:
    """One try. stopped: it failed, as it must. detail: the system's error, or what happened instead."""

    name: str
    stopped: bool
    detail: str


@dataclass(frozen=True, slots=True)
class SelfTest:
    """What containment is worth on this host, now.

    attempts: the escapes tried. acts: what a reader must be able to do (``stopped`` is bad there).
    gaps: what the host lacks, in plain words.
    """

    attempts: tuple[Attempt, ...]
    acts: tuple[Attempt, ...]
    gaps: tuple[str, ...]
    milliseconds: int

    @property
    def held(self) -> bool:
        """Whether every escape was stopped and every act worked."""
        return all(attempt.stopped for attempt in self.attempts) and not any(act.stopped for act in self.acts)


@dataclass(frozen=True, slots=True)
class _Surroundings:
    """What an escaping process would know: its parent, and a descriptor it may have been left by mistake."""

    parent: int
    leaked: int
    libc: ctypes.CDLL


_Try = Callable[[_Surroundings], object]


def run() -> SelfTest:
    """Make every attempt in a fresh contained process. Takes well under half a second."""
    started = time.perf_counter()
    receiving, sending = os.pipe()
    leaked = _scratch_file()
    parent = os.getpid()
    child = os.fork()
    if child == 0:
        _attempt_all(sending, leaked, parent)
    os.close(sending)
    os.close(leaked)
    report = _collect(child, receiving)
    names = [name for name, _ in _ESCAPES]
    attempts = tuple(_judge(name, names, report) for name in names)
    acts = tuple(report.get(name, Attempt(name, True, "did not happen")) for name, _ in _ACTS)
    return SelfTest(attempts, acts, gaps(), round((time.perf_counter() - started) * 1000))


def _scratch_file() -> int:
    if sys.platform == "linux":
        return os.memfd_create("selftest", os.MFD_CLOEXEC)
    return os.open(os.devnull, os.O_WRONLY)


def _collect(child: int, receiving: int) -> dict[str, Attempt]:
    """Everything the child reports until it ends, or is ended for taking too long."""
    deadline = time.monotonic() + _TIMEOUT_SECONDS
    poll = select.poll()
    poll.register(receiving, select.POLLIN)
    raw = b""
    while poll.poll(max(0.0, deadline - time.monotonic()) * 1000):
        chunk = os.read(receiving, 65536)
        if not chunk:
            break
        raw += chunk
    os.close(receiving)
    with contextlib.suppress(ProcessLookupError):
        os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)
    lines = [line.split("\t") for line in raw.decode("utf-8", "replace").splitlines()]
    return {name: Attempt(name, stopped == "stopped", detail) for name, stopped, detail in lines}


def _judge(name: str, names: list[str], report: dict[str, Attempt]) -> Attempt:
    """An attempt without an answer took the process away: running a program does that when it succeeds."""
    if name in report:
        return report[name]
    if not report:
        return Attempt(name, False, "containment could not be set up")
    return Attempt(name, False, "the process did not come back from this or an earlier attempt")


# --- in the contained process ------------------------------------------------------------------------


def _attempt_all(sending: int, leaked: int, parent: int) -> None:
    """Contain this process and try everything, reporting line by line. Never returns."""
    try:
        libc = ctypes.CDLL(None, use_errno=True)
        surroundings = _Surroundings(parent, leaked, libc)
        contain(_BOUNDS, (sending, leaked), parent)
        for name, attempt in (*_ACTS, *_ESCAPES):
            stopped, detail = _outcome(attempt, surroundings)
            os.write(sending, f"{name}\t{'stopped' if stopped else 'worked'}\t{detail}\n".encode())
    finally:
        os._exit(0)


def _outcome(attempt: _Try, surroundings: _Surroundings) -> tuple[bool, str]:
    try:
        attempt(surroundings)
    except MemoryError:
        return True, "out of memory"
    except (OSError, RuntimeError, AttributeError) as error:  # AttributeError: the C library lacks the call
        return True, os.strerror(error.errno) if isinstance(error, OSError) and error.errno else "refused"
    return False, "succeeded"


def _checked(result: int) -> int:
    if result < 0:
        code = ctypes.get_errno()
        raise OSError(code, os.strerror(code))
    return result


def _read_a_file(_: _Surroundings) -> None:
    os.close(os.open("/etc/passwd", os.O_RDONLY))


def _list_the_root(_: _Surroundings) -> None:
    os.listdir("/")  # noqa: PTH208 - the plain call is the point


def _write_a_file(at: _Surroundings) -> None:
    path = f"/tmp/tocsin-selftest-{at.parent}"  # noqa: S108 - it must not come into being
    os.close(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
    os.unlink(path)  # noqa: PTH108 - plain calls only, as planted code would


def _look_at_the_parent(at: _Surroundings) -> None:
    os.close(os.open(f"/proc/{at.parent}/environ", os.O_RDONLY))


def _socket(family: int, kind: int) -> _Try:
    def attempt(at: _Surroundings) -> None:
        os.close(_checked(at.libc.socket(family, kind, 0)))

    return attempt


def _abstract_socket(at: _Surroundings) -> None:
    handle = _checked(at.libc.socket(_AF_UNIX, _SOCK_DGRAM, 0))
    address = _AF_UNIX.to_bytes(2, sys.byteorder) + b"\0tocsin-selftest"
    _checked(at.libc.bind(handle, address, len(address)))


def _fork(at: _Surroundings) -> None:
    if _checked(at.libc.fork()) == 0:
        os._exit(0)


def _signal_the_parent(at: _Surroundings) -> None:
    _checked(at.libc.kill(at.parent, 0))


def _trace_the_parent(at: _Surroundings) -> None:
    _checked(at.libc.ptrace(_PTRACE_SEIZE, at.parent, None, None))


def _new_user_namespace(at: _Surroundings) -> None:
    _checked(at.libc.unshare(_CLONE_NEWUSER))


def _io_uring(at: _Surroundings) -> None:
    parameters = ctypes.create_string_buffer(120)
    _checked(at.libc.syscall(ctypes.c_long(_IO_URING_SETUP), 4, parameters))


def _allocate(_: _Surroundings) -> None:
    mmap.mmap(-1, 3 * GIB).close()


def _fill_a_file(at: _Surroundings) -> None:
    os.lseek(at.leaked, GIB - 1, os.SEEK_SET)
    os.write(at.leaked, b"x")


def _many_descriptors(_: _Surroundings) -> None:
    opened: list[int] = []
    try:
        for _number in range(2000):
            opened.append(os.dup(0))
    finally:
        for descriptor in opened:
            os.close(descriptor)


def _become_root(at: _Surroundings) -> None:
    _checked(at.libc.setuid(0))


def _run_a_program(_: _Surroundings) -> None:
    os.execv("/bin/true", ["true"])  # noqa: S606 - it must fail


def _start_a_thread(_: _Surroundings) -> None:
    done = threading.Event()
    thread = threading.Thread(target=done.set)
    thread.start()
    thread.join()
    if not done.is_set():
        raise RuntimeError


def _give_output(_: _Surroundings) -> None:
    """Nothing to do: that this act's line arrives is the proof."""


_ACTS: tuple[tuple[str, _Try], ...] = (
    ("give output", _give_output),
    ("start a thread", _start_a_thread),
)

_ESCAPES: tuple[tuple[str, _Try], ...] = (
    ("read a file", _read_a_file),
    ("list the root folder", _list_the_root),
    ("write a file", _write_a_file),
    ("look at the parent process", _look_at_the_parent),
    ("open a TCP socket", _socket(_AF_INET, _SOCK_STREAM)),
    ("open a UDP socket", _socket(_AF_INET, _SOCK_DGRAM)),
    ("open a unix socket", _socket(_AF_UNIX, _SOCK_STREAM)),
    ("open an abstract socket", _abstract_socket),
    ("start a process", _fork),
    ("signal the parent process", _signal_the_parent),
    ("trace the parent process", _trace_the_parent),
    ("make a user namespace", _new_user_namespace),
    ("use io_uring", _io_uring),
    ("allocate 3 GiB", _allocate),
    ("write a 1 GiB file", _fill_a_file),
    ("open 2,000 descriptors", _many_descriptors),
    ("become root", _become_root),
    ("run a program", _run_a_program),  # last: if it succeeds, nobody is left to report
)
