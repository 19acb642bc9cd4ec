"""7z, RAR, cabinet, disc image and other archives by libarchive: every file inside as a child.

libarchive (BSD) belongs to the system: where it is missing these archives are refused with that hint.
"""

from __future__ import annotations

import io
import re
from collections.abc import Generator, Iterator
from contextlib import suppress
from dataclasses import dataclass
from typing import Any, BinaryIO

from tocsin.intake.readers import locks
from tocsin.intake.readers.base import (
    BOMB_FLOOR_BYTES,
    BOMB_RATIO,
    MAX_CHILD_BYTES,
    MAX_MEMBERS,
    Item,
    Reader,
    Unreadable,
    count,
    in_part,
)
from tocsin.intake.readers.bounded import Budget, TooMuch
from tocsin.intake.readers.compressed import BOMB, DAMAGED, NOTHING_CAME, inner_name
from tocsin.model.content import Child

try:
    import libarchive
    from libarchive.exception import ArchiveError
except (ImportError, OSError, AttributeError, TypeError):  # the library of the system is not there
    libarchive = None

_VOLUME = re.compile(r"\.(?:part\d+\.rar|r\d\d|7z\.\d{3})$", re.IGNORECASE)
_LOCKED = ("ncrypt", "assphrase", "assword")
BLOCK_BYTES = 1 << 16
UNPACK_IT = (
    "Tocsin cannot open this kind even with the password: unpack it yourself and scan the folder it gives"
)
"""libarchive (3.8 and before) decrypts ZIP alone."""


class ArchiveReader(Reader):
    """Every regular file as a Child; links are named and never followed, locked members counted."""

    kinds = ("7z", "rar", "cab", "iso", "lha", "xar", "cpio", "ar")

    def read(self, name: str, data: BinaryIO, size: int) -> Iterator[Item]:
        seen = _Seen()
        try:
            with _opened(data, "all") as archive:
                yield from _members(archive, size, seen)
        except ArchiveError as error:
            seen.trouble(error)
        if not seen.given and _VOLUME.search(name):
            raise Unreadable("refused", "one part of an archive split over several files; join them first")
        if not seen.given:
            raise Unreadable("refused", seen.why_nothing())
        yield from seen.said()


class FilteredReader(Reader):
    """A single file under Zstandard, LZ4, lzip or compress: one child, named without its ending."""

    kinds = ("zstd", "lz4", "lzip", "compress")

    def read(self, name: str, data: BinaryIO, size: int) -> Iterator[Item]:
        try:
            with _opened(data, "raw") as archive:
                for entry in archive:
                    found, reason = _unpacked(entry, size)
                    if not found or _is_itself(found, data, size):
                        raise Unreadable("refused", NOTHING_CAME)
                    yield Child(inner_name(name), found)
                    if reason:
                        yield in_part(reason)
        except ArchiveError as error:
            raise Unreadable("refused", NOTHING_CAME) from error


def _is_itself(found: bytes, data: BinaryIO, size: int) -> bool:
    """Where libarchive does not know the packing after all, it hands the file through as it is."""
    if len(found) != size:
        return False
    data.seek(0)
    return data.read(size) == found


def _unpacked(entry: Any, size: int) -> tuple[bytes, str]:
    """What could be unpacked, and why that is not all."""
    found: list[bytes] = []
    total = 0
    try:
        for block in entry.get_blocks(BLOCK_BYTES):
            total += len(block)
            if total > max(BOMB_FLOOR_BYTES, BOMB_RATIO * size):
                raise Unreadable("refused", BOMB)
            if total > MAX_CHILD_BYTES:
                return b"".join(found), f"only the first {MAX_CHILD_BYTES >> 20} MiB were unpacked"
            found.append(bytes(block))
    except ArchiveError:
        return b"".join(found), DAMAGED
    return b"".join(found), ""


def _opened(data: BinaryIO, form: str) -> Any:
    if libarchive is None:
        raise Unreadable("refused", "this kind of archive needs the system's libarchive, which is not there")
    data.seek(0)
    return libarchive.stream_reader(data, form, block_size=BLOCK_BYTES)


