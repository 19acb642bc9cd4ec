"""Review copies out, proposals back, each decided by a named person. All of it is kept and logged."""

from __future__ import annotations

import hashlib
import json
import secrets
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from tocsin.intake import Pool, SourceFile, examine, survey
from tocsin.intake.readers.identify import identify
from tocsin.intake.worker import Readers
from tocsin.model.content import Text
from tocsin.model.entered import COUNSEL as SCHEMA
from tocsin.model.entered import now
from tocsin.model.tables import table
from tocsin.notices import Plan
from tocsin.notices.blocks import Block, library
from tocsin.notices.counsel import (
    Proposal,
    Redline,
    Refusal,
    Sent,
    Use,
    Wording,
    copy_of,
    read_back,
    redlines,
    review_copy,
    wording_of,
)
from tocsin.notices.fields import field_value
from tocsin.response.case import COUNSEL, Case
from tocsin.response.notify import planned
from tocsin.response.wording import (
    ACCEPTED,
    PROPOSAL,
    REFUSAL,
    REJECTED,
    SUPERSEDED,
    decisions,
    library_of,
    overrides,
    rows,
    wording,
)

OPEN = "open"
SHIPPED, NOW = "shipped", "now"
"""Versions by name: as shipped, and as the letters are made today."""

Line = Mapping[str, Any]


class CounselRefused(Exception):
    """A document, a decision or an approval cannot be taken. The message says why, and what to do."""


@dataclass(frozen=True, slots=True)
class Document:
    """A document read in a lane. lines: what the contained reader gave; refusal: why it gave nothing."""

    lines: tuple[Line, ...]
    refusal: str = ""


@dataclass(frozen=True, slots=True)
class Taken:
    """What came of one document. new, known: ids of proposals."""

    new: tuple[str, ...]
    known: tuple[str, ...]
    refusals: tuple[Refusal, ...]
    notes: tuple[str, ...]


def make_copy(case: Case, *, everything: bool = False) -> bytes:
    """A review copy (DOCX) of the blocks used in this case, or of all. What it says is kept; it is logged."""
    source = library_of(case)
    plan = planned(case) if case.table("people") is not None else None
    used = _used(plan) if plan is not None else {}
    blocks = [block for block in source.blocks if everything or not used or block.id in used]
    at, ident = now(), f"c{secrets.token_hex(4)}"
    document, sent = review_copy(ident, at, source, blocks, used, case.facts.organisation.name)
    digest = hashlib.sha256(document).hexdigest()
    with case.vault.act("make_review_copy", ident, blocks=len(blocks), document=digest):
        case.vault.put_document(COUNSEL, f"{ident}.json", sent.as_json().encode())
    return document


def _used(plan: Plan) -> dict[str, Use]:
    """How many letters carry each block, and its fields' values in the class with most of them."""
    letters = plan.letters_of()
    counted: Counter[str] = Counter()
    first: dict[str, tuple[Block, int]] = {}
    for number in sorted(range(len(plan.classes)), key=lambda each: -letters[each]):
        for block in plan.classes[number].selection.blocks:
            counted[block.id] += letters[number]
            first.setdefault(block.id, (block, number))
    incident = plan.incident
    return {
        ident: Use(
            counted[ident],
            {name: field_value(name, incident, plan.classes[number].reader) for name in block.fields},
        )
        for ident, (block, number) in first.items()
    }


def review_lane() -> Pool[Document]:
    """A process that reads documents of counsel, contained. Make it before the vault is open."""
    return Pool(1, _read_document, load=_readers)


def _readers() -> Readers:
    """The one reader that keeps revisions, in place of those for stolen files."""
    from tocsin.intake import readers
    from tocsin.intake.readers import tracked

    return Readers(tracked.read, identify, readers.load_all)


def _read_document(source: SourceFile) -> Document:
    """In a lane: the lines of one document."""
    texts: list[str] = []
    found = examine(
        source, examine_part=lambda _, part: texts.append(part.text) if isinstance(part, Text) else None
    )
    if found[0].outcome != "read":
        return Document((), found[0].reason or "it cannot be read")
    return Document(tuple(json.loads(line) for text in texts for line in text.split("\n") if line))


def read_document(path: Path, lane: Pool[Document]) -> Document:
    """Read a document that came back. Raises CounselRefused."""
    sources = list(survey([path]))
    if len(sources) != 1:
        raise CounselRefused(f"{path} is not one file. Give the one document that came back.")
    (done,) = lane.run(sources)
    refusal = done.failure or (done.value.refusal if done.value else "no result came back")
    if done.value is None or refusal:
        raise CounselRefused(f"{path.name} cannot be taken: {refusal}.")
    return done.value


def take_document(case: Case, document: Document, by: str) -> Taken:
    """Turn a document into proposals; nothing in the letters changes by it. Raises CounselRefused."""
    ident = copy_of(document.lines)
    kept = case.vault.get_document(COUNSEL, f"{ident}.json") if ident else None
    if ident is None or kept is None:
        raise CounselRefused(
            "This is no review copy of this case: the line “Review copy …” at its head is missing or names "
            "another. `tocsin counsel copy` makes one."
        )
    reading = read_back(document.lines, Sent.from_json(kept.decode()))
    entered = rows(case)
    state = states(entered)
    known = {_key(row): row["id"] for row in entered if row["kind"] == PROPOSAL and row["about"] == ident}
    made: list[dict[str, Any]] = []
    new, again = [], []
    for proposal in reading.proposals:
        row = _proposed(proposal, ident, by)
        if (before := known.get(_key(row))) is not None:
            again.append(before)
            continue
        made += [entry(SUPERSEDED, by, about=old) for old in _older(entered, row) if state[old] == OPEN]
        made.append(row)
        new.append(str(row["id"]))
    made += [
        entry(REFUSAL, by, about=ident, block=one.block, language=one.language, why=one.reason)
        for one in reading.refusals
    ]
    with case.vault.act("take_document", ident, proposals=len(new), refusals=len(reading.refusals)):
        append(case, made)
    return Taken(tuple(new), tuple(again), reading.refusals, reading.notes)


