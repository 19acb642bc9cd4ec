"""The sending of e-mail: what is about to leave is recorded before, what the server said after.

A chunk of messages is entered as ``sending`` in the case; a journal beside the vault
(``channels/journal.py``) notes each one before its first byte leaves. After a crash every message is known as
sent, not sent, or, for the one that was being handed over, uncertain. An uncertain one is asked about and
never sent again by itself.
"""

from __future__ import annotations

import secrets
import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pyarrow.compute as pc

from tocsin.model.entered import DELIVERIES as SCHEMA
from tocsin.model.entered import now
from tocsin.model.tables import table
from tocsin.notices.channels.bounce import meaning
from tocsin.notices.channels.journal import Journal, noted
from tocsin.notices.channels.pace import Throttle, ordered
from tocsin.notices.channels.server import MailSettings
from tocsin.notices.channels.smtp import DEFERRED, REFUSED, UNCERTAIN, Answer, Link, MailServerError
from tocsin.notices.channels.verp import return_path
from tocsin.response.case import DELIVERIES, Case
from tocsin.response.emailing import (
    EMAIL,
    EmailRefused,
    Outgoing,
    check_sendable,
    email_plan,
    frame_of,
    keep_running,
    keep_test,
    settings_of,
    test_message,
    tracks,
    written,
)
from tocsin.response.progress import Bar, Watcher

SENDING, NOT_SENT = "sending", "not_sent"
JOURNAL = "email.journal"
CHUNK = 200
"""Messages entered at a time."""

ENOUGH_REFUSED = 25
"""After so many refusals or deferrals in a row something is wrong with us, and the run stops."""

Write = Callable[[Outgoing, datetime], bytes]
"""Makes a message as it leaves, dated with the moment its sending was first begun."""


@dataclass(frozen=True, slots=True)
class Sent:
    """What became of a run. stopped: why it ended before its end, or empty. left: not sent this time."""

    run: str
    states: Mapping[str, int]
    left: int
    stopped: str = ""


def verp_key(case: Case) -> bytes:
    """The key that return addresses of this case are signed with."""
    return case.vault.purpose_key("returns")


def send_test(case: Case, to: str, password: str) -> Answer:
    """Send one message with stand-ins to oneself. Raises EmailRefused, MailServerError."""
    settings = settings_of(case)
    with Link(settings.server, password) as link:
        answer = link.send(settings.returns, to, test_message(case, to), lambda: None)
    if answer.state != "sent":
        raise EmailRefused(
            f"The server did not take the test message: {answer.state}, {answer.code} "
            f"({meaning(answer.code)})."
        )
    with case.vault.act("email_test", "case"):
        keep_test(case)
    return answer


def send_all(case: Case, by: str, password: str, watcher: Watcher) -> Sent:
    """Send what is still to be sent; a stopped run goes on. Raises EmailRefused, MailServerError."""
    settle(case, by)
    settings, found = settings_of(case), email_plan(case)
    check_sendable(case, found, settings)
    if not found.going:
        raise EmailRefused(
            "There is nothing to send. `tocsin email status CASE` shows where each message is."
        )
    begun = {track.piece: track.began for track in tracks(case).values()}

    def write(one: Outgoing, at: datetime) -> bytes:
        first = datetime.fromisoformat(begun[one.piece]) if one.piece in begun else at
        return written(frame_of(found.plan, settings, first), one)

    keep_running(case, found, settings)
    with watcher.work("Sending e-mail", len(found.going)) as bar, Link(settings.server, password) as link:
        link.open()
        with case.vault.act("send_email", "case", sign=True, messages=len(found.going)):
            run = f"r{secrets.token_hex(4)}"
        return dispatch(case, run, by, found.going, write, link, settings, bar)


def dispatch(
    case: Case,
    run: str,
    by: str,
    going: Sequence[Outgoing],
    write: Write,
    link: Link,
    settings: MailSettings,
    bar: Bar,
    wait: Callable[[float], None] = time.sleep,
) -> Sent:
    """Send these messages, chunk by chunk, each domain at its pace."""
    counted: Counter[str] = Counter()
    line = list(ordered(going, lambda one: one.domain, settings.pace.seconds))
    desk = _Desk(case, run, by, write, link, settings, bar, wait)
    stopped = ""
    for start in range(0, len(line), CHUNK):
        states, stopped = desk.chunk(line[start : start + CHUNK])
        counted.update(states)
        if stopped:
            break
    done = sum(number for state, number in counted.items() if state not in {NOT_SENT, DEFERRED})
    return Sent(run, dict(counted), len(line) - done, stopped)


