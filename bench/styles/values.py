"""Data elements made by rule: each call draws a new value and, with it, one of the ways people write it.

Nothing here is read from a list of real persons. Check digits are right where the real number has them.
"""

# ruff: noqa: E501, SIM905 – templates and word lists read better unbroken

from __future__ import annotations

import datetime
import string
from collections.abc import Callable
from random import Random

CONSONANTS = "BCDFGHJKLMNPQRSTVWXYZ"
MBI_LETTERS = "ACDEFGHJKMNPQRTUVWXY"
WORDS = (
    "copper lantern willow harbor falcon maple comet ember granite pepper saddle otter cobalt meadow banjo "
    "puzzle rocket velvet walnut zephyr tango marble pickle thunder biscuit orchid paddle jungle"
).split()

CONDITIONS = (
    "generalized anxiety disorder|congestive heart failure|rheumatoid arthritis|post-traumatic stress disorder|"
    "chronic obstructive pulmonary disease|hepatitis C|multiple sclerosis|Parkinson's disease|lumbar disc "
    "herniation|alcohol use disorder|type 1 diabetes|ovarian cyst|ulcerative colitis|migraine with aura|"
    "sickle cell disease|atrial fibrillation|schizoaffective disorder|endometriosis|prostate cancer|psoriasis|"
    "autism spectrum disorder|ADHD|gestational diabetes|Crohn's disease|sleep apnea|acute pancreatitis|"
    "fractured left radius|concussion without loss of consciousness|tuberculosis|systemic lupus erythematosus"
).split("|")
CONDITIONS_ES = (
    "diabetes tipo 2|hipertensión arterial|trastorno de ansiedad|asma bronquial|depresión mayor|"
    "insuficiencia renal crónica|artritis reumatoide|epilepsia|cáncer de mama|hepatitis C"
).split("|")
ICD_10 = (
    "F41.1 I50.9 M06.9 F43.10 J44.9 B18.2 G35 G20.A1 M51.26 F10.20 E10.65 N83.20 K51.90 G43.109 D57.1 I48.91 "
    "F25.0 N80.9 C61 L40.0 F84.0 F90.2 O24.410 K50.90 G47.33 K85.90 S52.502A A15.0 M32.9 Z79.4"
).split()
MONTHS = "January February March April May June July August September October November December".split()
MESES = "enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre".split()


def digits(r: Random, count: int) -> str:
    """``count`` random digits, the first not zero."""
    return "".join([r.choice("123456789"), *(r.choice(string.digits) for _ in range(count - 1))])


def letters(r: Random, count: int) -> str:
    """``count`` random capital letters."""
    return "".join(r.choice(CONSONANTS) for _ in range(count))


def shaped(r: Random, shape: str) -> str:
    """``shape`` with each 9 drawn as a digit and each A as a letter; all else stays."""
    draw = {"9": lambda: r.choice(string.digits), "A": lambda: r.choice(CONSONANTS)}
    return "".join(draw[c]() if c in draw else c for c in shape)


def luhn(body: str) -> str:
    """``body`` with its Luhn check digit."""
    total = 0
    for place, digit in enumerate(reversed(body)):
        total += int(digit) if place % 2 else sum(divmod(2 * int(digit), 10))
    return body + str(-total % 10)


def ssn(r: Random) -> str:
    """A Social Security number of an area that is issued (not 000, 666, 9xx)."""
    area = r.choice([a for a in range(1, 900) if a != 666])
    parts = f"{area:03}", f"{r.randint(1, 99):02}", f"{r.randint(1, 9999):04}"
    return r.choices(["-", "", " ", "."], [78, 12, 7, 3])[0].join(parts)


def itin(r: Random) -> str:
    """An individual taxpayer identification number: 9xx, and groups 50-65, 70-88, 90-92, 94-99."""
    group = r.choice([*range(50, 66), *range(70, 89), 90, 91, 92, *range(94, 100)])
    return r.choices(["-", ""], [9, 1])[0].join(("9" + shaped(r, "99"), str(group), shaped(r, "9999")))


def routing(r: Random) -> str:
    """A bank's routing number with a right ABA checksum."""
    body = f"{r.choice([*range(1, 13), *range(21, 33)]):02}" + shaped(r, "999999")
    return body + str(-sum(int(c) * w for c, w in zip(body, (3, 7, 1, 3, 7, 1, 3, 7), strict=True)) % 10)


def card(r: Random) -> str:
    """A payment card number of four brands, grouped or not."""
    start, length = r.choice([("4", 16), ("53", 16), ("2720", 16), ("37", 15), ("6011", 16), ("65", 16)])
    number = luhn(start + shaped(r, "9" * (length - len(start) - 1)))
    cuts = [4, 8, 12] if length == 16 else [4, 10]
    groups = [number[a:b] for a, b in zip([0, *cuts], [*cuts, length], strict=True)]
    return r.choice([" ", " ", "-", ""]).join(groups)


def expiry(r: Random) -> str:
    """Month and year of a card."""
    month, year = r.randint(1, 12), r.randint(2026, 2032)
    return r.choice([f"{month:02}/{year % 100}", f"{month:02}/{year}", f"{month:02}-{year % 100}"])


