"""How a contained reader speaks to the process that started it, and how little of that is believed.

A stream of frames: tag (1 byte), payload length (4 bytes, little-endian), payload. Strings are UTF-8 with
their length in front; the cells of a table are one text with a separator that none of them holds, because
splitting in C is the fastest way to 400,000 strings. A ``CHILD`` frame is followed by the child's bytes.

``decode`` is the door: exact types by construction, every count and length checked before memory is spent
on it. Whatever does not fit is a BadFrame, and the process that sent it is done.
"""

from __future__ import annotations

import re
import struct
from collections.abc import Sequence
from dataclasses import dataclass
from enum import IntEnum
from itertools import chain

from tocsin.model.content import (
    MAX_CELL_CHARS,
    MAX_TABLE_ROWS,
    MAX_TEXT_CHARS,
    Message,
    Part,
    Shortfall,
    Table,
    Text,
)

HEADER = struct.Struct("<BI")

MAX_PAYLOAD = 24 * 1024 * 1024
MAX_FRAME_CELLS = 400_000
MAX_FRAME_CELL_CHARS = 2_000_000
MAX_COLUMNS = 16_384
MAX_PLACE_CHARS = 500
MAX_NAME_CHARS = 4_096
MAX_HEADLINE_CHARS = 32_768
"""Sender, subject and date line of a message."""
MAX_RECIPIENTS = 10_000
MAX_RECIPIENT_CHARS = 320
MAX_REASON_CHARS = 1_000
MAX_NUMBER = 2**53
MAX_CHILD_BYTES = 1 << 30

SEPARATORS = "\x1f\x1e\x1d\x1c" + "".join(
    chr(code) for code in (*range(0x01, 0x09), *range(0x0E, 0x1C), 0x7F)
)
"""Control characters; a table is sent with one that none of its cells holds."""

ROLES = frozenset(
    {"body", "header", "footer", "comment", "deleted", "hidden", "property", "annotation", "form"}
)
SHORTFALL_OUTCOMES = frozenset({"read", "read_in_part", "refused", "stopped"})

_COUNT = struct.Struct("<I")
_NUMBER = struct.Struct("<Q")
KIND = re.compile(r"[a-z0-9][a-z0-9._+-]{0,31}")
_ERROR_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]{0,59}")


class Tag(IntEnum):
    """What a frame holds."""

    KIND = 1
    TEXT = 2
    TABLE = 3
    MESSAGE = 4
    CHILD = 5
    SHORTFALL = 6
    FAILED = 7
    OUT_OF_MEMORY = 8
    TOO_DEEP = 9
    END = 10


class BadFrame(Exception):
    """A contained process sent what none of ours would send. Says nothing of what it sent."""


@dataclass(frozen=True, slots=True)
class ChildHead:
    """A child announced: its untrusted name and the number of bytes that follow the frame."""

    name: str
    size: int


@dataclass(frozen=True, slots=True)
class Kind:
    """The reader's word for the type of the file."""

    name: str


@dataclass(frozen=True, slots=True)
class Ending:
    """The reader is done: END, FAILED (with the class of the exception), OUT_OF_MEMORY or TOO_DEEP."""

    tag: Tag
    error: str = ""


Sent = Text | Table | Message | ChildHead | Shortfall | Kind | Ending


# --- writing, in the contained process ---------------------------------------------------------------


def encode(sent: Sent) -> bytes:
    """One frame with its header. The content must already be within the limits (see ``shape``)."""
    match sent:
        case Text():
            return _frame(
                Tag.TEXT,
                _string(sent.place),
                _string(sent.role),
                _NUMBER.pack(sent.start),
                sent.text.encode(),
            )
        case Table():
            return _frame(Tag.TABLE, *_table(sent))
        case Message():
            heads = (sent.place, sent.sender, sent.sent, sent.subject)
            return _frame(
                Tag.MESSAGE,
                *map(_string, heads),
                _COUNT.pack(len(sent.recipients)),
                *map(_string, sent.recipients),
                sent.text.encode(),
            )
        case ChildHead():
            return _frame(Tag.CHILD, _NUMBER.pack(sent.size), sent.name.encode())
        case Shortfall():
            return _frame(Tag.SHORTFALL, _string(sent.outcome), sent.reason.encode())
        case Kind():
            return _frame(Tag.KIND, sent.name.encode())
        case Ending():
            return _frame(sent.tag, sent.error.encode())


def _frame(tag: Tag, *pieces: bytes) -> bytes:
    payload = b"".join(pieces)
    return HEADER.pack(tag, len(payload)) + payload


def _string(text: str) -> bytes:
    raw = text.encode()
    return _COUNT.pack(len(raw)) + raw


def _table(table: Table) -> list[bytes]:
    rows: Sequence[tuple[str, ...]] = table.rows if table.header is None else (table.header, *table.rows)
    columns = len(rows[0]) if rows else 0
    cells = "".join(chain.from_iterable(rows))
    separator = next((mark for mark in SEPARATORS if mark not in cells), None)
    if separator is None:  # every control character in one table: give one of them up
        separator = SEPARATORS[0]
        rows = [tuple(cell.replace(separator, "\ufffd") for cell in row) for row in rows]
    return [
        _string(table.place),
        _string(table.role),
        _NUMBER.pack(table.first_row),
        bytes((table.header is not None, ord(separator))),
        _COUNT.pack(columns),
        _COUNT.pack(len(rows)),
        separator.join(chain.from_iterable(rows)).encode(),
    ]


