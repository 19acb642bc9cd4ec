"""Writing down what a reviewer decided. Only ever added to; every entry is in the evidence log as well."""

from __future__ import annotations

import secrets
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from tocsin.model.entered import JUDGEMENTS as SCHEMA
from tocsin.model.entered import now
from tocsin.model.tables import table
from tocsin.response import judging
from tocsin.response.case import JUDGEMENTS, Case
from tocsin.response.judging import CLEAN, FILE, FINDING, MISSED, NO, OWNER, UNSURE, WITHDRAWN, YES
from tocsin.response.reviewing import Entry, ReviewRefused, looked_up


@dataclass(frozen=True, slots=True)
class Decision:
    """A verdict on a subject. owner: id of a mention, for the verdict owner. drawn: asked by chance."""

    subject: str
    verdict: str
    owner: str | None = None
    why: str = ""
    drawn: bool = False


def record(case: Case, decisions: Sequence[Decision], by: str, known: Iterable[Entry] = ()) -> list[str]:
    """Write decisions down, all or none; returns the ids of the judgements. Raises ReviewRefused.

    known: entries that were just shown, so that they need not be looked up again.
    """
    entries = {entry.id: entry for entry in known}
    missing = [one.subject for one in decisions if one.subject not in entries and one.subject[:1] in "gf"]
    if missing:
        entries |= looked_up(case, missing)
    found = case.table(JUDGEMENTS)
    standing = {} if found is None else judging.in_force(found)
    names = _names(case, [one.owner for one in decisions if one.owner])
    shas = _files(case, [one.subject for one in decisions if one.subject.startswith("q")])
    rows: list[dict[str, Any]] = []
    for one in decisions:
        subject = _subject(one, entries.get(one.subject), shas)
        _check(one, names)
        before = standing.get(one.subject)
        row = {
            **subject,
            "id": f"j{secrets.token_hex(8)}",
            "at": now(),
            "by": by,
            "subject": one.subject,
            "verdict": one.verdict,
            "owner": one.owner,
            "owner_name": names.get(one.owner or ""),
            "why": one.why,
            "supersedes": before["id"] if before else None,
            "drawn": one.drawn,
        }
        standing[one.subject] = row
        rows.append(row)
    _append(case, rows)
    return [row["id"] for row in rows]


def _append(case: Case, rows: Sequence[dict[str, Any]]) -> None:
    if not rows:
        return
    with case.vault.act("review", "case", judgements=len(rows)):
        for row in rows:
            case.vault.log("judge", row["subject"], verdict=row["verdict"], judgement=row["id"])
        case.vault.append_part(JUDGEMENTS, {JUDGEMENTS: table(SCHEMA, rows)}, [row["id"] for row in rows])


def _subject(one: Decision, entry: Entry | None, shas: Mapping[str, str]) -> dict[str, Any]:
    if one.subject in shas:
        return {"scope": FILE, "sha256": shas[one.subject]}
    if entry is None:
        raise ReviewRefused(
            f"There is nothing to decide called {one.subject}. `tocsin review CASE --list` shows the ids."
        )
    single = entry.scope == FINDING
    return {
        "scope": entry.scope,
        "sha256": entry.sha256,
        "place": entry.place if single or entry.row is not None else "",
        "row": entry.row if single else None,
        "start": entry.start if single else None,
        "element": entry.element,
        "recogniser": None if single else entry.recogniser,
    }


def _check(one: Decision, names: Mapping[str, str | None]) -> None:
    allowed = (MISSED, CLEAN, UNSURE) if one.subject.startswith("q") else (YES, NO, OWNER, UNSURE)
    if one.verdict not in allowed:
        words = ", ".join("owner:MENTION" if word == OWNER else word for word in allowed)
        raise ReviewRefused(f"{one.subject} cannot be decided so. What can be said of it: {words}.")
    if one.verdict == OWNER and one.owner not in names:
        raise ReviewRefused(
            f"There is no mention {one.owner or '(none given)'} in this case. "
            "`tocsin review CASE --owners ID` lists the people of that file."
        )


def _names(case: Case, ids: Sequence[str]) -> dict[str, str | None]:
    if not ids:
        return {}
    mentions = case.need("mentions", "scan")
    own = mentions.filter(pc.is_in(mentions["id"], pa.array(list(ids), pa.string())))
    return dict(zip(own["id"].to_pylist(), own["name"].to_pylist(), strict=True))


def _files(case: Case, ids: Sequence[str]) -> dict[str, str]:
    if not ids:
        return {}
    shas = set(case.need("items", "scan")["sha256"].to_pylist())
    return {subject: sha for sha in shas if (subject := judging.file_subject(sha)) in set(ids)}


def judgements(case: Case) -> list[dict[str, Any]]:
    """Every judgement ever made, in order; ``stands``: whether it still holds."""
    found = case.table(JUDGEMENTS)
    if found is None:
        return []
    standing = {row["id"] for row in judging.in_force(found).values()}
    return [row | {"stands": row["id"] in standing} for row in found.to_pylist()]


def undo(case: Case, ident: str, by: str, why: str = "") -> str:
    """Withdraw a judgement, by its id or by its subject's; what it superseded stands again.

    Nothing is deleted: the withdrawal is a row of its own, whose id is returned. Raises ReviewRefused.
    """
    found = case.table(JUDGEMENTS)
    rows = [] if found is None else found.to_pylist()
    standing = {} if found is None else judging.in_force(found)
    meant = standing.get(ident) or next((row for row in rows if row["id"] == ident), None)
    if meant is None or meant["verdict"] == WITHDRAWN:
        raise ReviewRefused(f"There is no judgement {ident}. `tocsin review CASE --judgements` lists them.")
    if any(row["verdict"] == WITHDRAWN and row["supersedes"] == meant["id"] for row in rows):
        raise ReviewRefused(f"{meant['id']} is withdrawn already.")
    row = meant | {
        "id": f"j{secrets.token_hex(8)}",
        "at": now(),
        "by": by,
        "verdict": WITHDRAWN,
        "owner": None,
        "owner_name": None,
        "why": why,
        "supersedes": meant["id"],
    }
    _append(case, [row])
    return str(row["id"])
