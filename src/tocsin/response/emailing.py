"""Letters by e-mail: who gets one and who stays with paper, the dry run, and what became of each message.

Nothing is sent unapproved, without a dry run of these very messages, or without a test message to oneself.
"""

from __future__ import annotations

import dataclasses
import hashlib
import json
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pyarrow.compute as pc

from tocsin.notices import Plan
from tocsin.notices.channels.allowed import paper_because, usable, way_of
from tocsin.notices.channels.message import Frame, Sender, message, message_id
from tocsin.notices.channels.paper import Own
from tocsin.notices.channels.server import MailSettings, parse_settings
from tocsin.notices.delivery.standing import RETURNED, WITHDRAWN
from tocsin.notices.letterplan import LetterClass
from tocsin.notices.people import full_name, salutation
from tocsin.response.approving import standing
from tocsin.response.case import DELIVERIES, Case
from tocsin.response.consenting import consents
from tocsin.response.delivering import ledger_of
from tocsin.response.lists import fingerprint
from tocsin.response.notify import inputs, planned

EMAIL = "email"
"""The channel in the table of deliveries, and the kind of the documents kept for it."""

SETTINGS, DRY_RUN, TEST = "settings.yaml", "dry-run.json", "test.json"

OPEN = frozenset({"", "not_sent", "deferred"})
"""States of a piece that can still be sent."""

MAIL, BACK = "mail", frozenset({WITHDRAWN, RETURNED})
"""The other channel, and the states of its attempts after which a letter can still go by e-mail."""

BACK_TO_PAPER = frozenset({"refused", "bounced"})
REACHED = frozenset({"sending", "sent", "delivered", "uncertain"})
"""States of a piece whose letter is not printed."""

_UNNAMED = "no name"


class EmailRefused(Exception):
    """E-mail cannot be sent, or an entry cannot be taken. The message says what to do."""


@dataclass(frozen=True, slots=True)
class Track:
    """What became of one piece by e-mail. began: when its first attempt of this number was begun."""

    piece: str
    person: str
    attempt: int
    state: str
    code: str
    serial: str
    address: str
    began: str


@dataclass(frozen=True, slots=True)
class Outgoing:
    """One e-mail to be sent. Holds personal data; it never leaves memory but for the mail server."""

    piece: str
    person: str
    attempt: int
    to: str
    salutation: str
    code: str
    group: LetterClass
    ident: str
    address: str

    @property
    def domain(self) -> str:
        """The receiving domain."""
        return self.to.rpartition("@")[2].lower()


@dataclass(frozen=True, slots=True)
class OnPaper:
    """A person who gets paper. reason: in words without personal data."""

    piece: str
    person: str
    reason: str


@dataclass(frozen=True)
class EmailPlan:
    """Everyone who is owed a letter, by the way it goes. states: pieces already on their way, by state."""

    plan: Plan
    going: tuple[Outgoing, ...]
    paper: tuple[OnPaper, ...]
    states: Mapping[str, int]

    def reasons(self) -> list[tuple[str, int]]:
        """Why people stay with paper, most frequent first."""
        return Counter(one.reason for one in self.paper).most_common()


def take_settings(case: Case, file: Path) -> MailSettings:
    """Keep the settings of the mail server in the case. Raises SettingsError."""
    found = parse_settings(file.read_text(encoding="utf-8"), file.name)
    with case.vault.act("take_mail_settings", "case"):
        case.vault.put_document(EMAIL, SETTINGS, file.read_bytes())
    return found


def settings_of(case: Case) -> MailSettings:
    """The settings kept in the case. Raises EmailRefused."""
    kept = case.vault.get_document(EMAIL, SETTINGS)
    if kept is None:
        raise EmailRefused("This case knows no mail server yet: `tocsin email setup CASE SETTINGS.yaml`.")
    return parse_settings(kept.decode(), SETTINGS)


def tracks(case: Case) -> dict[str, Track]:
    """What became of every piece that was ever begun by e-mail, by piece."""
    found = case.table(DELIVERIES)
    if found is None:
        return {}
    rows = found.filter(pc.equal(found["channel"], EMAIL)).to_pylist()
    gone = {row["withdraws"] for row in rows if row["withdraws"]}
    standing: dict[str, Track] = {}
    for row in rows:
        if row["id"] not in gone and not row["withdraws"]:
            standing[row["piece"]] = _after(standing.get(row["piece"]), row)
    return standing


def _after(track: Track | None, row: Mapping[str, Any]) -> Track:
    """The track after one more entry. A late report on an earlier attempt changes nothing."""
    attempt, state = row["attempt"] or 1, row["state"]
    if track is None or attempt > track.attempt:
        return Track(
            row["piece"],
            row["person"],
            attempt,
            state,
            row["code"] or "",
            row["serial"] or "",
            row["address"] or "",
            row["on"] or row["at"],
        )
    noted_only = state in {"delayed", "complaint"} or (track.state == "bounced" and state == "delivered")
    if attempt < track.attempt or noted_only:
        return track
    return dataclasses.replace(track, state=state, code=row["code"] or "")


