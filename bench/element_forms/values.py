"""Invented values in the many shapes in which people and systems write them."""

from __future__ import annotations

import random
from collections.abc import Callable

Rng = random.Random

GIVEN = [
    "Ann",
    "Dale",
    "Grace",
    "Omar",
    "Elena",
    "Peter",
    "Maria",
    "Keisha",
    "Tomás",
    "Priya",
    "Wei",
    "Hannah",
    "Luis",
    "Brian",
    "Fatima",
    "Noah",
    "Ingrid",
    "Carlos",
    "Mei",
    "Samuel",
    "Rosa",
    "Derek",
    "Amina",
    "Walter",
    "Lucía",
    "Kevin",
    "Joan",
    "Stephen",
    "Yolanda",
    "Victor",
]
FAMILY = [
    "Lee",
    "Whitfield",
    "Stone",
    "Khan",
    "Vargas",
    "Larsen",
    "Okafor",
    "Delgado",
    "Novak",
    "Brooks",
    "Hernández",
    "Patel",
    "Chen",
    "Fischer",
    "Morales",
    "Quinn",
    "Haddad",
    "Reyes",
    "Lindqvist",
    "Park",
    "Wallace",
    "Ortega",
    "Bianchi",
    "Coleman",
    "Nguyen",
    "Petrov",
    "Mbeki",
    "Sandoval",
    "Pratt",
    "Ellison",
]
STREETS = ("Elm Street", "Oak Avenue", "Harbor Road", "N Kellogg Blvd", "Willow Lane", "Prairie Court")
TOWNS = (
    ("Mesa", "AZ", "85201"),
    ("Dayton", "OH", "45402"),
    ("Tulsa", "OK", "74103"),
    ("Macon", "GA", "31201"),
)
WORDS = [
    "Kite",
    "Summer",
    "River",
    "Falcon",
    "Winter",
    "Coffee",
    "Tiger",
    "Maple",
    "Orange",
    "Dragon",
    "Bluebird",
    "Monday",
    "Purple",
    "Rocket",
]
CONDITIONS = (
    "type 2 diabetes",
    "hypertension",
    "asthma",
    "breast cancer",
    "major depressive disorder",
    "epilepsy",
    "hepatitis C",
    "E11.9",
    "F33.1",
    "I10",
    "chronic kidney disease",
    "opioid use disorder",
)


def digits(rng: Rng, count: int) -> str:
    """That many digits, the first not zero."""
    return str(rng.randrange(10 ** (count - 1), 10**count))


def shaped(rng: Rng, form: str) -> str:
    """A value of a form: 9 a digit, A a capital, a a small letter, everything else itself."""
    signs = {"9": "0123456789", "A": "ABCDEFGHJKLMNPRSTUVWXYZ", "a": "abcdefghijklmnopqrstuvwxyz"}
    return "".join(rng.choice(signs[c]) if c in signs else c for c in form)


def person(rng: Rng) -> str:
    """A name as written in running text."""
    given, family = rng.choice(GIVEN), rng.choice(FAMILY)
    return rng.choice([f"{given} {family}"] * 4 + [f"{given} {rng.choice('ABCDEJLMRST')}. {family}"])


def username(rng: Rng) -> str:
    """Log-ins of offices, sites and directories."""
    given, family = (
        w.encode("ascii", "ignore").decode().lower() for w in (rng.choice(GIVEN), rng.choice(FAMILY))
    )
    number = digits(rng, rng.choice([1, 2, 4]))
    return rng.choice(
        [
            f"{given}.{family}",
            f"{given[0]}{family}",
            f"{given[0]}{family}{number}",
            f"{family}{given[0]}",
            f"{given}_{family}",
            f"{given}{number}",
            f"{rng.choice(WORDS).lower()}{rng.choice(WORDS).lower()}{number}",
            f"{given[0].upper()}{family.upper()}",
            f"{family}-{given[:2]}",
        ]
    )


def password(rng: Rng) -> str:
    """Secrets as people choose and desks hand them out."""
    one, two = rng.choice(WORDS), rng.choice(WORDS)
    return rng.choice(
        [
            f"{one}{digits(rng, 4)}!",
            f"{one}-{two}-{digits(rng, 2)}",
            f"{one.lower()}{digits(rng, 3)}",
            f"{one}{rng.choice('!@#$%&*?')}{digits(rng, 2)}",
            shaped(rng, "aA9aa9A#"),
            f"{one.lower()}{two.lower()}",
            f"{one}{digits(rng, 2)}",
            shaped(rng, "A9a$aa99aA"),
        ]
    )


