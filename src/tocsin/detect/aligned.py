"""Tables whose columns are held apart by blanks, as a page of a PDF or a terminal prints them."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence

from tocsin.detect.labels import NOTHING, label_of
from tocsin.detect.layout import Cell, Grid, Line

_CELL = re.compile(r"\S+(?: \S+)*")
_HEAD = re.compile(r"[A-Za-z\xc0-\xff][A-Za-z\xc0-\xff .#/'&-]{0,40}")
_RULE = re.compile(r"[\s=_+|-]*")
_SLACK = 2
"""Characters that a cell may begin before its heading."""
_MOST_COLUMNS = 20


def aligned(lines: Sequence[Line]) -> Iterator[Grid]:
    """Runs of lines under a line of headings."""
    number = 0
    while number < len(lines) - 1:
        text, at = lines[number]
        heads = list(_CELL.finditer(text)) if "  " in text else []
        if not _are_headings(heads):
            number += 1
            continue
        begins = [head.start() for head in heads]
        rows, last = _rows(lines, number + 1, begins)
        if rows:
            end = lines[last - 1][1] + len(lines[last - 1][0])
            yield Grid(at, end, tuple(head[0] for head in heads), tuple(rows))
        number = max(last, number + 1)


def is_heading(line: str) -> bool:
    """Whether a line is one of headings of columns."""
    return _are_headings(list(_CELL.finditer(line)))


def _are_headings(heads: Sequence[re.Match[str]]) -> bool:
    """Whether at least two cells stand there, each nothing but a label, one of a data element among them."""
    if not 2 <= len(heads) <= _MOST_COLUMNS or not all(_HEAD.fullmatch(head[0]) for head in heads):
        return False
    labels = [label for head in heads if (label := label_of(head[0])) and label.exact]
    telling = any(label.field != NOTHING for label in labels)
    return telling and len(labels) * 3 >= len(heads) * 2


def _rows(lines: Sequence[Line], first: int, begins: Sequence[int]) -> tuple[list[tuple[Cell, ...]], int]:
    rows: list[tuple[Cell, ...]] = []
    number = first
    while number < len(lines):
        text, at = lines[number]
        if _RULE.fullmatch(text) and text.strip():
            number += 1
            continue
        row = _row(text, at, begins)
        if row is None:
            break
        rows.append(row)
        number += 1
    return rows, number


def _row(text: str, at: int, begins: Sequence[int]) -> tuple[Cell, ...] | None:
    """Cells under their headings, blank where nothing stands; None if the line is no row."""
    found: list[Cell] = [("", at)] * len(begins)
    cells = list(_CELL.finditer(text)) if "  " in text.strip() or "\t" in text else []
    if len(cells) < 2 or len(cells) > len(begins):
        return None
    for cell in cells:
        column = bisect_right(begins, cell.start() + _SLACK) - 1
        if column < 0 or found[column][0]:
            return None
        found[column] = (cell[0], at + cell.start())
    return tuple(found)
