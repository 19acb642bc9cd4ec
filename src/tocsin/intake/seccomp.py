"""The system calls a contained reader may make: a list of those allowed, everything else refused.

Memory, threads, clocks and the descriptors it was born with remain. Sockets, programs, processes,
signals to others, tracing, namespaces, mounts, keys, io_uring and BPF are simply not on the list.
Source: https://docs.kernel.org/userspace-api/seccomp_filter.html ; numbers from the kernel's
``asm/unistd_64.h`` (x86-64) and ``asm-generic/unistd.h`` (64-bit ARM).
"""

from __future__ import annotations

import ctypes
import errno
import functools
import os
import platform
import struct
import sys
from collections.abc import Sequence
from dataclasses import dataclass

_ALLOWED = {
    "x86_64": (
        # read write open close stat fstat lstat poll lseek mmap mprotect munmap brk
        *(0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12),
        # rt_sigaction rt_sigprocmask rt_sigreturn pread64 readv writev access pipe select sched_yield
        *(13, 14, 15, 17, 19, 20, 21, 22, 23, 24),
        # mremap mincore madvise dup dup2 nanosleep getpid exit uname getcwd readlink gettimeofday getrlimit
        *(25, 27, 28, 32, 33, 35, 39, 60, 63, 79, 89, 96, 97),
        # getrusage sysinfo times getuid getgid geteuid getegid getppid sigaltstack arch_prctl gettid time
        *(98, 99, 100, 102, 104, 107, 108, 110, 131, 158, 186, 201),
        # futex sched_getaffinity getdents64 set_tid_address restart_syscall fadvise64 clock_gettime
        *(202, 204, 217, 218, 219, 221, 228),
        # clock_getres clock_nanosleep exit_group openat newfstatat readlinkat faccessat pselect6 ppoll
        *(229, 230, 231, 257, 262, 267, 269, 270, 271),
        # set_robust_list get_robust_list eventfd2 dup3 pipe2 getcpu getrandom membarrier statx rseq
        *(273, 274, 290, 292, 293, 309, 318, 324, 332, 334),
        # faccessat2
        *(439,),
    ),
    "aarch64": (
        # getcwd eventfd2 dup dup3 faccessat openat close pipe2 getdents64 lseek read write readv writev
        *(17, 19, 23, 24, 48, 56, 57, 59, 61, 62, 63, 64, 65, 66),
        # pread64 pselect6 ppoll readlinkat newfstatat fstat exit exit_group set_tid_address futex
        *(67, 72, 73, 78, 79, 80, 93, 94, 96, 98),
        # set_robust_list get_robust_list nanosleep clock_gettime clock_getres clock_nanosleep
        *(99, 100, 101, 113, 114, 115),
        # sched_getaffinity sched_yield restart_syscall sigaltstack rt_sigaction rt_sigprocmask rt_sigreturn
        *(123, 124, 128, 132, 134, 135, 139),
        # times uname getrlimit getrusage getcpu gettimeofday getpid getppid getuid geteuid getgid getegid
        *(153, 160, 163, 165, 168, 169, 172, 173, 174, 175, 176, 177),
        # gettid sysinfo brk munmap mremap mmap fadvise64 mprotect mincore madvise getrandom membarrier
        *(178, 179, 214, 215, 216, 222, 223, 226, 232, 233, 278, 283),
        # statx rseq faccessat2
        *(291, 293, 439),
    ),
}


@dataclass(frozen=True, slots=True)
class _Machine:
    """What differs between processor families: the audit code and the calls whose arguments we look at."""

    audit: int
    ioctl: int
    fcntl: int
    prctl: int
    prlimit: int
    clone: int
    tgkill: int


_MACHINES = {
    "x86_64": _Machine(0xC000003E, ioctl=16, fcntl=72, prctl=157, prlimit=302, clone=56, tgkill=234),
    "aarch64": _Machine(0xC00000B7, ioctl=29, fcntl=25, prctl=167, prlimit=261, clone=220, tgkill=131),
}

_CLONE3 = 435
_FIRST_X32 = 0x4000_0000  # the second numbering of x86-64
_FIRST_MODERN = 424  # calls newer than this: libraries fall back on ENOSYS, fail on EPERM

_CLONE_THREAD = 0x0001_0000
_IOCTLS = (0x5401, 0x541B, 0x5421, 0x5450, 0x5451)  # is it a terminal, bytes waiting, blocking, close-on-exec
_FCNTLS = (0, 1, 2, 3, 4, 1030)  # duplicate and the flags of a descriptor, but no signal owners
_PRCTLS = (15, 16, 0x53564D41)  # names of threads and of memory; never dumpable or the death signal

