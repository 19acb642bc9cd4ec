"""What came back by e-mail: read in a contained process, entered in the ledger of deliveries."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from tocsin.intake import Pool, SourceFile, examine, survey
from tocsin.intake.readers.identify import identify
from tocsin.intake.worker import Readers
from tocsin.model.content import Text
from tocsin.model.entered import now
from tocsin.notices.channels.bounce import ANSWER, UNREADABLE, Bounce, about
from tocsin.notices.channels.verp import Returned, believed
from tocsin.response.case import DELIVERIES, Case
from tocsin.response.emailing import EMAIL, EmailRefused, Track, tracks
from tocsin.response.sending import record, settle, verp_key


@dataclass(frozen=True, slots=True)
class Mail:
    """A file of mail read in a lane. refusal: why it gave nothing, or empty."""

    bounces: tuple[Bounce, ...]
    refusal: str = ""


@dataclass(frozen=True, slots=True)
class TakenReturns:
    """What came of the mail. outcomes: entered, by outcome. about: of bounced ones, what the code is about.

    known: read before. strange: no return address of this case. answers: written by people or machines, to be
    read by somebody: number in the order of reading. refused: files that gave nothing → why.
    """

    messages: int
    outcomes: Mapping[str, int]
    about: Mapping[str, int]
    known: int
    strange: int
    answers: int
    refused: Mapping[str, str]


def mail_lane() -> Pool[Mail]:
    """A process that reads mail that came back, contained. Make it before the vault is open."""
    return Pool(1, _read_mail, load=_readers)


def _readers() -> Readers:
    from tocsin.notices.channels import bounce

    return Readers(bounce.read, identify, _load)


def _load() -> None:
    from tocsin.notices.channels import bounce

    bounce.table()


def _read_mail(source: SourceFile) -> Mail:
    """In a lane: the messages of one file."""
    texts: list[str] = []
    found = examine(
        source, examine_part=lambda _, part: texts.append(part.text) if isinstance(part, Text) else None
    )
    if found[0].outcome != "read":
        return Mail((), found[0].reason or "it cannot be read")
    return Mail(tuple(Bounce.from_json(line) for text in texts for line in text.split("\n") if line))


def read_mail(paths: Sequence[Path], lane: Pool[Mail]) -> dict[str, Mail]:
    """Read files and folders (mbox, Maildir, single messages), by path. Raises EmailRefused."""
    for path in paths:
        if not path.exists():
            raise EmailRefused(f"{path} does not exist. Check the path.")
    read = {}
    for done in lane.run(survey(paths)):
        read[done.source.shown] = done.value or Mail((), done.failure or "no result came back")
    return read


def take_returns(case: Case, read: Mapping[str, Mail], by: str) -> TakenReturns:
    """Enter what came back. A message that was read before changes nothing."""
    settle(case, by)
    known = case.vault.finished(DELIVERIES)
    standing, believe = tracks(case), _believer(case)
    counted: Counter[str] = Counter()
    matters: Counter[str] = Counter()
    rows, keys = [], set()
    bounces = [bounce for mail in read.values() for bounce in mail.bounces]
    for bounce in bounces:
        if bounce.outcome in {ANSWER, UNREADABLE}:
            counted["answers"] += 1
            continue
        ours = believe(bounce)
        track = standing.get(ours.piece) if ours else None
        if ours is None or track is None:
            counted["strange"] += 1
            continue
        row = _row(by, bounce, ours, track)
        key = f"{EMAIL}:{row['id']}"
        if key in known or key in keys:
            counted["known"] += 1
            continue
        keys.add(key)
        rows.append(row)
        counted[f"outcome {bounce.outcome}"] += 1
        if bounce.outcome == "bounced":
            matters[about(bounce.code)] += 1
    with case.vault.act("take_email_returns", "case", messages=len(bounces), entered=len(rows)):
        record(case, rows)
    outcomes = {
        name.removeprefix("outcome "): n for name, n in counted.items() if name.startswith("outcome ")
    }
    refused = {name: mail.refusal for name, mail in read.items() if mail.refusal}
    return TakenReturns(
        len(bounces),
        outcomes,
        dict(matters),
        counted["known"],
        counted["strange"],
        counted["answers"],
        refused,
    )


def _believer(case: Case) -> Callable[[Bounce], Returned | None]:
    key = verp_key(case)
    return lambda bounce: next((found for mark in bounce.marks if (found := believed(mark, key))), None)


def _row(by: str, bounce: Bounce, ours: Returned, track: Track) -> dict[str, object]:
    """Its id is made from the message and the piece, so that one message is entered once."""
    return {
        "id": f"b{bounce.sha256[:20]}{ours.piece.lower()}",
        "at": now(),
        "by": by,
        "piece": ours.piece,
        "person": track.person,
        "attempt": ours.attempt,
        "channel": EMAIL,
        "state": bounce.outcome,
        "code": bounce.code or None,
        "why": bounce.why,
        "serial": track.serial if ours.attempt == track.attempt else None,
        "address": track.address if ours.attempt == track.attempt else None,
        "evidence": bounce.sha256,
    }
