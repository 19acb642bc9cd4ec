"""What is compared, as columns of small numbers: where two values are the same, so are their numbers.

Values stand once in a dictionary that profiles and whole rows share; a column holds the place of each value
in it, -1 where nothing is said. Whatever depends on a value alone is worked out once for each value.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import duckdb
import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from tocsin.people.engine import filled
from tocsin.people.profiles import PLACE, Numbers, Profiles

Codes = npt.NDArray[np.int32]
Digits = npt.NDArray[np.uint8]

LISTS = ("firsts", "lasts")
"""Columns of which each value is a list of names."""

SINGLE = (
    *("first", "middle", "last", "suffix", "dob", "yob", "ssn9", "ssn4", "street_key", "house", "zip5"),
    *("city_key", "email", "phone"),
)
"""Columns of which each value is a text."""

_BETWEEN = "\x1f"
"""Stands between the names of a list where the list is one text."""


class Dictionaries:
    """The distinct values of every column, and what follows from each of them alone."""

    def __init__(self, values: dict[str, pa.Array]) -> None:
        self._values = values
        self._told: dict[tuple[str, ...], Any] = {}

    def __getitem__(self, column: str) -> pa.Array:
        return self._values[column]

    def _once(self, key: tuple[str, ...], make: Callable[[], Any]) -> Any:
        if key not in self._told:
            self._told[key] = make()
        return self._told[key]

    def lengths(self, column: str) -> Codes:
        """Of each value how many signs it has."""
        found: Codes = self._once(
            ("lengths", column), lambda: pc.utf8_length(self[column]).to_numpy(zero_copy_only=False)
        )
        return found

    def starts(self, column: str) -> Codes:
        """Of each value its first sign, as a number."""

        def make() -> Codes:
            letters = pc.utf8_slice_codeunits(self[column], 0, 1).to_pylist()
            return np.array([ord(letter or "\0") for letter in letters], np.int32)

        found: Codes = self._once(("starts", column), make)
        return found

    def digits(self, column: str) -> Digits:
        """Of each value its signs, a row each; shorter ones are filled up with zeros. For ASCII only."""

        def make() -> Digits:
            texts = np.array(self[column].cast(pa.binary()).to_pylist() or [b""], dtype=np.bytes_)
            return texts.view(np.uint8).reshape(len(texts), texts.dtype.itemsize)

        found: Digits = self._once(("digits", column), make)
        return found

    def as_other(self, column: str, other: str) -> Codes:
        """Of each value its place among those of another column; -2: it is not there."""

        def make() -> Codes:
            places = pc.index_in(self[column], value_set=self[other])
            found: Codes = pc.fill_null(places, -2).to_numpy(zero_copy_only=False)
            return found

        found: Codes = self._once(("as other", column, other), make)
        return found

    def part(self, column: str, name: str, make: Callable[[pa.Array], pa.Array]) -> tuple[Codes, pa.Array]:
        """A part of each value, such as the domain of an e-mail address, as code and distinct parts."""

        def encoded() -> tuple[Codes, pa.Array]:
            told = make(self[column]).dictionary_encode()
            return told.indices.to_numpy(zero_copy_only=False), told.dictionary

        found: tuple[Codes, pa.Array] = self._once(("part", column, name), encoded)
        return found

    def texts(self, column: str, codes: Numbers | Codes) -> list[bytes]:
        """The values of these codes, as DuckDB compares them: by bytes."""
        found: list[bytes] = self[column].take(pa.array(codes)).cast(pa.binary()).to_pylist()
        return found

    def lists(self, column: str) -> list[frozenset[str]]:
        """Of each value of a column of LISTS the names."""

        def make() -> list[frozenset[str]]:
            return [frozenset(filter(None, text.split(_BETWEEN))) for text in self[column].to_pylist()]

        found: list[frozenset[str]] = self._once(("lists", column), make)
        return found

    def ranks(self, column: str) -> Numbers:
        """Of each value its place in the order of all; without a value (code -1) the last."""

        def make() -> Numbers:
            order = pc.array_sort_indices(self[column]).to_numpy()
            ranks = np.empty(len(order) + 1, np.int64)
            ranks[order] = np.arange(len(order))
            ranks[-1] = len(order)
            return ranks

        found: Numbers = self._once(("ranks", column), make)
        return found

    def mapped(self, column: str, other: str, make: Callable[[pa.Array], pa.Array]) -> Codes:
        """Of each value of a column the code of what is made of it in another column, put there if new."""

        def places() -> Codes:
            made = make(self[column])
            if not len(made):
                return np.zeros(0, np.int32)
            new = pc.unique(made.filter(pc.invert(pc.is_in(made, value_set=self[other]))))
            if len(new):
                self._values[other] = pa.concat_arrays([self[other], new])
                self._told = {key: told for key, told in self._told.items() if other not in key}
            placed: Codes = pc.index_in(made, value_set=self[other]).to_numpy(zero_copy_only=False)
            return placed.astype(np.int32)

        found: Codes = self._once(("mapped", column, other), places)
        return found


@dataclass(frozen=True, slots=True)
class Coded:
    """Things that are compared, numbered from 0: the distinct profiles, or what rows of them know together.

    columns: for each of SINGLE and LISTS the codes. numbers: the distinct other numbers; those of thing n
    have the codes ``tokens[starts[n] : starts[n + 1]]``.
    """

    columns: dict[str, Codes]
    starts: Numbers
    tokens: Codes
    values: Dictionaries
    numbers: pa.Array

    def __len__(self) -> int:
        return len(self.starts) - 1

    @classmethod
    def of(cls, con: duckdb.DuckDBPyConnection, profiles: Profiles) -> Coded:
        """All of table ``profile``, of which ``profiles`` holds most columns already."""
        columns = {name: profiles.column(name) for name in SINGLE if name in PLACE}
        values = {name: profiles.distinct(name) for name in columns}
        for name in (*(name for name in SINGLE if name not in PLACE), *LISTS):
            told = f"array_to_string({name}, chr(31))" if name in LISTS else name
            sql = filled("SELECT $told AS told FROM profile ORDER BY pid", told=told)
            encoded = con.sql(sql).to_arrow_table()["told"].combine_chunks().dictionary_encode()
            columns[name] = pc.fill_null(encoded.indices, -1).to_numpy(zero_copy_only=False)
            values[name] = encoded.dictionary
        return cls(columns, profiles.starts, profiles.tokens, Dictionaries(values), profiles.distinct("ids"))

    def named(self) -> npt.NDArray[np.bool_]:
        """Which have a first or a last name."""
        found: npt.NDArray[np.bool_] = (self.columns["first"] >= 0) | (self.columns["last"] >= 0)
        return found

    def dictionary(self, column: str) -> pa.DictionaryArray:
        """A column of SINGLE as text, each value once."""
        codes = self.columns[column]
        return pa.DictionaryArray.from_arrays(pa.array(codes, mask=codes < 0), self.values[column])

    def plain(self) -> pa.Table:
        """Everything as a table of plain texts and lists, by ``pid``."""
        told: dict[str, Any] = {"pid": pa.array(np.arange(len(self)))}
        told |= {name: self.dictionary(name).dictionary_decode() for name in SINGLE}
        for name in LISTS:
            lists = pa.array([sorted(one) for one in self.values.lists(name)], pa.list_(pa.string()))
            told[name] = lists.take(pa.array(self.columns[name], mask=self.columns[name] < 0))
        tokens = self.numbers.take(pa.array(self.tokens))
        told["ids"] = pa.LargeListArray.from_arrays(self.starts, tokens).cast(pa.list_(pa.string()))
        return pa.table(told)
