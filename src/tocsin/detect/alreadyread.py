"""The bodies of messages read before: the same mail lies in many mailboxes, under other headers each time.

What a text holds depends on the text alone, so a body that was read is not read again; whose mail it was, to
whom it went and where it lay is worked out anew for every copy.
"""

from __future__ import annotations

import hashlib
import pickle
from collections import OrderedDict
from collections.abc import Callable

from tocsin.detect.hits import Read

MOST_BYTES = 32 << 20
"""Of what is remembered; the longest unused goes first."""

LEAST_CHARS = 200
"""A shorter text is read as fast as it is looked up."""


class AlreadyRead:
    """What was made of texts, by their digest. One for each process."""

    def __init__(self, most_bytes: int = MOST_BYTES) -> None:
        self._most_bytes = most_bytes
        self._bytes = 0
        self._kept: OrderedDict[bytes, bytes] = OrderedDict()

    def read(self, text: str, reader: Callable[[str], Read]) -> Read:
        """What ``reader`` makes of the text, each time as objects of their own. It must be finished."""
        if len(text) < LEAST_CHARS:
            return reader(text)
        digest = hashlib.blake2b(text.encode("utf-8", "surrogatepass"), digest_size=16).digest()
        kept = self._kept.get(digest)
        if kept is not None:
            self._kept.move_to_end(digest)
            found: Read = pickle.loads(kept)  # noqa: S301 - written below, by this process
            return found
        fresh = reader(text)
        self._keep(digest, pickle.dumps(fresh, pickle.HIGHEST_PROTOCOL))
        return fresh

    def _keep(self, digest: bytes, kept: bytes) -> None:
        self._kept[digest] = kept
        self._bytes += len(kept)
        while self._bytes > self._most_bytes:
            _, dropped = self._kept.popitem(last=False)
            self._bytes -= len(dropped)


_bodies = AlreadyRead()


def read_body(text: str, reader: Callable[[str], Read]) -> Read:
    """The same for the bodies of messages in this process."""
    return _bodies.read(text, reader)
