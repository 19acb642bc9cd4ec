"""The insurance claim of a case: the policy as data, and the ledger, kept encrypted and logged."""

from __future__ import annotations

import csv
import hashlib
import io
import secrets
from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from tocsin.model.entered import CLAIM as SCHEMA
from tocsin.model.entered import now
from tocsin.model.tables import table
from tocsin.model.yamlfile import read_yaml
from tocsin.report import Due
from tocsin.response.case import CLAIM, Case
from tocsin.risk.claim import MONEY, Deadline, Entry, Statement, standing, statement
from tocsin.risk.interruption import Worksheet, objections, read_worksheet, read_worksheet_file
from tocsin.risk.policy import Policy, read_policy
from tocsin.risk.settling import cents

POLICY_KIND, POLICY_NAME = "claim", "policy.yaml"


class ClaimRefused(Exception):
    """An entry or a policy cannot be taken. The message says what to change."""


def take_policy(case: Case, file: Path) -> Policy:
    """Keep the policy of this case; a later one takes its place. Raises PolicyError."""
    policy = read_policy(file)
    with case.vault.act("take_policy", "claim"):
        case.vault.put_document(POLICY_KIND, POLICY_NAME, file.read_bytes())
    return policy


def policy_of(case: Case) -> Policy:
    """The policy of this case. Raises ClaimRefused when none was given."""
    kept = case.vault.get_document(POLICY_KIND, POLICY_NAME)
    if kept is None:
        raise ClaimRefused("This case knows no policy yet. Give it: `tocsin claim policy CASE POLICY.yaml`.")
    return Policy.model_validate(read_yaml(kept))


def enter(case: Case, by: str, evidence: Path | None = None, **said: Any) -> Entry:
    """Add a line to the ledger; returns it. Raises ClaimRefused.

    evidence: the invoice or letter; its SHA-256 is kept, and the file itself in the case.
    """
    content = evidence.read_bytes() if evidence is not None else None
    digest = hashlib.sha256(content).hexdigest() if content is not None else ""
    made = {
        "id": f"c{secrets.token_hex(4)}",
        "at": now(),
        "by": by,
        "evidence": digest,
    }
    try:
        entry = Entry.model_validate(
            made | {name: value for name, value in said.items() if value is not None}
        )
    except ValidationError as error:
        problems = "; ".join(
            f"{'.'.join(map(str, one['loc'])) or 'entry'}: {one['msg']}"
            for one in error.errors(include_input=False)
        )
        raise ClaimRefused(f"This cannot be entered: {problems}.") from None
    if entry.kind == "withdrawn":
        _check_withdrawal(case, entry)
    with case.vault.act("claim", entry.id, kind=entry.kind):
        if content is not None and evidence is not None:
            case.vault.put_document(POLICY_KIND, f"{digest[:16]} {evidence.name}", content)
        case.vault.append_part(CLAIM, {CLAIM: table(SCHEMA, [_row(entry)])}, [entry.id])
    return entry


def _check_withdrawal(case: Case, entry: Entry) -> None:
    known = {one.id for one in entries(case)}
    if entry.withdraws not in known:
        raise ClaimRefused(f"There is no entry {entry.withdraws}. `tocsin claim show CASE` lists them.")


def _row(entry: Entry) -> dict[str, Any]:
    said = entry.model_dump(mode="json")
    return {name: said[name] if said[name] != "" else None for name in SCHEMA.names}


def entries(case: Case) -> list[Entry]:
    """Every entry ever made, in order."""
    found = case.table(CLAIM)
    rows: list[Mapping[str, Any]] = [] if found is None else found.to_pylist()
    return [Entry.model_validate({k: v for k, v in row.items() if v is not None}) for row in rows]


def claim(case: Case, hours: Decimal | None = None) -> Statement:
    """Where the claim stands. hours: that work stood still, None: of the worksheets. Raises ClaimRefused
    without a policy."""
    people = case.table("people")
    policy, sheets = policy_of(case), list(worksheets(case).values())
    found = statement(
        policy,
        entries(case),
        learned=_learned(case),
        people=people.num_rows if people is not None else 0,
        hours=max((sheet.hours for sheet in sheets), default=Decimal(0)) if hours is None else hours,
    )
    said = [f"interruption: {one}" for sheet in sheets for one in objections(policy, sheet)]
    if len({sheet.agreement for sheet in sheets}) < len(sheets):
        said.append("interruption: two worksheets stand for one agreement; take one back")
    return replace(found, at_risk=(*found.at_risk, *said))


