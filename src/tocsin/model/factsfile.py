"""Reading and writing ``incident.yaml``, with errors an owner understands."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import yaml
from pydantic import ValidationError

from tocsin.model.facts import Facts
from tocsin.model.yamlfile import Loader


class FactsLoader(Loader):  # type: ignore[misc]
    """YAML in which ``on`` and ``off`` are words: ``on:`` is the day of a notice, not "true"."""


FactsLoader.yaml_implicit_resolvers = {
    first: [(tag, pattern) for tag, pattern in resolvers if first not in "oO" or not tag.endswith(":bool")]
    for first, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
}


class FactsError(ValueError):
    """The facts cannot be used as they are. The message says what is wrong and what to do."""


def load_facts(path: Path) -> Facts:
    """Read a facts file. Raises FactsError with one line per thing to mend."""
    try:
        text = path.read_text(encoding="utf-8")
    except FileNotFoundError:
        raise FactsError(f"There is no facts file at {path}. `tocsin new CASE` writes one.") from None
    except (OSError, UnicodeDecodeError) as error:
        raise FactsError(f"The facts file {path} cannot be read ({type(error).__name__}).") from None
    return parse_facts(text, str(path))


def parse_facts(text: str, source: str = "the facts") -> Facts:
    """Parse the YAML of a facts file. Raises FactsError."""
    try:
        raw = yaml.load(text, Loader=FactsLoader)  # noqa: S506 - a subclass of the safe loader
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        where = f" at line {mark.line + 1}" if mark else ""
        raise FactsError(
            f"{source} is not valid YAML{where}; check the indentation and the colons there."
        ) from None
    if not isinstance(raw, dict):
        raise FactsError(f"{source} is empty or not a facts file; it needs at least `organisation: name: …`.")
    try:
        return Facts.model_validate(raw)
    except ValidationError as error:
        raise FactsError("\n".join([f"{source} cannot be used yet:", *_lines(error)])) from None


def _lines(error: ValidationError) -> list[str]:
    lines = []
    for problem in error.errors(include_url=False, include_context=False):
        place = ".".join(str(part) for part in problem["loc"]) or "dates"
        if problem["type"] == "extra_forbidden":
            lines.append(f"  {place}: this fact is not known; check the spelling")
            continue
        lines.append(f"  {place}: {problem['msg'].removeprefix('Value error, ')}")
    return lines


def dump_facts(facts: Facts) -> str:
    """The facts as YAML, unknown ones written out as ``unknown`` so that people see what is open."""
    return yaml.safe_dump(
        _plain(facts.model_dump(mode="python")), sort_keys=False, allow_unicode=True, width=100
    )


def _plain(value: Any) -> Any:
    if value is None:
        return "unknown"
    if isinstance(value, dict):
        return {str(getattr(key, "value", key)): _plain(item) for key, item in value.items()}
    if isinstance(value, list):
        return [_plain(item) for item in value]
    if isinstance(value, date | bool | int | str):
        return getattr(value, "value", value)
    return str(value)
