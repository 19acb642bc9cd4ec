"""Text and tables come out in the shape they had."""

from __future__ import annotations

import csv
import io
import json
import re

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from reader_samples import HEADER, ROWS, Reading, csv_file, json_file, ndjson_file

from tocsin.intake.readers import jsonlike, x12
from tocsin.intake.readers.base import Item
from tocsin.intake.readers.delimited import DelimitedReader
from tocsin.intake.readers.headers import is_header
from tocsin.intake.readers.number_formats import shown
from tocsin.intake.readers.pieces import TablePieces, text_pieces
from tocsin.model.content import MAX_TABLE_ROWS, MAX_TEXT_CHARS, Shortfall, Table, Text


def table(items: list[Item]) -> Table:
    return next(item for item in items if isinstance(item, Table))


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "cp1252"])
def test_a_table_is_read_whatever_its_delimiter_and_encoding(
    reading: Reading, delimiter: str, encoding: str
) -> None:
    raw = csv_file(delimiter).decode().replace("Ann", "Zoë").encode(encoding)
    found = table(reading(raw, "people"))
    assert found.header == HEADER
    assert found.rows[0] == ("Zoë", *ROWS[0][1:])
    assert found.first_row == 2


def test_a_report_title_above_the_header_is_text(reading: Reading) -> None:
    items = reading(b"Staff report\nmade 2024-01-01\n\n" + csv_file(), "people.csv")
    assert isinstance(items[0], Text) and items[0].text.startswith("Staff report")
    assert table(items).header == HEADER
    assert table(items).first_row == 5


def test_a_table_without_header_loses_no_person(reading: Reading) -> None:
    found = table(reading("\n".join(",".join(row) for row in ROWS), "people.csv"))
    assert found.header is None
    assert found.rows == ROWS


def test_short_rows_at_the_top_of_a_table_without_header_are_people_too(reading: Reading) -> None:
    alone = [f"Ann{n},Lee,219-09-99{n:02},,,,,," for n in range(4)]
    families = [
        f"Bob{n},Ray,219-08-99{n:02},Eve,2001-02-03,219-07-99{n:02},Al,2003-04-05,x" for n in range(9)
    ]
    found = table(reading("\n".join(alone + families), "upload.csv"))
    assert found.header is None
    assert [row[0] for row in found.rows[:4]] == ["Ann0", "Ann1", "Ann2", "Ann3"]
    assert len(found.rows) == 13


def test_quotes_line_ends_in_cells_and_ragged_rows(reading: Reading) -> None:
    raw = 'name,address,phone\n"Lee, Ann","12 Main St\nSpringfield",555-0100\nBob\n"say ""hi""",x,y,z\n'
    found = table(reading(raw, "people.csv"))
    assert found.rows[0] == ("Lee, Ann", "12 Main St\nSpringfield", "555-0100", "")
    assert found.rows[1] == ("Bob", "", "", "")
    assert found.rows[2][0] == 'say "hi"'


def test_prose_with_commas_is_no_table(reading: Reading) -> None:
    raw = "Dear Ann, thank you.\nWe met Bob, Carl, and Dora, all of them well.\nYours, truly, me\nBye\n" * 5
    assert isinstance(reading(raw, "letter.txt")[0], Text)


def test_a_long_text_comes_in_pieces_whose_offsets_are_true(reading: Reading) -> None:
    raw = "".join(f"line number {number} of a long log\n" for number in range(80_000))
    pieces = [item for item in reading(raw, "a.log") if isinstance(item, Text)]
    assert len(pieces) > 1
    assert "".join(piece.text for piece in pieces) == raw
    assert all(raw.startswith(piece.text, piece.start) for piece in pieces)
    assert all(piece.text.endswith("\n") for piece in pieces)


