"""What a process does that sends e-mail until it is killed. Imports little, so that it starts quickly."""

from __future__ import annotations

import os
from datetime import datetime
from importlib import import_module
from pathlib import Path

from chain import LIGHT_KEYS, PASSPHRASE
from tocsin.notices.channels.server import parse_settings
from tocsin.notices.channels.smtp import Link
from tocsin.response import Silent, emailing, open_case, sending
from tocsin.response.emailing import OPEN, Outgoing

BY = "Ellen Marsh"


def short(one: Outgoing, at: datetime) -> bytes:
    """A message small enough that the kill, not the writing, takes the time."""
    return f"Message-ID: {one.ident}\r\nDate: {at.isoformat()}\r\n\r\n{one.salutation}\r\n.a dot\r\n".encode()


def send_rest(folder: Path, settings: str, going: list[Outgoing]) -> None:
    """In a process of its own: take up where the last one was killed."""
    os.environ[LIGHT_KEYS] = "1"
    import_module("tocsin.response.sending").CHUNK = 16
    found = parse_settings(settings, "s")
    with open_case(folder, PASSPHRASE) as case, Link(found.server, "") as link, Silent().work("", 1.0) as bar:
        sending.settle(case, BY)
        known = emailing.tracks(case)
        rest = [one for one in going if one.piece not in known or known[one.piece].state in OPEN]
        sending.dispatch(case, "r1", BY, rest, short, link, found, bar)
