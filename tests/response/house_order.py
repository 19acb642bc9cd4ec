"""What a process does that orders letters from a mail house until it is killed. Imports little."""

from __future__ import annotations

import dataclasses
import os
import time
from contextlib import closing, suppress
from pathlib import Path

from mail_desk import BY

from chain import LIGHT_KEYS, PASSPHRASE
from house_server import KEY
from tocsin.notices.houses.house import Kind, headers, house, kinds
from tocsin.notices.houses.line import Line
from tocsin.response import MailRefused, Silent, housing, open_case

TIMEOUT, QUIET = 0.3, 0.5


def quick(key: str) -> Kind:
    """A house that is asked without pauses, and after half a second has what it ever gets."""
    return dataclasses.replace(kinds()[key], a_second=10_000.0, quiet_seconds=QUIET)


def order(folder: str, server: str, key: str) -> None:
    """Order what is left, as ``tocsin mail send --yes --not-there`` does."""
    os.environ[LIGHT_KEYS] = "1"
    housing.CHUNK = 2
    kind = quick(key)
    line = Line(server, headers(kind, KEY), TIMEOUT)
    with open_case(Path(folder), PASSPHRASE) as case, closing(line):
        housing.send(
            case,
            kind,
            house(kind, line),
            Silent(),
            by=BY,
            again=True,
            wait=lambda s: time.sleep(min(s, QUIET)),
        )


def order_rest(folder: str, server: str, key: str) -> None:
    """The same; nothing left to order is an end like any other."""
    with suppress(MailRefused):
        order(folder, server, key)
