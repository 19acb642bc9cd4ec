"""Builds the word lists of the name model: names and places of the world, ordinary words.

    python scripts/names/lists.py --words american-english-small

Sources (all permissive, see ``src/tocsin/detect/data/README.md``): Faker's locale lists (MIT), the town names
of ``phonenumbers`` (Apache-2.0), ``zipcodes`` (MIT), the time zone names (public domain) and SCOWL for the
ordinary words. Every list is written sorted, so that a rebuild gives the same bytes.
"""

from __future__ import annotations

import argparse
import gzip
import importlib
import pkgutil
import re
import zoneinfo
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import faker.providers.address as addresses
import faker.providers.lorem as texts
import faker.providers.person as persons
import zipcodes
from phonenumbers.geodata import GEOCODE_DATA

from tocsin.detect.flat import flatten
from tocsin.detect.gazetteer import given_names, key, surnames

DATA = Path(__file__).resolve().parents[2] / "src/tocsin/detect/data"
_NAME = re.compile(r"[A-Z\xc0-\xde][a-z\xdf-\xff]+(?:[ '-][A-Za-z\xc0-\xff]+)*")
_GIVEN = ("first_names", "first_names_male", "first_names_female", "first_names_nonbinary")
_SHORT = 700
"""A locale's list of more towns than this holds villages."""
_FAMILY = ("last_names", "last_names_male", "last_names_female")


def providers(package: Any) -> Iterator[tuple[str, Any]]:
    """(locale, provider class) of one of Faker's packages."""
    for module in pkgutil.iter_modules(package.__path__):
        if module.ispkg:
            yield module.name, importlib.import_module(f"{package.__name__}.{module.name}").Provider


def entries(provider: Any, attributes: tuple[str, ...]) -> list[str]:
    """The Latin-script entries of a provider's lists, in the engine's plain letters, sorted."""
    found: set[str] = set()
    for attribute in attributes:
        listed = getattr(provider, attribute, ())
        if isinstance(listed, list | tuple | dict):
            found.update(flatten(str(entry)) for entry in listed if isinstance(entry, str))
    return sorted(entry for entry in found if _NAME.fullmatch(entry))


def world_names(attributes: tuple[str, ...], known: dict[str, int]) -> list[str]:
    """Single-word names of all locales that the census lists do not hold."""
    found = {
        key(part)
        for _, provider in providers(persons)
        for entry in entries(provider, attributes)
        for part in entry.split()
    }
    return sorted(name for name in found if len(name) > 1 and name not in known)


def _plain(place: str) -> str:
    place = flatten(place).split(",")[0].split("/")[0]
    return re.sub(r" - [A-Z]{2}$", "", place).strip()


def countries() -> list[str]:
    """Countries, in the languages of Faker's Latin-script lists."""
    attributes = ("countries", "country_names", "alpha_3_country_names")
    return sorted({e for _, provider in providers(addresses) for e in entries(provider, attributes)})


def large_towns() -> list[str]:
    """Towns that a stranger knows: those of the time zones, and of Faker's lists."""
    zones = {
        z.split("/")[-1].replace("_", " ")
        for z in zoneinfo.available_timezones()
        if z.split("/")[0] in ("Africa", "America", "Asia", "Europe", "Australia", "Pacific", "Atlantic")
    }
    attributes = ("cities", "city_names", "towns", "city", "states", "provinces", "state", "regions")
    listed = {
        e
        for _, provider in providers(addresses)
        for attribute in attributes
        if len(found := entries(provider, (attribute,))) < _SHORT
        for e in found
    }
    return sorted(p for p in zones | listed if _NAME.fullmatch(p) and len(p) > 2)


def towns(known: set[str]) -> list[str]:
    """All towns of the telephone areas of the world and of the US post."""
    dialled = {_plain(v["en"]) for v in GEOCODE_DATA.values() if "en" in v}
    posted = {str(entry["city"]) for entry in zipcodes.list_all()}
    return sorted(p for p in (dialled | posted) - known if _NAME.fullmatch(p) and 3 < len(p) < 24)


def ordinary(source: Path) -> list[str]:
    """Lower-case words of English, and of Faker's texts in other languages."""
    english = {w for w in source.read_text(encoding="utf-8").split() if w.isalpha() and w.islower()}
    other = {
        flatten(word)
        for locale, provider in providers(texts)
        if locale[:2] in ("en", "es", "fr", "de", "it", "nl", "pt")
        for word in getattr(provider, "word_list", ())
    }
    foreign = {w for w in other if w.isalpha() and w.islower()}
    foreign = {w for w in foreign if key(w) not in given_names() and key(w) not in surnames()}
    found = {key(w) for w in english | foreign} - _RATHER_NAMES
    return sorted(w for w in found if len(w) > 1)


_RATHER_NAMES = {*list(given_names())[:60], *list(surnames())[:3]}
"""So common as names that the rare word (``maria``, a plain of the moon) counts for nothing."""


def write(name: str, lines: list[str]) -> None:
    """One entry a line, packed without a date."""
    (DATA / name).write_bytes(gzip.compress("\n".join(lines).encode("latin-1"), 9, mtime=0))


def main() -> None:
    """Writes the lists into the package."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--words", type=Path, required=True, help="SCOWL's list of size 35, one word a line")
    given = parser.parse_args()
    write("given_world.txt.gz", world_names(_GIVEN, given_names()))
    write("surnames_world.txt.gz", world_names(_FAMILY, surnames()))
    large = {*countries(), *large_towns()}
    write("countries.txt.gz", countries())
    write("large_towns.txt.gz", sorted(large - set(countries())))
    write("towns.txt.gz", towns(large))
    write("ordinary.txt.gz", ordinary(given.words))


if __name__ == "__main__":
    main()
