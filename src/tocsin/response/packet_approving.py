"""Approval of packets, each bound to its words, the form it was made from, and the laws it answers.

Nothing is filed unapproved: without a standing approval a packet says DRAFT, on its pages and in its name.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import pyarrow.compute as pc

from tocsin.notices import finished
from tocsin.notices.counsel import digest_of, law_parts, voided_by
from tocsin.notices.forms import forms
from tocsin.response.approving import approval
from tocsin.response.case import Case
from tocsin.response.counselling import CounselRefused, append, entry
from tocsin.response.filings import PACKETS
from tocsin.response.notify import JOBS, inputs
from tocsin.response.progress import Watcher
from tocsin.response.wording import rows

PACKETS_APPROVED = "packets_approved"
"""Kind of the rows in the table ``counsel``, and of the approved copies among the documents."""

ENDINGS = (".pdf", ".html", ".txt", ".json")
"""What is kept of every packet."""

Row = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class PacketState:
    """One packet and its approval. by, at, digest: empty while nobody has approved it as it once was.

    void: what has changed since, in words. gaps: what is missing or unsettled in it. in_the_way: why it
    cannot be approved now, whatever the gaps.
    """

    id: str
    title: str
    obligations: tuple[str, ...]
    gaps: str
    by: str
    at: str
    digest: str
    void: tuple[str, ...]
    in_the_way: tuple[str, ...]

    @property
    def approved(self) -> bool:
        """Whether it may be filed or sent."""
        return bool(self.by) and not self.void

    def obstacles(self, gaps: bool = False) -> tuple[str, ...]:
        """Why it cannot be approved; with ``gaps``, what is missing is accepted."""
        return (*([self.gaps] if self.gaps and not gaps else []), *self.in_the_way)

    @property
    def sentence(self) -> str:
        """What stands on the approved copy."""
        return f"Approved by {self.by} on {self.at[:10]} (digest {self.digest[:16]})."


def packet_states(case: Case) -> list[PacketState]:
    """Every packet there is and whether it is approved. Raises NotYet before packets are written."""
    latest: dict[str, Row] = {}
    for row in rows(case):
        if row["kind"] == PACKETS_APPROVED:
            latest |= dict.fromkeys(_named(row), row)
    stale = not case.vault.is_current("notices", inputs(case))
    versions, day = _versions(case), case.day
    return [_state(one, latest.get(one["id"]), versions, day, stale=stale) for one in _packets(case)]


def approve_packets(
    case: Case, by: str, watcher: Watcher, only: Sequence[str] = (), *, gaps: bool = False
) -> tuple[list[PacketState], list[PacketState]]:
    """Approve packets as they are: those named, or every one that nothing is in the way of.

    gaps: also where answers are missing or it is not settled that the report is owed; only by name.
    Returns what is approved now and what is not, each with its reason. Raises CounselRefused when a named one
    cannot be approved, or none can.
    """
    if not by.strip():
        raise CounselRefused("An approval needs a name (--by).")
    if gaps and not only:
        raise CounselRefused("Packets with gaps are approved by name (--only).")
    found = packet_states(case)
    unknown = set(only) - {one.id for one in found}
    if unknown:
        raise CounselRefused(
            f"There is no packet {', '.join(sorted(unknown))}. `tocsin counsel packets CASE`."
        )
    chosen = [one for one in found if one.id in only] if only else found
    refused = [one for one in chosen if one.obstacles(gaps)]
    ready = [one for one in chosen if not one.obstacles(gaps)]
    if (only and refused) or not ready:
        why = "; ".join(f"{one.id}: {', '.join(one.obstacles(gaps))}" for one in refused[:5])
        raise CounselRefused(f"Not approved. {why or 'There is no packet to approve'}.")
    _approve(case, by, {one.id for one in ready}, watcher)
    names = {one.id for one in ready}
    now = packet_states(case)
    return [one for one in now if one.id in names], [one for one in now if not one.approved]


def _approve(case: Case, by: str, names: set[str], watcher: Watcher) -> None:
    versions = _versions(case)
    packets = [row for row in _packets(case) if row["id"] in names]
    bound = {part: digest for row in packets for part, digest in _parts(row, versions).items()}
    made = entry(
        PACKETS_APPROVED, by, bound=[{"part": name, "digest": digest} for name, digest in bound.items()]
    )
    with case.vault.act(
        "approve_packets", made["id"], sign=True, bound=digest_of(bound), packets=len(packets)
    ):
        append(case, [made])
    states = {one.id: one for one in packet_states(case) if one.id in names}
    with watcher.work("Setting approved copies", max(len(packets), 1)) as bar:
        for row in packets:
            _keep_copy(case, states[row["id"]])
            bar.advance(1.0)


def _keep_copy(case: Case, state: PacketState) -> None:
    """The same document without the word DRAFT, and with who approved it."""
    job = case.vault.get_document(JOBS, state.id)
    text = case.vault.get_document(PACKETS, f"{state.id}.txt")
    answers = case.vault.get_document(PACKETS, f"{state.id}.json")
    assert job is not None and text is not None and answers is not None
    copy = finished(job.decode(), approved=state.sentence)
    approval = {"by": state.by, "at": state.at, "digest": state.digest}
    said = json.dumps({**json.loads(answers), "approval": approval}, ensure_ascii=False, indent=1)
    for ending, content in zip(ENDINGS, (copy.pdf, copy.html.encode(), text, said.encode()), strict=True):
        case.vault.put_document(PACKETS_APPROVED, f"{state.id}{ending}", content)


def approvals(case: Case) -> list[str]:
    """The state of letters and of packets, one sentence each; empty before they are written."""
    if case.table("notices") is None:
        return []
    letters = approval(case)
    if letters is None:
        lines = ["Letters: not approved"]
    else:
        state = "approval void" if letters.void else "approved"
        lines = [f"Letters: {state} ({letters.by}, {letters.at[:10]})"]
    found = packet_states(case)
    void = sum(bool(one.void) for one in found)
    more = f"; the approval of {void:,} is void" if void else ""
    return [*lines, f"Packets: {sum(one.approved for one in found):,} of {len(found):,} approved{more}"]


def _packets(case: Case) -> list[dict[str, Any]]:
    notices = case.need("notices", "notices")
    return sorted(
        notices.filter(pc.not_equal(notices["kind"], "letter")).to_pylist(), key=lambda row: row["id"]
    )


def _versions(case: Case) -> dict[str, dict[str, str]]:
    """Duty → the laws behind it as they are now: part and digest."""
    found = case.need("obligations", "assess").select(["id", "rule", "version"]).to_pylist()
    laws = law_parts({row["rule"]: row["version"] or "" for row in found})
    return {row["id"]: {name: laws[name] for name in (f"law:{row['rule']}",)} for row in found}


def _parts(row: Row, versions: Mapping[str, Mapping[str, str]]) -> dict[str, str]:
    """Everything one packet is bound to."""
    form = forms().get(row["variant"])
    found = {f"packet:{row['id']}": row["sha256"], f"form:{row['variant']}": form.digest if form else ""}
    for duty in row["obligations"] or ():
        found |= versions.get(duty, {})
    return found


def _named(row: Row) -> Iterator[str]:
    names = (each["part"] for each in row["bound"])
    return (name.removeprefix("packet:") for name in names if name.startswith("packet:"))


def _state(
    row: Row, approval: Row | None, versions: Mapping[str, Mapping[str, str]], day: date, *, stale: bool
) -> PacketState:
    now = _parts(row, versions)
    form = forms().get(row["variant"])
    in_the_way = []
    if stale:
        in_the_way.append("packets were written from other facts, people or laws: run tocsin notices")
    if form and form.stale_after < day:
        in_the_way.append("the form must be read again before use")
    void: tuple[str, ...] = ()
    bound: dict[str, str] = {}
    if approval is not None:
        whole = {each["part"]: each["digest"] for each in approval["bound"]}
        bound = {name: whole[name] for name in now if name in whole}
        void = tuple(voided_by(bound, now))
    return PacketState(
        id=row["id"],
        title=form.title if form else row["variant"],
        obligations=tuple(row["obligations"] or ()),
        gaps=row["reason"] or "",
        by=approval["by"] if approval else "",
        at=approval["at"] if approval else "",
        digest=digest_of(bound) if approval else "",
        void=(*void, *(["it must be written again"] if approval and stale else [])),
        in_the_way=tuple(in_the_way),
    )
