"""Tables that stand in running text: delimited lines, INSERT statements, JSON lines, lists under headings."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import accumulate, islice
from typing import Any

from tocsin.detect.flat import automaton
from tocsin.detect.labels import NOTHING, all_phrases, label_of, label_pattern

Cell = tuple[str, int]
"""Text of a cell and where it starts."""


@dataclass(frozen=True, slots=True)
class Grid:
    """Rows of cells with their offsets. tie: ``row``, or ``list`` for values listed under headings."""

    start: int
    end: int
    header: tuple[str, ...] | None
    rows: tuple[tuple[Cell, ...], ...]
    tie: str = "row"


Line = tuple[str, int]

_INSERT = re.compile(
    r"INSERT INTO [`\"\[]?[\w.$`\"\[\]]{1,100}\s*\(([^()]{1,4000})\)\s*VALUES\s*", re.IGNORECASE
)
_SQL_VALUE = re.compile(r"\s*(?:N?'((?:[^'\\]|''|\\.)*)'|([^,()'\s][^,()']*))\s*")
_JSON_PAIR = re.compile(
    r"\"([^\"\\]{1,80})\"\s*:\s*(?:\"((?:[^\"\\]|\\.)*)\"|(-?\d[\d.eE+-]*|true|false|null))"
)
_CSV_CELL = {
    d: re.compile(rf"\"((?:[^\"]|\"\")*)\"(?={re.escape(d)}|\r?$)|([^{re.escape(d)}]*)") for d in ",;\t|"
}
_BETWEEN_TUPLES = re.compile(r"\s*,?\s*")
_LONGEST_CELL, _MOST_BLANKS = 120, 7
"""More in a cell without a header is a sentence with commas."""
_MAX_LINES = 20_000


def lines_of(text: str, at: int, end: int) -> list[Line]:
    """Lines of a part of a text with their offsets, without line ends."""
    found = []
    for line in text[at:end].split("\n"):
        found.append((line, at))
        at += len(line) + 1
    return found


def inserts(text: str, start: int, end: int) -> Iterator[Grid]:
    """``INSERT INTO t (a, b) VALUES (...), (...);``."""
    for match in _INSERT.finditer(text, start, end):
        header = tuple(name.strip(' `"[]\n\t') for name in match[1].split(","))
        rows: list[tuple[Cell, ...]] = []
        at = match.end()
        while at < end and text[at] == "(" and len(rows) < _MAX_LINES:
            row, after = _sql_tuple(text, at)
            if after < 0 or (rows and len(row) < len(rows[0])):
                break  # cut off or damaged: which cell is of which column is not known any more
            rows.append(row)
            at = _after_tuple(text, after)
        if rows:
            yield Grid(match.start(), at, header, tuple(rows))


def _after_tuple(text: str, at: int) -> int:
    match = _BETWEEN_TUPLES.match(text, at)
    return match.end() if match else at


def _sql_tuple(text: str, at: int) -> tuple[tuple[Cell, ...], int]:
    cells: list[Cell] = []
    at += 1
    while True:
        value = _SQL_VALUE.match(text, at)
        if value is None or len(cells) > 500:
            return (), -1
        quoted = value[1] is not None
        content = value[1] if quoted else (value[2] or "").strip()
        cells.append(
            (
                "" if not quoted and content.upper() == "NULL" else content,
                value.start(1) if quoted else value.start(2),
            )
        )
        at = value.end()
        if text[at : at + 1] == ",":
            at += 1
        elif text[at : at + 1] == ")":
            return tuple(cells), at + 1
        else:
            return (), -1


def json_lines(lines: Sequence[Line]) -> Iterator[Grid]:
    """One flat object a line, runs of objects with the same keys."""
    keys: tuple[str, ...] | None = None
    rows: list[tuple[Cell, ...]] = []
    start = end = 0
    for line, at in lines:
        pairs = list(_JSON_PAIR.finditer(line)) if line[:1] == "{" and line.rstrip(" ,").endswith("}") else []
        found = tuple(pair[1] for pair in pairs) if pairs else None
        if found != keys or found is None:
            if rows and keys:
                yield Grid(start, end, keys, tuple(rows))
            rows, keys, start = [], found, at
        if found is not None:
            rows.append(tuple(_json_cell(pair, at) for pair in pairs))
            end = at + len(line)
    if rows and keys:
        yield Grid(start, end, keys, tuple(rows))


def _json_cell(pair: re.Match[str], at: int) -> Cell:
    if pair[2] is not None:
        return pair[2], at + pair.start(2)
    return ("" if pair[3] == "null" else pair[3]), at + pair.start(3)


def _split(line: str, delimiter: str, at: int) -> tuple[Cell, ...]:
    if '"' not in line:
        texts = line.split(delimiter)
        return tuple(zip(texts, accumulate((len(text) + 1 for text in texts), initial=at), strict=False))
    cells: list[Cell] = []
    position = 0
    while True:
        match = _CSV_CELL[delimiter].match(line, position)
        assert match is not None
        group = 1 if match[1] is not None else 2
        cells.append((match[group], at + match.start(group)))
        position = match.end() + 1
        if match.end() >= len(line):
            return tuple(cells)


def _delimiter(line: str) -> str | None:
    for delimiter in "\t|;":
        if delimiter in line:
            return delimiter
    if "," in line and (line.count(", ") * 3 <= line.count(",") or line.count('"') >= 2):
        return ","
    return None


def _may_have(line: str, delimiter: str, cells: int) -> bool:
    """Whether a line can have so many cells, by a count."""
    found = line.count(delimiter) + 1
    return found >= cells if '"' in line else found == cells


def delimited(lines: Sequence[Line]) -> Iterator[Grid]:
    """Runs of at least two lines with the same number of cells."""
    i, last = 0, len(lines) - 1
    while i < last:
        delimiter = _delimiter(lines[i][0])
        if delimiter is None or delimiter not in lines[i + 1][0]:
            i += 1
            continue
        rows = [_split(lines[i][0], delimiter, lines[i][1])]
        j, width = i + 1, len(rows[0])
        while j <= last and _may_have(lines[j][0], delimiter, width):
            cells = _split(lines[j][0], delimiter, lines[j][1])
            if len(cells) != width:
                break
            rows.append(cells)
            j += 1
        begin = _first_of_table(rows)
        if len(rows) - begin >= 2 and (
            grid := _as_grid(rows[begin:], lines[i + begin][1], _end(lines[j - 1]))
        ):
            yield grid
        i = j


def _end(line: Line) -> int:
    return line[1] + len(line[0])


def _first_of_table(rows: Sequence[tuple[Cell, ...]]) -> int:
    """Where the table begins in lines with as many cells each: at a header, or after the last sentence."""
    sentence = -1
    for number, row in enumerate(rows):
        if any(len(text) > _LONGEST_CELL or text.count(" ") > _MOST_BLANKS for text, _ in row):
            sentence = number
    return next((n for n in range(sentence + 1) if _is_header(rows[n])), sentence + 1)


def _is_header(row: tuple[Cell, ...]) -> bool:
    known = sum(1 for text, _ in row if (label := label_of(text.strip(' "'))) and label.exact)
    return known >= max(1, len(row) // 2)


def _as_grid(rows: list[tuple[Cell, ...]], start: int, end: int) -> Grid | None:
    if len(rows[0]) == 2 and labels_lead([row[0][0] for row in rows]):
        return None
    if _is_header(rows[0]):
        return Grid(start, end, tuple(text for text, _ in rows[0]), tuple(rows[1:]))
    return Grid(start, end, None, tuple(rows))


def labels_lead(first_cells: Sequence[str]) -> bool:
    """Whether the first column holds labels: a form laid out as a table, label and value side by side."""
    known = sum(1 for text in first_cells if (label := label_of(text.strip(" :"))) and label.exact)
    return known * 2 >= len(first_cells) and known >= 2


def _heading(line: str) -> bool:
    text = line.strip()
    if not text or len(text) > 40 or line[0].isspace():
        return False
    label = label_of(text.rstrip(":"))
    return label is not None and label.exact and label.field != NOTHING


def column_lists(lines: Sequence[Line]) -> Iterator[Grid]:
    """A heading, a value a line, the next heading, as many values again: columns read one by one."""
    i = 0
    heading = [_heading(line) for line, _ in lines]
    while i < len(lines):
        columns: list[tuple[str, list[Line]]] = []
        j = i
        while j < len(lines) and heading[j]:
            values: list[Line] = []
            k = j + 1
            while k < len(lines) and lines[k][0].strip() and not heading[k]:
                values.append(lines[k])
                k += 1
            if columns and len(values) > len(columns[0][1]):
                values = values[: len(columns[0][1])]
                k = j + 1 + len(values)
            if len(values) < 2 or (columns and len(values) != len(columns[0][1])):
                break
            columns.append((lines[j][0].strip().rstrip(":"), values))
            j = k
        if len(columns) >= 2:
            rows = tuple(zip(*(values for _, values in columns), strict=True))
            last = columns[-1][1][-1]
            yield Grid(lines[i][1], last[1] + len(last[0]), tuple(h for h, _ in columns), rows, tie="list")
            i = j
        else:
            i += 1


@cache
def _headings() -> Any:
    alternatives = "|".join(sorted(map(label_pattern, all_phrases())))
    end = r"(?:[ _]?(?:number|num|no|nbr|id|code|#))?[ .:#*)]{0,3}\r?$"
    return automaton(rf"(?m)^(?:{alternatives}){end}", ignore_case=True)


def grids(text: str, data: bytes, start: int, end: int, lines: Sequence[Line]) -> list[Grid]:
    """Every table in a part of a text, in order, none inside another. ``data``: the text as bytes; ``lines``:
    of that part.
    """
    part = data[start:end]
    found: list[Grid] = []
    finders: list[Iterator[Grid]] = []
    if b"values" in part or b"VALUES" in part:
        finders.append(inserts(text, start, end))
    if b'{"' in part or b"{ " in part:
        finders.append(json_lines(lines))
    if len(list(islice(_headings().finditer(part), 2))) == 2:
        finders.append(column_lists(lines))
    finders.append(delimited(lines))
    for finder in finders:
        for grid in finder:
            if all(grid.end <= other.start or grid.start >= other.end for other in found):
                found.append(grid)
    return sorted(found, key=lambda grid: grid.start)
