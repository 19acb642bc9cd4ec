"""Shut the calling process in: after ``contain`` it holds its descriptors, its memory and nothing else.

The layers overlap on purpose. Limits stop what eats the machine; Landlock stops files, ports and other
processes; the system-call filter stops sockets, programs, new processes and the kernel's rarer doors; the
change of user stops root. The order matters: what needs files or root comes first, the locks last.
"""

from __future__ import annotations

import ctypes
import os
import platform
import resource
import signal
import sys
from collections.abc import Collection
from dataclasses import dataclass

from tocsin.intake import landlock, seccomp

NOBODY = 65534
"""The user and group of a contained reader when Tocsin itself runs as root."""

MAX_DESCRIPTORS = 64
_MAX_TASKS = 4096  # of the user, not of the process: the filter already forbids new processes

_LIBC = ctypes.CDLL(None, use_errno=True)
_CLOSE_RANGE, _LAST_DESCRIPTOR = 436, 0x7FFF_FFFF
_PR_SET_PDEATHSIG, _PR_SET_DUMPABLE, _PR_SET_NO_NEW_PRIVS = 1, 4, 38


@dataclass(frozen=True, slots=True)
class Bounds:
    """What a contained process may use: bytes it may map on top of what it was born with, CPU seconds."""

    memory_bytes: int
    cpu_seconds: int


def contain(bounds: Bounds, keep: Collection[int], parent: int) -> None:
    """Contain the calling process for good; it should be a fresh fork with one thread.

    keep: descriptors to leave open; standard input, output and error become the null device.
    parent: the pid this process must not outlive.
    A layer the host does not have is left out (``gaps`` names it). Raises OSError when one that it has
    does not hold.
    """
    _silence()
    close_all_but(keep)
    ruleset = _landlock_ruleset()
    _offer_first_to_the_oom_killer()
    _limit(bounds)
    if os.geteuid() == 0:
        _become_nobody()
    if sys.platform == "linux":
        _prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)  # only now: a change of user clears it
        _prctl(_PR_SET_DUMPABLE, 0)
        _prctl(_PR_SET_NO_NEW_PRIVS, 1)
    if os.getppid() != parent:
        raise OSError("the parent ended first")
    if ruleset is not None:
        landlock.restrict(ruleset)
        os.close(ruleset)
    if seccomp.supported():
        seccomp.install(seccomp.program(platform.machine(), os.getpid()))


def warm_up() -> None:
    """Compute once, before forking, what every contained process needs."""
    landlock.abi()
    if seccomp.supported():
        seccomp.program(platform.machine(), os.getpid())


def die_with(parent: int) -> None:
    """End this process when its parent ends, also when that has already happened (Linux)."""
    if sys.platform == "linux":
        _prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
    if os.getppid() != parent:
        os._exit(1)


def forbid_core_dumps() -> None:
    """Keep this process's memory off the disk if it crashes: it may hold what was read."""
    _cap(resource.RLIMIT_CORE, 0)
    if sys.platform == "linux":
        _prctl(_PR_SET_DUMPABLE, 0)


def gaps() -> tuple[str, ...]:
    """What this host lacks for full containment, in plain words; empty when nothing is missing."""
    if sys.platform != "linux":
        return (
            "This system is not Linux: files and network are not closed to a reader by the system "
            "(no Landlock, no seccomp); only limits of memory and time hold.",
        )
    found = []
    version = landlock.abi()
    if version == 0:
        found.append("This kernel has no Landlock: a reader taken over could read files of its user.")
    elif version < 6:
        found.append(
            f"This kernel has Landlock version {version}, not 6: signals and abstract sockets are held back "
            "by the system-call filter alone."
        )
    if not seccomp.supported():
        found.append("This processor family has no system-call filter in Tocsin: the network is not closed.")
    return tuple(found)


def close_all_but(keep: Collection[int]) -> None:
    """Close every descriptor but these and the standard three."""
    start = 3
    for descriptor in sorted(keep):
        if descriptor > start:
            _close_range(start, descriptor - 1)
        start = descriptor + 1
    _close_range(start, _LAST_DESCRIPTOR)


def _close_range(first: int, last: int) -> None:
    """Close descriptors first to last. In one call: Python's own may go through a million one by one."""
    if sys.platform == "linux" and _LIBC.syscall(_CLOSE_RANGE, first, last, 0) == 0:
        return
    os.closerange(first, min(last, resource.getrlimit(resource.RLIMIT_NOFILE)[0]) + 1)


def _silence() -> None:
    """A library's cry on standard error may quote the file: nobody shall hear it."""
    null = os.open(os.devnull, os.O_RDWR)
    for standard in (0, 1, 2):
        os.dup2(null, standard)
    if null > 2:
        os.close(null)


def _landlock_ruleset() -> int | None:
    version = landlock.abi()
    return landlock.build(version) if version else None


def _offer_first_to_the_oom_killer() -> None:
    """When the machine runs out of memory, a reader should go before anything of ours."""
    if sys.platform != "linux":
        return
    try:
        score = os.open("/proc/self/oom_score_adj", os.O_WRONLY)
    except OSError:  # a host without /proc; the memory limit still holds
        return
    os.write(score, b"1000")
    os.close(score)


def _limit(bounds: Bounds) -> None:
    mapped = _mapped_bytes()
    _cap(resource.RLIMIT_AS, mapped + bounds.memory_bytes)
    _cap(resource.RLIMIT_DATA, mapped + bounds.memory_bytes)
    _cap(resource.RLIMIT_CPU, bounds.cpu_seconds)
    _cap(resource.RLIMIT_NOFILE, MAX_DESCRIPTORS)
    _cap(resource.RLIMIT_NPROC, _MAX_TASKS)
    _cap(resource.RLIMIT_FSIZE, 0)
    _cap(resource.RLIMIT_CORE, 0)


def _cap(which: int, most: int) -> None:
    """Set both limits, never above the hard limit in force (-1 is none)."""
    hard = resource.getrlimit(which)[1]
    most = most if hard == resource.RLIM_INFINITY else min(most, hard)
    resource.setrlimit(which, (most, most))


def _mapped_bytes() -> int:
    """Address space in use already: interpreter and parsers, which differ from host to host."""
    try:
        statm = os.open("/proc/self/statm", os.O_RDONLY)
    except OSError:
        return 0
    pages = int(os.read(statm, 64).split()[0])
    os.close(statm)
    return pages * resource.getpagesize()


def _become_nobody() -> None:
    os.setgroups([])
    os.setresgid(NOBODY, NOBODY, NOBODY)
    os.setresuid(NOBODY, NOBODY, NOBODY)


def _prctl(option: int, value: int) -> None:
    if _LIBC.prctl(option, ctypes.c_ulong(value), 0, 0, 0) != 0:
        code = ctypes.get_errno()
        raise OSError(code, f"prctl {option}: {os.strerror(code)}")
