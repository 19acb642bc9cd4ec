"""Letters through a mail house: allowed for the case, ordered piece by piece, once each, whatever breaks.

Pieces are packaged as for a printer, in one transaction with the addresses they go to. Before some of them
are ordered they are entered as ``sending``, then as ``accepted`` with the house's id. What was ordered and
has no answer is ordered again with the same idempotency key, or looked up at the house by its mark; where a
house has no such keys and does not list a letter, only a person may have it ordered once more.
"""

from __future__ import annotations

import json
import time
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from typing import Any

import pyarrow as pa

from tocsin.model.entered import now
from tocsin.notices import single
from tocsin.notices.address import clean, is_abroad
from tocsin.notices.delivery.standing import ACCEPTED, MAIL, PACKAGED, SENDING, WITHDRAWN, Attempt
from tocsin.notices.houses.house import House, HouseError, Kind, Place, error_code
from tocsin.notices.houses.line import NoAnswer, Reply
from tocsin.notices.people import full_name, window_name
from tocsin.response.approving import standing
from tocsin.response.case import Case
from tocsin.response.delivering import MailRefused, News, append, ledger_of, new_act, rows_of
from tocsin.response.house_allowing import server_of
from tocsin.response.mailkeeping import HOUSE, PACKAGES, Job, packages, plan_of, sent_letters
from tocsin.response.packaging import Sheet, check_job, commit, waiting
from tocsin.response.progress import Watcher

CHUNK = 25
"""Pieces entered at a time."""

TRIES = 5
ENOUGH_REFUSED = 25
MARGIN_HOURS = 1.0
"""By so much sooner a key is taken to have expired."""

LONGEST_WAIT = 60.0


@dataclass(frozen=True, slots=True)
class Estimate:
    """What sending would do. abroad: left for the printer. cost: dollars, by the price that was named."""

    pieces: int
    sheets: int
    abroad: int
    under_way: int
    cost: float
    to: str


@dataclass(frozen=True, slots=True)
class Ordered:
    """What became of a run. doubtful: pieces that the house does not list; only a person may repeat them."""

    package: str
    states: Mapping[str, int]
    left: int
    doubtful: tuple[str, ...] = ()
    stopped: str = ""


