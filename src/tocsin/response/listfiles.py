"""A list as a file of the kind its name says: CSV, XLSX, Parquet, or DAT for Concordance and its relatives.

A DAT has the separator 0x14 between the values, each in þ (0xFE), which is doubled inside; a line break in a
value is written ® (0xAE), and a ® of its own as (R). UTF-8 with a byte order mark.
"""

from __future__ import annotations

import csv
import io
import os
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

import openpyxl
import pyarrow as pa
import pyarrow.parquet as pq

from tocsin.response.export import ExportRefused, cell, write_csv

KINDS = (".csv", ".xlsx", ".parquet", ".dat")
_SEPARATOR, _QUOTE, _BREAK = "\x14", "\xfe", "\xae"


def check_file(path: Path) -> None:
    """Raises ExportRefused unless the file is new and its name says which kind it is to be."""
    if os.path.lexists(path):
        raise ExportRefused(f"{path} is there already. Name a new file, or remove that one first.")
    if path.suffix.lower() not in KINDS:
        raise ExportRefused(f"{path} must end in {', '.join(KINDS)}, so that its form is known.")


def write_list(path: Path, columns: Sequence[str], rows: Iterable[Mapping[str, Any]]) -> None:
    """Write a list to a new file that only its owner can read; a failed write leaves none.

    Raises ExportRefused.
    """
    check_file(path)
    building = path.with_name(f".{path.name}.partial")
    building.unlink(missing_ok=True)
    building.touch(mode=0o600)
    try:
        _WRITERS[path.suffix.lower()](building, list(columns), rows)
        building.rename(path)
    finally:
        building.unlink(missing_ok=True)


def _csv(path: Path, columns: list[str], rows: Iterable[Mapping[str, Any]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        write_csv(file, columns, rows)


def _xlsx(path: Path, columns: list[str], rows: Iterable[Mapping[str, Any]]) -> None:
    """Every cell is text: a ZIP code keeps its zeros, and nothing is a formula."""
    book = openpyxl.Workbook(write_only=True)
    sheet = book.create_sheet("list")
    sheet.append(columns)
    for row in rows:
        sheet.append([_printable(cell(row.get(column))) for column in columns])
    book.save(path)


def _printable(text: str) -> str:
    """Without the control characters that a workbook cannot hold."""
    return "".join(sign for sign in text if sign >= " " or sign in "\t\n\r")


def _parquet(path: Path, columns: list[str], rows: Iterable[Mapping[str, Any]]) -> None:
    kept = [{column: plain(row.get(column)) for column in columns} for row in rows]
    pq.write_table(pa.Table.from_pylist(kept, pa.schema([(column, pa.string()) for column in columns])), path)


def _dat(path: Path, columns: list[str], rows: Iterable[Mapping[str, Any]]) -> None:
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(
            file, delimiter=_SEPARATOR, quotechar=_QUOTE, quoting=csv.QUOTE_ALL, lineterminator="\r\n"
        )
        writer.writerow([_one_line(column) for column in columns])
        for row in rows:
            writer.writerow([_one_line(plain(row.get(column))) for column in columns])


def _one_line(text: str) -> str:
    text = text.replace(_BREAK, "(R)").replace("\r\n", "\n").replace("\r", "\n")
    return text.replace("\n", _BREAK)


def read_dat(content: bytes) -> tuple[list[str], list[list[str]]]:
    """Header and rows of a DAT. Raises ValueError if it is not one in UTF-8."""
    text = content.decode("utf-8-sig")
    lines = csv.reader(io.StringIO(text, newline=""), delimiter=_SEPARATOR, quotechar=_QUOTE, strict=True)
    try:
        rows = [[value.replace(_BREAK, "\n") for value in line] for line in lines]
    except csv.Error:
        raise ValueError("the file is not in the form of Concordance") from None
    if not rows:
        raise ValueError("the file is empty")
    return rows[0], rows[1:]


def plain(value: Any) -> str:
    """A value as text, for programs: nothing is put before it."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    return "; ".join(map(str, value)) if isinstance(value, list) else str(value)


_WRITERS = {".csv": _csv, ".xlsx": _xlsx, ".parquet": _parquet, ".dat": _dat}
