"""Files that are only added to: lines of JSON, each with the SHA-256 of the line before it.

Nothing in such a file can be put right afterwards without showing. It is no seal: who rewrites all of it can
hide that; the SHA-256 of its last line, kept elsewhere, cannot be met again.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Any


class BrokenChain(ValueError):
    """A line does not follow from the one before it, or is none. The message says which."""


def start(file: Path, kind: str, now: datetime, said: Mapping[str, Any]) -> None:
    """Write the first line of a new file. Raises FileExistsError."""
    with file.open("x", encoding="utf-8") as out:
        out.write(_line(kind, now, said, ""))


def append(file: Path, kind: str, now: datetime, said: Mapping[str, Any]) -> None:
    """Add a line."""
    before = last_digest(file)
    with file.open("a", encoding="utf-8") as out:
        out.write(_line(kind, now, said, before))


def last_digest(file: Path) -> str:
    """SHA-256 of the last line: what to keep elsewhere."""
    return hashlib.sha256(file.read_text(encoding="utf-8").splitlines()[-1].encode()).hexdigest()


def read(file: Path) -> list[dict[str, Any]]:
    """All lines. Raises BrokenChain."""
    before, rows = "", []
    for number, line in enumerate(file.read_text(encoding="utf-8").splitlines(), start=1):
        try:
            row: dict[str, Any] = json.loads(line)
            follows = row["before"] == before
        except (json.JSONDecodeError, KeyError, TypeError):
            raise BrokenChain(f"{file} is no file of this kind: line {number} cannot be read.") from None
        if not follows:
            raise BrokenChain(
                f"{file}: line {number} does not follow from the one before it: the file was changed by "
                "hand. Take a copy from before the change."
            )
        before = hashlib.sha256(line.encode()).hexdigest()
        rows.append(row)
    return rows


def _line(kind: str, now: datetime, said: Mapping[str, Any], before: str) -> str:
    whole = {"kind": kind, "at": now.isoformat(timespec="seconds"), "before": before} | dict(said)
    return json.dumps(whole, ensure_ascii=False) + "\n"