def licence(r: Random) -> str:
    """A driver's licence number in the form of one of a dozen states."""
    shapes = (
        "A9999999|A999-999-99-999-9|99999999|999 999 999|A999-9999-9999|A99999 99999 99999|999-99-9999|A99999999|"
        "99-999-9999|WDLAA99999AA|A9999-99999-99999|AA999999|9999999"
    ).split("|")
    return shaped(r, r.choice([s for s in shapes if s != "999-99-9999"]))


def mbi(r: Random) -> str:
    """A Medicare beneficiary identifier (11 characters, CMS positions), with or without dashes."""
    letter, any_ = (lambda: r.choice(MBI_LETTERS)), (lambda: r.choice(MBI_LETTERS + string.digits))
    digit = lambda: r.choice(string.digits)  # noqa: E731
    parts = (
        r.choice("123456789") + letter() + any_() + digit(),
        letter() + any_() + digit(),
        letter() + letter() + digit() + digit(),
    )
    return r.choice(["-", "-", ""]).join(parts)


def birth_date(r: Random, day: datetime.date) -> str:
    """A date as people in the US write a date of birth."""
    y, m, d = day.year, day.month, day.day
    return r.choice(
        [
            f"{m:02}/{d:02}/{y}",
            f"{m:02}/{d:02}/{y}",
            f"{m}/{d}/{y}",
            f"{m:02}-{d:02}-{y}",
            f"{y}-{m:02}-{d:02}",
            f"{MONTHS[m - 1]} {d}, {y}",
            f"{MONTHS[m - 1][:3]} {d}, {y}",
            f"{d} {MONTHS[m - 1]} {y}",
            f"{d:02}-{MONTHS[m - 1][:3].upper()}-{y}",
            f"{m:02}/{d:02}/{y % 100:02}",
        ]
    )


def fecha(r: Random, day: datetime.date) -> str:
    """A date of birth as a Spanish letter writes it."""
    return r.choice(
        [f"{day.day} de {MESES[day.month - 1]} de {day.year}", f"{day.day:02}/{day.month:02}/{day.year}"]
    )


def telephone(r: Random) -> str:
    """A US number with area and exchange codes that can be assigned (no 555)."""
    area = r.choice(
        [201, 208, 303, 312, 404, 415, 480, 512, 520, 602, 617, 646, 702, 713, 718, 786, 818, 919]
    )
    exchange, line = r.choice([e for e in range(210, 990) if e != 555 and e % 100 != 11]), shaped(r, "9999")
    return r.choice(
        [
            f"({area}) {exchange}-{line}",
            f"{area}-{exchange}-{line}",
            f"{area}.{exchange}.{line}",
            f"+1 {area} {exchange} {line}",
            f"+1 ({area}) {exchange}-{line}",
            f"1-{area}-{exchange}-{line}",
            f"{area} {exchange} {line}",
            f"{area}{exchange}{line}",
        ]
    )


def password(r: Random, last: str) -> str:
    """A password as people choose them, or as a help desk makes them."""
    first, second = r.sample(WORDS, 2)
    return r.choice(
        [
            f"{first.capitalize()}{r.randint(1, 999)}{r.choice('!#*?$')}",
            f"{first.capitalize()}-{second.capitalize()}-{r.randint(10, 99)}",
            f"{r.choice(['Spring', 'Winter', 'Welcome', 'Autumn'])}{r.randint(2019, 2026)}{r.choice(['', '!', '!!'])}",
            f"{first}{second}{r.randint(1, 99)}",
            last.lower().replace(" ", "").replace("'", "") + str(r.randint(60, 99)),
            "".join(r.choice(string.ascii_letters + string.digits + "!@#%&*") for _ in range(12)),
            f"{first.replace('e', '3').replace('o', '0').capitalize()}_{second[0].upper()}{r.randint(100, 999)}",
        ]
    )


def record_number(r: Random) -> str:
    """A medical record or chart number."""
    return shaped(
        r, r.choice(["9999999", "99-99-99", "A999999", "999999999", "00999999", "AA-99999", "99999-9"])
    )


def member_number(r: Random) -> str:
    """A health plan's member, subscriber or policy number."""
    shapes = [
        "AAA999999999",
        "A99999999",
        "999999999-99",
        "AAA99A99999",
        "9999999999",
        "A9999 99999",
        "AA9999999",
    ]
    return shaped(r, r.choice(shapes))


def account_number(r: Random) -> str:
    """A bank account number of 7 to 13 digits."""
    return r.choices(
        [digits(r, r.randint(7, 13)), shaped(r, "9999-9999-99"), "000" + digits(r, 8)], [8, 1, 1]
    )[0]


def diagnosis(r: Random) -> str:
    """A condition in words, or an ICD-10-CM code."""
    return r.choice(CONDITIONS) if r.random() < 0.75 else r.choice(ICD_10)


MAKERS: dict[str, Callable[[Random], str]] = {
    "SSN": ssn,
    "ITIN": itin,
    "ROUTING": routing,
    "CARD": card,
    "EXP": expiry,
    "CVV": lambda r: shaped(r, "999"),
    "DL": licence,
    "MBI": mbi,
    "PASSPORT": lambda r: shaped(r, r.choice(["999999999", "A99999999"])),
    "BANK": account_number,
    "MRN": record_number,
    "HEALTHPLAN": member_number,
    "DIAG": diagnosis,
    "PHONE": telephone,
}
"""Elements that depend on nothing else of the person."""
