"""Memory that is free given back to the machine, so that a long run holds no more than it uses.

The C library and Arrow keep what was freed for the next time. After a hundred thousand rows have been gone
through, that is more than everything that is still needed.
"""

from __future__ import annotations

import ctypes
from collections.abc import Callable
from contextlib import suppress
from functools import cache

import pyarrow as pa

MMAP_THRESHOLD = -3
"""glibc's M_MMAP_THRESHOLD: larger pieces of memory go back as soon as they are freed."""

LARGE = 128 << 10


@cache
def frugal() -> None:
    """From now on hold less of what is free, in this whole process: for long runs over many rows."""
    pa.set_memory_pool(pa.system_memory_pool())
    with suppress(AttributeError, OSError):
        ctypes.CDLL(None).mallopt(MMAP_THRESHOLD, LARGE)


def given_back() -> None:
    """Give back what is free. Costs some milliseconds; nothing happens where the C library cannot."""
    pa.default_memory_pool().release_unused()
    _trim()(0)


@cache
def _trim() -> Callable[[int], int]:
    """glibc's malloc_trim(3), or nothing in its place."""
    try:
        found: Callable[[int], int] = ctypes.CDLL(None).malloc_trim
    except (AttributeError, OSError):
        return lambda _: 0
    return found
