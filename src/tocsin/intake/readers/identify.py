"""The kind of a file at hand: as ``kinds.kind_of``, with a second look at containers whose head says too
little.
"""

from __future__ import annotations

import re
import struct
import zipfile
from typing import BinaryIO

from tocsin.intake.readers.base import MAX_WHOLE_BYTES, Unreadable
from tocsin.intake.readers.compound import Compound
from tocsin.intake.readers.kinds import (
    HEAD_BYTES,
    cfb_kind,
    cfb_kinds,
    kind_of,
    kind_of_content_types,
    kind_of_mimetype,
    kind_of_names,
    local_names,
)
from tocsin.intake.readers.zips import DAMAGE

CFB_DIRECTORY_BYTES = 1 << 20
CFB_MARK = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
FURTHER_BYTES = 1 << 20
_MEDIA_TYPE = re.compile(rb'media-type="(application/vnd[^"]{1,100})"')
_ZIP_MARKS = (b"PK\x03\x04", b"PK\x05\x06", b"PK\x07\x08PK\x03\x04")
_MEMBER = re.compile(rb"(?s)PK\x03\x04[\x0a-\x3f]\0..[\x00\x08]\0")
"""The header of a member as nearly every archive has it: a known version, stored or deflated."""


def identify(name: str, data: BinaryIO, size: int) -> str:
    """The kind of reader this file needs. Leaves the position of ``data`` anywhere."""
    data.seek(0)
    head = data.read(HEAD_BYTES)
    if head.startswith(CFB_MARK):
        return _cfb_kind(data, head)
    if head.startswith(_ZIP_MARKS):
        return _zip_kind(data)
    kind = kind_of(name, head)
    return _further_in(data) if kind == "binary" else kind


def _zip_kind(data: BinaryIO) -> str:
    try:
        with zipfile.ZipFile(data) as archive:
            return (
                _stated_type(archive)
                or _package_kind(archive)
                or kind_of_names([name.replace("\\", "/") for name in archive.namelist()])
            )
    except DAMAGE:
        data.seek(0)
        return kind_of_names(local_names(data.read(MAX_WHOLE_BYTES)))


def _package_kind(archive: zipfile.ZipFile) -> str:
    """Packages of Office say what their main part is, wherever it lies."""
    name = next((name for name in archive.namelist() if name.lower() == "[content_types].xml"), "")
    if not name:
        return ""
    with archive.open(name) as source:
        return kind_of_content_types(source.read(1 << 20))


def _stated_type(archive: zipfile.ZipFile) -> str:
    """OpenDocument and EPUB state their type in a member, which should be stored but is not always."""
    names = archive.namelist()
    if "mimetype" in names:
        with archive.open("mimetype") as source:
            return kind_of_mimetype(source.read(200))
    if "META-INF/manifest.xml" in names and "content.xml" in names:
        with archive.open("META-INF/manifest.xml") as source:
            found = _MEDIA_TYPE.search(source.read(1 << 16))
            return kind_of_mimetype(found[1]) if found else ""
    return ""


def _cfb_kind(data: BinaryIO, head: bytes) -> str:
    """The directory of a compound file may be anywhere (MS-CFB 2.2: sector size at 30, first directory at
    48).
    """
    if len(head) < 52:
        return "cfb"
    shift, first = struct.unpack_from("<H", head, 30)[0], struct.unpack_from("<I", head, 48)[0]
    if not 9 <= shift <= 12:
        return "cfb"
    data.seek((first + 1) << shift)
    kinds = cfb_kinds(data.read(CFB_DIRECTORY_BYTES))
    sure = len(kinds) == 1 or kinds[:1] == ["msg"]
    return kinds[0] if sure else _by_listing(data, next(iter(kinds), "cfb"))


def _by_listing(data: BinaryIO, guess: str) -> str:
    """By the names at the root alone: documents embedded in one another have the same streams further in.

    guess: what the raw directory looks like, for files whose directory cannot be followed.
    """
    try:
        names = Compound(data).names()
    except Unreadable:
        return guess
    found = cfb_kind(b"".join(name.encode("utf-16-le") + b"\0\0" for name in names))
    return guess if found == "cfb" else found


def _further_in(data: BinaryIO) -> str:
    """Images of discs, and archives whose beginning is overwritten, show what they are only further in."""
    data.seek(0)
    raw = data.read(FURTHER_BYTES)
    if raw.startswith(b"CD001", 0x8001):
        return "iso"
    return _zip_kind(data) if _MEMBER.search(raw) else "binary"
