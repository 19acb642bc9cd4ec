"""The values that stand for a column, and what they are made of."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence

from tocsin.detect.kinds.kind import BLANK

Test = Callable[[str], object]

SAMPLE = 120
"""Values of a column that decide its kind."""

SEEN_ROWS = 8 * SAMPLE
"""Rows of a table in which they are looked for."""

_OUTLINE = str.maketrans(
    "012345678abcdefghijklmnopqrstuvwxyzBCDEFGHIJKLMNOPQRSTUVWXYZ", "9" * 9 + "a" * 26 + "A" * 25
)


def sample_of(cells: Sequence[str]) -> list[str]:
    """Up to `SAMPLE` values that are not blank, spread evenly over the column."""
    seen = cells[:SEEN_ROWS]
    told = [cell.strip() for cell in seen[:: max(1, len(seen) // SAMPLE)]]
    values = _without_blanks(told)
    if len(values) == len(told):
        return values[:SAMPLE]
    told = [text for cell in seen if (text := cell.strip())]
    values = _without_blanks(told[:: max(1, len(told) // SAMPLE)])
    if 2 * len(values) < min(SAMPLE, len(told)):  # mostly ``N/A``: look at all of them
        values = _without_blanks(told)
    return values[:SAMPLE]


def _without_blanks(told: Sequence[str]) -> list[str]:
    return [text for text in told if len(text) > _LONGEST_BLANK or (text and text.lower() not in BLANK)]


_LONGEST_BLANK = max(map(len, BLANK))


def outline(text: str) -> str:
    """The text with every digit as 9, every plain letter as A or a."""
    return text.translate(_OUTLINE)


def _outlines(texts: Iterable[str]) -> list[str]:
    """`outline` of all texts in one go."""
    kept = list(texts)
    forms = _BETWEEN.join(kept).translate(_OUTLINE).split(_BETWEEN) if kept else []
    return forms if len(forms) == len(kept) else list(map(outline, kept))


_BETWEEN = "\x1f"


class Profile:
    """A column's sampled values.

    cells: the column's own cells, row by row.
    values: the sample in its order. counts: how often each different value stands in it.
    forms: the outlines of the values, and how often each stands there.
    typical: the middle one of their lengths.
    digits, numbered, lettered, mailed: share of values of digits alone, with a digit, a letter, ``@``.
    different: number of different values to all.
    """

    __slots__ = (
        "cells",
        "counts",
        "different",
        "digits",
        "forms",
        "lettered",
        "mailed",
        "numbered",
        "size",
        "typical",
        "values",
    )

    def __init__(self, cells: Sequence[str]) -> None:
        self.cells = cells
        self.values = values = sample_of(cells)
        self.size = len(values)
        self.counts = Counter(values)
        self.typical = sorted(map(len, values))[self.size // 2] if values else 0
        self.forms: dict[str, int] = {}
        for form, count in zip(_outlines(self.counts), self.counts.values(), strict=True):
            self.forms[form] = self.forms.get(form, 0) + count
        digits = numbered = lettered = mailed = 0
        for form, count in self.forms.items():
            if form.isdigit():
                digits += count
                numbered += count
                continue
            if "9" in form:
                numbered += count
            if "a" in form or "A" in form or not form.isascii():
                lettered += count
            if "@" in form:
                mailed += count
        size = self.size or 1
        self.digits, self.numbered = digits / size, numbered / size
        self.lettered, self.mailed = lettered / size, mailed / size
        self.different = len(self.counts) / size

    def rate(self, test: Test, floor: float = 0.0) -> float:
        """Share of the values that pass a test.

        0 as soon as it cannot reach the floor, or is not going to: with a share of two in five the first
        sixteen different values all fail once in 3,000 times.
        """
        return _rate(self.counts, self.size, test, floor)

    def form_rate(self, test: Test, floor: float) -> float:
        """As `rate`, for a test that takes all digits for alike and all letters of a case for alike."""
        return _rate(self.forms, self.size, test, floor)

    def running(self) -> bool:
        """Whether the values only ever rise or only ever fall, as counters and lists do."""
        told = self.values
        return self.size > 3 and (told == sorted(told) or told == sorted(told, reverse=True))


def _rate(counts: Mapping[str, int], size: int, test: Test, floor: float) -> float:
    misses = int((1 - floor) * size + 1e-9)
    passed = size
    hopeless = 0 if floor < 0.4 else 16 if floor < 0.7 else 6
    for number, (text, count) in enumerate(counts.items(), start=1):
        if test(text):
            hopeless = 0
            continue
        passed -= count
        misses -= count
        if misses < 0 or number == hopeless:
            return 0.0
    return passed / size if size else 0.0
