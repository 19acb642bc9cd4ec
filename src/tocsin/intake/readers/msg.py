"""One Outlook item in a compound file (MS-OXMSG)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import BinaryIO

from tocsin.intake.readers import mapi
from tocsin.intake.readers.base import Item, Reader, in_part
from tocsin.intake.readers.compound import Compound
from tocsin.intake.readers.encoding import codec_of_page, decode
from tocsin.intake.readers.outlook import items_of

_PROPERTIES = "__properties_version1.0"
_RECIPIENT, _ATTACHMENT = "__recip_version1.0", "__attach_version1.0"
_NAMES = ("__nameid_version1.0", "__substg1.0_00030102")
_TOP, _INNER, _PART = 32, 24, 8
"""Bytes before the list of small properties: of the file, of an item inside, of its parts."""


class MsgReader(Reader):
    """A message, contact, appointment or task saved from Outlook."""

    kinds = ("msg",)

    def read(self, name: str, data: BinaryIO, size: int) -> Iterator[Item]:
        troubles: list[str] = []
        file = Compound(data)
        yield from items_of(_Storage(file, (), _TOP), "message", troubles)
        if file.damaged:
            troubles.append("the message is damaged; some of its fields could not be read")
        yield from (in_part(trouble) for trouble in dict.fromkeys(troubles))


class _Storage:
    """The properties of one storage: its streams, and the small values kept in a list of their own."""

    def __init__(self, file: Compound, at: tuple[str, ...], header: int) -> None:
        self._file = file
        self._at = at
        raw = file.stream(*at, _PROPERTIES)[header:]
        rows = (raw[start : start + 16] for start in range(0, len(raw) - 15, 16))
        self._small = {int.from_bytes(row[2:4], "little"): row[8:16] for row in rows}
        self.codepage = codec_of_page(self.number(mapi.CODEPAGE) or self.number(mapi.INTERNET_CODEPAGE))

    def number(self, tag: int) -> int:
        return int.from_bytes(self.filetime(tag)[:4], "little")

    def filetime(self, tag: int) -> bytes:
        return self._small.get(tag, b"")

    def text(self, *tags: int) -> str:
        """The first of these properties that holds text."""
        for tag in (self._numbered(tag) for tag in tags):
            if raw := self._file.stream(*self._at, f"__substg1.0_{tag:04X}001F"):
                return raw.decode("utf-16-le", "replace").rstrip("\0")
            if raw := self._file.stream(*self._at, f"__substg1.0_{tag:04X}001E"):
                return decode(raw, self.codepage).rstrip("\0")
        return ""

    def _numbered(self, tag: int) -> int:
        """A named property under its number in this file (MS-OXMSG 2.2.3.1.2); 0 if the file has none."""
        if tag < mapi.NAMED:
            return tag
        raw = self._file.stream(*_NAMES)
        for at in range(0, len(raw) - 7, 8):
            named = int.from_bytes(raw[at : at + 4], "little")
            if named == tag - mapi.NAMED and not raw[at + 4] & 1:
                return 0x8000 + int.from_bytes(raw[at + 6 : at + 8], "little")
        return 0

    def binary(self, tag: int) -> bytes:
        return self._file.stream(*self._at, f"__substg1.0_{tag:04X}0102")

    def recipients(self) -> Iterator[_Storage]:
        return (_Storage(self._file, at, _PART) for at in self._inside(_RECIPIENT))

    def attachments(self) -> Iterator[_Storage]:
        return (_Storage(self._file, at, _PART) for at in self._inside(_ATTACHMENT))

    def data(self) -> bytes:
        return self.binary(mapi.ATTACHMENT)

    def item(self) -> _Storage | None:
        if self._file.has(*self._at, mapi.EMBEDDED, _PROPERTIES):
            return _Storage(self._file, (*self._at, mapi.EMBEDDED), _INNER)
        return None

    def _inside(self, prefix: str) -> Iterator[tuple[str, ...]]:
        return ((*self._at, name) for name in self._file.names(*self._at) if name.startswith(prefix))
