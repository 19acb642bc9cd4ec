"""Windows event logs: one row per event, its data by name (MS-EVEN6), through the parser ``evtx``."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any, BinaryIO

from evtx import PyEvtxParser

from tocsin.intake.readers.base import Item, Reader, Unreadable, in_part
from tocsin.intake.readers.jsonlike import flat
from tocsin.intake.readers.pieces import TablePieces

_HEADER = ("Record", "Time", "Provider", "Event", "Computer", "User", "Data")
MAX_EVENTS = 5_000_000


class EventLogReader(Reader):
    """An event's own data in one cell of ``name: value`` lines, since every kind of event has other names."""

    kinds = ("evtx",)

    def read(self, name: str, data: BinaryIO, size: int) -> Iterator[Item]:
        data.seek(0)
        pieces, damaged = TablePieces(), [0]
        yield from pieces.tables("events", _HEADER, _rows(PyEvtxParser(data).records_json(), damaged), 1)
        yield from pieces.shortfalls()
        if size < _stated_bytes(data):
            yield in_part("the log is cut off; the events before the cut were read")
        if damaged[0]:
            yield in_part(f"{damaged[0]:,} events are damaged and were not read")


def _stated_bytes(data: BinaryIO) -> int:
    """What the header says: one block of its own and chunks of 64 KiB (libevtx's documentation of the format,
    "File header").
    """
    data.seek(0)
    head = data.read(128)
    return int.from_bytes(head[40:42], "little") + (int.from_bytes(head[42:44], "little") << 16)


def _rows(records: Iterator[Any], damaged: list[int]) -> Iterator[list[str]]:
    """A damaged event is counted; a chunk that cannot be left ends the reading."""
    for _ in range(MAX_EVENTS):
        try:
            record = next(records)
        except StopIteration:
            return
        except (RuntimeError, ValueError, OSError):
            damaged[0] += 1
            continue
        yield _row(record)
    raise Unreadable("stopped", f"only the first {MAX_EVENTS:,} events were read")


def _row(record: dict[str, Any]) -> list[str]:
    event = json.loads(record["data"]).get("Event", {})
    system = event.get("System") or {}
    rest = {key: value for key, value in event.items() if key not in {"System", "#attributes"}}
    lines = [f"{_leaf(path)}: {text}" for path, text in flat(rest) if text and "#attributes" not in path]
    return [
        str(record.get("event_record_id", "")),
        str(record.get("timestamp", "")),
        _at(system, "Provider", "#attributes", "Name"),
        _at(system, "EventID", "#text") or _at(system, "EventID"),
        _at(system, "Computer"),
        _at(system, "Security", "#attributes", "UserID"),
        "\n".join(lines),
    ]


def _leaf(path: str) -> str:
    return path.rpartition(".")[2]


def _at(found: Any, *path: str) -> str:
    for step in path:
        found = found.get(step) if isinstance(found, dict) else None
    return "" if found is None or isinstance(found, dict) else str(found)
