"""Tables on a PDF page: runs of text that line up in columns over several lines under a header.

PDF has no tables, only text at places. A table is taken for one only if at least three columns stand apart on
at least three lines and the first of them reads as a header; everything else stays text.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
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


Columns = list[tuple[float, float]]
"""Left and right of each column, in their order."""


def _blocks(lines: list[list[Box]]) -> list[tuple[int, int]]:
    """Stretches of lines that keep to the columns of their first one, lying close under each other."""
    found: list[tuple[int, int]] = []
    number = 0
    while number < len(lines):
        end = _end(lines, number) if len(lines[number]) >= MIN_COLUMNS else number + 1
        if end - number > MIN_LINES:
            found.append((number, end))
            number = end
        else:
            number += 1
    return found


def _end(lines: list[list[Box]], start: int) -> int:
    """Where the lines end that go with the one at ``start``."""
    columns: Columns = [(cell[0], cell[2]) for cell in lines[start]]
    for number in range(start + 1, len(lines)):
        above, here = lines[number - 1][0], lines[number][0]
        height = here[3] - here[1]
        apart = above[1] - here[3]
        if apart >= 4 * height or (len(lines[number]) == 1 and apart >= height):
            return number
        widened = _widened(columns, lines[number])
        if widened is None:
            return number
        columns = widened
    return len(lines)


def _widened(columns: Columns, line: list[Box]) -> Columns | None:
    """The columns with room for the cells of one more line, None if one lies over several columns."""
    found = list(columns)
    for cell in line:
        hit = [n for n, (left, right) in enumerate(found) if left < cell[2] and cell[0] < right]
        if len(hit) > 1 or (not hit and len(line) < MIN_COLUMNS - 1):
            return None
        if hit:
            left, right = found[hit[0]]
            found[hit[0]] = (min(left, cell[0]), max(right, cell[2]))
        else:
            found = sorted([*found, (cell[0], cell[2])])
    apart = all(one[1] <= other[0] for one, other in pairwise(found))
    return found if apart else None


def _rows(page: Any, lines: list[list[Box]]) -> list[list[str]] | None:
    """The block as rows, None if its cells do not keep to columns or nothing in it reads as a header."""
    columns: Columns | None = []
    for line in lines:
        columns = _widened(columns, line) if columns else [(cell[0], cell[2]) for cell in line]
        if columns is None:
            return None
    if columns is None or len(columns) < MIN_COLUMNS:
        return None
    placed = [[_column(columns, cell) for cell in line] for line in lines]
    most = max(len(set(line)) for line in placed)
    if most < MIN_COLUMNS:
        return None
    pitch = _pitch(lines, placed)
    rows: list[list[str]] = []
    for number, (line, numbers) in enumerate(zip(lines, placed, strict=True)):
        goes_on = rows and numbers[0] > 0 and _step(lines, number) < 0.85 * pitch
        row = rows[-1] if goes_on else [""] * len(columns)
        for cell, column in zip(line, numbers, strict=True):
            row[column] = f"{row[column]} {_text(page, cell)}".strip()
        if not goes_on:
            rows.append(row)
    full = sum(2 * sum(map(bool, row)) >= most for row in rows)
    if len(rows) < MIN_LINES or full < 0.5 * len(rows):
        return None
    return rows if is_header(rows[0], rows[1:]) else None


def _step(lines: list[list[Box]], number: int) -> float:
    """From the middle of the line above to that of this one, in points."""
    above, here = lines[number - 1][0], lines[number][0]
    return (above[1] + above[3] - here[1] - here[3]) / 2


def _pitch(lines: list[list[Box]], placed: list[list[int]]) -> float:
    """The usual step to a row: to a line that begins in the first column. Within a cell lines are closer."""
    steps = sorted(_step(lines, number) for number in range(1, len(lines)) if placed[number][0] == 0)
    return steps[len(steps) // 2] if steps else 0.0


def _column(columns: Columns, cell: Box) -> int:
    return next(n for n, (left, right) in enumerate(columns) if left <= cell[0] and cell[2] <= right)


def _text(page: Any, cell: Box) -> str:
    left, bottom, right, top = cell
    found: str = page.get_text_bounded(left - 0.5, bottom - 0.5, right + 0.5, top + 0.5)
    return " ".join(found.split())
