"""The ledger of decisions about who is one person: only ever added to, and every entry in the evidence log.

A decision is kept with the subjects of the mentions it was made about (``people/anchors.py``), so that it
holds when files are read again, when ids move, and when documents come later.
"""

from __future__ import annotations

import hashlib
import json
import secrets
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from tocsin import people
from tocsin.model.entered import DECISIONS as SCHEMA
from tocsin.model.entered import now
from tocsin.model.tables import table
from tocsin.response.case import DECISIONS, Case
from tocsin.response.judging import WITHDRAWN, in_force
from tocsin.response.lists import all_mentions
from tocsin.response.reviewing import ReviewRefused

VERDICTS = (people.SAME, people.DIFFERENT, people.UNSURE)


@dataclass(frozen=True, slots=True)
class Answer:
    """What somebody says of two people or mentions, by their ids."""

    one: str
    other: str
    verdict: str
    why: str = ""


def rulings(case: Case) -> list[people.Ruling]:
    """The decisions that stand, about the mentions there are now, oldest first."""
    standing = _standing(case)
    if not standing:
        return []
    mentions, _ = all_mentions(case)
    files = _files(case)
    wanted = {sha for row in standing for sha in row["files"]}
    items = [item for item, sha in files.items() if sha in wanted] + [
        each for each in wanted if each not in files
    ]
    decided = {subject for row in standing for subject in (*row["one"], *row["other"])}
    rows = {number for row in standing for number in row["rows"]}
    now = people.meant(mentions, decided, items, rows, files, _key(case))
    return [
        people.Ruling(
            row["id"],
            row["verdict"],
            _now(row["one"], now),
            _now(row["other"], now),
            row["by"],
            row["at"][:10],
        )
        for row in standing
    ]


def _now(subjects: Iterable[str], now: Mapping[str, list[str]]) -> tuple[str, ...]:
    return tuple(ident for subject in subjects for ident in now.get(subject, ()))


def digest(case: Case) -> str:
    """Of the decisions that stand, for what the people are made from."""
    return hashlib.sha256("\n".join(row["id"] for row in _standing(case)).encode()).hexdigest()


def decide(case: Case, answers: Sequence[Answer], by: str, *, batch: bool = False) -> list[str]:
    """Write answers down, all or none; returns the ids of the decisions. Raises ReviewRefused.

    batch: they were made together, for one reason, and can be undone together.
    """
    sides = _Sides(case, {ident for answer in answers for ident in (answer.one, answer.other)})
    standing = {row["subject"]: row for row in _standing(case)}
    together = f"b{secrets.token_hex(8)}" if batch else None
    rows: list[dict[str, Any]] = []
    for answer in answers:
        if answer.verdict not in VERDICTS:
            raise ReviewRefused(f"Two people are {', '.join(VERDICTS)}; {answer.verdict!r} is none of these.")
        row = sides.row(answer)
        row["subject"] = _known_subject(standing.values(), row) or row["subject"]
        before = standing.get(row["subject"])
        row |= {
            "id": f"d{secrets.token_hex(8)}",
            "at": now(),
            "by": by,
            "verdict": answer.verdict,
            "why": answer.why,
            "supersedes": before["id"] if before else None,
            "batch": together,
        }
        standing[row["subject"]] = row
        rows.append(row)
    _append(case, rows)
    return [row["id"] for row in rows]


def decisions(case: Case) -> list[dict[str, Any]]:
    """Every decision ever made, in order; ``stands``: whether it still holds."""
    found = case.table(DECISIONS)
    if found is None:
        return []
    standing = {row["id"] for row in in_force(found).values()}
    return [row | {"stands": row["id"] in standing} for row in found.to_pylist()]


def undo(case: Case, ident: str, by: str, why: str = "") -> list[str]:
    """Withdraw a decision, or all of a bulk decision; what it superseded stands again.

    Nothing is deleted: each withdrawal is a row of its own, whose ids are returned. Raises ReviewRefused.
    """
    rows = decisions(case)
    gone = {row["supersedes"] for row in rows if row["verdict"] == WITHDRAWN}
    named = [row for row in rows if ident in (row["id"], row["batch"]) and row["verdict"] != WITHDRAWN]
    if not named:
        raise ReviewRefused(f"There is no decision {ident}. `tocsin people decisions CASE` lists them.")
    meant = [row for row in named if row["id"] not in gone]
    if not meant:
        raise ReviewRefused(f"{ident} is withdrawn already.")
    made = [
        {name: row[name] for name in SCHEMA.names}
        | {
            "id": f"d{secrets.token_hex(8)}",
            "at": now(),
            "by": by,
            "verdict": WITHDRAWN,
            "why": why,
            "supersedes": row["id"],
        }
        for row in meant
    ]
    _append(case, made)
    return [str(row["id"]) for row in made]


