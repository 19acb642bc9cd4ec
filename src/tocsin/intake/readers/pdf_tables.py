"""Tables on a PDF page: runs of text that line up in columns over several lines under a header.

PDF has no tables, only text at places. A table is taken for one only if at least three columns stand apart on
at least three lines and the first of them reads as a header; everything else stays text.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from tocsin.intake.readers.headers import is_header

MIN_COLUMNS = 3
MIN_LINES = 3
MAX_RECTS = 4_000
GAP = 0.9
"""Runs nearer to each other than this share of the line's height are one cell (a blank is about 0.3)."""

Box = tuple[float, float, float, float]
"""left, bottom, right, top in points."""


@dataclass(slots=True)
class Layout:
    """The page with its tables taken out of the text; the first row of a table is its header."""

    text: str
    tables: list[list[list[str]]]


def laid_out(page: Any) -> Layout | None:
    """The page's tables, None if it has none."""
    total = page.count_rects()
    if not MIN_COLUMNS * MIN_LINES <= total <= MAX_RECTS:
        return None
    lines = _lines([page.get_rect(number) for number in range(total)])
    blocks = _blocks(lines)
    if not blocks:
        return None
    tables: list[list[list[str]]] = []
    taken: set[int] = set()
    for first, last in blocks:
        rows = _rows(page, lines[first:last])
        if rows is not None:
            tables.append(rows)
            taken.update(range(first, last))
    if not tables:
        return None
    rest = (" ".join(_text(page, cell) for cell in line) for n, line in enumerate(lines) if n not in taken)
    return Layout("\n".join(rest), tables)


def _lines(boxes: list[Box]) -> list[list[Box]]:
    """Boxes on one line, top to bottom and left to right, neighbours joined to cells."""
    lines: list[list[Box]] = []
    for box in sorted(boxes, key=lambda b: (-(b[1] + b[3]), b[0])):
        if box[2] - box[0] <= 0 or box[3] - box[1] <= 0:
            continue
        middle = (box[1] + box[3]) / 2
        if lines and lines[-1][0][1] <= middle <= lines[-1][0][3]:
            lines[-1].append(box)
        else:
            lines.append([box])
    return [_joined(sorted(line)) for line in lines]


def _joined(line: list[Box]) -> list[Box]:
    cells = [line[0]]
    for box in line[1:]:
        before = cells[-1]
        height = max(before[3] - before[1], box[3] - box[1])
        if box[0] - before[2] < GAP * height:
            cells[-1] = (before[0], min(before[1], box[1]), max(before[2], box[2]), max(before[3], box[3]))
        else:
            cells.append(box)
    return cells


def _blocks(lines: list[list[Box]]) -> list[tuple[int, int]]:
    """Stretches of lines with enough cells, lying close under each other."""
    found: list[tuple[int, int]] = []
    start = 0
    for number in range(len(lines) + 1):
        goes_on = number < len(lines) and len(lines[number]) >= MIN_COLUMNS - 1
        if goes_on and number > start:
            above, here = lines[number - 1][0], lines[number][0]
            goes_on = above[1] - here[3] < 4 * (here[3] - here[1])
            if not goes_on:
                found.append((start, number))
                start = number
                continue
        if not goes_on:
            if number > start:
                found.append((start, number))
            start = number + 1
    return [(a, b) for a, b in found if b - a >= MIN_LINES + 1 and max(map(len, lines[a:b])) >= MIN_COLUMNS]


def _rows(page: Any, lines: list[list[Box]]) -> list[list[str]] | None:
    """The block as rows, None if its cells do not keep to columns or nothing in it reads as a header."""
    columns = _columns(lines)
    if len(columns) < MIN_COLUMNS:
        return None
    placed = [[_column(columns, cell) for cell in line] for line in lines]
    full = sum(len(line) >= len(columns) - 1 and len(set(line)) == len(line) for line in placed)
    if full < 0.7 * len(lines):
        return None
    rows: list[list[str]] = []
    for line, numbers in zip(lines, placed, strict=True):
        row = [""] * len(columns)
        for cell, number in zip(line, numbers, strict=True):
            row[number] = f"{row[number]} {_text(page, cell)}".strip()
        rows.append(row)
    return rows if is_header(rows[0], rows[1:]) else None


def _columns(lines: list[list[Box]]) -> list[tuple[float, float]]:
    """The stretches of the page's width that the cells of the block cover together."""
    spans = sorted((cell[0], cell[2]) for line in lines for cell in line)
    found = [spans[0]]
    for left, right in spans[1:]:
        if left <= found[-1][1]:
            found[-1] = (found[-1][0], max(found[-1][1], right))
        else:
            found.append((left, right))
    return found


def _column(columns: list[tuple[float, float]], cell: Box) -> int:
    return next(n for n, (left, right) in enumerate(columns) if left <= cell[0] and cell[2] <= right)


def _text(page: Any, cell: Box) -> str:
    left, bottom, right, top = cell
    found: str = page.get_text_bounded(left - 0.5, bottom - 0.5, right + 0.5, top + 0.5)
    return " ".join(found.split())
