"""The business's own list of its people: who on it was found, who was not, who was found and is not on it."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pyarrow as pa

from tocsin import people
from tocsin.response.case import Case
from tocsin.response.export import ExportRefused, write_csv
from tocsin.response.lists import SEED_IDENTIFIERS, SEED_MENTIONS, understood
from tocsin.response.progress import Watcher
from tocsin.response.scan import Lanes

ANSWERS = ("found", "not found", "not on the list")
"""Of a row of the list: whether the person stands in the stolen files; of a person: that no row is theirs."""

_COLUMNS = ["answer", "list_row", "person", "name"]


@dataclass(frozen=True, slots=True)
class Compared:
    """The list against the people found. listed: rows of the list; of them found and not_found, which add up;
    persons: people found who are on it; not_listed: people found who are not."""

    listed: int
    found: int
    not_found: int
    persons: int
    not_listed: int


def take_seed(case: Case, path: Path, pool: Lanes, watcher: Watcher) -> None:
    """Read the list into the case; the next run of the matching knows it. A later list takes its place.

    Raises ListRefused.
    """
    seeds = understood(case, path, pool, people.from_seed)
    made_from = hashlib.sha256(path.read_bytes()).hexdigest()
    with case.vault.act("take_seed", "case", rows=seeds.mentions.num_rows, file=made_from):
        case.vault.save_table(SEED_MENTIONS, seeds.mentions, made_from=made_from)
        case.vault.save_table(SEED_IDENTIFIERS, seeds.identifiers, made_from=made_from)
    if seeds.unread:
        watcher.note(f"Columns of {path.name} that were not understood: {', '.join(seeds.unread)}")


def compare(case: Case) -> Compared:
    """The counts of the three answers. Raises NotYet before a list was taken or people were found."""
    rows = list(_answers(case))
    counts = {answer: sum(1 for row in rows if row["answer"] == answer) for answer in ANSWERS}
    return Compared(
        listed=counts["found"] + counts["not found"],
        found=counts["found"],
        not_found=counts["not found"],
        persons=len({row["person"] for row in rows if row["answer"] == "found"}),
        not_listed=counts["not on the list"],
    )


def export_answers(case: Case, path: Path) -> None:
    """The three answers with names as a CSV file, in clear. Logged. Raises ExportRefused, NotYet."""
    if os.path.lexists(path):
        raise ExportRefused(f"{path} is there already. Name a new file, or remove that one first.")
    rows = list(_answers(case))
    case.vault.log("export_seed", "case", rows=len(rows))
    path.touch(mode=0o600, exist_ok=False)
    with path.open("w", encoding="utf-8", newline="") as file:
        write_csv(file, _COLUMNS, rows)


def _answers(case: Case) -> Iterator[dict[str, Any]]:
    seeds = case.need(SEED_MENTIONS, "people seed CASE LIST")
    found, links = case.need("people", "people"), case.need("links", "people")
    names = dict(zip(found["id"].to_pylist(), found["name"].to_pylist(), strict=True))
    owners = dict(zip(links["mention"].to_pylist(), links["person"].to_pylist(), strict=True))
    listed = set()
    for mention, number, name, given, family in _texts(seeds):
        person = owners.get(mention)
        there = person in names
        if there:
            listed.add(person)
        yield {
            "answer": "found" if there else "not found",
            "list_row": number,
            "person": person if there else None,
            "name": name or " ".join(part for part in (given, family) if part),
        }
    for person, name in sorted(names.items()):
        if person not in listed:
            yield {"answer": "not on the list", "list_row": None, "person": person, "name": name}


def _texts(seeds: pa.Table) -> Iterator[tuple[Any, ...]]:
    columns = (seeds[name].to_pylist() for name in ("id", "row", "name", "given", "family"))
    return zip(*columns, strict=True)
