"""The words of this case's letters: as shipped, with what was accepted of counsel's proposals."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from typing import Any

from tocsin.notices.blocks import Library, library
from tocsin.notices.counsel import Wording, with_wording, wording_of
from tocsin.response.case import COUNSEL, Case

PROPOSAL, REFUSAL, SUPERSEDED, ACCEPTED, REJECTED, APPROVED = (
    "proposal",
    "refusal",
    "superseded",
    "accepted",
    "rejected",
    "approved",
)
"""Kinds of rows of the table ``counsel``."""

Row = Mapping[str, Any]


def rows(case: Case) -> list[dict[str, Any]]:
    """Everything counsel and those who decide ever entered, in order."""
    found = case.table(COUNSEL)
    return [] if found is None else list(found.to_pylist())


def decisions(entered: Iterable[Row]) -> list[Row]:
    """The decisions that made or took back words, in order; each makes a version."""
    standing: dict[str, str] = {}
    found = []
    for row in entered:
        if row["kind"] in {ACCEPTED, REJECTED}:
            before = standing.get(row["about"])
            standing[row["about"]] = row["kind"]
            if row["kind"] == ACCEPTED or before == ACCEPTED:
                found.append(row)
    return found


def overrides(entered: Iterable[Row], version: int | None = None) -> dict[tuple[str, str], str]:
    """Counsel's words that hold after the first ``version`` decisions (default: all)."""
    kept = list(entered)
    proposals = {row["id"]: row for row in kept if row["kind"] == PROPOSAL}
    accepted: dict[str, Row] = {}
    for row in decisions(kept)[:version]:
        if row["kind"] == ACCEPTED:
            accepted[row["about"]] = proposals[row["about"]]
        else:
            del accepted[row["about"]]
    return {
        (row["block"], row["language"]): row["after"]
        for row in accepted.values()
        if row["after"] != row["before"]
    }


def wording(case: Case, version: int | None = None) -> Wording:
    """The text of every block and language, in a version (0: as shipped) or now."""
    return {**wording_of(library()), **overrides(rows(case), version)}


def library_of(case: Case) -> Library:
    """The blocks that letters of this case are made of."""
    return with_wording(library(), overrides(rows(case)))


def wording_digest(case: Case) -> str:
    """SHA-256 of counsel's words; empty while there are none."""
    found = sorted((*key, text) for key, text in overrides(rows(case)).items())
    return hashlib.sha256(json.dumps(found).encode()).hexdigest() if found else ""
