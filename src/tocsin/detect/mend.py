"""Labels and numbers as a scanner misread them: ``Acc0unt N0.``, ``Member lD``, ``2l9-65-432I``.

A word is mended only where the mended word is one of those that labels are made of, a number only where it is
nearly one already. Characters are exchanged one for one: places stay.
"""

from __future__ import annotations

import re
from functools import cache

from tocsin.detect.labels import all_phrases

_WORD = re.compile(
    r"(?<![\w@./-])(?:[A-Za-z]+[01358](?:[A-Za-z01358]*)|[01358][A-Za-z]{2,}[A-Za-z01358]*|l[DnNsSCcPp][A-Za-z]*)(?![\w@])"
)
_TO_LETTER = str.maketrans("01358", "olesb")
_TO_DIGIT = str.maketrans("OoQIlSB", "0001158")
_SHORTEST = {"id", "no", "dob", "ssn", "mrn", "pin", "exp"}


@cache
def _words() -> frozenset[str]:
    pieces = {piece for phrase in all_phrases() for piece in re.findall(r"[a-z]+", phrase.lower())}
    return frozenset(p for p in pieces if len(p) > 3 or p in _SHORTEST)


def mended_labels(flat: str) -> str:
    """The text with the words of labels read right."""
    return _WORD.sub(_mended, flat)


def _mended(match: re.Match[str]) -> str:
    word = match[0]
    told = (
        "I" + word[1:] if (word[0] == "l" and not word[1:2].islower()) or word[:2] in ("ln", "ls") else word
    )
    low = told.lower().translate(_TO_LETTER)
    if low in _words():
        return low
    low = told.lower().translate(_TO_LETTER).replace("l", "i", 1) if "1" in word else low
    return low if low in _words() else word


_NUMBER = re.compile(r"[\dOoQIlSB](?:[ ]?[-./]?[ ]?[\dOoQIlSB]){6,18}(?!\w)")


def mended_number(text: str) -> str | None:
    """A number at the start of a text with digits for the letters that look like them; None if it is none."""
    match = _NUMBER.match(text)
    if match is None:
        return None
    letters = sum(map(str.isalpha, match[0]))
    if not 0 < letters <= 3 and " -" not in match[0] and "- " not in match[0]:
        return None
    return match[0].translate(_TO_DIGIT)