def enter_interruption(case: Case, by: str, file: Path) -> tuple[Entry, Worksheet]:
    """Keep a worksheet and enter what it claims; one for the same agreement is withdrawn and stays.

    Raises WorksheetError, ClaimRefused.
    """
    sheet = read_worksheet_file(file)
    for entry in standing(entries(case)):
        if entry.kind == "interruption" and entry.agreement is sheet.agreement:
            what = "another worksheet takes its place"
            enter(case, by, kind="withdrawn", on=case.day, withdraws=entry.id, what=what)
    entry = enter(
        case,
        by,
        file,
        kind="interruption",
        on=sheet.restored_at.date(),
        agreement=sheet.agreement,
        amount=sheet.total,
        what=f"{sheet.hours} hours, by {sheet.made_by}",
    )
    return entry, sheet


def worksheets(case: Case) -> dict[str, Worksheet]:
    """The worksheets that hold, by id of their entry."""
    found = {}
    for entry in standing(entries(case)):
        if entry.kind == "interruption":
            names = (document.name for document in case.vault.list_documents(POLICY_KIND))
            name = next(one for one in names if one.startswith(f"{entry.evidence[:16]} "))
            kept = case.vault.get_document(POLICY_KIND, name) or b""
            found[entry.id] = read_worksheet(kept.decode(), name)
    return found


def _learned(case: Case) -> date:
    dates = case.facts.incident.dates
    return dates.discovered or dates.determined_breach or case.day


def policy_duties(case: Case) -> list[Due]:
    """What the policy of this case asks for and is not done yet, as the board shows duties."""
    if case.vault.get_document(POLICY_KIND, POLICY_NAME) is None:
        return []
    return [_due(one, case.day) for one in claim(case).deadlines if one.done is None]


def _due(deadline: Deadline, day: date) -> Due:
    days = (deadline.on - day).days if deadline.on is not None else None
    return Due(
        id=f"policy.{deadline.kind}",
        title=deadline.what,
        recipient="insurer",
        place="contract",
        office=deadline.to,
        status="overdue" if days is not None and days < 0 else "due",
        legal_status="contractual",
        people=None,
        deadline=deadline.on,
        days=days,
        when=f"“{deadline.words}” ({deadline.clause})",
        standard=deadline.words,
        why=[f"The policy kept with this case says so ({deadline.clause})."],
        depends_on=[],
        sources=[],
    )


def proof_of_loss(case: Case) -> str:
    """The standing ledger as CSV, by agreement and day, with the digests of its evidence."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(
        (
            "entry",
            "day",
            "agreement",
            "kind",
            "vendor",
            "what",
            "amount",
            "currency",
            "rate",
            "dollars",
            "sha256",
        )
    )
    held = [entry for entry in standing(entries(case)) if entry.kind in MONEY]
    sheets = worksheets(case)
    for one in sorted(held, key=lambda entry: (str(entry.agreement), entry.on, entry.at)):
        for vendor, what, amount in _parts(one, sheets.get(one.id)):
            figures = (amount, one.currency, one.rate, cents(amount * one.rate))
            plain = (_plain(vendor), _plain(what))
            writer.writerow((one.id, one.on, one.agreement, one.kind, *plain, *figures, one.evidence))
    return out.getvalue()


def _parts(entry: Entry, sheet: Worksheet | None) -> list[tuple[str, str, Decimal]]:
    """Vendor, words and amount of each row of the proof: a worksheet has one for the income loss and one for
    every extra expense, which together are its entry."""
    if sheet is None:
        return [(entry.vendor, entry.what, entry.amount or Decimal(0))]
    said = (
        f"income loss of {sheet.hours} hours: net income expected {sheet.net_income_expected} + continuing "
        f"expenses {sheet.continuing} - revenue still earned {sheet.still_earned} ({sheet.revenue.basis})"
    )
    extra = [
        ("", f"extra expense: {one.what} {one.evidence}".rstrip(), one.amount) for one in sheet.extra_expense
    ]
    return [("", said, sheet.income_loss), *extra]


def _plain(text: str) -> str:
    """A spreadsheet must not run what somebody typed."""
    return f"'{text}" if text[:1] in ("=", "+", "-", "@", "\t", "\r") else text
