"""Single files under gzip (RFC 1952), bzip2 and xz: what is inside goes back through the door."""

from __future__ import annotations

import bz2
import lzma
import zlib
from collections.abc import Callable, Iterator
from pathlib import PurePosixPath
from typing import BinaryIO, Protocol

from tocsin.intake.readers.base import (
    BOMB_FLOOR_BYTES,
    BOMB_RATIO,
    MAX_CHILD_BYTES,
    Item,
    Reader,
    Unreadable,
    in_part,
)
from tocsin.model.content import Child

FEED_BYTES = 256 << 10
STEP_BYTES = 1 << 20
_ENDINGS = {
    ".gz": "",
    ".bz2": "",
    ".xz": "",
    ".tgz": ".tar",
    ".tbz2": ".tar",
    ".txz": ".tar",
    ".svgz": ".svg",
    ".zst": "",
    ".tzst": ".tar",
    ".lz4": "",
    ".lz": "",
    ".z": "",
    ".taz": ".tar",
}
DAMAGED = "the compressed file is damaged or cut off; what came before the damage was unpacked"
NOTHING_CAME = "the compressed file is damaged at its very beginning, and nothing could be unpacked"
BOMB = "the file unpacks to far more than it takes, as bombs do, and was not unpacked"


class CompressedReader(Reader):
    """One child, with the name of the file less its ending. A cut stream gives what came before the cut."""

    kinds = ("gz", "bz2", "xz")

    def read(self, name: str, data: BinaryIO, size: int) -> Iterator[Item]:
        found, reason = _unpacked(data, size)
        if not found:
            reason = NOTHING_CAME if reason == DAMAGED else reason
            raise Unreadable("refused", reason or "the compressed file is empty")
        yield Child(inner_name(name), found)
        if reason:
            yield in_part(reason)


class _Engine(Protocol):
    @property
    def eof(self) -> bool: ...
    @property
    def unused_data(self) -> bytes: ...
    def feed(self, raw: bytes) -> bytes: ...


class _Gzip:
    """zlib's engine with the interface of the other two: it keeps what it has not used."""

    def __init__(self) -> None:
        self._engine = zlib.decompressobj(16 + zlib.MAX_WBITS)

    @property
    def eof(self) -> bool:
        return self._engine.eof

    @property
    def unused_data(self) -> bytes:
        return self._engine.unused_data

    def feed(self, raw: bytes) -> bytes:
        return self._engine.decompress(self._engine.unconsumed_tail + raw, STEP_BYTES)


class _Block:
    """bzip2 and xz."""

    def __init__(self, engine: bz2.BZ2Decompressor | lzma.LZMADecompressor) -> None:
        self._engine = engine

    @property
    def eof(self) -> bool:
        return self._engine.eof

    @property
    def unused_data(self) -> bytes:
        return self._engine.unused_data

    def feed(self, raw: bytes) -> bytes:
        return self._engine.decompress(raw, STEP_BYTES)


def _unpacked(data: BinaryIO, size: int) -> tuple[bytes, str]:
    """What could be unpacked, and why that is not all; the reason is blank if it is."""
    blocks: list[bytes] = []
    total = 0
    try:
        for block in _blocks(data):
            total += len(block)
            if total > BOMB_FLOOR_BYTES and total > BOMB_RATIO * size:
                return b"", BOMB
            if total > MAX_CHILD_BYTES:
                return b"".join(blocks), f"only the first {MAX_CHILD_BYTES >> 20} MiB were unpacked"
            blocks.append(block)
    except (OSError, EOFError, zlib.error, lzma.LZMAError, ValueError):
        return b"".join(blocks), DAMAGED
    return b"".join(blocks), ""


def _blocks(data: BinaryIO) -> Iterator[bytes]:
    """The output step by step, stream after stream; EOFError if the last one does not come to its end."""
    fresh = _engine_for(data)
    engine, raw = fresh(), b""
    data.seek(0)
    while True:
        found = engine.feed(raw)
        raw = b""
        if found:
            yield found
            continue
        if engine.eof:
            raw = engine.unused_data.lstrip(b"\0") or data.read(FEED_BYTES)
            if not raw:
                return
            engine = fresh()
            continue
        raw = data.read(FEED_BYTES)
        if not raw:
            raise EOFError


def _engine_for(data: BinaryIO) -> Callable[[], _Engine]:
    data.seek(0)
    mark = data.read(2)
    if mark == b"\x1f\x8b":
        return _Gzip
    return lambda: _Block(bz2.BZ2Decompressor() if mark == b"BZ" else lzma.LZMADecompressor())


def inner_name(name: str) -> str:
    """The name of the file without the ending that says how it is packed."""
    path = PurePosixPath(name)
    ending = _ENDINGS.get(path.suffix.lower())
    return name[: -len(path.suffix)] + ending if ending is not None else name
