"""Invented people, places, firms and things for the training texts, all from one seeded source."""

from __future__ import annotations

import random
from functools import cache

import faker.providers.address as addresses
import faker.providers.job as jobs
import faker.providers.person as persons
from scripts.names.lists import entries, providers
from scripts.names.wordlists import word_list

from tocsin.detect.gazetteer import given_names, surnames
from tocsin.detect.lexicon import ordinary, places

_FIRST = ("first_names", "first_names_male", "first_names_female")
_LAST = ("last_names", "last_names_male", "last_names_female")
_LEGAL = word_list("legal")
_TRADES = word_list("trades")
_KINDS = word_list("kinds")
_HEADS = word_list("heads")
_TAILS = word_list("tails")
_SOUNDS = ["a", "e", "i", "o", "u", "ai", "ou", "ei"]
_EDGES = word_list("edges")


@cache
def cultures() -> list[tuple[str, list[str], list[str]]]:
    """(locale, given names, surnames) of every locale with both in Latin script."""
    found = []
    for locale, provider in providers(persons):
        given, family = entries(provider, _FIRST), entries(provider, _LAST)
        if len(given) > 20 and len(family) > 20:
            found.append((locale, given, family))
    return found


@cache
def census() -> tuple[list[str], list[str]]:
    """Given names and surnames of the census, most frequent first."""
    return list(given_names()), list(surnames())


@cache
def known_places() -> dict[str, list[str]]:
    """Places by class, written as usual."""
    found: dict[str, list[str]] = {"k": [], "c": [], "t": []}
    for place, kind in places().items():
        found[kind].append(place.title())
    return found


@cache
def localities() -> list[str]:
    """States, provinces and cities of Faker's lists with their marks."""
    names = ("states", "provinces", "cities", "city_names", "countries")
    return sorted({e for _, provider in providers(addresses) for e in entries(provider, names)})


@cache
def double_words() -> list[str]:
    """Ordinary words that the census lists as surnames: Baby, Love, Cool."""
    return [
        w.capitalize()
        for w in sorted(ordinary())
        if w in surnames() and w not in given_names() and len(w) > 1
    ]


@cache
def english_countries() -> list[str]:
    """Countries by their usual names."""
    english = dict(providers(addresses))["en"]
    return [*entries(english, ("countries",)), "USA", "UK", "UAE", "US"]


@cache
def plain_words() -> list[str]:
    """Ordinary words that are no surname of note."""
    return [w for w in sorted(ordinary()) if 2 < len(w) < 11]


@cache
def occupations() -> list[str]:
    """Jobs in small letters."""
    return sorted({job.split(",")[0].lower() for job in jobs.Provider.jobs})


