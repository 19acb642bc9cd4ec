"""``tocsin new``: a dozen questions in plain words, every one of which may be left open."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date
from importlib.resources import files
from typing import Any

from pydantic import ValidationError

from tocsin.model.elements import jurisdictions
from tocsin.model.facts import Facts
from tocsin.model.yamlfile import read_yaml

Ask = Callable[[str], str]
"""Shows a question and returns the answer as typed."""

Tell = Callable[[str], None]

OPEN = frozenset({"", "?", "unknown", "don't know", "don't know yet", "dont know"})


class GivenUp(Exception):
    """The answers ended before the questions did."""

    def __init__(self) -> None:
        super().__init__(
            "The answers ended before the questions, so no case was made. "
            "Run the same command again; Enter leaves a question open."
        )


class Unclear(ValueError):
    """The answer does not fit the question; the message says what does."""


def interview(ask: Ask, tell: Tell) -> Facts:
    """Ask everything once, again only where an answer does not fit."""
    tell("Press Enter for “don't know yet”. Everything can be changed later in incident.yaml.\n")
    answers: dict[str, Any] = {}
    facts: dict[str, Any] = {}
    for number, question in enumerate(_questions(), start=1):
        condition = question.get("if")
        if condition and answers.get(condition["fact"]) not in condition["is"]:
            continue
        answers[question["fact"]] = _fitting(facts, question, number, ask, tell)
    return Facts.model_validate(facts)


def _fitting(facts: dict[str, Any], question: dict[str, Any], number: int, ask: Ask, tell: Tell) -> Any:
    """Put the answer into the facts; ask again while it contradicts an earlier one."""
    while True:
        answer = _answer(question, number, ask, tell)
        _put(facts, question["fact"], answer)
        try:
            Facts.model_validate(facts)
        except ValidationError as error:
            for problem in error.errors(include_url=False, include_context=False, include_input=False):
                tell(f"   That cannot be: {problem['msg'].removeprefix('Value error, ')}.")
            continue
        return answer


def _questions() -> Iterator[dict[str, Any]]:
    text = files("tocsin.cli").joinpath("questions.yaml").read_text(encoding="utf-8")
    yield from read_yaml(text)


def _answer(question: dict[str, Any], number: int, ask: Ask, tell: Tell) -> Any:
    choices = list(question.get("choices", {}).items())
    tell(f"{number}. {question['ask']}")
    for index, (_, words) in enumerate(choices, start=1):
        tell(f"   {index:2} {words}")
    while True:
        typed = ask("   > ").strip()
        if typed.lower() in OPEN:
            if not question.get("required"):
                return None
            tell("   This one is needed to go on.")
            continue
        try:
            return READ[question["kind"]](typed, [code for code, _ in choices])
        except Unclear as unclear:
            tell(f"   {unclear}")


def _words(typed: str, _: list[str]) -> str:
    return typed


def _yes_no(typed: str, _: list[str]) -> bool:
    if typed.lower() in {"y", "yes", "true"}:
        return True
    if typed.lower() in {"n", "no", "false"}:
        return False
    raise Unclear("Please answer yes, no, or just press Enter.")


def _day(typed: str, _: list[str]) -> date:
    try:
        return date.fromisoformat(typed)
    except ValueError:
        pass
    try:
        month, day, year = (int(part) for part in typed.replace("-", "/").split("/"))
        return date(year, month, day)
    except ValueError:
        raise Unclear("Please give a day as 2026-11-23 or 11/23/2026.") from None


def _count(typed: str, _: list[str]) -> int:
    digits = typed.replace(",", "")
    if not digits.isdecimal():
        raise Unclear("Please give a number.")
    return int(digits)


def _place(typed: str, _: list[str]) -> str:
    by_name = {name.lower(): code for code, name in jurisdictions().items()}
    code = by_name.get(typed.lower(), typed.upper())
    if code not in jurisdictions():
        raise Unclear("Please give a state by its two letters, such as AZ.")
    return code


def _choice(typed: str, codes: list[str]) -> str:
    if typed.isdecimal() and 1 <= int(typed) <= len(codes):
        return codes[int(typed) - 1]
    raise Unclear(f"Please give a number from 1 to {len(codes)}.")


def _several(typed: str, codes: list[str]) -> dict[str, bool]:
    chosen = {_choice(part, codes) for part in typed.replace(",", " ").split()}
    return {code: code in chosen for code in codes}


READ: dict[str, Callable[[str, list[str]], Any]] = {
    "words": _words,
    "yes_no": _yes_no,
    "day": _day,
    "count": _count,
    "place": _place,
    "choice": _choice,
    "several": _several,
}


def _put(facts: dict[str, Any], path: str, value: Any) -> None:
    *parents, last = path.split(".")
    for parent in parents:
        facts = facts.setdefault(parent, {})
    facts[last] = {} if value is None and last == "roles" else value
