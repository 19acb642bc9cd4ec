"""One mail (RFC 5322, MIME): the message, and everything attached to it as children.

The parser of the standard library needs quadratic time on messages of very many parts and on very long
headers (200,000 parts: more than 10 s; one encoded header of 20 MB: 9 s and 3 GB), so both are bounded before
it sees them.
"""

from __future__ import annotations

import email
import email.errors
import email.parser
import email.policy
import importlib
import pkgutil
from collections.abc import Iterator
from email.errors import CloseBoundaryNotFoundDefect
from email.header import decode_header
from email.message import Message as Mail
from typing import BinaryIO

from tocsin.intake.readers.base import Item, Reader, in_part, whole
from tocsin.intake.readers.encoding import decode
from tocsin.intake.readers.html import page_of
from tocsin.intake.readers.pieces import text_pieces
from tocsin.model.content import MAX_TEXT_CHARS, Child, Message

for _module in pkgutil.iter_modules(
    email.__path__
):  # some are imported on first use, when no file can be opened
    importlib.import_module(f"email.{_module.name}")

MAX_PARTS = 2_000
MAX_HEADER_BYTES = 1 << 20
MAX_FIELD_CHARS = 20_000
MAX_RECIPIENTS = 2_000
MAX_DEPTH = 30
CUT_OFF = "the message ends before its last part does; what is there was read"
_TEXT = frozenset({"text/plain", "text/html"})


class MailReader(Reader):
    """A single message in a file."""

    kinds = ("eml",)

    def read(self, name: str, data: BinaryIO, size: int) -> Iterator[Item]:
        yield from message_items(whole(data, size), "message")


def message_items(raw: bytes, place: str) -> Iterator[Item]:
    """The Message, its further texts, its attachments, and what was not read of it."""
    troubles: list[str] = []
    mail = _parsed(raw, troubles)
    yield from _Unpacked(mail, place, troubles).items()
    yield from (in_part(trouble) for trouble in dict.fromkeys(troubles))


def _parsed(raw: bytes, troubles: list[str]) -> Mail:
    """The tree of the message after bounding what makes the parser slow."""
    head_ends = _end_of_headers(raw)
    if head_ends > MAX_HEADER_BYTES:
        raw = raw[:MAX_HEADER_BYTES] + b"\n\n" + raw[head_ends:]
        troubles.append("the header of the message is longer than is read and was cut")
    boundaries = raw.count(b"\n--")
    if boundaries > 4 * MAX_PARTS:
        cut = _nth(raw, b"\n--", 2 * MAX_PARTS)
        raw = raw[:cut]
        troubles.append(f"the message has more than {MAX_PARTS:,} parts; the rest of them was not read")
    return email.parser.BytesParser(policy=email.policy.compat32).parsebytes(raw)


def _end_of_headers(raw: bytes) -> int:
    ends = [at for at in (raw.find(b"\n\n"), raw.find(b"\n\r\n")) if at >= 0]
    return min(ends, default=len(raw))


def _nth(raw: bytes, mark: bytes, number: int) -> int:
    at = -1
    for _ in range(number):
        at = raw.find(mark, at + 1)
    return at


def header_text(mail: Mail, name: str, troubles: list[str]) -> str:
    """A header field decoded (RFC 2047) and on one line; blank if it is absent."""
    value = mail.get(name)
    return "" if value is None else _decoded(str(value), troubles)


def _decoded(raw: str, troubles: list[str]) -> str:
    if len(raw) > MAX_FIELD_CHARS:
        raw = raw[:MAX_FIELD_CHARS]
        troubles.append(
            f"a field of the header is longer than {MAX_FIELD_CHARS:,} characters; the rest was not read"
        )
    try:
        parts = [_header_part(found, charset) for found, charset in decode_header(raw)]
    except (ValueError, LookupError, email.errors.MessageError):
        parts = [raw]
    return " ".join("".join(parts).split())


def _header_part(found: bytes | str, charset: str | None) -> str:
    if isinstance(found, str):
        return found.encode("utf-8", "surrogateescape").decode("utf-8", "replace")
    return decode(found, charset or "")


def recipients(mail: Mail, troubles: list[str]) -> tuple[str, ...]:
    """Everybody the message went to, as written: all To, Cc and Bcc, split at commas outside quotes."""
    found: list[str] = []
    for field in ("To", "Cc", "Bcc"):
        for value in mail.get_all(field, ()):
            found.extend(_split(_decoded(str(value), troubles)))
    if len(found) > MAX_RECIPIENTS:
        troubles.append(f"the message has more than {MAX_RECIPIENTS:,} recipients; only the first were read")
    return tuple(found[:MAX_RECIPIENTS])


