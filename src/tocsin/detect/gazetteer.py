"""Which words are given names and surnames. Lists of the 1990 census; see ``data/README.md``."""

from __future__ import annotations

import gzip
import unicodedata
from functools import cache, lru_cache
from importlib.resources import files

from tocsin.model.yamlfile import read_yaml


def _listed(name: str) -> list[str]:
    packed = files("tocsin.detect").joinpath(f"data/{name}").read_bytes()
    return gzip.decompress(packed).decode("ascii").split()


@cache
def surnames() -> dict[str, int]:
    """Rank of each surname, 0 the most frequent."""
    return {name: rank for rank, name in enumerate(_listed("surnames.txt.gz"))}


@cache
def given_names() -> dict[str, int]:
    """Rank of each given name, 0 the most frequent; nicknames and later names stand at the end."""
    ranks = {name: rank for rank, name in enumerate(_listed("given.txt.gz"))}
    extra = files("tocsin.detect").joinpath("data/given_extra.txt").read_text(encoding="ascii").split()
    for name in extra:
        ranks.setdefault(name, 1_000)
    return ranks


@cache
def _genders() -> dict[str, str]:
    packed = files("tocsin.detect").joinpath("data/given_gender.txt.gz").read_bytes()
    men, women = gzip.decompress(packed).decode("ascii").split("\n")
    return dict.fromkeys(men.split(), "m") | dict.fromkeys(women.split(), "f")


def gender_of(given: str) -> str:
    """``m`` or ``f`` for a given name that nearly always is a man's or a woman's, else empty."""
    return _genders().get(key(given), "") if given else ""


@cache
def words(group: str) -> frozenset[str]:
    """A word group of ``data/words.yaml``, upper case."""
    return frozenset(str(word).upper() for word in _word_groups()[group])


@cache
def _word_groups() -> dict[str, list[str]]:
    source = files("tocsin.detect").joinpath("data/words.yaml").read_text(encoding="utf-8")
    groups: dict[str, list[str]] = read_yaml(source)
    return groups


@lru_cache(maxsize=50_000)
def key(word: str) -> str:
    """A name as the lists have it: capitals without accents, hyphens or apostrophes."""
    if not word.isascii():
        word = "".join(c for c in unicodedata.normalize("NFKD", word) if not unicodedata.combining(c))
    if not word.isalpha():
        word = "".join(c for c in word if c.isalpha())
    return word.upper()


def is_given(word: str) -> bool:
    """Whether a word (or the first part of a hyphened one) is a listed given name."""
    if key(word) in given_names():
        return True
    return "-" in word and key(word.split("-")[0]) in given_names()


def is_surname(word: str) -> bool:
    """Whether a word (or a part of a double name) is a listed surname."""
    if key(word) in surnames():
        return True
    return "-" in word and any(key(part) in surnames() for part in word.split("-"))
