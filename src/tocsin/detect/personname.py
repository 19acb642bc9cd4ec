"""A person's name as written, taken apart: order, particles, two surnames, suffixes, titles."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache, lru_cache

from tocsin.detect.gazetteer import is_given, is_surname, key, words

_WORD = re.compile(r"[^\W\d_][\w'\u2019.`-]*")
_DIGIT = re.compile(r"\d")
MAX_NAME_CHARS = 80


@dataclass(frozen=True, slots=True)
class Name:
    """Parts of a name in the writer's case. ``written`` is the name as it stood."""

    written: str
    given: str = ""
    middle: str = ""
    family: str = ""
    suffix: str = ""


@cache
def _lower(group: str) -> frozenset[str]:
    return frozenset(word.lower() for word in words(group))


def _bare(word: str) -> str:
    return word.lower().rstrip(".,")


def _strip_titles(parts: list[str]) -> list[str]:
    while len(parts) > 1 and _bare(parts[0]) in _lower("titles") and not _is_don(parts):
        parts = parts[1:]
    return parts


def _is_don(parts: list[str]) -> bool:
    """``Don Contreras`` and ``Don N``: the given name, not the title of ``Don Pedro Lopez``."""
    return _bare(parts[0]) == "don" and (len(parts) == 2 or len(parts[1].rstrip(".")) == 1)


def _take_suffix(parts: list[str]) -> tuple[list[str], str]:
    taken: list[str] = []
    while len(parts) > 1 and _bare(parts[-1]) in _lower("suffixes"):
        taken.insert(0, parts.pop())
    return parts, " ".join(word.rstrip(".,") for word in taken)


def split_suffix(text: str) -> tuple[str, str | None]:
    """(family name, suffix) of ``Tucker Jr``."""
    parts, suffix = _take_suffix(text.split())
    return " ".join(parts).rstrip(","), suffix or None


def _split_family(parts: list[str]) -> tuple[list[str], list[str]]:
    """(before, family): particles and a second surname belong to the family name."""
    start = len(parts) - 1
    if start >= 2 and len(parts[-2]) > 2 and not is_given(parts[-2]) and is_surname(parts[-2]):
        start -= 1
    while start > 1 and _bare(parts[start - 1]) in _lower("particles"):
        start -= 1
    return parts[:start], parts[start:]


@lru_cache(maxsize=20_000)
def parse(text: str) -> Name | None:
    """The parts of a written name, or None if it is no name (digits, too long, no letters).

    ``Last, First M.`` and ``First M. Last`` are told apart by the comma; without one the last word is the
    family name, with the particles before it and, for Spanish names, a first surname that is no given name.
    """
    written = " ".join(text.split())
    if not written or len(written) > MAX_NAME_CHARS or any(map(str.isdigit, written)) or "@" in written:
        return None
    head, comma, tail = written.partition(",")
    if comma and _bare(tail.strip()) in _lower("suffixes"):
        head, comma, tail = f"{head} {tail}", "", ""
    first = _WORD.findall(head)
    if not first:
        return None
    if comma and (rest := _WORD.findall(tail)):
        family, suffix = _take_suffix(_strip_titles(first))
        rest, suffix_after = _take_suffix(_strip_titles(rest))
        return Name(written, rest[0], " ".join(rest[1:]), " ".join(family), suffix or suffix_after)
    parts, suffix = _take_suffix(_strip_titles(first))
    if len(parts) == 1:
        return Name(written, family=parts[0], suffix=suffix)
    before, family = _split_family(parts)
    return Name(written, before[0], " ".join(before[1:]), " ".join(family), suffix)


def looks_like_name(text: str) -> bool:
    """Whether a cell is a person's name by the lists: a given name and a surname in it, nothing else."""
    if len(text) > 60 or _DIGIT.search(text):
        return False
    parts = [w for w in _WORD.findall(text) if len(key(w)) > 1 and _bare(w) not in _lower("suffixes")]
    parts = _strip_titles(parts)
    if not 2 <= len(parts) <= 5 or any(key(w) in words("organisations") for w in parts):
        return False
    if "," in text:
        return is_surname(parts[0]) and any(is_given(w) for w in parts[1:])
    return (is_given(parts[0]) and is_surname(parts[-1])) or (is_surname(parts[0]) and is_given(parts[-1]))
