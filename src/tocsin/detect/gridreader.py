"""Tables in running text, read by the rules of columns, with the offsets kept."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from tocsin.detect.column import Column
from tocsin.detect.columns import type_columns
from tocsin.detect.hits import Hit, NameHit, Person
from tocsin.detect.labels import NOTHING, label_of
from tocsin.detect.layout import Cell, Grid
from tocsin.detect.personname import Name, parse
from tocsin.detect.persons import NO_ELEMENT, common_role, element_of_part, identities
from tocsin.detect.reading import read_cells
from tocsin.detect.rowparts import row_name, row_place
from tocsin.detect.rows import THRESHOLD
from tocsin.detect.vital import flag

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


@dataclass(frozen=True, slots=True)
class _Reading:
    """One element of one column, as in `tocsin.detect.reading`, with a list of values."""

    column: Column
    element: str
    protection: str
    values: list[str | None]
    recogniser: str


def read_grid(grid: Grid) -> list[Person]:
    """One person per row and per person that the columns name; none where no column is known."""
    cells = [[row[i][0] for row in grid.rows] for i in range(len(grid.rows[0]))]
    if len(cells) > 1 and not any(text.strip() for column in cells[1:] for text in column):
        return []  # lines with a comma at their end: the arguments of a call
    groups: dict[str, list[_Reading]] = {"": []}
    for column in type_columns(grid.header, cells):
        if column.confidence >= THRESHOLD:
            groups.setdefault(column.whose, []).extend(
                _Reading(column, element, protection, values, f"column.{element}")
                for element, protection, values in read_cells(column, cells[column.index])
            )
    persons: list[Person] = []
    by_row: dict[int, Person] = {}
    for whose, members in groups.items():
        role = common_role([reading.column.role for reading in members]) or "subject"
        columns = frozenset(reading.element for reading in members if reading.protection == "plain")
        for row, texts in enumerate(grid.rows):
            said = [(r, value) for r in members if (value := r.values[row]) is not None]
            if not said:
                continue
            person = Person(
                role=role, tie=grid.tie, confidence=0.97 if _is_there(said, role) else 0.0, row=row
            )
            first = {r.element: value for r, value in reversed(said) if r.protection == "plain"}
            person.said = row_name(first, columns)
            person.place = row_place(first, columns)
            _fill(person, texts, said)
            if not whose:
                by_row[row] = person
            elif role == "dependent":
                person.guardian = by_row.get(row)
            persons.append(person)
    return persons


def _is_there(said: list[tuple[_Reading, str]], role: str) -> bool:
    """A name, a way to reach them, or an identifying number."""
    codes = {element_of_part(r.element) for r, _ in said if r.element not in NO_ELEMENT}
    return bool(codes & identities() and (role not in ("provider", "contact") or codes - {"person_name"}))


_CODE = re.compile(r"[\w./#:-]*\d[\w./#:-]*")


def other_numbers(grid: Grid) -> Iterator[tuple[int, int]]:
    """Cells of numbers that their header calls something else: an order, an article, a version."""
    if grid.header is None:
        return
    labels = [label_of(text) for text in grid.header]
    width = len(grid.rows[0])
    others = [i for i, label in enumerate(labels[:width]) if label and label.exact and label.field == NOTHING]
    for row in grid.rows:
        for i in others:
            text, start = row[i]
            if _CODE.fullmatch(text.strip()):
                yield start, start + len(text)


def _fill(person: Person, cells: tuple[Cell, ...], said: list[tuple[_Reading, str]]) -> None:
    for reading, value in said:
        if reading.element in _SILENT or (reading.element == "deceased" and not flag(value)):
            continue
        raw, start = cells[reading.column.index]
        text = raw.strip()
        if len(text) < len(raw):
            start += len(raw) - len(raw.lstrip())
        end = start + len(text)
        if reading.element in _NAMES:
            name = parse(value) or Name(value)
            person.names.append(NameHit(start, end, name, reading.column.confidence, partial=True))
        else:
            person.hits.append(_hit(reading, value, start, end))


def _hit(reading: _Reading, value: str, start: int, end: int) -> Hit:
    element = "postal_address" if reading.element in _PLACES else reading.element
    column = reading.column
    return Hit(
        start,
        end,
        element,
        value,
        column.confidence,
        reading.recogniser,
        column.reason,
        reading.protection,
    )
