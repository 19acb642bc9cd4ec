"""The distinct profiles in columns of small numbers, and rows: what several profiles show together.

A million profiles as Python objects take a gigabyte and a minute; as columns of codes (the place of the value
among the distinct ones) they take fifty megabytes, and equality is a comparison of integers.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import duckdb
import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from tocsin.people.engine import filled

Numbers = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]

COLUMNS = (
    "first", "middle", "last", "suffix", "dob", "yob", "ssn9", "ssn4", "street_key", "zip5",
    "email", "phone", "ids",
)  # fmt: skip
"""Columns of table ``profile`` that a Profile holds, in its order."""

PLACE = {column: place for place, column in enumerate(COLUMNS)}
_SINGLE = COLUMNS[:-1]
_NONE: frozenset[str] = frozenset()


class Profiles:
    """Every distinct profile, by its number.

    codes: for each profile and column (ids left out) the place of its value, -1 where it says nothing.
    starts, tokens: the codes of the other numbers of profile n are ``tokens[starts[n] : starts[n + 1]]``.
    sparse: no number and no birth date of its own, only a name with an address, e-mail or phone.
    nameless: an account or a number that nobody's name is written next to.
    """

    def __init__(self, found: pa.Table) -> None:
        """found: COLUMNS, in the order of the profiles' numbers."""
        self.codes = np.empty((found.num_rows, len(_SINGLE)), np.int32)
        self._values: list[pa.Array] = []
        for place, column in enumerate(_SINGLE):
            codes, values = _encoded(found[column].cast(pa.string()))
            self.codes[:, place] = codes
            self._values.append(values)
        lists = found["ids"].combine_chunks()
        lengths = pc.fill_null(pc.list_value_length(lists), 0).to_numpy(zero_copy_only=False)
        self.starts: Numbers = np.concatenate([[0], np.cumsum(lengths, dtype=np.int64)])
        self.tokens, tokens = _encoded(pa.chunked_array([pc.list_flatten(lists)], pa.string()))
        self._values.append(tokens)
        numbered = self.codes[:, [PLACE["ssn4"], PLACE["dob"]]] >= 0
        self.sparse: Flags = np.asarray(~(numbered.any(axis=1) | (np.diff(self.starts) > 0)))
        named = self.codes[:, [PLACE["first"], PLACE["last"]]] >= 0
        self.nameless: Flags = np.asarray(~named.any(axis=1))

    @classmethod
    def read(cls, con: duckdb.DuckDBPyConnection) -> Profiles:
        """All of table ``profile``."""
        sql = filled("SELECT $columns FROM profile ORDER BY pid", columns=", ".join(COLUMNS))
        return cls(con.sql(sql).to_arrow_table())

    def __len__(self) -> int:
        return len(self.codes)

    def _said(self, number: int) -> Iterable[str]:
        tokens = self.tokens[self.starts[number] : self.starts[number + 1]]
        return (self._values[-1][code].as_py() for code in tokens.tolist())

    def column(self, name: str) -> npt.NDArray[np.int32]:
        """The codes of one column (not ids)."""
        return self.codes[:, PLACE[name]]

    def distinct(self, name: str) -> pa.Array:
        """The distinct values of a column, by code."""
        return self._values[PLACE[name]]

    def values(self, members: Sequence[int]) -> dict[str, frozenset[str]]:
        """Every value that these profiles show, by column. A column without any is not there."""
        found: dict[str, frozenset[str]] = {}
        for place, codes in enumerate(self.codes[list(members)].T.tolist()):
            known = {code for code in codes if code >= 0}
            if known:
                values = self._values[place]
                found[COLUMNS[place]] = frozenset(values[code].as_py() for code in known)
        tokens = frozenset(token for member in members for token in self._said(member))
        if tokens:
            found["ids"] = tokens
        return found


def _encoded(column: pa.ChunkedArray) -> tuple[npt.NDArray[np.int32], pa.Array]:
    """Codes (-1: null) and the distinct values."""
    encoded = column.combine_chunks().dictionary_encode()
    if isinstance(encoded, pa.ChunkedArray):
        encoded = encoded.combine_chunks()
    return pc.fill_null(encoded.indices, -1).to_numpy(zero_copy_only=False), encoded.dictionary


@dataclass(slots=True)
class Row:
    """A person in the making: the profiles, and every value they show by the name of its identifier."""

    members: list[int]
    values: dict[str, frozenset[str]]

    @classmethod
    def of(cls, members: list[int], profiles: Profiles) -> Row:
        """The row of these profiles."""
        return cls(members, profiles.values(members))

    def take(self, other: Row) -> None:
        """Take over all members and values of the other row."""
        self.members += other.members
        for field, values in other.values.items():
            self.values[field] = self.values.get(field, _NONE) | values
