"""Driver's licence numbers: whether one is written as its state writes them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache
from importlib.resources import files

from tocsin.detect.address import state_code
from tocsin.model.elements import jurisdictions
from tocsin.model.yamlfile import read_yaml

_PIECE = re.compile(r"(?:(\d+(?:-\d+)?)x)?(9|\*|[A-Z])")
_SIGN = {"9": r"\d", "A": "[A-Z]", "*": r"[A-Z0-9*]"}
_DROPPED = str.maketrans("", "", " -.")
FITS, MISFIT = 1.05, 0.8
"""Factors on the confidence of a number in the form of a named state, and of one that is not."""


def _expression(form: str) -> str:
    parts = []
    for many, sign in _PIECE.findall(form):
        parts.append(_SIGN.get(sign, sign) + (f"{{{many.replace('-', ',')}}}" if many else ""))
    return "".join(parts)


@cache
def _formats() -> dict[str, re.Pattern[str]]:
    source = files("tocsin.detect").joinpath("data/dl_formats.yaml").read_text(encoding="utf-8")
    return {
        str(state): re.compile("|".join(f"(?:{_expression(form)})" for form in forms))
        for state, forms in read_yaml(source).items()
    }


def fits(number: str, state: str) -> bool | None:
    """Whether a licence number has a form of this state (postal code); None where its forms are not known."""
    form = _formats().get(state)
    return None if form is None else form.fullmatch(number.upper().translate(_DROPPED)) is not None


_CODES = "|".join(code for code in sorted(jurisdictions()) if len(code) == 2)
_NAMES = "|".join(
    re.escape(name)
    for code, name in sorted(jurisdictions().items(), key=lambda pair: -len(pair[1]))
    if len(code) == 2
)
_STATE = re.compile(
    # A code alone is a word too (IN, OR, ID): it counts in brackets, behind "state", or right at the label.
    rf"\b(?P<name>{_NAMES})\b|\((?P<held>{_CODES})\)"
    rf"|\b(?:state|st|issued (?:in|by))[: ]{{1,2}}(?P<told>{_CODES})\b"
    rf"|(?<![\w./-])(?P<code>{_CODES})(?:'s)?[ :-]{{0,2}}\Z"
)


def state_beside(before: str, between: str, after: str) -> str | None:
    """The state named on a number's own line: before its label, between the two, or behind the number."""
    before = before[before.rfind("\n") + 1 :]
    after = after.split("\n", 1)[0]
    for text in (before, between, after):
        for match in _STATE.finditer(text):
            found = match["held"] or match["told"] or match["code"] or state_code(match["name"])
            if found in _formats():
                return found
    return None


def column_fit(numbers: Sequence[str], states: Sequence[str]) -> float | None:
    """Share of a column's numbers in a form of the state beside them; None where no state is told."""
    told = [
        fit
        for number, written in zip(numbers, states, strict=False)
        if number.strip()
        and (state := state_code(written))
        and (fit := fits(number.strip(), state)) is not None
    ]
    return sum(told) / len(told) if told else None
