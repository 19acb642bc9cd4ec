"""The plan: who does what when something happens, the form of ``plan.yaml``, and what it lacks."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any

import yaml

from tocsin.model.yamlfile import read_yaml

AGES_AFTER = 180
"""Days after which an answer must be looked at again: people move and telephones change."""

CHECKED = "checked_on"
"""Where the plan keeps the day on which each answer was given or confirmed."""


class PlanFileError(ValueError):
    """The plan cannot be used. The message says what to change."""


@dataclass(frozen=True, slots=True)
class Question:
    """One thing a plan needs to know. path: where it goes. kind: words or day."""

    path: str
    ask: str
    kind: str


@dataclass(frozen=True, slots=True)
class Step:
    """One thing to do. within: hours from noticing. who: role of the plan. basis: where it is from."""

    within: int
    who: str
    do: str
    basis: str


@dataclass(frozen=True, slots=True)
class Gap:
    """What the plan lacks, or what is too old to rely on, and what asks for it."""

    path: str
    says: str
    basis: str


class Plan:
    """The answers of one business, by path, each with the day it was given."""

    def __init__(self, answers: Mapping[str, Any] | None = None) -> None:
        self._answers: dict[str, Any] = dict(answers or {})

    def get(self, path: str) -> str:
        """An answer, or the empty string."""
        found: Any = self._answers
        for part in path.split("."):
            found = found.get(part) if isinstance(found, dict) else None
        return "" if found is None else str(found)

    def checked_on(self, path: str) -> date | None:
        """The day on which an answer was given or confirmed."""
        said = self._answers.get(CHECKED, {}).get(path)
        return date.fromisoformat(str(said)) if said else None

    def put(self, path: str, answer: str, day: date) -> None:
        """Keep an answer with its day."""
        *parents, last = path.split(".")
        at = self._answers
        for parent in parents:
            at = at.setdefault(parent, {})
        at[last] = answer
        self._answers.setdefault(CHECKED, {})[path] = day.isoformat()

    def open_questions(self) -> list[Question]:
        """Those that have no answer yet, in order."""
        return [one for one in questions() if not self.get(one.path)]

    def gaps(self, day: date) -> list[Gap]:
        """What is missing, and what nobody has looked at for half a year."""
        return [*self._missing(), *self._old(day)]

    def _missing(self) -> Iterator[Gap]:
        for one in self.open_questions():
            yield Gap(one.path, f"no answer: {one.ask}", _basis(one.path))

    def _old(self, day: date) -> Iterator[Gap]:
        for one in questions():
            checked = self.checked_on(one.path)
            if self.get(one.path) and (checked is None or (day - checked).days > AGES_AFTER):
                since = f"last confirmed {checked}" if checked else "never confirmed"
                yield Gap(one.path, f"{since}: {one.ask}", _basis(one.path))
        for path, what in (
            ("backups.tested_on", "backups were tested"),
            ("exercised_on", "this was gone through"),
        ):
            said = self.get(path)
            if said and (day - date.fromisoformat(said)).days > 2 * AGES_AFTER:
                yield Gap(path, f"the last time {what} is more than a year ago ({said})", _basis(path))

    def dump(self) -> str:
        """As YAML."""
        return yaml.safe_dump(self._answers, sort_keys=False, allow_unicode=True, width=110)


def read_plan(path: Path) -> Plan:
    """Raises PlanFileError."""
    try:
        said = read_yaml(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as error:
        raise PlanFileError(f"{path}: {error}") from error
    if not isinstance(said, dict):
        raise PlanFileError(f"{path} is no plan: `tocsin plan new {path}` asks for one.")
    known = {one.path.split(".")[0] for one in questions()} | {CHECKED}
    if strange := sorted(map(str, said.keys() - known)):
        raise PlanFileError(f"{path}: a plan has no {', '.join(strange)}")
    plan = Plan(said)
    for one in questions():
        if one.kind == "day" and (text := plan.get(one.path)):
            _check_day(path, one, text)
    return plan


def _check_day(path: Path, question: Question, text: str) -> None:
    try:
        date.fromisoformat(text)
    except ValueError:
        raise PlanFileError(f"{path}: {question.path} must be a day like 2026-11-23, not {text!r}") from None


@cache
def questions() -> tuple[Question, ...]:
    """Everything a plan needs to know."""
    return tuple(Question(q["path"], q["ask"], q.get("kind", "words")) for q in _data("questions.yaml"))


@cache
def _data(name: str) -> Any:
    return read_yaml(files("tocsin.readiness").joinpath("data", name).read_text(encoding="utf-8"))


def first_steps() -> tuple[Step, ...]:
    """What is done whatever happened."""
    return tuple(Step(**step) for step in _data("playbooks.yaml")["always"])


def playbooks() -> dict[str, tuple[Step, ...]]:
    """What is done first, by name of the kind of incident."""
    kinds = _data("playbooks.yaml")["kinds"].values()
    return {kind["name"]: tuple(Step(**step) for step in kind["steps"]) for kind in kinds}


def sources() -> dict[str, tuple[str, str]]:
    """Title and address by the short name that steps use."""
    return {key: (one["title"], one["url"]) for key, one in _data("playbooks.yaml")["sources"].items()}


def _basis(path: str) -> str:
    asked: dict[str, str] = _data("playbooks.yaml")["asked_by"]
    parts = path.split(".")
    return next((asked[key] for n in (2, 1) if (key := ".".join(parts[:n])) in asked), "")
