"""Bring what a reader yields into the limits of the wire, in the contained process.

Readers keep to model.content, but a hostile file can push an honest reader past any limit. Long texts and
tables are given in pieces; what cannot be kept is cut, and a cut is always said with a Shortfall.
Python strings may hold halves of surrogate pairs, which no database takes: they become U+FFFD here.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice

from tocsin.intake import wire
from tocsin.model.content import (
    MAX_CELL_CHARS,
    MAX_TABLE_ROWS,
    MAX_TEXT_CHARS,
    Child,
    Message,
    Part,
    Shortfall,
    Table,
    Text,
)

Piece = Part | Shortfall

_WIDE = Shortfall("read_in_part", f"columns after the {wire.MAX_COLUMNS:,}th were left out")
_LONG_ROW = Shortfall("read_in_part", "cells of a very long row were left out")
_MANY_RECIPIENTS = Shortfall("read_in_part", f"recipients after the {wire.MAX_RECIPIENTS:,}th were left out")


def pieces(given: Part | Shortfall) -> Iterator[Piece]:
    """The same content as pieces that ``wire.encode`` takes, each followed by what was cut from it."""
    match given:
        case Text():
            yield from _texts(given.place, clean(given.text), _role(given.role), given.start)
        case Table():
            yield from _tables(given)
        case Message():
            yield from _messages(given)
        case Shortfall():
            outcome = given.outcome if given.outcome in wire.SHORTFALL_OUTCOMES else "stopped"
            yield Shortfall(outcome, clean(given.reason)[: wire.MAX_REASON_CHARS])
        case _:
            raise TypeError("a reader gives parts, children and shortfalls only")


def child_head(child: Child) -> wire.ChildHead:
    """The announcement of a child."""
    return wire.ChildHead(clean(child.name)[: wire.MAX_NAME_CHARS], len(child.data))


def kind(name: str) -> wire.Kind:
    """The type of the file, ``unknown`` where the reader's word for it is not a short plain one."""
    return wire.Kind(name if wire.KIND.fullmatch(name) else "unknown")


def clean(text: str) -> str:
    """The text without half surrogate pairs (whole pairs become the character they mean)."""
    try:
        text.encode()
    except UnicodeEncodeError:
        return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
    return text


def _place(place: str) -> str:
    return clean(place)[: wire.MAX_PLACE_CHARS]


def _role(role: str) -> str:
    return role if role in wire.ROLES else "hidden"


def _texts(place: str, text: str, role: str, start: int) -> Iterator[Text]:
    place = _place(place)
    if not text:
        yield Text(place, "", role, start)
    at = 0
    while at < len(text):
        end = _line_end(text, at, at + MAX_TEXT_CHARS)
        yield Text(place, text[at:end], role, start + at)
        at = end


def _line_end(text: str, start: int, limit: int) -> int:
    """Where a piece ends: after the last line end (else blank) in its second half, else at the limit."""
    if limit >= len(text):
        return len(text)
    middle = (start + limit) // 2
    for mark in "\n ":
        found = text.rfind(mark, middle, limit)
        if found != -1:
            return found + 1
    return limit


def _messages(message: Message) -> Iterator[Piece]:
    place, text = _place(message.place), clean(message.text)
    end = _line_end(text, 0, MAX_TEXT_CHARS)
    recipients = (clean(name)[: wire.MAX_RECIPIENT_CHARS] for name in message.recipients)
    sender, sent, subject = (
        clean(head)[: wire.MAX_HEADLINE_CHARS] for head in (message.sender, message.sent, message.subject)
    )
    yield Message(place, sender, tuple(islice(recipients, wire.MAX_RECIPIENTS)), sent, subject, text[:end])
    if len(message.recipients) > wire.MAX_RECIPIENTS:
        yield _MANY_RECIPIENTS
    if end < len(text):
        yield from _texts(place, text[end:], "body", end)


def _tables(table: Table) -> Iterator[Piece]:
    """Pieces of as many rows as a frame takes, each with the header."""
    place, role = _place(table.place), _role(table.role)
    widest = max(map(len, table.rows), default=0)
    widest = max(widest, len(table.header or ()))
    columns = min(widest, wire.MAX_COLUMNS)
    if columns == 0:
        yield Table(place, None, (), table.first_row, role)
        return
    fitted = _Fitter(columns)
    header = None if table.header is None else fitted.row(table.header)
    header_chars = sum(map(len, header or ()))
    most_rows = min(MAX_TABLE_ROWS, wire.MAX_FRAME_CELLS // columns - 1)
    rows: list[tuple[str, ...]] = []
    chars, first = header_chars, table.first_row
    for number, untidy in enumerate(table.rows, table.first_row):
        row = fitted.row(untidy)
        length = sum(map(len, row))
        if rows and (len(rows) == most_rows or chars + length > wire.MAX_FRAME_CELL_CHARS):
            yield Table(place, header, tuple(rows), first, role)
            rows, chars, first = [], header_chars, number
        rows.append(row)
        chars += length
    yield Table(place, header, tuple(rows), first, role)
    if widest > columns:
        yield _WIDE
    if fitted.cut:
        yield _LONG_ROW


class _Fitter:
    """Makes rows of one width with cells of a bearable length.

    A row's own budget is half a frame, so that a row and the header always fit into one.
    """

    def __init__(self, columns: int) -> None:
        self._columns = columns
        self._budget = wire.MAX_FRAME_CELL_CHARS // 2
        self.cut = False

    def row(self, cells: tuple[str, ...]) -> tuple[str, ...]:
        try:
            joined = "".join(cells)
            joined.encode()
        except UnicodeEncodeError:
            cells = tuple(map(clean, cells))
            joined = "".join(cells)
        if len(cells) == self._columns and len(joined) <= MAX_CELL_CHARS:
            return tuple(cells)
        row = tuple(cell[:MAX_CELL_CHARS] for cell in cells[: self._columns])
        row += ("",) * (self._columns - len(row))
        return row if sum(map(len, row)) <= self._budget else self._shortened(row)

    def _shortened(self, row: tuple[str, ...]) -> tuple[str, ...]:
        self.cut = True
        share = self._budget // self._columns
        return tuple(cell[:share] for cell in row)
