"""Mailboxes in one file (RFC 4155): message after message, each as if it were a file of its own."""

from __future__ import annotations

from collections.abc import Iterator
from typing import BinaryIO

import re2

from tocsin.intake.readers.base import Item, Reader, count, in_part
from tocsin.intake.readers.mail import message_items
from tocsin.model.content import Shortfall

MAX_MESSAGE_BYTES = 64 << 20
_STARTS = re2.compile(rb"^From \S+.*\d\d:\d\d")
_QUOTED = re2.compile(rb"(?m)^>(>*From )")


class MboxReader(Reader):
    """A mailbox, streamed message by message."""

    kinds = ("mbox",)

    def read(self, name: str, data: BinaryIO, size: int) -> Iterator[Item]:
        cut = 0
        for number, raw in enumerate(messages(data), 1):
            cut += len(raw) > MAX_MESSAGE_BYTES
            for item in message_items(raw[:MAX_MESSAGE_BYTES], f"message {number}"):
                yield in_part(f"message {number}: {item.reason}") if isinstance(item, Shortfall) else item
        if cut:
            yield in_part(f"{count(cut, 'message')} longer than {MAX_MESSAGE_BYTES >> 20} MiB, cut there")


def messages(data: BinaryIO) -> Iterator[bytes]:
    """The messages between the "From " lines, with the quoting of such lines inside taken off."""
    data.seek(0)
    held: list[bytes] = []
    kept = 0
    blank = True
    for line in iter(lambda: data.readline(1 << 20), b""):
        if blank and line.startswith(b"From ") and _STARTS.search(line[:300]):
            if held:
                yield _QUOTED.sub(rb"\1", b"".join(held))
            held, kept = [], 0
        elif kept <= MAX_MESSAGE_BYTES:
            held.append(line)
            kept += len(line)
        blank = not line.strip()
    if held:
        yield _QUOTED.sub(rb"\1", b"".join(held))
