"""Whole columns read by Arrow's kernels give what the readers of single cells give."""

import random

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tocsin.detect.column import Column
from tocsin.detect.columnevidence import cell_reader
from tocsin.detect.lanes import LANES, outline, without

CELLS = st.one_of(
    st.from_regex(r"[A-Za-z]{0,3}-?[0-9]{2,12}[A-Za-z]?", fullmatch=True),
    st.from_regex(r"[0-9]{3}-?[0-9]{2}-?[0-9]{4}", fullmatch=True),
    st.from_regex(r"\(?[0-9]{3}\)?[ .-]{0,2}[0-9]{3}[ .-]?[0-9]{4}", fullmatch=True),
    st.from_regex(r"\$?[0-9]{1,3}(,[0-9]{3})?(\.[0-9]{2})?", fullmatch=True),
    st.from_regex(r"[a-z]{1,6}[._]?[a-z0-9]{0,4}(@[a-z]{1,5}\.[a-z]{2,3})?", fullmatch=True),
    st.sampled_from(
        [
            "000-12-3456",
            "666-12-3456",
            "078-05-1120",
            "912-70-1234",
            "111111111",
            "n/a",
            "password",
            "MRN 12345",
        ]
    ),
    st.text(max_size=14),
)


@pytest.mark.parametrize("field", sorted(LANES))
@given(cells=st.lists(st.none() | CELLS, max_size=8))
def test_a_lane_reads_a_text_as_its_reader_or_leaves_it(field, cells):
    texts = [cell.strip() or None if cell else None for cell in cells]
    read = cell_reader(Column(0, field))
    found = LANES[field](pa.array(texts, pa.string())).to_pylist()
    for text, value in zip(texts, found, strict=True):
        assert value is None or (text is not None and value == read(text))


@pytest.mark.parametrize(
    ("field", "cells"),
    [
        ("ssn", ["219-65-4321", "219654321"]),
        ("phone_number", ["(602) 555-0143", "602.555.0143", "6025550143"]),
        ("income", ["$51,200.00", "48000"]),
        ("financial_account", ["883120045", "88-3120 045"]),
        ("username", ["alee42", "Ann.Lee"]),
    ],
)
def test_a_lane_takes_the_ordinary_forms(field, cells):
    assert None not in LANES[field](pa.array(cells)).to_pylist()


@given(st.lists(st.none() | st.text("a-1 é", max_size=6), max_size=6), st.integers(0, 3))
def test_characters_are_dropped_from_a_piece_of_a_column_too(cells, start):
    piece = pa.array(cells, pa.string()).slice(start)
    left = without(piece, "- ").to_pylist()
    for cell, now in zip(cells[start:], left, strict=True):
        assert (now or "") == (cell or "").replace("-", "").replace(" ", "")


def test_an_outline_keeps_the_shape_alone():
    assert outline(pa.array(["Ab-19 é", None]).slice(0)).to_pylist() == ["Aa-99 é", None]
    digits = "".join(random.Random(1).choices("0123456789", k=50))
    assert outline(pa.array(["x", digits]).slice(1)).to_pylist() == ["9" * 50]
