"""What the columns of a table are, by the names of the measure for typing columns."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from tocsin.detect.columns import type_columns
from tocsin.detect.labels import NOTHING
from tocsin.detect.persons import element_of_part
from tocsin.detect.rows import THRESHOLD
from tocsin.detect.spans import TYPES

NONE = "none"
PARTS_TOO = {"middle": "person_name", "suffix": "person_name", "street_number": "postal_address"}
"""Parts that make no element by themselves, but are of its type."""


@dataclass(frozen=True, slots=True)
class ColumnType:
    """type: a name of `TYPES`, the element's code where it has none, ``none`` for a column of nothing.

    probability: that the type is right, 0 to 1; 0 for ``none``. reason: why, without a value of the column.
    """

    type: str
    probability: float = 0.0
    reason: str = ""


def column_types(header: Sequence[str] | None, columns: Sequence[Sequence[str]]) -> list[ColumnType]:
    """The type of every column of one table, from its header (if any) and all columns' values."""
    found = []
    for column in type_columns(header, columns):
        if column.field in ("", NOTHING) or column.confidence < THRESHOLD:
            found.append(ColumnType(NONE))
            continue
        element = PARTS_TOO.get(column.field) or element_of_part(column.field)
        found.append(ColumnType(TYPES.get(element, element), column.confidence, column.reason))
    return found
