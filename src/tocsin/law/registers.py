"""What rule files refer to: the slot vocabulary, the offices, the questions in plain words."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any

import yaml

from tocsin.law.conditions import RuleError
from tocsin.model.yamlfile import read_yaml

RULES = Path(str(files("tocsin.law").joinpath("rules")))
"""The folder of the package's rule files."""


@dataclass(frozen=True, slots=True)
class Slot:
    """One word of the content vocabulary; the fields are explained at the head of ``slots.yaml``."""

    code: str
    name: str
    where: tuple[str, ...]
    kind: str
    facts: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Office:
    """An office or other recipient; the fields are explained at the head of ``offices.yaml``."""

    key: str
    name: str
    source: str
    verified_on: date | None
    expires: date
    address: str = ""
    phone: str = ""
    email: str = ""
    url: str = ""
    portal: str = ""
    confirm_before_sending: bool = False


@cache
def slots() -> Mapping[str, Slot]:
    """The content vocabulary by code."""
    return {
        code: Slot(code, one["name"], tuple(one["where"]), one["kind"], tuple(one.get("facts", ())))
        for code, one in shared("slots.yaml").items()
    }


@cache
def offices() -> Mapping[str, Office]:
    """Every office by key: those of rule files, and those that no single place has."""
    entries = dict(shared("offices.yaml"))
    for name, own in _declared("offices"):
        twice = own.keys() & entries.keys()
        if twice:
            raise RuleError(f"{name}: offices: {', '.join(sorted(twice))} is declared twice")
        entries |= own
    return {key: Office(key=key, **one) for key, one in entries.items()}


@cache
def office(key: str) -> Office | None:
    """One office, without reading the files that do not name it; None if nobody declares it."""
    for _, own in (("", shared("offices.yaml")), *_declared("offices", key)):
        if key in own:
            return Office(key=key, **own[key])
    return None


@cache
def questions() -> Mapping[str, Mapping[str, str]]:
    """Questions in plain words that many rule files ask, by family (ask, groups, roles, facts, events)."""
    return dict(shared("questions.yaml"))


def event_words(name: str) -> str:
    """How a start event is called in a sentence."""
    return questions()["events"].get(name, name.replace("_", " "))


@cache
def ask(key: str) -> str | None:
    """The words of a legal question, whoever asks it; None if nobody does."""
    if key in questions()["ask"]:
        return questions()["ask"][key]
    return next((own[key] for _, own in _declared("asks", key) if key in own), None)


def _declared(part: str, naming: str = "") -> Iterator[tuple[str, Mapping[str, Any]]]:
    """What rule files declare under ``part``; only of files that contain the word ``naming``."""
    for path, text in _texts().items():
        if naming in text:
            yield path.name, written(path).get(part) or {}


@cache
def _texts() -> Mapping[Path, str]:
    """The package's rule files as text, in order."""
    return {path: path.read_text(encoding="utf-8") for path in sorted(RULES.rglob("*.yaml"))}


@cache
def _parsed(text: str) -> Any:
    return read_yaml(text)


def written(path: Path) -> dict[str, Any]:
    """A rule file as it is written. Raises RuleError."""
    try:
        raw = _parsed(path.read_text(encoding="utf-8"))
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        line = f", line {mark.line + 1}" if mark else ""
        raise RuleError(f"{path.name}{line}: not valid YAML") from None
    if not isinstance(raw, dict):
        raise RuleError(f"{path.name}: empty or not a rule file")
    return raw


@cache
def shared(name: str) -> dict[str, Any]:
    """A register that all rule files share (``terms.yaml``, ``slots.yaml`` …)."""
    return dict(read_yaml(files("tocsin.law").joinpath(name).read_text(encoding="utf-8")))
