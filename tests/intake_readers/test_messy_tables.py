"""Sheets and pages as people make them: which rows are a table, and under which labels its cells stand."""

from __future__ import annotations

import pytest
from reader_samples import text_pdf

from conftest import Reading
from tocsin.intake.readers.grids import Grid, grid_items
from tocsin.intake.readers.pieces import TablePieces
from tocsin.model.content import Table

NAMES = (("Ann", "Lee", "41000"), ("Bo", "Diaz", "52000"), ("Cy", "Roe", "38000"), ("Di", "Fox", "61000"))


def tables(*rows: tuple[str, ...], merged: dict[int, list[tuple[int, int]]] | None = None) -> list[Table]:
    """The tables found in a sheet of these rows."""
    grid = Grid("sheet A", map(list, rows), 1, "body", merged or {})
    return [item for item in grid_items(grid, TablePieces()) if isinstance(item, Table)]


def test_merged_cells_above_the_labels_are_part_of_them() -> None:
    upper = ("Person", "", "", "Work", "", "")
    lower = ("First name", "Last name", "SSN", "Salary", "City", "Phone")
    row = ("Ann", "Lee", "900-00-1234", "41000", "Corby", "555-0100")
    found = tables(upper, lower, row, row, merged={1: [(0, 2), (3, 5)]})
    assert found[0].header is not None
    assert found[0].header[:4] == ("Person First name", "Person Last name", "Person SSN", "Work Salary")


def test_a_header_may_take_two_rows() -> None:
    found = tables(("First", "Last", "Yearly"), ("name", "name", ""), *NAMES)
    assert found == [Table("sheet A", ("First name", "Last name", "Yearly"), NAMES, 3)]


def test_a_first_row_without_its_value_is_a_person_and_no_second_header() -> None:
    found = tables(("First name", "Last name", "Salary"), ("Eve", "May", ""), *NAMES)
    assert found[0].rows[0] == ("Eve", "May", "")


def test_tables_beside_each_other_are_told_apart_by_a_label_they_share() -> None:
    left, right = ("Last name", "Salary"), ("Last name", "Phone")
    rows = [(*left, "", *right)]
    rows += [(last, pay, "", last, f"555-01{n}0") for n, (_, last, pay) in enumerate(NAMES)]
    assert [found.header for found in tables(*rows)] == [left, right]


def test_a_blank_column_alone_does_not_part_a_person_from_what_is_theirs() -> None:
    rows = [("First name", "Last name", "", "Salary", "Phone")]
    rows += [(first, last, "", pay, "555-0100") for first, last, pay in NAMES]
    assert len(tables(*rows)) == 1


PDF_HEADER = ((72.0, 700.0, "Name"), (200.0, 700.0, "Phone"), (300.0, 700.0, "Remarks"))


def _row(height: float, name: str, phone: str, remarks: str) -> list[tuple[float, float, str]]:
    cells = ((72.0, name), (200.0, phone), (300.0, remarks))
    return [(left, height, text) for left, text in cells if text]


def test_a_cell_that_wraps_stays_in_its_row_of_a_pdf(reading: Reading) -> None:
    lines = [*PDF_HEADER]
    for number, name in enumerate(("Ann Lee", "Bo Diaz", "Cy Roe", "Di Fox")):
        top = 670.0 - 40 * number
        lines += [*_row(top, name, f"555-010{number}", "was sent"), (300.0, top - 13, "by post")]
    found = [item for item in reading(text_pdf(*lines)) if isinstance(item, Table)]
    assert found[0].rows[1] == ("Bo Diaz", "555-0101", "was sent by post")


def test_a_blank_cell_leaves_the_others_of_its_row_in_their_columns(reading: Reading) -> None:
    lines = [*PDF_HEADER, *_row(680, "Ann Lee", "555-0100", "late"), *_row(660, "Bo Diaz", "", "sent")]
    lines += [*_row(640, "Cy Roe", "555-0102", ""), *_row(620, "", "555-0103", "kept")]
    found = [item for item in reading(text_pdf(*lines)) if isinstance(item, Table)]
    rows = (("Bo Diaz", "", "sent"), ("Cy Roe", "555-0102", ""), ("", "555-0103", "kept"))
    assert found[0].rows[1:] == rows


@pytest.mark.parametrize("rows", [3, 2_500])
def test_a_cell_over_several_lines_is_one_cell_wherever_it_stands(reading: Reading, rows: int) -> None:
    lines = ["name,note,salary", *(f"Ann Lee,plain,{n}" for n in range(rows)), 'Bo,"one', 'two",7', "Cy,x,8"]
    found = [item for item in reading("\n".join(lines) + "\n", "a.csv") if isinstance(item, Table)]
    assert found[-1].rows[-2:] == (("Bo", "one\ntwo", "7"), ("Cy", "x", "8"))
