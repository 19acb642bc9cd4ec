"""Compiled help (CHM): the pages inside.

The pages are packed with LZX, as in cabinets, and start anew every few blocks. So the packed blocks are
wrapped into a cabinet and the system's libarchive unpacks them. Layout as in chmlib and in "Microsoft's
HTML Help (.chm) format" by Pabs and Matthew Russotto.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from dataclasses import dataclass
from typing import BinaryIO

from tocsin.intake.readers.archives import cabinet_bytes, has_libarchive
from tocsin.intake.readers.base import MAX_CHILD_BYTES, MAX_MEMBERS, Item, Reader, Unreadable, in_part, whole
from tocsin.model.content import Child

BLOCK = 0x8000
_SPACE = "::DataSpace/Storage/MSCompressed/"
_RESETS = _SPACE + "Transform/{7FC28940-9D31-11D0-9B27-00A0C91E9C7C}/InstanceData/ResetTable"
MAX_UNPACKED = 1 << 30
_NEEDED = "compiled help needs the system's libarchive to unpack, which is not there"


@dataclass(frozen=True, slots=True)
class _Entry:
    section: int
    start: int
    length: int


class HelpReader(Reader):
    """Every page, index and picture in it as a child."""

    kinds = ("chm",)

    def read(self, name: str, data: BinaryIO, size: int) -> Iterator[Item]:
        raw = whole(data, size, MAX_CHILD_BYTES)
        entries = dict(_listed(raw))
        first = struct.unpack_from("<Q", raw, 0x58)[0]
        content, sound = _unpacked(raw, first, entries)
        lost = 0
        for path, entry in list(entries.items())[:MAX_MEMBERS]:
            if path.startswith(("::", "/#", "/$")) or path.endswith("/"):
                continue
            source, start = (raw, first + entry.start) if entry.section == 0 else (content, entry.start)
            found = source[start : start + entry.length]
            lost += len(found) < entry.length
            if found:
                yield Child(path.lstrip("/"), found)
        if lost or not sound:
            yield in_part("the help file is damaged; what could be unpacked was read")


def _listed(raw: bytes) -> Iterator[tuple[str, _Entry]]:
    """Path and place of every file, from the listing blocks of the directory."""
    if len(raw) < 0x60:
        raise Unreadable("refused", "the help file is damaged: its head is cut off")
    start, length = struct.unpack_from("<QQ", raw, 0x48)
    head, block = struct.unpack_from("<I", raw, start + 8)[0], struct.unpack_from("<I", raw, start + 16)[0]
    if block < 0x20 or not raw.startswith(b"ITSP", start):
        raise Unreadable("refused", "the help file is damaged: its directory is not there")
    for at in range(start + head, min(start + length, len(raw)), block):
        if not raw.startswith(b"PMGL", at):
            continue
        end = at + block - struct.unpack_from("<I", raw, at + 4)[0]
        cursor = at + 0x14
        while cursor < end:
            size, cursor = _number(raw, cursor)
            path = raw[cursor : cursor + size].decode("utf-8", "replace")
            section, cursor = _number(raw, cursor + size)
            offset, cursor = _number(raw, cursor)
            extent, cursor = _number(raw, cursor)
            yield path, _Entry(section, offset, extent)


def _number(raw: bytes, at: int) -> tuple[int, int]:
    value = 0
    while True:
        byte = raw[at]
        at += 1
        value = value << 7 | byte & 0x7F
        if byte < 0x80:
            return value, at
        if value > 1 << 62:
            raise ValueError


def _unpacked(raw: bytes, first: int, entries: dict[str, _Entry]) -> tuple[bytes, bool]:
    """The packed section as far as it can be unpacked, and whether that was all."""
    control, resets, packed = (
        raw[first + entry.start : first + entry.start + entry.length] if (entry := entries.get(name)) else b""
        for name in (_SPACE + "ControlData", _RESETS, _SPACE + "Content")
    )
    if not packed:
        return b"", True
    if not has_libarchive():
        raise Unreadable("refused", _NEEDED)
    version, interval, window, times = struct.unpack_from("<IIII", control, 8)
    unit = BLOCK if version == 2 else 1
    step = max(1, interval * unit // max(1, window * unit // 2) * max(1, times))
    count, _, table, total = struct.unpack_from("<IIIQ", resets, 4)
    starts = [*struct.unpack_from(f"<{count}Q", resets, table), len(packed)]
    if total > MAX_UNPACKED:
        raise Unreadable("refused", f"the help file holds more than {MAX_UNPACKED >> 20} MiB")
    cabinet = _cabinet(packed, starts, total, step, (window * unit).bit_length() - 1)
    out, sound = cabinet_bytes(cabinet)
    return out, sound and len(out) >= total


def _cabinet(packed: bytes, starts: list[int], total: int, step: int, bits: int) -> bytes:
    """The blocks as a cabinet (MS-CAB): a folder with one file for each stretch between resets."""
    stretches = [range(n, min(n + step, len(starts) - 1)) for n in range(0, len(starts) - 1, step)]
    folders, files, body = [], [], []
    at = 36 + 8 * len(stretches) + sum(16 + len(_name(n)) for n in range(len(stretches)))
    listed = 36 + 8 * len(stretches)
    for number, stretch in enumerate(stretches):
        folders.append(struct.pack("<IHH", at, len(stretch), 3 | bits << 8))
        length = 0
        for block in stretch:
            piece = packed[starts[block] : starts[block + 1]]
            size = min(BLOCK, total - block * BLOCK)
            body.append(struct.pack("<IHH", 0, len(piece), size) + piece)
            at, length = at + 8 + len(piece), length + size
        files.append(struct.pack("<IIHHHH", length, 0, number, 0x21, 0, 0x20) + _name(number))
    head = struct.pack(
        "<4sIIIIIBBHHHHH", b"MSCF", 0, at, 0, listed, 0, 3, 1, len(stretches), len(stretches), 0, 0, 0
    )
    return b"".join((head, *folders, *files, *body))


def _name(number: int) -> bytes:
    return b"%d\0" % number