def by_email(case: Case) -> frozenset[str]:
    """Pieces that are not printed, because they went by e-mail and did not come back, or are about to go."""
    gone = {piece for piece, track in tracks(case).items() if track.state in REACHED}
    if case.vault.get_document(EMAIL, SETTINGS) is None or not consents(case):
        return frozenset(gone)
    return frozenset(gone | {one.piece for one in email_plan(case).going})


def email_plan(case: Case) -> EmailPlan:
    """Decide for everyone. Raises EmailRefused without settings."""
    domain = settings_of(case).sender.address.rpartition("@")[2]
    return _Desk(case, domain).decide()


class _Desk:
    """Decides piece by piece. One use."""

    def __init__(self, case: Case, domain: str) -> None:
        self._plan = planned(case)
        self._domain = domain
        self._people = {row["id"]: row for row in case.need("people", "people find").to_pylist()}
        self._ways = {row["id"]: way_of(row) for row in case.need("obligations", "assess").to_pylist()}
        self._consents = consents(case)
        self._tracks = tracks(case)
        self._ledger = ledger_of(case)
        self._key = case.vault.purpose_key("fingerprint")
        self._going: list[Outgoing] = []
        self._paper: list[OnPaper] = []
        self._states: Counter[str] = Counter()

    def decide(self) -> EmailPlan:
        plan = self._plan
        for piece in plan.pieces:
            self._one(piece.id, piece.person, plan.classes[piece.variant], piece.code)
        groups = {(group.variant, group.obligations): group for group in plan.classes}
        for unsent in plan.unsent:
            group = groups.get((unsent.variant, unsent.obligations))
            if group is not None and group.obstacle is None:
                self._one(unsent.id, unsent.person, group, "", otherwise=unsent.reason)
        return EmailPlan(plan, tuple(self._going), tuple(self._paper), dict(self._states))

    def _one(self, piece: str, person: str, group: LetterClass, code: str, otherwise: str = "") -> None:
        """otherwise: why no letter can be posted to this person."""
        row = self._people[person]
        if any(one.channel == MAIL and one.state not in BACK for one in self._ledger.attempts.get(piece, ())):
            self._states["on paper already"] += 1
            return
        consent = self._consents.get(person)
        address = consent.email if consent else ""
        mark = fingerprint(self._key, "email_address", address.lower()).hex() if address else ""
        track = self._tracks.get(piece)
        elsewhere = track is not None and track.state in BACK_TO_PAPER and mark not in {"", track.address}
        if track is not None and not elsewhere and track.state not in OPEN:
            self._states[track.state] += 1
            if track.state in BACK_TO_PAPER:
                self._stay(
                    piece, person, f"the e-mail did not arrive ({track.code or track.state})", otherwise
                )
            return
        name = full_name(row)
        kinds = consent.kinds if consent else frozenset()
        ways = [self._ways[ident] for ident in group.obligations]
        reason = paper_because(group.reader.kind, group.reader.elements, ways, kinds, address)
        reason = reason or (None if name else _UNNAMED)
        if reason:
            self._stay(piece, person, reason, otherwise)
            return
        attempt = 1 if track is None else track.attempt + elsewhere
        self._going.append(
            Outgoing(
                piece=piece,
                person=person,
                attempt=attempt,
                to=address,
                salutation=salutation(name, group.reader.kind, group.reader.language),
                code=code,
                group=group,
                ident=message_id(piece, attempt, self._domain),
                address=mark,
            )
        )

    def _stay(self, piece: str, person: str, reason: str, otherwise: str) -> None:
        self._paper.append(OnPaper(piece, person, f"{reason}; {otherwise}" if otherwise else reason))


def frame_of(plan: Plan, settings: MailSettings, at: datetime) -> Frame:
    """What is the same in every message. at: dates them."""
    sender = settings.sender
    return Frame(plan.incident, Sender(sender.name, sender.address, sender.reply_to or ""), at)


def written(frame: Frame, one: Outgoing) -> bytes:
    """The message as it leaves."""
    own = Own(one.salutation, one.piece, (), one.code)
    return message(frame, one.group, own, one.to, one.ident)


def samples(case: Case) -> dict[str, bytes]:
    """One message for each class with stand-ins, by file name: for reading before anything is sent."""
    settings, found = settings_of(case), email_plan(case)
    groups = {one.group.variant: one.group for one in found.going}
    frame = frame_of(found.plan, settings, _now())
    return {f"{variant.replace('/', '_')}.eml": _sample(frame, group) for variant, group in groups.items()}


