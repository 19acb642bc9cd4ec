"""People the organisation already knows are affected: a list of its own, with any header names."""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

import pyarrow as pa

from tocsin import people
from tocsin.intake import survey
from tocsin.model.tables import IDENTIFIERS, MENTIONS
from tocsin.response.case import Case
from tocsin.response.judging import judged
from tocsin.response.progress import Watcher
from tocsin.response.scan import Lanes, Purpose, Task

LISTED_MENTIONS, LISTED_IDENTIFIERS = "listed_mentions", "listed_identifiers"
SEED_MENTIONS, SEED_IDENTIFIERS = "seed_mentions", "seed_identifiers"
TABLES = (LISTED_MENTIONS, LISTED_IDENTIFIERS, SEED_MENTIONS, SEED_IDENTIFIERS)


T = TypeVar("T")


class ListRefused(Exception):
    """The list cannot be used as it is; the message says why."""


def has_list(case: Case) -> bool:
    """Whether a list has been taken into this case."""
    return case.vault.table_ref(LISTED_MENTIONS) is not None


def take_list(case: Case, path: Path, pool: Lanes, watcher: Watcher) -> None:
    """Read a list of affected people into the case, and tell which of its columns mean nothing to us.

    Read in a contained process like every other file. Raises ListRefused.
    """
    listed = understood(case, path, pool, people.from_list)
    made_from = hashlib.sha256(path.read_bytes()).hexdigest()
    with case.vault.act("take_list", "case", people=listed.people.num_rows, file=made_from):
        case.vault.save_table(LISTED_MENTIONS, listed.mentions, made_from=made_from)
        case.vault.save_table(LISTED_IDENTIFIERS, listed.identifiers, made_from=made_from)
    if listed.unread:
        watcher.note(f"Columns of {path.name} that were not understood: {', '.join(listed.unread)}")


def understood(case: Case, path: Path, pool: Lanes, reading: Callable[..., T]) -> T:
    """What a reading of the people room makes of a file. Raises ListRefused."""
    header, cells = read_rows(path, pool)
    key = case.vault.purpose_key("fingerprint")
    try:
        return reading(header, cells, fingerprint=lambda element, value: fingerprint(key, element, value))
    except ValueError as error:
        raise ListRefused(f"{path}: {error}.") from None


def read_rows(path: Path, pool: Lanes) -> tuple[list[str], list[list[str]]]:
    """Header and rows of the largest table of a file, read in a contained process. Raises ListRefused."""
    sources = [Task.of(source, b"", Purpose.LIST) for source in survey([path])]
    if len(sources) != 1:
        raise ListRefused(f"{path} is not one file. Give one CSV or XLSX file with a row for each person.")
    (done,) = pool.run(sources)
    rows = (done.value or {}).get("rows")
    if rows is None or rows.num_rows < 2:
        raise ListRefused(
            f"{path} has no table that can be read. Save the list as CSV or XLSX and try again."
        )
    header, *cells = rows["cells"].to_pylist()
    return header, cells


def all_mentions(case: Case, *, seeds: bool = True) -> tuple[pa.Table, pa.Table]:
    """Mentions and identifying values of the scan, as people judged them, and of all lists together.

    seeds: with the business's own list, which tells who is who; without, only what was exposed.
    """
    mentions, identifiers = [MENTIONS.empty_table()], [IDENTIFIERS.empty_table()]
    if case.has_scan:
        scanned = judged(case)
        mentions.append(scanned.mentions)
        identifiers.append(scanned.identifiers)
    if has_list(case):
        mentions.append(case.need(LISTED_MENTIONS, "people --list"))
        identifiers.append(case.need(LISTED_IDENTIFIERS, "people --list"))
    if seeds and case.vault.table_ref(SEED_MENTIONS) is not None:
        mentions.append(case.need(SEED_MENTIONS, "people seed"))
        identifiers.append(case.need(SEED_IDENTIFIERS, "people seed"))
    return pa.concat_tables(mentions), pa.concat_tables(identifiers)


def fingerprint(key: bytes, element: str, value: str) -> bytes:
    """The same as detection makes, so that a number in the list and in a file is known as one."""
    return hmac.new(key, f"{element}\0{value}".encode(), hashlib.sha256).digest()[:16]
