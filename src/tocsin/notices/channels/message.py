"""One e-mail from a letter: plain text and HTML of the same words, and the lines that tell it apart for good.

The same recipient, letter and run give the same bytes. No picture, no link, no attachment, nothing fetched.
"""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
from functools import cache
from importlib.resources import files
from typing import Any

from tocsin.model.yamlfile import read_yaml
from tocsin.notices.address import clean
from tocsin.notices.channels.page import as_html
from tocsin.notices.channels.paper import Own, Paper, as_plain, letter_paper
from tocsin.notices.document import Node
from tocsin.notices.fields import Incident, Reader, field_value
from tocsin.notices.letterplan import LetterClass
from tocsin.notices.markup import inline, render


@dataclass(frozen=True, slots=True)
class Sender:
    """Whom the e-mails come from. reply_to: empty for the address itself."""

    name: str
    address: str
    reply_to: str = ""


@dataclass(frozen=True, slots=True)
class Frame:
    """What is the same in all messages of a run. at: when the run began; dates every message of it."""

    incident: Incident
    sender: Sender
    at: datetime


@cache
def words() -> Mapping[str, Any]:
    """``email.yaml``: subject, warning above, reason below."""
    text = files("tocsin.notices").joinpath("templates", "public", "email.yaml").read_text(encoding="utf-8")
    return dict(read_yaml(text))


def message_id(piece: str, attempt: int, domain: str) -> str:
    """The same for a piece and attempt in every run, so that a mail server can know a second copy."""
    return f"<notice.{piece.lower()}.{attempt}@{domain}>"


def subject(incident: Incident, reader: Reader, title: str) -> str:
    """The subject line of a class."""
    template = words()["subject"][reader.language]
    return clean(inline(template, lambda name: _value(name, incident, reader, title, "")))


def paper_of(frame: Frame, group: LetterClass, own: Own) -> Paper:
    """The letter with the e-mail's own words above and below it."""
    letter = letter_paper(frame.incident, group, Own(own.salutation, own.piece, (), own.code))

    def said(part: str) -> tuple[Node, ...]:
        template = words()[part][group.reader.language]
        return render(
            template, lambda name: _value(name, frame.incident, group.reader, letter.title, own.piece)
        )

    nodes = (*said("warning"), *letter.nodes, *said("why"))
    return Paper(letter.title, letter.language, nodes, letter.head, letter.foot)


def message(frame: Frame, group: LetterClass, own: Own, to: str, ident: str) -> bytes:
    """The whole message as it is handed to the server (RFC 5322, CR LF). ident: from ``message_id``.

    The address stands alone in ``To``: a name there could be read as another address.
    """
    paper = paper_of(frame, group, own)
    made = EmailMessage(policy=SMTP)
    made["From"] = _mailbox(frame.sender.name, frame.sender.address)
    made["To"] = _mailbox("", to)
    if frame.sender.reply_to:
        made["Reply-To"] = _mailbox("", frame.sender.reply_to)
    made["Subject"] = subject(frame.incident, group.reader, paper.title)
    made["Date"] = format_datetime(frame.at)
    made["Message-ID"] = ident
    made["Auto-Submitted"] = "auto-generated"
    made["Content-Language"] = paper.language
    made.set_content(as_plain(paper), cte="quoted-printable")
    made.add_alternative(as_html(paper), subtype="html", cte="quoted-printable")
    made.set_boundary(f"=_{_short(ident)}")
    return made.as_bytes()


def _value(name: str, incident: Incident, reader: Reader, title: str, piece: str) -> str | None:
    own = {"title": title, "piece": piece}
    return own[name] if name in own else field_value(name, incident, reader)


def _mailbox(name: str, address: str) -> Address:
    return Address(display_name=clean(name), addr_spec=address)


def _short(ident: str) -> str:
    return base64.b32encode(hashlib.sha256(ident.encode()).digest()[:15]).decode().lower()