class Inventor:
    """Makes invented things from a random source."""

    def __init__(self, source: random.Random) -> None:
        self.rng = source

    def pick(self, options: list[str]) -> str:
        """One of a list."""
        return self.rng.choice(options)

    def ranked(self, options: list[str]) -> str:
        """One of a list ordered by frequency: early ones more often."""
        return options[int(len(options) * self.rng.random() ** 3)]

    def strange(self) -> str:
        """A name that no list holds, from syllables."""
        count = self.rng.choices([2, 3, 4], [5, 4, 1])[0]
        made = "".join(self.pick(_EDGES) + self.pick(_SOUNDS) for _ in range(count))
        return (made + (self.pick(_EDGES) if self.rng.random() < 0.5 else "")).capitalize()

    def _altered(self, name: str) -> str:
        """A listed name with one letter changed: of its culture, but listed no more."""
        at = self.rng.randrange(1, len(name)) if len(name) > 3 else 0
        if not at or not name[at].isalpha():
            return name
        letters = "aeiouy" if name[at] in "aeiouy" else "bdklmnrstvz"
        return name[:at] + self.pick(list(letters)) + name[at + 1 :]

    def parts(self) -> tuple[str, str]:
        """(given, family) of one culture; some with letters changed or of no culture at all."""
        roll = self.rng.random()
        if roll < 0.35:
            first, last = census()
            given, family = self.ranked(first).capitalize(), self.ranked(last).capitalize()
        elif roll < 0.97:
            _, first, last = self.rng.choice(cultures())
            given, family = self.pick(first), self.pick(last)
        else:
            given, family = self.strange(), self.strange()
        if self.rng.random() < 0.2:
            given = self._altered(given)
        if self.rng.random() < 0.25:
            family = self._altered(family)
        if self.rng.random() < 0.03:
            family = f"{family}-{self.parts()[1]}"
        if self.rng.random() < 0.02:
            given = f"{given}-{self.parts()[0]}"
        if self.rng.random() < 0.02:
            family = (
                self.pick(["de ", "van ", "von ", "de la ", "van der ", "al ", "bin ", "O'", "Mc", "di "])
                + family
            )
        return given, family

    def person(self) -> str:
        """A full name in one of the usual forms."""
        given, family = self.parts()
        middle = self.pick(list("ABCDEFGHJKLMNPRSTW"))
        form = self.rng.random()
        if form < 0.72:
            return f"{given} {family}"
        if form < 0.82:
            return f"{given} {middle}{self.pick(['.', ''])} {family}"
        if form < 0.86:
            return f"{given} {self.parts()[0]} {family}"
        if form < 0.90:
            return f"{given} {family} {self.parts()[1]}"
        if form < 0.94:
            return f"{given[0]}. {family}"
        if form < 0.97:
            return f"{given} {family} {self.pick(['Jr.', 'Sr.', 'III', 'II', 'Jr'])}"
        return f"{given} {family}".upper()

    def listed(self) -> str:
        """``Last, First M.``"""
        given, family = self.parts()
        return f"{family}, {given}" + (
            f" {self.pick(list('ABCDEJKLMRST'))}." if self.rng.random() < 0.3 else ""
        )

    def town(self) -> str:
        """A town, region or country."""
        roll = self.rng.random()
        if roll < 0.25:
            return self.country() if self.rng.random() < 0.6 else self.pick(known_places()["k"])
        if roll < 0.45:
            return self.pick(known_places()["c"])
        if roll < 0.65:
            return self.pick(known_places()["t"])
        if roll < 0.85:
            return self.pick(localities())
        made = self._altered(self.pick(known_places()["t"]))
        return made if self.rng.random() < 0.7 else self.strange()

    def nouns(self) -> list[str]:
        """Capitalised ordinary words, those that are names too more often than chance gives."""
        return double_words() if self.rng.random() < 0.5 else [self.pick(plain_words()).capitalize()]

    def country(self) -> str:
        """A country by its English name."""
        return self.pick(english_countries())

    def firm(self) -> str:
        """A firm, school, authority."""
        family, other = self.parts()[1], self.parts()[1]
        word = self.pick(plain_words()).capitalize()
        blend = self.pick(_HEADS).capitalize() + self.pick(_TAILS)
        trade, legal = self.pick(_TRADES), self.pick(_LEGAL)
        return self.pick(
            [
                f"{family} {legal}",
                f"{family}-{other}",
                f"{family}, {other} and {self.parts()[1]}",
                f"{family} & {other}",
                f"{family} and Sons",
                blend,
                blend,
                f"{blend} {legal}",
                f"{word}{self.pick(plain_words()).lower()}",
                f"{word}{self.pick(plain_words()).capitalize()}",
                f"{word} {trade}",
                f"{word} {legal}",
                f"{self.town()} {trade}",
                f"{self.town()} {word} {self.pick(_KINDS)}",
                f"{word} {self.pick(plain_words()).capitalize()} {trade}",
                f"Bank of {self.town()}",
                f"University of {self.town()}",
                "".join(self.pick(list("ABCDEFGHIKLMNOPRSTUVW")) for _ in range(self.rng.randint(3, 4))),
            ]
        )

    def thing(self) -> str:
        """Capitalised words that name no person, place or firm: headings, products, courses."""
        count = self.rng.choices([1, 2, 3, 4], [3, 5, 3, 1])[0]
        made = " ".join(self.pick(plain_words()).capitalize() for _ in range(count))
        if self.rng.random() < 0.12:
            return made.upper()
        return made + self.pick(
            ["", "", "", f" {self.rng.randint(1, 30)}", " Pro", " Plan", " Form", " Report"]
        )
