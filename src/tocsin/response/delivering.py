"""The ledger of deliveries of a case: adding to it, reading it, taking back. Only ever added to."""

from __future__ import annotations

import hmac
import secrets
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pyarrow as pa

from tocsin.model.entered import DELIVERIES as SCHEMA
from tocsin.model.entered import now
from tocsin.notices.delivery.standing import MAIL, PACKAGED, Attempt, Ledger, act_of
from tocsin.response.case import DELIVERIES, Case
from tocsin.vault import Vault

SENT = "sent_letters"
"""The table beside the ledger's parts that says how each packaged letter is to be set."""


class MailRefused(Exception):
    """Something about the mail cannot be done as asked. The message says what to do."""


@dataclass(frozen=True, slots=True)
class News:
    """What a report says of one piece. line: of the file, for what cannot be used."""

    piece: str
    person: str | None
    attempt: int
    state: str
    on: str | None
    code: str | None
    why: str
    serial: str | None
    batch: str | None = None
    address: str | None = None
    line: int = 0


@dataclass(frozen=True, slots=True)
class Entered:
    """What came of a report. act: id to undo it with, None when nothing was new. known: said before.

    differs: pieces for which the ledger already has another date or reason for the same state.
    """

    act: str | None
    new: int
    known: int
    differs: tuple[str, ...]


def ledger_of(case: Case) -> Ledger:
    """The standing entries."""
    return Ledger.read(case.parts(DELIVERIES))


def new_act(letter: str = "d") -> str:
    """An id for what is entered at once."""
    return f"{letter}{secrets.token_hex(6)}"


def enter(
    case: Case, verb: str, news: Sequence[News], by: str, evidence: str | None, ledger: Ledger | None = None
) -> Entered:
    """Add what is new of a report to the ledger, all or none; what it has already is left alone."""
    if not by.strip():
        raise MailRefused("An entry needs a name (--by).")
    known, differs, fresh = 0, [], []
    ledger = ledger or ledger_of(case)
    seen: set[tuple[str, int, str, str | None]] = set()
    for one in news:
        before = _same(ledger, one)
        key = (one.piece, one.attempt, one.state, one.on if one.state == "in_transit" else None)
        if key in seen:
            known += 1
        elif before is None:
            seen.add(key)
            fresh.append(one)
        elif (one.on and before.on and one.on != before.on) or (one.code and one.code != before.code):
            differs.append(one.piece)
        else:
            known += 1
    if not fresh:
        return Entered(None, 0, known, tuple(differs))
    act = new_act()
    with case.vault.act(verb, act, pieces=len(fresh), **proof(evidence)):
        append(case.vault, act, rows_of(act, fresh, by, evidence), key=act)
    return Entered(act, len(fresh), known, tuple(differs))


def _same(ledger: Ledger, one: News) -> Any:
    for attempt in ledger.attempts.get(one.piece, ()):
        if attempt.number == one.attempt and attempt.channel == MAIL:
            for entry in attempt.entries:
                if entry.state == one.state and (one.state != "in_transit" or entry.on == one.on):
                    return entry
    return None


def proof(evidence: str | None) -> dict[str, Any]:
    """The digest of a file for the log, where there is one."""
    return {"evidence": evidence} if evidence else {}


def tally(counted: dict[str, int], word: str) -> None:
    """Count a word."""
    counted[word] = counted.get(word, 0) + 1


def rows_of(act: str, news: Sequence[News], by: str, evidence: str | None, channel: str = MAIL) -> pa.Table:
    """Rows of the ledger, column by column: a package has a hundred thousand of them."""
    count, at = len(news), now()
    columns: dict[str, list[Any]] = {
        "id": [f"{act}.{number}" for number in range(1, count + 1)],
        "at": [at] * count,
        "by": [by] * count,
        "channel": [channel] * count,
        "evidence": [evidence] * count,
        "withdraws": [None] * count,
    }
    for name in ("piece", "person", "attempt", "state", "on", "code", "why", "batch", "serial", "address"):
        columns[name] = [getattr(one, name) for one in news]
    return pa.table({name: columns[name] for name in SCHEMA.names}, schema=SCHEMA)


def append(vault: Vault, act: str, rows: pa.Table, key: str, **beside: pa.Table) -> None:
    """Put rows into the ledger's stream; ``key`` can be finished only once."""
    vault.append_part(DELIVERIES, {DELIVERIES: rows, **beside}, [key])


def undo(case: Case, ident: str, by: str, why: str = "") -> int:
    """Take back an act or a single entry; returns how many entries that are. Raises MailRefused.

    Nothing is deleted. A package whose pieces are already reported as printed or further stays.
    """
    ledger = ledger_of(case)
    hit = [entry for entry in ledger.entries if ident in (entry.id, act_of(entry.id))]
    if not hit:
        raise MailRefused(
            f"There is nothing to take back called {ident}. `tocsin mail log CASE` lists what was entered."
        )
    pieces = {(entry.piece, entry.attempt) for entry in hit if entry.state == PACKAGED}
    gone_on = [one for one in _attempts(ledger, pieces) if one.state != PACKAGED]
    if gone_on:
        raise MailRefused(
            f"{len(gone_on):,} pieces of {ident} are already reported as {gone_on[0].state}. Take those "
            "reports back first, or enter the pieces as withdrawn."
        )
    act = new_act("w")
    row = dict.fromkeys(SCHEMA.names) | {
        "id": f"{act}.1",
        "at": now(),
        "by": by,
        "piece": "",
        "attempt": 0,
        "channel": MAIL,
        "state": "taken_back",
        "why": why,
        "withdraws": ident,
    }
    with case.vault.act("undo_mail", act_of(ident), entries=len(hit)):
        append(case.vault, act, pa.Table.from_pylist([row], schema=SCHEMA), key=act)
    return len(hit)


def _attempts(ledger: Ledger, keys: set[tuple[str, int]]) -> Iterable[Attempt]:
    return (one for many in ledger.attempts.values() for one in many if (one.piece, one.number) in keys)


def acts(case: Case) -> list[dict[str, Any]]:
    """Every act in order: when, by whom, what, how many entries, and whether it stands."""
    ledger = ledger_of(case)
    taken_back = {entry.withdraws for entry in ledger.all if entry.withdraws}
    found: dict[str, dict[str, Any]] = {}
    for entry in ledger.all:
        act = act_of(entry.id)
        told = found.setdefault(
            act,
            {
                "act": act,
                "at": entry.at,
                "by": entry.by,
                "what": f"takes back {entry.withdraws}" if entry.withdraws else entry.state,
                "entries": 0,
                "evidence": entry.evidence,
                "stands": act not in taken_back,
            },
        )
        told["entries"] += 1
    return list(found.values())


def address_print(case: Case, person: Mapping[str, Any]) -> str:
    """Keyed fingerprint of a postal address: equal for two spellings that differ in case and marks only."""
    parts = [str(person[name] or "") for name in ("street", "city", "state", "postal_code", "country")]
    parts[4] = "" if parts[4].upper() in {"US", "USA", "UNITED STATES"} else parts[4]
    plain = "|".join("".join(sign for sign in part.upper() if sign.isalnum()) for part in parts)
    return hmac.new(case.vault.purpose_key("address"), plain.encode(), "sha256").hexdigest()[:32]