class _Desk:
    """Sends chunks of one run."""

    def __init__(
        self,
        case: Case,
        run: str,
        by: str,
        write: Write,
        link: Link,
        settings: MailSettings,
        bar: Bar,
        wait: Callable[[float], None],
    ) -> None:
        self._case, self._run, self._by = case, run, by
        self._write, self._link, self._settings, self._bar, self._wait = write, link, settings, bar, wait
        self._throttle = Throttle(settings.pace.seconds, time.monotonic)
        self._key = verp_key(case)
        self._in_a_row = 0

    def chunk(self, messages: Sequence[Outgoing]) -> tuple[list[str], str]:
        """Record, send, record. Gives the state of each message, and why the run must stop, or nothing."""
        at = datetime.now(UTC).replace(microsecond=0)
        intents = [_row(self._by, self._run, one, SENDING, on=at.isoformat()) for one in messages]
        answers: list[Answer] = []
        stopped = ""
        # The journal is there before the intents are: a crash between the two leaves nothing in doubt.
        with Journal(journal_path(self._case), intents[0]["id"]) as journal:
            record(self._case, intents)
            for number, one in enumerate(messages):
                try:
                    answers.append(self._send(number, one, at, journal))
                except MailServerError as error:
                    stopped = str(error)
                    break
                stopped = self._enough(answers[-1])
                if stopped:
                    break
        answers += [Answer(NOT_SENT)] * (len(messages) - len(answers))
        record(self._case, [_result(self._by, row, a) for row, a in zip(intents, answers, strict=True)])
        journal_path(self._case).unlink()
        return [answer.state for answer in answers], stopped

    def _send(self, number: int, one: Outgoing, at: datetime, journal: Journal) -> Answer:
        pause = self._throttle.wait(one.domain)
        if pause > 0:
            self._wait(pause)
        path = return_path(self._settings.returns, one.piece, one.attempt, self._key)
        answer = self._link.send(path, one.to, self._write(one, at), lambda: journal.begun(number))
        journal.ended(number, answer.state, answer.code)
        self._bar.advance(1.0)
        return answer

    def _enough(self, answer: Answer) -> str:
        if answer.ours:
            return (
                f"The mail server does not take mail from {self._settings.sender.address}: {answer.code} "
                f"({meaning(answer.code)}). The run was stopped; nothing is lost."
            )
        self._in_a_row = self._in_a_row + 1 if answer.state in {REFUSED, DEFERRED} else 0
        if self._in_a_row < ENOUGH_REFUSED:
            return ""
        return (
            f"{ENOUGH_REFUSED} messages in a row were not taken, the last with {answer.code} "
            f"({meaning(answer.code)}). The run was stopped before more go back to paper; ask who runs the "
            "server."
        )


def journal_path(case: Case) -> Path:
    """Beside the vault's own files; numbers and codes only."""
    return case.vault.folder / JOURNAL


def settle(case: Case, by: str) -> Counter[str]:
    """After a crash: what became of the messages that were entered and have no result. Counts by state."""
    pending = _pending(case)
    if not pending:
        return Counter()
    journal = noted(journal_path(case))
    rows = []
    for number, row in enumerate(pending):
        if journal is None or journal.chunk != pending[0]["id"]:
            answer = Answer(UNCERTAIN)
        elif number in journal.ended:
            answer = Answer(*journal.ended[number])
        else:
            answer = Answer(UNCERTAIN if number in journal.begun else NOT_SENT)
        rows.append(_result(by, row, answer))
    record(case, rows)
    journal_path(case).unlink(missing_ok=True)
    return Counter(row["state"] for row in rows)


def _pending(case: Case) -> list[dict[str, Any]]:
    """Rows entered as ``sending`` that no later row of the same message follows, in order."""
    waiting: dict[str, dict[str, Any]] = {}
    found = case.table(DELIVERIES)
    rows = [] if found is None else found.filter(pc.equal(found["channel"], EMAIL)).to_pylist()
    for row in rows:
        waiting.pop(row["serial"], None)
        if row["state"] == SENDING:
            waiting[row["serial"]] = row
    return list(waiting.values())


def resolve(case: Case, pieces: Iterable[str], by: str, why: str, *, sent: bool) -> int:
    """Say of uncertain messages whether they were sent. Those that were not can be sent again.

    Raises EmailRefused naming a piece that is not uncertain; then nothing is entered.
    """
    if not by.strip() or not why.strip():
        raise EmailRefused("This needs a name (--by) and how you know (--because).")
    settle(case, by)
    known = tracks(case)
    rows = []
    for piece in dict.fromkeys(pieces):
        track = known.get(piece)
        if track is None or track.state != UNCERTAIN:
            raise EmailRefused(
                f"{piece} is not uncertain. `tocsin email uncertain CASE` lists those that are."
            )
        said = {"state": "sent" if sent else NOT_SENT, "why": why}
        rows.append(
            _entry(by)
            | said
            | {
                "piece": piece,
                "person": track.person,
                "attempt": track.attempt,
                "serial": track.serial,
                "address": track.address,
            }
        )
    record(case, rows)
    return len(rows)


def record(case: Case, rows: Sequence[Mapping[str, Any]]) -> None:
    """Append entries to the ledger of deliveries."""
    if rows:
        keys = [f"{EMAIL}:{row['id']}" for row in rows]
        case.vault.append_part(DELIVERIES, {DELIVERIES: table(SCHEMA, rows)}, keys)


def _entry(by: str) -> dict[str, Any]:
    return {"id": f"m{secrets.token_hex(8)}", "at": now(), "by": by, "channel": EMAIL}


def _row(by: str, run: str, one: Outgoing, state: str, on: str) -> dict[str, Any]:
    return _entry(by) | {
        "piece": one.piece,
        "person": one.person,
        "attempt": one.attempt,
        "state": state,
        "on": on,
        "batch": run,
        "serial": one.ident,
        "address": one.address,
    }


_WHY = {
    "sent": "the mail server took it",
    REFUSED: "the mail server refused it",
    DEFERRED: "the mail server could not take it now",
    UNCERTAIN: "the connection or the program ended while it was handed over",
    NOT_SENT: "the run was stopped before it was handed over",
}


def _result(by: str, intent: Mapping[str, Any], answer: Answer) -> dict[str, Any]:
    kept = {name: intent[name] for name in ("piece", "person", "attempt", "batch", "serial", "address", "on")}
    told = f"{_WHY[answer.state]}: {meaning(answer.code)}" if answer.code and answer.state != "sent" else ""
    return (
        _entry(by)
        | kept
        | {"state": answer.state, "code": answer.code or None, "why": told or _WHY[answer.state]}
    )


def entries(case: Case) -> Iterator[dict[str, Any]]:
    """The e-mail entries of the ledger, in order."""
    found = case.table(DELIVERIES)
    if found is not None:
        yield from found.filter(pc.equal(found["channel"], EMAIL)).to_pylist()
