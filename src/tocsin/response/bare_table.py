"""A table of mentions outside any case: read, resolved, and answered with who is one person.

For whoever wants to score the matching on data of their own. Nothing but ids is written.
"""

from __future__ import annotations

import csv
import os
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.csv as pacsv
import pyarrow.parquet as pq

from tocsin import people
from tocsin.response.progress import Watcher, shares

KINDS = (".parquet", ".csv")


class TableRefused(Exception):
    """The table cannot be read or the answer cannot be written; the message says why."""


def resolve_table(
    source: Path,
    target: Path,
    watcher: Watcher,
    *,
    balanced: bool = False,
    engine: people.Engine = people.here,
) -> dict[str, Any]:
    """Resolve the mentions in a Parquet or CSV file; write (id, person) to a new file of either kind.

    Returns the counts of the run. Raises TableRefused, before anything is written.
    """
    if os.path.lexists(target):
        raise TableRefused(f"{target} is there already. Name a new file, or remove that one first.")
    if target.suffix.lower() not in KINDS:
        raise TableRefused(f"{target} must end in .parquet or .csv, so that its form is known.")
    given = _read(source)
    try:
        bare = people.from_bare(given)
    except people.NoMentions as error:
        raise TableRefused(f"{source}: {error}.") from None
    with watcher.work("Finding who is one person", 1.0) as bar:
        found = people.resolve(
            bare.mentions,
            bare.identifiers,
            settings=people.BALANCED if balanced else people.STRICT,
            progress=shares(bar),
            engine=engine,
        )
    _write(people.answered(given, bare, found.links), target)
    return {**found.report, "columns passed over": bare.unread}


def _read(source: Path) -> pa.Table:
    kind = source.suffix.lower()
    if kind not in KINDS:
        raise TableRefused(f"{source} is neither .parquet nor .csv.")
    try:
        return pq.read_table(source) if kind == ".parquet" else _read_csv(source)
    except pa.ArrowInvalid:
        raise TableRefused(f"{source} cannot be read as a {kind[1:].upper()} table.") from None


def _read_csv(source: Path) -> pa.Table:
    """Every column as text: a ZIP code or a number keeps its zeros."""
    with source.open(encoding="utf-8-sig", newline="") as file:
        header = next(csv.reader(file), [])
    types = dict.fromkeys(header, pa.string())
    return pacsv.read_csv(
        source,
        parse_options=pacsv.ParseOptions(newlines_in_values=True),
        convert_options=pacsv.ConvertOptions(column_types=types, strings_can_be_null=True, null_values=[""]),
    )


def _write(answer: pa.Table, target: Path) -> None:
    """Under another name first: a run that is stopped leaves no half answer behind."""
    building = target.with_name(f".{target.name}.partial")
    try:
        if target.suffix.lower() == ".parquet":
            pq.write_table(answer, building)
        else:
            pacsv.write_csv(answer, building)
        building.rename(target)
    finally:
        building.unlink(missing_ok=True)
