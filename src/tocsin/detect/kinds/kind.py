"""What one kind of value looks like, and how it is read."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property

Read = Callable[[str], str | None]
"""Takes a cell or a candidate, gives the normalised value or None if it is no value of this kind."""

BLANK = frozenset(
    [
        "n/a",
        "na",
        "none",
        "null",
        "nil",
        "unknown",
        "unk",
        "-",
        "--",
        ".",
        "?",
        "tbd",
        "pending",
        "yes",
        "no",
        "y",
        "n",
        "true",
        "false",
        "0",
        "x",
        "xx",
        "xxx",
        "declined",
        "refused",
        "same",
        "ninguno",
        "ninguna",
        "desconocido",
        "sin",
    ]
)
DESCRIBED = (
    "race_ethnicity",
    "religion",
    "political_opinion",
    "sexual_life",
    "immigration_status",
    "student_record",
    "background_check",
    "work_evaluation",
)
"""Elements told in words of no shape of their own: only a label or header says what they are."""

HIDDEN = r"[*xX#\u2022]"


@dataclass(frozen=True, slots=True)
class Kind:
    """One field's values.

    code: element of the catalogue, or a part of the mention.
    after_label: pattern of a value that follows its label in running text (linear, used at one position).
    read: normalises and checks; gets the stripped cell or the matched text.
    confidence: of a value that passes ``read`` behind its label or under its header.
    shape: what the value is, in words for the reason.
    strong: a value proves itself by its shape or check digit; no label needed to believe a whole column.
    element: element of the catalogue that a value shows, where ``code`` is only one country's form of it.
    """

    code: str
    after_label: str
    read: Read
    confidence: float
    shape: str
    strong: bool = False
    element: str = ""

    @property
    def shows(self) -> str:
        """The element of the catalogue."""
        return self.element or self.code


def is_blank(text: str) -> bool:
    """Whether a cell says that there is no value: empty, ``N/A``, ``none``, a dash."""
    return not text or text.lower() in BLANK


@dataclass(frozen=True)
class ByPattern:
    """A reader of a whole pattern: ``drop`` characters go, at least ``digits`` digits must be there.

    linear: the pattern without what RE2 does not know and a whole match does not need: looking ahead.
    """

    pattern: str
    upper: bool = True
    drop: str = " -"
    digits: int = 0

    def __call__(self, text: str) -> str | None:
        if not self._compiled.fullmatch(text):
            return None
        value = text.translate(self._dropped)
        if self.digits and sum(map(str.isdigit, value)) < self.digits:
            return None
        return value.upper() if self.upper else value

    @cached_property
    def linear(self) -> str:
        return re.sub(r"\(\?![^()]*\)", "", self.pattern)

    @cached_property
    def _compiled(self) -> re.Pattern[str]:
        return re.compile(self.pattern)

    @cached_property
    def _dropped(self) -> dict[int, int | None]:
        return str.maketrans("", "", self.drop)


def by_pattern(pattern: str, *, upper: bool = True, drop: str = " -", digits: int = 0) -> ByPattern:
    """A reader of values that have a pattern and nothing else to tell them."""
    return ByPattern(pattern, upper, drop, digits)


CODE = r"(?:[A-Za-z]{0,4}-?\d[\dA-Za-z]*(?:-[\dA-Za-z]+){0,4})(?![\w@])"
"""An identifier with digits: ``A1234567``, ``EMP-00123``, ``12-34-567``."""

GROUPS = r"(?:[A-Za-z]{0,3} ?\d{2,5}(?: \d{3,5}){1,2}(?: \d{2})?(?![\w@]|[ -/]\d))"
"""An identifier in groups apart by blanks: ``S530 1234 5678``, ``XCA 555 1932 74``."""


def free_text(text: str) -> str | None:
    """Words, for fields that hold a description."""
    if is_blank(text) or len(text) > 2_000 or not any(c.isalpha() for c in text):
        return None
    return " ".join(text.split())
