"""Tables in running text, read by the rules of columns, with the offsets kept."""

from __future__ import annotations

import re
from collections.abc import Iterator

from tocsin.detect.columns import type_columns
from tocsin.detect.hits import Hit, NameHit, Person
from tocsin.detect.labels import NOTHING, label_of
from tocsin.detect.layout import Grid
from tocsin.detect.personname import Name, parse
from tocsin.detect.persons import PersonColumns, flag, group_by_person
from tocsin.detect.reading import Reading, read_column
from tocsin.detect.rows import THRESHOLD

_NAMES = frozenset({"person_name", "given", "middle", "family", "family2", "suffix"})
_PLACES = frozenset(
    {
        "street",
        "street2",
        "street_name",
        "city",
        "state",
        "postal_code",
        "city_state_zip",
        "country",
        "postal_address",
    }
)
_SILENT = frozenset({"street_number", "relation", "minor", "security_question", "maiden"})


def read_grid(grid: Grid) -> list[Person]:
    """One person per row and per person that the columns name; none where no column is known."""
    cells = [[row[i][0] for row in grid.rows] for i in range(len(grid.rows[0]))]
    if len(cells) > 1 and not any(text.strip() for column in cells[1:] for text in column):
        return []  # lines with a comma at their end: the arguments of a call
    columns = type_columns(grid.header, cells)
    readings = [r for column in columns for r in read_column(column, cells[column.index])]
    kept = [r for r in readings if r.column.confidence >= THRESHOLD]
    persons: list[Person] = []
    by_row: dict[int, Person] = {}
    for group in group_by_person(kept, len(grid.rows), "subject"):
        names = group.names()
        places = group.places()
        for row, there in enumerate(group.exists()):
            if not any(r.values[row] is not None for r in group.readings):
                continue
            person = Person(role=group.role, tie=grid.tie, confidence=0.97 if there else 0.0, row=row)
            person.said = _name(names, row)
            _fill(person, grid, group, row, {name: values[row] for name, values in places.items()})
            if not group.whose:
                by_row[row] = person
            elif group.role == "dependent":
                person.guardian = by_row.get(row)
            persons.append(person)
    return persons


_CODE = re.compile(r"[\w./#:-]*\d[\w./#:-]*")


def other_numbers(grid: Grid) -> Iterator[tuple[int, int]]:
    """Cells of numbers that their header calls something else: an order, an article, a version."""
    if grid.header is None:
        return
    labels = [label_of(text) for text in grid.header]
    others = [i for i, label in enumerate(labels) if label and label.exact and label.field == NOTHING]
    for row in grid.rows:
        for i in others:
            text, start = row[i]
            if _CODE.fullmatch(text.strip()):
                yield start, start + len(text)


def _name(names: dict[str, list[str | None]], row: int) -> Name | None:
    if not names or not names["name"][row]:
        return None
    part = {key: names[key][row] or "" for key in ("given", "middle", "family", "suffix")}
    return Name(names["name"][row] or "", **part)


def _fill(person: Person, grid: Grid, group: PersonColumns, row: int, places: dict[str, str | None]) -> None:
    for reading in group.readings:
        value = reading.values[row]
        if value is None or reading.element in _SILENT or (reading.element == "deceased" and not flag(value)):
            continue
        raw, start = grid.rows[row][reading.column.index]
        start += len(raw) - len(raw.lstrip())
        end = start + len(raw.strip())
        if reading.element in _NAMES:
            name = parse(value) or Name(value)
            person.names.append(NameHit(start, end, name, reading.column.confidence, partial=True))
        else:
            person.hits.append(_hit(reading, value, start, end))
    if any(places.values()):
        person.place = {key: value for key, value in places.items() if value}


def _hit(reading: Reading, value: str, start: int, end: int) -> Hit:
    element = "postal_address" if reading.element in _PLACES else reading.element
    column = reading.column
    return Hit(
        start,
        end,
        element,
        value,
        column.confidence,
        f"column.{reading.element}",
        column.reason,
        reading.protection,
    )
