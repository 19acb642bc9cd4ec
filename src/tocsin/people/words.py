"""The word lists of this room, each read once from ``data/``."""

from __future__ import annotations

import csv
from functools import cache
from importlib.resources import files
from typing import Any

from tocsin.model.yamlfile import read_yaml


@cache
def words(name: str) -> dict[str, Any]:
    """The word list ``data/<name>.yaml``."""
    text = files("tocsin.people").joinpath("data", f"{name}.yaml").read_text(encoding="utf-8")
    loaded: dict[str, Any] = read_yaml(text)
    return loaded


@cache
def spellings(name: str, part: str | None = None) -> dict[str, str]:
    """Every spelling of a list to its normal form, the normal form itself included."""
    table = words(name) if part is None else words(name)[part]
    found = {str(form): str(form) for form in table}
    found.update({str(spelling): str(form) for form, all_ in table.items() for spelling in all_})
    return found


@cache
def area_codes() -> dict[str, str]:
    """Telephone area code to the place it was first given out in."""
    text = files("tocsin.people").joinpath("data", "area_codes.csv").read_text(encoding="utf-8")
    lines = (line for line in text.splitlines() if not line.startswith("#"))
    return {row["area_code"]: row["residence"] for row in csv.DictReader(lines)}
