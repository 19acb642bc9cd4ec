"""The contact registry: whom letters tell people to reach, each with its source and expiry date."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.resources import files

from tocsin.model.yamlfile import read_yaml
from tocsin.notices.document import Card


@dataclass(frozen=True, slots=True)
class Desk:
    """One office people can reach. ``confirm``: public sources disagree or there is none."""

    code: str
    name: str
    lines: tuple[str, ...]
    source: str
    verified_on: date
    expires: date
    phone: str = ""
    confirm: bool = False

    def card(self) -> Card:
        """As it stands in a letter."""
        return Card(self.name, self.lines)


@cache
def desks() -> dict[str, Desk]:
    """Every entry of ``contacts.yaml`` by its code."""
    text = files("tocsin.notices").joinpath("contacts.yaml").read_text(encoding="utf-8")
    return {
        code: Desk(code=code, **{**entry, "lines": tuple(entry["lines"])})
        for code, entry in read_yaml(text).items()
    }
