"""Checking what nobody would look at: random samples of files without findings, and of sure findings.

The share of files without findings in which a person finds personal data after all is the elusion rate, as in
e-discovery (Grossman and Cormack, "The Grossman-Cormack glossary of technology-assisted review", Federal
Courts Law Review 7 (2013)). With an exact interval it says how much can have been missed.
"""

from __future__ import annotations

import hashlib
import random
from dataclasses import dataclass

import pyarrow as pa
import pyarrow.compute as pc

from tocsin.report.board import Checked, Share
from tocsin.response import judging
from tocsin.response.case import JUDGEMENTS, Case
from tocsin.response.intervals import Interval, exact
from tocsin.response.judging import CLEAN, FILE, FINDING, MISSED, NO, UNSURE
from tocsin.response.reviewing import CERTAIN, Entry, queue, singles

SAMPLE = 60
"""Files to look at unless told otherwise: if none of 60 was missed, at most 6 % of all were (95 %)."""

READ = ("read", "read_in_part")


@dataclass(frozen=True, slots=True)
class Unfound:
    """A file in which nothing was found. item: where it stands; id: subject of the judgement."""

    id: str
    item: str
    path: str
    kind: str
    chars: int
    sha256: str


def files_to_check(case: Case, count: int) -> list[Unfound]:
    """The next files of the random order that nobody has looked at yet.

    The order is fixed for the case, so that samples add up to one sample.
    """
    looked = {row["subject"] for row in _standing(case) if row["scope"] == FILE}
    secret = case.vault.purpose_key("sample")
    rest = [one for one in _unfound(case) if one.id not in looked]
    rest.sort(key=lambda one: hashlib.sha256(secret + one.sha256.encode()).digest())
    return rest[:count]


def findings_to_check(case: Case, count: int) -> list[Entry]:
    """Findings taken on trust, drawn at random, that nobody has judged."""
    findings = case.need("findings", "scan")
    rows = _accepted(findings)
    dice = random.Random(case.vault.purpose_key("sample"))  # noqa: S311 - a sample, not a secret
    drawn = dice.sample(range(len(rows)), min(len(rows), 4 * count))
    entries = singles(case, findings.take([rows[number] for number in drawn]))
    return [entry for entry in entries if entry.state == "open"][:count]


def quality(case: Case) -> Checked | None:
    """What people decided and what the samples say so far; None before anything was read."""
    if not case.has_scan:
        return None
    files = len(_unfound(case))
    found = len(set(judging.judged(case).findings["item"].to_pylist()))
    drawn = [row for row in _standing(case) if row["drawn"]]
    verdicts = [row["verdict"] for row in drawn if row["scope"] == FILE]
    missed, clean = verdicts.count(MISSED), verdicts.count(CLEAN)
    elusion = exact(missed, missed + clean) if missed + clean else None
    checks = [row["verdict"] for row in drawn if row["scope"] == FINDING]
    right, wrong = len(checks) - checks.count(NO) - checks.count(UNSURE), checks.count(NO)
    groups = queue(case, everything=True)
    still = sum(entry.state == "open" for entry in groups)
    return Checked(
        to_review=still,
        decided=len(groups) - still,
        files=files,
        looked=len(verdicts),
        missed=missed,
        unsure=verdicts.count(UNSURE),
        elusion=_share(elusion),
        missing=_share(_times(elusion, files)),
        recall=_share(_recall(elusion, found, files)),
        accepted=len(_accepted(case.need("findings", "scan"))),
        checked=right + wrong,
        wrong=wrong,
        precision=_share(exact(right, right + wrong) if right + wrong else None),
    )


def _share(found: Interval | None) -> Share | None:
    return None if found is None else Share(found.low, found.estimate, found.high)


def _standing(case: Case) -> list[dict[str, object]]:
    made = case.table(JUDGEMENTS)
    return [] if made is None else list(judging.in_force(made).values())


def _unfound(case: Case) -> list[Unfound]:
    """Files that were read, hold text or cells, and in which nothing was found; copies once."""
    items = case.need("items", "scan")
    full = pa.concat_arrays([pc.unique(case.need(name, "scan")["item"]) for name in ("findings", "mentions")])
    wanted = pc.and_(
        pc.is_in(items["outcome"], pa.array(READ)),
        pc.and_(
            pc.greater(pc.add(pc.fill_null(items["chars"], 0), pc.fill_null(items["cells"], 0)), 0),
            pc.invert(pc.is_in(items["id"], full)),
        ),
    )
    found: dict[str, Unfound] = {}
    for row in items.filter(wanted).select(["id", "path", "kind", "chars", "sha256"]).to_pylist():
        one = Unfound(
            judging.file_subject(row["sha256"]),
            row["id"],
            row["path"],
            row["kind"],
            row["chars"],
            row["sha256"],
        )
        found.setdefault(one.sha256, one)
    return list(found.values())


def _accepted(findings: pa.Table) -> list[int]:
    """Row numbers of the findings that are sure and have an owner."""
    sure = pc.and_(pc.greater_equal(findings["confidence"], CERTAIN), pc.is_valid(findings["mention"]))
    rows: list[int] = pc.indices_nonzero(sure).to_pylist()
    return rows


def _times(share: Interval | None, number: int) -> Interval | None:
    return (
        None if share is None else Interval(share.low * number, share.estimate * number, share.high * number)
    )


def _recall(elusion: Interval | None, found: int, files: int) -> Interval | None:
    """Files in which something was found, of those in which there is something."""
    if elusion is None or not found:
        return None
    low, middle, high = (
        found / (found + share * files) for share in (elusion.high, elusion.estimate, elusion.low)
    )
    return Interval(low, middle, high)
