"""Outlook items, from whatever holds them: messages, contacts and other items, with what is attached."""

from __future__ import annotations

import struct
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Protocol

from tocsin.intake.readers import mapi
from tocsin.intake.readers.base import Item
from tocsin.intake.readers.encoding import decode
from tocsin.intake.readers.html import page_of
from tocsin.intake.readers.pieces import text_pieces
from tocsin.intake.readers.rtf import text_of_rtf
from tocsin.model.content import MAX_TEXT_CHARS, Child, Message, Table

MAX_DEPTH = 10
MAX_RECIPIENTS = 2_000
_EPOCH = datetime(1601, 1, 1, tzinfo=UTC)


class Properties(Protocol):
    """The properties of one thing Outlook keeps, by number (``mapi``)."""

    @property
    def codepage(self) -> str:
        """The codec of its 8-bit texts."""
        ...

    def number(self, tag: int) -> int: ...
    def filetime(self, tag: int) -> bytes: ...
    def text(self, *tags: int) -> str: ...
    def binary(self, tag: int) -> bytes: ...


class Kept(Properties, Protocol):
    """An item with its recipients and attachments."""

    def recipients(self) -> Iterator[Properties]: ...
    def attachments(self) -> Iterator[Attached]: ...


class Attached(Properties, Protocol):
    """An attachment: bytes, or a whole item."""

    def data(self) -> bytes: ...
    def item(self) -> Kept | None: ...


def items_of(kept: Kept, place: str, troubles: list[str], depth: int = 0) -> Iterator[Item]:
    """The Message, a contact's card as a table, the header, and what is attached; nested items in place."""
    plain = kept.text(mapi.BODY).replace("\r\n", "\n").strip()
    page = _page(kept, troubles)
    body, other = (plain, page) if plain else (page, "")
    body = body or text_of_rtf(mapi.unpacked_rtf(kept.binary(mapi.RTF))).strip()
    yield Message(
        place,
        mapi.person(kept.text(*mapi.SENDER_NAME), kept.text(*mapi.SENDER_ADDRESS)),
        _recipients(kept, troubles),
        moment(kept.filetime(mapi.SUBMITTED)) or moment(kept.filetime(mapi.DELIVERED)),
        kept.text(mapi.SUBJECT).lstrip("\x01\x04"),
        body[:MAX_TEXT_CHARS],
    )
    yield from text_pieces(f"{place}, rest of the text", body[MAX_TEXT_CHARS:])
    if other and not set(other.split()) <= set(plain.split()):
        yield from text_pieces(f"{place}, HTML version", other)
    yield from _card(kept, place)
    yield from text_pieces(f"{place}, header", kept.text(mapi.HEADERS), "header")
    for number, attached in enumerate(kept.attachments(), 1):
        yield from _attached(attached, place, number, troubles, depth)


def moment(filetime: bytes) -> str:
    """A FILETIME in words, or blank. What no calendar shows is no date."""
    tenths = struct.unpack("<Q", filetime)[0] // 10 if len(filetime) == 8 else 0
    if not tenths:
        return ""
    try:
        return (_EPOCH + timedelta(microseconds=tenths)).strftime("%Y-%m-%d %H:%M:%S UTC")
    except OverflowError:
        return ""


def _page(kept: Kept, troubles: list[str]) -> str:
    raw = kept.binary(mapi.HTML)
    text = decode(raw, kept.codepage) if raw else kept.text(mapi.HTML)
    if not text.strip():
        return ""
    page = page_of(text)
    troubles.extend(page.troubles)
    return page.text().strip()


def _card(kept: Kept, place: str) -> Iterator[Item]:
    """One row, so that the details of a person stay together."""
    found = [(label, kept.text(tag)) for tag, label in mapi.CONTACT.items()]
    found += [(label, moment(kept.filetime(tag))[:10]) for tag, label in mapi.CONTACT_DATES.items()]
    filled = [(label, value.strip()) for label, value in found if value.strip()]
    if filled:
        labels, values = zip(*filled, strict=True)
        yield Table(f"{place}, contact", labels, (values,))


def _recipients(kept: Kept, troubles: list[str]) -> tuple[str, ...]:
    found: list[str] = []
    for one in kept.recipients():
        if len(found) == MAX_RECIPIENTS:
            troubles.append(
                f"a message has more than {MAX_RECIPIENTS:,} recipients; only the first were read"
            )
            break
        found.append(mapi.person(one.text(mapi.NAME), one.text(*mapi.ADDRESS)))
    shown = (part.strip() for tag in mapi.SHOWN_TO for part in kept.text(tag).split(";"))
    return tuple(filter(None, found or shown))


def _attached(one: Attached, place: str, number: int, troubles: list[str], depth: int) -> Iterator[Item]:
    inner = one.item()
    if inner is not None:
        if depth < MAX_DEPTH:
            yield from items_of(inner, f"{place} » message {number}", troubles, depth + 1)
        else:
            troubles.append(f"messages nested more than {MAX_DEPTH} deep were not read")
    elif raw := one.data():
        yield Child(one.text(*mapi.ATTACHMENT_NAME) or f"attachment {number}", raw)
    else:
        troubles.append("an attachment is a link or is empty, and was not read")
