"""The data inventory: every place where personal data is kept. The form of ``inventory.yaml``.

It holds counts and kinds of data, never a person.
"""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Literal

import yaml
from pydantic import BaseModel, ConfigDict, Field

from tocsin.model.facts import PeopleCount
from tocsin.model.yamlfile import read_yaml


class InventoryError(ValueError):
    """The file cannot be used. The message says what to change."""


class Held(PeopleCount):
    """People alike in residence and kinds of data. kind: what they are to the business, None: not known."""

    kind: Literal["employee", "patient", "customer", "student"] | None = None


class Store(BaseModel):
    """One place: a share, a mailbox, a program, a cabinet.

    kind: what sort of place, which says what can happen to it: a shared folder, a program inside, a program
    that the Internet can reach, a mailbox, something that can be carried away, paper.

    where: path, vendor or room. why: what it is kept for. keep_until: how long, and by which rule.
    encrypted: so that who copies it cannot read it. people: counts by residence and kinds of data.
    """

    model_config = ConfigDict(extra="forbid")

    name: Annotated[str, Field(min_length=1)]
    kind: Literal["share", "program", "online", "mailbox", "device", "paper", "unknown"] = "unknown"
    where: str | None = None
    why: str | None = None
    keep_until: str | None = None
    encrypted: bool | None = None
    people: Annotated[list[Held], Field(min_length=1)]


class Inventory(BaseModel):
    """All places of one business."""

    model_config = ConfigDict(extra="forbid")

    stores: Annotated[list[Store], Field(min_length=1)]


def read_inventory(path: Path) -> Inventory:
    """Raises InventoryError."""
    try:
        return Inventory.model_validate(read_yaml(path.read_text(encoding="utf-8")))
    except (OSError, UnicodeDecodeError, yaml.YAMLError, ValueError) as error:
        raise InventoryError(f"{path}: {error}") from error


def dump_inventory(inventory: Inventory) -> str:
    """As YAML, to be completed by hand."""
    said = inventory.model_dump(mode="json")
    for store in said["stores"]:
        for count in store["people"]:
            for flag in ("minors", "deceased"):
                if not count[flag]:
                    del count[flag]
    return yaml.safe_dump(said, sort_keys=False, allow_unicode=True, width=110)
