"""What is found in a text or a column as plain rows, so that anybody can score it with the yardsticks."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from tocsin.detect.columntypes import NONE, ColumnType, column_types
from tocsin.detect.hits import Person
from tocsin.detect.prose import read_text
from tocsin.detect.spans import spans_of


class BadRow(ValueError):
    """A row is not of the shape that is read. The message names the key at fault and never its content."""


def span_row(row: Mapping[str, Any]) -> dict[str, Any]:
    """``{text}`` to ``{spans: [{start, end, type, owner}]}``.

    start, end: characters of the given text, end exclusive. owner: the text of the name of the person the
    element was given to, as it is written; None where nobody, or an account without a name, owns it.
    Raises BadRow.
    """
    text = row.get("text")
    if not isinstance(text, str):
        raise BadRow("it has no key “text” with a string")
    read = read_text(text, everywhere=True)
    names = [_name(person) for person in read.persons]
    return {
        "spans": [
            {
                "start": span.start,
                "end": span.end,
                "type": span.type,
                "owner": None if span.owner is None else names[span.owner],
            }
            for span in spans_of(read, text)
            if 0 <= span.start < span.end
        ]
    }


def _name(person: Person) -> str | None:
    return person.name.written if person.name else None


def column_row(row: Mapping[str, Any]) -> dict[str, Any]:
    """``{header, values}`` to ``{type, probability, reason}``; header None or missing: the column has none.

    A whole table is ``{columns: [{header, values}, …]}`` and gives ``{columns: [{type, …}, …]}``: columns of
    one table tell about each other. Raises BadRow.
    """
    if "columns" not in row:
        return _plain(column_types(*_columns([row]))[0])
    columns = row["columns"]
    if not isinstance(columns, list) or not all(isinstance(one, dict) for one in columns):
        raise BadRow("its key “columns” is not a list of objects with “header” and “values”")
    return {"columns": [_plain(found) for found in column_types(*_columns(columns))]}


def _plain(found: ColumnType) -> dict[str, Any]:
    kind = None if found.type == NONE else found.type
    return {"type": kind, "probability": found.probability, "reason": found.reason}


def _columns(rows: Sequence[Mapping[str, Any]]) -> tuple[list[str] | None, list[list[str]]]:
    headers = [row.get("header") for row in rows]
    if not all(header is None or isinstance(header, str) for header in headers):
        raise BadRow("a key “header” holds neither a string nor null")
    cells = [_cells(row.get("values")) for row in rows]
    length = max(map(len, cells), default=0)
    told = [header or "" for header in headers] if any(headers) else None
    return told, [[*column, *([""] * (length - len(column)))] for column in cells]


def _cells(values: Any) -> list[str]:
    """The values as a file has them: null is a blank cell, a number its digits."""
    if not isinstance(values, list) or not all(_is_plain(value) for value in values):
        raise BadRow("it has no key “values” with a list of strings, numbers and nulls")
    return ["" if value is None else str(value) for value in values]


def _is_plain(value: Any) -> bool:
    return value is None or (isinstance(value, str | int | float) and not isinstance(value, bool))
