"""What runs inside containment: read one file with the reader given, write frames, end.

Everything a reader can do wrong in Python is caught here and becomes a frame; everything worse (a crash,
a hang) is seen by the other side. Nothing here touches a file by name.
"""

from __future__ import annotations

import codecs
import contextlib
import encodings
import gc
import os
import pkgutil
import threading
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import BinaryIO, Protocol

from tocsin.intake import shape, wire
from tocsin.intake.sandbox import Bounds, contain, warm_up
from tocsin.model.content import Child, Part, Shortfall

GC_STEPS = (50_000, 20, 50)
"""Rows are a great many objects and no cycles: looking for cycles among them at every 700 costs a third."""

UNCONTAINED = 3
"""Exit status of a process that could not be contained and therefore read nothing."""

_TOO_BIG = Shortfall(
    "read_in_part", f"a file inside larger than {wire.MAX_CHILD_BYTES >> 20:,} MiB was left out"
)


class Read(Protocol):
    """Read one file; see ``tocsin.intake.readers.read``."""

    def __call__(self, name: str, data: BinaryIO, size: int) -> Iterable[Part | Child | Shortfall]:
        """Give the file's content in its own order. May raise anything."""
        ...


@dataclass(frozen=True, slots=True)
class Readers:
    """The three doors of the readers' room.

    kind_of: a short word for the type of the file, from its name, bytes and size. load_all imports every
    parser; it alone runs uncontained.
    """

    read: Read
    kind_of: Callable[[str, BinaryIO, int], str]
    load_all: Callable[[], None]


def our_readers(passwords: Sequence[str] = (), *, ocr: bool = False) -> Readers:
    """The readers of this package, imported only where they will run.

    passwords: tried on locked files. ocr: pictures and scanned pages are read too.
    """
    from tocsin.intake import readers
    from tocsin.intake.readers.identify import identify

    readers.allow(passwords)
    if ocr:
        readers.ocr.load()
    return Readers(readers.read, identify, readers.load_all)


def preload() -> None:
    """Import what Python imports only on first use: later, no file can be opened any more."""
    for module in pkgutil.iter_modules(encodings.__path__):
        with contextlib.suppress(LookupError, ImportError):  # mbcs and oem exist on Windows alone
            codecs.lookup(module.name)
    threading.Thread(target=int).start()
    warm_up()


def work(readers: Readers, name: str, size: int, source: int, sink: int, bounds: Bounds, parent: int) -> None:
    """Contain this process, read descriptor ``source``, write frames to ``sink``. Never returns."""
    status = UNCONTAINED
    try:
        contain(bounds, (source, sink), parent)
        status = 1
        gc.enable()
        gc.set_threshold(*GC_STEPS)
        ending = _read(readers, name, size, source, sink)
        _send(sink, wire.encode(ending))
        status = 0
    finally:
        os._exit(status)


def _read(readers: Readers, name: str, size: int, source: int, sink: int) -> wire.Ending:
    try:
        with open(source, "rb", closefd=False) as data:
            _send(sink, wire.encode(shape.kind(readers.kind_of(name, data, size))))
            data.seek(0)
            for given in readers.read(name, data, size):
                _pass_on(given, sink)
    except MemoryError:
        return wire.Ending(wire.Tag.OUT_OF_MEMORY)
    except RecursionError:
        return wire.Ending(wire.Tag.TOO_DEEP)
    except BaseException as error:  # noqa: BLE001 - a Rust parser's panic is not an Exception
        return wire.Ending(wire.Tag.FAILED, type(error).__name__[:60])
    return wire.Ending(wire.Tag.END)


def _pass_on(given: Part | Child | Shortfall, sink: int) -> None:
    if not isinstance(given, Child):
        for piece in shape.pieces(given):
            _send(sink, wire.encode(piece))
    elif len(given.data) > wire.MAX_CHILD_BYTES:
        _send(sink, wire.encode(_TOO_BIG))
    else:
        _send(sink, wire.encode(shape.child_head(given)))
        _send(sink, given.data)


def _send(sink: int, data: bytes) -> None:
    view = memoryview(data)
    while view:
        view = view[os.write(sink, view) :]