def test_a_long_table_comes_in_pieces_that_each_have_the_header(reading: Reading) -> None:
    raw = "id,email\n" + "".join(f"{number},a{number}@example.com\n" for number in range(45_000))
    pieces = [item for item in reading(raw, "people.csv") if isinstance(item, Table)]
    assert [len(piece.rows) for piece in pieces] == [MAX_TABLE_ROWS, MAX_TABLE_ROWS, 5_000]
    assert {piece.header for piece in pieces} == {("id", "email")}
    assert [piece.first_row for piece in pieces] == [2, 20_002, 40_002]


def test_bytes_that_are_not_utf8_are_read_as_windows_characters(reading: Reading) -> None:
    items = reading("Zürich is UTF-8\n".encode() + "Zürich is not\n".encode("cp1252"), "notes.txt")
    assert items == [Text("text", "Zürich is UTF-8\nZürich is not\n")]


def test_a_list_in_json_is_a_table_and_the_rest_are_lines(reading: Reading) -> None:
    items = reading(json_file(), "people.json")
    assert items[0] == Text("document", "export.by: nightly")
    assert table(items) == Table("list export.people", HEADER, ROWS)


def test_nested_json_keys_are_dotted_and_numbers_keep_their_digits(reading: Reading) -> None:
    found = table(reading('[{"a": {"b": 12345678901234567890}, "c": [1, 2.50]}, {"a": null}]', "x.json"))
    assert found.header == ("a.b", "c", "a")
    assert found.rows[0] == ("12345678901234567890", "1; 2.50", "")


def test_json_lines_are_one_table(reading: Reading) -> None:
    assert table(reading(ndjson_file(), "people.log")) == Table("table", HEADER, ROWS)


@pytest.mark.parametrize(
    ("value", "code", "expected"),
    [
        (219099990, "000-00-0000", "219-09-9990"),
        (2134, "00000", "02134"),
        (5551234567, "[<=9999999]###-####;(###) ###-####", "(555) 123-4567"),
        (5551234, "[<=9999999]###-####;(###) ###-####", "555-1234"),
        (1234, "#,##0", None),
        (1234, "0.00", None),
        (44000, "yyyy-mm-dd", None),
    ],
)
def test_a_number_takes_the_shape_of_its_format(value: float, code: str, expected: str | None) -> None:
    assert shown(value, code) == expected


@pytest.mark.parametrize(
    ("first", "below", "expected"),
    [
        (["First Name", "Last Name"], [["Ann", "Lee"]], True),
        (["Ann", "Lee"], [["Bob", "Ray"]], False),
        (["fname", "ssn"], [["Ann", "219-09-9901"]], True),
        (["Ann", "219-09-9901"], [["Bob", "219-09-9902"]], False),
        (["x", "y"], [["1", "2"], ["3", "4"]], True),
        (["W2_BOX1", "W2_BOX2"], [["a", "b"]], True),
        (["Name", "2023", "2024"], [["Ann", "100", "200"]], True),
    ],
)
def test_a_header_is_told_from_a_person(first: list[str], below: list[list[str]], expected: bool) -> None:
    assert is_header(first, below) is expected


CELLS = st.text(st.characters(codec="utf-8", exclude_characters="\r\n\0\x1c"), min_size=1, max_size=8)


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(CELLS, CELLS, CELLS), min_size=1, max_size=20))
@example([("0", "0", '\\"')])
@example([("0", "0", '\\"0')])
def test_what_a_csv_writer_wrote_comes_back(rows: list[tuple[str, str, str]]) -> None:
    target = io.StringIO()
    writer = csv.writer(target, lineterminator="\n", quoting=csv.QUOTE_ALL)
    writer.writerow(HEADER[:3])
    writer.writerows(rows)
    raw = target.getvalue().encode()
    found = table(list(DelimitedReader().read("people.csv", io.BytesIO(raw), len(raw))))
    assert found.header == HEADER[:3]
    assert list(found.rows) == rows


@given(st.text(max_size=200), st.integers(0, 5))
def test_pieces_of_a_text_are_the_text(text: str, start: int) -> None:
    pieces = list(text_pieces("place", text, start=start))
    assert "".join(piece.text for piece in pieces) == (text if text.strip() else "")


