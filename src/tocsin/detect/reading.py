"""The cells of typed columns, read: one Arrow array of normalised values per element.

A whole column is read at once. The forms that most cells have are matched and normalised by Arrow's kernels
(`lanes`); what is left is read by the kind's own reader, each different text once.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TypeVar

import pyarrow as pa
import pyarrow.compute as pc

from tocsin.detect.column import PARTS, Column
from tocsin.detect.columnevidence import cell_reader
from tocsin.detect.kinds import KINDS
from tocsin.detect.kinds.credentials import password_hash
from tocsin.detect.kinds.financial import MASKED_NUMBER
from tocsin.detect.kinds.government import itin, last_four, ssn_cell
from tocsin.detect.kinds.kind import BLANK, is_blank
from tocsin.detect.labels import NOTHING
from tocsin.detect.lanes import LANES
from tocsin.detect.medical import element_of

Memo = dict[str, str | None]
"""What the texts of one column were read as. Cleared when it is full, so that its size is bounded."""

MEMO_TEXTS = 30_000
FEW = 100
"""Cells: shorter columns are read one by one."""

_Read = Callable[[str], str | None]
_T = TypeVar("_T")
_BLANKS = pa.array(["", *sorted(BLANK)], pa.string())
_FLAGS = frozenset({"deceased", "minor"})


@dataclass(slots=True)
class Reading:
    """One element of one column.

    values: string array of the normalised value per row of the block, null where the cell has none.
    protection: ``plain``, ``hashed`` or ``redacted``.
    """

    column: Column
    element: str
    values: pa.Array
    protection: str = "plain"


def texts_of(cells: Sequence[str | None]) -> pa.Array:
    """Cells as a string array. Halves of a character that no file can store become question marks."""
    try:
        return pa.array(cells, pa.string())
    except UnicodeEncodeError:
        stored = [cell and cell.encode("utf-8", "replace").decode("utf-8") for cell in cells]
        return pa.array(stored, pa.string())


def by_distinct(values: pa.Array, read: Callable[[str], _T | None], kind: pa.DataType) -> pa.Array:
    """``read`` over an array, called once per different text; null stays null."""
    coded = values.dictionary_encode()
    return pa.array([read(text) for text in coded.dictionary.to_pylist()], kind).take(coded.indices)


def _remembered(values: pa.Array, read: _Read, memo: Memo) -> pa.Array:
    """As `by_distinct`, remembering over the blocks of a table."""
    coded = values.dictionary_encode()
    texts = coded.dictionary.to_pylist()
    if len(memo) + len(texts) > MEMO_TEXTS:
        memo.clear()
    for text in texts:
        if text not in memo:
            memo[text] = read(text)
    return pa.array([memo[text] for text in texts], pa.string()).take(coded.indices)


def _read(field: str, texts: pa.Array, read: _Read, memo: Memo) -> pa.Array:
    """``read`` over a column of stripped cells (blank ones are null)."""
    lane = LANES.get(field)
    if lane is None:
        return _remembered(texts, read, memo)
    values = lane(texts)
    left = pc.and_(pc.is_null(values), pc.is_valid(texts))
    rest = texts.filter(left)
    if not len(rest):
        return values
    return pc.replace_with_mask(values, left, _remembered(rest, read, memo))


def _masked_digits(text: str) -> str | None:
    match = MASKED_NUMBER.fullmatch(text)
    return (match[1] or match[2]) if match and not text[0].isspace() else None


_OTHER_FORMS: dict[str, tuple[tuple[str, str, _Read], ...]] = {
    "ssn": (("itin", "plain", itin), ("ssn_last4", "plain", last_four), ("ssn", "redacted", last_four)),
    "itin": (("ssn", "plain", ssn_cell), ("ssn_last4", "plain", last_four)),
    "payment_card": (("payment_card", "redacted", _masked_digits),),
    "financial_account": (("financial_account", "redacted", _masked_digits),),
    "password": (("password_hash", "hashed", password_hash),),
}
"""Per field, what a cell can be instead: (element, protection, reader), all that fit are taken."""


def _split_health(reading: Reading) -> list[Reading]:
    """Conditions by the narrowest element: mental health and substance use have laws of their own."""
    values = reading.values
    elements = by_distinct(values, element_of, pa.string())
    nothing = pa.scalar(None, pa.string())
    return [
        Reading(reading.column, element, pc.if_else(pc.equal(elements, element), values, nothing))
        for element in sorted(elements.drop_null().unique().to_pylist())
    ]


def _part(field: str, texts: pa.Array) -> pa.Array:
    if field in _FLAGS:
        return texts
    blank = pc.is_in(pc.utf8_lower(texts), value_set=_BLANKS)
    return pc.if_else(blank, pa.scalar(None, pa.string()), texts)


def read_column(column: Column, cells: Sequence[str], memo: Memo | None = None) -> list[Reading]:
    """Every element of one column's cells; columns of nothing give nothing.

    memo: of this column, if its table comes in blocks.
    """
    if not column.field or column.field == NOTHING:
        return []
    if len(cells) < FEW:
        few = read_cells(column, cells)
        return [Reading(column, element, texts_of(values), how) for element, how, values in few]
    texts = pc.utf8_trim_whitespace(texts_of(cells))
    if column.field in PARTS:
        return [Reading(column, column.field, _part(column.field, texts))]
    texts = pc.if_else(pc.equal(texts, ""), pa.scalar(None, pa.string()), texts)
    field = column.field
    values = _read(field, texts, cell_reader(column), {} if memo is None else memo)
    protection = "hashed" if field == "password_hash" else "plain"
    readings = [Reading(column, KINDS[field].shows, values, protection)]
    if field == "medical_information":
        readings = _split_health(readings[0])
    if field in _OTHER_FORMS:
        readings += _other_forms(column, pc.if_else(pc.is_null(values), texts, pa.scalar(None, pa.string())))
    return readings


def read_cells(column: Column, cells: Sequence[str]) -> list[tuple[str, str, list[str | None]]]:
    """As `read_column`, cell by cell, as (element, protection, values): in a small grid the kernels' upkeep
    would be all the work."""
    field = column.field
    if not field or field == NOTHING:
        return []
    texts = [cell.strip() for cell in cells]
    if field in PARTS:
        told = [None if is_blank(text) and field not in _FLAGS else text for text in texts]
        return [(field, "plain", told)]
    read = cell_reader(column)
    values = [read(text) if text else None for text in texts]
    found = [(KINDS[field].shows, "hashed" if field == "password_hash" else "plain", values)]
    if field == "medical_information":
        elements = [None if value is None else element_of(value) for value in values]
        found = [
            (each, "plain", [v if e == each else None for v, e in zip(values, elements, strict=True)])
            for each in sorted({e for e in elements if e is not None})
        ]
    for element, protection, other in _OTHER_FORMS.get(field, ()):
        more = [other(t) if v is None and t else None for t, v in zip(texts, values, strict=True)]
        if any(text is not None for text in more):
            found.append((element, protection, more))
    return found


def _other_forms(column: Column, left: pa.Array) -> list[Reading]:
    """What the cells that are no value of the column's own kind are instead."""
    readings = []
    for element, protection, read in _OTHER_FORMS[column.field]:
        values = by_distinct(left, read, pa.string())
        if values.null_count < len(values):
            readings.append(Reading(column, element, values, protection))
    return readings
