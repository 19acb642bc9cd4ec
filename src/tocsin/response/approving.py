"""Approval of the letters: bound to their words, a proof of every class, the law and the contacts.

Nothing is sent unapproved: an export without a standing approval says DRAFT in the name of every letter file.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import pyarrow.compute as pc

from tocsin.notices.counsel import NO_PROOF, digest_of, parts, voided_by
from tocsin.notices.planning import stale
from tocsin.response.case import Case
from tocsin.response.counselling import OPEN, CounselRefused, append, entry, proposals
from tocsin.response.notify import PROOFS, inputs, proof_name
from tocsin.response.wording import APPROVED, library_of, rows

SHOWN = 5
"""Classes or proposals named in one refusal."""


@dataclass(frozen=True, slots=True)
class Approval:
    """The latest approval. void: what has changed since, in words; empty while it stands."""

    by: str
    at: str
    digest: str
    classes: int
    void: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Letters:
    """What the letters that can be sent have among them: classes, places, obligations; each once."""

    variants: list[str]
    places: list[str]
    obligations: frozenset[str]


def _letters(case: Case) -> _Letters:
    notices = case.need("notices", "notices")
    sent = notices.filter(
        pc.and_(pc.equal(notices["kind"], "letter"), pc.equal(notices["state"], "rendered"))
    )
    return _Letters(
        sorted(pc.unique(sent["variant"]).to_pylist()),
        sorted(place for place in pc.unique(sent["jurisdiction"]).to_pylist() if place),
        frozenset(pc.unique(pc.list_flatten(sent["obligations"])).to_pylist()),
    )


def bound_now(case: Case) -> dict[str, str]:
    """Every part of the letters as they are now, with its digest."""
    letters = _letters(case)
    kept = {reference.name: reference.sha256 for reference in case.vault.list_documents(PROOFS)}
    proofs = {variant: kept.get(f"{proof_name(variant)}.pdf", NO_PROOF) for variant in letters.variants}
    obligations = case.need("obligations", "assess").select(["id", "rule", "version"]).to_pylist()
    rules = {row["rule"]: row["version"] or "" for row in obligations if row["id"] in letters.obligations}
    return parts(library_of(case), proofs, rules, letters.places)


def obstacles(case: Case) -> tuple[str, ...]:
    """Why the letters cannot be approved now, one sentence each."""
    found = []
    opened = [one["id"] for one in proposals(case) if one["state"] == OPEN]
    if opened:
        found.append(
            f"{_count(opened, 'proposal')} not decided ({_some(opened)}): tocsin counsel accept or reject"
        )
    letters = _letters(case)
    if not letters.variants:
        found.append("no letter is ready to be sent")
    if not case.vault.is_current("notices", inputs(case)):
        found.append("the letters were written from other words, facts or people: run tocsin notices")
        return tuple(found)
    bare = sorted(
        name.removeprefix("proof:") for name, digest in bound_now(case).items() if digest == NO_PROOF
    )
    if bare:
        found.append(
            f"{_count(bare, 'letter class', 'letter classes')} without a proof ({_some(bare)}): "
            "run tocsin counsel proofs"
        )
    old = stale(case.day, letters.places)
    if old:
        found.append(f"contacts that must be verified again before a letter carries them: {', '.join(old)}")
    return tuple(found)


def approve(case: Case, by: str) -> Approval:
    """Approve the letters as they are. Raises CounselRefused with everything that is in the way."""
    if not by.strip():
        raise CounselRefused("An approval needs a name (--by).")
    in_the_way = obstacles(case)
    if in_the_way:
        raise CounselRefused("Not approved. " + "; ".join(in_the_way) + ".")
    bound = bound_now(case)
    row = entry(APPROVED, by, bound=[{"part": name, "digest": digest} for name, digest in bound.items()])
    with case.vault.act("approve_letters", row["id"], sign=True, bound=digest_of(bound), parts=len(bound)):
        append(case, [row])
    return _approval(row, ())


def approval(case: Case) -> Approval | None:
    """The latest approval and whether it still stands; None if there never was one."""
    row = next((row for row in reversed(rows(case)) if row["kind"] == APPROVED), None)
    if row is None:
        return None
    approved = {each["part"]: each["digest"] for each in row["bound"]}
    now = bound_now(case)
    reasons = [*voided_by(approved, now)]
    reasons += [f"the contact {name} has expired" for name in stale(case.day, _letters(case).places)]
    if not reasons and any(one["state"] == OPEN for one in proposals(case)):
        reasons.append("counsel proposed other words since")
    return _approval(row, tuple(reasons))


def _approval(row: Mapping[str, Any], void: tuple[str, ...]) -> Approval:
    bound = {each["part"]: each["digest"] for each in row["bound"]}
    classes = sum(name.startswith("proof:") for name in bound)
    return Approval(row["by"], row["at"], digest_of(bound), classes, void)


def standing(case: Case) -> tuple[bool, str]:
    """Whether letters may be sent, and the sentence that goes with them."""
    if case.table("notices") is None:
        return False, "There are no letters yet."
    found = approval(case)
    if found is None:
        return (
            False,
            "NOT APPROVED. These letters are drafts; nobody has approved them. `tocsin counsel approve`.",
        )
    said = f"approved by {found.by} on {found.at} (digest {found.digest})"
    if found.void:
        return False, f"APPROVAL VOID: {'; '.join(found.void)}. It was {said}. These letters are drafts."
    return True, f"These letters were {said}; {found.classes:,} letter classes, each with its proof."


def _count(items: list[str], one: str, many: str = "") -> str:
    return f"{len(items):,} {one if len(items) == 1 else many or one + 's'}"


def _some(items: list[str]) -> str:
    return ", ".join(items[:SHOWN]) + (f" and {len(items) - SHOWN} more" if len(items) > SHOWN else "")
