"""Where commands print: people read the consoles, programs read JSON."""

from __future__ import annotations

import json
import sys

from rich.console import Console

out = Console()
err = Console(stderr=True)


def print_json(value: object) -> None:
    """JSON on standard output, nothing else."""
    sys.stdout.write(json.dumps(value, indent=1, default=str, ensure_ascii=False) + "\n")