@given(st.lists(st.lists(st.text(max_size=3), max_size=6), max_size=12))
def test_rows_are_as_long_as_the_widest(rows: list[list[str]]) -> None:
    for piece in TablePieces().tables("place", ["a", "b"], rows):
        assert piece.header is not None
        assert {len(row) for row in piece.rows} <= {len(piece.header)}


def test_a_text_without_line_ends_is_cut_at_the_limit(reading: Reading) -> None:
    pieces = reading("x" * (MAX_TEXT_CHARS + 5), "a.txt")
    assert [len(piece.text) for piece in pieces if isinstance(piece, Text)] == [MAX_TEXT_CHARS, 5]


def test_a_list_larger_than_is_held_whole_is_taken_element_by_element(
    reading: Reading, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(jsonlike, "STREAMED_BYTES", 100)
    people = [{"id": number, "name": f"Ann {number}"} for number in range(60_000)]
    items = reading(json.dumps(people), "people.json")
    assert sum(len(item.rows) for item in items if isinstance(item, Table)) == 60_000
    assert not [item for item in items if isinstance(item, Shortfall)]
    cut = reading(json.dumps(people)[:-20], "people.json")
    assert sum(len(item.rows) for item in cut if isinstance(item, Table)) == 59_999
    assert [item.outcome for item in cut if isinstance(item, Shortfall)] == ["read_in_part"]


def test_objects_that_share_no_keys_do_not_become_a_table_of_blanks(reading: Reading) -> None:
    items = reading(json.dumps([{f"key{number}": number} for number in range(5_000)]), "odd.json")
    found = [item for item in items if isinstance(item, Table)]
    assert sum(len(item.rows) for item in found) == 5_000
    assert sum(len(item.rows) * len(item.rows[0]) for item in found) < 1_000_000


def interchange(end: str, *bodies: str, separator: str = "*") -> str:
    """A claim file; the widths of the ISA segment are fixed by the standard."""
    isa = f"ISA*00*{' ' * 10}*00*{' ' * 10}*ZZ*{'S':15}*ZZ*{'R':15}*250107*0930*^*00501*000000001*0*P*:"
    segments = [isa, "GS*HC*S*R*20250107*0930*1*X*005010X224A2", *bodies, "IEA*1*000000001"]
    return "".join(segment.replace("*", separator) + end for segment in segments)


@pytest.mark.parametrize("end", ["~", "~\n", "~\r\n", "\n", "\x1c"])
@pytest.mark.parametrize("separator", ["*", "|", "\x1d"])
def test_a_claim_file_is_a_text_of_one_segment_a_line(reading: Reading, end: str, separator: str) -> None:
    items = reading(interchange(end, "NM1*IL*1*LEE*ANN", separator=separator), "claims.txt")
    (text,) = [item for item in items if isinstance(item, Text)]
    assert len(items) == 1
    lines = text.text.split("\n")
    assert separator.join(("NM1", "IL", "1", "LEE", "ANN")) + (end.strip() or "~") in lines
    assert len(lines) == 5


def test_a_long_claim_file_comes_in_pieces_that_each_begin_as_the_file_does(
    reading: Reading, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(x12, "ROOMY", 300)
    claims = [segment for number in range(90) for segment in (f"HL*{number}**22*0", f"NM1*IL*1*LEE{number}")]
    pieces = [item for item in reading(interchange("~", *claims), "claims.txt") if isinstance(item, Text)]
    assert len(pieces) > 5
    assert {piece.text[:4] for piece in pieces} == {"ISA*"}
    assert all(piece.text.split("\n")[1].startswith("HL*") for piece in pieces[1:])
    assert sorted(re.findall("LEE[0-9]+", "".join(piece.text for piece in pieces))) == sorted(
        f"LEE{number}" for number in range(90)
    )
    assert pieces[-1].place.endswith("-183")
