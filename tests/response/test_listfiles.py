"""Lists go out as CSV, XLSX, Parquet and Concordance DAT, and what is in them comes back as it was."""

from __future__ import annotations

import csv
import tempfile
from pathlib import Path

import openpyxl
import pyarrow.parquet as pq
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tocsin.response import ExportRefused
from tocsin.response.export import FORMULA_STARTS
from tocsin.response.listfiles import read_dat, write_list

TEXT = st.text(st.characters(exclude_categories=["Cs", "Cc"], exclude_characters="®"), max_size=30)
LINES = st.lists(TEXT, min_size=1, max_size=3).map("\n".join)
ROWS = st.lists(st.fixed_dictionaries({"name": LINES, "note": LINES}), max_size=6)
COLUMNS = ["name", "note"]


def written(rows: list[dict[str, str]], name: str) -> Path:
    path = Path(tempfile.mkdtemp()) / name
    write_list(path, COLUMNS, rows)
    return path


@given(ROWS)
def test_a_dat_is_read_back_as_it_was_written(rows):
    content = written(rows, "list.dat").read_bytes()
    assert content.startswith(b"\xef\xbb\xbf")
    header, read = read_dat(content)
    assert header == COLUMNS
    assert read == [[row["name"], row["note"]] for row in rows]


@given(ROWS)
def test_a_parquet_is_read_back_as_it_was_written(rows):
    assert pq.read_table(written(rows, "list.parquet")).to_pylist() == rows


@given(ROWS)
def test_no_cell_of_a_csv_or_workbook_starts_a_formula_and_nothing_else_changes(rows):
    with written(rows, "list.csv").open(encoding="utf-8", newline="") as file:
        _, *cells = csv.reader(file)
    for row, read in zip(rows, cells, strict=True):
        for value, shown in zip((row["name"], row["note"]), read, strict=True):
            assert shown == (f"'{value}" if value.startswith(FORMULA_STARTS) else value)
    sheet = openpyxl.load_workbook(written(rows, "list.xlsx")).active
    assert sheet is not None
    assert not any(cell.data_type == "f" for line in sheet.iter_rows() for cell in line)


def test_the_signs_of_a_dat_are_those_of_concordance():
    content = written([{"name": "Guðþór", "note": "two\r\nlines ®"}], "list.dat").read_bytes()
    lines = content.decode("utf-8-sig").split("\r\n")
    assert lines == ["þnameþ\x14þnoteþ", "þGuðþþórþ\x14þtwo®lines (R)þ", ""]


@pytest.mark.parametrize("content", [b"", b"\xff\xfe\x00", "þopen\x14".encode()])
def test_what_is_no_dat_is_refused(content):
    with pytest.raises(ValueError, match=r"form of Concordance|empty|codec"):
        read_dat(content)


def test_a_list_never_takes_the_place_of_a_file_and_only_its_owner_can_read_it():
    path = written([], "list.csv")
    assert path.stat().st_mode & 0o777 == 0o600
    with pytest.raises(ExportRefused, match="is there already"):
        write_list(path, COLUMNS, [])
    with pytest.raises(ExportRefused, match="must end in"):
        write_list(path.with_suffix(".doc"), COLUMNS, [])
    assert [each.name for each in path.parent.iterdir()] == ["list.csv"]
