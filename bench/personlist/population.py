"""Invented people with the likenesses that make a list of people hard.

Households share an address. Fathers and sons share a name, twins a family name, a birth date and an address;
women appear under a former name, people have moved, are known by a short name, or have no number at all.
"""

# ruff: noqa: E501 – tables and templates read better unbroken

from __future__ import annotations

import datetime
import string
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from random import Random

from faker import Faker

SHORT = {
    "Robert": "Bob", "William": "Bill", "Elizabeth": "Liz", "Margaret": "Peggy", "James": "Jim", "Michael": "Mike",
    "Katherine": "Kathy", "Jennifer": "Jen", "Richard": "Rick", "Patricia": "Pat", "Joseph": "Joe", "Susan": "Sue",
    "Thomas": "Tom", "Deborah": "Debbie", "Christopher": "Chris", "Daniel": "Dan", "Rebecca": "Becky", "Steven": "Steve",
    "Matthew": "Matt", "Theresa": "Terri", "Anthony": "Tony", "Samantha": "Sam", "Edward": "Ed", "Pamela": "Pam",
}  # fmt: skip
"""Given names and the short form that people use."""

CONDITIONS = [
    "type 2 diabetes",
    "major depressive disorder",
    "rheumatoid arthritis",
    "asthma",
    "HIV infection",
    "epilepsy",
    "hepatitis C",
    "opioid use disorder",
    "breast cancer",
    "congestive heart failure",
    "multiple sclerosis",
    "generalized anxiety disorder",
]

CULTURES = {"en_US": 12, "es_MX": 4, "en_IN": 2, "vi_VN": 1, "pl_PL": 1, "de_DE": 1, "fr_FR": 1, "fil_PH": 1}
STATES = "AZ CA TX FL NY PA IL OH GA NC MI NJ VA WA MA CO TN MO".split()  # noqa: SIM905

DOMAINS = {
    "employee": ("ssn", "date_of_birth", "financial_account", "income"),
    "patient": ("medical_record_number", "date_of_birth", "medical_information", "health_insurance_id"),
    "customer": ("payment_card",),
    "borrower": ("ssn", "drivers_license", "financial_account", "date_of_birth"),
    "member": ("username", "password"),
    "traveller": ("passport", "date_of_birth"),
}
"""What the invented organisation keeps of whom. Name, address, e-mail and telephone come on top."""


@dataclass(frozen=True)
class Address:
    """A postal address in the US."""

    street: str
    city: str
    state: str
    postal_code: str

    def line(self) -> str:
        """On one line."""
        return f"{self.street}, {self.city}, {self.state} {self.postal_code}"


@dataclass(eq=False)
class Person:
    """One invented person: who it is, what there is to steal, and why it is hard to tell apart (``cases``)."""

    id: str
    first: str
    middle: str
    last: str
    suffix: str
    born: datetime.date
    addresses: list[Address]
    """From the oldest to the one where letters go."""
    email: str
    phone: str
    values: dict[str, str]
    domains: list[str]
    cases: set[str] = field(default_factory=set)
    former_last: str = ""
    deceased: bool = False
    minor: bool = False

    @property
    def home(self) -> Address:
        """Where a letter goes."""
        return self.addresses[-1]


def _luhn(body: str) -> str:
    total = sum(
        int(c) if place % 2 else sum(divmod(2 * int(c), 10)) for place, c in enumerate(reversed(body))
    )
    return body + str(-total % 10)


