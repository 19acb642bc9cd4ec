"""What mail houses say of letters: asked for, or read from a file of webhooks; and letters taken back."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from tocsin.model.entered import now
from tocsin.notices.delivery.standing import ACCEPTED, DELIVERED, RETURNED, SENDING, WITHDRAWN, Attempt
from tocsin.notices.houses.house import House, HouseError, Kind, Told, error_code, events
from tocsin.notices.houses.line import NoAnswer
from tocsin.response.case import Case
from tocsin.response.delivering import Entered, MailRefused, News, enter, ledger_of
from tocsin.response.house_allowing import server_of
from tocsin.response.housing import packages_of
from tocsin.response.progress import Watcher
from tocsin.response.returning import EVIDENCE

FINAL = frozenset({DELIVERED, RETURNED, WITHDRAWN, SENDING})
"""States of a letter about which a house is not asked."""

WHY = "as the mail house says"


@dataclass(frozen=True, slots=True)
class Fetched:
    """What was learnt. states: of what is new. strange: reports about letters that are not this case's."""

    asked: int
    entered: Entered
    states: Mapping[str, int]
    strange: int = 0
    stopped: str = ""


def fetch(
    case: Case, kind: Kind, house: House, by: str, watcher: Watcher, wait: Callable[[float], None]
) -> Fetched:
    """Ask about every letter that the house took and whose end is not known. Raises MailRefused."""
    server_of(case, kind)
    open_ = {ident: one for ident, one in _by_ident(case, kind).items() if one.state not in FINAL}
    told: list[Told] = []
    asked, stopped = 0, ""
    with watcher.work("Asking the mail house", float(len(open_))) as bar:
        for ident in open_:
            wait(1 / kind.a_second)
            try:
                reply = house.ask(ident)
            except NoAnswer:
                stopped = "The mail house stopped answering; what it said until then was entered."
                break
            if reply.status != 200:
                stopped = f"The mail house did not say how letters stand ({error_code(reply)})."
                break
            told += [one for one in house.told(reply.fields) if one.ident == ident]
            asked += 1
            bar.advance(1.0)
    entered, states, _ = _entered(case, kind, told, by, None)
    return Fetched(asked, entered, states, stopped=stopped)


def take_events(case: Case, kind: Kind, path: Path, by: str) -> Fetched:
    """Read a file of webhooks. The same file twice adds nothing. Raises MailRefused, HouseError."""
    content = path.read_bytes()
    digest = hashlib.sha256(content).hexdigest()
    told = events(kind, content)
    with case.vault.act("mail_house_events", kind.key, events=len(told), evidence=digest):
        entered, states, strange = _entered(case, kind, told, by, digest)
        if entered.act is not None:
            case.vault.put_document(EVIDENCE, f"{digest[:16]} {path.name}", content)
    return Fetched(len(told), entered, states, strange)


def cancel(case: Case, kind: Kind, house: House, pieces: Sequence[str], by: str, why: str) -> dict[str, bool]:
    """Take letters back at the house, where it still can; pieces → whether it could. Raises MailRefused."""
    server_of(case, kind)
    if not by.strip() or not why.strip():
        raise MailRefused("This needs a name (--by) and a reason (--because).")
    at_house = {one.piece: ident for ident, one in _by_ident(case, kind).items() if one.state == ACCEPTED}
    if missing := [piece for piece in pieces if piece not in at_house]:
        raise MailRefused(
            f"{', '.join(missing)}: not with {kind.key}, or further on already. Nothing was cancelled."
        )
    done: dict[str, bool] = {}
    try:
        for piece in dict.fromkeys(pieces):
            done[piece] = house.cancel(at_house[piece])
    except NoAnswer:
        raise HouseError(
            "The mail house stopped answering. What it cancelled is entered; ask again for the rest."
        ) from None
    finally:
        gone = [Told(at_house[piece], WITHDRAWN, now()[:10]) for piece, could in done.items() if could]
        _entered(case, kind, gone, by, None, f"cancelled at the mail house: {why}")
    return done


def _by_ident(case: Case, kind: Kind) -> dict[str, Attempt]:
    """Attempts by their id at this house."""
    found: dict[str, Attempt] = {}
    ours = packages_of(case, kind)
    for many in ledger_of(case).attempts.values():
        for one in many:
            taken = one.has(ACCEPTED)
            if taken is not None and taken.code and taken.batch in ours:
                found[taken.code] = one
    return found


def _entered(
    case: Case, kind: Kind, told: Iterable[Told], by: str, evidence: str | None, why: str = WHY
) -> tuple[Entered, dict[str, int], int]:
    known = _by_ident(case, kind)
    news, strange = [], 0
    for one in told:
        attempt = known.get(one.ident)
        if attempt is None:
            strange += 1
            continue
        news.append(
            News(
                attempt.piece,
                attempt.person,
                attempt.number,
                one.state,
                one.on or None,
                None,
                why if one.state != RETURNED else "returned; no reason was given",
                attempt.serial,
                attempt.entries[0].batch,
                attempt.address,
            )
        )
    before = Counter(entry.state for entry in ledger_of(case).entries)
    entered = enter(case, "fetch_mail_house", news, by, evidence)
    after = Counter(entry.state for entry in ledger_of(case).entries)
    return entered, dict(after - before), strange
