"""The form of ``methods.yaml``: methods that weigh factors in words, as data with their sources."""

from __future__ import annotations

from datetime import date
from functools import cache
from importlib.resources import files
from typing import Annotated, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

from tocsin.harm.circumstances import Value
from tocsin.model.facts import ElementCode, Place, Role
from tocsin.model.yamlfile import read_yaml


def _as_list(value: object) -> object:
    return value if isinstance(value, list) else [value]


Wanted = Annotated[list[bool | str], BeforeValidator(_as_list), Field(min_length=1)]
"""What a circumstance must be: true, false, unknown, some, none, or a word of its own; any of several."""


class _Form(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Condition(_Form):
    """``when``: circumstances that must all be as said. Without any it holds always."""

    when: dict[str, Wanted] = Field(default_factory=dict)

    def holds(self, circumstances: dict[str, Value]) -> bool:
        """Raises KeyError for a circumstance that does not exist."""
        return all(any(_is(circumstances[name], one) for one in wanted) for name, wanted in self.when.items())


class Sentence(Condition):
    """A finding, with names of circumstances in braces."""

    say: str


class Question(Condition):
    """What a person must answer. fact: where the answer goes; None: in the written assessment."""

    ask: str
    fact: str | None = None


class Level(Sentence):
    """What follows on the whole, and why."""

    level: str


class Factor(_Form):
    """One factor: section and words of the text it comes from, findings, questions."""

    name: str
    section: str
    words: str = ""
    say: list[Sentence]
    ask: list[Question]


class Gate(_Form):
    """Keys of ``incident: answers:``: whether the law of a place reaches the organisation; its gates."""

    bound: str
    risk_unlikely: str
    high_risk: str


class Source(_Form):
    """Where the method stands. read_via: where its words were read, if not at the url."""

    name: str
    section: str
    url: str
    read_via: str | None = None
    read_on: date
    words: str


class Method(_Form):
    """One method; the fields are explained at the head of ``methods.yaml``."""

    id: str
    method: str
    rule: str | None = None
    roles: list[Role] = Field(default_factory=list)
    places: dict[Place, Gate] = Field(default_factory=dict)
    leave_out: list[Literal["employee", "patient", "customer", "unknown"]] = Field(default_factory=list)
    marked: list[ElementCode]
    answers: dict[str, str] = Field(default_factory=dict)
    consequences: dict[str, str] = Field(default_factory=dict)
    subject: str
    source: Source
    factors: list[Factor]
    levels: list[Level]
    notes: list[Sentence]


def _is(value: Value, wanted: bool | str) -> bool:
    if wanted == "unknown":
        return value is None
    if wanted == "some":
        return bool(value)
    if wanted == "none":
        return value is not None and not value
    return value is wanted if isinstance(wanted, bool) else value == wanted


@cache
def methods() -> list[Method]:
    """Every method in the order of the file."""
    text = files("tocsin.harm").joinpath("methods.yaml").read_text(encoding="utf-8")
    return [Method.model_validate(entry) for entry in read_yaml(text)]
