"""What somebody should look at, what most helps first.

The order is people at risk x uncertainty / effort. People: those the findings belong to, or, where nobody is
known, the values there are. Uncertainty: 1 for a coin's toss, 0 for certain, 1 where the owner is not known.
Effort: looks at the content; one for a column, one and a bit more for each place of a running text.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from tocsin.response import judging
from tocsin.response.case import JUDGEMENTS, Case
from tocsin.response.judging import FINDING, GROUP

CERTAIN = 0.8
"""What is at least as sure as this, and has an owner, is accepted without review."""

FURTHER_LOOK = 0.25
"""Effort of one more place in a running text, in looks."""


class ReviewRefused(Exception):
    """The decision was not recorded; the message says why and what to do."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One decision to make, and all that is shown for it. The value is shown masked only.

    id: subject of the judgement. scope: group or finding. item: the first that holds it; copies: how many do.
    context: running text, or column of a table. row, start: of the first finding. people: at risk.
    state: open, or the verdict that stands; judgement: its id.
    """

    id: str
    scope: str
    sha256: str
    item: str
    path: str
    kind: str
    place: str
    row: int | None
    start: int | None
    element: str
    recogniser: str
    masked: str
    reason: str
    context: str
    confidence: float
    findings: int
    ownerless: int
    people: int
    places: int
    copies: int = 1
    rank: float = 0.0
    state: str = "open"
    judgement: str | None = None

    @property
    def question(self) -> str:
        """What is asked, in words."""
        if self.ownerless:
            return (
                "Whose is it? No owner was found." if self.confidence >= CERTAIN else "Is it real, and whose?"
            )
        return "Is it what it is taken for?"


def queue(case: Case, *, everything: bool = False) -> list[Entry]:
    """Groups to review, what most helps first. everything: also those that are decided."""
    entries = _groups(case)
    found = case.table(JUDGEMENTS)
    standing = {} if found is None else judging.in_force(found)
    made = []
    for entry in entries:
        judgement = standing.get(entry.id)
        if judgement is None:
            made.append(entry)
        elif everything:
            made.append(replace(entry, state=judgement["verdict"], judgement=judgement["id"]))
    return sorted(made, key=lambda entry: (entry.state != "open", -entry.rank, entry.id))


def _groups(case: Case) -> list[Entry]:
    """Every group that is uncertain or has findings without owner."""
    findings = case.need("findings", "scan")
    tied = _tie(findings, case.need("mentions", "scan"))
    in_table = pc.is_valid(findings["row"])
    rows = pa.table(
        {
            "item": findings["item"],
            "column": pc.if_else(in_table, findings["place"], ""),
            "element": findings["element"],
            "recogniser": findings["recogniser"],
            "place": findings["place"],
            "row": findings["row"],
            "start": findings["start"],
            "masked": findings["masked"],
            "reason": findings["reason"],
            "confidence": findings["confidence"],
            "sure": pc.multiply(findings["confidence"], tied),
            "mention": findings["mention"],
            "fingerprint": findings["fingerprint"],
        }
    )
    keys = ["item", "column", "element", "recogniser"]
    counted = rows.group_by(keys, use_threads=False).aggregate(
        [
            *((name, "first") for name in ("place", "row", "start", "masked", "reason")),
            ("confidence", "mean"),
            ("sure", "mean"),
            ("element", "count"),
            ("mention", "count"),
            ("mention", "count_distinct"),
            ("fingerprint", "count_distinct"),
            ("place", "count_distinct"),
        ]
    )
    wanted = pc.or_(
        pc.less(counted["sure_mean"], CERTAIN), pc.less(counted["mention_count"], counted["element_count"])
    )
    items = _items(case)
    entries: dict[str, Entry] = {}
    for row in counted.filter(wanted).to_pylist():
        entry = _entry(row, items[row["item"]])
        known = entries.get(entry.id)
        entries[entry.id] = entry if known is None else _with_copy(known, entry)
    return list(entries.values())


def _tie(findings: pa.Table, mentions: pa.Table) -> pa.ChunkedArray:
    """How sure it is that each finding belongs to its owner; 0 without one."""
    at = pc.index_in(findings["mention"], mentions["id"])
    return pc.fill_null(mentions["confidence"].combine_chunks().take(at.combine_chunks()), 0.0)


def _entry(row: Mapping[str, Any], item: Mapping[str, Any]) -> Entry:
    column = bool(row["column"])
    findings, ownerless = row["element_count"], row["element_count"] - row["mention_count"]
    values = max(row["fingerprint_count_distinct"], 1)
    people = (
        row["mention_count_distinct"]
        if not ownerless
        else max(row["mention_count_distinct"], min(values, ownerless))
    )
    looks = 1 + (0 if column else FURTHER_LOOK * (findings - 1))
    uncertain = 1.0 if ownerless else 1 - abs(2 * min(row["sure_mean"], 1.0) - 1)
    return Entry(
        id=judging.group_subject(item["sha256"], row["column"], row["element"], row["recogniser"]),
        scope=GROUP,
        sha256=item["sha256"],
        item=row["item"],
        path=item["path"],
        kind=item["kind"],
        place=row["place_first"],
        row=row["row_first"],
        start=row["start_first"],
        element=row["element"],
        recogniser=row["recogniser"],
        masked=row["masked_first"] or "",
        reason=row["reason_first"] or "",
        context="column of a table" if column else "running text",
        confidence=round(row["confidence_mean"], 3),
        findings=findings,
        ownerless=ownerless,
        people=people,
        places=row["place_count_distinct"],
        rank=people * uncertain / looks,
    )


def _with_copy(entry: Entry, copy: Entry) -> Entry:
    """The same bytes at another path: one decision for both."""
    return replace(
        entry,
        findings=entry.findings + copy.findings,
        ownerless=entry.ownerless + copy.ownerless,
        copies=entry.copies + 1,
    )


def within(case: Case, group: str) -> list[Entry]:
    """The findings of a group, or of a file by its id, one by one. Raises ReviewRefused."""
    findings = case.need("findings", "scan")
    if group in _items(case):
        return singles(case, findings.filter(pc.equal(findings["item"], group)))
    entry = next((one for one in _groups(case) if one.id == group), None)
    if entry is None:
        raise ReviewRefused(f"There is no group or file {group}. `tocsin review CASE --list` shows the ids.")
    own = pc.and_(pc.equal(findings["item"], entry.item), pc.equal(findings["element"], entry.element))
    return [one for one, of in _singles(case, findings.filter(own)) if of == group]


def singles(case: Case, rows: pa.Table) -> list[Entry]:
    """Findings as entries of their own."""
    return [one for one, _ in _singles(case, rows)]


def _singles(case: Case, rows: pa.Table) -> list[tuple[Entry, str]]:
    """Each finding as an entry, and the id of its group."""
    items = _items(case)
    found = case.table(JUDGEMENTS)
    standing = {} if found is None else judging.in_force(found)
    made = []
    for row in rows.to_pylist():
        item = items[row["item"]]
        subject, group = judging.subjects(item["sha256"], row)
        entry = Entry(
            id=subject,
            scope=FINDING,
            context="running text" if row["row"] is None else "column of a table",
            masked=row["masked"] or "",
            reason=row["reason"] or "",
            confidence=round(row["confidence"], 3),
            findings=1,
            ownerless=int(row["mention"] is None),
            people=1,
            places=1,
            sha256=item["sha256"],
            path=item["path"],
            kind=item["kind"],
            **{name: row[name] for name in ("item", "place", "row", "start", "element", "recogniser")},
        )
        judgement = standing.get(subject)
        if judgement:
            entry = replace(entry, state=judgement["verdict"], judgement=judgement["id"])
        made.append((entry, group))
    return made


def _items(case: Case) -> dict[str, dict[str, Any]]:
    rows = case.need("items", "scan").select(["id", "path", "kind", "sha256"]).to_pylist()
    return {row["id"]: row for row in rows}


def owners(case: Case, ident: str) -> list[dict[str, Any]]:
    """Mentions that a finding can be given to, id and name: those of an item, or of the item of an entry.

    Showing them is logged. Raises ReviewRefused.
    """
    entry = looked_up(case, [ident]).get(ident) if ident[:1] in "gf" else None
    item = entry.item if entry else ident
    if item not in _items(case):
        raise ReviewRefused(f"There is no entry or file {ident}. `tocsin review CASE --list` shows the ids.")
    case.vault.log("show_owners", item)
    mentions = case.need("mentions", "scan")
    own = mentions.filter(pc.and_(pc.equal(mentions["item"], item), pc.is_valid(mentions["name"])))
    return list(own.select(["id", "name", "place"]).to_pylist())


def looked_up(case: Case, subjects: Sequence[str]) -> dict[str, Entry]:
    """Groups to review, and findings of any kind, by their ids; those that are not there are left out."""
    groups = {entry.id: entry for entry in _groups(case)}
    entries = {subject: groups[subject] for subject in subjects if subject in groups}
    left = {subject for subject in subjects if subject.startswith("f")}
    if left:
        findings = case.need("findings", "scan")
        at = [
            number
            for number, (sha256, row) in enumerate(_places(case, findings))
            if judging.subjects(sha256, row)[0] in left
        ]
        entries |= {entry.id: entry for entry in singles(case, findings.take(at))}
    return entries


def _places(case: Case, findings: pa.Table) -> Iterable[tuple[str, dict[str, Any]]]:
    items = _items(case)
    for row in findings.select(["item", "place", "row", "start", "element", "recogniser"]).to_pylist():
        yield items[row["item"]]["sha256"], row
