"""The packing of Visio's streams: bytes, or copies out of the last 4 KiB of output."""

from __future__ import annotations

WINDOW = 4096


def unpacked(raw: bytes, most: int) -> bytes:
    """The content of a packed Visio stream, at most ``most`` bytes.

    A flag byte says of the next eight codes which are literal (bit set). A copy takes two bytes: twelve bits
    of place in the window, counted from 18 before its start, and four of length less three.
    """
    window, out = bytearray(WINDOW), bytearray()
    at, end = 0, len(raw)
    while at < end and len(out) < most:
        flags = raw[at]
        at += 1
        for bit in range(8):
            if at >= end:
                break
            if flags >> bit & 1:
                window[len(out) % WINDOW] = raw[at]
                out.append(raw[at])
                at += 1
                continue
            if at + 1 >= end:
                return bytes(out)
            low, high = raw[at], raw[at + 1]
            at += 2
            place = (low | (high & 0xF0) << 4) + 18
            for _ in range((high & 0x0F) + 3):
                byte = window[place % WINDOW]
                window[len(out) % WINDOW] = byte
                out.append(byte)
                place += 1
    return bytes(out)
