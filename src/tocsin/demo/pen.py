"""How a clerk, a form or a program writes a person down: each document has its own hand.

A `Pen` holds one document's habits (order of names, date and number formats, capitals) and makes the slips
that make linking hard: nicknames, initials, lost letters, maiden names and former addresses in older files.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from random import Random

from .names import NICKNAMES
from .people import Person
from .places import Address

_LONG_SUFFIX = {
    "St": "Street", "Ave": "Avenue", "Rd": "Road", "Dr": "Drive", "Ln": "Lane", "Ct": "Court",
    "Blvd": "Boulevard", "Way": "Way", "Pl": "Place", "Cir": "Circle", "": "",
}  # fmt: skip
_UNIT_FORMS = ("Apt ", "Unit ", "#", "apt. ", "# ")
_DATE_FORMATS = ("%m/%d/%Y", "%Y-%m-%d", "%m-%d-%Y", "%m/%d/%y", "%d-%b-%Y", "%Y%m%d", "%b %d, %Y")
_DATE_WEIGHTS = (45, 20, 8, 8, 6, 8, 5)
_PHONE_FORMATS = ("({}) {}-{}", "{}-{}-{}", "{}{}{}", "{}.{}.{}", "+1 {} {} {}")
SLIP_RATE = 0.012
"""Share of names written with a wrong, lost or doubled letter."""
NICKNAME_RATE = 0.05
"""Share of given names, of those that have one, written as a nickname."""


@dataclass(slots=True)
class Pen:
    """The hand of one document.

    old: the document predates moves and marriages (maiden names, former addresses).
    shout: everything in capitals, as exports of older programs do.
    ssn_mark: what stands between the groups of an SSN. lossy: leading zeros of numbers are dropped.
    mixed: several people kept this file, each with a date format of their own.
    """

    rng: Random
    old: bool = False
    shout: bool = False
    formal: bool = False
    date_format: str = ""
    phone_format: str = ""
    ssn_mark: str = ""
    long_streets: bool = False
    lossy: bool = False
    mixed: bool = False

    @classmethod
    def draw(cls, rng: Random, *, old: bool = False, formal: bool = False) -> Pen:
        """A pen with habits drawn from *rng*; *formal* ones (forms, filings) write no nicknames."""
        return cls(
            rng,
            old=old,
            formal=formal,
            shout=rng.random() < 0.2,
            date_format=rng.choices(_DATE_FORMATS, _DATE_WEIGHTS)[0],
            phone_format=rng.choice(_PHONE_FORMATS),
            ssn_mark=rng.choices(("-", "", " "), (70, 25, 5))[0],
            long_streets=rng.random() < 0.3,
            mixed=rng.random() < 0.12,
        )

    def first(self, person: Person) -> str:
        name = person.first
        if not self.formal and name in NICKNAMES and self.rng.random() < NICKNAME_RATE:
            name = NICKNAMES[name]
        return self._case(self._slip(name))

    def middle(self, person: Person) -> str:
        return self._case(person.middle[:1])

    def last(self, person: Person) -> str:
        name = person.maiden if self.old and person.maiden else person.last
        return self._case(self._slip(name))

    def last_suffix(self, person: Person) -> str:
        """Family name with Jr or Sr where there is one."""
        return " ".join(part for part in (self.last(person), self._case(person.suffix)) if part)

    def full(self, person: Person) -> str:
        """Given name, initial, family name."""
        middle = person.middle[:1] + "." if person.middle and self.rng.random() < 0.5 else ""
        return " ".join(part for part in (self.first(person), middle, self.last_suffix(person)) if part)

    def last_first(self, person: Person) -> str:
        """``Last, First M``."""
        return f"{self.last_suffix(person)}, {self.first(person)} {self.middle(person)}".rstrip()

    def home(self, person: Person) -> Address | None:
        """The address this document knows."""
        return person.former if self.old and person.former else person.address

    def street(self, person: Person) -> str:
        home = self.home(person)
        if home is None:
            return ""
        suffix = _LONG_SUFFIX[home.suffix] if self.long_streets else home.suffix
        unit = home.unit
        if unit and self.rng.random() < 0.3:
            unit = self.rng.choice(_UNIT_FORMS) + "".join(ch for ch in unit if ch.isdigit())
        parts = (home.number, home.street, suffix, unit)
        return self._case(" ".join(part for part in parts if part))

    def city(self, person: Person) -> str:
        """The city; abroad with the country, which few forms have a column for."""
        home = self.home(person)
        return self._case(", ".join(part for part in (home.city, home.country) if part)) if home else ""

    def state(self, person: Person) -> str:
        """The state as an address has it: blank abroad, where ``zip`` carries the region."""
        home = self.home(person)
        return home.state if home and not home.country else ""

    def zip(self, person: Person) -> str:
        home = self.home(person)
        if home is None:
            return ""
        return home.zip.lstrip("0") if self.lossy and not home.country else home.zip

    def country(self, person: Person) -> str:
        home = self.home(person)
        return self._case(home.country or "US") if home else ""

    def city_line(self, person: Person) -> str:
        """``Tucson, AZ 85704``."""
        home = self.home(person)
        if home is None:
            return ""
        if home.country:
            return f"{home.city}, {home.zip}, {home.country}"
        return f"{self._case(home.city)}, {home.state} {home.zip}"

    def address(self, person: Person) -> str:
        """Street and city in one line."""
        return f"{self.street(person)}, {self.city_line(person)}" if self.home(person) else ""

    def day(self, day: date) -> str:
        """A date in this document's format."""
        if self.mixed:
            return day.strftime(self.rng.choice(_DATE_FORMATS))
        return day.strftime(self.date_format or "%m/%d/%Y")

    def born(self, person: Person) -> str:
        return self.day(person.born)

    def tax_number(self, person: Person) -> str:
        """The SSN, or the ITIN of those who have none."""
        digits = person.ssn or person.itin
        if self.lossy:
            return digits.lstrip("0")
        return self.ssn_mark.join((digits[:3], digits[3:5], digits[5:])) if digits else ""

    def last_four(self, person: Person) -> str:
        digits = person.ssn or person.itin
        return f"XXX-XX-{digits[5:]}" if digits else ""

    def phone(self, person: Person) -> str:
        digits = person.phone
        if not digits:
            return ""
        return (self.phone_format or _PHONE_FORMATS[0]).format(digits[:3], digits[3:6], digits[6:])

    def _case(self, text: str) -> str:
        return text.upper() if self.shout else text

    def _slip(self, name: str) -> str:
        """Now and then a letter lost, doubled, or swapped with its neighbour."""
        if self.formal or len(name) < 5 or self.rng.random() >= SLIP_RATE:
            return name
        at = self.rng.randrange(1, len(name) - 2)
        kind = self.rng.randrange(3)
        if kind == 0:
            return name[:at] + name[at + 1 :]
        if kind == 1:
            return name[:at] + name[at] + name[at:]
        return name[:at] + name[at + 1] + name[at] + name[at + 2 :]
