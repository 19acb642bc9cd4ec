"""A piece of one file's content, taken out by a contained reader for somebody who asked to see it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from tocsin.intake import SourceFile, examine
from tocsin.model.content import Message, Part, Table, Text

AROUND = 240
"""Characters before and after the start of a value."""

ROWS_AROUND = 3

MOST_CHARS = 60_000
"""Of a whole file that is shown."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """What to show. place: as in the finding; None: the whole file. row, start: where in it."""

    item: str
    place: str | None = None
    row: int | None = None
    start: int | None = None


def excerpt(source: SourceFile, wanted: Wanted) -> list[tuple[str, str]]:
    """In a lane: (place, text) of what is wanted; empty if it is not there."""
    shown: list[tuple[str, str]] = []
    left = MOST_CHARS

    def take(item: str, part: Part) -> None:
        nonlocal left
        if item != wanted.item or left <= 0:
            return
        for text in _of(part, wanted):
            shown.append((part.place, text[:left]))
            left -= len(text)

    examine(source, examine_part=take)
    return shown


def _of(part: Part, wanted: Wanted) -> Iterator[str]:
    if wanted.place is None:
        yield _whole(part)
    elif isinstance(part, Table):
        if wanted.row is not None and _is_in(wanted.place, part.place):
            yield from _rows(part, wanted.row)
    elif part.place == wanted.place and wanted.start is not None:
        yield from _around(part, wanted.start)


def _is_in(place: str, table: str) -> bool:
    """Whether a finding's place is this table, with or without the column after it."""
    return place == table or place.startswith(f"{table}, column ")


def _rows(part: Table, row: int) -> Iterator[str]:
    at = row - part.first_row
    if not 0 <= at < len(part.rows):
        return
    lines = [part.header] if part.header else []
    lines += part.rows[max(0, at - ROWS_AROUND) : at + ROWS_AROUND + 1]
    yield "\n".join(" | ".join(cells) for cells in lines)


def _around(part: Text | Message, start: int) -> Iterator[str]:
    at, text = _place_in(part, start)
    if 0 <= at < len(text):
        yield text[max(0, at - AROUND) : at] + "▶" + text[at : at + AROUND]


def _place_in(part: Text | Message, start: int) -> tuple[int, str]:
    """Where a start falls: a message's subject stands before its text, at negative numbers."""
    if isinstance(part, Text):
        return start - part.start, part.text
    head = f"{part.subject}\n\n"
    return start + len(head), head + part.text


def _whole(part: Part) -> str:
    if isinstance(part, Table):
        lines = ([part.header] if part.header else []) + list(part.rows)
        return "\n".join(" | ".join(cells) for cells in lines)
    if isinstance(part, Message):
        ends = f"From: {part.sender}\nTo: {', '.join(part.recipients)}\nDate: {part.sent}"
        return f"{ends}\nSubject: {part.subject}\n\n{part.text}"
    return part.text
