"""Lanes for Spark's workers that die of a file, as no file is known to make them do. Sent to the workers."""

from __future__ import annotations

import os
import signal
from pathlib import Path

from tocsin.intake import Pool, SourceFile
from tocsin.response.scan import Tables, read_file


def killed_by_a_file() -> Pool[Tables]:
    """``kills-lane.txt`` ends the lane, ``kills-worker.txt`` Spark's own Python worker."""
    return Pool(1, _read)


def never_there() -> Pool[Tables]:
    """No lane can be made."""
    raise FileNotFoundError("words nobody shall read")


def _read(source: SourceFile) -> Tables:
    if source.path.name == "kills-lane.txt":
        os.kill(os.getpid(), signal.SIGKILL)
    if source.path.name == "kills-worker.txt":
        nursery = os.getppid()
        os.kill(int(Path(f"/proc/{nursery}/stat").read_text().rpartition(")")[2].split()[1]), signal.SIGKILL)
    return read_file(source)
