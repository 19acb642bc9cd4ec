"""Single files under gzip (RFC 1952), bzip2 and xz: what is inside goes back through the door."""

from __future__ import annotations

import bz2
import gzip
import lzma
import zlib
from collections.abc import Iterator
from pathlib import PurePosixPath
from typing import BinaryIO

from tocsin.intake.readers.base import (
    BOMB_FLOOR_BYTES,
    BOMB_RATIO,
    MAX_CHILD_BYTES,
    Item,
    Reader,
    Unreadable,
    in_part,
)
from tocsin.intake.readers.bounded import STEP_BYTES
from tocsin.model.content import Child

_ENDINGS = {
    ".gz": "",
    ".bz2": "",
    ".xz": "",
    ".tgz": ".tar",
    ".tbz2": ".tar",
    ".txz": ".tar",
    ".svgz": ".svg",
}
_DAMAGE = (OSError, EOFError, zlib.error, lzma.LZMAError, ValueError)


class CompressedReader(Reader):
    """One child, with the name of the file less its ending. A cut stream gives what came before the cut."""

    kinds = ("gz", "bz2", "xz")

    def read(self, name: str, data: BinaryIO, size: int) -> Iterator[Item]:
        found, reason = _unpacked(data, size)
        if not found:
            raise Unreadable("refused", reason or "the compressed file is empty")
        yield Child(_inner_name(name), found)
        if reason:
            yield in_part(reason)


def _unpacked(data: BinaryIO, size: int) -> tuple[bytes, str]:
    """What could be unpacked, and why that is not all; the reason is blank if it is."""
    blocks: list[bytes] = []
    total = 0
    try:
        with _opened(data) as stream:
            while block := stream.read(STEP_BYTES):
                total += len(block)
                if total > BOMB_FLOOR_BYTES and total > BOMB_RATIO * size:
                    return (
                        b"",
                        "the file unpacks to far more than it takes, as bombs do, and was not unpacked",
                    )
                if total > MAX_CHILD_BYTES:
                    return b"".join(blocks), f"only the first {MAX_CHILD_BYTES >> 20} MiB were unpacked"
                blocks.append(block)
    except _DAMAGE:
        return b"".join(
            blocks
        ), "the compressed file is damaged or cut off; what came before the damage was unpacked"
    return b"".join(blocks), ""


def _opened(data: BinaryIO) -> gzip.GzipFile | bz2.BZ2File | lzma.LZMAFile:
    data.seek(0)
    mark = data.read(2)
    data.seek(0)
    if mark == b"\x1f\x8b":
        return gzip.GzipFile(fileobj=data, mode="rb")
    return bz2.BZ2File(data) if mark == b"BZ" else lzma.LZMAFile(data)


def _inner_name(name: str) -> str:
    path = PurePosixPath(name)
    ending = _ENDINGS.get(path.suffix.lower())
    return name[: -len(path.suffix)] + ending if ending is not None else name
