"""What became of every file: for the question what could not be read, and for the chain of custody."""

from __future__ import annotations

import csv
import hashlib
import io
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from tocsin.intake.items import OUTCOMES
from tocsin.response.case import Case
from tocsin.response.export import FORMULA_STARTS
from tocsin.response.listfiles import check_file

MANIFEST = ("path", "source", "size", "modified", "sha256", "kind", "outcome", "reason", "same_as", "id")
"""The columns of a manifest, in their order."""


class UnknownOutcome(Exception):
    """There is no such outcome; the message names those there are."""


def items_of(case: Case, outcomes: Sequence[str], kind: str | None = None) -> list[dict[str, Any]]:
    """Rows of ``items`` with one of these outcomes (all, if none is given) and of this kind, by path.

    ``same_as`` is the id of the first item, by path, with the same bytes; None for that first one.
    Raises UnknownOutcome, and NotYet before anything was read.
    """
    for outcome in outcomes:
        if outcome not in OUTCOMES:
            raise UnknownOutcome(f"There is no outcome {outcome}: {', '.join(OUTCOMES)}.")
    wanted = set(outcomes or OUTCOMES)
    rows = sorted(case.need("items", "scan").to_pylist(), key=lambda row: (row["path"], row["id"]))
    first: dict[str, str] = {}
    for row in rows:
        original = first.setdefault(row["sha256"], row["id"]) if row["sha256"] and row["size"] else row["id"]
        row["same_as"] = None if original == row["id"] else original
    return [row for row in rows if row["outcome"] in wanted and kind in {None, row["kind"]}]


def write_manifest(case: Case, path: Path) -> str:
    """Every item to a new CSV file; its SHA-256 goes into the log first, and is returned.

    The log is signed, so that a manifest can be held against it at any later time. Raises ExportRefused.
    """
    check_file(path)
    text = "".join(_lines(items_of(case, ())))
    digest = hashlib.sha256(text.encode()).hexdigest()
    case.vault.log("export_manifest", digest[:32], items=text.count("\r\n") - 1, sha256=digest)
    path.write_bytes(text.encode())
    return digest


def _lines(rows: list[dict[str, Any]]) -> Iterator[str]:
    yield _line(MANIFEST)
    for row in rows:
        yield _line(["" if row[name] is None else _safe(str(row[name])) for name in MANIFEST])


def _safe(cell: str) -> str:
    return f"'{cell}" if cell.startswith(FORMULA_STARTS) else cell


def _line(cells: Sequence[str]) -> str:
    target = io.StringIO()
    csv.writer(target).writerow(cells)
    return target.getvalue()
