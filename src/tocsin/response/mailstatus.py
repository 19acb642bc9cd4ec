"""Where the mail stands: who was not reached, what was done about it, and what the law asks next."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from typing import Any

from tocsin.notices.delivery import codes
from tocsin.notices.delivery.standing import (
    BOUNCED,
    MAIL,
    NOT_REACHED,
    OUT,
    PACKAGED,
    RETURNED,
    SUBSTITUTE,
    SUBSTITUTE_CHANNEL,
    WITHDRAWN,
    Ledger,
    Reconciled,
    reconcile,
)
from tocsin.notices.delivery.substitute import Counted, held_against, triggers
from tocsin.response.case import Case
from tocsin.response.delivering import MailRefused, News, append, ledger_of, new_act, proof, rows_of
from tocsin.response.mailkeeping import packages, sent_letters

CANNOT, WAITING = "cannot_be_sent", "waiting"
_ROWS = 8_192


@dataclass(frozen=True, slots=True)
class Person:
    """A person who was not reached. did: what was done so far, one sentence each; next: what to do."""

    piece: str
    person: str
    place: str | None
    state: str
    why: str
    attempts: int
    did: tuple[str, ...]
    next: str


DOUBTFUL = frozenset({"uncertain", "deferred", "not_sent"})
"""States of an e-mail after which it is not known to have arrived, nor to have come back."""

_NEXT = {
    WITHDRAWN: "send it another way (mail package, or mail send)",
    BOUNCED: "it goes on paper (mail package)",
    "refused": "it goes on paper (mail package)",
    "uncertain": "look into the mail server's log (email uncertain, then email resolve)",
    "deferred": "send it again (email send)",
    "not_sent": "send it (email send)",
}
"""What to do next by state, where the reason does not matter."""

_OF_NOTICES = ("id", "person", "kind", "state", "jurisdiction", "obligations", "variant", "reason")


def pieces(case: Case, ledger: Ledger) -> Iterator[tuple[dict[str, Any], str]]:
    """Every letter of the case with its state over all attempts, some rows in memory at a time."""
    if case.vault.table_ref("notices") is None:
        case.need("notices", "notices")
    for batch in case.vault.read_table("notices", _OF_NOTICES):
        for start in range(0, batch.num_rows, _ROWS):
            for row in batch.slice(start, _ROWS).to_pylist():
                if row["kind"] == "letter":
                    yield row, _state(ledger, row)


def _state(ledger: Ledger, row: dict[str, Any]) -> str:
    found = ledger.state_of(row["id"], row["person"])
    if found:
        return found
    return CANNOT if row["state"] == CANNOT else WAITING


def status(case: Case, cost_of_letter: float | None = None) -> dict[str, Any]:
    """Counts by state and place, packages with their counts, and substitute notice by duty."""
    ledger = ledger_of(case)
    states: Counter[str] = Counter()
    places: dict[str, Counter[str]] = {}
    for row, state in pieces(case, ledger):
        states[state] += 1
        places.setdefault(row["jurisdiction"] or "not known", Counter())[state] += 1
    reasons: Counter[str] = Counter()
    remailed = 0
    for attempts in ledger.attempts.values():
        mailed = [one for one in attempts if one.channel == MAIL]
        remailed += len(mailed) > 1
        if mailed and mailed[-1].state == RETURNED:
            reasons[mailed[-1].last.why or "no reason given"] += 1
    counts = ledger.batches()
    return {
        "letters": states.total(),
        "states": dict(states.most_common()),
        "mailed_again": remailed,
        "returned_because": dict(reasons.most_common()),
        "places": {place: dict(found) for place, found in sorted(places.items())},
        "packages": [
            {name: one[name] for name in ("id", "kind", "made_at", "by", "manifest", "written", "stands")}
            | {"states": dict(counts.get(one["id"], Counter()))}
            for one in packages(case, ledger)
        ],
        "substitute": [asdict(one) for one in substitute(case, cost_of_letter, ledger)],
    }


def not_reached(case: Case) -> list[Person]:
    """Who was not reached, and what was done about it. The reading is logged."""
    ledger, found = ledger_of(case), []
    for row, state in pieces(case, ledger):
        if state in OUT or not (state in NOT_REACHED or state in DOUBTFUL or state in {CANNOT, SUBSTITUTE}):
            continue
        attempts = ledger.attempts.get(row["id"], [])
        why = row["reason"] or "" if state == CANNOT else (attempts[-1].last.why or "" if attempts else "")
        found.append(
            Person(
                row["id"],
                row["person"],
                row["jurisdiction"],
                state,
                why,
                len(attempts),
                tuple(_did(ledger, row)),
                _next(state, why),
            )
        )
    case.vault.log("list_not_reached", "case", people=len(found))
    return found


def _did(ledger: Ledger, row: dict[str, Any]) -> Iterator[str]:
    for attempt in ledger.attempts.get(row["id"], []):
        for entry in attempt.entries:
            told = entry.why and (entry.state in NOT_REACHED or entry.state in DOUBTFUL)
            why = f" ({entry.why})" if told else ""
            said, by = entry.state.replace("_", " "), "" if attempt.channel == MAIL else " by e-mail"
            yield f"{(entry.on or entry.at)[:10]} attempt {attempt.number}{by}: {said}{why}"
    given = ledger.substitutes.get(row["person"])
    if given is not None:
        yield f"{given.on or given.at[:10]}: substitute notice ({given.why})"


def _next(state: str, why: str) -> str:
    if state == SUBSTITUTE:
        return "nothing: substitute notice was given"
    if state in _NEXT:
        return _NEXT[state]
    if state == CANNOT:
        return "find an address (people export --for lookup), or count toward substitute notice"
    reason = codes.reason_of(why) or next(
        (one for one in codes.reasons().values() if one.says == why), codes.reasons()[codes.NOT_TOLD]
    )
    return reason.advice


def reconciliation(case: Case) -> list[Reconciled]:
    """Printed = mailed = manifest for every standing package, and every piece in which they differ."""
    ledger = ledger_of(case)
    standing = {one["id"] for one in packages(case, ledger) if one["stands"]}
    manifests: dict[str, list[tuple[str, int]]] = {ident: [] for ident in sorted(standing)}
    table = sent_letters(case)
    columns = (table[name].to_pylist() for name in ("package", "piece", "attempt"))
    for package, piece, attempt in zip(*columns, strict=True):
        if package in standing:
            manifests[package].append((piece, attempt))
    return reconcile(ledger, manifests)


def substitute(
    case: Case, cost_of_letter: float | None = None, ledger: Ledger | None = None
) -> list[Counted]:
    """For every duty to individuals with a trigger: whom it reaches, who was not reached, what follows.

    cost_of_letter: dollars for one letter, printing and postage; None: not known.
    """
    obligations = {row["id"]: row for row in case.need("obligations", "assess").to_pylist()}
    ledger = ledger or ledger_of(case)
    told: Counter[str] = Counter()
    missed: Counter[str] = Counter()
    kin: Counter[str] = Counter()
    replaced: Counter[str] = Counter()
    affected = 0
    for row, state in pieces(case, ledger):
        affected += 1
        unreached = state in NOT_REACHED or state in {CANNOT, SUBSTITUTE}
        for duty in row["obligations"]:
            told[duty] += 1
            if unreached:
                missed[duty] += 1
                kin[duty] += "/deceased/" in (row["variant"] or "")
                replaced[duty] += row["person"] in ledger.substitutes
    found = []
    for duty, count in sorted(told.items()):
        asked = triggers(obligations[duty]["channel"] or ()) if duty in obligations else []
        findings = tuple(
            held_against(
                one, unreached=missed[duty], told=count, affected=affected, cost_of_letter=cost_of_letter
            )
            for one in asked
        )
        if findings:
            found.append(Counted(duty, count, missed[duty], kin[duty], replaced[duty], findings))
    return found


def give_substitute(case: Case, place: str | None, on: str, how: str, by: str, evidence: str | None) -> int:
    """Record that substitute notice was given to everybody not reached (of a place); returns how many."""
    if not by.strip():
        raise MailRefused("An entry needs a name (--by).")
    ledger, news = ledger_of(case), []
    for row, state in pieces(case, ledger):
        missed = state in NOT_REACHED or state == CANNOT
        if (
            missed
            and row["person"] not in ledger.substitutes
            and (place is None or row["jurisdiction"] == place)
        ):
            news.append(News(row["id"], row["person"], 0, SUBSTITUTE, on, None, how, None))
    if not news:
        raise MailRefused("There is nobody left for whom substitute notice would stand in.")
    act = new_act()
    with case.vault.act("substitute_notice", act, sign=True, people=len(news), **proof(evidence)):
        append(case.vault, act, rows_of(act, news, by, evidence, SUBSTITUTE_CHANNEL), key=act)
    return len(news)


def counts_for_board(case: Case) -> dict[str, int]:
    """What the board shows of the mail; empty before anything was packaged."""
    ledger = ledger_of(case)
    if not ledger.entries or case.table("notices") is None:
        return {}
    states = Counter(state for _, state in pieces(case, ledger))
    return {
        "packaged": sum(states[one] for one in (PACKAGED, "printed", "spoiled")),
        "out": sum(states[one] for one in OUT),
        "returned": sum(states[one] for one in NOT_REACHED),
        "substitute": states[SUBSTITUTE],
        "cannot_be_sent": states[CANNOT],
        "waiting": states[WAITING],
    }
