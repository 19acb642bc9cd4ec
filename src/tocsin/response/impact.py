"""The first minutes: a picture of what was taken that gets sharper while a random sample is read.

What the sample reads is kept like any other reading: the full run goes on from there and reads none of it
again.
"""

from __future__ import annotations

import time
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc

from tocsin.intake import SourceFile
from tocsin.model.tables import TABLES
from tocsin.response.case import SCAN, Case, NotYet
from tocsin.response.estimating import Picture, Sample, Sampled, estimate
from tocsin.response.headcount import HeadCount
from tocsin.response.sampling import Draw, Plan, plan
from tocsin.response.scan import Kept, Lanes, NothingThere, Tables, Task
from tocsin.response.sources import key, known_folders, surveyed

REFRESH_SECONDS = 2.0

PAUSE_IN_PICTURES = 5
"""A new picture is made when this many times the making of the last one has passed: on a huge share the
reading must not wait for the arithmetic."""

Show = Callable[[Picture], None]


@dataclass(frozen=True, slots=True)
class Reading:
    """What was found in one top-level file with all inside it."""

    elements: frozenset[str]
    mentions: pa.Table
    identifiers: pa.Table

    @classmethod
    def of(cls, pieces: Tables) -> Reading:
        """From what a lane gave."""
        told = pc.unique(
            pa.concat_arrays(
                [
                    *pieces["findings"]["element"].chunks,
                    *(chunk.flatten() for chunk in pieces["mentions"]["elements"].chunks),
                    pa.array([], pa.string()),
                ]
            )
        )
        return cls(frozenset(told.to_pylist()), pieces["mentions"], pieces["identifiers"])


def look(
    case: Case,
    sources: Sequence[Path],
    pool: Lanes,
    show: Show,
    *,
    most: int | None = None,
    seconds: float | None = None,
) -> Picture:
    """Read files in random order until all, ``most`` of them, or ``seconds`` are used up; show as it goes.

    Without sources: those the case knows. However it ends, every finished file is kept.
    Raises NotYet, NothingThere.
    """
    finished = case.vault.finished(SCAN)
    folders = list(sources) or known_folders(case)
    if not folders:
        raise NotYet("This case knows no stolen folder yet. Name it: `tocsin impact CASE FOLDER`.")
    found = surveyed(case, folders, finished)
    if not found:
        raise NothingThere(f"There is no file in {', '.join(map(str, folders))}.")
    made = plan(found, case.vault.purpose_key("sample"))
    looked = _Looked(made)
    known = readings_of(case) if finished else {}
    for draw in made.draws:
        if key(draw.source) in finished:
            looked.add(draw.source, known.get(draw.source.id) or Reading.of(_nothing()))
    waiting = [draw for draw in made.draws[:most] if key(draw.source) not in finished]
    with case.vault.act("look", "case", files=len(waiting), all_files=len(found)):
        pass
    _read(case, waiting, pool, looked, show, seconds)
    return looked.picture()


def _read(
    case: Case, waiting: Sequence[Draw], pool: Lanes, looked: _Looked, show: Show, seconds: float | None
) -> None:
    secret = case.vault.purpose_key("fingerprint")
    until = time.monotonic() + seconds if seconds is not None else float("inf")

    def tasks() -> Iterator[Task]:
        for draw in waiting:
            if time.monotonic() > until:
                return
            yield Task.of(draw.source, secret)

    kept, next_picture = Kept(case), 0.0
    try:
        for done in pool.run(tasks()):
            looked.add(done.source, Reading.of(kept.take(done)))
            now = time.monotonic()
            if now > until:
                break
            if now > next_picture:
                show(looked.picture())
                took = time.monotonic() - now
                next_picture = time.monotonic() + max(REFRESH_SECONDS, PAUSE_IN_PICTURES * took)
    finally:
        kept.save()
        case.forget_scanned()


class _Looked:
    """The files read so far that are a random sample: of each stratum those before its first unread one.

    A file that takes long holds back those drawn after it, so that quick files do not crowd the sample; and
    what an earlier run read for other reasons counts once its turn has come.
    """

    def __init__(self, made: Plan) -> None:
        self._made = made
        self._order: dict[int, list[str]] = defaultdict(list)
        for draw in made.draws:
            self._order[draw.stratum].append(draw.source.id)
        self._stratum = {draw.source.id: draw.stratum for draw in made.draws}
        self._waiting: dict[str, Reading] = {}
        self._next: dict[int, int] = defaultdict(int)
        self._heads = HeadCount()
        self._files: list[Sampled] = []

    def add(self, source: SourceFile, reading: Reading) -> None:
        """A file is read."""
        self._waiting[source.id] = reading
        stratum = self._stratum[source.id]
        order = self._order[stratum]
        while self._next[stratum] < len(order):
            turn = self._waiting.pop(order[self._next[stratum]], None)
            if turn is None:
                return
            self._next[stratum] += 1
            self._heads.add(len(self._files), turn.mentions, turn.identifiers)
            self._files.append(Sampled(stratum, turn.elements))

    def picture(self) -> Picture:
        """What can be said now."""
        return estimate(Sample(self._files, self._made.sizes, self._made.rates), self._heads.traces())


def readings_of(case: Case) -> dict[str, Reading]:
    """What was found in each top-level file read so far, by its id."""
    items = case.need("items", "scan").select(["id", "source"])
    source_of = dict(zip(items["id"].to_pylist(), items["source"].to_pylist(), strict=True))
    findings = _by_source(case.need("findings", "scan").select(["item", "element"]), "item", source_of)
    mentions = _by_source(case.need("mentions", "scan"), "item", source_of)
    identifiers = case.need("identifiers", "scan")
    owners = pc.list_element(pc.split_pattern(identifiers["mention"], ".", max_splits=1, reverse=True), 0)
    sealed = _by_source(identifiers.append_column("item", owners), "item", source_of)
    empty = _nothing()
    return {
        source: Reading.of(
            {
                "findings": findings.get(source, empty["findings"]),
                "mentions": mentions.get(source, empty["mentions"]),
                "identifiers": sealed.get(source, empty["identifiers"]),
            }
        )
        for source in set(source_of.values())
    }


def _by_source(rows: pa.Table, column: str, source_of: dict[str, str]) -> dict[str, pa.Table]:
    sources = pa.array([source_of.get(item) for item in rows[column].to_pylist()], pa.string())
    order = pc.sort_indices(sources)
    rows, sources = rows.take(order), sources.take(order)
    runs = pc.run_end_encode(sources)
    cut, start = {}, 0
    for end, source in zip(runs.run_ends.to_pylist(), runs.values.to_pylist(), strict=True):
        if source is not None:
            cut[source] = rows.slice(start, end - start)
        start = end
    return cut


def _nothing() -> Tables:
    return {name: TABLES[name].empty_table() for name in ("findings", "mentions", "identifiers")}
