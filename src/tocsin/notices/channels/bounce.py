"""What comes back by mail: delivery reports (RFC 3464), bounces of mailers that write their own, answers.

Everything here is untrusted; only codes and our own words leave this module.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from email import message_from_bytes
from email.message import Message
from email.policy import compat32
from functools import cache
from importlib.resources import files
from typing import Any, BinaryIO

from tocsin.model.content import Shortfall, Text
from tocsin.model.yamlfile import read_yaml
from tocsin.notices.channels.verp import marks

MAX_FILE_BYTES = 256 << 20
MAX_MESSAGE_BYTES = 2 << 20
"""Of a longer message the beginning is read: a report stands first, the returned message last."""

MAX_TEXT = 20_000
PAGE = 500
"""Bounces handed on at a time."""

BOUNCED, DELAYED, DELIVERED, COMPLAINT, ANSWER, UNREADABLE = (
    "bounced",
    "delayed",
    "delivered",
    "complaint",
    "answer",
    "unreadable",
)
"""What a message says became of ours. answer: written by a person or an absence notice."""

_STATUS = re.compile(r"(?<![\d.])([245])\.(\d{1,3})\.(\d{1,3})(?![\d.])")
_REPLY = re.compile(r"(?<![\d.:/-])([45]\d\d)(?=[ \-][\w<\[(#])")
_ADDRESSED = (
    "Delivered-To",
    "X-Original-To",
    "Envelope-To",
    "X-Envelope-To",
    "To",
    "Return-Path",
    "Received",
)
_DAEMON = re.compile(r"mailer-daemon|postmaster|mail delivery|mailerdaemon|mdaemon", re.IGNORECASE)
_BOUNCE_SUBJECT = re.compile(
    r"undeliver|delivery (status|failure|has failed|problem)|failure notice|returned mail|returned to sender|"
    r"mail delivery|could not be delivered|non.?delivery|warning: (could|message)",
    re.IGNORECASE,
)
_BLANK = (b"\n\n", b"\r\n\r\n")
_ENVELOPE = re.compile(rb"^From [^\n]*\n", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Bounce:
    """What one message says of one of ours.

    marks: pieces it names, not yet believed (see ``verp``). outcome: one of the words above. code: enhanced
    status code, empty where none could be had. why: in our words. sha256: of the message.
    """

    marks: tuple[tuple[str, int, str], ...]
    outcome: str
    code: str
    why: str
    sha256: str

    def as_json(self) -> str:
        """On one line."""
        return json.dumps(asdict(self), ensure_ascii=False)

    @classmethod
    def from_json(cls, line: str) -> Bounce:
        """From that line."""
        raw = json.loads(line)
        return cls(**{**raw, "marks": tuple((p, a, c) for p, a, c in raw["marks"])})


@cache
def table() -> Mapping[str, Any]:
    """``mail_status.yaml``."""
    text = files("tocsin.notices.channels").joinpath("mail_status.yaml").read_text(encoding="utf-8")
    return dict(read_yaml(text))


def meaning(code: str) -> str:
    """A status code in words: ``5.1.1`` → not delivered: no such mailbox."""
    found = _STATUS.fullmatch(code)
    if not found:
        return "no code given"
    group, subject, detail = found.groups()
    known = table()
    name = known["details"].get(f"{int(subject)}.{int(detail)}", {}).get("name")
    return f"{known['classes'][group]['name']}: {name or known['subjects'].get(subject, 'no reason given')}"


def about(code: str) -> str:
    """What a code is about: address, mailbox, system, content or policy."""
    _, subject, detail = [*code.split("."), "0", "0"][:3]
    known = table()["details"]
    return str(known.get(f"{subject}.{detail}", known.get(f"{subject}.0", known["0.0"]))["about"])


def outcome_of(code: str, action: str = "") -> str:
    """bounced, delayed or delivered. action: of the report (RFC 3464, 2.3.3), which goes before the code."""
    if action in {"failed", "delayed"}:
        return BOUNCED if action == "failed" else DELAYED
    if action in {"delivered", "relayed", "expanded"}:
        return DELIVERED
    return str(table()["classes"][code[0]]["outcome"]) if code else UNREADABLE


def code_of_reply(code: int, text: str) -> str:
    """The enhanced code of a server's reply, from its text or else from the three digits."""
    for found in _STATUS.finditer(text[:200]):
        if found[1] == str(code)[0]:
            return found[0]
    return str(table()["replies"].get(str(code), f"{str(code)[0]}.0.0"))


def read(name: str, data: BinaryIO, size: int) -> Iterator[Text | Shortfall]:
    """A reader for a contained process: a file of mail as lines of JSON, one a message."""
    if size > MAX_FILE_BYTES:
        yield Shortfall("refused", f"larger than {MAX_FILE_BYTES >> 20} MiB; split the mailbox")
        return
    lines: list[str] = []
    for number, raw in enumerate(messages(data.read())):
        lines.append(parse(raw).as_json())
        if len(lines) == PAGE:
            yield Text(f"to message {number + 1}", "\n".join(lines))
            lines = []
    yield Text("the rest", "\n".join(lines))