@dataclass(slots=True)
class _Seen:
    given: int = 0
    links: int = 0
    large: int = 0
    locked: int = 0
    damaged: int = 0

    def trouble(self, error: Exception) -> None:
        """The library's message says whether a password or damage is in the way; it is shown to nobody."""
        if any(word in str(error) for word in _LOCKED):
            self.locked += 1
        else:
            self.damaged += 1

    def why_nothing(self) -> str:
        if self.locked:
            return f"the archive is locked with a password; {UNPACK_IT}"
        if self.large:
            return f"what the archive holds is larger than {MAX_CHILD_BYTES >> 20} MiB or a bomb"
        return (
            "the archive is damaged or its way of packing is not known"
            if self.damaged
            else "the archive is empty"
        )

    def said(self) -> Iterator[Item]:
        if self.locked:
            yield in_part(f"{count(self.locked, 'file')} in the archive locked with a password; {UNPACK_IT}")
        if self.large:
            size = MAX_CHILD_BYTES >> 20
            yield in_part(f"{count(self.large, 'file')} larger than {size} MiB or a bomb left in the archive")
        if self.links:
            yield in_part(
                f"{count(self.links, 'link or device', 'links or devices')} in the archive not followed"
            )
        if self.damaged:
            yield in_part("the archive is damaged; what could be unpacked was read")
        if self.given >= MAX_MEMBERS:
            yield in_part(f"only the first {MAX_MEMBERS:,} files of the archive were unpacked")


def _members(archive: Any, size: int, seen: _Seen) -> Iterator[Item]:
    budget = Budget()
    for entry in archive:
        if seen.given >= MAX_MEMBERS:
            return
        if not entry.isfile:
            seen.links += not entry.isdir
            continue
        try:
            raw, damage = budget.read_until(_Blocks(entry), size, (ArchiveError,))
        except TooMuch:
            seen.large += 1
            continue
        if damage is not None:
            seen.trouble(damage)
        if raw or damage is None:
            seen.given += 1
            yield Child(_name(entry, seen.given), raw)


def _name(entry: Any, number: int) -> str:
    try:
        return str(entry.pathname or f"file {number}")
    except (UnicodeError, ArchiveError):
        return f"file {number}"


def has_libarchive() -> bool:
    """Whether the system's library is there."""
    return libarchive is not None


def cabinet_bytes(cabinet: bytes) -> tuple[bytes, bool]:
    """All files of a cabinet put together, as far as they can be unpacked, and whether that was all."""
    out = bytearray()
    try:
        with libarchive.stream_reader(io.BytesIO(cabinet), "cab", block_size=BLOCK_BYTES) as archive:
            for entry in archive:
                for block in entry.get_blocks(BLOCK_BYTES):
                    out += block
    except ArchiveError:
        return bytes(out), False
    return bytes(out), True


class _Blocks:
    """The bytes of a member step by step."""

    def __init__(self, entry: Any) -> None:
        self._blocks = iter(entry.get_blocks(BLOCK_BYTES))

    def read(self, size: int, /) -> bytes:
        return bytes(next(self._blocks, b""))


def opened_members(data: BinaryIO, locked: set[str]) -> Generator[Item, None, int]:
    """The locked members of a ZIP that one of the allowed words opens; returns how many that were."""
    opened = 0
    for number, word in locks.words() if libarchive is not None else ():
        given = 0
        for child in _with_word(data, locked, word):
            given += 1
            locked.discard(child.name)
            yield child
        if given:
            yield locks.opened_with(number)
        opened += given
        if not locked:
            break
    return opened


def _with_word(data: BinaryIO, locked: set[str], word: str) -> Iterator[Child]:
    data.seek(0)
    budget = Budget()
    with (
        suppress(ArchiveError),
        libarchive.stream_reader(data, "zip", block_size=BLOCK_BYTES, passphrase=word) as archive,
    ):
        for entry in archive:
            if not entry.isfile or entry.pathname not in locked:
                continue
            with suppress(ArchiveError, TooMuch):
                yield Child(str(entry.pathname), budget.read(_Blocks(entry), BOMB_FLOOR_BYTES))
