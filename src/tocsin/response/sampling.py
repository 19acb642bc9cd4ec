"""Which files to read first: a random sample by strata that may be stopped at any time.

A stratum is a kind of file and a class of size. Large files are drawn at a higher rate, since they hold
most people: the best rate is the spread within the stratum over the root of what a file costs to read
(Cochran, Sampling Techniques, 3rd ed. 1977, section 5.5); the spread grows as the size, the cost as the
size and what each file costs whatever its size. Within a stratum every folder is drawn from at the same
rate: a file's turn is its random rank in its folder, so that after any number of draws each file of the
stratum had the same chance.
"""

from __future__ import annotations

import hashlib
import math
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import PurePosixPath

from tocsin.intake import SourceFile

SIZE_STEP = 8
"""A class of size spans a factor of eight."""

OVERHEAD = 200_000
"""Bytes that are read in the time that a file of no size takes."""

EVENLY = 0.5
"""Part of the draws that goes to all files alike, for the count of files; the rest goes where people are."""

FEWEST = 6
"""Smaller strata are joined to those of their family, then of their size."""

FAMILIES = {
    **dict.fromkeys(("csv", "tsv", "xlsx", "xls", "xlsb", "xlsm", "ods", "parquet", "dbf"), "tables"),
    **dict.fromkeys(("sql", "db", "sqlite", "sqlite3", "mdb", "accdb", "bak", "dump"), "databases"),
    **dict.fromkeys(("json", "ndjson", "jsonl", "xml", "edi", "x12", "log"), "records"),
    **dict.fromkeys(("eml", "msg", "mbox", "pst", "ost", "ics", "vcf"), "mail"),
    **dict.fromkeys(("zip", "7z", "rar", "tar", "gz", "tgz", "bz2", "xz", "iso"), "archives"),
    **dict.fromkeys(("jpg", "jpeg", "png", "tif", "tiff", "gif", "bmp", "heic"), "pictures"),
    **dict.fromkeys(("pdf", "doc", "docx", "odt", "rtf", "txt", "md", "html", "htm"), "documents"),
}
"""What a file is by the end of its name; a stolen name may lie, which costs precision and no more."""


@dataclass(frozen=True, slots=True)
class Draw:
    """A file in its turn. stratum: number in the plan."""

    source: SourceFile
    stratum: int


@dataclass(frozen=True, slots=True)
class Plan:
    """Every file once, in the order of reading.

    strata: their names; sizes: how many files each has; rates: how often its files are drawn, relatively.
    """

    draws: tuple[Draw, ...]
    strata: tuple[str, ...]
    sizes: tuple[int, ...]
    rates: tuple[float, ...]


def plan(sources: Iterable[SourceFile], seed: bytes) -> Plan:
    """The order to read in. The same files and seed give the same order."""
    named = _strata(list(sources))
    names = sorted(named)
    best = [_rate(named[name]) for name in names]
    mean = sum(rate * len(named[name]) for rate, name in zip(best, names, strict=True))
    floor = EVENLY * mean / max(sum(map(len, named.values())), 1)
    rates = tuple(rate + floor for rate in best)
    turns = sorted(
        (turn / rates[number], source.id, number, source)
        for number, name in enumerate(names)
        for source, turn in _turns(named[name], seed)
    )
    return Plan(
        tuple(Draw(source, number) for *_, number, source in turns),
        tuple(names),
        tuple(len(named[name]) for name in names),
        rates,
    )


def _rate(files: Sequence[SourceFile]) -> float:
    size = 1 + sum(file.size for file in files) / len(files)
    return size / math.sqrt(OVERHEAD + size)


def _strata(sources: Sequence[SourceFile]) -> dict[str, list[SourceFile]]:
    """Files by kind and size; what is rare goes with its family, then with its size alone."""
    pending = list(sources)
    strata: dict[str, list[SourceFile]] = {}
    for name in (_by_kind, _by_family, _by_size):
        groups: dict[str, list[SourceFile]] = defaultdict(list)
        for source in pending:
            groups[name(source)].append(source)
        pending = []
        for key, files in groups.items():
            if len(files) >= FEWEST or name is _by_size:
                strata[key] = files
            else:
                pending += files
    return strata


def _ending(source: SourceFile) -> str:
    return PurePosixPath(source.relative).suffix.lstrip(".").lower()


def _by_kind(source: SourceFile) -> str:
    ending = _ending(source)
    return f"{_family(source)} {ending if ending in FAMILIES else 'other'} {_size(source)}"


def _by_family(source: SourceFile) -> str:
    return f"{_family(source)} all {_size(source)}"


def _by_size(source: SourceFile) -> str:
    return f"rest all {_size(source)}"


def _family(source: SourceFile) -> str:
    return FAMILIES.get(_ending(source), "other")


def _size(source: SourceFile) -> str:
    return f"{int(math.log(max(source.size, 1), SIZE_STEP)):02d}"


def _turns(files: Sequence[SourceFile], seed: bytes) -> list[tuple[SourceFile, float]]:
    """Each file's turn in its stratum, 0..1: its random rank in its folder, from a random start."""
    folders: dict[str, list[SourceFile]] = defaultdict(list)
    for source in files:
        folders[str(PurePosixPath(source.relative).parent)].append(source)
    turns = []
    for folder, own in folders.items():
        start = _chance(seed, f"folder {folder}")
        ranked = sorted(own, key=lambda source: _chance(seed, f"file {source.id}"))
        turns += [(source, (rank + start) / len(own)) for rank, source in enumerate(ranked)]
    return turns


def _chance(seed: bytes, what: str) -> float:
    digest = hashlib.sha256(seed + what.encode("utf-8", "surrogateescape")).digest()
    return int.from_bytes(digest[:8], "big") / 2**64
