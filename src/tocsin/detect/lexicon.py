"""What the lists say of one word: the classes and features that the name model weighs."""

from __future__ import annotations

import gzip
from bisect import bisect_right
from functools import cache, lru_cache
from importlib.resources import files

from tocsin.detect.gazetteer import given_names, key, surnames, words

_GIVEN_STEPS = (150, 500, 1_500, 4_000)
_FAMILY_STEPS = (200, 1_500, 6_000, 25_000)
"""Ranks at which a name counts as one class less common."""


def _lines(name: str) -> list[str]:
    packed = files("tocsin.detect").joinpath(f"data/{name}.txt.gz").read_bytes()
    return gzip.decompress(packed).decode("latin-1").split("\n")


@cache
def world_given() -> frozenset[str]:
    """Given names of the world that the census does not list."""
    return frozenset(_lines("given_world"))


@cache
def world_surnames() -> frozenset[str]:
    """Surnames of the world that the census does not list."""
    return frozenset(_lines("surnames_world"))


@cache
def ordinary() -> frozenset[str]:
    """Words of ordinary texts."""
    return frozenset(_lines("ordinary"))


@cache
def places() -> dict[str, str]:
    """Class of each place: ``k`` country, ``c`` well-known town or region, ``t`` any other town.

    Places of several words stand under their words in capitals, with one space between.
    """
    found: dict[str, str] = {}
    for name, kind in (("towns", "t"), ("large_towns", "c"), ("countries", "k")):
        found.update({place_key(place): kind for place in _lines(name)})
    return found


@cache
def long_places() -> frozenset[str]:
    """First words of the places of several words."""
    return frozenset(place.split()[0] for place in places() if " " in place)


def place_key(place: str) -> str:
    """A place as `places` has it."""
    return " ".join(key(part) for part in place.split())


@cache
def _groups() -> dict[str, str]:
    """Letter of the word group that settles most about a word."""
    found: dict[str, str] = {}
    for group, letter in (("not_names", "x"), ("organisations", "o"), ("titles", "t"), ("suffixes", "f")):
        for word in words(group):
            found.setdefault(key(word), letter)
    for word in words("calendar"):
        found[key(word)] = "m"
    for word in words("peoples"):
        found[key(word)] = "d"
    return found


def shape(word: str) -> str:
    """How a word is written: ``A`` initial, ``AA`` capitals, ``Aa`` usual, ``AaA`` mixed, ``a`` small."""
    bare = word.rstrip(".")
    if len(bare) == 1:
        return "A" if bare.isalpha() else bare
    if bare.isupper():
        return "AA"
    if bare[0].islower():
        return "a"
    return "Aa-" if "-" in bare else "Aa" if bare[1:].islower() else "AaA"


@lru_cache(maxsize=40_000)
def classes(word: str) -> str:
    """What the lists say of a word, as a short code: given, surname, place, ordinary, group."""
    if word == ",":
        return ","
    if (word.islower() and word.upper() in words("name_links")) or word in ("&", "and", "of", "the"):
        return "&" if word in ("&", "and") else "of" if word in ("of", "the") else "pt"
    name = key(word)
    if len(name) < 2:
        return "ini"
    given, family = given_names().get(name), surnames().get(name)
    code = "w" if name in world_given() else "-"
    if given is not None:
        code = str(bisect_right(_GIVEN_STEPS, given))
    if family is not None:
        code += str(bisect_right(_FAMILY_STEPS, family))
    else:
        code += "w" if name in world_surnames() else "-"
    code += places().get(name, "-")
    code += "o" if name in ordinary() else "-"
    return code + _groups().get(name, "-")


@lru_cache(maxsize=40_000)
def coarse(word: str) -> str:
    """The class in few values, for pairs of neighbours."""
    code = classes(word)
    if len(code) < 5:
        return code
    if code[4] != "-":
        return code[4] + ("n" if code[0] in "012" else "")
    given = "G" if code[0] in "01" else "g" if code[0] != "-" else "-"
    family = "S" if code[1] in "01" else "s" if code[1] != "-" else "-"
    return given + family + code[2] + code[3] + ("U" if word.isupper() else "")


def is_people(word: str) -> bool:
    """Whether a word is what a people, its language or its faith is called."""
    return classes(word)[4:] == "d"


def is_listed_only(word: str) -> bool:
    """Whether a word is listed as a name or a well-known place, and not used for anything else."""
    code = classes(word)
    return (
        len(code) == 5 and code[3:] == "--" and (code[0] in "0123w" or code[1] in "0123w" or code[2] in "kc")
    )


def telling(word: str) -> bool:
    """Whether texts use a word, so that it may be weighed by itself; names are weighed by class."""
    code = classes(word)
    return len(code) < 5 or code[3:] != "--"


def word_features(word: str) -> list[str]:
    """Features of a word by itself."""
    code, low, form = classes(word), word.lower(), shape(word)
    found = [f"c={code}", f"h={form}", f"ch={coarse(word)}{form}"]
    if telling(word):
        found.append(f"w={low}")
    if len(code) == 5:
        found += [f"{at}={value}" for at, value in zip("gsplx", code, strict=True) if value != "-"]
        found += [f"s3={low[-3:]}", f"s2={low[-2:]}", f"p3={low[:3]}"]
        if not word.isascii():
            found.append("accented")
        if code[:4] == "----":
            found += ["unlisted", f"un{form}", f"us={low[-2:]}"]
        elif code[:2] == "--":
            found.append("noname")
        found.append(f"n={min(len(low), 9)}")
    return found
