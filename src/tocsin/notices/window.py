"""Addresses in the envelope's window, many at a time: which size of type fits.

``address.fit`` is the rule; here it is worked out in columns for the addresses that need no line broken and
no rare character. The others are left to ``fit``.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

import numpy as np

from tocsin.notices.address import SIZES
from tocsin.notices.envelope import Zone
from tocsin.notices.glyphs import LINE, ROW, UNKNOWN, encoded, metrics

ONE_BY_ONE = -1
"""In place of a size: this address needs ``address.fit``."""


@dataclass(frozen=True, slots=True)
class Measured:
    """Addresses measured. codes: each in one-byte codes. lines: how many; widest: ems, of the widest line.

    known: whether every character has a one-byte code.
    """

    codes: list[bytes]
    lines: np.ndarray[Any, Any]
    widest: np.ndarray[Any, Any]
    known: np.ndarray[Any, Any]


def measure(addresses: Sequence[str]) -> Measured:
    """Measure addresses, lines divided by line ends."""
    if not addresses:
        nothing = np.zeros(0)
        return Measured([], nothing, nothing, nothing)
    data = encoded("\0".join(addresses) + "\0")
    codes = np.frombuffer(data, np.uint8)
    reach = np.cumsum(_widths()[codes])
    ends = np.flatnonzero((codes == LINE) | (codes == ROW))
    line_width = np.diff(reach[ends], prepend=0.0)
    last = np.flatnonzero(codes[ends] == ROW)
    first = np.concatenate(([0], last[:-1] + 1))
    known = np.ones(len(addresses), bool)
    known[np.searchsorted(ends[last], np.flatnonzero(codes == UNKNOWN))] = False
    return Measured(data.split(b"\0")[:-1], last - first + 1, np.maximum.reduceat(line_width, first), known)


def sizes(measured: Measured, zone: Zone) -> np.ndarray[Any, Any]:
    """For each address the first of ``SIZES`` at which it fits the zone as it is, else ``ONE_BY_ONE``."""
    own = metrics()
    whole = measured.known & (measured.widest * SIZES[0][0] <= zone.width)
    chosen = np.full(len(measured.codes), ONE_BY_ONE, np.int8)
    for number, (size, leading) in reversed(list(enumerate(SIZES))):
        height = (measured.lines - 1) * leading + (own.ascent + own.descent) * size
        chosen[whole & (height <= zone.height)] = number
    return chosen


@cache
def _widths() -> np.ndarray[Any, np.dtype[np.float64]]:
    return metrics().code_widths()