# --- reading, in ours --------------------------------------------------------------------------------


def decode(tag: int, untrusted_payload: bytes) -> Sent:
    """One frame as an object of ours. Raises BadFrame for anything that breaks the form or a limit."""
    cursor = _Cursor(untrusted_payload)
    try:
        return _decode(Tag(tag), cursor)
    except (ValueError, struct.error):
        raise BadFrame from None


def part_size(part: Part) -> tuple[int, int]:
    """Characters and cells of a part."""
    match part:
        case Text():
            return len(part.text), 0
        case Table():
            rows = part.rows if part.header is None else (part.header, *part.rows)
            return sum(sum(map(len, row)) for row in rows), len(rows) * (len(rows[0]) if rows else 0)
        case Message():
            heads = len(part.sender) + len(part.sent) + len(part.subject)
            return heads + sum(map(len, part.recipients)) + len(part.text), 0


def _decode(tag: Tag, cursor: _Cursor) -> Sent:
    match tag:
        case Tag.TEXT:
            place, role, start = cursor.string(MAX_PLACE_CHARS), cursor.role(), cursor.number()
            return Text(place, cursor.rest(MAX_TEXT_CHARS), role, start)
        case Tag.TABLE:
            return _decode_table(cursor)
        case Tag.MESSAGE:
            return _decode_message(cursor)
        case Tag.CHILD:
            size = cursor.number()
            _require(size <= MAX_CHILD_BYTES)
            return ChildHead(cursor.rest(MAX_NAME_CHARS), size)
        case Tag.SHORTFALL:
            outcome = cursor.string(20)
            _require(outcome in SHORTFALL_OUTCOMES)
            return Shortfall(outcome, cursor.rest(MAX_REASON_CHARS))
        case Tag.KIND:
            name = cursor.rest(32)
            _require(KIND.fullmatch(name) is not None)
            return Kind(name)
        case Tag.FAILED:
            error = cursor.rest(60)
            _require(_ERROR_NAME.fullmatch(error) is not None)
            return Ending(tag, error)
        case Tag.END | Tag.OUT_OF_MEMORY | Tag.TOO_DEEP:
            cursor.rest(0)
            return Ending(tag)


def _decode_table(cursor: _Cursor) -> Table:
    place, role, first_row = cursor.string(MAX_PLACE_CHARS), cursor.role(), cursor.number()
    has_header, separator = cursor.byte(), chr(cursor.byte())
    columns, rows = cursor.count(MAX_COLUMNS), cursor.count(MAX_TABLE_ROWS + 1)
    _require(has_header in (0, 1) and separator in SEPARATORS)
    _require(columns * rows <= MAX_FRAME_CELLS and (rows == 0) == (columns == 0) and rows >= has_header)
    joined = cursor.rest(MAX_FRAME_CELL_CHARS + MAX_FRAME_CELLS)
    _require(joined.count(separator) == max(columns * rows - 1, 0))
    if rows == 0:
        return Table(place, None, (), first_row, role)
    cells = joined.split(separator)
    _require(len(joined) <= MAX_CELL_CHARS or max(map(len, cells)) <= MAX_CELL_CHARS)
    grid = tuple(zip(*[iter(cells)] * columns, strict=True))
    header, body = (grid[0], grid[1:]) if has_header else (None, grid)
    _require(len(body) <= MAX_TABLE_ROWS)
    return Table(place, header, body, first_row, role)


def _decode_message(cursor: _Cursor) -> Message:
    place = cursor.string(MAX_PLACE_CHARS)
    sender, sent, subject = (cursor.string(MAX_HEADLINE_CHARS) for _ in range(3))
    recipients = tuple(cursor.string(MAX_RECIPIENT_CHARS) for _ in range(cursor.count(MAX_RECIPIENTS)))
    return Message(place, sender, recipients, sent, subject, cursor.rest(MAX_TEXT_CHARS))


def _require(condition: bool) -> None:
    if not condition:
        raise ValueError


class _Cursor:
    """Reads a payload from the front; every step raises ValueError or struct.error on a broken form."""

    def __init__(self, payload: bytes) -> None:
        self._payload = payload
        self._at = 0

    def string(self, most_chars: int) -> str:
        length = self.count(4 * most_chars)
        raw = self._take(length)
        return _within(raw.decode(), most_chars)

    def rest(self, most_chars: int) -> str:
        raw = self._take(len(self._payload) - self._at)
        _require(len(raw) <= 4 * most_chars)
        return _within(raw.decode(), most_chars)

    def role(self) -> str:
        role = self.string(20)
        _require(role in ROLES)
        return role

    def count(self, most: int) -> int:
        (value,) = _COUNT.unpack(self._take(_COUNT.size))
        _require(value <= most)
        return int(value)

    def number(self) -> int:
        (value,) = _NUMBER.unpack(self._take(_NUMBER.size))
        _require(value <= MAX_NUMBER)
        return int(value)

    def byte(self) -> int:
        return self._take(1)[0]

    def _take(self, length: int) -> bytes:
        end = self._at + length
        _require(end <= len(self._payload))
        taken = self._payload[self._at : end]
        self._at = end
        return taken


def _within(text: str, most: int) -> str:
    _require(len(text) <= most)
    return text
