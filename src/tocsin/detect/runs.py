"""Runs of capitalised words in running text, with the words around: where names of anything can stand."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Any

from tocsin.detect.flat import automaton
from tocsin.detect.gazetteer import words as role_words
from tocsin.detect.lexicon import classes

_CAPITAL = r"[A-Z\xc0-\xd6\xd8-\xde]"
_SHORT = (
    r"(?:Dr|Mr|Mrs|Ms|St|Ste|Jr|Sr|Prof|Rev|Mt|Ft|Inc|Corp|Co|Ltd|Hon|Sra|Srta|Sen|Gov|Capt|Sgt|Lt|Col|Gen|"
    r"DR|MR|MRS|MS|ST|JR|SR|INC|CORP|CO|LTD)\."
)
_WORD = rf"(?:{_SHORT}|(?:{_CAPITAL}\.)+|(?:[dlDL]')?{_CAPITAL}[\w\xc0-\xff'-]*)"
_LINK = (
    r"(?:de|del|de la|de las|de los|della|di|da|dos|das|do|du|la|le|los|el|al|bin|ibn|bint|"
    r"van|van der|van den|von|von der|der|den|ter|ten|zu|y|af|av|&)"
)
_INSTITUTION = (
    r"(?:University|Bank|Ministry|College|Department|Institute|Church|Bureau|City|State|County|Board|House|Museum|School|"
    r"Republic|Isle|Gulf|Office|Academy|Council|Diocese|Society|Association|District|Kingdom|Town|Village|Port)"
)
_FIRM_LINK = r"(?: and (?:Sons|Company|Co|Partners|Associates|Daughters|Brothers|Sohn|Son)\b)"
_TOKEN = re.compile(r"[^ ,]+|,")
_AROUND = re.compile(r"[A-Za-z\xc0-\xff]+(?:'[a-z]+)?|\d+|[^\w\s]|\n")
_LONGEST = 12
_GLUED_BEFORE = frozenset("_@/\\$&#'%")
_GLUED_AFTER = frozenset("_@\\=/")
_NEAR = 28
"""Characters on either side in which the two neighbouring words are looked for."""


@dataclass(slots=True)
class Run:
    """Words (a comma is one) with their places in the text, and the two words on either side.

    ``^`` stands for a line's start, ``$`` for its end, ``0`` for any number.
    """

    words: list[str]
    starts: list[int]
    before: tuple[str, str]
    after: tuple[str, str]

    def end(self, at: int) -> int:
        """Place behind a word."""
        return self.starts[at] + len(self.words[at])


@cache
def _pattern() -> Any:
    word = rf"(?:{_INSTITUTION} of (?:the )?{_WORD}|{_WORD})"
    return automaton(rf"\b{word}(?:,? {{1,2}}(?:{_LINK} )?{word}){{0,{_LONGEST}}}{_FIRM_LINK}?")


@lru_cache(maxsize=40_000)
def _dull(word: str) -> bool:
    """An ordinary word that no list of names or places holds: by itself it is only a sentence's first."""
    code = classes(word)
    return len(code) < 5 or (code[:3] == "---" and code[3:] != "--" and code[4] not in "otfd")


def _word_of(token: str) -> str:
    if token.isdigit():
        return "0"
    return token.lower()


def _neighbours(flat: str, start: int, end: int) -> tuple[tuple[str, str], tuple[str, str]]:
    left = _AROUND.findall(flat[max(0, start - _NEAR) : start])
    left = ["\n", "\n", *left][-2:]
    right = [*_AROUND.findall(flat[end : end + _NEAR])[:2], "\n", "\n"]
    far, near = ("^" if t == "\n" else _word_of(t) for t in left)
    first, second = ("$" if t == "\n" else _word_of(t) for t in right[:2])
    return ("^" if near == "^" else far, near), (first, "$" if first == "$" else second)


def _never(start: int, end: int) -> bool:
    return False


def runs(flat: str, data: bytes, explained: Callable[[int, int], bool] = _never) -> Iterator[Run]:
    """Every run of a flattened text that is not explained (``data`` holds the same characters as bytes)."""
    for found in _pattern().finditer(data):
        start, end = found.span()
        text = flat[start:end]
        if " " not in text and _dull(text):
            continue
        if explained(start, end) or (start and flat[start - 1] in _GLUED_BEFORE):
            continue
        after = flat[end : end + 2]
        if after and (
            after[0] in _GLUED_AFTER or (after[0] in ".:" and after[1:].strip() and after[1:].isalnum())
        ):
            continue
        words, starts = [], []
        for piece in _TOKEN.finditer(text):
            word = piece[0]
            owned = word.endswith(("'s", "'S", "'"))
            words.append(
                word.removesuffix("'s").removesuffix("'S").rstrip("'-") if owned else word.rstrip("-")
            )
            starts.append(start + piece.start())
            if owned:
                yield _run(flat, words, starts)
                words, starts = [], []
        if words:
            yield _run(flat, words, starts)


def _run(flat: str, words: list[str], starts: list[int]) -> Run:
    if len(words) > 2 and words[0].upper() in role_words("parts_of_people"):
        words, starts = words[1:], starts[1:]
    before, after = _neighbours(flat, starts[0], starts[-1] + len(words[-1]))
    return Run(words, starts, before, after)