_ALLOW, _KILL, _ERRNO = 0x7FFF_0000, 0x8000_0000, 0x0005_0000
_LOAD, _EQUAL, _AT_LEAST, _ANY_BIT, _RETURN = 0x20, 0x15, 0x35, 0x45, 0x06
_AT_NUMBER, _AT_ARCH, _AT_ARGUMENT = 0, 4, 16

_PR_SET_SECCOMP, _MODE_FILTER = 22, 2

_LIBC = ctypes.CDLL(None, use_errno=True)

_Instruction = tuple[int, int, int, int]


def supported() -> bool:
    """Whether this system and processor family can be filtered by this module."""
    return sys.platform == "linux" and platform.machine() in _MACHINES


def program(machine: str, pid: int) -> bytes:
    """The filter as the kernel's BPF, for a process with this pid (it may signal its own threads)."""
    start, end = _fixed(machine)
    return start + _packed(_only_with(_MACHINES[machine].tgkill, 0, (pid,))) + end


@functools.cache
def _fixed(machine: str) -> tuple[bytes, bytes]:
    """What comes before and after the one check that differs from process to process."""
    calls = _MACHINES[machine]
    refuse = _ERRNO | errno.EPERM
    start = [
        (_LOAD, 0, 0, _AT_ARCH),
        (_EQUAL, 1, 0, calls.audit),
        (_RETURN, 0, 0, _KILL),
        (_LOAD, 0, 0, _AT_NUMBER),
        (_AT_LEAST, 0, 1, _FIRST_X32),
        (_RETURN, 0, 0, refuse),
        *_plainly_allowed(_ALLOWED[machine]),
        *_only_with(calls.ioctl, 1, _IOCTLS),
        *_only_with(calls.fcntl, 1, _FCNTLS),
        *_only_with(calls.prctl, 0, _PRCTLS),
        *_only_with(calls.prlimit, 0, (0,)),
        *_only_threads(calls.clone),
    ]
    end = [
        (_AT_LEAST, 0, 1, _FIRST_MODERN),
        (_RETURN, 0, 0, _ERRNO | errno.ENOSYS),
        (_RETURN, 0, 0, refuse),
    ]
    return _packed(start), _packed(end)


def _packed(instructions: list[_Instruction]) -> bytes:
    return b"".join(struct.pack("=HBBI", *instruction) for instruction in instructions)


def _plainly_allowed(numbers: Sequence[int]) -> list[_Instruction]:
    pairs = (((_EQUAL, 0, 1, number), (_RETURN, 0, 0, _ALLOW)) for number in numbers)
    return [instruction for pair in pairs for instruction in pair]


def _only_with(number: int, position: int, values: Sequence[int]) -> list[_Instruction]:
    """Allow a call only when the low half of one argument is among the values."""
    block: list[_Instruction] = [(_LOAD, 0, 0, _AT_ARGUMENT + 8 * position)]
    for value in values:
        block += [(_EQUAL, 0, 1, value), (_RETURN, 0, 0, _ALLOW)]
    block.append((_RETURN, 0, 0, _ERRNO | errno.EPERM))
    return [(_EQUAL, 0, len(block), number), *block]


def _only_threads(clone: int) -> list[_Instruction]:
    block: list[_Instruction] = [
        (_LOAD, 0, 0, _AT_ARGUMENT),
        (_ANY_BIT, 0, 1, _CLONE_THREAD),
        (_RETURN, 0, 0, _ALLOW),
        (_RETURN, 0, 0, _ERRNO | errno.EPERM),
    ]
    return [(_EQUAL, 0, len(block), clone), *block]


class _SockFprog(ctypes.Structure):
    _fields_ = (("length", ctypes.c_ushort), ("filter", ctypes.c_char_p))


def install(code: bytes) -> None:
    """Put the calling process under the filter, for good. It must have no_new_privs set.

    Raises OSError if the kernel refuses.
    """
    filter_program = _SockFprog(len(code) // 8, code)
    if _LIBC.prctl(_PR_SET_SECCOMP, _MODE_FILTER, ctypes.byref(filter_program), 0, 0) != 0:
        failure = ctypes.get_errno()
        raise OSError(failure, f"seccomp: {os.strerror(failure)}")
