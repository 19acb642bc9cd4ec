"""Where commands print: people read the consoles, programs read JSON."""

from __future__ import annotations

import json
import sys
from pathlib import Path

from rich.console import Console

out = Console()
err = Console(stderr=True)


def say(words: str, style: str = "") -> None:
    """A line for people; what looks like markup in it is not taken as such."""
    out.print(words, markup=False, highlight=False, soft_wrap=True, style=style or None)


def print_json(value: object) -> None:
    """JSON on standard output, nothing else."""
    sys.stdout.write(json.dumps(value, indent=1, default=str, ensure_ascii=False) + "\n")


class FileExistsAlready(Exception):
    """A file would have been overwritten; the message says which."""


def write_new(file: Path, text: str) -> None:
    """Raises FileExistsAlready."""
    if file.exists():
        raise FileExistsAlready(f"{file} is already there. Name a new file, or remove that one first.")
    file.write_text(text, encoding="utf-8")
