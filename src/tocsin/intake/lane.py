"""The zygote of this process: one per lane, made when the lane starts."""

from __future__ import annotations

import os
from collections.abc import Callable

from tocsin.intake import worker
from tocsin.intake.worker import Readers
from tocsin.intake.zygote import Zygote

_zygote: Zygote | None = None
_owner = 0
_load: Callable[[], Readers] = worker.our_readers


def prepare(load: Callable[[], Readers] = worker.our_readers) -> Zygote:
    """Fork this process's zygote now, while the process is small and holds no secret."""
    global _zygote, _owner, _load
    _zygote, _owner, _load = Zygote(load), os.getpid(), load
    return _zygote


def zygote() -> Zygote:
    """This process's zygote, made on first use. One inherited by fork is the parent's and is left alone."""
    if _zygote is None or _owner != os.getpid():
        return prepare(_load)
    return _zygote


def close() -> None:
    """End this process's zygote, if it has one."""
    global _zygote
    if _zygote is not None and _owner == os.getpid():
        _zygote.close()
    _zygote = None
