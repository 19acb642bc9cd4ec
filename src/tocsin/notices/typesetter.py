"""A process of its own that sets documents: what typst remembers between them goes when the process goes.

Typst keeps the layout of everything it has set, some fifteen megabytes for sixteen letters, and gives nothing
back. So that many letters need no more memory than few, they are set here, and the process is replaced when
it has grown. It is started as a file, not as a module, since it needs nothing of ours but the template.

request = length (4, big-endian) | JSON; answer = one byte (``D`` document, ``G`` a glyph is missing,
``T`` the template) | length of the document (8) | memory held, KiB (8) | document
"""

from __future__ import annotations

import json
import os
import struct
import subprocess
import sys
import threading
from collections.abc import Mapping
from contextlib import suppress
from functools import cache
from multiprocessing.util import Finalize
from pathlib import Path
from typing import IO, Any, BinaryIO

DONE, GLYPH, TEMPLATE = b"D", b"G", b"T"
LENGTH, ANSWER = struct.Struct(">I"), struct.Struct(">cQQ")

GROWN = 140 << 10
"""KiB of memory after which the process is replaced."""

MISSING = ("could not be displayed", "glyph")
"""Words of typst's refusals of a character that no font has."""


class Typesetter:
    """The process, started when it is first needed. Safe to use from several threads, one at a time."""

    def __init__(self) -> None:
        self._process: subprocess.Popen[bytes] | None = None
        self._owner = os.getpid()
        self._turn = threading.Lock()
        self.peak = 0
        """KiB, the most memory that any of its processes held after a document."""

    def set(self, request: Mapping[str, Any]) -> tuple[bytes, bytes]:
        """What became of a request, and the document if there is one. Raises OSError if it died twice."""
        data = json.dumps(request, ensure_ascii=False).encode()
        if self._owner != os.getpid():
            # We are a fork: two who speak through one pipe would get each other's letters.
            self._process, self._owner, self._turn = None, os.getpid(), threading.Lock()
        with self._turn:
            try:
                return self._asked(data)
            except (EOFError, BrokenPipeError):
                self.close()
                return self._asked(data)

    def _asked(self, data: bytes) -> tuple[bytes, bytes]:
        process = self._process = self._process or _started()
        assert process.stdin is not None and process.stdout is not None
        process.stdin.write(LENGTH.pack(len(data)) + data)
        process.stdin.flush()
        kind, length, used = ANSWER.unpack(_exactly(process.stdout, ANSWER.size))
        document = _exactly(process.stdout, length)
        self.peak = max(self.peak, used)
        if used > GROWN:
            self.close()
        return kind, document

    def close(self) -> None:
        """End the process; the next document starts another."""
        process, self._process = self._process, None
        if process is None:
            return
        assert process.stdin is not None and process.stdout is not None
        with suppress(OSError):
            process.stdin.close()
        process.stdout.close()
        process.wait()


@cache
def typesetter() -> Typesetter:
    """The one of this process; it ends with it, also in a worker of a pool, which runs no ``atexit``."""
    one = Typesetter()
    Finalize(None, one.close, exitpriority=1)
    return one


def _started() -> subprocess.Popen[bytes]:
    # -P: a file beside this one must not stand in for a module of the same name.
    return subprocess.Popen(  # noqa: S603 - our own file, no words of anybody
        [sys.executable, "-P", __file__],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        env={**os.environ, "RAYON_NUM_THREADS": "1"},
        process_group=0,  # Ctrl-C is for who asked; the end of standard input ends this one
    )


def _exactly(source: IO[bytes], length: int) -> bytes:
    data = source.read(length)
    if len(data) < length:
        raise EOFError("the typesetting process ended before it had answered")
    return data


def serve(source: BinaryIO, out: BinaryIO) -> None:
    """Answer requests until there are no more."""
    import typst

    fonts = typst.Fonts(include_system_fonts=False, include_embedded_fonts=True)
    while head := source.read(LENGTH.size):
        request = json.loads(_exactly(source, *LENGTH.unpack(head)))
        try:
            kind, document = DONE, compiled(typst, fonts, request)
        except typst.TypstError as error:
            kind, document = (GLYPH if any(word in str(error) for word in MISSING) else TEMPLATE), b""
        out.write(ANSWER.pack(kind, len(document), resident()) + document)
        out.flush()


def resident() -> int:
    """KiB of memory that this process holds now; elsewhere than on Linux, the most it has held."""
    try:
        pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1])
    except OSError:
        import resource

        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return pages * os.sysconf("SC_PAGE_SIZE") >> 10


def compiled(typst: Any, fonts: Any, request: Mapping[str, Any]) -> bytes:
    """A document by the package given: the same bytes in any process. Raises typst.TypstError."""
    return bytes(
        typst.compile(
            request["source"].encode(),
            format="pdf",
            font_paths=fonts,
            ignore_system_fonts=True,
            sys_inputs={"job": request["job"]},
            pdf_standards=request["standards"],
            pdf_tags=bool(request["standards"]),
            timestamp=request["timestamp"],
        )
    )


if __name__ == "__main__":
    serve(sys.stdin.buffer, sys.stdout.buffer)
