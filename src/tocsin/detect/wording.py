"""A paragraph as a row of words, names, values and marks, so that rules about owners can step through it."""

from __future__ import annotations

import re
from collections.abc import Sequence

from tocsin.detect.cues import cues
from tocsin.detect.hits import Hit, NameHit

NAME, VALUE, END = "\x01", "\x02", "."
"""Stand in the row of words for a name, a value and the end of a sentence."""
POSSESSIVE = "'s"

_TOKEN = re.compile(
    r"(?P<word>[^\W\d_]+(?:['\u2019-][^\W\d_]+)*)|'(?=[\s,.])|[.;:,()\[\]<>?!\n\u2014\u2013-]|['\u2019]s\b|\d[\w/-]*(?:\.\d[\w/-]*)*"
)
_FAR = 400
"""Of a longer stretch without names and values only both ends are read."""
_SHORT_LINE = 60
"""Characters; after a line at least this long the sentence goes on in the next."""

_HEADING = re.compile(r"[^\n:]{1,40}: ")


class Wording:
    """The row.

    words: lower case; `NAME`, `VALUE` and `END` stand for what their names say.
    at: position of each word in the text. sentence: number of the sentence of each word.
    capital: whether it is written with a capital. label: whether the word is part of the label of a value.
    place: index of each name and value (by id) in the row.
    """

    __slots__ = ("_flat", "_number", "at", "capital", "label", "place", "sentence", "words")

    def __init__(self, flat: str, start: int, end: int, entries: Sequence[Hit | NameHit]) -> None:
        self._flat = flat
        self._number = 0
        self.words: list[str] = []
        self.at: list[int] = []
        self.sentence: list[int] = []
        self.capital: list[bool] = []
        self.label: list[bool] = []
        self.place: dict[int, int] = {}
        for entry in entries:
            self._gap(start, entry.start)
            self._entry(entry)
            start = entry.end
        self._gap(start, end)

    def _add(self, word: str, at: int, *, capital: bool = False) -> None:
        self.words.append(word)
        self.at.append(at)
        self.sentence.append(self._number)
        self.capital.append(capital)
        self.label.append(False)

    def _entry(self, entry: Hit | NameHit) -> None:
        if isinstance(entry, Hit) and 0 <= entry.label < entry.start:
            i = len(self.at) - 1
            while i >= 0 and self.at[i] >= entry.label and self.words[i] not in (NAME, VALUE):
                self.label[i] = True
                i -= 1
        self.place[id(entry)] = len(self.words)
        self._add(NAME if isinstance(entry, NameHit) else VALUE, entry.start)

    def _gap(self, start: int, end: int) -> None:
        if end - start > _FAR:
            self._read(start, start + _FAR // 2)
            self._finish(start + _FAR // 2)
            start = end - _FAR // 2
        self._read(start, end)

    def _read(self, start: int, end: int) -> None:
        for match in _TOKEN.finditer(self._flat, start, end):
            word = match[0]
            if match.lastgroup:
                if "\u2019" in word:
                    word = word.replace("\u2019", "'")
                self._add(word.lower(), match.start(), capital=word[0].isupper())
            elif word in ".?!\n":
                if self._ends(word, match.start(), match.end()):
                    self._finish(match.start())
            else:
                self._add(POSSESSIVE if word[0] in "'\u2019" else word, match.start())

    def _finish(self, at: int) -> None:
        if self.words and self.words[-1] != END:
            self._add(END, at)
            self._number += 1

    def _ends(self, mark: str, start: int, end: int) -> bool:
        flat = self._flat
        following = flat[end : end + 2]
        if mark == "\n":
            line = start - flat.rfind("\n", max(0, start - _SHORT_LINE), start)
            return not following[:1].islower() and (line < _SHORT_LINE or _HEADING.match(flat, end) is not None)
        if following and not following[0].isspace() and following[0] not in "\"')]":
            return False
        if mark != ".":
            return True
        before = self.words[-1] if self.words else ""
        abbreviated = before in cues().abbreviations or (len(before) == 1 and before.isalpha())
        return not abbreviated or self.at[-1] + len(before) != start
