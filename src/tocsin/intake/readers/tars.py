"""Tar archives (POSIX.1-2001): files only; links and devices are named and never followed."""

from __future__ import annotations

import tarfile
from collections.abc import Iterator
from dataclasses import dataclass
from typing import BinaryIO

from tocsin.intake.readers.base import MAX_CHILD_BYTES, MAX_MEMBERS, Item, Reader, Unreadable, count, in_part
from tocsin.intake.readers.bounded import Budget, TooMuch
from tocsin.model.content import Child


class TarReader(Reader):
    """Every regular file as a Child, read in one pass."""

    kinds = ("tar",)

    def read(self, name: str, data: BinaryIO, size: int) -> Iterator[Item]:
        data.seek(0)
        seen = _Seen()
        try:
            with tarfile.open(fileobj=data, mode="r:", ignore_zeros=True, errorlevel=0) as archive:
                yield from _members(archive, seen)
        except (tarfile.TarError, OSError, EOFError, ValueError, MemoryError):  # a header may claim any size
            seen.damaged = True
        if not seen.files:
            raise Unreadable("refused", "the archive is damaged or holds no files")
        yield from seen.said()


@dataclass(slots=True)
class _Seen:
    files: int = 0
    links: int = 0
    large: int = 0
    damaged: bool = False

    def said(self) -> Iterator[Item]:
        if self.large:
            yield in_part(
                f"{count(self.large, 'file')} larger than {MAX_CHILD_BYTES >> 20} MiB left in the archive"
            )
        if self.links:
            yield in_part(
                f"{count(self.links, 'link or device', 'links or devices')} in the archive not followed"
            )
        if self.files > MAX_MEMBERS:
            yield in_part(f"only the first {MAX_MEMBERS:,} files of the archive were unpacked")
        if self.damaged:
            yield in_part("the archive is damaged or cut off; the files before the damage were unpacked")


def _members(archive: tarfile.TarFile, seen: _Seen) -> Iterator[Item]:
    budget = Budget()
    while (member := archive.next()) is not None and seen.files <= MAX_MEMBERS:
        if not member.isfile():
            seen.links += not member.isdir()
            continue
        seen.files += 1
        source = archive.extractfile(member)
        try:
            if source is not None and seen.files <= MAX_MEMBERS:
                raw, damage = budget.read_until(source, member.size, (tarfile.ReadError, OSError))
                yield Child(member.name, raw)
                if damage is not None:
                    raise damage
        except TooMuch:
            seen.large += 1
