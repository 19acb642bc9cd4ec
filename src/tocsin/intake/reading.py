"""One contained reader seen from our side: its frames, its time, and how it ended.

Only the time we wait for it is charged to it; while it waits for us (its pipe is full, a file inside it is
being read) its clock stands still.
"""

from __future__ import annotations

import hashlib
import os
import select
import signal
import time
from collections.abc import Callable, Iterator
from types import TracebackType

from tocsin.intake import wire
from tocsin.intake.budget import Halt, Limits, plain_bytes
from tocsin.intake.sandbox import Bounds
from tocsin.intake.wire import BadFrame, ChildHead, Ending, Sent
from tocsin.intake.worker import UNCONTAINED
from tocsin.intake.zygote import Zygote, ZygoteLost

_READ_BYTES = 1 << 20
_CPU_PER_SECOND = 4  # a backstop: it may work in several threads, and while it waits for us
_OUT_OF_MEMORY_SHARE = 0.8  # of the limit: a native crash this close to it is put down to memory


class Reading:
    """A reader at work on one open file. A context manager: leaving it ends the process, whatever happened.

    Raises Halt (from ``sent`` and ``receive_child``) when the process must not go on.
    """

    def __init__(
        self, zygote: Zygote, name: str, size: int, source: int, limits: Limits, memory_bytes: int
    ) -> None:
        self._zygote = zygote
        self._memory_bytes = memory_bytes
        self._limits = limits
        self._bytes = size  # its own and those it has given: both earn it time
        self._pending = bytearray()
        bounds = Bounds(memory_bytes, _CPU_PER_SECOND * int(limits.seconds_cap + limits.seconds))
        self._reader = zygote.start(name, size, source, bounds)
        self._poll = select.poll()
        self._poll.register(self._reader.frames, select.POLLIN)
        self._finished = False
        self.seconds = 0.0
        self.output_bytes = 0

    def __enter__(self) -> Reading:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._finished:
            return
        try:
            self._zygote.kill(self._reader)
        except ZygoteLost:
            if error is None:
                raise

    @property
    def pid(self) -> int:
        """The reader's process, to look at, never to signal."""
        return self._reader.pid

    def sent(self) -> Iterator[Sent]:
        """What the reader sends, checked, up to its Ending. The bytes after a ChildHead are the caller's.

        Raises Halt when it runs over its time, breaks the form, or ends without an Ending.
        """
        while True:
            tag, length = wire.HEADER.unpack(self._take(wire.HEADER.size))
            if length > wire.MAX_PAYLOAD:
                raise _broken()
            self.output_bytes += wire.HEADER.size + length  # even empty frames cost
            try:
                sent = wire.decode(tag, self._take(length))
            except BadFrame:
                raise _broken() from None
            yield sent
            if isinstance(sent, Ending):
                return

    def receive_child(self, head: ChildHead, keep: Callable[[bytes], object]) -> str:
        """Hand the bytes of the child just announced to ``keep``; their SHA-256."""
        sha256, missing = hashlib.sha256(), head.size
        while missing:
            chunk = self._take_up_to(missing)
            missing -= len(chunk)
            sha256.update(chunk)
            keep(chunk)
        return sha256.hexdigest()

    def _take(self, length: int) -> bytes:
        while len(self._pending) < length:
            self._fill()
        taken = bytes(self._pending[:length])
        del self._pending[:length]
        return taken

    def _take_up_to(self, most: int) -> bytes:
        if not self._pending:
            self._fill()
        return self._take(min(most, len(self._pending)))

    def _fill(self) -> None:
        started = time.perf_counter()
        allowed = self._limits.seconds_for(self._bytes)
        ready = self._poll.poll(max(0.0, allowed - self.seconds) * 1000)
        self.seconds += time.perf_counter() - started
        if not ready:
            raise Halt("stopped", f"the reader took longer than {allowed:.3g} s")
        chunk = os.read(self._reader.frames, _READ_BYTES)
        if not chunk:
            raise self._ended_early()
        self._pending += chunk
        self._bytes += len(chunk)

    def _ended_early(self) -> Halt:
        """The pipe closed without an Ending: say why the process is gone."""
        self._finished = True
        exit_ = self._zygote.finish(self._reader)
        code = exit_.code
        if code == UNCONTAINED:
            return Halt("stopped", "the reader could not be contained, so it was not started")
        if code == -signal.SIGXCPU:
            return Halt("stopped", "the reader used too much processor time")
        if exit_.peak_bytes > _OUT_OF_MEMORY_SHARE * self._memory_bytes:  # libarchive calls exit(1) then
            return out_of_memory(self._memory_bytes)
        if code < 0:
            return Halt("stopped", f"the reader crashed ({signal_name(-code)})")
        return Halt("stopped", "the reader ended without finishing")


def out_of_memory(limit: int) -> Halt:
    """The reader came up against its memory limit (bytes)."""
    return Halt("stopped", f"the reader ran out of memory (limit {plain_bytes(limit)})")


def _broken() -> Halt:
    return Halt("stopped", "the reader sent what no reader of ours sends, and was ended")


def signal_name(number: int) -> str:
    """``SIGSEGV`` for 11."""
    try:
        return signal.Signals(number).name
    except ValueError:
        return f"signal {number}"
