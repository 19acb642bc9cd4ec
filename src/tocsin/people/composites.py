"""The second round: rows instead of mentions, so that what one mention lacks another may say.

A row becomes a few composite profiles: every name it shows with every home, and of all else the value its
mentions say most often. They are compared like mentions, and the best of two rows' composites speaks.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from tocsin.people.coded import LISTS, SINGLE, Coded, Codes, Dictionaries
from tocsin.people.profiles import Flags, Numbers

NAMES, HOMES = 3, 3
"""Most frequent names and homes of a row that are compared."""

_MOST = ("middle", "suffix", "dob", "yob", "ssn9", "email", "phone")
"""Of these a row has the value that most of its profiles say."""

_NAME = ("first", "last", "lasts")
_HOME = ("street_key", "zip5", "house")


@dataclass(frozen=True, slots=True)
class Composites:
    """things: the composites, numbered by row, name and home. lead: for each the first profile of its row.

    rows: how many rows there are, with a name or without.
    """

    things: Coded
    lead: Codes
    rows: int

    @property
    def table(self) -> pa.Table:
        """``pid``, ``lead``, and what the blocks are made of."""
        told = {name: self.things.dictionary(name) for name in SINGLE}
        return pa.table({"pid": np.arange(len(self.lead)), "lead": self.lead.astype(np.int64), **told})


def make_composites(profiles: Coded, lead_of: Numbers) -> Composites:
    """The composites of the rows. lead_of: profile → first profile of its row."""
    leads, row_of = np.unique(lead_of, return_inverse=True)
    said = _Said(profiles, row_of, len(leads))
    most = {name: said.most(name) for name in _MOST if name != "middle"}
    most["middle"] = said.most("middle", written_out=True)
    last_four = said.most("ssn4", where=profiles.columns["ssn9"] < 0)
    values = profiles.values
    year_of = values.mapped("dob", "yob", lambda dates: pc.utf8_slice_codeunits(dates, 0, 4))
    four_of = values.mapped("ssn9", "ssn4", lambda numbers: pc.utf8_slice_codeunits(numbers, -4))
    most["yob"] = np.where(most["dob"] >= 0, np.append(year_of, -1)[most["dob"]], most["yob"])
    most["ssn4"] = np.where(most["ssn9"] >= 0, np.append(four_of, -1)[most["ssn9"]], last_four)

    names = said.groups(_NAME, ("first", "last"), NAMES)
    homes = said.groups(_HOME, (*_HOME[:2], "city_key"), HOMES)
    row, name, home = _crossed(names, homes, len(leads))
    columns = {column: codes[row] for column, codes in most.items()}
    columns |= {column: profiles.columns[column][name] for column in (*_NAME, "firsts")}
    for column in _HOME:
        columns[column] = np.where(home >= 0, profiles.columns[column][home], -1)
    city = said.least_city(homes)
    columns["city_key"] = np.where(home >= 0, city[home], -1)
    tokens, starts, lengths = said.numbers()
    flat = np.repeat(starts[row] - np.cumsum(lengths[row]) + lengths[row], lengths[row])
    every = tokens[flat + np.arange(len(flat))]
    columns = {name: columns[name].astype(np.int32) for name in (*SINGLE, *LISTS)}
    ends = np.concatenate([[0], np.cumsum(lengths[row])])
    return Composites(
        Coded(columns, ends, every, values, profiles.numbers), leads[row].astype(np.int32), len(leads)
    )


@dataclass(frozen=True, slots=True)
class _Groups:
    """Of every row its most frequent names or homes. row, place: whose, and which in the order of its own.

    example: the first profile that shows it. of: for each profile the number of its group, -1: none.
    """

    row: Numbers
    place: Numbers
    example: Numbers
    of: Numbers


class _Said:
    """What the profiles of each row say. row_of: profile → row, numbered from 0 to ``count``."""

    def __init__(self, profiles: Coded, row_of: Numbers, count: int) -> None:
        self._profiles, self._row_of, self._count = profiles, row_of, count
        self._values: Dictionaries = profiles.values

    def most(self, column: str, *, where: Flags | None = None, written_out: bool = False) -> Codes:
        """For each row the value that most of its profiles say; of several the last in their order.

        where: only these profiles. written_out: values of more than one sign go first.
        """
        codes = self._profiles.columns[column]
        at = np.flatnonzero(codes >= 0 if where is None else (codes >= 0) & where)
        ranks, size = self._values.ranks(column), len(self._values[column])
        order = np.argsort(ranks[:-1])
        told, counts = np.unique(self._row_of[at] * size + ranks[codes[at]], return_counts=True)
        row, value = told // max(size, 1), told % max(size, 1)
        # Within a row the values rise, so that of equal counts the last is the greatest.
        score = counts
        if written_out and len(row):
            score = counts + (self._values.lengths(column)[order[value]] > 1) * (int(counts.max()) + 1)
        best = np.lexsort((value, score, row))
        last = np.flatnonzero(np.diff(row[best], append=-1))
        found = np.full(self._count, -1, np.int32)
        found[row[best][last]] = order[value[best][last]]
        return found

    def groups(self, columns: tuple[str, ...], needs: tuple[str, ...], most: int) -> _Groups:
        """The distinct values of these columns together, by row; of profiles that say one of ``needs``."""
        said = np.logical_or.reduce([self._profiles.columns[name] >= 0 for name in needs])
        at = np.flatnonzero(said)
        ranked = [self._values.ranks(name)[self._profiles.columns[name][at]] for name in columns]
        order = np.lexsort((*reversed(ranked), self._row_of[at]))
        row = self._row_of[at][order]
        changed = np.diff(row, prepend=-1) != 0
        for ranks in ranked:
            changed |= np.diff(ranks[order], prepend=-1) != 0
        first = np.flatnonzero(changed)
        counts = np.diff(first, append=len(order))
        number = np.repeat(np.arange(len(first)), counts)
        example = np.full(len(first), len(self._row_of))
        np.minimum.at(example, number, at[order])
        # In the order of the rows, the most frequent first; of equal ones as their values are ordered.
        rows = row[first]
        sorted_ = np.lexsort((np.arange(len(first)), -counts, rows))
        begins = np.flatnonzero(np.diff(rows, prepend=-1))
        place = np.empty(len(first), np.int64)
        place[sorted_] = np.arange(len(first)) - np.repeat(begins, np.diff(begins, append=len(first)))
        of = np.full(len(self._row_of), -1, np.int64)
        of[at[order]] = number
        kept = sorted_[place[sorted_] < most]
        renumbered = np.full(len(first), -1, np.int64)
        renumbered[kept] = np.arange(len(kept))
        of[of >= 0] = renumbered[of[of >= 0]]
        return _Groups(rows[kept], place[kept], example[kept], of)

    def least_city(self, homes: _Groups) -> Codes:
        """For every profile that stands for a home the first city, in their order, that the home's name."""
        codes, ranks = self._profiles.columns["city_key"], self._values.ranks("city_key")
        order = np.argsort(ranks[:-1])
        at = np.flatnonzero((homes.of >= 0) & (codes >= 0))
        least = np.full(len(homes.row), len(order))
        np.minimum.at(least, homes.of[at], ranks[codes[at]])
        found = np.full(len(codes), -1, np.int32)
        found[homes.example] = np.append(order, -1)[least]
        return found

    def numbers(self) -> tuple[Codes, Numbers, Numbers]:
        """All other numbers of the rows, each once; where those of a row begin, and how many they are."""
        lengths = np.diff(self._profiles.starts)
        tokens = self._profiles.tokens
        size = int(tokens.max(initial=0)) + 1
        told = np.unique(np.repeat(self._row_of, lengths) * size + tokens)
        counts = np.bincount(told // size, minlength=self._count)
        return (told % size).astype(np.int32), np.cumsum(counts) - counts, counts


def _crossed(names: _Groups, homes: _Groups, count: int) -> tuple[Numbers, Numbers, Numbers]:
    """Every name of a row with every home: the row, and the profile that stands for each; -1: no home."""
    homes_of = np.bincount(homes.row, minlength=count)
    first_home = np.cumsum(homes_of) - homes_of
    times = np.maximum(homes_of[names.row], 1)
    name = np.repeat(np.arange(len(names.row)), times)
    place = np.arange(len(name)) - np.repeat(np.cumsum(times) - times, times)
    row = names.row[name]
    examples = np.append(homes.example, -1)
    home = np.where(homes_of[row] > 0, examples[np.minimum(first_home[row] + place, len(homes.example))], -1)
    return row, names.example[name], home


def of_rows(composites: Composites, pairs: pa.Table) -> pa.Table:
    """Pairs of composites to pairs of rows (by their first profiles), best weight first."""
    lead = composites.lead.astype(np.int64)
    a, b, weight, supported, middle = (
        pairs[name].to_numpy() for name in ("a", "b", "weight", "supported", "middle")
    )
    one, other = np.minimum(lead[a], lead[b]), np.maximum(lead[a], lead[b])
    apart = np.flatnonzero(one != other)
    told, where = np.unique(one[apart] << 32 | other[apart], return_inverse=True)
    best = np.full(len(told), -np.inf)
    np.maximum.at(best, where, weight[apart])
    flags = [np.bincount(where, weights=flag[apart], minlength=len(told)) > 0 for flag in (supported, middle)]
    order = np.argsort(-best, kind="stable")
    return pa.table(
        {
            "a": (told >> 32)[order],
            "b": (told & 0xFFFFFFFF)[order],
            "weight": best[order],
            "supported": flags[0][order],
            "middle": flags[1][order],
        }
    )
