"""JSON, JSON lines and logs of JSON objects.

A list of objects is a table: nested keys become dotted columns, so that what belongs to one person stays in
one row. Everything else is given as ``key: value`` lines with the keys in full, which is how people write
forms.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from itertools import chain, islice
from typing import Any, BinaryIO

from tocsin.intake.readers.base import Item, Reader, count, in_part, whole
from tocsin.intake.readers.encoding import CHUNK_BYTES, decode, lines, text_chunks
from tocsin.intake.readers.pieces import TablePieces, text_pieces

MAX_DEPTH = 200
MAX_KEYS = 1_000
BATCH_ROWS = 5_000
SPARSE_CELLS = 20_000
"""Objects that share no keys make tables of blanks; from this area on they start a new one."""

STREAMED_BYTES = 32 << 20
"""A list longer than this is taken apart element by element instead of being held whole."""

_BETWEEN = re.compile(r"[\s,]*")
_DECODER = json.JSONDecoder(parse_float=str, parse_int=str)

Scalars = dict[str, str]


def shown(value: object) -> str:
    """A JSON scalar as a person would write it; null is blank."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    return value if isinstance(value, str) else str(value)


def flat(value: object, prefix: str = "") -> Iterator[tuple[str, str]]:
    """Dotted key and scalar for every leaf, without recursion; lists of scalars are joined by ``; ``."""
    stack: list[tuple[str, Any]] = [(prefix, value)]
    while stack:
        key, found = stack.pop()
        if isinstance(found, dict) and (found or not key):
            stack.extend(
                (f"{key}.{inner}" if key else inner, found[inner]) for inner in reversed(list(found))
            )
        elif isinstance(found, list) and any(isinstance(one, dict | list) for one in found):
            stack.extend(
                (f"{key}.{number}" if key else str(number), one) for number, one in _last_first(found)
            )
        elif isinstance(found, list):
            yield key, "; ".join(map(shown, found))
        else:
            yield key, "" if isinstance(found, dict) else shown(found)


def _last_first(found: list[Any]) -> Iterator[tuple[int, Any]]:
    return ((number, found[number - 1]) for number in range(len(found), 0, -1))


class JsonReader(Reader):
    """One JSON document."""

    kinds = ("json",)

    def read(self, name: str, data: BinaryIO, size: int) -> Iterator[Item]:
        pieces = TablePieces()
        if size > STREAMED_BYTES and _begins_a_list(data):
            troubles: list[str] = []
            yield from _tables("table", _elements(text_chunks(data), troubles), pieces)
            yield from pieces.shortfalls()
            yield from map(in_part, troubles)
            return
        text = decode(whole(data, size))
        document, trouble = _parsed(text)
        if trouble:
            yield from text_pieces("text", text)
            yield in_part(trouble)
            return
        yield from _document(document, pieces)
        yield from pieces.shortfalls()


def _begins_a_list(data: BinaryIO) -> bool:
    start = next(text_chunks(data), "").lstrip()
    return start.startswith("[") and start[1:].lstrip().startswith("{")