class Maker:
    """Makes households from a seed. No two people share a number unless a case says so."""

    def __init__(self, seed: int) -> None:
        self.r = Random(seed)
        self.fakers = {culture: Faker(culture) for culture in CULTURES}
        for culture, faker in self.fakers.items():
            faker.seed_instance(f"{seed} {culture}")
        self.us = self.fakers["en_US"]
        self.taken: set[str] = set()
        self.count = 0

    def people(self, count: int) -> list[Person]:
        """``count`` people in households."""
        made: list[Person] = []
        while len(made) < count:
            made.extend(self._household())
        return made[:count]

    def unique(self, draw: Callable[[], str]) -> str:
        """What ``draw`` gives, drawn again while somebody has it already."""
        value = draw()
        while value in self.taken:
            value = draw()
        self.taken.add(value)
        return value

    def digits(self, count: int) -> str:
        """``count`` digits, the first not zero."""
        return self.r.choice("123456789") + "".join(self.r.choice(string.digits) for _ in range(count - 1))

    def ssn(self) -> str:
        """A Social Security number of the ranges that are issued."""
        while True:
            number = self.digits(9)
            if number[0] != "9" and number[:3] != "666" and number[3:5] != "00" and number[5:] != "0000":
                return number

    def address(self, state: str | None = None) -> Address:
        """A new address, its ZIP code in its state."""
        state = state or self.r.choice(STATES)
        return Address(self.us.street_address(), self.us.city(), state, self.us.postcode_in_state(state))

    def _household(self) -> Iterator[Person]:
        r, home = self.r, self.address()
        kind = r.choices(["single", "couple", "family", "namesakes", "twins", "flat"], [40, 20, 18, 6, 5, 6])[
            0
        ]
        head = self._adult(home)
        yield head
        if kind in ("couple", "family"):
            spouse = self._adult(home, last=head.last)
            if r.random() < 0.4:
                spouse.former_last = self._name()[1]
                spouse.cases.add("former_name")
            yield spouse
        if kind == "family":
            for _ in range(r.randint(1, 3)):
                yield self._child(home, head.last)
        if kind == "namesakes":
            son = self._adult(home, last=head.last, ages=(19, 35))
            head.born = head.born.replace(year=son.born.year - r.randint(22, 35))
            son.first, son.suffix = head.first, r.choice(["Jr", "II"])
            head.suffix = r.choice(["", "Sr"])
            son.email = head.email.replace("@", "jr@")
            for person in (head, son):
                person.cases.add("namesake")
            yield son
        if kind == "twins":
            twin = self._adult(home, last=head.last)
            twin.born = head.born
            for person in (head, twin):
                person.cases.add("twin")
            yield twin
        if kind == "flat":
            yield self._adult(home)

    def _name(self) -> tuple[str, str]:
        faker = self.fakers[self.r.choices(list(CULTURES), list(CULTURES.values()))[0]]
        if self.r.random() < 0.12:
            return self.r.choice(list(SHORT)), faker.last_name()
        return faker.first_name(), faker.last_name()

    def _adult(self, home: Address, last: str = "", ages: tuple[int, int] = (22, 88)) -> Person:
        r = self.r
        first, own = self._name()
        age = r.randint(*ages)
        domains = r.sample(list(DOMAINS), r.choices([1, 2, 3], [50, 35, 15])[0])
        person = self._person(first, last or own, age, home, domains)
        if r.random() < 0.15:
            person.addresses.insert(0, self.address(home.state if r.random() < 0.5 else None))
            person.cases.add("moved")
        if first in SHORT:
            person.cases.add("short_name")
        if "patient" in domains and age > 65:
            person.values["medicare_medicaid_id"] = self.unique(self._mbi)
        if r.random() < 0.03:
            person.deceased = True
            person.cases.add("deceased")
        if domains == ["customer"] or (domains == ["patient"] and r.random() < 0.5):
            person.cases.add("no_number")
        return person

    def _child(self, home: Address, last: str) -> Person:
        child = self._person(self._name()[0], last, self.r.randint(1, 17), home, ["patient"])
        child.minor = True
        child.email = child.phone = ""
        child.cases.add("minor")
        return child

    def _mbi(self) -> str:
        letters = "ACDEFGHJKMNPQRTUVWXY"
        n, a = (lambda: self.r.choice(string.digits)), (lambda: self.r.choice(letters))
        return self.r.choice("123456789") + a() + a() + n() + a() + a() + n() + a() + a() + n() + n()

    def _person(self, first: str, last: str, age: int, home: Address, domains: list[str]) -> Person:
        r = self.r
        self.count += 1
        plain = "".join(c for c in f"{first}.{last}".lower() if c in string.ascii_lowercase + ".") or "user"
        born = datetime.date(2026 - age, r.randint(1, 9), r.randint(1, 28))
        password = (
            r.choice(["Harbor", "Maple", "Falcon", "Copper", "Willow"]) + self.digits(4) + r.choice("!#?$")
        )
        values = {
            "ssn": self.unique(self.ssn),
            "date_of_birth": born.isoformat(),
            "drivers_license": self.unique(lambda: r.choice("BCDFGHKLMNPRSTW") + self.digits(8)),
            "passport": self.unique(lambda: r.choice("ABCDEX") + self.digits(8)),
            "financial_account": self.unique(lambda: self.digits(r.choice([10, 11, 12]))),
            "payment_card": self.unique(self._card),
            "medical_record_number": self.unique(lambda: "M" + self.digits(7)),
            "health_insurance_id": self.unique(
                lambda: "".join(r.choices("BCDFGHJKLM", k=3)) + self.digits(9)
            ),
            "medical_information": r.choice(CONDITIONS),
            "username": self.unique(lambda: plain.replace(".", "")[:9] + self.digits(4)),
            "password": password,
            "income": str(r.randint(28, 190) * 1000),
        }
        phone = self.unique(
            lambda: f"{r.choice([602, 480, 415, 718, 312])}{r.randint(230, 540)}{self.digits(4)}"
        )
        boxes = ["gmail.com", "yahoo.com", "outlook.com", "icloud.com"]
        email = self.unique(lambda: f"{plain}{self.digits(3)}@{r.choice(boxes)}")
        return Person(
            f"p{self.count:06}",
            first,
            r.choice("ABCDEFGHJKLMNPRSTW"),
            last,
            "",
            born,
            [home],
            email,
            phone,
            values,
            domains,
        )

    def _card(self) -> str:
        start = self.r.choice(["4", "52", "55"])
        return _luhn(start + self.digits(15 - len(start)))
