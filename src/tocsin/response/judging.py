"""What people decided, applied to what was found: findings × judgements → findings.

A judgement is about a group (what one recogniser found in one column, or in the running text of one file)
or about one finding. Its subject is made of the file's bytes and the place, not of a run, so that it holds
after the files were read again, and for every copy of the file. Nothing is ever deleted: a later judgement
of the same subject supersedes, and one that withdraws brings back what it superseded.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from tocsin.detect.persons import with_credentials
from tocsin.model.tables import MENTIONS, table
from tocsin.response.case import JUDGEMENTS, Case

YES, NO, OWNER, UNSURE, WITHDRAWN = "yes", "no", "owner", "unsure", "withdrawn"
MISSED, CLEAN = "missed", "clean"
GROUP, FINDING, FILE = "group", "finding", "file"

FIELDS = {
    "date_of_birth": ("birth_date",),
    "email_address": ("email",),
    "phone_number": ("phone",),
    "postal_address": ("street", "city", "state", "postal_code", "country"),
}
"""Where a mention keeps a value of its own, which goes with the finding."""

Row = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Scanned:
    """The tables of the scan that judgements change."""

    findings: pa.Table
    mentions: pa.Table
    identifiers: pa.Table


def judged(case: Case) -> Scanned:
    """What the scan found, as it stands after what people decided."""
    found = Scanned(*(case.need(name, "scan") for name in ("findings", "mentions", "identifiers")))
    made = case.table(JUDGEMENTS)
    if made is None:
        return found
    return apply(found, case.need("items", "scan"), made)


def digest(case: Case) -> str:
    """Of the judgements that change a table, for the ``made_from`` of the stages after."""
    made = case.table(JUDGEMENTS)
    standing = [] if made is None else [row["id"] for row in _changing(in_force(made).values())]
    return hashlib.sha256("\n".join(sorted(standing)).encode()).hexdigest()


def group_subject(sha256: str, place: str, element: str, recogniser: str) -> str:
    """Id of a group. place: of a column; empty for the running text of a whole file."""
    return "g" + _hash("group", sha256, place, element, recogniser)


def finding_subject(sha256: str, place: str, row: int | None, start: int | None, element: str) -> str:
    """Id of one finding."""
    return "f" + _hash("finding", sha256, place, str(row), str(start), element)


def file_subject(sha256: str) -> str:
    """Id of a file in which nothing was found."""
    return "q" + _hash("file", sha256)


def _hash(*parts: str) -> str:
    return hashlib.sha256("\0".join(parts).encode("utf-8", "surrogatepass")).hexdigest()[:20]


def subjects(sha256: str, row: Row) -> tuple[str, str]:
    """Of a finding: its own id and its group's."""
    place = row["place"] if row["row"] is not None else ""
    return (
        finding_subject(sha256, row["place"], row["row"], row["start"], row["element"]),
        group_subject(sha256, place, row["element"], row["recogniser"]),
    )


def in_force(judgements: pa.Table) -> dict[str, dict[str, Any]]:
    """The judgement that stands for each subject, if one does."""
    standing: dict[str, list[dict[str, Any]]] = {}
    for row in judgements.to_pylist():
        stack = standing.setdefault(row["subject"], [])
        if row["verdict"] == WITHDRAWN:
            stack[:] = [one for one in stack if one["id"] != row["supersedes"]]
        else:
            stack.append(row)
    return {subject: stack[-1] for subject, stack in standing.items() if stack}


def _changing(rows: Iterable[dict[str, Any]]) -> Iterable[dict[str, Any]]:
    return (row for row in rows if row["verdict"] in (YES, NO, OWNER))


def apply(found: Scanned, items: pa.Table, judgements: pa.Table) -> Scanned:
    """The same tables after the judgements. One whose finding or owner is gone changes nothing. Pure."""
    standing = {row["subject"]: row for row in _changing(in_force(judgements).values())}
    shas = {row["sha256"] for row in standing.values()}
    sha_of = {
        item: sha
        for item, sha in zip(items["id"].to_pylist(), items["sha256"].to_pylist(), strict=True)
        if sha in shas
    }
    touched = pc.is_in(found.findings["item"], pa.array(list(sha_of), pa.string()))
    if not pc.any(touched).as_py():
        return found
    owners = _Owners(found.mentions, sha_of, standing)
    change = _Change()
    kept: list[dict[str, Any]] = []
    for row in found.findings.filter(touched).to_pylist():
        own, group = subjects(sha_of[row["item"]], row)
        change.take(kept, row, standing.get(own) or standing.get(group), owners)
    findings = pa.concat_tables(
        [found.findings.filter(pc.invert(touched)), table(found.findings.schema, kept)]
    )
    mentions, gone = change.mentions(found.mentions, kept)
    return Scanned(findings, mentions, change.identifiers(found.identifiers, kept, gone))


