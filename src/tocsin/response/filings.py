"""Reports to offices that were made: recorded with number and receipt, kept, and never taken away.

An entry is a row of the ledger of deliveries (channel ``portal``, however the report went); what was reported
and the duties it answers are kept beside it. The law is asked again with it, so that the duty is done and
whatever hangs on its day has the actual one.
"""

from __future__ import annotations

import hashlib
import json
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from difflib import get_close_matches
from pathlib import Path
from typing import Any

import pyarrow.compute as pc

from tocsin.model.entered import DELIVERIES as SCHEMA
from tocsin.model.entered import now
from tocsin.model.facts import Facts, Notified
from tocsin.model.tables import table
from tocsin.notices.filing import Filing
from tocsin.response.case import DELIVERIES, Case

PORTAL, FILED, WITHDRAWN = "portal", "filed", "withdrawn"
"""The channel and the states of these entries in the ledger."""

PACKETS = "packets"
"""Kind of the documents in the vault that packets are."""

RECEIPTS = "filed"
"""Kind of the documents that are kept of a filing: what was reported, and the office's receipt."""


class FilingRefused(Exception):
    """A filing cannot be recorded or taken back. The message says why, and what to do."""


@dataclass(frozen=True, slots=True)
class Filed:
    """A filing that stands. duties: id → kind of recipient. evidence: SHA-256 of the receipt, or empty."""

    id: str
    by: str
    piece: str
    attempt: int
    duties: Mapping[str, str]
    on: date
    number: str
    evidence: str
    note: str
    fields: Mapping[str, str]

    @property
    def proof(self) -> str:
        """In a few words, for the board."""
        number = f"number {self.number}" if self.number else "no number given"
        receipt = f"receipt {self.evidence[:12]} kept" if self.evidence else "no receipt kept"
        return f"filed on {self.on:%d %b %Y}, {number}, {receipt}"


def record_filing(
    case: Case,
    ident: str,
    on: date,
    number: str,
    by: str,
    evidence: Path | None = None,
    note: str = "",
) -> Filed:
    """Record that a duty (or a packet without one) was filed; a later one of the same is a supplement.

    evidence: the portal's receipt; it is kept encrypted with its SHA-256. Raises FilingRefused.
    """
    if not by.strip():
        raise FilingRefused("A filing needs a name (--by).")
    if on > case.day:
        raise FilingRefused(f"{on.isoformat()} has not come yet; give the day on which it was filed.")
    piece, duties, fields = _subject(case, ident)
    content = _read(evidence) if evidence is not None else b""
    digest = hashlib.sha256(content).hexdigest() if evidence is not None else None
    entry = f"f{secrets.token_hex(6)}"
    attempt = 1 + sum(bool(one.duties.keys() & duties) or one.piece == piece for one in filings(case))
    row = _row(entry, by, piece, attempt, FILED) | {
        "on": on.isoformat(),
        "serial": number or None,
        "why": note or None,
        "evidence": digest,
    }
    kept = json.dumps({"duties": duties, "fields": fields}, ensure_ascii=False).encode()
    with case.vault.act("record_filing", entry, on=on, evidence=digest or False):
        case.vault.put_document(RECEIPTS, f"{entry}.json", kept)
        if evidence is not None:
            case.vault.put_document(RECEIPTS, f"{entry} {evidence.name}", content)
        case.vault.append_part(DELIVERIES, {DELIVERIES: table(SCHEMA, [row])}, [entry])
    return next(one for one in filings(case) if one.id == entry)


def undo_filing(case: Case, ident: str, by: str, why: str = "") -> Filed:
    """Take a filing back; both entries stay. Returns what was taken back. Raises FilingRefused."""
    if not by.strip():
        raise FilingRefused("Taking a filing back needs a name (--by).")
    taken = next((one for one in filings(case) if one.id == ident), None)
    if taken is None:
        raise FilingRefused(f"No filing {ident} stands. `tocsin filed CASE` lists them.")
    entry = f"f{secrets.token_hex(6)}"
    row = _row(entry, by, taken.piece, taken.attempt, WITHDRAWN)
    row |= {"on": case.day.isoformat(), "why": why or None, "withdraws": ident}
    with case.vault.act("withdraw_filing", entry, filing=ident):
        case.vault.append_part(DELIVERIES, {DELIVERIES: table(SCHEMA, [row])}, [entry])
    return taken


