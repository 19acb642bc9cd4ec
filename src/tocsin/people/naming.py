"""All names of a set taken apart at once: every given name, family name and suffix only once.

A million mentions hold half a million names, made of a few ten thousand parts. What ``names.take_apart`` and
``names.as_written`` say of a name follows from what they say of its parts.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from tocsin.people import names

WRITTEN = ("name", "given", "middle", "family", "suffix")
"""Columns of a mention that say its name."""

_TEXTS = pa.list_(pa.string())
_NOBODY = pa.scalar([], _TEXTS)


def taken_apart(written: pa.Table) -> pa.Table:
    """WRITTEN, and what can be compared (``n_…``) and what a letter writes (``w_…``) of each row."""
    given, middle, family, suffix = _parts(written)
    first, firsts, rest, given_end, shown_given = _each(given, names.given_parts, 5, {1: _TEXTS})
    last, lasts, family_end, shown_family, peeled, peeled_end = _each(
        family, names.family_parts, 6, {1: _TEXTS}
    )
    (middle_said,) = _each(middle, lambda text: (names.fold(text),), 1, {})
    (shown_middle,) = _each(middle, lambda text: (names.written(text) if text else None,), 1, {})
    suffix_end, shown_suffix = _each(suffix, names.suffix_parts, 2, {})

    ending = _first_said(_first_said(suffix_end, family_end), given_end)
    (place,) = _each(ending, lambda text: (names.suffix_place(text),), 1, {0: pa.int8()})
    middles = pc.utf8_trim_whitespace(pc.binary_join_element_wise(rest, middle_said, " "))
    middles = pc.if_else(pc.equal(middles, ""), pa.scalar(None, pa.string()), middles)
    nobody = _placeholder(first, last)
    silent = pc.and_(pc.and_(first.is_null(), last.is_null()), pc.and_(middles.is_null(), place.is_null()))
    unsaid = pc.or_(nobody, silent)
    has_suffix = pc.not_equal(suffix, "")
    said = {
        "first": first,
        "firsts": firsts,
        "middle": middles,
        "last": last,
        "lasts": lasts,
        "suffix": place,
    }
    shown = {
        "given": shown_given,
        "middle": shown_middle,
        "family": pc.if_else(has_suffix, shown_family, peeled),
        "suffix": pc.if_else(has_suffix, shown_suffix, peeled_end),
    }
    return pa.table(
        {
            **{column: written[column] for column in WRITTEN},
            **{f"n_{column}": _unless(nobody, values) for column, values in said.items()},
            **{f"w_{column}": _unless(unsaid, values) for column, values in shown.items()},
        }
    )


def _parts(written: pa.Table) -> list[pa.Array]:
    """Given, middle, family name, suffix, without nulls; a name in one string is split."""
    name, given, middle, family, suffix = (
        pc.fill_null(written[column].cast(pa.string()).combine_chunks(), "") for column in WRITTEN
    )
    undivided = pc.and_(pc.equal(given, ""), pc.equal(family, ""))
    asked = pc.if_else(undivided, name, "")
    read = _each(asked, lambda text: names.split_name(text) if text else ("", "", "", ""), 4, {})
    return [
        pc.if_else(undivided, read[0], given),
        _first_said(middle, read[1]),
        pc.if_else(undivided, read[2], family),
        _first_said(suffix, read[3]),
    ]


def _each(
    column: pa.Array, parts: Callable[[str], Sequence[Any]], count: int, types: dict[int, pa.DataType]
) -> list[pa.Array]:
    """What ``parts`` says of every value, asked once for each distinct one. types: other than text."""
    encoded = column.dictionary_encode()
    told = [parts(value) for value in encoded.dictionary.to_pylist()]
    return [
        pa.array([one[place] for one in told], types.get(place, pa.string())).take(encoded.indices)
        for place in range(count)
    ]


def _first_said(one: pa.Array, other: pa.Array) -> pa.Array:
    return pc.if_else(pc.equal(one, ""), other, one)


def _placeholder(first: pa.Array, last: pa.Array) -> pa.Array:
    """As ``names.is_placeholder``."""
    known = pa.array(sorted(names.placeholder_names()), pa.string())
    one, other = pc.fill_null(first, ""), pc.fill_null(last, "")
    whole = pc.utf8_trim_whitespace(pc.binary_join_element_wise(one, other, " "))
    both = pc.and_(
        pc.is_in(last, value_set=known, skip_nulls=True),
        pc.or_(first.is_null(), pc.is_in(first, value_set=known, skip_nulls=True)),
    )
    return pc.and_(pc.not_equal(whole, ""), pc.or_(pc.is_in(whole, value_set=known), both))


def _unless(nobody: pa.Array, values: pa.Array) -> pa.Array:
    instead = _NOBODY if pa.types.is_list(values.type) else pa.scalar(None, values.type)
    return pc.if_else(nobody, instead, values)