def _split(addresses: str) -> Iterator[str]:
    """At commas and semicolons that stand neither in quotes nor in angle brackets."""
    start, quoted, bracket = 0, False, False
    for at, character in enumerate(addresses):
        if character == '"':
            quoted = not quoted
        elif character in "<>" and not quoted:
            bracket = character == "<"
        elif character in ",;" and not quoted and not bracket:
            if addresses[start:at].strip():
                yield addresses[start:at].strip()
            start = at + 1
    if addresses[start:].strip():
        yield addresses[start:].strip()


class _Unpacked:
    """The parts of one message by what they are."""

    def __init__(self, mail: Mail, place: str, troubles: list[str]) -> None:
        self._mail = mail
        self._place = place
        self._troubles = troubles
        self._plain: list[str] = []
        self._pages: list[str] = []
        self._children: list[Child] = []
        self._parts(mail)

    def items(self) -> Iterator[Item]:
        plain, page = "\n".join(self._plain).strip(), "\n".join(self._pages).strip()
        text, other = (plain, page) if plain else (page, "")
        yield Message(
            self._place,
            self._field("From") or self._field("Sender"),
            recipients(self._mail, self._troubles),
            self._field("Date"),
            self._field("Subject"),
            text[:MAX_TEXT_CHARS],
        )
        yield from text_pieces(f"{self._place}, rest of the text", text[MAX_TEXT_CHARS:])
        if other and _differs(plain, other):
            yield from text_pieces(f"{self._place}, HTML version", other)
        yield from self._children

    def _field(self, name: str) -> str:
        return header_text(self._mail, name, self._troubles)

    def _parts(self, mail: Mail) -> None:
        stack: list[tuple[Mail, int]] = [(mail, 0)]
        seen = 0
        while stack:
            part, depth = stack.pop()
            seen += 1
            if seen > MAX_PARTS or depth > MAX_DEPTH:
                self._troubles.append("the message has more parts, or deeper ones, than are read")
                return
            kind = part.get_content_type()
            if kind == "message/rfc822" and part is not mail:
                self._nested(part, seen)
            elif part.is_multipart():
                if any(isinstance(defect, CloseBoundaryNotFoundDefect) for defect in part.defects):
                    self._troubles.append(CUT_OFF)
                payload = part.get_payload()
                inner = [one for one in payload if isinstance(one, Mail)] if isinstance(payload, list) else []
                stack.extend((one, depth + 1) for one in reversed(inner))
            else:
                self._leaf(part, kind, seen)

    def _nested(self, part: Mail, number: int) -> None:
        """A forwarded message goes through the door as a file of its own."""
        payload = part.get_payload()
        inner = payload[0] if isinstance(payload, list) and payload else None
        if isinstance(inner, Mail):
            # The inner message says itself what is cut of its header, when it is read as a file.
            subject = header_text(inner, "Subject", [])[:80]
            self._children.append(Child(f"{subject or f'message {number}'}.eml", bytes_of(inner)))

    def _leaf(self, part: Mail, kind: str, number: int) -> None:
        payload = part.get_payload(decode=True)
        raw = payload if isinstance(payload, bytes) else b""
        name = _file_name(part)
        if kind in _TEXT and not name and part.get_content_disposition() != "attachment":
            text = decode(raw, str(part.get_content_charset() or "")).replace("\r\n", "\n")
            if kind == "text/html":
                page = page_of(text)
                self._pages.append(page.text())
                self._troubles.extend(page.troubles)
            else:
                self._plain.append(text)
        elif raw:
            self._children.append(Child(name or f"part {number}{_ENDINGS.get(kind, '')}", raw))


_ENDINGS = {
    "text/calendar": ".ics",
    "text/csv": ".csv",
    "text/plain": ".txt",
    "text/html": ".html",
    "text/xml": ".xml",
}


def _file_name(part: Mail) -> str:
    try:
        name = part.get_filename()
    except (ValueError, LookupError, TypeError, AttributeError):
        return ""
    if not name:
        return ""
    try:
        parts = [
            _header_part(found, charset) for found, charset in decode_header(str(name)[:MAX_FIELD_CHARS])
        ]
    except (ValueError, LookupError, email.errors.MessageError):
        parts = [str(name)]
    return "".join(parts)[:1000]


def bytes_of(mail: Mail) -> bytes:
    """The message as bytes again; where it cannot be written out as it came, as near as possible."""
    try:
        return mail.as_bytes()
    except (ValueError, LookupError, KeyError, AttributeError, TypeError):
        return mail.as_string().encode("utf-8", "replace")


def _differs(plain: str, page: str) -> bool:
    """Whether the HTML version has words that the plain one has not: then both are read."""
    return not set(page.split()) <= set(plain.split())