def between(case: Case) -> dict[frozenset[str], dict[str, Any]]:
    """The decision that stands for each pair of people, by the ids they have now."""
    links = case.need("links", "people find")
    standing = {row["id"]: row for row in _standing(case)}
    made = rulings(case)
    leads = pa.array(sorted({side[0] for one in made for side in (one.one, one.other) if side}), pa.string())
    own = links.filter(pc.is_in(links["mention"], value_set=leads))
    person = dict(zip(own["mention"].to_pylist(), own["person"].to_pylist(), strict=True))
    found = {}
    for ruling in made:
        pair = frozenset(person[side[0]] for side in (ruling.one, ruling.other) if side and side[0] in person)
        found[pair] = standing[ruling.id]
    return found


def _known_subject(standing: Iterable[Mapping[str, Any]], row: Mapping[str, Any]) -> str | None:
    """The pair under which these two rows were decided before, if their leading mention was another then."""
    one, other = set(row["one"]), set(row["other"])
    for known in standing:
        first, second = known["one"][0], known["other"][0]
        if (first in one and second in other) or (first in other and second in one):
            return str(known["subject"])
    return None


class _Sides:
    """What the ids of people and mentions stand for: subjects, files and rows."""

    def __init__(self, case: Case, idents: set[str]) -> None:
        self._links, merges = case.need("links", "people find"), case.need("merges", "people find")
        known = set(pc.unique(self._links["person"]).to_pylist())
        own = {ident: (ident,) for ident in idents - known}
        self._mentions = people.distinct(idents & known, self._links, merges) | own
        everything, _ = all_mentions(case)
        wanted = {mention for mentions in self._mentions.values() for mention in mentions}
        files = _files(case)
        self._subject = people.subjects(everything, wanted, files, _key(case))
        rows = everything.filter(pc.is_in(everything["id"], pa.array(sorted(wanted), pa.string())))
        self._place = {
            row["id"]: (files.get(row["item"]) or row["item"], row["row"])
            for row in rows.select(["id", "item", "row"]).to_pylist()
        }
        linked = self._links.filter(pc.is_in(self._links["mention"], pa.array(sorted(wanted), pa.string())))
        self._person = dict(zip(linked["mention"].to_pylist(), linked["person"].to_pylist(), strict=True))
        candidates = case.table("candidates")
        self._fields = {} if candidates is None else _fields(candidates, set(self._person.values()))

    def row(self, answer: Answer) -> dict[str, Any]:
        """Subject, sides, files, people and evidence of a decision."""
        one, other = self._side(answer.one), self._side(answer.other)
        if one[0] == other[0]:
            raise ReviewRefused(
                f"{answer.one} and {answer.other} are the same mention: there is nothing to decide."
            )
        pair = [self._person[each[0]] for each in (one, other)]
        places = sorted({self._place[each] for each in (*one, *other)}, key=str)
        subjects = [[self._subject[each] for each in side] for side in (one, other)]
        seen = [sorted(map(sorted, subjects)), self._fields.get(frozenset(pair))]
        return {
            "subject": people.pair(subjects[0][0], subjects[1][0]),
            "one": subjects[0],
            "other": subjects[1],
            "files": sorted({sha for sha, _ in places}),
            "rows": sorted({number for _, number in places}, key=lambda number: (number is None, number)),
            "people": pair,
            "evidence": hashlib.sha256(json.dumps(seen, sort_keys=True).encode()).hexdigest(),
        }

    def _side(self, ident: str) -> tuple[str, ...]:
        mentions = self._mentions[ident]
        if mentions[0] not in self._person:
            raise ReviewRefused(
                f"There is no person or mention {ident} on this list. "
                "`tocsin people queue CASE` shows the ids."
            )
        return tuple(each for each in mentions if each in self._subject)


def _fields(candidates: pa.Table, known: set[str]) -> dict[frozenset[str], Any]:
    """What the queue shows of the pairs of these people."""
    own = candidates.filter(pc.is_in(candidates["one"], pa.array(sorted(known), pa.string())))
    return {frozenset((row["one"], row["other"])): [row["veto"], row["fields"]] for row in own.to_pylist()}


def _standing(case: Case) -> list[dict[str, Any]]:
    """In the order they were made."""
    found = case.table(DECISIONS)
    return [] if found is None else sorted(in_force(found).values(), key=_order(found))


def _order(found: pa.Table) -> Any:
    at = {ident: number for number, ident in enumerate(found["id"].to_pylist())}
    return lambda row: at[row["id"]]


def _files(case: Case) -> dict[str, str]:
    items = case.table("items")
    if items is None:
        return {}
    pairs = zip(items["id"].to_pylist(), items["sha256"].to_pylist(), strict=True)
    return {item: sha for item, sha in pairs if sha}


def _key(case: Case) -> bytes:
    return case.vault.purpose_key("anchor")


def _append(case: Case, rows: Sequence[dict[str, Any]]) -> None:
    if not rows:
        return
    with case.vault.act("review_people", "case", decisions=len(rows)):
        for row in rows:
            case.vault.log("decide_people", row["subject"], verdict=row["verdict"], decision=row["id"])
        case.vault.append_part(DECISIONS, {DECISIONS: table(SCHEMA, rows)}, [row["id"] for row in rows])