class _Owners:
    """The mention that each verdict "owner is …" means now."""

    def __init__(self, mentions: pa.Table, sha_of: Mapping[str, str], standing: Mapping[str, Row]) -> None:
        given = [row for row in standing.values() if row["verdict"] == OWNER]
        wanted = {row["owner"] for row in given}
        items = {owner.rsplit(".", 1)[0] for owner in wanted} | (set(sha_of) if given else set())
        near = mentions.filter(pc.is_in(mentions["item"], pa.array(sorted(items), pa.string())))
        names = dict(zip(near["id"].to_pylist(), near["name"].to_pylist(), strict=True))
        self._meant: dict[str, str] = {}
        for row in given:
            owner = row["owner"]
            if names.get(owner, "") == row["owner_name"]:
                self._meant[row["id"]] = owner
                continue
            # The file was read again and its mentions are numbered anew: the only one of that name is meant.
            item = owner.rsplit(".", 1)[0]
            same = [
                one
                for one, name in names.items()
                if row["owner_name"] and name == row["owner_name"] and one.rsplit(".", 1)[0] == item
            ]
            if len(same) == 1:
                self._meant[row["id"]] = same[0]

    def of(self, judgement: Row) -> str | None:
        """The mention, or None if it is no longer there."""
        return self._meant.get(judgement["id"])


class _Change:
    """What the judgements take from mentions and give to them."""

    def __init__(self) -> None:
        self._lost: set[tuple[str, str]] = set()
        self._dropped: set[tuple[str, str, bytes | None]] = set()
        self._won: dict[str, list[tuple[str, bytes | None]]] = {}

    def take(
        self, kept: list[dict[str, Any]], row: dict[str, Any], verdict: Row | None, owners: _Owners
    ) -> None:
        """Take one finding; what stays of it goes to ``kept``."""
        if verdict is not None and verdict["verdict"] == NO:
            self._lose(row)
            return
        if verdict is not None:
            row["confidence"] = 1.0
            row["reason"] = f"{row['reason']}; confirmed by a person"
            owner = owners.of(verdict) if verdict["verdict"] == OWNER else None
            # Of a group the ownerless findings are given away; one that has an owner is moved by itself.
            movable = row["mention"] is None or verdict["scope"] == FINDING
            if owner is not None and movable and owner != row["mention"]:
                self._lose(row)
                row["mention"] = owner
                self._won.setdefault(owner, []).append((row["element"], row["fingerprint"]))
        kept.append(row)

    def _lose(self, row: Row) -> None:
        if row["mention"] is not None:
            self._lost.add((row["mention"], row["element"]))
            self._dropped.add((row["mention"], row["element"], row["fingerprint"]))

    def mentions(self, mentions: pa.Table, kept: list[dict[str, Any]]) -> tuple[pa.Table, set[str]]:
        """The mentions after it, and the ids of those of which nothing is left."""
        still = {(row["mention"], row["element"]) for row in kept}
        lost: dict[str, set[str]] = {}
        for mention, element in self._lost - still:
            lost.setdefault(mention, set()).add(element)
        changed = pa.array(sorted(lost.keys() | self._won.keys()), pa.string())
        touched = pc.is_in(mentions["id"], changed)
        rows, gone = [], set()
        for row in mentions.filter(touched).to_pylist():
            _without(row, lost.get(row["id"], set()))
            _with(row, [element for element, _ in self._won.get(row["id"], ())])
            if set(row["elements"]) <= {"person_name"}:
                gone.add(row["id"])
            else:
                rows.append(row)
        rest = pa.concat_tables([mentions.filter(pc.invert(touched)), table(MENTIONS, rows)])
        if gone:
            parents = rest["guardian"]
            orphaned = pc.is_in(parents, pa.array(sorted(gone), pa.string()))
            index = rest.schema.get_field_index("guardian")
            rest = rest.set_column(
                index, "guardian", pc.if_else(orphaned, pa.scalar(None, pa.string()), parents)
            )
        return rest, gone

    def identifiers(self, identifiers: pa.Table, kept: list[dict[str, Any]], gone: set[str]) -> pa.Table:
        """Without the values judged to be none, and with the fingerprints of those given to an owner.

        The value of an ownerless finding is in no table; who needs it reads the file.
        """
        dropped = self._dropped - {(row["mention"], row["element"], row["fingerprint"]) for row in kept}
        mentions = pa.array(sorted({mention for mention, *_ in dropped} | gone), pa.string())
        touched = pc.is_in(identifiers["mention"], mentions)
        left = [
            row
            for row in identifiers.filter(touched).to_pylist()
            if row["mention"] not in gone
            and (row["mention"], row["element"], row["fingerprint"]) not in dropped
        ]
        left += [
            {"mention": owner, "element": element, "fingerprint": mark}
            for owner, won in self._won.items()
            for element, mark in won
            if mark is not None
        ]
        return pa.concat_tables([identifiers.filter(pc.invert(touched)), table(identifiers.schema, left)])


def _without(row: dict[str, Any], lost: set[str]) -> None:
    """Take elements from a mention, with what was made of them and the fields that held their values."""
    if lost & {"password", "username", "security_question_answer"}:
        lost = lost | {"online_account_credentials"}
    pairs = [
        pair
        for pair in zip(row["elements"] or (), row["protections"] or (), strict=True)
        if pair[0] not in lost
    ]
    row["elements"], row["protections"] = [code for code, _ in pairs], [how for _, how in pairs]
    for element in lost & FIELDS.keys():
        for name in FIELDS[element]:
            row[name] = None


def _with(row: dict[str, Any], won: list[str]) -> None:
    """Give elements to a mention."""
    pairs = list(zip(row["elements"] or (), row["protections"] or (), strict=True))
    pairs += [(element, "plain") for element in won]
    if won:
        pairs = with_credentials(list(dict.fromkeys(pairs)))
    row["elements"], row["protections"] = [code for code, _ in pairs], [how for _, how in pairs]
