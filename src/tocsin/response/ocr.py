"""Reading pictures and scanned pages, which takes long: the likeliest first, until the time is up."""

from __future__ import annotations

import os
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import PurePath

from tocsin.intake import Pool, SourceFile
from tocsin.response.case import SCAN, Case
from tocsin.response.progress import Watcher
from tocsin.response.scan import PATIENCE_SECONDS, Kept, Lanes, Purpose, Tables, Task, prepared, read_file
from tocsin.response.sources import known_folders, surveyed

NEEDED = "OCR is needed"
"""What the reason of an item says where OCR could read more."""

PAGED = frozenset({"pdf", "docx", "zip", "eml", "msg"})
"""Kinds whose pictures are pages and attachments more often than photographs."""


@dataclass(frozen=True, slots=True)
class OcrDone:
    """files: top-level files read with OCR now. left: those still waiting. gone: those not found any more."""

    files: int
    left: int
    gone: int


def ocr_lanes(count: int | None, passwords: Sequence[str] = ()) -> Pool[Tables]:
    """Lanes whose readers have the models of OCR. Raises PoolBroken when they are not installed."""
    load = partial(prepared, tuple(passwords), ocr=True)
    return Pool(count or os.cpu_count() or 1, read_file, load=load, patience=PATIENCE_SECONDS)


def read_pictures(case: Case, pool: Lanes, watcher: Watcher, minutes: float | None) -> OcrDone:
    """Read what waits for OCR, in the order of ``waiting``. minutes: no file is begun after that time.

    What is read takes the place of the first reading of the same file; a run that is stopped goes on later.
    """
    wanted = waiting(case)
    found = {source.id: source for source in surveyed(case, known_folders(case), case.vault.finished(SCAN))}
    files = [found[source] for source in wanted if source in found]
    secret = case.vault.purpose_key("fingerprint")
    until = None if minutes is None else time.monotonic() + 60 * minutes
    kept = Kept(case, suffix=":ocr")
    with watcher.work("Reading pictures", max(1, len(files))) as bar:
        for done in pool.run(_begun([Task.of(file, secret, Purpose.OCR) for file in files], until)):
            kept.take(done)
            bar.advance(1.0)
            bar.say(f"{kept.files:,} of {len(files):,} files")
        kept.save()
    case.forget_scanned()
    return OcrDone(kept.files, len(files) - kept.files, len(wanted) - len(files))


def waiting(case: Case) -> list[str]:
    """Ids of the top-level files with pictures that were not read, the likeliest first.

    First those in folders where other files hold data elements, most per file; then documents before
    photographs; then small ones, since many of them are read in the time of a large one.
    """
    items = case.need("items", "scan").select(["id", "source", "path", "kind", "size", "reason"]).to_pylist()
    top = {row["source"]: row for row in items if row["id"] == row["source"]}
    pending = {row["source"] for row in items if NEEDED in (row["reason"] or "")}
    done = {name.partition(":")[0] for name in case.vault.finished(SCAN) if name.endswith(":ocr")}
    dense = _density(case, items)
    return sorted(
        (source for source in pending - done if source in top),
        key=lambda source: (
            -dense.get(_folder(top[source]["path"]), 0.0),
            top[source]["kind"] not in PAGED,
            top[source]["size"],
            source,
        ),
    )


def _density(case: Case, items: list[dict[str, str]]) -> dict[str, float]:
    """Findings per file of each folder."""
    folder = {row["id"]: _folder(row["path"]) for row in items}
    files = Counter(folder.values())
    findings = case.need("findings", "scan")["item"].value_counts().to_pylist()
    found: Counter[str] = Counter()
    for row in findings:
        found[folder.get(row["values"], "")] += row["counts"]
    return {name: found[name] / number for name, number in files.items()}


def _folder(path: str) -> str:
    return str(PurePath(path.partition(" » ")[0]).parent)


def _begun(tasks: list[Task], until: float | None) -> Iterator[SourceFile]:
    for task in tasks:
        if until is not None and time.monotonic() >= until:
            return
        yield task
