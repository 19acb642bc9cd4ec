"""Outlook items in a compound file (MS-OXMSG): messages, contacts and other items, with what is attached."""

from __future__ import annotations

import struct
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import BinaryIO

from tocsin.intake.readers import mapi
from tocsin.intake.readers.base import Item, Reader, in_part
from tocsin.intake.readers.compound import Compound
from tocsin.intake.readers.encoding import decode
from tocsin.intake.readers.html import page_of
from tocsin.intake.readers.pieces import text_pieces
from tocsin.intake.readers.rtf import text_of_rtf
from tocsin.model.content import MAX_TEXT_CHARS, Child, Message, Table

MAX_DEPTH = 20
MAX_RECIPIENTS = 2_000
_EPOCH = datetime(1601, 1, 1, tzinfo=UTC)
_PROPERTIES = "__properties_version1.0"
_EMBEDDED = 5


class OutlookReader(Reader):
    """A message, contact, appointment or task saved from Outlook."""

    kinds = ("msg",)

    def read(self, name: str, data: BinaryIO, size: int) -> Iterator[Item]:
        troubles: list[str] = []
        file = Compound(data)
        yield from _item(file, (), "message", troubles)
        if file.damaged:
            troubles.append("the message is damaged; some of its fields could not be read")
        yield from (in_part(trouble) for trouble in dict.fromkeys(troubles))


@dataclass(slots=True)
class _Fields:
    """The properties of one storage: its streams, and the small values kept in a list of their own."""

    file: Compound
    at: tuple[str, ...]
    header: int
    numbers: dict[int, bytes] = field(init=False)
    codepage: str = field(init=False)

    def __post_init__(self) -> None:
        raw = self.file.stream(*self.at, _PROPERTIES)[self.header :]
        rows = (raw[start : start + 16] for start in range(0, len(raw) - 15, 16))
        self.numbers = {int.from_bytes(row[2:4], "little"): row[8:16] for row in rows}
        page = self.number(mapi.CODEPAGE) or self.number(mapi.INTERNET_CODEPAGE)
        self.codepage = mapi.codec(page)

    def number(self, tag: int) -> int:
        return int.from_bytes(self.numbers.get(tag, b"")[:4], "little")

    def moment(self, tag: int) -> str:
        """A FILETIME in words, or blank. Years that no clock shows are not dates."""
        raw = self.numbers.get(tag, b"")
        if len(raw) < 8:
            return ""
        tenths = struct.unpack("<Q", raw)[0] // 10
        try:
            return (
                (_EPOCH + timedelta(microseconds=tenths)).strftime("%Y-%m-%d %H:%M:%S UTC") if tenths else ""
            )
        except OverflowError:
            return ""

    def text(self, *tags: int) -> str:
        """The first of these properties that holds text."""
        for tag in tags:
            if raw := self.file.stream(*self.at, f"__substg1.0_{tag:04X}001F"):
                return raw.decode("utf-16-le", "replace").rstrip("\0")
            if raw := self.file.stream(*self.at, f"__substg1.0_{tag:04X}001E"):
                return decode(raw, self.codepage).rstrip("\0")
        return ""

    def binary(self, tag: int) -> bytes:
        return self.file.stream(*self.at, f"__substg1.0_{tag:04X}0102")


def _item(file: Compound, at: tuple[str, ...], place: str, troubles: list[str]) -> Iterator[Item]:
    fields = _Fields(file, at, 24 if at else 32)
    plain = fields.text(mapi.BODY).replace("\r\n", "\n").strip()
    page = _page(fields, troubles)
    body, other = (plain, page) if plain else (page, "")
    body = body or text_of_rtf(mapi.unpacked_rtf(fields.binary(mapi.RTF))).strip()
    yield Message(
        place,
        mapi.person(fields.text(*mapi.SENDER_NAME), fields.text(*mapi.SENDER_ADDRESS)),
        _recipients(file, at, fields, troubles),
        fields.moment(mapi.SUBMITTED) or fields.moment(mapi.DELIVERED),
        fields.text(mapi.SUBJECT),
        body[:MAX_TEXT_CHARS],
    )
    yield from text_pieces(f"{place}, rest of the text", body[MAX_TEXT_CHARS:])
    if other and not set(other.split()) <= set(plain.split()):
        yield from text_pieces(f"{place}, HTML version", other)
    yield from _details(fields, place)
    yield from text_pieces(f"{place}, header", fields.text(mapi.HEADERS), "header")
    yield from _attachments(file, at, place, troubles)


def _page(fields: _Fields, troubles: list[str]) -> str:
    raw = fields.binary(mapi.HTML)
    page = page_of(decode(raw, fields.codepage) if raw else fields.text(mapi.HTML))
    troubles.extend(page.troubles)
    return page.text().strip()


def _details(fields: _Fields, place: str) -> Iterator[Item]:
    """A contact's card as one row, so that its details stay together."""
    found = [(label, fields.text(tag)) for tag, label in mapi.CONTACT.items()]
    found += [(label, fields.moment(tag)[:10]) for tag, label in mapi.CONTACT_DATES.items()]
    kept = [(label, value.strip()) for label, value in found if value.strip()]
    if kept:
        labels, values = zip(*kept, strict=True)
        yield Table(f"{place}, contact", labels, (values,))


def _recipients(file: Compound, at: tuple[str, ...], fields: _Fields, troubles: list[str]) -> tuple[str, ...]:
    names = [name for name in file.names(*at) if name.startswith("__recip_version1.0")]
    if len(names) > MAX_RECIPIENTS:
        troubles.append(f"the message has more than {MAX_RECIPIENTS:,} recipients; only the first were read")
    found = []
    for name in names[:MAX_RECIPIENTS]:
        one = _Fields(file, (*at, name), 8)
        found.append(mapi.person(one.text(mapi.NAME), one.text(*mapi.ADDRESS)))
    shown = (part.strip() for tag in mapi.SHOWN_TO for part in fields.text(tag).split(";"))
    return tuple(filter(None, found or shown))


def _attachments(file: Compound, at: tuple[str, ...], place: str, troubles: list[str]) -> Iterator[Item]:
    for number, name in enumerate((n for n in file.names(*at) if n.startswith("__attach_version1.0")), 1):
        inner = (*at, name)
        one = _Fields(file, inner, 8)
        label = one.text(*mapi.ATTACHMENT_NAME) or f"attachment {number}"
        if raw := one.binary(mapi.ATTACHMENT):
            yield Child(label, raw)
        elif one.number(mapi.ATTACHMENT_METHOD) == _EMBEDDED or file.has(*inner, mapi.EMBEDDED):
            if len(at) > MAX_DEPTH:
                troubles.append(f"messages nested more than {MAX_DEPTH // 2} deep were not read")
            else:
                nested = f"{place} » message {number}"
                yield from _item(file, (*inner, mapi.EMBEDDED), nested, troubles)
        else:
            troubles.append("an attachment is a link or is empty, and was not read")
