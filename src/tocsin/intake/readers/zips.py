"""ZIP archives: every member goes back through the same door as a child.

Trusted are only the bytes that come out: sizes, names and counts of the directory are claims (APPNOTE.TXT
4.3).
"""

from __future__ import annotations

import lzma
import struct
import zipfile
import zlib
from collections import Counter
from collections.abc import Iterator
from typing import BinaryIO

from tocsin.intake.readers.archives import opened_members
from tocsin.intake.readers.base import MAX_CHILD_BYTES, MAX_MEMBERS, Item, Reader, Unreadable, count, in_part
from tocsin.intake.readers.bounded import Budget, TooMuch
from tocsin.intake.readers.carving import Rescue, carved_members
from tocsin.model.content import Child

ENCRYPTED_FLAG = 0x1
DAMAGE = (
    zipfile.BadZipFile,
    zlib.error,
    lzma.LZMAError,
    EOFError,
    OSError,
    ValueError,
    struct.error,
    NotImplementedError,
    RuntimeError,
)
"""What the standard library raises on a damaged or unknown member."""


class ZipReader(Reader):
    """Every member as a Child, with what could not be unpacked counted by reason."""

    kinds = ("zip", "epub")

    def read(self, name: str, data: BinaryIO, size: int) -> Iterator[Item]:
        try:
            archive = zipfile.ZipFile(data)
        except DAMAGE:
            yield from _carved(data)
            return
        with archive:
            yield from _members(archive, data)


def _members(archive: zipfile.ZipFile, data: BinaryIO) -> Iterator[Item]:
    budget, rescue = Budget(), Rescue(data)
    trouble: Counter[str] = Counter()
    members = [member for member in archive.infolist() if not member.is_dir()]
    overlapping = _overlapping(members)
    for member in members[:MAX_MEMBERS]:
        if member.header_offset in overlapping:
            trouble["overlap"] += 1
        elif _is_locked(member):
            trouble["locked"] += 1
        else:
            yield from _member(archive, member, budget, trouble, rescue)
    trouble["beyond"] = max(0, len(members) - MAX_MEMBERS)
    if trouble["locked"]:
        names = {member.filename for member in members if _is_locked(member)}
        trouble["locked"] -= yield from opened_members(data, names)
    yield from _said(trouble, len(members))


def _is_locked(member: zipfile.ZipInfo) -> bool:
    return bool(member.flag_bits & ENCRYPTED_FLAG)


def _member(
    archive: zipfile.ZipFile, member: zipfile.ZipInfo, budget: Budget, trouble: Counter[str], rescue: Rescue
) -> Iterator[Item]:
    try:
        with archive.open(member) as source:
            raw = budget.read(source, member.compress_size)
    except TooMuch:
        trouble["large"] += 1
    except DAMAGE:
        sound = rescue.member(member.header_offset, budget)
        trouble["cut" if sound else "damaged"] += 1
        if sound:
            yield Child(member.filename, sound)
    else:
        yield Child(member.filename, raw)


def _overlapping(members: list[zipfile.ZipInfo]) -> frozenset[int]:
    """Offsets of members whose bytes lie inside another's: the trick of bombs that need no nesting."""
    ordered = sorted(members, key=lambda member: member.header_offset)
    found = set()
    end = -1
    for member in ordered:
        if member.header_offset < end:
            found.add(member.header_offset)
        end = max(end, member.header_offset + 30 + len(member.filename) + member.compress_size)
    return frozenset(found)


_WORDS = {
    "overlap": "overlapping with other files, which only bombs do, and so left packed",
    "locked": "locked with a password",
    "large": f"larger than {MAX_CHILD_BYTES >> 20} MiB or a bomb, and so left packed",
    "damaged": "damaged or packed in a way that is not known",
    "cut": "damaged, and read up to the damage",
    "beyond": f"not unpacked, because only the first {MAX_MEMBERS:,} are",
}


def _said(trouble: Counter[str], members: int) -> Iterator[Item]:
    """One sentence for each reason; ``refused`` where nothing at all could be unpacked for it."""
    if not members:
        raise Unreadable("refused", "the archive holds no files")
    for reason, words in _WORDS.items():
        number = trouble[reason]
        if not number:
            continue
        verb = "is" if number == 1 else "are"
        sentence = f"{count(number, 'file')} of {members:,} in the archive {verb} {words}"
        if number == members and reason != "cut":
            raise Unreadable("refused", sentence)
        yield in_part(sentence)


def _carved(data: BinaryIO) -> Iterator[Item]:
    """No directory: take the members whose own headers are still there."""
    found = 0
    for member in carved_members(data):
        found += 1
        yield Child(member.name, member.data)
    if not found:
        raise Unreadable("refused", "the archive is damaged and no file in it could be recovered")
    yield in_part(f"the archive is damaged; {count(found, 'file')} could be recovered from it")
