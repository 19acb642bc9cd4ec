"""Names of the invented people, drawn from the lists of Faker's name providers.

The lists are used directly with a seeded generator: calling Faker for every name takes minutes for 20,000
people. Most people get names of the US provider by their frequency; others come from the Mexican, Indian,
French and German lists, because a share in Arizona holds accents and surnames no US list has.
"""

from __future__ import annotations

from collections.abc import Sequence
from random import Random
from typing import Protocol

from faker.providers.person.de_DE import Provider as German
from faker.providers.person.en_IN import Provider as Indian
from faker.providers.person.en_US import Provider as American
from faker.providers.person.es_MX import Provider as Mexican
from faker.providers.person.fr_FR import Provider as French


class Origin(Protocol):
    """A list of names of one country, as Faker's providers hold it."""

    last_names: Sequence[str]
    first_names_female: Sequence[str]
    first_names_male: Sequence[str]


_SPANISH: Origin = Mexican
_ORIGINS: tuple[Origin, ...] = (_SPANISH, Indian, French, German)
_ORIGIN_WEIGHTS = (10, 3, 1.5, 1.5)
_ORIGIN_SHARE = 0.24

NICKNAMES = {
    "Robert": "Bob", "William": "Bill", "Richard": "Rick", "Elizabeth": "Liz", "Margaret": "Peggy",
    "Katherine": "Kate", "Michael": "Mike", "James": "Jim", "John": "Jack", "Thomas": "Tom",
    "Charles": "Chuck", "Joseph": "Joe", "Christopher": "Chris", "Daniel": "Dan", "Matthew": "Matt",
    "Anthony": "Tony", "Steven": "Steve", "Andrew": "Andy", "Kenneth": "Ken", "Edward": "Ed",
    "Jennifer": "Jen", "Patricia": "Pat", "Susan": "Sue", "Jessica": "Jess", "Deborah": "Debbie",
    "Rebecca": "Becky", "Kimberly": "Kim", "Christina": "Tina", "Samantha": "Sam", "Benjamin": "Ben",
    "Nicholas": "Nick", "Alexander": "Alex", "Jonathan": "Jon", "Gregory": "Greg", "Timothy": "Tim",
    "Ronald": "Ron", "Francisco": "Paco", "José": "Pepe", "Guadalupe": "Lupe", "Victoria": "Vicky",
    "Theresa": "Terri", "Pamela": "Pam", "Barbara": "Barb", "Cynthia": "Cindy", "David": "Dave",
}  # fmt: skip
"""The short form a family or a front desk uses."""


class _Weighted:
    """A list with its frequencies, ready for `Random.choices`."""

    def __init__(self, weights: dict[str, float]) -> None:
        self.names = list(weights)
        total = 0.0
        self.cumulative: list[float] = []
        for weight in weights.values():
            total += weight
            self.cumulative.append(total)

    def draw(self, rng: Random) -> str:
        return rng.choices(self.names, cum_weights=self.cumulative)[0]


class Names:
    """Draws names; the same generator gives the same names."""

    def __init__(self, rng: Random) -> None:
        self._rng = rng
        self._last = _Weighted(dict(American.last_names))
        self._first = {
            "F": _Weighted(dict(American.first_names_female)),
            "M": _Weighted(dict(American.first_names_male)),
        }

    def origin(self, state: str) -> Origin | None:
        """The list a household's names come from: None for the US list, else a provider."""
        if state == "PR":
            return _SPANISH
        if self._rng.random() >= _ORIGIN_SHARE:
            return None
        origin: Origin = self._rng.choices(_ORIGINS, _ORIGIN_WEIGHTS)[0]
        return origin

    def last(self, origin: Origin | None) -> str:
        """A family name; two of them now and then, as in Spanish custom or after a marriage."""
        name = self._last.draw(self._rng) if origin is None else self._rng.choice(list(origin.last_names))
        if self._rng.random() < (0.2 if origin is _SPANISH else 0.015):
            glue = " " if origin is _SPANISH else "-"
            return (
                f"{name}{glue}{self.last(None if origin is None else _SPANISH).split(' ')[0].split('-')[0]}"
            )
        return name

    def first(self, sex: str, origin: Origin | None) -> str:
        """A given name for ``F`` or ``M``."""
        if origin is None or self._rng.random() < 0.25:
            return self._first[sex].draw(self._rng)
        names = origin.first_names_female if sex == "F" else origin.first_names_male
        return self._rng.choice(list(names))