def _elements(chunks: Iterator[str], troubles: list[str]) -> Iterator[Any]:
    """The elements of a list that is longer than memory, up to where it breaks off."""
    waiting = next(chunks, "").lstrip()[1:]
    at = 0
    ended = False
    while True:
        between = _BETWEEN.match(waiting, at)
        at = between.end() if between else at
        if waiting[at : at + 1] == "]":
            return
        try:
            found, end = _DECODER.raw_decode(waiting, at)
        except (ValueError, RecursionError):
            found, end = None, len(waiting)
        if end < len(waiting):
            yield found if isinstance(found, dict) else {"value": found}
            at = end
            continue
        if ended:
            troubles.append("the JSON is damaged or cut off; what came before that was read")
            return
        more = list(islice(chunks, 1 + (len(waiting) - at) // CHUNK_BYTES))
        ended = not more
        waiting, at = waiting[at:] + "".join(more), 0


def _parsed(text: str) -> tuple[Any, str]:
    try:
        return json.loads(text, parse_float=str, parse_int=str), ""
    except RecursionError:
        return None, "the JSON is nested too deeply to be taken apart and was read as plain text"
    except ValueError:
        return None, "the JSON is damaged or cut off and was read as plain text"


def _document(document: Any, pieces: TablePieces) -> Iterator[Item]:
    """Lists of objects as tables, the rest as lines, in the order of the document."""
    if _is_list_of_objects(document):
        yield from _tables("table", document, pieces)
        return
    stack: list[tuple[str, Any]] = [("", document)]
    rest: list[str] = []
    tables: list[tuple[str, list[Any]]] = []
    while stack:
        path, found = stack.pop()
        if path and _is_list_of_objects(found):
            tables.append((path, found))
        elif isinstance(found, dict) and found:
            stack.extend((f"{path}.{key}" if path else key, found[key]) for key in reversed(list(found)))
        elif isinstance(found, list) and any(isinstance(one, dict | list) for one in found):
            stack.extend((f"{path}.{n}" if path else str(n), one) for n, one in _last_first(found))
        else:
            rest.extend(_line(key, value) for key, value in flat(found, path) if value or key)
    yield from text_pieces("document", "\n".join(rest))
    for path, objects in tables:
        yield from _tables(f"list {path}", objects, pieces)


def _line(key: str, value: str) -> str:
    """A key without a value is content too: a number may be the key of all there is about somebody."""
    return f"{key}: {value}".rstrip() if key else value


def _is_list_of_objects(found: object) -> bool:
    return isinstance(found, list) and len(found) > 0 and all(isinstance(one, dict) and one for one in found)


def _tables(place: str, objects: Iterable[Any], pieces: TablePieces) -> Iterator[Item]:
    """Objects as rows; a new piece where the keys of later objects are no longer in the header."""
    batch: list[Scalars] = []
    header: dict[str, None] = {}
    first = 1
    for one in objects:
        row = dict(flat(one))
        new = [key for key in row if key not in header]
        wide = len(header) + len(new)
        sparse = new and len(batch) * wide > SPARSE_CELLS and len(row) < wide / 10
        if len(batch) >= BATCH_ROWS or (batch and (sparse or (new and wide > MAX_KEYS))):
            yield from _table(place, header, batch, first, pieces)
            first += len(batch)
            batch, header, new = [], {}, list(row)
        header.update(dict.fromkeys(new))
        batch.append(row)
    if batch:
        yield from _table(place, header, batch, first, pieces)


def _table(
    place: str, header: dict[str, None], batch: list[Scalars], first: int, pieces: TablePieces
) -> Iterator[Item]:
    keys = list(header)
    rows = ([row.get(key, "") for key in keys] for row in batch)
    yield from pieces.tables(place, keys, rows, first)


class JsonLinesReader(Reader):
    """One JSON object a line: exports of document stores, and logs. Lines that are none are text."""

    kinds = ("ndjson",)

    def read(self, name: str, data: BinaryIO, size: int) -> Iterator[Item]:
        pieces = TablePieces()
        other: list[str] = []
        yield from _tables("table", _objects(lines(data), other), pieces)
        yield from text_pieces("lines that are no JSON objects", "".join(other))
        yield from pieces.shortfalls()
        if other:
            broken = count(len(other), "line is no JSON object", "lines are no JSON objects")
            yield in_part(
                f"{broken} and was read as plain text" if len(other) == 1 else f"{broken}, read as text"
            )


def _objects(source: Iterator[str], other: list[str]) -> Iterator[Any]:
    for line in chain(source):
        if not line.strip():
            continue
        found, trouble = _parsed(line)
        if trouble or not isinstance(found, dict):
            other.append(line)
        elif found:
            yield found