def messages(untrusted: bytes) -> Iterator[bytes]:
    """The messages of an mbox, or the one message that the file is."""
    if not untrusted.startswith(b"From "):
        if untrusted.strip():
            yield untrusted[:MAX_MESSAGE_BYTES]
        return
    starts = [
        found.start()
        for found in _ENVELOPE.finditer(untrusted)
        if not found.start() or untrusted[max(found.start() - 4, 0) : found.start()].endswith(_BLANK)
    ]
    for start, end in zip(starts, [*starts[1:], len(untrusted)], strict=True):
        body = untrusted[start:end].partition(b"\n")[2].rstrip(b"\r\n")
        yield body[:MAX_MESSAGE_BYTES]


def parse(untrusted: bytes) -> Bounce:
    """What one message says. Never raises: what cannot be read says so."""
    digest = hashlib.sha256(untrusted).hexdigest()
    try:
        message = message_from_bytes(untrusted, policy=compat32)
        named = _named(message, untrusted)
        outcome, code, why = _said(message)
    except Exception:  # noqa: BLE001 - hostile mail may break any parser; it is still a row with a reason
        return Bounce((), UNREADABLE, "", "the message is damaged", digest)
    return Bounce(named, outcome, code, why or (meaning(code) if code else ""), digest)


def _named(message: Message, untrusted: bytes) -> tuple[tuple[str, int, str], ...]:
    """The return address it came to; else one in its text, where the returned headers stand."""
    headers = " ".join(str(value) for name in _ADDRESSED for value in message.get_all(name, []))
    return marks(headers) or marks(untrusted[:MAX_MESSAGE_BYTES].decode("latin-1"))[:1]


def _said(message: Message) -> tuple[str, str, str]:
    report = str(message.get_param("report-type", "") or "").lower()
    if report == "feedback-report":
        return COMPLAINT, "", "the recipient or their mail service complained"
    if report == "disposition-notification":
        return ANSWER, "", "a note that the message was shown or deleted"
    if report == "delivery-status" or message.get_content_type() == "multipart/report":
        found = _delivery_status(message)
        if found:
            return found
    automatic = str(message.get("Auto-Submitted", "")).lower()
    if not _is_bounce(message):
        absent = (
            automatic.startswith("auto-replied") or message.get("X-Autoreply") or message.get("Precedence")
        )
        return ANSWER, "", "an automatic answer" if absent else "an answer: somebody should read it"
    return _free_text(message)


def _delivery_status(message: Message) -> tuple[str, str, str] | None:
    """The worst of the per-recipient fields of a report."""
    found: list[tuple[str, str]] = []
    for part in message.walk():
        if part.get_content_type() not in {"message/delivery-status", "message/global-delivery-status"}:
            continue
        blocks = part.get_payload()
        for block in blocks if isinstance(blocks, list) else [message_from_bytes(_bytes(part))]:
            if not isinstance(block, Message):
                continue
            action = str(block.get("Action", "")).split(";")[0].strip().lower()
            status = _STATUS.search(str(block.get("Status", "")))
            told = str(block.get("Diagnostic-Code", ""))
            if action or status:
                found.append((action, _best(status[0] if status else "", told)))
    if not found:
        return None
    order = {BOUNCED: 0, DELAYED: 1, DELIVERED: 2, UNREADABLE: 3}
    outcome, code = min(
        ((outcome_of(code, action), code) for action, code in found), key=lambda p: order[p[0]]
    )
    return outcome, code, ""


def _best(status: str, diagnostic: str) -> str:
    """The more telling code: many mailers write ``5.0.0`` and put the real one into the diagnostic."""
    told = next((found[0] for found in _STATUS.finditer(diagnostic[:MAX_TEXT])), "")
    if told and (not status or status.endswith(".0.0")):
        return told
    if status and not status.endswith(".0.0"):
        return status
    reply = _REPLY.search(diagnostic[:MAX_TEXT])
    return (table()["replies"].get(reply[1]) if reply else None) or status


def _is_bounce(message: Message) -> bool:
    sender = f"{message.get('From', '')} {message.get('Return-Path', '')}"
    return bool(
        message.get("X-Failed-Recipients")
        or _DAEMON.search(sender)
        or _BOUNCE_SUBJECT.search(str(message.get("Subject", "")))
    )


def _free_text(message: Message) -> tuple[str, str, str]:
    """qmail, Exim, old Exchange and others: codes in the text, else its phrases."""
    text = next(
        (_bytes(p).decode("utf-8", "replace") for p in message.walk() if p.get_content_maintype() == "text"),
        "",
    )
    text = text[:MAX_TEXT]
    late = re.search(
        r"warning|delayed|not yet been delivered|will (be retried|keep trying|continue)", text, re.IGNORECASE
    )
    action = "delayed" if late and not message.get("X-Failed-Recipients") else "failed"
    code = next((found[0] for found in _STATUS.finditer(text) if found[1] != "2"), "")
    if not code:
        reply = _REPLY.search(text)
        code = table()["replies"].get(reply[1], "") if reply else ""
    if not code or code.endswith(".0.0"):
        told = (one["code"] for one in table()["phrases"] if re.search(one["says"], text, re.IGNORECASE))
        code = next(told, code)
    if not code:
        return BOUNCED, "", "a bounce that gives no reason that could be read"
    return outcome_of(code, action), code, ""


def _bytes(part: Message) -> bytes:
    content = part.get_payload(decode=True)
    return content if isinstance(content, bytes) else b""