def luhn(body: str) -> str:
    """A number with its check digit."""
    total = sum(sum(divmod(int(c) * (2 - i % 2), 10)) for i, c in enumerate(reversed(body)))
    return body + str(-total % 10)


def card(rng: Rng) -> str:
    """A card number in groups or not."""
    number = luhn(rng.choice(["45", "52", "54"]) + digits(rng, 13))
    groups = [number[i : i + 4] for i in range(0, 16, 4)]
    return rng.choice(["", " ", "-", " "]).join(groups)


def routing(rng: Rng) -> str:
    """Nine digits with a right ABA sum."""
    body = f"{rng.choice([1, 2, 4, 6, 7, 9, 10, 11, 12]):02}" + digits(rng, 6)
    total = sum(int(c) * w for c, w in zip(body, (3, 7, 1, 3, 7, 1, 3, 7), strict=True))
    return body + str(-total % 10)


def born(rng: Rng) -> str:
    """A birth date."""
    year, month, day = rng.randrange(1938, 2006), rng.randrange(1, 13), rng.randrange(1, 29)
    names = [
        "January",
        "February",
        "March",
        "April",
        "May",
        "June",
        "July",
        "August",
        "September",
        "October",
        "November",
        "December",
    ]
    return rng.choice(
        [
            f"{month:02}/{day:02}/{year}",
            f"{month}/{day}/{year}",
            f"{year}-{month:02}-{day:02}",
            f"{names[month - 1]} {day}, {year}",
        ]
    )


def expiry(rng: Rng) -> str:
    """Month and year of a card."""
    month, year = rng.randrange(1, 13), rng.randrange(26, 33)
    return rng.choice([f"{month:02}/{year}", f"{month:02}/20{year}", f"{month:02}-{year}", f"{month}/{year}"])


def address(rng: Rng) -> str:
    """An address of one line."""
    town, state, code = rng.choice(TOWNS)
    return f"{rng.randrange(10, 9900)} {rng.choice(STREETS)}, {town}, {state} {code}"


def of_forms(*forms: str) -> Callable[[Rng], str]:
    """A maker of values of these forms."""
    return lambda rng: shaped(rng, rng.choice(forms))


MAKERS: dict[str, Callable[[Rng], str]] = {
    "PERSON": person,
    "USERNAME": username,
    "PASSWORD": password,
    "CARD": card,
    "EXP": expiry,
    "CVV": of_forms("999", "999", "9999"),
    "ROUTING": routing,
    "BANK": lambda rng: rng.choice(
        [
            digits(rng, rng.choice([8, 9, 10, 11, 12])),
            shaped(rng, "999-9999999"),
            shaped(rng, "9999 9999 99"),
            "00" + digits(rng, 8),
        ]
    ),
    "HEALTHPLAN": of_forms(
        "AAA999999999",
        "A999999999",
        "999999999 99",
        "AAA 999 9999 99",
        "9999999999",
        "AA-9999999",
        "AAA9A9999999",
        "999999999-01",
    ),
    "DL": of_forms(
        "A9999999",
        "99999999",
        "AA999999",
        "A999-9999-9999",
        "999 999 999",
        "A99999999",
        "A9999 99999 99999",
        "99-999-9999",
    ),
    "MRN": of_forms("99999999", "9999999", "MRN-999999", "A9999999", "99-99-99", "999-9999", "00999999"),
    "PASSPORT": of_forms("A99999999", "999999999", "AA9999999", "A9 999999", "C9999999"),
    "SSN": lambda rng: f"{rng.randrange(100, 660)}-{rng.randrange(10, 99)}-{rng.randrange(1000, 9999)}",
    "PHONE": of_forms("(602) 555-0199", "602-555-0199"),
    "EMAIL": lambda rng: f"{username(rng)}@quillon.org".lower(),
    "DOB": born,
    "DIAG": lambda rng: rng.choice(CONDITIONS),
    "LOC": address,
}
"""Maker by type of the yardstick."""
