"""Landlock: take every right to files, ports and other processes from the calling process.

An empty ruleset that handles all rights refuses all of them; descriptors already open keep working.
Source: https://docs.kernel.org/userspace-api/landlock.html
"""

from __future__ import annotations

import ctypes
import functools
import os
import struct
import sys

_CREATE_RULESET, _RESTRICT_SELF = 444, 446  # the same on every architecture
_VERSION_FLAG = 1

_LIBC = ctypes.CDLL(None, use_errno=True)

_FS_RIGHTS_BY_ABI = {1: 13, 2: 14, 3: 15, 5: 16}
"""ABI that raised it -> number of file-system access bits, lowest first."""

_NET_RIGHTS = 0b11  # TCP bind and connect, ABI 4
_SCOPES = 0b11  # abstract sockets and signals outside the domain, ABI 6


@functools.cache
def abi() -> int:
    """The kernel's Landlock version, 0 if it has none (or is not Linux)."""
    if sys.platform != "linux":
        return 0
    return max(0, _syscall(_CREATE_RULESET, None, 0, _VERSION_FLAG))


def build(version: int) -> int:
    """A descriptor of a ruleset that allows nothing a kernel of this ABI version can forbid.

    Raises OSError if the kernel refuses.
    """
    bits = max(count for since, count in _FS_RIGHTS_BY_ABI.items() if since <= version)
    attributes = struct.pack("=Q", (1 << bits) - 1)
    if version >= 4:
        attributes += struct.pack("=Q", _NET_RIGHTS)
    if version >= 6:
        attributes += struct.pack("=Q", _SCOPES)
    return _checked(_syscall(_CREATE_RULESET, attributes, len(attributes), 0))


def restrict(ruleset: int) -> None:
    """Put the calling process under the ruleset, for good. It must have no_new_privs set.

    Raises OSError if the kernel refuses.
    """
    _checked(_syscall(_RESTRICT_SELF, ruleset, 0))


def _syscall(number: int, *arguments: int | bytes | None) -> int:
    wide = [ctypes.c_long(value) if isinstance(value, int) else value for value in arguments]
    return int(_LIBC.syscall(ctypes.c_long(number), *wide))


def _checked(result: int) -> int:
    if result < 0:
        code = ctypes.get_errno()
        raise OSError(code, f"Landlock: {os.strerror(code)}")
    return result
