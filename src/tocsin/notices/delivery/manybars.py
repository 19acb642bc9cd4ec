"""The bars of many Intelligent Mail barcodes at once, in columns; ``barcode.bars`` says what each step is."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import Any

import numpy as np

from tocsin.notices.delivery import barcode

Numbers = np.ndarray[Any, Any]

_BYTES = 14
_CRC_BYTES = 13


def many_bars(codes: Sequence[str]) -> list[bytes]:
    """The 65 bars of each code; an empty code has none. Raises ValueError for one that is no code."""
    found = [b""] * len(codes)
    at = [number for number, code in enumerate(codes) if code]
    if at:
        for number, painted in zip(at, _painted([codes[number] for number in at]), strict=True):
            found[number] = painted
    return found


def _painted(codes: Sequence[str]) -> list[bytes]:
    data = b"".join(barcode.payload(code).to_bytes(_BYTES, "big") for code in codes)
    octets = np.frombuffer(data, np.uint8).reshape(-1, _BYTES)
    check = _check(octets[:, _BYTES - _CRC_BYTES :])
    codewords = _codewords(octets.view(">u2").astype(np.uint32))
    codewords[0] += barcode.FIRST * (check >> 10)
    codewords[9] *= 2
    characters = np.array(barcode.characters(), np.uint16)[codewords]
    for side in range(10):
        characters[side] ^= np.where(check >> side & 1, 0x1FFF, 0).astype(np.uint16)
    low, high = (np.array(side) for side in zip(*barcode.positions(), strict=True))
    down = characters[low[:, 0]] >> low[:, 1, None].astype(np.uint16) & 1
    up = characters[high[:, 0]] >> high[:, 1, None].astype(np.uint16) & 1
    letters = np.frombuffer(barcode.LETTERS.encode(), np.uint8)[down + 2 * up]
    rows = np.ascontiguousarray(letters.T).tobytes()
    return [rows[start : start + barcode.BARS] for start in range(0, len(rows), barcode.BARS)]


def _codewords(limbs: Numbers) -> Numbers:
    """The ten codewords of each payload, first to last; limbs: 16 bits each, the highest first."""
    rest: list[Numbers] = [limbs[:, at].copy() for at in range(limbs.shape[1])]
    found = np.zeros((10, len(limbs)), np.uint32)
    for place in range(9, 0, -1):
        base = np.uint32(barcode.LAST if place == 9 else barcode.BASE)
        carry: Numbers = np.zeros(len(limbs), np.uint32)
        for at, limb in enumerate(rest):
            dividend: Numbers = carry << 16 | limb
            rest[at], carry = dividend // base, dividend % base
        found[place] = carry
    found[0] = rest[-1]
    return found


def _check(octets: Numbers) -> Numbers:
    """The frame check of each payload: it is linear, so each byte has its share of it."""
    start, shares = _shares()
    check = np.full(len(octets), start, np.uint16)
    for at in range(octets.shape[1]):
        check ^= shares[at][octets[:, at]]
    return check.astype(np.uint32)


@cache
def _shares() -> tuple[int, Numbers]:
    start = barcode.frame_check(0)
    shares = [
        [
            barcode.frame_check(byte << 8 * (_CRC_BYTES - 1 - at) & (1 << 102) - 1) ^ start
            for byte in range(256)
        ]
        for at in range(_CRC_BYTES)
    ]
    return start, np.array(shares, np.uint16)