def _sample(frame: Frame, group: LetterClass, to: str = "name@example.org") -> bytes:
    name = "[Name]"
    own = Own(
        salutation(name, group.reader.kind, group.reader.language),
        "SAMPLE",
        (),
        "[code]" if group.reader.code else "",
    )
    return message(frame, group, own, to, message_id("sample", 1, frame.sender.address.rpartition("@")[2]))


def test_message(case: Case, to: str) -> bytes:
    """A message with stand-ins in the words of the largest class, to oneself. Raises EmailRefused."""
    settings = settings_of(case)
    if not usable(to):
        raise EmailRefused(f"{to} is no e-mail address that can be written to.")
    plan = planned(case)
    ready = Counter(piece.variant for piece in plan.pieces)
    if not ready:
        raise EmailRefused("There is no letter that could be sent yet. `tocsin status CASE` shows why.")
    group = plan.classes[ready.most_common(1)[0][0]]
    return _sample(frame_of(plan, settings, _now()), group, to)


def keep_test(case: Case) -> None:
    """Record that a test message was taken by the mail server with the settings as they are."""
    _keep(case, TEST, {"settings": _settings_digest(case), "at": _now().isoformat(timespec="seconds")})


def dry_run(case: Case, by: str) -> EmailPlan:
    """Write every message and send none; what was written is remembered, so that only this can be sent."""
    settings, found = settings_of(case), email_plan(case)
    frame = frame_of(found.plan, settings, _now())
    for one in found.going:
        written(frame, one)
    digest = content_digest(found, settings)
    kept = {
        "digest": digest,
        "by": by,
        "at": frame.at.isoformat(timespec="seconds"),
        "messages": len(found.going),
    }
    with case.vault.act("email_dry_run", "case", messages=len(found.going), digest=digest):
        _keep(case, DRY_RUN, kept)
    return found


def check_sendable(case: Case, found: EmailPlan, settings: MailSettings) -> None:
    """Raises EmailRefused unless the letters are approved, current, tested and went through a dry run."""
    may_be_sent, words = standing(case)
    if not may_be_sent:
        raise EmailRefused(f"Nothing was sent. {words}")
    if not case.vault.is_current("notices", inputs(case)):
        raise EmailRefused("Nothing was sent. The letters are not up to date: `tocsin notices CASE`.")
    if _kept(case, TEST).get("settings") != _settings_digest(case):
        raise EmailRefused(
            "Nothing was sent. First send a test message to yourself with these settings and look at it: "
            "`tocsin email test CASE --to YOU@YOUR.DOMAIN`."
        )
    dry = _kept(case, DRY_RUN)
    if not dry or not _covers(dry["digest"], found, settings, case):
        raise EmailRefused(
            "Nothing was sent. These messages have not been through a dry run: "
            "`tocsin email send CASE --dry-run`."
        )


def content_digest(found: EmailPlan, settings: MailSettings) -> str:
    """SHA-256 of what all messages say and to whom they go, those already sent included."""
    return _digest(settings, {one.piece: _line(one) for one in found.going})


def _covers(digest: str, found: EmailPlan, settings: MailSettings, case: Case) -> bool:
    """Whether a dry run was of these messages; after a stop, those on their way are no longer here."""
    if digest == content_digest(found, settings):
        return True
    kept = _kept(case, "running.json")
    lines = {**kept.get("lines", {}), **{one.piece: _line(one) for one in found.going}}
    return kept.get("digest") == digest == _digest(settings, lines)


def keep_running(case: Case, found: EmailPlan, settings: MailSettings) -> None:
    """Remember what a run set out to send, so that it can be taken up where it stopped."""
    kept = _kept(case, "running.json")
    digest = _kept(case, DRY_RUN)["digest"]
    if kept.get("digest") != digest:
        _keep(
            case, "running.json", {"digest": digest, "lines": {one.piece: _line(one) for one in found.going}}
        )


def _line(one: Outgoing) -> str:
    said = [one.piece, one.attempt, one.address, one.group.letter.digest, one.salutation, one.code]
    return hashlib.sha256(json.dumps(said).encode()).hexdigest()[:32]


def _digest(settings: MailSettings, lines: Mapping[str, str]) -> str:
    who = settings.model_dump_json(include={"sender", "returns"})
    return hashlib.sha256("\n".join([who, *(lines[piece] for piece in sorted(lines))]).encode()).hexdigest()


def _settings_digest(case: Case) -> str:
    return hashlib.sha256(case.vault.get_document(EMAIL, SETTINGS) or b"").hexdigest()


def _keep(case: Case, name: str, said: Mapping[str, Any]) -> None:
    case.vault.put_document(EMAIL, name, json.dumps(said).encode())


def _kept(case: Case, name: str) -> dict[str, Any]:
    found = case.vault.get_document(EMAIL, name)
    return dict(json.loads(found)) if found else {}


def _now() -> datetime:
    return datetime.now(UTC).replace(microsecond=0)
