"""The word groups of ``words.yaml``."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import yaml


@cache
def _groups() -> dict[str, list[str]]:
    groups: dict[str, list[str]] = yaml.safe_load(
        Path(__file__).with_name("words.yaml").read_text(encoding="utf-8")
    )
    return groups


def word_list(group: str) -> list[str]:
    """The words of a group, in the file's order."""
    return _groups()[group]