def estimate(case: Case, kind: Kind, price: float, limit: int | None = None) -> Estimate:
    """What sending would order and cost, before anything leaves. price: dollars a letter, as agreed."""
    left = _unsettled(case, kind)
    if left is not None:
        going = [one for one in _attempts(case, left) if one.state in {PACKAGED, SENDING}]
        return Estimate(len(going), 0, 0, len(going), price * len(going), server_of(case, kind))
    sheets = waiting(case, None, returned=False)
    home = [sheet for sheet in sheets if not is_abroad(sheet.person)]
    chosen = home[:limit] if limit else home
    paper = sum(-(-sheet.pages // 2) + 1 for sheet in chosen)
    abroad = len(sheets) - len(home)
    return Estimate(len(chosen), paper, abroad, 0, price * len(chosen), server_of(case, kind))


def send(
    case: Case,
    kind: Kind,
    house: House,
    watcher: Watcher,
    *,
    by: str,
    limit: int | None = None,
    again: bool = False,
    wait: Callable[[float], None] = time.sleep,
    clock: Callable[[], float] = time.time,
) -> Ordered:
    """Order the letters that nobody was sent yet; a stopped run goes on with its own pieces only.

    again: order once more what was in doubt and the house does not list (of houses without keys).
    Raises MailRefused before anything leaves.
    """
    server_of(case, kind)
    may_be_sent, words = standing(case)
    ident = _unsettled(case, kind)
    if ident is None:
        if not may_be_sent:
            raise MailRefused(f"Nothing was ordered. {words}")
        ident = _commit(case, kind, by, limit)
    else:
        watcher.note(f"Package {ident} was not finished; it goes on.")
    with case.vault.act("order_letters", ident, sign=True):
        pass
    return _Desk(case, kind, house, by, ident, again, wait, clock).run(watcher)


def _commit(case: Case, kind: Kind, by: str, limit: int | None) -> str:
    sheets = [sheet for sheet in waiting(case, None, returned=False) if not is_abroad(sheet.person)]
    if not sheets:
        raise MailRefused("Every letter that can be sent within the country is already packaged or sent.")
    job = Job(printer=kind.says, insert="address page of the mail house")
    check_job(case, job, by)
    chosen = sheets[:limit] if limit else sheets
    places = {sheet.piece.id: asdict(_place(sheet)) for sheet in chosen}
    about = {"house": kind.key, "to": places}
    return commit(case, chosen, job, by, (), HOUSE, beside=json.dumps(about).encode())


def _place(sheet: Sheet) -> Place:
    person, reader = sheet.person, sheet.group.reader
    names = window_name(full_name(person), reader.kind, reader.language)
    streets = [clean(line) for line in str(person["street"] or "").replace(";", "\n").split("\n")]
    streets = [line for line in streets if line]
    return Place(
        name=names[-1],
        relation=" ".join(names[:-1]),
        street=streets[0],
        street2=", ".join(streets[1:]),
        city=clean(person["city"]),
        state=clean(person["state"]),
        postal_code=clean(person["postal_code"]),
    )


def _unsettled(case: Case, kind: Kind) -> str | None:
    """The package of this house with pieces that it has not answered for, or None."""
    for ident in packages_of(case, kind):
        if any(one.state in {PACKAGED, SENDING} for one in _attempts(case, ident)):
            return ident
    return None


def packages_of(case: Case, kind: Kind) -> list[str]:
    """Standing packages that go through this house, oldest first."""
    return [
        str(one["id"])
        for one in packages(case)
        if one["stands"] and one["kind"] == HOUSE and _about(case, one["id"])["house"] == kind.key
    ]


def _about(case: Case, ident: str) -> dict[str, Any]:
    return dict(json.loads(case.vault.get_document(PACKAGES, f"{ident}.beside") or b"{}"))


def _attempts(case: Case, ident: str) -> list[Attempt]:
    return [
        one
        for many in ledger_of(case).attempts.values()
        for one in many
        if one.channel == MAIL and one.entries[0].batch == ident
    ]


def mark_of(ident: str, piece: str, attempt: int) -> str:
    """How the house knows a letter: no personal data, and never the same for two."""
    return f"{ident}.{piece}.{attempt}"


@dataclass(slots=True)
class _Order:
    """A piece on its way to the house. begun: whether it may have been ordered already."""

    row: Mapping[str, Any]
    attempt: Attempt
    begun: bool


class _Desk:
    """Orders the pieces of one package. One use."""

    def __init__(
        self,
        case: Case,
        kind: Kind,
        house: House,
        by: str,
        ident: str,
        again: bool,
        wait: Callable[[float], None],
        clock: Callable[[], float],
    ) -> None:
        self._case, self._kind, self._house, self._by, self._ident = case, kind, house, by, ident
        self._again, self._wait, self._clock = again, wait, clock
        record = next(one for one in packages(case) if one["id"] == ident)
        self._made_at = datetime.fromisoformat(record["made_at"]).timestamp()
        self._plan = plan_of(case, sent_letters(case, ident), record)
        self._pieces = {piece.id: piece for piece in self._plan.pieces}
        self._to = {piece: Place(**place) for piece, place in _about(case, ident)["to"].items()}
        self._sender = _sender(case)
        attempts = _attempts(case, ident)
        self._known = {one.last.code: one.piece for one in attempts if one.state == ACCEPTED}
        self._doubtful: list[str] = []
        self._in_a_row = 0

    def run(self, watcher: Watcher) -> Ordered:
        """Every piece without an answer, chunk by chunk."""
        rows = {row["piece"]: row for row in sent_letters(self._case, self._ident).to_pylist()}
        orders = [
            _Order(rows[one.piece], one, one.state == SENDING)
            for one in _attempts(self._case, self._ident)
            if one.state in {PACKAGED, SENDING}
        ]
        orders.sort(key=lambda order: order.row["sequence"])
        self._quiet(orders)
        counted: Counter[str] = Counter()
        stopped = ""
        with watcher.work("Ordering letters", float(len(orders))) as bar:
            for start in range(0, len(orders), CHUNK):
                states, stopped = self._chunk(orders[start : start + CHUNK])
                counted.update(states)
                bar.advance(float(len(states)))
                if stopped:
                    break
        left = len(orders) - counted.total() - len(self._doubtful)
        return Ordered(self._ident, dict(counted), left, tuple(self._doubtful), stopped)

    def _quiet(self, orders: Sequence[_Order]) -> None:
        """Where there are no keys: what is under way from before has arrived by then, or never will."""
        begun = [_moment(order.attempt.last.at) for order in orders if order.begun]
        if begun and not self._keyed():
            self._wait(max(0.0, max(begun) + self._kind.quiet_seconds - self._clock()))

    def _keyed(self) -> bool:
        """Whether the house still knows every key of this package."""
        age = (self._clock() - self._made_at) / 3600
        return age < self._kind.key_hours - MARGIN_HOURS

    def _chunk(self, orders: Sequence[_Order]) -> tuple[list[str], str]:
        self._enter([self._news(order, SENDING, None, "") for order in orders if not order.begun])
        news, stopped = [], ""
        try:
            for order in orders:
                said = self._order(order)
                if said is not None:
                    news.append(said)
                if self._in_a_row >= ENOUGH_REFUSED:
                    raise HouseError(
                        f"{ENOUGH_REFUSED} letters in a row were not taken, the last with "
                        f"{news[-1].code}. Nothing more was ordered; ask the mail house."
                    )
        except HouseError as error:
            stopped = str(error)
        self._enter(news)
        return [one.state for one in news], stopped

    def _order(self, order: _Order) -> News | None:
        """Order one piece; None: in doubt, and not ordered again."""
        mark = mark_of(self._ident, order.attempt.piece, order.attempt.number)
        doubt = order.begun
        for number in range(TRIES):
            if doubt and not self._keyed():
                known = self._found(mark)
                if known is not None:
                    return self._taken(order, known)
                if not self._kind.key_hours and not self._again:
                    self._doubtful.append(order.attempt.piece)
                    return None
            self._wait(1 / self._kind.a_second)
            try:
                reply = self._house.create(
                    mark, self._to[order.attempt.piece], self._sender, self._pdf(order)
                )
            except NoAnswer:
                doubt = True
                self._pause(number, None)
                continue
            if reply.status in {200, 201}:
                return self._taken(order, self._house.made(reply, mark))
            if reply.status == 429:
                self._pause(number, reply)
            elif reply.status == 408 or reply.status >= 500:
                doubt = True
                self._pause(number, reply)
            elif reply.status in {401, 403}:
                raise HouseError(f"The mail house does not take this key ({error_code(reply)}).")
            else:
                return self._refused(order, reply)
        raise HouseError(
            f"The mail house does not answer, after {TRIES} tries. Run it again later: it goes on."
        )

    def _pause(self, number: int, reply: Reply | None) -> None:
        """Wait longer each time, or as long as the house asks; without keys, until it must have arrived."""
        asked = (
            float("0" + "".join(filter(str.isdigit, reply.headers.get("retry-after", "")))) if reply else 0.0
        )
        seconds = min(max(asked, 2.0**number), LONGEST_WAIT)
        busy = reply is not None and reply.status == 429
        if not busy and not self._keyed():
            seconds = max(seconds, self._kind.quiet_seconds)
        self._wait(seconds)

    def _found(self, mark: str) -> str | None:
        for number in range(TRIES):
            try:
                return self._house.find(mark)
            except NoAnswer:
                self._wait(min(2.0**number, LONGEST_WAIT))
        raise HouseError("The mail house does not say which letters it has. Run it again later: it goes on.")

    def _pdf(self, order: _Order) -> bytes:
        return single(self._plan, self._pieces[order.attempt.piece])

    def _taken(self, order: _Order, ident: str) -> News:
        piece = self._known.setdefault(ident, order.attempt.piece)
        if piece != order.attempt.piece:
            raise HouseError(
                f"The mail house gave the letters {piece} and {order.attempt.piece} the same id."
            )
        self._in_a_row = 0
        return self._news(order, ACCEPTED, ident, "the mail house took it")

    def _refused(self, order: _Order, reply: Reply) -> News:
        code = error_code(reply)
        self._in_a_row += 1
        return self._news(
            order, WITHDRAWN, code, f"the mail house does not take it: {code.replace('_', ' ')}"
        )

    def _news(self, order: _Order, state: str, code: str | None, why: str) -> News:
        one = order.attempt
        day = now()[:10]
        return News(
            one.piece, one.person, one.number, state, day, code, why, one.serial, self._ident, one.address
        )

    def _enter(self, news: Sequence[News]) -> None:
        if news:
            act = new_act()
            rows: pa.Table = rows_of(act, news, self._by, None)
            append(self._case.vault, act, rows, key=act)


def _moment(text: str) -> float:
    return datetime.fromisoformat(text).astimezone(UTC).timestamp()


def _sender(case: Case) -> Place:
    """The organisation, as the return address. Raises MailRefused without a whole one."""
    organisation = case.facts.organisation
    address = organisation.address
    parts = [getattr(address, name, None) if address else None for name in ("street", "city", "state")]
    if address is None or not all(parts):
        raise MailRefused("A mail house needs the organisation's whole address: it stands in the facts file.")
    return Place(
        name=organisation.name,
        street=clean(address.street),
        street2="",
        city=clean(address.city),
        state=clean(address.state),
        postal_code=clean(address.postal_code),
    )