def filings(case: Case) -> list[Filed]:
    """The filings that stand, in the order they were entered."""
    found = case.table(DELIVERIES)
    if found is None:
        return []
    taken = set(found["withdraws"].drop_null().to_pylist())
    rows = found.filter(pc.and_(pc.equal(found["channel"], PORTAL), pc.equal(found["state"], FILED)))
    return [_filed(case, row) for row in rows.to_pylist() if row["id"] not in taken]


def told(case: Case, facts: Facts) -> Facts:
    """The facts with every recorded filing as a notice that has gone out."""
    more = [
        Notified(recipient=recipient, duty=duty, on=one.on, confirmation=one.number or None)
        for one in filings(case)
        for duty, recipient in one.duties.items()
    ]
    if not more:
        return facts
    incident = facts.incident.model_copy(update={"notified": [*facts.incident.notified, *more]})
    return facts.model_copy(update={"incident": incident})


def made(case: Case) -> list[Filing]:
    """The filings as packets know them."""
    return [Filing(one.id, tuple(one.duties), one.on, one.number, one.fields) for one in filings(case)]


def digest(case: Case) -> str:
    """Of the filings that stand; empty while there are none."""
    ids = "\n".join(one.id for one in filings(case))
    return hashlib.sha256(ids.encode()).hexdigest() if ids else ""


def _subject(case: Case, ident: str) -> tuple[str, dict[str, str], dict[str, str]]:
    """What is filed by a duty's or a packet's id: the piece, the duties it answers, and the answers now."""
    duties = {row["id"]: row for row in case.need("obligations", "assess").to_pylist()}
    notices = case.table("notices")
    packets = [] if notices is None else notices.filter(pc.not_equal(notices["kind"], "letter")).to_pylist()
    row = next((one for one in packets if ident in {one["id"], *(one["obligations"] or ())}), None)
    if row is None and ident not in duties:
        close = get_close_matches(ident, [*duties, *(one["id"] for one in packets)], 3, 0.5)
        near = f" Did you mean {', '.join(close)}?" if close else ""
        raise FilingRefused(f"There is no duty or packet {ident} in this case.{near}")
    answered = [one for one in (row["obligations"] or [] if row else [ident]) if one in duties]
    if any(duties[one]["recipient"] == "individuals" for one in answered):
        raise FilingRefused(
            f"{ident} is a duty to tell people; its letters are accounted for piece by piece."
        )
    piece = row["id"] if row else ident
    return piece, {one: duties[one]["recipient"] for one in answered}, _answers(case, piece)


def _answers(case: Case, piece: str) -> dict[str, str]:
    """The answers of a packet by field id; empty without a packet."""
    kept = case.vault.get_document(PACKETS, f"{piece}.json")
    if kept is None:
        return {}
    fields = json.loads(kept)["fields"]
    return {name: field["value"] for name, field in fields.items() if field["value"] is not None}


def _read(evidence: Path) -> bytes:
    try:
        return evidence.read_bytes()
    except OSError:
        raise FilingRefused(f"{evidence} cannot be read; nothing was recorded.") from None


def _row(entry: str, by: str, piece: str, attempt: int, state: str) -> dict[str, Any]:
    return {
        "id": entry,
        "at": now(),
        "by": by,
        "piece": piece,
        "attempt": attempt,
        "channel": PORTAL,
        "state": state,
    }


def _filed(case: Case, row: Mapping[str, Any]) -> Filed:
    kept = case.vault.get_document(RECEIPTS, f"{row['id']}.json")
    said = json.loads(kept) if kept is not None else {"duties": {}, "fields": {}}
    return Filed(
        id=row["id"],
        by=row["by"],
        piece=row["piece"],
        attempt=row["attempt"],
        duties=said["duties"],
        on=date.fromisoformat(row["on"]),
        number=row["serial"] or "",
        evidence=row["evidence"] or "",
        note=row["why"] or "",
        fields=said["fields"],
    )
