"""A paragraph as a row of words, names, values and marks, so that rules about owners can step through it."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence

from tocsin.detect.cues import cues
from tocsin.detect.hits import Hit, NameHit
from tocsin.detect.voices import TURN

NAME, VALUE, END = "\x01", "\x02", "."
"""Stand in the row of words for a name, a value and the end of a sentence."""
POSSESSIVE = "'s"

_TOKEN = re.compile(
    r"(?<!\w)[A-Za-z]{1,2}/(?:[A-Za-z]{1,2}(?![\w/]))?|[^\W\d_]+(?:['\u2019-][^\W\d_]+)*|[.?!](?=[\s\"')\]]|\Z)|[;:,()\[\]<>|/=@\u2014\u2013\x1e-]|['\u2019]s\b|'(?=[\s,])"
    r"|\n(?![a-z])|\d[\w/-]*(?:\.\d[\w/-]*)*"
)
_POSSESSIVES = frozenset(["'s", "\u2019s", "'"])
_FAR = 400
"""Characters; of a longer stretch without names and values only both ends are read."""
_SHORT_LINE = 12
"""Words; after a longer line the sentence goes on in the next."""
_HEADING = 4
"""Words at most in front of a colon that begins a line of its own: ``Ann Lee: yes``."""


class Wording:
    """The row.

    words: lower case; `NAME`, `VALUE` and `END` stand for what their names say. written: as they stand in the
    text.
    label: whether the word is part of the label of a value.
    place: index of each name and value (by id) in the row.
    """

    __slots__ = ("_ends", "_flat", "label", "place", "words", "written")

    def __init__(self, flat: str, start: int, end: int, entries: Sequence[Hit | NameHit]) -> None:
        self._flat = flat
        self.written: list[str] = []
        self.label: list[bool] = []
        self.place: dict[int, int] = {}
        for entry in entries:
            if start <= entry.label < entry.start and isinstance(entry, Hit):
                self._read(start, entry.label, label=False)
                self._read(entry.label, entry.start, label=True)
            else:
                self._read(start, entry.start, label=False)
            self.place[id(entry)] = len(self.written)
            self.written.append(NAME if isinstance(entry, NameHit) else VALUE)
            self.label.append(False)
            start = entry.end
        self._read(start, end, label=False)
        self.words = [word.lower() for word in self.written]
        self._ends = self._find_ends()

    def sentence(self, at: int) -> int:
        """Number of the sentence that a word is in."""
        return bisect_left(self._ends, at)

    def capital(self, at: int) -> bool:
        """Whether a word is written with a capital."""
        return self.written[at][0].isupper()

    def _read(self, start: int, end: int, *, label: bool) -> None:
        if end - start > _FAR:
            found = _TOKEN.findall(self._flat, start, start + _FAR // 2)
            found.append(END)
            found += _TOKEN.findall(self._flat, end - _FAR // 2, end)
        else:
            found = _TOKEN.findall(self._flat, start, end)
        if END in found:
            found = _without_abbreviations(found)
        self.written += found
        self.label += [label] * len(found)

    def _find_ends(self) -> list[int]:
        """Indices of sentence ends."""
        words = self.words
        ends: list[int] = []
        line = 0
        for i, word in enumerate(words):
            if len(word) > 1:
                if word in _POSSESSIVES:
                    words[i] = POSSESSIVE
                elif "\u2019" in word:
                    words[i] = word.replace("\u2019", "'")
            elif word == "\n":
                ending = i - line < _SHORT_LINE or ":" in words[i : i + _HEADING + 1]
                words[i] = END if ending else ","
                line = i
                if ending:
                    ends.append(i)
            elif word == TURN:
                words[i] = END
                ends.append(i)
                line = i
            elif word in ".?!":
                words[i] = END
                ends.append(i)
            elif word == "'":
                words[i] = POSSESSIVE
        return ends


def _without_abbreviations(found: list[str]) -> list[str]:
    """Takes out the dots that end no sentence: ``Dr.``, ``No.``, ``J.``"""
    short = cues().abbreviations
    kept: list[str] = []
    for word in found:
        if word == END and kept and kept[-1] != END:
            before = kept[-1]
            if before.lower() in short or (len(before) == 1 and before.isalpha()):
                continue
        kept.append(word)
    return kept
