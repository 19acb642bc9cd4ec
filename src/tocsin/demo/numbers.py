"""Invented identifiers that pass the checks of the real ones.

Every number is drawn from a seeded generator and belongs to nobody on purpose. Areas of Social Security
numbers are the valid ones, because a detector must be asked to find what thieves find; a drawn number may
by chance have been issued to somebody, as any nine digits may. Telephone numbers stay in exchange 555,
e-mail addresses in the domains that RFC 2606 keeps for examples.

Sources of the shapes: SSA randomisation rules (2011), IRS Pub. 4757 (ITIN ranges), ABA checksum (ANSI
X9.100), ISO/IEC 7812 (Luhn), CMS "Understanding the MBI format", AAMVA licence formats.
"""

from __future__ import annotations

from random import Random

_LETTERS = "ABCDEFGHJKMNPQRTUVWXY"
_MBI_SHAPE = "CANDANDAADD"
"""Position by position: C 1-9, A letter, N letter or digit, D digit; CMS leaves out S, L, O, I, B, Z."""
_MBI_LETTERS = "ACDEFGHJKMNPQRTUVWXY"
_ITIN_GROUPS = (*range(50, 66), *range(70, 89), *range(90, 93), *range(94, 100))
_CARD_PREFIXES = ("400000", "424242", "453201", "510510", "555555", "222300", "601111")
_LICENCE_SHAPES = {
    "AZ": "@########",
    "CA": "@#######",
    "CO": "#########",
    "FL": "@############",
    "IL": "@###########",
    "MA": "@########",
    "MD": "@############",
    "MI": "@############",
    "MN": "@############",
    "NJ": "@##############",
    "NM": "#########",
    "NV": "##########",
    "NY": "#########",
    "OH": "@@######",
    "PA": "########",
    "PR": "#######",
    "TX": "########",
    "VA": "@########",
    "WA": "@@@@@######",
    "WI": "@#############",
}
"""Driver's licence shapes by state: ``@`` a letter, ``#`` a digit. Others are issued nine digits here."""


def fill(rng: Random, shape: str) -> str:
    """*shape* with every ``#`` replaced by a digit and every ``@`` by a capital letter."""
    return "".join(
        str(rng.randrange(10)) if mark == "#" else rng.choice(_LETTERS) if mark == "@" else mark
        for mark in shape
    )


class Numbers:
    """A source of identifiers that never gives the same one twice."""

    def __init__(self, rng: Random) -> None:
        self._rng = rng
        self._given: set[str] = set()

    def _new(self, draw: str) -> bool:
        if draw in self._given:
            return False
        self._given.add(draw)
        return True

    def ssn(self) -> str:
        """Nine digits: area 001-899 but 666, group 01-99, serial 0001-9999."""
        while True:
            area = self._rng.randrange(1, 900)
            draw = f"{area:03d}{self._rng.randrange(1, 100):02d}{self._rng.randrange(1, 10_000):04d}"
            if area != 666 and self._new(draw):
                return draw

    def itin(self) -> str:
        """Nine digits beginning with 9, fourth and fifth digit in a range the IRS assigns."""
        while True:
            area, group = self._rng.randrange(900, 1000), self._rng.choice(_ITIN_GROUPS)
            draw = f"{area}{group:02d}{self._rng.randrange(1, 10_000):04d}"
            if self._new(draw):
                return draw

    def shaped(self, shape: str) -> str:
        """A new identifier of the given shape (see `fill`)."""
        while True:
            draw = fill(self._rng, shape)
            if self._new(f"{shape}/{draw}"):
                return draw

    def drivers_license(self, state: str) -> str:
        """A driver's licence number in the shape of *state*."""
        return self.shaped(_LICENCE_SHAPES.get(state, "#########"))

    def medicare(self) -> str:
        """A Medicare beneficiary identifier, eleven characters without dashes."""
        draws = {
            "C": "123456789",
            "A": _MBI_LETTERS,
            "N": _MBI_LETTERS + "0123456789",
            "D": "0123456789",
        }
        return "".join(self._rng.choice(draws[mark]) for mark in _MBI_SHAPE)

    def payment_card(self) -> str:
        """Sixteen digits that satisfy Luhn."""
        body = fill(self._rng, self._rng.choice(_CARD_PREFIXES) + "#########")
        return body + luhn_digit(body)

    def routing(self) -> str:
        """Nine digits that satisfy the ABA checksum, in a Federal Reserve district's range."""
        district = self._rng.choice((*range(1, 13), *range(21, 33)))
        body = f"{district:02d}" + fill(self._rng, "######")
        total = sum(int(digit) * (3, 7, 1)[place % 3] for place, digit in enumerate(body))
        return body + str(-total % 10)


def luhn_digit(body: str) -> str:
    """The check digit that completes *body* (ISO/IEC 7812-1, annex B)."""
    total = 0
    for place, digit in enumerate(reversed(body)):
        doubled = int(digit) * (2 if place % 2 == 0 else 1)
        total += doubled - 9 if doubled > 9 else doubled
    return str(-total % 10)
