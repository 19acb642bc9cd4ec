"""The cells of typed columns, read: one list of normalised values per element."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from tocsin.detect.columns import PARTS, Column, cell_reader
from tocsin.detect.kinds import KINDS, is_blank
from tocsin.detect.kinds.credentials import password_hash
from tocsin.detect.kinds.financial import MASKED_NUMBER
from tocsin.detect.kinds.government import itin, last_four, ssn_cell
from tocsin.detect.labels import NOTHING
from tocsin.detect.medical import element_of

Values = list[str | None]


@dataclass(slots=True)
class Reading:
    """One element of one column.

    values: the normalised value per row of the block, None where the cell has none.
    protection: ``plain``, ``hashed`` or ``redacted``.
    """

    column: Column
    element: str
    values: Values
    protection: str = "plain"


def _masked_digits(text: str) -> str | None:
    match = MASKED_NUMBER.fullmatch(text)
    return (match[1] or match[2]) if match and not text[0].isspace() else None


def _masked_secret(text: str) -> str | None:
    return "*" if text and set(text) <= set("*\u2022") else None


_OTHER_FORMS: dict[str, tuple[tuple[str, str, Callable[[str], str | None]], ...]] = {
    "ssn": (("itin", "plain", itin), ("ssn_last4", "plain", last_four), ("ssn", "redacted", last_four)),
    "itin": (("ssn", "plain", ssn_cell), ("ssn_last4", "plain", last_four)),
    "payment_card": (("payment_card", "redacted", _masked_digits),),
    "financial_account": (("financial_account", "redacted", _masked_digits),),
    "password": (("password_hash", "hashed", password_hash),),
}
"""Per field, what a cell can be instead: (element, protection, reader), all that fit are taken."""


def _stripped(cells: Sequence[str]) -> list[str]:
    return [cell.strip() for cell in cells]


def _read_cells(cells: list[str], read: Callable[[str], str | None]) -> Values:
    return [read(cell) if cell else None for cell in cells]


def _split_health(reading: Reading) -> list[Reading]:
    """Conditions by the narrowest element: mental health and substance use have laws of their own."""
    cache: dict[str, str] = {}
    groups: dict[str, Values] = {}
    for row, value in enumerate(reading.values):
        if value is None:
            continue
        element = cache.get(value)
        if element is None:
            element = cache[value] = element_of(value)
        groups.setdefault(element, [None] * len(reading.values))[row] = value
    return [Reading(reading.column, element, values) for element, values in sorted(groups.items())]


def read_column(column: Column, cells: Sequence[str]) -> list[Reading]:
    """Every element of one column's cells; columns of nothing give nothing."""
    if not column.field or column.field == NOTHING:
        return []
    texts = _stripped(cells)
    if column.field in PARTS:
        return [
            Reading(
                column,
                column.field,
                [None if is_blank(t) and column.field not in _FLAGS else t for t in texts],
            )
        ]
    values = _read_cells(texts, cell_reader(column))
    protection = "hashed" if column.field == "password_hash" else "plain"
    readings = [Reading(column, KINDS[column.field].shows, values, protection)]
    if column.field == "medical_information":
        readings = _split_health(readings[0])
    left = [i for i, value in enumerate(values) if value is None and texts[i]]
    for element, how, read in _OTHER_FORMS.get(column.field, ()):
        other: Values = [None] * len(texts)
        for i in left:
            other[i] = read(texts[i])
        if any(other):
            readings.append(Reading(column, element, other, how))
    return readings


_FLAGS = frozenset({"deceased", "minor"})


def kind_shape(element: str) -> str:
    """What the values of an element are, for a reason."""
    return KINDS[element].shape if element in KINDS else ""
