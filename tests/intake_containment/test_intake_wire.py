"""What crosses the pipe is exactly what the reader meant, or nothing."""

from __future__ import annotations

import struct

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tocsin.intake import shape, wire
from tocsin.intake.wire import BadFrame, Tag
from tocsin.model.content import MAX_CELL_CHARS, MAX_TEXT_CHARS, Child, Message, Shortfall, Table, Text

any_text = st.text(st.characters(exclude_categories=()), max_size=60)  # half surrogates included
roles = st.sampled_from(sorted(wire.ROLES))


@st.composite
def tables(draw, cells=any_text):
    columns = draw(st.integers(1, 6))
    row = st.tuples(*[cells] * columns)
    return Table(
        draw(any_text),
        draw(st.none() | row),
        tuple(draw(st.lists(row, max_size=6))),
        draw(st.integers(0, 10**9)),
        draw(roles),
    )


contents = st.one_of(
    st.builds(Text, any_text, any_text, roles, st.integers(0, 2**40)),
    tables(),
    st.builds(
        Message, any_text, any_text, st.lists(any_text, max_size=4).map(tuple), any_text, any_text, any_text
    ),
    st.builds(Shortfall, st.sampled_from(sorted(wire.SHORTFALL_OUTCOMES)), any_text),
)


def crossed(sent):
    frame = wire.encode(sent)
    tag, length = wire.HEADER.unpack(frame[: wire.HEADER.size])
    assert length == len(frame) - wire.HEADER.size
    return wire.decode(tag, frame[wire.HEADER.size :])


@given(contents)
def test_every_piece_arrives_equal(content):
    for piece in shape.pieces(content):
        assert crossed(piece) == piece


@given(tables())
def test_a_table_keeps_every_cell(table):
    if all(
        char < "\ud800" or char > "\udfff"
        for row in (table.header or (), *table.rows)
        for cell in row
        for char in cell
    ):
        (piece,) = shape.pieces(table)
        arrived = crossed(piece)
        assert (arrived.header, arrived.rows, arrived.first_row) == (
            table.header,
            table.rows,
            table.first_row,
        )


@given(st.integers(0, 12), st.binary(max_size=300))
@settings(max_examples=400)
def test_noise_is_refused_or_is_a_valid_frame(tag, noise):
    try:
        sent = wire.decode(tag, noise)
    except BadFrame:
        return
    assert crossed(sent) == sent


@given(contents, st.data())
def test_a_frame_with_a_flipped_byte_is_refused_or_still_well_formed(content, data):
    for piece in shape.pieces(content):
        frame = bytearray(wire.encode(piece))
        at = data.draw(st.integers(wire.HEADER.size, len(frame) - 1)) if len(frame) > wire.HEADER.size else 0
        frame[at] ^= data.draw(st.integers(1, 255))
        try:
            sent = wire.decode(frame[0], bytes(frame[wire.HEADER.size :]))
        except BadFrame:
            continue
        assert crossed(sent) == sent


def test_a_long_text_crosses_in_pieces_cut_at_line_ends():
    text = "\n".join(f"line {number}" for number in range(300_000))
    pieces = list(shape.pieces(Text("page 1", text, start=5)))
    assert len(pieces) == 4
    assert "".join(piece.text for piece in pieces) == text
    assert all(piece.text.endswith("\n") for piece in pieces[:-1])
    assert [piece.start for piece in pieces] == [
        5 + sum(len(piece.text) for piece in pieces[:number]) for number in range(4)
    ]


def test_a_long_table_crosses_in_pieces_that_know_their_row_numbers():
    rows = tuple((str(number), "x" * 100) for number in range(30_000))
    pieces = list(shape.pieces(Table("t", ("no", "text"), rows, 2)))
    assert tuple(row for piece in pieces for row in piece.rows) == rows
    assert all(piece.header == ("no", "text") for piece in pieces)
    assert all(int(piece.rows[0][0]) + 2 == piece.first_row for piece in pieces)
    assert [crossed(piece) for piece in pieces] == pieces


def test_ragged_rows_and_giant_cells_are_brought_to_form():
    (piece,) = shape.pieces(Table("t", ("a",), (("1", "2"), ("x" * 40_000,)), 2))
    assert piece.header == ("a", "")
    assert piece.rows == (("1", "2"), ("x" * MAX_CELL_CHARS, ""))


def test_columns_and_cells_beyond_every_limit_are_cut_and_told():
    row = ("x" * 300,) * 17_000
    *pieces, wide, long = shape.pieces(Table("t", None, (row, row), 1))
    assert {wide.outcome, long.outcome} == {"read_in_part"}
    assert all(len(crossed(piece).rows[0]) == wire.MAX_COLUMNS for piece in pieces)


def test_a_message_too_long_for_one_frame_goes_on_as_text():
    message = Message("m", "s" * 40_000, ("r" * 400,) * 10_001, "", "", "word " * 300_000)
    first, recipients_cut, *rest = shape.pieces(message)
    assert len(crossed(first).recipients) == 10_000
    assert recipients_cut.outcome == "read_in_part"
    assert first.text + "".join(text.text for text in rest) == message.text
    assert rest[0].start == len(first.text) <= MAX_TEXT_CHARS


def test_a_table_holding_every_separator_loses_only_one_of_them():
    arrived = crossed(Table("t", None, ((wire.SEPARATORS, "b"),), 1))
    assert arrived.rows == (("\ufffd" + wire.SEPARATORS[1:], "b"),)


def test_a_childs_name_is_cut_and_cleaned():
    head = shape.child_head(Child("n" * 5000 + "\udcff", b"12"))
    assert (len(crossed(head).name), head.size) == (wire.MAX_NAME_CHARS, 2)


@pytest.mark.parametrize("cells", [(2**32 - 1, 1), (16_384, 20_001), (2, 3)])
def test_a_table_announcing_more_cells_than_it_holds_costs_nothing(cells):
    columns, rows = cells
    payload = struct.pack("<I", 1) + b"p" + struct.pack("<I", 4) + b"body" + struct.pack("<Q", 1)
    payload += bytes((0, 0x1F)) + struct.pack("<II", columns, rows) + b"only\x1fthree\x1fcells"
    with pytest.raises(BadFrame):
        wire.decode(Tag.TABLE, payload)