def _proposed(proposal: Proposal, copy: str, by: str) -> dict[str, Any]:
    return entry(
        PROPOSAL,
        by,
        about=copy,
        block=proposal.block,
        language=proposal.language,
        before=proposal.before,
        after=proposal.after,
        changes=[asdict(change) for change in proposal.changes],
    )


def _key(row: Mapping[str, Any]) -> str:
    """What makes two proposals of one copy the same."""
    return json.dumps([row["block"], row["language"], row["after"], row["changes"]], ensure_ascii=False)


def _older(entered: Iterable[Mapping[str, Any]], row: Mapping[str, Any]) -> list[str]:
    """Earlier proposals for the same words out of the same copy: a later return of it takes their place."""
    same = ("about", "block", "language")
    return [
        one["id"]
        for one in entered
        if one["kind"] == PROPOSAL
        and all(one[name] == row[name] for name in same)
        and (one["before"] == one["after"]) == (row["before"] == row["after"])
    ]


def entry(kind: str, by: str, **said: Any) -> dict[str, Any]:
    """A row of the table ``counsel``, made now."""
    return {"id": f"w{secrets.token_hex(4)}", "at": now(), "by": by, "kind": kind, **said}


def append(case: Case, made: Sequence[Mapping[str, Any]]) -> None:
    """Add rows to the table ``counsel``."""
    if made:
        case.vault.append_part(COUNSEL, {COUNSEL: table(SCHEMA, made)}, [row["id"] for row in made])


def states(entered: Iterable[Mapping[str, Any]]) -> dict[str, str]:
    """Proposal → open, accepted, rejected or superseded."""
    found: dict[str, str] = {}
    for row in entered:
        if row["kind"] == PROPOSAL:
            found[row["id"]] = OPEN
        elif row["kind"] in {ACCEPTED, REJECTED, SUPERSEDED}:
            found[row["about"]] = row["kind"]
    return found


def proposals(case: Case) -> list[dict[str, Any]]:
    """Every proposal with its ``state`` and the decision on it, if there is one (``decided``)."""
    entered = rows(case)
    state = states(entered)
    decided = {row["about"]: row for row in entered if row["kind"] in {ACCEPTED, REJECTED}}
    return [
        row | {"state": state[row["id"]], "decided": decided.get(row["id"])}
        for row in entered
        if row["kind"] == PROPOSAL
    ]


def refusals(case: Case) -> list[dict[str, Any]]:
    """Every edit that was refused when a document was read, in order, with its reason (``why``)."""
    return [row for row in rows(case) if row["kind"] == REFUSAL]


def decide_proposal(case: Case, ident: str, by: str, why: str, *, accept: bool) -> dict[str, Any]:
    """Accept or reject a proposal; the later decision holds. Returns it. Raises CounselRefused.

    A proposal is accepted only onto the words it was made from; one that later accepted words build on is not
    taken back before them.
    """
    if not by.strip() or not why.strip():
        raise CounselRefused("A decision needs a name (--by) and a reason (--because).")
    known = {one["id"]: one for one in proposals(case)}
    meant = known.get(ident)
    if meant is None:
        raise CounselRefused(f"There is no proposal {ident}. `tocsin counsel proposals CASE` lists them.")
    wanted = ACCEPTED if accept else REJECTED
    if meant["state"] == SUPERSEDED:
        raise CounselRefused(f"{ident} is superseded: the document came back again with other words.")
    if meant["state"] == wanted:
        raise CounselRefused(f"{ident} is {wanted} already.")
    current = wording(case).get((meant["block"], meant["language"]))
    words = meant["before"] != meant["after"]
    if words and accept and current != meant["before"]:
        raise CounselRefused(
            f"{meant['block']} has other words now than the review copy had. Make a new copy, or take back "
            "what was accepted since."
        )
    if words and meant["state"] == ACCEPTED and current != meant["after"]:
        raise CounselRefused(f"Words accepted later build on {ident}. Reject those first.")
    with case.vault.act("decide_wording", ident, accepted=accept):
        append(case, [entry(wanted, by, about=ident, why=why)])
    return meant


def versions(case: Case) -> list[dict[str, Any]]:
    """The versions of the wording after the first: who decided what, when."""
    entered = rows(case)
    known = {row["id"]: row for row in entered if row["kind"] == PROPOSAL}
    return [
        {
            **row,
            "version": number,
            "block": known[row["about"]]["block"],
            "language": known[row["about"]]["language"],
        }
        for number, row in enumerate(decisions(entered), 1)
    ]


def version_wording(case: Case, name: str) -> Wording:
    """The words of a version: a number, ``shipped`` (0) or ``now``. Raises CounselRefused."""
    last = len(decisions(rows(case)))
    if name == NOW:
        return wording(case)
    number = 0 if name == SHIPPED else int(name) if name.isdecimal() else last + 1
    if number > last:
        raise CounselRefused(f"There is no version {name}. There are 0 ({SHIPPED}) to {last} ({NOW}).")
    return {**wording_of(library()), **overrides(rows(case), number)}


def redline(case: Case, first: str, second: str) -> tuple[Redline, ...]:
    """What is different between two versions. Raises CounselRefused."""
    return redlines(version_wording(case, first), version_wording(case, second))
