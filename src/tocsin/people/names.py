"""Names: from the way a document writes them to what can be compared, and back to what a letter writes."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import cache, lru_cache

from nicknames import NickNamer
from rapidfuzz.distance import JaroWinkler

from tocsin.people.words import words

_LETTERS = str.maketrans(
    {"ß": "ss", "ø": "o", "ł": "l", "đ": "d", "æ": "ae", "œ": "oe", "ð": "d", "þ": "th", "ı": "i"}
)
_NOT_NAME = re.compile(r"[^\w\s'’`-]|_")
_APOSTROPHE = re.compile(r"['’`]")
SIMILAR = 0.88
"""Jaro-Winkler from which two names count as one with a slip of the pen."""


@dataclass(frozen=True, slots=True)
class Name:
    """A name taken apart for comparison: small ASCII letters, no signs.

    firsts: the first name and the full names it is short for. lasts: the single surnames of a double one.
    suffix: place in a line of one name (Sr. 1, Jr. and II 2 …), or None.
    """

    first: str | None = None
    firsts: tuple[str, ...] = ()
    middle: str | None = None
    last: str | None = None
    lasts: tuple[str, ...] = ()
    suffix: int | None = None


@lru_cache(maxsize=1 << 17)
def fold(text: str) -> str:
    """Small ASCII letters where there is a counterpart; signs other than hyphens are gone, spaces single."""
    if not text.isascii():
        lowered = text.lower().translate(_LETTERS)
        text = "".join(c for c in unicodedata.normalize("NFKD", lowered) if not unicodedata.combining(c))
    text = _NOT_NAME.sub(" ", _APOSTROPHE.sub("", text.lower()))
    return " ".join(text.split())


@cache
def _nicknamer() -> NickNamer:
    return NickNamer()


@lru_cache(maxsize=1 << 16)
def full_forms(first: str) -> tuple[str, ...]:
    """The name itself and every full name it is short for, in alphabetical order."""
    return tuple(sorted({first, *_nicknamer().canonicals_of(first)}))


@lru_cache(maxsize=1 << 16)
def take_apart(
    name: str | None, given: str | None, middle: str | None, family: str | None, suffix: str | None
) -> Name:
    """The comparable parts. ``name`` is read only when neither given nor family name is there."""
    if not given and not family:
        given, middle_read, family, suffix_read = split_name(name or "")
        middle, suffix = middle or middle_read, suffix or suffix_read
    first, firsts, rest, given_end, _ = given_parts(given or "")
    last, lasts, family_end, *_ = family_parts(family or "")
    if is_placeholder(first, last):
        return Name()
    return Name(
        first=first,
        firsts=firsts,
        middle=" ".join(part for part in (rest, fold(middle or "")) if part) or None,
        last=last,
        lasts=lasts,
        suffix=suffix_place(fold(suffix or "") or family_end or given_end),
    )


def given_parts(given: str) -> tuple[str | None, tuple[str, ...], str, str, str | None]:
    """First name, the full names it is short for, further names, suffix at the end; as a letter writes it."""
    firsts, ending = _without_suffix(fold(given).replace("-", " ").split())
    if says_what_not_who(firsts):
        firsts = []
    shown = written(given) if given and not says_what_not_who(fold(given).split()) else None
    first = firsts[0] if firsts else None
    return first, full_forms(first) if first else (), " ".join(firsts[1:]), ending, shown


def family_parts(
    family: str,
) -> tuple[str | None, tuple[str, ...], str, str | None, str | None, str | None]:
    """Surname, the single ones of a double one, suffix at the end; and as a letter writes it: the name as it
    stands, the name and the suffix if the suffix is taken off its end.
    """
    surnames, ending = _without_suffix(re.split(r"[\s-]+", fold(family)))
    if names_nobody(surnames):
        surnames = []
    particles = words("names")["particles"]
    lasts = tuple(sorted({part for part in surnames if len(part) > 2 and part not in particles}))
    parts, peeled = _peel(family.split())
    shown = [
        written(text) if text and fold(text) not in _no_family_name() else None
        for text in (family, " ".join(parts))
    ]
    return "".join(surnames) or None, lasts, ending, shown[0], shown[1], suffix_parts(peeled)[1]


def suffix_parts(suffix: str) -> tuple[str, str | None]:
    """A suffix for comparison, and as a letter writes it."""
    return fold(suffix), written_suffix(suffix) if suffix else None


def suffix_place(ending: str) -> int | None:
    """Place in a line of one name of a folded suffix, or None."""
    place: int | None = words("names")["suffixes"].get(ending) if ending else None
    return place


def as_written(
    name: str | None, given: str | None, middle: str | None, family: str | None, suffix: str | None
) -> tuple[str | None, str | None, str | None, str | None]:
    """Given, middle, family name and suffix as a letter writes them; all None for a placeholder."""
    if take_apart(name, given, middle, family, suffix) == Name():
        return None, None, None, None
    if not given and not family:
        given, middle_read, family, suffix_read = split_name(name or "")
        middle, suffix = middle or middle_read, suffix or suffix_read
    *_, shown_given = given_parts(given or "")
    *_, shown_family, peeled, peeled_end = family_parts(family or "")
    shown_middle = written(middle) if middle else None
    if suffix:
        return shown_given, shown_middle, shown_family, suffix_parts(suffix)[1]
    return shown_given, shown_middle, peeled, peeled_end


def says_what_not_who(given: list[str]) -> bool:
    """Whether a given name is "husband", "baby girl" or "man of the house"."""
    return bool(given) and (
        given[0] in words("placeholders")["given_names"] or given[1:2] in (["of"], ["in"])
    )


def names_nobody(family: list[str]) -> bool:
    """Whether a family name is "Unknown", "of the house", or a lone letter."""
    return bool(family) and (len(family[-1]) == len(family) == 1 or " ".join(family) in _no_family_name())


def split_name(name: str) -> tuple[str, str, str, str]:
    """Given, middle, family name and suffix of a name in one string, spelling kept.

    "Last, First Middle" and "First Middle Last Jr." are both read; a lone word is a family name.
    """
    lists = words("names")
    before, comma, after = name.partition(",")
    if comma and fold(after) in lists["suffixes"]:
        before, comma, after = f"{before} {after}", "", ""
    if comma:
        family, ending = _peel(before.split())
        rest, ending_after = _peel(after.replace(",", " ").split())
        rest = _without_titles(rest)
        return rest[0] if rest else "", " ".join(rest[1:]), " ".join(family), ending or ending_after
    parts, ending = _peel(_without_titles(before.split()))
    if len(parts) < 2:
        return "", "", " ".join(parts), ending
    start = len(parts) - 1
    while start > 1 and fold(parts[start - 1]) in lists["particles"]:
        start -= 1
    return parts[0], " ".join(parts[1:start]), " ".join(parts[start:]), ending


def _without_titles(parts: list[str]) -> list[str]:
    while len(parts) > 1 and fold(parts[0]) in words("names")["titles"]:
        parts = parts[1:]
    return parts


def _peel(parts: list[str]) -> tuple[list[str], str]:
    """Generation suffix and degrees off the end."""
    lists, ending = words("names"), ""
    while len(parts) > 1:
        tail = fold(parts[-1].strip(".,"))
        if tail in lists["suffixes"] and tail not in {"i", "v"}:
            ending = parts[-1]
        elif tail not in lists["degrees"]:
            break
        parts = parts[:-1]
    return [part.strip(",") for part in parts], ending


def _without_suffix(parts: list[str]) -> tuple[list[str], str]:
    parts = [part for part in parts if part]
    if len(parts) > 1 and parts[-1] in words("names")["suffixes"] and parts[-1] not in {"i", "v"}:
        return parts[:-1], parts[-1]
    return parts, ""


def is_placeholder(first: str | None, last: str | None) -> bool:
    """Whether the name is what people type when they do not know it."""
    known = placeholder_names()
    whole = " ".join(part for part in (first, last) if part)
    return bool(whole) and (whole in known or (last in known and (first is None or first in known)))


@cache
def placeholder_names() -> frozenset[str]:
    """Names, folded, that stand for nobody."""
    return frozenset(fold(name) for name in words("placeholders")["names"])


@cache
def _no_family_name() -> frozenset[str]:
    return frozenset(fold(name) for name in words("placeholders")["family_names"])


@lru_cache(maxsize=1 << 18)
def first_names_clash(one: str, other: str) -> bool:
    """Whether two first names can hardly be one person's: no nickname, no initial, no slip of the pen."""
    if one == other or (one[0] == other[0] and min(len(one), len(other)) == 1):
        return False
    if set(full_forms(one)) & set(full_forms(other)):
        return False
    return similarity(one, other) < SIMILAR - 0.08


@lru_cache(maxsize=1 << 18)
def similarity(one: str, other: str) -> float:
    """Jaro-Winkler similarity, 0..1."""
    return float(JaroWinkler.similarity(one, other))


@lru_cache(maxsize=1 << 16)
def written(text: str) -> str:
    """A name part as a letter writes it; a spelling that already mixes cases is kept."""
    text = " ".join(text.split())
    if not (text.isupper() or text.islower()):
        return text
    small = words("names")["small"]
    parts = text.lower().split(" ")
    return " ".join(part if part in small and place else _capital(part) for place, part in enumerate(parts))


def written_suffix(text: str) -> str:
    """The generation suffix as a letter writes it."""
    shown: dict[str, str] = words("names")["suffix_shown"]
    return shown.get(fold(text), text)


def _capital(word: str) -> str:
    word = re.sub(r"(^|[-'’])(\w)", lambda found: found[1] + found[2].upper(), word)
    return re.sub(r"^(Mc)(\w)", lambda found: found[1] + found[2].upper(), word)
