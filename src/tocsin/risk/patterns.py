"""The incident patterns of the VERIS community with their published shares: ``data/patterns.yaml``."""

from __future__ import annotations

from datetime import date
from functools import cache
from importlib.resources import files
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, HttpUrl

from tocsin.model.facts import IncidentKind
from tocsin.model.yamlfile import read_yaml
from tocsin.risk.parameters import Grade

Share = Annotated[float, Field(gt=0, lt=1)]
Kind = Literal["share", "program", "online", "mailbox", "device", "paper", "unknown"]


class _Form(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Origin(_Form):
    """Where the shares were read, and of which breaches they are."""

    title: str
    url: HttpUrl
    read_on: date
    grade: Grade
    population: str


class Pattern(_Form):
    """One way in which breaches happen. The fields are explained at the head of ``patterns.yaml``."""

    name: str
    says: str
    share: Share | None = None
    share_before: Share | None = None
    reaches: tuple[Kind, ...] = Field(min_length=1)
    at_once: bool
    stands_still: bool
    kind: IncidentKind
    plan: str


class Patterns(_Form):
    """All of ``patterns.yaml``."""

    source: Origin
    patterns: dict[str, Pattern]


@cache
def patterns() -> Patterns:
    """The shipped patterns."""
    text = files("tocsin.risk").joinpath("data/patterns.yaml").read_text(encoding="utf-8")
    return Patterns.model_validate(read_yaml(text))
